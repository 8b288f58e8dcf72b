import ArgumentParser
import ConformanceKit
import Foundation
import WireProtocol

/// `fcg-conformance run`
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs the cases and reports.",
        discussion: """
            While it runs nobody else may ask the node, because what is refused must add no leaf to its log; `--shared` \
            leaves that out.
            """)

    @OptionGroup var node: NodeOptions
    @Option(help: "What the node claims: answer, ask, audit, full.") var profile: [Profile] = [.answer]
    @Option(help: "quick, or certify, which leaves nothing out.") var mode = RunPlan.Mode.quick
    @Option(help: "The number that order and nonces follow from.") var seed: UInt64?
    @Option(help: "Letters of sections, such as A,B.") var sections: String?
    @Option(help: "A case or a clause; may stand several times.") var only: [String] = []
    @Flag(help: "Others may ask the node meanwhile.") var shared = false
    @Option(
        help: "The command that makes the node ask: reads a question on standard input, prints what it shows as JSON.")
    var askCommand: String?
    @Option(help: "The port of this machine on which the directory says the first test authority listens.") var askPort:
        Int?
    @Option(help: "Where to write the report as JSON.") var json: String?
    @Option(help: "Where to write it as JUnit XML.") var junit: String?
    @Option(help: "Where to write it as one HTML page.") var html: String?
    @Option(help: "A file of results that are known, with reasons.") var expected: String?
    @Option(
        help: ArgumentHelp(
            "The folder of a policy set, whose rows of tests are decided and reported too; may stand several times.",
            valueName: "folder"))
    var policies: [String] = []
    @Flag(help: "Print a line for every case, not for every section.") var verbose = false

    func run() async throws {
        let plan = try plan()
        let known = try expectedResults()
        let tables = try policies.map(PolicyTables.decide)
        let (suite, holder, people) = try node.suite(plan)
        let preflight = await Preflight(suite.asker)
        guard let described = preflight.node else {
            let words = preflight.steps.filter { !$0.isSound }.map { "\($0.name): \($0.words)" }
            throw Trouble("the node cannot be tested: " + words.joined(separator: "; "))
        }
        let began = Clock.now()
        print(
            "\(holder.name) (\(holder.authority)) at https://\(holder.address), \(described.software); seed \(plan.seed)"
        )
        let progress = Progress(isVerbose: verbose, total: Cases.all.count { plan.wants($0) })
        let results = await suite.run { await progress.tell($0) }
        let report = RunReport(
            node: described, plan: plan, began: began, milliseconds: Clock.now().milliseconds - began.milliseconds,
            results: results, expected: known,
            policies: tables.map { $0.compared(with: suite.answeredUnder, of: holder.authority) }, people: people)
        await progress.end()
        print(report.terminal)
        try write(report)
        throw ExitCode(report.exitCode)
    }

    private func plan() throws -> RunPlan {
        var plan = RunPlan(seed: seed ?? UInt64.random(in: 0...UInt64.max))
        // A profile without a case claims nothing: `full` is all that has some.
        plan.profiles = Set(profile.flatMap(\.parts)).intersection(Cases.all.map(\.profile))
        plan.mode = mode
        plan.only = only
        plan.isShared = shared
        if let sections {
            let letters = sections.uppercased().split(separator: ",").map(String.init)
            let found = letters.compactMap(Section.init)
            guard found.count == letters.count else {
                throw ValidationError("`--sections` takes letters of \(RunCommand.letters)")
            }
            plan.sections = Set(found)
        }
        if let askCommand, let askPort {
            plan.asking = AskingSide(command: ["/bin/sh", "-c", askCommand], port: askPort)
        } else if plan.profiles.contains(.ask) {
            throw ValidationError("the profile `ask` needs --ask-command and --ask-port")
        }
        guard mode != .certify || (only.isEmpty && sections == nil && !shared) else {
            throw ValidationError("`--mode certify` leaves nothing out: no --only, no --sections, no --shared")
        }
        guard Cases.all.contains(where: { plan.wants($0) }) else {
            throw ValidationError("there is no such case; `list` shows all")
        }
        return plan
    }

    private static var letters: String { Section.allCases.map(\.rawValue).joined(separator: ",") }

    private func expectedResults() throws -> ExpectedResults {
        guard let expected else { return ExpectedResults() }
        guard let data = FileManager.default.contents(atPath: expected) else {
            throw KitFault("\(expected): error: cannot be read")
        }
        return try ExpectedResults(octets: Array(data), path: expected)
    }

    private func write(_ report: RunReport) throws {
        let files = [
            (json, { CanonicalJSON.prettyText(report.json) + "\n" }), (junit, { report.junit }),
            (html, { report.html }),
        ]
        for (path, text) in files {
            guard let path else { continue }
            do { try Data(text().utf8).write(to: URL(fileURLWithPath: path)) } catch {
                throw Trouble("`\(path)` cannot be written: \(error)")
            }
        }
    }
}

extension Profile: ExpressibleByArgument {}
extension RunPlan.Mode: ExpressibleByArgument {}

/// One line a section, or one a case.
actor Progress {
    private let isVerbose: Bool
    private let total: Int
    private var done = 0
    private var section: Section?
    private var verdicts: [Verdict] = []

    init(isVerbose: Bool, total: Int) {
        self.isVerbose = isVerbose
        self.total = total
    }

    func tell(_ result: CaseResult) {
        done += 1
        let one = result.conformanceCase
        if isVerbose {
            let clauses = one.citations.map(\.text).joined(separator: " ")
            return print("\(done)/\(total) \(result.verdict.rawValue)  \(clauses)  \(one.id): \(one.title)")
        }
        if let section, section != one.section { close(section) }
        section = one.section
        verdicts.append(result.verdict)
    }

    func end() { if let section { close(section) } }

    private func close(_ section: Section) {
        let bad = verdicts.count { $0 != .pass }
        print(
            "  \(done)/\(total)  \(section.rawValue) \(section.title): \(verdicts.count) cases"
                + (bad == 0 ? "" : ", \(bad) not passed"))
        verdicts = []
    }
}
