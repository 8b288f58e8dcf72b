import Foundation
import PolicyBenchKit
import PolicyEngine
import PolicyWorkbench
import WireProtocol

/// What was measured at one number of rules, all in processor time.
struct Figures {
    let rules: Int
    private(set) var rows: [Row] = []
    /// Questions permitted among those asked.
    let permitted: Double

    struct Row: Encodable {
        let name: String
        let unit: String
        let figure: Double
        let bar: Double?
        let stretch: Double?
    }

    /// What can be measured.
    enum Part: String, CaseIterable {
        case decisions, loading, analysis, replay
    }

    init(measuring policies: GeneratedPolicies, _ parts: [Part], rounds: Int) throws {
        rules = policies.size
        let set = try PolicySet.load(files: policies.files)
        let questions = try policies.questions(4_096)
        permitted =
            Double(
                questions.count { question in
                    if case .permit = set.decide(question) { true } else { false }
                }) / Double(questions.count)
        if parts.contains(.decisions) { decisions(set, questions, rounds) }
        if parts.contains(.loading) { try loading(policies, rounds) }
        if parts.contains(.analysis) { try analysis(policies, set, rounds) }
        if parts.contains(.replay) { replay(set, questions, rounds) }
    }

    private mutating func add(_ name: String, _ unit: String, _ seconds: Double, _ bar: Double?, _ stretch: Double?) {
        let scale: Double =
            switch unit {
            case "us": 1_000_000
            case "ms": 1_000
            default: 1
            }
        rows.append(Row(name: name, unit: unit, figure: seconds * scale, bar: bar, stretch: stretch))
    }

    private mutating func decisions(_ set: PolicySet, _ questions: [PolicyQuestion], _ rounds: Int) {
        var collected = 0
        let passes = 25
        let single = Clock.median(of: rounds) {
            for _ in 0..<passes {
                for question in questions { collected &+= set.decide(question).collected }
            }
        }
        let bars: (Double, Double)? = [20: (1, 0.3), 200: (1, 0.4), 2_000: (2, 0.6)][rules]
        add("decision", "us", single / Double(passes * questions.count), bars?.0, bars?.1)
        let categories = GeneratedPolicies.everyCategory
        let family = Clock.median(of: rounds) {
            for question in questions.prefix(200) {
                for row in set.decide(question, people: GeneratedPolicies.family5, categories: categories) {
                    for decision in row { collected &+= decision.collected }
                }
            }
        }
        let isBarred = rules == 2_000
        add("family question", "ms", family / 200, isBarred ? 0.3 : nil, isBarred ? 0.1 : nil)
        precondition(collected != 0, "nothing was decided")
    }

    private mutating func loading(_ policies: GeneratedPolicies, _ rounds: Int) throws {
        let isBarred = rules == 2_000
        let yaml = try Clock.median(of: rounds) { try PolicySet.load(files: policies.files) }
        add("load from YAML", "ms", yaml, isBarred ? 400 : nil, isBarred ? 200 : nil)
        let set = try PolicySet.load(files: policies.files)
        let bundle = CompiledBundle.write(set)
        let bundled = try Clock.median(of: rounds) { try CompiledBundle.read(bundle, expecting: set.digest) }
        add("load from the bundle", "ms", bundled, isBarred ? 20 : nil, nil)
        let format = try Clock.median(of: rounds) {
            for (path, octets) in policies.files { _ = try PolicyFormat.formatted(octets, path: path) }
        }
        add("format", "ms", format, isBarred ? 300 : nil, isBarred ? 150 : nil)
    }

    private mutating func analysis(_ policies: GeneratedPolicies, _ set: PolicySet, _ rounds: Int) throws {
        let isBarred = rules == 2_000
        let day = CalendarDay(daysSinceEpoch: GeneratedPolicies.firstDay + 30)
        var undecided: [String] = []
        let lint = Clock.median(of: rounds) { undecided = set.lint(on: day).notDecided }
        add(
            "lint" + (undecided.isEmpty ? "" : " (not all decided)"), "ms", lint, isBarred ? 200 : nil,
            isBarred ? 50 : nil)
        var claim = NeverClaim(name: "nobody learns of somebody discussed at MARAC")
        claim.marks = ["marac"]
        var isProved = false
        let proof = Clock.median(of: rounds) { isProved = set.prove(claim).isProved }
        if !isProved { Swift.print(set.prove(claim)) }
        add("proof" + (isProved ? "" : " (not decided)"), "ms", proof, isBarred ? 20 : nil, isBarred ? 5 : nil)
        let changed = try PolicySet.load(files: policies.changedFiles)
        var regions: Int?
        let difference = Clock.median(of: rounds) {
            regions = try? PolicyDifference.between(set, changed).regions.count
        }
        do { _ = try PolicyDifference.between(set, changed) } catch { Swift.print(error) }
        let end = regions.map { " (\($0) regions)" } ?? " (not decided)"
        add("difference" + end, "ms", difference, isBarred ? 100 : nil, isBarred ? 30 : nil)
    }

    /// A million recorded questions decided again and compared with what was decided.
    private mutating func replay(_ set: PolicySet, _ questions: [PolicyQuestion], _ rounds: Int) {
        let recorded = questions.map { set.decide($0).rules }
        var differing = 0
        let seconds = Clock.median(of: rounds) {
            for place in 0..<1_000_000 where set.decide(questions[place & 4_095]).rules != recorded[place & 4_095] {
                differing += 1
            }
        }
        precondition(differing == 0, "the same set decided otherwise")
        let isBarred = rules == 200
        add("1,000,000 decisions again", "s", seconds, isBarred ? 3 : nil, isBarred ? 1 : nil)
    }
}

extension StageOneDecision {
    /// The rules that decided.
    fileprivate var rules: [Code] {
        switch self {
        case .permit(let permit): permit.grantedBy
        case .refuse(let refusal): [refusal.reason] + (refusal.rule.map { [$0] } ?? [])
        }
    }

    /// Something of every part of the outcome, so that all of it is made.
    fileprivate var collected: Int {
        switch self {
        case .permit(let permit): permit.grantedBy.count + permit.obligations.keepHours
        case .refuse(let refusal): refusal.reason.text.utf8.count
        }
    }
}
