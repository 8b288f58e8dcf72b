package import Testing

/// Names the clause of the protocol document that a test proves.
package struct Clause: TestTrait, SuiteTrait {
    /// The id, such as `FCP-AUD-1`.
    package let id: String

    /// A suite's clauses are those of each test in it.
    package var isRecursive: Bool { true }

    /// What a test report shows beside the test.
    package var comments: [Comment] { [Comment(rawValue: id)] }
}

extension Trait where Self == Clause {
    /// The test proves a clause.
    package static func clause(_ id: String) -> Clause { Clause(id: id) }
}
