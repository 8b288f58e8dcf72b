import AuditTrail
import CaseIndex
import DutyDesk
import PeerDirectory
import PolicyEngine
import PolicyWorkbench
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("What staff may do about the people of the index between two nights")
struct IndexDeskTests {
    private let federation: Federation
    private let stockport: TestNode
    private let book: StaffBook
    private var story: Story { federation.story }

    init() throws {
        federation = try Federation()
        stockport = try federation.node(.stockport)
        book = try federation.book(.stockport)
    }

    private var desk: IndexDesk {
        let context = stockport.context
        return IndexDesk(
            audit: context.audit, index: context.index, book: book,
            directory: { context.directory.current.version },
            marks: {
                Dictionary(context.policies.current.vocabulary.marks.map { ($0.code, $0.effect) }) { first, _ in first }
            }, now: context.now)
    }

    /// A source that knows the child of the story, and its own id of them.
    private func localID() throws -> (source: Code, id: String) {
        let person = story.child.person
        let ids = Federation.families.extracts(for: .stockport).sorted { $0.key < $1.key }
            .filter { $0.key.hasSuffix("/person.csv") }
            .compactMap { path, octets -> (source: Code, id: String)? in
                let rows = String(decoding: octets, as: UTF8.self).split(whereSeparator: \.isNewline)
                let row = rows.first { row in
                    [person.given, person.family, person.dateOfBirth.description].allSatisfy { row.contains($0) }
                }
                guard let id = row?.split(separator: ",").first, let source = path.split(separator: "/").first else {
                    return nil
                }
                return Code(String(source)).map { ($0, String(id)) }
            }
        return try #require(ids.first)
    }

    private func set(_ changes: [String: JSONValue] = [:]) async throws -> JSONValue {
        let known = try localID()
        var body: [String: JSONValue] = [
            "source": .string(known.source.text), "person": .string(known.id), "mark": "refuge-or-confidential-address",
            "by": "duty manager", "why": "call of the police at 21:40",
        ]
        body.merge(changes) { $1 }
        return try await desk.handle("mark-set", .object(body))
    }

