/// Something in a policy set that is written well and yet is hardly what anybody meant.
package struct PolicyFinding: Sendable, Equatable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        /// A share that tells nobody anything.
        case dead
        /// A word of a share that never counts.
        case deadWord = "dead word"
        /// A rule that could go and nobody would notice; one other rule does its work.
        case redundant
        /// The same, where several rules do it together.
        case shadowed
        /// A withhold rule that no share reaches.
        case idle
        /// Shares that fit the same questions with different obligations.
        case obligations
        /// Days that are over.
        case expired
        /// A day after which less is told.
        case cliff
        /// A law that does not carry what rests on it.
        case law
        /// A reference or a post that names nothing.
        case paperwork
    }

    package let kind: Kind
    /// The file, by its path inside the policy folder.
    package let path: String
    package let line: Int
    package let column: Int
    /// What is wrong: lower case, no full stop, words of the file in backticks.
    package let message: String
    package let help: String
    /// A question that shows it, as the evaluator decides it.
    package let witness: Witness?

    /// Worth knowing, and no mistake.
    package var isNote: Bool { kind == .cliff }

    package var description: String {
        "\(path):\(line):\(column): \(isNote ? "note" : "warning"): \(message)\n    help: \(help)"
    }
}
