import AuditTrail
import DutyDesk
import PolicyWorkbench
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("What the holder's duty desk is told")
struct DutyTests {
    private let federation: Federation
    private let stockport: TestNode
    private var story: Story { federation.story }

    init() throws {
        federation = try Federation()
        stockport = try federation.node(.stockport)
    }

    // clause: FCP-RES-8+
    @Test(
        "a hidden person becomes a hand-off, due by how urgent the question is",
        arguments: [("emergency", 60), ("same-day", 240), ("standard", 1_440)] as [(Code, Int)])
    func handOff(urgency: Code, minutes: Int) async throws {
        let query = try federation.query([story.mother, story.hiddenChild]) { $0.urgency = urgency }

        _ = await stockport.answering.answer(try federation.request(query))

        let task = try #require(try await stockport.tasks().first)
        #expect(task.item.kind == .handOff)
        #expect(task.item.dueMinutes == minutes)
        #expect(task.item.exchange == query.id)
        #expect(task.item.counterpart == SyntheticCouncil.leeds.authority)
        #expect(task.item.raised == federation.now)
        let detail = task.item.detail.reveal()
        #expect(detail["about"] == ["s2"])
        #expect(detail["ring"]?["phone"] == .string(SyntheticCouncil.leeds.dutyDesk))
    }

    // clause: FCP-MAT-10+
    @Test("a question that only a person answers is handed to one, without looking anybody up")
    func missingChild() async throws {
        let query = try federation.query([story.unknownChild]) { $0.purpose = "missing-child" }

        let answer = try await stockport.answering.answer(try federation.request(query)).answer()

        #expect(answer.refusal("s1", "school")?.reason == "answered-by-people")
        #expect(try await stockport.tasks().map(\.item.kind) == [.handOff])
    }

    // clause: FCP-RES-8-
    @Test("nobody is bothered about people who are known or unknown")
    func nothingToDo() async throws {
        let people = [story.child, story.unknownChild, story.namesake]

        _ = await stockport.answering.answer(try federation.request(people))

        #expect(try await stockport.tasks().isEmpty)
    }

    // clause: FCP-VER-2+ FCP-RES-15+ FCP-VER-1+
    @Test(
        "a call back asked for and an answer called wrong reach the desk, each as what it is",
        arguments: [("call-back", DutyKind.callBack), ("wrong-answer", .wrongAnswer)])
    func followUps(name: String, kind: DutyKind) async throws {
        let first = try federation.query([story.unknownChild])
        _ = await stockport.answering.answer(try federation.request(first))
        let earlier = first.id.text
        let query = try federation.query([story.unknownChild]) { $0.ext = [name: ["exchange": .string(earlier)]] }

        _ = try await stockport.answering.answer(try federation.request(query)).answer()
        _ = try await stockport.answering.answer(try federation.request(query)).answer()

        let tasks = try await stockport.tasks()
        #expect(tasks.map(\.item.kind) == [kind])
        #expect(tasks.first?.item.detail.reveal()["earlier"] == .string(earlier))
        #expect(tasks.first?.item.dueMinutes == 240)
    }

    @Test("what the courier took twice stands on the desk once")
    func courier() async throws {
        _ = await stockport.answering.answer(try federation.request([story.hiddenChild]))
        let rows = try stockport.context.audit.outbox(after: 0, limit: 10)

        let first = try await stockport.tasks()
        let second = try await stockport.tasks()

        #expect(rows.count == 2)
        #expect(first.count == 1)
        #expect(second == first)
        #expect(try stockport.context.audit.outbox(after: 0, limit: 10).isEmpty)
    }

    @Test("a row that nobody can open is set aside and said, and later rows are delivered")
    func brokenRow() async throws {
        _ = await stockport.answering.answer(try federation.request([story.hiddenChild]))
        try OutboxThief(folder: stockport.auditFolder).breakOldest()
        let query = try federation.query([story.hiddenChild])
        _ = await stockport.answering.answer(try federation.request(query))
        let courier = OutboxCourier(node: stockport.context, desk: stockport.desk)

        let delivery = try await courier.deliver()
        let next = try await courier.deliver()

        let origin = "\(SyntheticCouncil.stockport.host)/audit/2026"
        #expect(delivery == OutboxCourier.Delivery(tasks: 1, aside: ["\(origin) 0 row 1"]))
        #expect(next == OutboxCourier.Delivery())
        #expect(try await stockport.tasks().map(\.item.exchange) == [query.id])
        #expect(try stockport.internalEntries("outbox.set-aside").map(\.binding) == ["\(origin) 0 row 1"])
    }

    @Test("a task that many end at once is ended by one, and makes one leaf")
    func endedOnce() async throws {
        _ = await stockport.answering.answer(try federation.request([story.hiddenChild]))
        let task = try #require(try await stockport.tasks().first).id
        let pins = stockport.context.policies.generation.state.pins
        let asking = AskPath(node: stockport.context, pseudonymKey: FixedKeys.seed("pseudonym")) {
            (_, _, _, _) async throws(TransportFault) in throw .unreachable
        }
        let staff = StaffDesk(node: stockport.context, asking: asking, desk: stockport.desk) { pins }
        let body: JSONValue = ["task": .integer(task), "by": "duty-7", "note": "rang the worker"]

        let empty = await staff.handle("duty-done", ["task": .integer(task), "by": "duty-7", "note": "  "])
        let ended = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<32 { group.addTask { await staff.handle("duty-done", body).isFine } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }

        #expect(empty.body["error"] == .string("\(DutyDeskFault.emptyNote(.handOff))"))
        #expect(ended == 1)
        #expect(try stockport.internalEntries("hand-off.handled").count == 1)
        #expect(await staff.handle("duty-done", body).body["error"] == .string("\(DutyDeskFault.alreadyDone(task))"))
    }
}
