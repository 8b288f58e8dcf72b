import Crypto
package import WireProtocol

/// The suite's own version.
package enum SuiteVersion {
    /// Counts with every case that is added, taken away or changed in what it demands.
    package static let text = "1.1.0"

    /// SHA-256 over every case's name, clauses, severity and words: two reports of one digest asked for the same.
    package static var digest: String {
        let lines = Cases.all.map { one in
            ([one.id, one.severity.rawValue, one.profile.rawValue, one.title] + one.citations.map(\.text)).joined(
                separator: "\u{1F}")
        }
        return Hex.encode(SHA256.hash(data: Array(lines.joined(separator: "\n").utf8)))
    }
}

/// What a run found, for every form of report.
package struct RunReport: Sendable {
    /// What is known of the node under test from `fcg.node/1`.
    package struct Node: Sendable {
        package var address: String
        package var authority: String
        package var software: String
        package var directory: Int64
    }

    package let node: Node
    package let plan: RunPlan
    package let began: Instant
    package let milliseconds: Int64
    package let results: [CaseResult]
    package let expected: ExpectedResults
    /// Rows of policy sets that were decided beside the cases.
    package let policies: [PolicyTables]
    let redaction: Redaction

    package init(
        node: Node, plan: RunPlan, began: Instant, milliseconds: Int64, results: [CaseResult],
        expected: ExpectedResults, policies: [PolicyTables] = [], people: PeopleIndex
    ) {
        self.node = node
        self.plan = plan
        self.began = began
        self.milliseconds = milliseconds
        self.results = results
        self.expected = expected
        self.policies = policies
        redaction = Redaction(people: people)
    }

    /// How many came to a verdict.
    package func count(_ verdict: Verdict) -> Int { results.count { $0.verdict == verdict } }

    /// Results that are not as they should be and that nobody has given a reason for.
    package var surprises: [CaseResult] { results.filter { isSurprise($0) } }

    func isSurprise(_ result: CaseResult) -> Bool {
        [.fail, .inconclusive].contains(result.verdict) && !expected.covers(result, on: began.londonDay)
    }

    /// How many rows of all policy sets came to a verdict.
    func policyCount(_ verdict: Verdict) -> Int { policies.reduce(0) { $0 + $1.count(verdict) } }

    /// 0 everything as it should be; 1 a clause is broken, or a row of a policy set is not decided as expected; 3 something
    /// could not be found out.
    package var exitCode: Int32 {
        if surprises.contains(where: { $0.verdict == .fail }) || policyCount(.fail) > 0 { return 1 }
        return surprises.isEmpty && policyCount(.inconclusive) == 0 && results.contains { $0.verdict == .pass } ? 0 : 3
    }

    /// `212 pass, 1 fail, …`, without what is nought.
    package var counts: String {
        Verdict.allCases.filter { $0 == .pass || count($0) > 0 }.map { "\(count($0)) \($0.rawValue)" }.joined(
            separator: ", ")
    }
}
