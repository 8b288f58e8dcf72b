import CaseIndex
import Foundation
import PersonMatching
import SyntheticFamilies
import WireProtocol

/// What each threshold would have let through.
struct Calibration: CustomStringConvertible {
    /// Questions of one origin, and the scores at which they were answered.
    struct Sample {
        let name: String
        var all = 0
        /// Thousandths of a bit of each wrong answer, and of each right one; `Int.max` for one by number, which no
        /// threshold stops.
        var wrong: [Int] = []
        var right: [Int] = []

        mutating func add(_ verdict: Matcher.Verdict, isRight: (PersonKey) -> Bool) {
            all += 1
            guard case .match(let key) = verdict.outcome else { return }
            let isByNumber = verdict.explanation.tier == .verifiedIdentifier
            let score = isByNumber ? Int.max : verdict.explanation.waterfall?.score ?? Int.max
            if isRight(key) { right.append(score) } else { wrong.append(score) }
        }

        /// The upper bound of wrong answers in 100,000 at a threshold.
        func bound(at threshold: Int) -> Double {
            UpperBound.share(of: wrong.count { $0 >= threshold }, in: max(1, all)) * 100_000
        }
    }

    static let format = "fcg.match-calibration/1"
    static let trapSample = "invented traps"
    static let ownSample = "labelled sample"

    /// From -10 to 40 bits in halves.
    static let thresholds = stride(from: -10_000, through: 40_000, by: 500)

    let samples: [Sample]
    let bound: MatchBound
    /// The lowest that keeps the bound in every sample, in thousandths of a bit; `nil` if none does.
    let threshold: Int?

    init(_ samples: [Sample], bound: MatchBound) {
        (self.samples, self.bound) = (samples, bound)
        threshold = Calibration.thresholds.first { threshold in
            samples.allSatisfy { $0.bound(at: threshold) < Double(bound.inHundredThousand) }
        }
    }

    static func traps(_ seed: UInt64, people: Int, count: Int, _ model: MatchModel) throws -> Sample {
        let population = LinkagePopulation(seed: seed, count: people, today: CalendarDay(daysSinceEpoch: 20_777))
        let trial = MatchTrial(population, on: CalendarDay(daysSinceEpoch: 20_777), model: model, threshold: -100_000)
        var sample = Sample(name: "\(trapSample), seed \(seed), \(people) people")
        trial.each(.trap, count) { question, verdict in sample.add(verdict) { Int($0.row) == question.truth } }
        return sample
    }

    static func labelled(_ index: String, _ path: String, _ model: MatchModel) throws -> Sample {
        let held = try MatchPopulation(index, forLinking: false)
        let matcher = Matcher(
            on: wallClock().londonDay,
            Weighing(model: model, names: held.index.names, population: held.index.count, threshold: -100_000))
        var file = try MatchFile(path, idColumns: ["query_id"], forLinking: false)
        guard file.has("true_id") else { throw Complaint("\(path):1: error: no column `true_id`") }
        var sample = Sample(name: ownSample)
        try file.each { entry, cell in
            let verdict = held.index.find(PersonDescription(entry.person), localID: entry.localID, by: matcher)
            sample.add(verdict) { held.ids[Int($0.row)] == cell("true_id") }
        }
        return sample
    }

    /// The report's file.
    func octets(model: MatchModel, by: String, on now: Instant) -> [UInt8] {
        CanonicalJSON.encode(report(model: model, by: by, on: now)) + [0x0A]
    }

    private func report(model: MatchModel, by: String, on now: Instant) -> JSONValue {
        .object([
            "bound-in-100000": .integer(Int64(bound.inHundredThousand)), "by": .string(by),
            "format": .string(Calibration.format),
            "index-layout": .integer(Int64(CaseIndex.layout)), "made": .string(now.text),
            "model": .string(model.digest),
            "normaliser": .integer(Int64(Normaliser.version)), "samples": .array(samples.map(summary)),
            "threshold": threshold.map { .integer(Int64($0)) } ?? .null,
        ])
    }

    private func summary(_ sample: Sample) -> JSONValue {
        let at = threshold ?? 0
        return .object([
            "name": .string(sample.name), "questions": .integer(Int64(sample.all)),
            "right": .integer(Int64(sample.right.count { $0 >= at })),
            "upper-bound-in-100000": .string(String(format: "%.3f", sample.bound(at: at))),
            "wrong": .integer(Int64(sample.wrong.count { $0 >= at })),
        ])
    }

    var description: String {
        let head = threshold.map { "threshold: \(Double($0) / 1_000) bits" } ?? "no threshold keeps the bound"
        let rows = samples.map { sample in
            let at = threshold ?? 40_000
            let wrong = sample.wrong.count { $0 >= at }
            let bound = String(format: "%.3f", sample.bound(at: at))
            return "  \(sample.name): \(sample.all) questions, \(wrong) wrong, 95 % upper bound \(bound) in 100,000"
        }
        return ([head, "bound: \(bound.inHundredThousand) in 100,000"] + rows).joined(separator: "\n")
    }
}
