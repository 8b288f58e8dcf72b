/// Why the index could not be opened, loaded or read. Holds no personal data.
package enum CaseIndexFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file cannot be opened or made.
    case cannotOpen(path: String)
    /// The file was written by a version with another layout.
    case otherLayout(path: String, found: Int)
    /// An extract was refused; what was served before is still served.
    case refused(Refusal)
    /// SQLite said no, with its result code.
    case database(code: Int)
    /// A row of the index is not what this version writes.
    case damaged(table: String)
    /// A key from an earlier state of the index.
    case outdatedKey
    /// The caller's own error ended a reading.
    case interrupted(by: String)

    /// What is wrong and what to do.
    package var description: String {
        switch self {
        case .cannotOpen(let path): "cannot open `\(path)`: check that its folder exists and that we may write to it"
        case .otherLayout(let path, let found):
            "`\(path)` has layout \(found), this version reads \(Layout.version): delete the file and import again"
        case .refused(let refusal): refusal.description
        case .database(let code): "the index could not be read or written, SQLite code \(code): check disk and rights"
        case .damaged(let table): "the index is damaged in `\(table)`: delete the file and import again"
        case .outdatedKey: "a key from an earlier state of the index: look the person up again"
        case .interrupted(let type): "reading ended with an error of type `\(type)`"
        }
    }
}

/// Why an extract was not loaded.
package struct Refusal: Equatable, Sendable, CustomStringConvertible {
    /// The folder that was to be loaded.
    package let folder: String
    /// File, and where they apply row and column: `person.csv:12:date_of_birth`.
    package let place: String
    /// What is wrong there.
    package let problem: String
    /// What to do about it.
    package let remedy: String

    /// Three parts in one line.
    package var description: String { "\(folder)/\(place): \(problem)\n    help: \(remedy)" }
}