    private func outcome() async throws -> SubjectOutcome {
        let query = try federation.query([story.child], ["school"])
        return try #require(
            try await stockport.answering.answer(try federation.request(query)).answer().subjects.first?.outcome)
    }

    // clause: FCP-RES-12+ FCP-RES-12-
    @Test("one person hides somebody from the next question on, recorded, and two people lift that")
    func setAndLift() async throws {
        #expect(try await outcome() == .matched)
        let reply = try await set()
        #expect(try await outcome() == .notConfirmed)
        #expect(try await stockport.tasks().map(\.item.kind) == [.handOff], "the holder's duty manager hears of it")
        let entry = try #require(try stockport.internalEntries("mark.set").first)
        #expect(try entry.payload(.actor)["by"] == "duty manager")
        #expect(try entry.payload(.decision)["mark"] == "refuge-or-confidential-address")
        #expect(try entry.payload(.subject)["person"] == .string(try localID().id))
        let mark = try #require(reply["mark"])
        func lift(second: JSONValue) async throws {
            _ = try await desk.handle(
                "mark-lift", ["mark": mark, "by": "Duty Manager", "second": second, "why": "risk ended"])
        }
        await #expect(throws: SchemaFault.self) { try await lift(second: "duty  manager") }
        #expect(try await outcome() == .notConfirmed)
        try await lift(second: "service manager")
        #expect(try await outcome() == .matched)
        #expect(try stockport.internalEntries("mark.lifted").count == 1)
        await #expect(throws: SchemaFault.self) { try await lift(second: "service manager") }
    }

    @Test(
        "a mark that would protect nobody is refused, and nothing is recorded",
        arguments: [
            ["person": "no-such-id"], ["mark": "refuge"], ["mark": "protected-referrer"], ["until": "2020-01-01"],
            ["extra": "x"],
        ] as [[String: JSONValue]])
    func refused(changes: [String: JSONValue]) async throws {
        await #expect(throws: SchemaFault.self) { _ = try await set(changes) }
        #expect(try stockport.internalEntries("mark.set").isEmpty)
        #expect(try book.entries().isEmpty)
    }

    @Test("somebody who is not loaded yet can be marked ahead, and reading the list is recorded")
    func ahead() async throws {
        _ = try await set(["person": "not-born-yet", "ahead": true])
        let marks = try await desk.handle("marks-read", ["by": "internal-audit"])["marks"]?.elements
        #expect(marks?.map { $0["person"]?.text } == ["not-born-yet"])
        #expect(try stockport.internalEntries("marks.read").count == 1)
    }

    @Test("two people accept a fall, not one twice")
    func drop() async throws {
        func accept(_ second: JSONValue) async throws {
            _ = try await desk.handle(
                "import-accept-drop",
                ["source": "stockport-housing", "by": "R. Dunne", "second": second, "why": "old system closed"])
        }
        await #expect(throws: SchemaFault.self) { try await accept("r dunne") }
        try await accept("M. Shah")
        let entry = try #require(try stockport.internalEntries("import.drop-accepted").first)
        #expect(entry.binding == "stockport-housing")
        #expect(try entry.payload(.actor)["second"] == "M. Shah")
    }

    @Test("whoever received a wrong answer is told once to discard it, and never what would have been right")
    func correction() async throws {
        let query = try federation.query([story.child], ["school"])
        _ = await stockport.answering.answer(try federation.request(query))
        let body: JSONValue = [
            "answers": [["exchange": .string(query.id.text), "to": .string(SyntheticCouncil.leeds.authority.code)]],
            "by": "dpo", "why": "a cousin of the same name lives at 4 New Row",
        ]
        let courier = CorrectionCourier(node: stockport.context, book: book, desk: stockport.desk)
        #expect(try await desk.handle("correction-send", body) == ["taken": 1, "known": 0])
        #expect(try await courier.deliver() == 1)
        #expect(try await desk.handle("correction-send", body) == ["taken": 0, "known": 1])
        #expect(try await courier.deliver() == 0)
        let task = try #require(try await stockport.tasks().first { $0.item.kind == .correction })
        let text = task.text { _ in "Leeds" }.reveal()
        #expect(text.contains("Correction, tell Leeds to discard what it received on \(federation.now.londonDay)"))
        #expect(text.contains(SyntheticCouncil.leeds.dutyDesk) && !text.contains("cousin"))
        #expect(!CanonicalJSON.text(task.item.detail.reveal()).contains("New Row"))
        let entry = try #require(try stockport.internalEntries("correction.sent").first)
        #expect(entry.binding == query.id.text)
        #expect(try stockport.internalEntries("correction.sent").count == 1)
        #expect(try entry.payload(.decision)["to"] == .string(SyntheticCouncil.leeds.authority.code))
    }

    @Test("a correction survives a crash between any two steps, and is delivered once")
    func correctionAfterCrash() async throws {
        let query = try federation.query([story.child], ["school"])
        _ = await stockport.answering.answer(try federation.request(query))
        let correction = Correction(
            exchange: query.id, counterpart: SyntheticCouncil.leeds.authority, received: federation.now,
            foundAt: federation.now, by: Redacted("dpo"), why: Redacted("wrong person"))
        #expect(try book.add(correction))
        let waiting = try #require(try StaffBook(path: federation.path(.stockport, "book.db")).undelivered().first)
        try book.noteRecorded(waiting.id)
        let courier = CorrectionCourier(node: stockport.context, book: book, desk: stockport.desk)
        #expect(try await courier.deliver() == 1)
        #expect(try stockport.internalEntries("correction.sent").isEmpty, "it was recorded before the crash")
        #expect(try await courier.deliver() == 0)
        #expect(try await stockport.tasks().filter { $0.item.kind == .correction }.count == 1)
    }

    @Test("an answer that this node never gave, or not to them, is corrected for nobody")
    func notOurs() async throws {
        let query = try federation.query([story.child], ["school"])
        _ = await stockport.answering.answer(try federation.request(query))
        for (exchange, to) in [
            ("0192f3a1-7c5e-7d10-9b1e-2f4a6c8d0e12", SyntheticCouncil.leeds),
            (query.id.text, SyntheticCouncil.bradford),
        ] {
            await #expect(throws: SchemaFault.self) {
                _ = try await desk.handle(
                    "correction-send",
                    [
                        "answers": [["exchange": .string(exchange), "to": .string(to.authority.code)]], "by": "dpo",
                        "why": "wrong",
                    ])
            }
        }
        #expect(try book.undelivered().isEmpty)
    }
}
