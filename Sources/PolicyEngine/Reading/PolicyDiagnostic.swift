/// One mistake in a policy file: where it stands, what is wrong, what to write instead.
package struct PolicyDiagnostic: Sendable, Equatable, CustomStringConvertible {
    /// The file, by its path inside the policy folder unless ``PolicyFaults/within(_:)`` has put the folder before it.
    package let path: String
    /// Line, from 1.
    package let line: Int
    /// Column, from 1, counted in Unicode scalars.
    package let column: Int
    /// What is wrong: lower case, no full stop, words of the file in backticks.
    package let message: String
    /// What to write, or where to look.
    package let help: String?

    package init(path: String, line: Int, column: Int, message: String, help: String? = nil) {
        self.path = path
        self.line = line
        self.column = column
        self.message = message
        self.help = help
    }

    /// `path:line:column: error: message`, and the help indented on a line of its own.
    package var description: String {
        let head = "\(path):\(line):\(column): error: \(message)"
        guard let help else { return head }
        return head + "\n    help: " + help
    }
}

/// Everything that is wrong with a policy set, file by file and from top to bottom.
package struct PolicyFaults: Error, Equatable, CustomStringConvertible {
    package let diagnostics: [PolicyDiagnostic]

    package init(diagnostics: [PolicyDiagnostic]) { self.diagnostics = diagnostics }

    /// The same mistakes with a folder before every path.
    package func within(_ folder: String) -> PolicyFaults {
        let prefix = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
        return PolicyFaults(
            diagnostics: diagnostics.map {
                PolicyDiagnostic(
                    path: prefix + $0.path, line: $0.line, column: $0.column, message: $0.message, help: $0.help)
            })
    }

    /// All diagnostics, one below the other.
    package var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
