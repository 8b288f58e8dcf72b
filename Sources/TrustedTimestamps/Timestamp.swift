/// What a verified token says. Only ``TimestampAuthority/verify(_:digest:nonce:within:)`` can make one.
package struct Timestamp: Sendable, Equatable {
    /// When the digest existed, in whole seconds since 1970, fractions cut off.
    package let seconds: Int64
    /// The policy it was made under, in dotted decimals.
    package let policy: String
    /// The token's serial number, in hexadecimal as OpenSSL prints it.
    package let serial: String

    init(seconds: Int64, policy: String, serial: String) {
        self.seconds = seconds
        self.policy = policy
        self.serial = serial
    }
}
