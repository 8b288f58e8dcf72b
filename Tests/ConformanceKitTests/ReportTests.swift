import Foundation
import NodeIdentity
import Testing
import WireProtocol

@testable import ConformanceKit

@Suite("Reports and statements")
struct ReportTests {
    private static let day = Instant(seconds: 1_795_000_000)
    /// Put together, so that nobody takes this for a test of the clause.
    private static let citation = "FCP-" + "SIG-8-"
    private static let person = "Bartholomew Quince"

    private static func result(
        _ id: String, _ verdict: Verdict, _ breach: Breach? = nil, trace: [TraceEntry] = []
    ) throws -> CaseResult {
        let one = try #require(Cases.all.first { $0.id == id })
        return CaseResult(
            conformanceCase: one, verdict: verdict, message: breach?.what ?? "", breach: breach, trace: trace,
            milliseconds: 5)
    }

    private static func failing() throws -> CaseResult {
        let body =
            "{\"name\":\"Somebody Else\",\"note\":\"\(person)\",\"pad\":\"\(String(repeating: "0", count: 4_000))\"}<script>\u{1B}"
        return try result(
            "signature.two-signatures", .fail,
            Breach(
                "expected 400 & got <200>", cause: "a cause", expectedBase: Array("\"@query\": ?".utf8),
                inferredBase: Array("\"@query\": ".utf8)),
            trace: [TraceEntry(direction: .sent, octets: Array(body.utf8))])
    }

    private static func report(
        _ results: [CaseResult], expected: ExpectedResults = ExpectedResults(), mode: RunPlan.Mode = .quick
    ) -> RunReport {
        var plan = RunPlan(seed: 42)
        plan.mode = mode
        return RunReport(
            node: RunReport.Node(
                address: "https://node.example", authority: "E08000007", software: "x 1", directory: 3), plan: plan,
            began: day, milliseconds: 1_234, results: results, expected: expected, people: PeopleIndex([person]))
    }

    @Test("exit codes: 0 as it should be, 1 a clause broken, 3 something not found out or nothing run")
    func exitCodes() throws {
        let pass = try ReportTests.result("exchange.sound", .pass)
        let open = try ReportTests.result("exchange.label", .inconclusive)
        let warned = try ReportTests.result("exchange.no-alg", .warn)

        #expect(ReportTests.report([pass, warned]).exitCode == 0)
        #expect(ReportTests.report([pass, open]).exitCode == 3)
        #expect(ReportTests.report([pass, open, try ReportTests.failing()]).exitCode == 1)
        #expect(ReportTests.report([]).exitCode == 3)
    }

    @Test("every form names the clause, the cause and both bases, and no form names anybody")
    func forms() throws {
        let report = ReportTests.report([try ReportTests.failing(), try ReportTests.result("exchange.sound", .pass)])

        for text in [CanonicalJSON.text(report.json), report.junit, report.html] {
            #expect(text.contains(ReportTests.citation))
            #expect(text.contains("a cause"))
            #expect(text.contains("@query"))
            #expect(text.contains("‹cut›"))
            for forbidden in [
                ReportTests.person, "Somebody Else", QuestionMaker.canary, String(repeating: "0", count: 40), "\u{1B}",
            ] {
                #expect(!text.contains(forbidden), "\(forbidden)")
            }
        }
        #expect(report.terminal.contains("FAIL  \(ReportTests.citation)  signature.two-signatures"))
        #expect(report.terminal.contains("1 pass, 1 fail, in 1.2 s; seed 42"))
    }

    @Test("the JSON form is strict JSON with every member of its schema")
    func json() throws {
        let json = ReportTests.report([try ReportTests.failing()]).json

        let read = try StrictJSON.parse(CanonicalJSON.encode(json), limits: .file)

        #expect(read["type"]?.text == "fcg.conformance-report/1")
        #expect(read["counts"]?["fail"]?.number == 1)
        #expect(read["suite"]?["digest"]?.text == SuiteVersion.digest)
        #expect(read["results"]?.elements?.first?["trace"]?.elements?.count == 1)
    }

