import NodeIdentity
import Testing
import WireProtocol

@testable import ConformanceKit

@Suite("Rows of policy sets in the report")
struct PolicyTablesTests {
    private static let day = Instant(seconds: 1_795_000_000)
    private static let set = PolicySetReference(
        revision: "2026-11", digest: "sha-256:" + String(repeating: "a", count: 64))
    private static let other = PolicySetReference(
        revision: "2026-12", digest: "sha-256:" + String(repeating: "b", count: 64))
    private let stockport: AuthorityID

    init() throws { stockport = try #require(AuthorityID("E08000007")) }

    private func row(_ verdict: Verdict, _ message: String = "") -> PolicyRow {
        PolicyRow(
            kind: .row, name: "A <child> of Bartholomew Quince", file: "p/tests/a.yaml", line: 34, verdict: verdict,
            message: message)
    }

    private func tables(_ rows: [PolicyRow]) -> PolicyTables {
        PolicyTables(folder: "p", authority: stockport, set: PolicyTablesTests.set, rows: rows)
    }

    private func report(_ tables: PolicyTables, mode: RunPlan.Mode = .quick) throws -> RunReport {
        let one = try #require(Cases.all.first { $0.id == "exchange.sound" })
        var plan = RunPlan(seed: 42)
        plan.mode = mode
        return RunReport(
            node: RunReport.Node(
                address: "https://node.example", authority: "E08000007", software: "x 1", directory: 3), plan: plan,
            began: PolicyTablesTests.day, milliseconds: 1_234,
            results: [
                CaseResult(
                    conformanceCase: one, verdict: .pass, message: "", breach: nil, trace: [], milliseconds: 5)
            ], expected: ExpectedResults(), policies: [tables], people: PeopleIndex(["Bartholomew Quince"]))
    }

    private let difference = "level: expected `contact`, decided `none`"

    @Test("a row that is decided otherwise ends the run with 1, and every form says where it stands and how it differs")
    func failingRow() throws {
        let report = try report(tables([row(.pass), row(.fail, difference)]))

        #expect(report.exitCode == 1)
        #expect(
            report.terminal.contains("FAIL  p/tests/a.yaml:34\n    A <child> of ‹cut›\n    \(difference)\n    either"))
        #expect(report.terminal.contains("Policies of E08000007, p: 1 pass, 1 fail"))
        #expect(
            report.junit.contains(
                "<testsuite name=\"Policies of E08000007, p\" tests=\"2\" failures=\"1\" errors=\"0\""))
        #expect(
            report.junit.contains(
                "classname=\"policy.E08000007\" name=\"A &lt;child&gt; of ‹cut›\" file=\"p/tests/a.yaml\" line=\"34\""))
        #expect(report.junit.contains("<failure message=\"\(difference)\">p/tests/a.yaml:34\n"))
        #expect(report.junit.contains("<testsuites name=\"fcg-conformance\" tests=\"3\">"))
        #expect(
            report.html.contains(
                "<th scope=\"row\">p/tests/a.yaml:34</th><td>A &lt;child&gt; of ‹cut›<br>\(difference)"))
        #expect(!report.html.contains("Nothing failed"))
        let rows = report.json["policies"]?.elements?.first?["rows"]?.elements ?? []
        #expect(rows.map { $0["verdict"]?.text } == ["pass", "fail"])
        #expect(rows.last?["line"]?.number == 34 && rows.last?["message"]?.text == difference)
        for text in [CanonicalJSON.text(report.json), report.junit, report.html, report.terminal] {
            #expect(!text.contains("Quince"))
        }
    }

    @Test("rows that are decided as expected leave a run green, and a run without sets says nothing of them")
    func passingRows() throws {
        let report = try report(tables([row(.pass)]))

        #expect(report.exitCode == 0)
        #expect(report.html.contains("Nothing failed"))
        #expect(report.json["policies"]?.elements?.first?["counts"]?["pass"]?.number == 1)
        let none = RunReport(
            node: report.node, plan: report.plan, began: report.began, milliseconds: 1, results: report.results,
            expected: report.expected, people: PeopleIndex([]))
        #expect(none.json["policies"] == nil && !none.junit.contains("Policies of"))
    }

    @Test("whether the node answers under the set is a row, and another set is a warning that names both")
    func inForce() throws {
        let tables = tables([row(.pass)])
        let leeds = try #require(AuthorityID("E08000035"))

        #expect(tables.compared(with: PolicyTablesTests.set, of: stockport).rows.last?.verdict == .pass)
        #expect(tables.compared(with: nil, of: stockport).rows.last?.verdict == .notClaimed)
        #expect(tables.compared(with: PolicyTablesTests.other, of: leeds) == tables)
        let differing = try #require(tables.compared(with: PolicyTablesTests.other, of: stockport).rows.last)
        #expect(differing.verdict == .warn && differing.kind == .inForce)
        for digest in [PolicyTablesTests.set.digest, PolicyTablesTests.other.digest] {
            #expect(differing.message.contains(digest))
        }
    }

    @Test("a statement names the sets whose rows held, and there is none over a row that failed")
    func stated() throws {
        let held = tables([row(.pass), row(.pass)])
        let sound = CanonicalJSON.encode(
            try report(held.compared(with: PolicyTablesTests.set, of: stockport), mode: .certify).json)
        let draft = CanonicalJSON.encode(
            try report(held.compared(with: PolicyTablesTests.other, of: stockport), mode: .certify).json)
        let failed = CanonicalJSON.encode(try report(tables([row(.fail, difference)]), mode: .certify).json)

        let words = try Statement(report: sound, issued: PolicyTablesTests.day).words

        #expect(words.contains("2 rows of E08000007's policies decided as expected, 2026-11, sha-256:aaa"))
        #expect(words.contains("under which the node answers"))
        #expect(try Statement(report: draft, issued: PolicyTablesTests.day).words.contains("not known to be"))
        let fault = #expect(throws: Statement.Fault.self) {
            try Statement(report: failed, issued: PolicyTablesTests.day)
        }
        #expect(fault?.description == "1 rows of policy sets are not decided as expected; nothing is stated")
    }
}
