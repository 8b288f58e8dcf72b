package import AuditTrail
package import WireProtocol

/// What staff may have done with the audit trail itself. Each is recorded before it is done.
///
/// The node that runs does it at its own door; where none runs, the command does it with the folder's lock in hand.
package struct AuditDesk: Sendable {
    /// The words of its commands at the staff door.
    package static let commands: Set<String> = [
        "audit-read", "audit-erase", "audit-hold", "audit-lift", "audit-release", "audit-conformance",
    ]

    private let audit: AuditTrail
    private let directory: @Sendable () -> Int64
    private let now: @Sendable () -> Instant
    private let erasing = ErasureInHand()

    /// One for each audit trail: it takes care that erasures come one after another.
    package init(
        audit: AuditTrail, directory: @escaping @Sendable () -> Int64, now: @escaping @Sendable () -> Instant
    ) {
        self.audit = audit
        self.directory = directory
        self.now = now
    }

    /// Does one command; says which entry of the internal log it is.
    package func handle(_ command: String, _ body: JSONValue) async throws -> JSONValue {
        switch command {
        case "audit-read": try await read(body)
        case "audit-erase": try await erase(EraseOrder(body))
        case "audit-hold": try await hold(body)
        case "audit-lift": try await lift(body)
        case "audit-release": try await release(body)
        case "audit-conformance": try await state(body)
        default: throw SchemaFault("command", "is not one of the audit desk")
        }
    }

    private func erase(_ order: EraseOrder) async throws -> JSONValue {
        try await erasing.run { try await order.carryOut(audit, directory: directory(), now: now()) }
    }

    /// Reading the log is itself an event. What was looked for stands in a sealed payload.
    private func read(_ body: JSONValue) async throws -> JSONValue {
        var reader = try ObjectReader(body, at: "")
        let event = try reader.parsed("event", as: "a way to read the log") { AuditReadingEvent(rawValue: $0) }
        let by = try reader.text("by", atMost: 256)
        let place = try reader.text("place", atMost: 128)
        let why = try reader.textIfPresent("why", atMost: 2_000)
        let criteria = reader.takeIfPresent("criteria")
        try reader.finish()
        let receipt = try await record(
            event.rawValue, place, actor: ["by": .string(by)],
            decision: criteria.map { ["criteria": $0] } ?? .null, reason: why.map { ["why": .string($0)] } ?? .null)
        // What was recorded up to now is then under a checkpoint, for whoever exports or proves it next.
        for log in LogName.allCases { _ = try audit.checkpoint(log, at: now()) }
        return ["index": .integer(receipt.index)]
    }

    private func hold(_ body: JSONValue) async throws -> JSONValue {
        var reader = try ObjectReader(body, at: "")
        let name = try reader.code("name")
        let by = try reader.text("by", atMost: 256)
        let why = try reader.text("why", atMost: 2_000)
        let subject = try reader.takeIfPresent("person").map(SoughtPerson.init)
        let shard = try reader.parsedIfPresent("shard", as: "`exchange/<year>` or `internal/<year>`", AuditDesk.shard)
        try reader.finish()
        guard try !audit.holds().contains(where: { $0.name == name }) else {
            throw SchemaFault("name", "is the name of a hold that stands")
        }
        let scope: LegalHold.Scope
        switch (shard, subject) {
        case (let shard?, nil): scope = .shard(shard.log, year: shard.year)
        case (nil, let subject?): scope = .person(Redacted(subject.json))
        case (nil, nil), (.some, .some): throw SchemaFault("hold", "covers either a shard or a person")
        }
        let receipt = try await record(
            LegalHold.placed, LegalHold(name: name, scope: scope).binding, actor: ["by": .string(by)],
            reason: ["why": .string(why)], subject: subject?.json ?? .null)
        return ["index": .integer(receipt.index)]
    }

    private func lift(_ body: JSONValue) async throws -> JSONValue {
        var reader = try ObjectReader(body, at: "")
        let name = try reader.code("name")
        let (by, second) = try AuditDesk.twoPeople(&reader)
        let why = try reader.text("why", atMost: 2_000)
        try reader.finish()
        guard try audit.holds().contains(where: { $0.name == name }) else {
            throw SchemaFault("name", "is the name of no hold that stands")
        }
        let receipt = try await record(
            LegalHold.lifted, name.text, actor: ["by": .string(by), "second": .string(second)],
            reason: ["why": .string(why)])
        return ["index": .integer(receipt.index)]
    }

    /// A named officer lets one held row into the report of one applicant.
    private func release(_ body: JSONValue) async throws -> JSONValue {
        var reader = try ObjectReader(body, at: "")
        let row = try reader.text("row", atMost: 128)
        let by = try reader.text("by", atMost: 256)
        let why = try reader.text("why", atMost: 2_000)
        let applicant = try SoughtPerson(try reader.take("person"))
        try reader.finish()
        let receipt = try await record(
            ReleasedRows.event, row, actor: ["by": .string(by)], reason: ["why": .string(why)],
            subject: applicant.json)
        return ["index": .integer(receipt.index)]
    }

    /// That a statement of conformance was there at this time. Whoever sends it has checked it; its digest binds it.
    private func state(_ body: JSONValue) async throws -> JSONValue {
        var reader = try ObjectReader(body, at: "")
        let by = try reader.text("by", atMost: 256)
        let digest = try reader.parsed("digest", as: "32 octets in base64url") { text in
            Base64URL.decode(text)?.count == 32 ? text : nil
        }
        let statement = try reader.take("statement")
        try reader.finish()
        let receipt = try await record(
            "conformance.stated", digest, actor: ["by": .string(by)], decision: ["statement": statement])
        return ["index": .integer(receipt.index)]
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

    static func shard(_ text: String) -> (log: LogName, year: Int)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let log = LogName(rawValue: parts[0]), let year = Int(parts[1]) else { return nil }
        return (log, year)
    }

    /// Two names that are not one, however they are written.
    static func twoPeople(_ reader: inout ObjectReader) throws(SchemaFault) -> (by: String, second: String) {
        let (by, second) = (try reader.text("by", atMost: 256), try reader.text("second", atMost: 256))
        guard PlainName(by) != PlainName(second) else {
            throw SchemaFault("second", "names the same person as `by`: two people do this")
        }
        return (by, second)
    }
}

/// The ways to read the audit trail, each an event of the internal log.
package enum AuditReadingEvent: String, Sendable, CaseIterable {
    case searched = "audit.searched"
    case exported = "audit.exported"
    case opened = "audit.opened"
    case reported = "audit.subject-reported"
    case spotChecked = "audit.spot-checked"
    case ownRecord = "audit.own-record"
    case fsck = "fsck.run"
}
