package import WireProtocol

/// A query this node answered, refusals and not-confirmed included: the holder's record of one attempt.
package struct AnsweredExchange: Sendable {
    /// Who asked.
    package var counterpart: AuthorityID
    /// The exchange.
    package var exchange: ExchangeID
    /// The nonce of the attempt's signature.
    package var nonce: String
    /// The signature's `expires` and 60 seconds: until then a replay would otherwise pass.
    package var nonceExpires: Instant
    /// Version of the directory in force.
    package var directory: Int64
    /// What the request was signed with.
    package var requestEvidence: Evidence
    /// The query's octets as received.
    package var queryOctets: [UInt8]
    /// SHA-256 of them.
    package var queryDigest: Commitment
    /// The answer's octets as they will be sent.
    package var answerOctets: [UInt8]
    /// What the leaf commits to.
    package var payloads: LeafPayloads
    /// Work that follows from it.
    package var outbox: [OutboxItem]
    /// The one clock reading of this query.
    package var time: Instant

    package init(
        counterpart: AuthorityID, exchange: ExchangeID, nonce: String, nonceExpires: Instant, directory: Int64,
        requestEvidence: Evidence, queryOctets: [UInt8], queryDigest: Commitment? = nil, answerOctets: [UInt8],
        payloads: LeafPayloads, outbox: [OutboxItem] = [], time: Instant
    ) {
        self.counterpart = counterpart
        self.exchange = exchange
        self.nonce = nonce
        self.nonceExpires = nonceExpires
        self.directory = directory
        self.requestEvidence = requestEvidence
        self.queryOctets = queryOctets
        self.queryDigest = queryDigest ?? EvidenceDigest.body(queryOctets)
        self.answerOctets = answerOctets
        self.payloads = payloads
        self.outbox = outbox
        self.time = time
    }
}
