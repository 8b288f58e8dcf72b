/// One cell that could not be taken as it stands. Says where and why, never what it held.
package struct RowFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// What became of it.
    package enum Effect: String, Sendable, Equatable {
        /// The whole row is quarantined.
        case rowLeftOut = "row left out"
        /// The row is loaded without this cell.
        case cellLeftOut = "cell left out"
    }
    /// The file.
    package let file: String
    /// Counted from 1, the header's row.
    package let row: Int
    /// The column's name.
    package let column: String
    /// What is wrong and what to do.
    package let reason: String
    /// What became of it.
    package let effect: Effect

    /// The same fault in whichever row.
    struct Kind: Hashable, Sendable {
        let file: String
        let column: String
        let reason: String
        let effect: Effect
    }
    var kind: Kind { Kind(file: file, column: column, reason: reason, effect: effect) }

    /// `person.csv:12:date_of_birth: ...`.
    package var description: String { "\(file):\(row):\(column): \(reason) (\(effect.rawValue))" }
}
