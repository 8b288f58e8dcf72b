import Crypto
package import WireProtocol

/// What a question shows of its case, its reasons and its worker: HMAC-SHA-256, so that holders see 32 octets and no more.
///
/// The keys of the first two are random and stand in the asker's own payloads; the third's is the node's and never leaves.
package enum AskerCommitment {
    /// `case.ref`, under a key of 32 random octets.
    package static func toCase(_ reference: String, key: [UInt8]) -> Commitment {
        commitment("fcg-case/v1\n" + reference, key: key)
    }

    /// `justification`, under a key of 32 random octets.
    package static func toReasons(_ text: String, key: [UInt8]) -> Commitment {
        commitment("fcg-justification/v1\n" + text, key: key)
    }

    /// `worker.staff`: the same for one worker, holder and day, and unlinkable beyond.
    package static func pseudonym(
        of staffID: String, holder: AuthorityID, day: CalendarDay, key: [UInt8]
    ) -> Commitment {
        commitment("fcg-staff/v1\n\(holder)\n\(day)\n" + staffID, key: key)
    }

    private static func commitment(_ text: String, key: [UInt8]) -> Commitment {
        Commitment(
            digest: Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key))))
    }
}
