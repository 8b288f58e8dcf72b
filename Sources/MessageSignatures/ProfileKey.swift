/// A peer's key as the directory has it: whose it is and when it counts.
public struct ProfileKey: Sendable {
    /// The public key with its algorithm.
    public let key: VerificationKey
    /// The authority the key belongs to.
    public let owner: String
    /// The first second in which the key counts, since 1970.
    public let notBefore: Int64
    /// The last second in which the key counts, since 1970.
    public let notAfter: Int64

    /// A key as the directory has it.
    public init(key: VerificationKey, owner: String, notBefore: Int64, notAfter: Int64) {
        self.key = key
        self.owner = owner
        self.notBefore = notBefore
        self.notAfter = notAfter
    }
}
