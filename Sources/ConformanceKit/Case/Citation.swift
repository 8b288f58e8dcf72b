/// A clause of the protocol and the sign of the test that speaks of it: a plus shows what keeps the clause, a minus does
/// to a node what the clause forbids.
package struct Citation: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The citation as it stands in the source.
    package let text: String

    /// A citation written in source code, where a gate reads it.
    package init(stringLiteral value: StaticString) { text = value.description }

    /// The clause without the sign.
    package var clause: String { String(text.dropLast()) }

    /// Whether the test breaks the clause on purpose.
    package var isNegative: Bool { text.hasSuffix("-") }

    /// Whether it has the form `FCP-<AREA>-<n>` and a sign.
    package var isWellFormed: Bool {
        let parts = clause.split(separator: "-", omittingEmptySubsequences: false)
        guard text.hasSuffix("+") || text.hasSuffix("-"), parts.count == 3, parts[0] == "FCP" else { return false }
        return !parts[1].isEmpty && parts[1].allSatisfy { $0.isASCII && $0.isUppercase }
            && !parts[2].isEmpty && parts[2].allSatisfy { $0.isASCII && $0.isNumber }
    }

    /// The text.
    package var description: String { text }
}
