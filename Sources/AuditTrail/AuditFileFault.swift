/// What is wrong with a file that an audit reads or writes, and what to do.
package struct AuditFileFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file, with the row in it where there is one.
    package let place: String
    /// What is wrong, as a clause.
    package let problem: String
    /// What to do.
    package let help: String

    package init(_ place: String, _ problem: String, help: String) {
        self.place = place
        self.problem = problem
        self.help = help
    }

    /// What is wrong, where, and what to do.
    package var description: String { "\(place): error: \(problem)\n    help: \(help)" }
}
