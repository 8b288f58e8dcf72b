package import PolicyEngine

/// The digest of the one policy set a node may serve, as `node.yaml` has it.
package struct PolicyPin: Sendable, Equatable, CustomStringConvertible {
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

    package var description: String { "sha-256:" + digest }

    package func allows(_ set: PolicySet) -> Bool { set.digest == digest }
}
