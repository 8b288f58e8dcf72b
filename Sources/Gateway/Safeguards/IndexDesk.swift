package import AuditTrail
package import CaseIndex
package import WireProtocol

/// What staff may do about the people of the index between two nights: set and lift marks, accept that a source has
/// shrunk, and have a wrong answer corrected. Each is recorded before it is done.
///
/// The node that runs does it at its own door; where none runs, the command does it with the folder's lock in hand.
package struct IndexDesk: Sendable {
    /// The words of its commands at the staff door.
    package static let commands: Set<String> = [
        "mark-set", "mark-lift", "marks-read", "import-accept-drop", "correction-send",
    ]

    private let audit: AuditTrail
    private let index: CaseIndex
    private let book: StaffBook
    private let directory: @Sendable () -> Int64
    private let marks: @Sendable () -> [Code: Code]
    private let now: @Sendable () -> Instant

    /// `marks` gives the vocabulary's marks with their effects; none where no policies are loaded.
    package init(
        audit: AuditTrail, index: CaseIndex, book: StaffBook, directory: @escaping @Sendable () -> Int64,
        marks: @escaping @Sendable () -> [Code: Code], now: @escaping @Sendable () -> Instant
    ) {
        self.audit = audit
        self.index = index
        self.book = book
        self.directory = directory
        self.marks = marks
        self.now = now
    }

    /// Does one command.
    package func handle(_ command: String, _ body: JSONValue) async throws -> JSONValue {
        switch command {
        case "mark-set": try await set(body)
        case "mark-lift": try await lift(body)
        case "marks-read": try await read(body)
        case "import-accept-drop": try await acceptDrop(body)
        case "correction-send": try await correct(body)
        default: throw SchemaFault("command", "is not one of the index desk")
        }
    }

    // MARK: Marks

    /// One person is enough. It holds from the next question on.
    private func set(_ body: JSONValue) async throws -> JSONValue {
        var reader = try ObjectReader(body, at: "")
        let mark = StaffMark(
            source: try reader.code("source"), local: try reader.text("person", atMost: 64),
            mark: try reader.code("mark"), until: try reader.parsedIfPresent("until", as: "a day", CalendarDay.init))
        let by = try reader.text("by", atMost: 256)
        let why = try reader.text("why", atMost: 2_000)
        let isAhead = reader.takeIfPresent("ahead") == true
        try reader.finish()
        try check(mark)
        guard try isAhead || index.knows(mark.source, mark.local) else {
            throw SchemaFault("person", "is nobody's id in that source: check it, or set the mark ahead of the load")
        }
        let receipt = try await record(
            "mark.set", "", actor: ["by": .string(by)], decision: IndexDesk.decision(mark),
            reason: ["why": .string(why)], subject: IndexDesk.subject(mark))
        let id = try book.set(mark, by: Redacted(by), at: now())
        return ["mark": .integer(id), "index": .integer(receipt.index)]
    }

    private func check(_ mark: StaffMark) throws(SchemaFault) {
        let known = marks()
        guard let effect = known[mark.mark] else {
            throw SchemaFault(
                "mark", "is no mark of the vocabulary: \(known.keys.map(\.text).sorted().joined(separator: ", "))")
        }
        guard effect != "row-left-out" else {
            throw SchemaFault("mark", "leaves out one involvement, which only its source can name")
        }
        if let until = mark.until, until < now().londonDay { throw SchemaFault("until", "is a day that has passed") }
    }

    /// Two people, because whoever was hidden can be found again.
    private func lift(_ body: JSONValue) async throws -> JSONValue {
        var reader = try ObjectReader(body, at: "")
        let id = try reader.integer("mark", in: 1...9_007_199_254_740_992)
        let (by, second) = try AuditDesk.twoPeople(&reader)
        let why = try reader.text("why", atMost: 2_000)
        try reader.finish()
        guard let entry = try book.standing().first(where: { $0.id == id }) else {
            throw SchemaFault("mark", "is the number of no mark that stands and that our own staff set")
        }
        let receipt = try await record(
            "mark.lifted", "", actor: ["by": .string(by), "second": .string(second)],
            decision: IndexDesk.decision(entry.mark),
            reason: ["why": .string(why)], subject: IndexDesk.subject(entry.mark))
        guard try book.lift(id, by: Redacted(by), second: Redacted(second), at: now()) else {
            throw SchemaFault("mark", "was lifted meanwhile")
        }
        return ["index": .integer(receipt.index)]
    }

    /// Who is marked is as sensitive as anything: reading the list is an event of its own.
    private func read(_ body: JSONValue) async throws -> JSONValue {
        var reader = try ObjectReader(body, at: "")
        let by = try reader.text("by", atMost: 256)
        try reader.finish()
        _ = try await record("marks.read", "", actor: ["by": .string(by)])
        return ["marks": .array(try book.standing().map(IndexDesk.json))]
    }

    private static func decision(_ mark: StaffMark) -> JSONValue {
        ["mark": .string(mark.mark.text), "until": .string(mark.until?.description ?? "")]
    }

    private static func subject(_ mark: StaffMark) -> JSONValue {
        ["source": .string(mark.source.text), "person": .string(mark.local)]
    }

    private static func json(_ entry: StaffBook.Entry) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .integer(entry.id), "source": .string(entry.mark.source.text), "person": .string(entry.mark.local),
            "mark": .string(entry.mark.mark.text), "set": .string(entry.setAt.text),
            "by": .string(entry.setBy.reveal()),
        ]
        members["until"] = entry.mark.until.map { .string($0.description) }
        return .object(members)
    }

    // MARK: Loads

    /// Records that two people accept a source with far fewer rows. The load itself is the command's.
    private func acceptDrop(_ body: JSONValue) async throws -> JSONValue {
        var reader = try ObjectReader(body, at: "")
        let source = try reader.code("source")
        let (by, second) = try AuditDesk.twoPeople(&reader)
        let why = try reader.text("why", atMost: 2_000)
        try reader.finish()
        let receipt = try await record(
            "import.drop-accepted", source.text, actor: ["by": .string(by), "second": .string(second)],
            reason: ["why": .string(why)])
        return ["index": .integer(receipt.index)]
    }

    // MARK: Corrections

    /// Takes in that answers were wrong. Each goes to its recipient by the outbox, once.
    private func correct(_ body: JSONValue) async throws -> JSONValue {
        var reader = try ObjectReader(body, at: "")
        let answers = try reader.list("answers", 1...1_000) { value, place throws(SchemaFault) in
            var answer = try ObjectReader(value, at: place)
            let exchange = try answer.parsed("exchange", as: "an exchange id", ExchangeID.init)
            let to = try answer.parsed("to", as: "a GSS code", AuthorityID.init)
            try answer.finish()
            return (exchange: exchange, to: to)
        }
        let by = Redacted(try reader.text("by", atMost: 256))
        let why = Redacted(try reader.text("why", atMost: 2_000))
        try reader.finish()
        var taken: Int64 = 0
        let corrections = try answers.map { answer in
            guard let leaf = try audit.answered(answer.exchange, to: answer.to) else {
                throw SchemaFault("exchange", "is none that this node answered to that council")
            }
            return Correction(
                exchange: answer.exchange, counterpart: answer.to, received: leaf.leaf.time, foundAt: now(), by: by,
                why: why)
        }
        for correction in corrections where try book.add(correction) { taken += 1 }
        return ["taken": .integer(taken), "known": .integer(Int64(corrections.count) - taken)]
    }

    private func record(
        _ event: String, _ binding: String, actor: JSONValue, decision: JSONValue = .null, reason: JSONValue = .null,
        subject: JSONValue = .null
    ) async throws -> AuditReceipt {
        try await audit.record(
            InternalEvent(
                event: event, binding: binding, directory: directory(),
                payloads: LeafPayloads(actor: actor, decision: decision, reason: reason, subject: subject), time: now())
        )
    }
}
