import WireProtocol

/// Which rules, and which edges of days, ages and months, the tests of a set touch.
///
/// A rule is touched by a test in which it decides. An edge is touched by a test that asks just there: on the first day
/// and the day before it, with the youngest age and the one below.
package struct TestCoverage: Sendable, Equatable {
    /// One thing a test could touch.
    package struct Item: Sendable, Equatable {
        /// The file it stands in.
        package let path: String
        /// Such as `share housing-contact`, or `housing at age 15, outside`.
        package let what: String
        package let isTouched: Bool
    }

    package let rules: [Item]
    package let edges: [Item]

    /// What no test touches.
    package var untouched: [Item] { (rules + edges).filter { !$0.isTouched } }
}

extension TestCoverage: CustomStringConvertible {
    /// Two counts, then one line for each thing untouched.
    package var description: String {
        func count(_ items: [Item], _ what: String) -> String {
            "\(items.filter(\.isTouched).count) of \(items.count) \(what) touched"
        }
        let lines = untouched.map { "no test: \($0.path): \($0.what)" }
        return ([count(rules, "rules") + ", " + count(edges, "edges")] + lines).joined(separator: "\n")
    }
}

extension PolicySet {
    /// What the tests of this set touch.
    package func testCoverage() -> TestCoverage {
        let runs = tests.flatMap(\.cases).map { CoveredCase(test: $0, by: Set(TestRun(self, $0).by)) }
        return TestCoverage(rules: coveredRules(runs), edges: coveredEdges(runs))
    }

    private func coveredRules(_ runs: [CoveredCase]) -> [TestCoverage.Item] {
        func item(_ path: String, _ kind: String, _ id: Code, _ requester: AuthorityID?) -> TestCoverage.Item {
            TestCoverage.Item(
                path: path, what: "\(kind) \(id)",
                isTouched: runs.contains { $0.by.contains(id) && $0.isAsked(by: requester) })
        }
        var items = bans.map { item("bans.yaml", "ban", $0.id, nil) }
        for agreement in agreements {
            items += agreement.shares.map { item(agreement.path, "share", $0.id, agreement.requester) }
            items += agreement.withhold.map { item(agreement.path, "withhold rule", $0.id, agreement.requester) }
            for trial in trials where trial.agreement == agreement.id {
                items += trial.shares.map { item(trial.path, "share", $0.id, agreement.requester) }
            }
        }
        return items
    }

    private func coveredEdges(_ runs: [CoveredCase]) -> [TestCoverage.Item] {
        var edges = CoverageEdges(set: self)
        for agreement in agreements { edges.add(agreement) }
        for ban in bans { edges.add(ban.record, of: ban.categories, "ban \(ban.id)", "bans.yaml", nil) }
        return edges.all.map { edge in
            TestCoverage.Item(path: edge.path, what: edge.what, isTouched: runs.contains(where: edge.isTouched))
        }
    }
}

/// One test and the rules that decided it.
struct CoveredCase {
    let test: TestCase
    let by: Set<Code>

    func isAsked(by requester: AuthorityID?) -> Bool { requester.map { test.question.requester == $0 } ?? true }
}
