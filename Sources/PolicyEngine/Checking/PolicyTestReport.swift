/// How the tests of a policy set came out.
package struct PolicyTestReport: Sendable, Equatable {
    package let outcomes: [PolicyTestOutcome]

    package var passed: Bool { outcomes.allSatisfy(\.passed) }
    package var failures: [PolicyTestOutcome] { outcomes.filter { !$0.passed } }
}

/// One test or one `never`: its place, and every difference between what was expected and what was decided.
package struct PolicyTestOutcome: Sendable, Equatable, CustomStringConvertible {
    package let path: String
    package let line: Int
    package let column: Int
    package let name: String
    /// Empty when it passed.
    package let differences: [String]

    package var passed: Bool { differences.isEmpty }

    /// `path:line:column: passed: name`, or `failed` and one line for each difference.
    package var description: String {
        let head = "\(path):\(line):\(column): \(passed ? "passed" : "failed"): \(name)"
        return ([head] + differences.map { "    " + $0 }).joined(separator: "\n")
    }
}

extension PolicySet {
    /// Runs every test and every `never` of the set.
    package func runTests() -> PolicyTestReport {
        PolicyTestReport(
            outcomes: tests.flatMap { file in
                file.cases.map { test in
                    PolicyTestOutcome(
                        path: file.path, line: test.spot.line, column: test.spot.column, name: test.name,
                        differences: TestRun(self, test).differences())
                }
                    + file.never.map { clause in
                        PolicyTestOutcome(
                            path: file.path, line: clause.spot.line, column: clause.spot.column, name: clause.name,
                            differences: NeverSearch(self, clause).counterexample().map { [$0] } ?? [])
                    }
            })
    }
}