    @Test("JUnit counts failures and errors, and what was expected is skipped")
    func junit() throws {
        let open = try ReportTests.result("signature.none", .inconclusive, Breach("no <connection>"))
        let entry = ExpectedResults.Entry(
            name: "signature.none", verdict: .inconclusive, reason: "a \"proxy\"",
            until: try #require(CalendarDay("2099-01-01")))

        let plain = ReportTests.report([try ReportTests.failing(), open]).junit
        let known = ReportTests.report([try ReportTests.failing(), open], expected: ExpectedResults(entries: [entry]))
            .junit

        #expect(plain.contains("tests=\"2\" failures=\"1\" errors=\"1\""))
        #expect(plain.contains("<failure message=\"expected 400 &amp; got &lt;200&gt;\">"))
        #expect(plain.contains("<error "))
        #expect(!known.contains("<error "))
        #expect(known.contains("expected until 2099-01-01: a &quot;proxy&quot;"))
    }

    @Test("the page has a language, a title, headers of tables, and loads and runs nothing")
    func html() throws {
        let html = ReportTests.report([try ReportTests.failing(), try ReportTests.result("exchange.sound", .pass)]).html

        for needed in [
            "<html lang=\"en-GB\">", "<title>Conformance of E08000007", "<caption>", "scope=\"row\"", "class=\"skip\"",
            "<main>",
        ] {
            #expect(html.contains(needed), "\(needed)")
        }
        for forbidden in ["<script", "src=", "http-equiv", "@import", "url("] {
            #expect(!html.contains(forbidden), "\(forbidden)")
        }
    }

    @Test("an expected result counts until its day and no longer, and another verdict is a surprise")
    func expectations() throws {
        let failing = try ReportTests.failing()
        let day = ReportTests.day.londonDay
        func entry(_ verdict: Verdict, _ until: CalendarDay) -> ExpectedResults {
            ExpectedResults(entries: [
                .init(name: "signature.two-signatures", verdict: verdict, reason: "r", until: until)
            ])
        }
        let pass = try ReportTests.result("exchange.sound", .pass)

        #expect(ReportTests.report([failing, pass], expected: entry(.fail, day)).exitCode == 0)
        #expect(ReportTests.report([failing, pass], expected: entry(.fail, day.adding(days: -1))).exitCode == 1)
        #expect(ReportTests.report([failing, pass], expected: entry(.inconclusive, day)).exitCode == 1)
        let better = ReportTests.report(
            [try ReportTests.result("signature.two-signatures", .pass)], expected: entry(.fail, day))
        #expect(better.terminal.contains("is expected") == false && better.terminal.contains("take it out of the list"))
    }

    @Test(
        "a list of expected results that is not whole is refused with its place",
        arguments: [
            ("{}", "is no `fcg.conformance-expected/1`"), ("[", "is not strict JSON"),
            (#"{"type":"fcg.conformance-expected/1","expected":[{"case":"x"}]}"#, "entry 1 lacks"),
            (
                #"{"type":"fcg.conformance-expected/1","expected":[{"case":"no.such","verdict":"fail","reason":"r","until":"2027-01-01"}]}"#,
                "there is no case `no.such`"
            ),
            (
                #"{"type":"fcg.conformance-expected/1","expected":[{"case":"exchange.sound","verdict":"pass","reason":"r","until":"2027-01-01"}]}"#,
                "only fail, warn and inconclusive"
            ),
        ])
    func badExpectations(text: String, words: String) {
        let fault = #expect(throws: KitFault.self) { try ExpectedResults(octets: Array(text.utf8), path: "f.json") }

        #expect(fault?.description.contains(words) ?? false)
        #expect(fault?.description.hasPrefix("f.json") ?? false)
    }

    // MARK: Statements

    private let key: SigningKey
    private let sound: [UInt8]

    init() throws {
        key = try SigningKey(seed: [UInt8](repeating: 5, count: 32))
        sound = CanonicalJSON.encode(
            ReportTests.report([try ReportTests.result("exchange.sound", .pass)], mode: .certify).json)
    }

    @Test("a statement holds for half a year, for its report and under its key")
    func statement() throws {
        let file = try Statement(report: sound, issued: ReportTests.day).sealed(by: key.pem)

        let read = try Statement(
            octets: file, signedBy: key.publicOctets, report: sound, now: ReportTests.day.adding(seconds: 180 * 86_400))

        #expect(read.words.contains("E08000007 at https://node.example, x 1"))
        #expect(read.words.contains("1 cases passed"))
    }

    @Test("a statement that is over, of another report, under another key or altered does not hold")
    func falseStatements() throws {
        let file = try Statement(report: sound, issued: ReportTests.day).sealed(by: key.pem)
        let other = try SigningKey(seed: [UInt8](repeating: 6, count: 32)).publicOctets
        let altered = file.replacing(first: "\"pass\":1", with: "\"pass\":2")
        func open(_ octets: [UInt8], _ key: [UInt8], _ report: [UInt8], _ days: Int64) -> String? {
            do throws(Statement.Fault) {
                _ = try Statement(
                    octets: octets, signedBy: key, report: report, now: ReportTests.day.adding(seconds: days * 86_400))
                return nil
            } catch { return error.description }
        }

        #expect(open(file, key.publicOctets, sound, 181) == "its time is over")
        #expect(open(file, key.publicOctets, sound + [0x0A], 0) == "it speaks of another report than this one")
        #expect(open(file, other, sound, 0) == "it is not signed by this key, or was altered")
        #expect(open(altered, key.publicOctets, sound, 0) == "it is not signed by this key, or was altered")
    }

    @Test("a quick run, one that failed and one that left something open are not stated")
    func unstated() throws {
        let quick = CanonicalJSON.encode(ReportTests.report([], mode: .quick).json)
        let failed = CanonicalJSON.encode(ReportTests.report([try ReportTests.failing()], mode: .certify).json)
        let open = CanonicalJSON.encode(
            ReportTests.report([try ReportTests.result("exchange.sound", .inconclusive)], mode: .certify).json)

        for (report, words) in [
            (quick, "only a run with `--mode certify`"), (failed, "1 results are `fail`"),
            (open, "1 results are `inconclusive`"), ([], "the file is no `fcg.conformance-report/1`"),
            (sound.replacing(first: "conformance-report/1", with: "conformance-report/2"), "the file is no `fcg"),
            (sound.replacing(first: "\"fail\":0", with: "\"fial\":0"), "-1 results are `fail`"),
        ] {
            let fault = #expect(throws: Statement.Fault.self) {
                try Statement(report: report, issued: ReportTests.day)
            }
            #expect(fault?.description.hasPrefix(words) ?? false, "\(words): \(fault?.description ?? "")")
        }
    }

    @Test("a statement in another form, of another type, under another name of its key or without an end does not hold")
    func misshapenStatements() throws {
        let statement = try Statement(report: sound, issued: ReportTests.day)
        let file = try statement.sealed(by: key.pem)
        let name = try #require(try StrictJSON.parse(file, limits: .file)["signatures"]?.elements?.first?["key"]?.text)
        func sealed(_ name: String, _ change: (inout [String: JSONValue]) -> Void = { _ in }) throws -> [UInt8] {
            guard case .object(var members) = statement.signed else { return [] }
            change(&members)
            let line = Array("fcg-conformance-statement/v1\n".utf8)
            let signature = try key.signature(over: line + CanonicalJSON.encode(.object(members)))
            return CanonicalJSON.encode([
                "signatures": [["key": .string(name), "sig": .string(Base64URL.encode(signature))]],
                "signed": .object(members),
            ])
        }
        func open(_ octets: [UInt8], _ key: [UInt8]) -> String? {
            do throws(Statement.Fault) {
                _ = try Statement(octets: octets, signedBy: key, report: nil, now: ReportTests.day)
                return nil
            } catch { return error.description }
        }
        let own = key.publicOctets
        let form = "the file is no `fcg.conformance-statement/1` in canonical form"

        #expect(try sealed(name) == file && open(file, own) == nil)
        #expect(open(Array(" ".utf8) + file, own) == form)
        #expect(open(Array("[]".utf8), own) == form)
        #expect(try open(sealed(name) { $0["type"] = "fcg.directory/1" }, own) == form)
        #expect(
            try open(sealed(String(name.reversed())), own) == "it is not signed by this key, or was altered")
        #expect(open(file, Array(own.dropLast())) == "the key is not 32 octets of Ed25519")
        #expect(try open(sealed(name) { $0["expires"] = "never" }, own) == "its time is over")
        #expect(throws: Statement.Fault(description: "the key is not an unencrypted Ed25519 key in PKCS#8")) {
            try statement.sealed(by: "no key")
        }
    }
}
