/// One item of a policy file: octets without spaces, tabs and control characters, and never looked at as text.
///
/// C2SP tlog-policy has names as opaque octets: two spellings that Unicode calls equal are two names.
public struct PolicyWord: Sendable, Hashable, CustomStringConvertible {
    /// The octets.
    public let octets: [UInt8]

    /// A word, or `nil` if no line could hold it.
    public init?(octets: some Sequence<UInt8>) {
        self.octets = Array(octets)
        guard !self.octets.isEmpty, self.octets.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
    }

    /// A word from text, or `nil` if no line could hold it.
    public init?(_ text: String) { self.init(octets: text.utf8) }

    /// The word as text; octets that are not UTF-8 show as replacement characters.
    public var description: String { String(decoding: octets, as: UTF8.self) }

    /// Predefined: no cosignature is needed.
    static let none = PolicyWord(trusted: "none")

    private init(trusted text: String) { octets = Array(text.utf8) }
}
