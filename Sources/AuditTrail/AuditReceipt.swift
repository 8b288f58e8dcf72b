package import WireProtocol

/// Says that a record would survive a power cut, and where it stands. Made only after the durable commit.
package struct AuditReceipt: Sendable, Equatable {
    /// Origin of the log.
    package let origin: String
    /// Index of the leaf within that log, from 0.
    package let index: Int64
    /// The complete leaf octets.
    package let leaf: [UInt8]

    /// Only ``LogWriter`` makes one.
    init(origin: String, index: Int64, leaf: [UInt8]) {
        self.origin = origin
        self.index = index
        self.leaf = leaf
    }

    /// The receipt as it travels to the peer.
    package var wire: Receipt { Receipt(origin: origin, index: index, leaf: leaf) }
}

/// What the log holds of an exchange answered before, for retries after a restart and for conflicts.
package struct PriorAttempt: Sendable, Equatable {
    /// SHA-256 of the query's octets.
    package let bodyDigest: Commitment
    /// Origin of the log the first attempt stands in.
    package let origin: String
    /// Index of the first attempt.
    package let firstIndex: Int64
}
