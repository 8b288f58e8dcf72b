package import WireProtocol

/// A question of ours to one holder, recorded before it is sent.
package struct AskedExchange: Sendable {
    /// Whom we ask.
    package var counterpart: AuthorityID
    /// The exchange, fresh for this holder.
    package var exchange: ExchangeID
    /// Version of the directory in force.
    package var directory: Int64
    /// What the request is signed with.
    package var requestEvidence: Evidence
    /// The query's octets as they will be sent.
    package var queryOctets: [UInt8]
    /// What the leaf commits to.
    package var payloads: LeafPayloads
    /// What people must do because it is asked, for the duty desk.
    package var outbox: [OutboxItem]
    /// The one clock reading.
    package var time: Instant

    package init(
        counterpart: AuthorityID, exchange: ExchangeID, directory: Int64, requestEvidence: Evidence,
        queryOctets: [UInt8], payloads: LeafPayloads, outbox: [OutboxItem] = [], time: Instant
    ) {
        self.counterpart = counterpart
        self.exchange = exchange
        self.directory = directory
        self.requestEvidence = requestEvidence
        self.queryOctets = queryOctets
        self.payloads = payloads
        self.outbox = outbox
        self.time = time
    }
}

/// A verified answer to a question of ours, recorded before it is shown.
package struct ReceivedExchange: Sendable {
    /// Who answered.
    package var counterpart: AuthorityID
    /// The exchange.
    package var exchange: ExchangeID
    /// Version of the directory in force.
    package var directory: Int64
    /// `rq`: the evidence of the attempt that was answered.
    package var request: Commitment
    /// What the response was signed with; its digest `ra` belongs into the decision payload.
    package var responseEvidence: Evidence
    /// The answer's octets as received.
    package var answerOctets: [UInt8]
    /// What the leaf commits to.
    package var payloads: LeafPayloads
    /// What the asking worker must do, for the duty desk.
    package var outbox: [OutboxItem]
    /// The one clock reading.
    package var time: Instant

    package init(
        counterpart: AuthorityID, exchange: ExchangeID, directory: Int64, request: Commitment,
        responseEvidence: Evidence, answerOctets: [UInt8], payloads: LeafPayloads, outbox: [OutboxItem] = [],
        time: Instant
    ) {
        self.counterpart = counterpart
        self.exchange = exchange
        self.directory = directory
        self.request = request
        self.responseEvidence = responseEvidence
        self.answerOctets = answerOctets
        self.payloads = payloads
        self.outbox = outbox
        self.time = time
    }
}

/// A question of ours to which no verified answer came.
package struct UnansweredExchange: Sendable {
    /// Whom we asked.
    package var counterpart: AuthorityID
    /// The exchange.
    package var exchange: ExchangeID
    /// Version of the directory in force.
    package var directory: Int64
    /// `rq`: the evidence of the attempt.
    package var request: Commitment
    /// What the leaf commits to; the class of failure belongs into `decision`.
    package var payloads: LeafPayloads
    /// What the asking worker must do, for the duty desk.
    package var outbox: [OutboxItem]
    /// The one clock reading.
    package var time: Instant

    package init(
        counterpart: AuthorityID, exchange: ExchangeID, directory: Int64, request: Commitment,
        payloads: LeafPayloads, outbox: [OutboxItem] = [], time: Instant
    ) {
        self.counterpart = counterpart
        self.exchange = exchange
        self.directory = directory
        self.request = request
        self.payloads = payloads
        self.outbox = outbox
        self.time = time
    }
}
