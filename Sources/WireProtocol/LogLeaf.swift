/// The events of an exchange log: one leaf an attempt, of one shape whatever the outcome.
public enum ExchangeEvent: String, Sendable, CaseIterable {
    /// The holder recorded an answer, refusals and not-confirmed included.
    case answered = "exchange.answered"
    /// The asker recorded a question before sending it.
    case asked = "exchange.asked"
    /// The asker recorded a verified answer before showing it.
    case received = "exchange.received"
    /// The asker recorded that no verified answer came.
    case unanswered = "exchange.unanswered"
}

/// The four things a leaf commits to without showing them, 32 octets each.
public struct LeafCommitments: Sendable, Equatable {
    /// Who acted.
    public var actor: Commitment
    /// What was decided, and all that must not stand in the leaf.
    public var decision: Commitment
    /// Why it was asked.
    public var reason: Commitment
    /// About whom.
    public var subject: Commitment

    /// Four commitments.
    public init(actor: Commitment, decision: Commitment, reason: Commitment, subject: Commitment) {
        self.actor = actor
        self.decision = decision
        self.reason = reason
        self.subject = subject
    }

    fileprivate func write(to writer: inout CanonicalWriter) {
        writer.object { object in
            object.member("actor") { $0.base64URL(actor.octets) }
            object.member("decision") { $0.base64URL(decision.octets) }
            object.member("reason") { $0.base64URL(reason.octets) }
            object.member("subject") { $0.base64URL(subject.octets) }
        }
    }

    fileprivate init(_ value: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: path)
        func take(_ name: String) throws(SchemaFault) -> Commitment {
            try reader.parsed(name, as: "32 octets in base64url") { Commitment(base64URL: $0) }
        }
        self.init(
            actor: try take("actor"), decision: try take("decision"), reason: try take("reason"),
            subject: try take("subject"))
        try reader.finish()
    }
}

/// A leaf of the exchange log. No name, identifier, purpose, outcome, rule or count stands in it.
public struct ExchangeLeaf: Sendable, Equatable {
    /// What happened.
    public var event: ExchangeEvent
    /// Whose log this is.
    public var node: AuthorityID
    /// The authority at the other end.
    public var counterpart: AuthorityID
    /// The exchange.
    public var exchange: ExchangeID
    /// When, to the millisecond.
    public var time: Instant
    /// Version of the directory in force.
    public var directory: Int64
    /// Evidence of the request attempt, 32 octets.
    public var requestEvidence: Commitment
    /// SHA-256 of the answer's octets; `nil` (written `""`) in `asked` and `unanswered`.
    public var answerDigest: Commitment?
    /// The four commitments.
    public var commitments: LeafCommitments

    /// A leaf.
    public init(
        event: ExchangeEvent, node: AuthorityID, counterpart: AuthorityID, exchange: ExchangeID, time: Instant,
        directory: Int64, requestEvidence: Commitment, answerDigest: Commitment?, commitments: LeafCommitments
    ) {
        self.event = event
        self.node = node
        self.counterpart = counterpart
        self.exchange = exchange
        self.time = time
        self.directory = directory
        self.requestEvidence = requestEvidence
        self.answerDigest = answerDigest
        self.commitments = commitments
    }

    /// The leaf's octets: canonical JSON.
    public func encoded() -> [UInt8] {
        var writer = CanonicalWriter()
        writer.object { object in
            object.member("c") { commitments.write(to: &$0) }
            object.member("d") { $0.integer(directory) }
            object.member("e", event.rawValue)
            object.member("n", node.code)
            object.member("p", counterpart.code)
            object.member("rq") { $0.base64URL(requestEvidence.octets) }
            object.member("rs") { $0.base64URL(answerDigest?.octets ?? []) }
            object.member("t", time.preciseText)
            object.member("v") { $0.integer(1) }
            object.member("x", exchange.text)
        }
        return writer.octets
    }

