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
    /// Runs every test and every `never` of the set, in the order of the files. `decisions` is how many one `never` may
    /// take before it fails as not decided: half a minute's work at most.
    package func runTests(decisions: Int = 5_000_000) -> PolicyTestReport {
        var outcomes: [PolicyTestOutcome] = []
        for file in tests {
            for test in file.cases {
                let found = TestRun(self, test).differences()
                outcomes.append(outcome(file, test.name, test.spot, found))
            }
            guard let agreement = agreements.first(where: { $0.id == file.agreement.value }) else { continue }
            for clause in file.never {
                var search = NeverSearch(self, clause, decisions: decisions)
                let found = search.counterexample(to: agreement)
                outcomes.append(outcome(file, clause.name, clause.spot, found.map { [$0] } ?? []))
            }
        }
        return PolicyTestReport(outcomes: outcomes)
    }

    private func outcome(_ file: TestsFile, _ name: String, _ spot: Spot, _ found: [String]) -> PolicyTestOutcome {
        PolicyTestOutcome(path: file.path, line: spot.line, column: spot.column, name: name, differences: found)
    }
}
