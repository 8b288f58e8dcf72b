/// Where something stands in a file; both counted from 1, columns in Unicode scalars.
package struct Spot: Hashable, Sendable, Comparable {
    package let line: Int
    package let column: Int

    static let start = Spot(line: 1, column: 1)

    package static func < (left: Spot, right: Spot) -> Bool { (left.line, left.column) < (right.line, right.column) }
}

/// A value and where it was written.
package struct Located<Value: Sendable>: Sendable {
    package let value: Value
    package let spot: Spot
}

/// One policy file while it is being read: collects its mistakes and which of its scalars are numbers.
final class SourceFile {
    let path: String
    private(set) var diagnostics: [PolicyDiagnostic] = []
    private(set) var numbers: Set<Spot> = []

    init(path: String) { self.path = path }

    /// More than anybody reads at once.
    private static let most = 200

    func fault(_ message: String, at spot: Spot, help: String? = nil) {
        guard diagnostics.count < Self.most else { return }
        let found = PolicyDiagnostic(
            path: path, line: spot.line, column: spot.column, message: message, help: help)
        if !diagnostics.contains(found) { diagnostics.append(found) }
    }

    /// True once something of the law could not be read: then nothing is said to lack it.
    var hasUnreadLaw = false

    /// The schema says that this scalar is a number: it is one in the canonical form too.
    func isNumber(at spot: Spot) { numbers.insert(spot) }
}
