import Crypto
package import PolicyEngine
import WireProtocol

/// The digest of a policy set, a register of signers or a change, as `node.yaml` and sign-offs have it.
package struct PolicyPin: Sendable, Hashable, CustomStringConvertible {
    /// 64 hexadecimal digits.
    package let digest: String

    /// Reads `sha-256:` and 64 lower-case hexadecimal digits, or the digits alone; nothing else.
    package init?(_ text: String) {
        let digits = text.hasPrefix("sha-256:") ? text.dropFirst(8) : text[...]
        guard digits.utf8.count == 64,
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        digest = String(digits)
    }

    /// The pin of a set that has been checked.
    package init(_ set: PolicySet) { digest = set.digest }

    /// The pin of a register that has been checked.
    package init(_ register: SignersRegister) { digest = register.digest }

    /// The digest of octets.
    init(of octets: [UInt8]) { digest = Hex.encode(SHA256.hash(data: octets)) }

    package var description: String { "sha-256:" + digest }

    package func allows(_ set: PolicySet) -> Bool { set.digest == digest }
}
