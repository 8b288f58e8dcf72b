package import WireProtocol

/// What IG officers expect of one policy set, row by row, and what the set decides.
///
/// The kit reads no policy: whoever runs it has the rows decided, and brings them here for the report.
package struct PolicyTables: Sendable, Equatable {
    /// Where the set lies, as it was named.
    package let folder: String
    /// The council whose policies these are.
    package let authority: AuthorityID
    /// Revision and digest of the set.
    package let set: PolicySetReference
    package let rows: [PolicyRow]

    package init(folder: String, authority: AuthorityID, set: PolicySetReference, rows: [PolicyRow]) {
        self.folder = folder
        self.authority = authority
        self.set = set
        self.rows = rows
    }

    /// How many rows came to a verdict.
    package func count(_ verdict: Verdict) -> Int { rows.count { $0.verdict == verdict } }

    /// The same with a row that says whether a node answers under this set.
    ///
    /// `answers` is what the node's first verified answer said, if there was one. Nothing is added for the set of a
    /// council that was not asked.
    package func compared(with answers: PolicySetReference?, of holder: AuthorityID) -> PolicyTables {
        guard holder == authority else { return self }
        let row = PolicyRow(
            kind: .inForce, name: "the node answers under the set that these rows are about", file: folder, line: nil,
            verdict: answers.map { $0 == set ? .pass : .warn } ?? .notClaimed, message: words(answers))
        return PolicyTables(folder: folder, authority: authority, set: set, rows: rows + [row])
    }

    private func words(_ answers: PolicySetReference?) -> String {
        guard let answers else { return "no answer was verified in this run, so the set in force is not known" }
        guard answers != set else { return "" }
        return
            "it answers under \(answers.revision), \(answers.digest); this folder is \(set.revision), \(set.digest). "
            + "Put this set in force, or name the folder of the one that is"
    }
}

/// One row: a question with the decision that is expected of it, a `never`, or something about the set itself.
package struct PolicyRow: Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// A row of `tests/*.yaml`, a question or a `never`.
        case row
        /// An agreement that no row asks about.
        case untested
        /// Whether the node answers under this set.
        case inForce = "in-force"
    }

    package let kind: Kind
    /// The row's own words.
    package let name: String
    /// The file, with the folder before it.
    package let file: String
    /// The line it begins on, from 1.
    package let line: Int?
    package let verdict: Verdict
    /// What was expected and what was decided; empty where both agree.
    package let message: String

    package init(kind: Kind, name: String, file: String, line: Int?, verdict: Verdict, message: String) {
        self.kind = kind
        self.name = name
        self.file = file
        self.line = line
        self.verdict = verdict
        self.message = message
    }

    /// `file:line`, or the file.
    package var place: String { line.map { "\(file):\($0)" } ?? file }

    /// What to do about it, for people; `nil` where there is nothing to do.
    package var advice: String? {
        switch (kind, verdict) {
        case (.row, .fail):
            "either the row or the policy is wrong; `fcg policy explain` says which rules decide such a question"
        default: nil
        }
    }
}