    /// Reads a leaf; octets that are not its one canonical form are refused.
    public init(octets: [UInt8]) throws(SchemaFault) {
        var reader = try LogLeafOctets.open(octets)
        _ = try reader.integer("v", in: 1...1)
        let digest = try reader.parsed("rs", as: "32 octets in base64url, or empty") { text -> Commitment?? in
            text.isEmpty ? .some(nil) : Commitment(base64URL: text).map(Optional.some)
        }
        self.init(
            event: try reader.parsed("e", as: "an event of the exchange log", ExchangeEvent.init),
            node: try reader.parsed("n", as: "a GSS code", AuthorityID.init),
            counterpart: try reader.parsed("p", as: "a GSS code", AuthorityID.init),
            exchange: try reader.parsed("x", as: "an exchange id", ExchangeID.init),
            time: try reader.parsed("t", as: "a time with milliseconds", LogLeafOctets.time),
            directory: try reader.integer("d", in: 0...9_007_199_254_740_992),
            requestEvidence: try reader.parsed("rq", as: "32 octets in base64url") { Commitment(base64URL: $0) },
            answerDigest: digest, commitments: try LeafCommitments(try reader.take("c"), at: "c"))
        try reader.finish()
        guard encoded() == octets else { throw SchemaFault("leaf", "is not in canonical form") }
    }
}

/// A leaf of the internal log, and `shard.opened` in both logs.
public struct InternalLeaf: Sendable, Equatable {
    /// What happened, such as `policy.activated`.
    public var event: String
    /// Whose log this is.
    public var node: AuthorityID
    /// When, to the millisecond.
    public var time: Instant
    /// Version of the directory in force.
    public var directory: Int64
    /// The four commitments.
    public var commitments: LeafCommitments
    /// One string defined for each event: a digest, a note, an id. Never a count or a person.
    public var binding: String

    /// A leaf.
    public init(
        event: String, node: AuthorityID, time: Instant, directory: Int64, commitments: LeafCommitments, binding: String
    ) {
        self.event = event
        self.node = node
        self.time = time
        self.directory = directory
        self.commitments = commitments
        self.binding = binding
    }

    /// The leaf's octets: canonical JSON.
    public func encoded() -> [UInt8] {
        var writer = CanonicalWriter()
        writer.object { object in
            object.member("b", binding)
            object.member("c") { commitments.write(to: &$0) }
            object.member("d") { $0.integer(directory) }
            object.member("e", event)
            object.member("n", node.code)
            object.member("t", time.preciseText)
            object.member("v") { $0.integer(1) }
        }
        return writer.octets
    }

    /// Reads a leaf; octets that are not its one canonical form are refused.
    public init(octets: [UInt8]) throws(SchemaFault) {
        var reader = try LogLeafOctets.open(octets)
        _ = try reader.integer("v", in: 1...1)
        self.init(
            event: try reader.text("e", atMost: 64),
            node: try reader.parsed("n", as: "a GSS code", AuthorityID.init),
            time: try reader.parsed("t", as: "a time with milliseconds", LogLeafOctets.time),
            directory: try reader.integer("d", in: 0...9_007_199_254_740_992),
            commitments: try LeafCommitments(try reader.take("c"), at: "c"),
            binding: try reader.parsed("b", as: "text") { $0 })
        try reader.finish()
        guard encoded() == octets else { throw SchemaFault("leaf", "is not in canonical form") }
    }
}

private enum LogLeafOctets {
    static func open(_ octets: [UInt8]) throws(SchemaFault) -> ObjectReader {
        do {
            return try ObjectReader(try StrictJSON.parse(octets, limits: JSONLimits(octets: 4_096)), at: "")
        } catch let fault as SchemaFault {
            throw fault
        } catch {
            throw SchemaFault("leaf", "is not strict JSON of at most 4,096 octets")
        }
    }

    static func time(_ text: String) -> Instant? { text.utf8.count == 24 ? Instant(text) : nil }
}
