import PolicyEngine
import WireProtocol

/// What a set must pass before anybody may sign it: its tests, and the proof of every `never` in them. What lint says is
/// told to the signers, and theirs to judge.
struct ChangeChecks {
    let sentences: [String]

    init(_ set: PolicySet, on day: CalendarDay) throws(SigningFault) {
        let report = set.runTests()
        let proofs = set.proveNeverClauses()
        let problems =
            report.failures.map {
                SigningFault.problem("a test fails: \($0)", help: "mend the policies or the test; `fcg policy test`")
            }
            + proofs.filter { !$0.isProved }.map {
                SigningFault.problem("\($0)", help: "mend the policies or the claim; `fcg policy prove`")
            }
        guard problems.isEmpty else { throw SigningFault(problems) }
        let lint = set.lint(on: day)
        let warnings = lint.findings.filter { !$0.isNote }
        sentences =
            ["tests passed: \(report.outcomes.count)", "claims proved: \(proofs.count)"]
            + (warnings.isEmpty && lint.notDecided.isEmpty ? ["lint: no warning"] : [])
            + warnings.map { "lint: \($0.path):\($0.line): \($0.message)" }
            + lint.notDecided.map { "lint: not decided: \($0)" }
    }
}
