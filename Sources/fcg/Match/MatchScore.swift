import ArgumentParser
import Foundation
import PersonMatching
import WireProtocol

extension MatchCommand {
    /// By which rules a file is scored.
    enum Profile: String, ExpressibleByArgument, CaseIterable {
        case link
        case disclose
    }

    struct Score: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says of each query who is meant: match, ambiguous or none.",
            discussion: """
                `disclose` decides as an answer to another council is decided: a match is one person beyond doubt, and \
                every gate stands above the score. `link` decides as records of one council are joined: likelier one \
                person than two, with parameters learned from the two files unless `--model` names some.

                Results: query_id, outcome, matched_id, score (bits), ms. In `link`, `--pairs` also writes every linked \
                pair, of index and queries or, without queries, within the index.

                Example: fcg match score --index people.csv --queries asked.csv --profile disclose --out results.csv
                Example: fcg match score --index people.csv --profile link --pairs duplicates.csv
                """)
        @Option(help: "People who are held: CSV with `person_id`.") var index: String
        @Option(help: "Who is asked about: CSV with `query_id`.") var queries: String?
        @Option(help: "`disclose` or `link`.") var profile: Profile
        @Option(help: "Where the results go.") var out: String?
        @Option(help: "Where linked pairs go; `link` only.") var pairs: String?
        @Option(help: "Parameters that `fcg match train` wrote and somebody reviewed.") var model: String?
        @Option(help: "Bits below which nobody is released; `disclose` only.") var threshold: Double?
        @Option(help: "The day on which ages are counted; today by default.") var day: String?

        func validate() throws {
            if profile == .disclose, queries == nil || out == nil || pairs != nil {
                throw ValidationError("`disclose` needs `--queries` and `--out`, and has no `--pairs`")
            }
            if profile == .link, pairs == nil, queries == nil || out == nil {
                throw ValidationError("`link` needs `--pairs`, or `--queries` with `--out`")
            }
        }

        /// Runs the command as if it had been called with these words.
        static func run(_ words: [String]) throws { try parse(words).run() }

        func run() throws {
            let model = try model.map(MatchModel.read)
            switch profile {
            case .link: try link(model)
            case .disclose: try disclose(model ?? .shipped)
            }
        }

        private func disclose(_ model: MatchModel) throws {
            guard let queries, let out else { return }
            let day = try day.map { try PolicyCommand.word($0, "--day", CalendarDay.init) } ?? wallClock().londonDay
            let held = try MatchPopulation(index, forLinking: false)
            let matcher = Matcher(
                on: day,
                Weighing(
                    model: model, names: held.index.names, population: held.index.count,
                    threshold: threshold.map { Int($0 * 1_000) } ?? Weighing.ordinaryThreshold))
            let results = try MatchWriter(out, MatchResult.columns)
            var file = try MatchFile(queries, idColumns: ["query_id"], forLinking: false)
            let clock = ContinuousClock()
            try file.each { entry, _ in
                let start = clock.now
                let verdict = held.index.find(PersonDescription(entry.person), localID: entry.localID, by: matcher)
                try results.write(MatchResult(verdict, held.ids, clock.now - start).fields(of: entry.id))
            }
            try results.finish()
        }

        private func link(_ model: MatchModel?) throws {
            let held = try MatchPopulation(index, forLinking: true)
            let asked = try queries.map {
                try MatchPopulation($0, idColumns: ["query_id", "person_id"], forLinking: true)
            }
            let clock = ContinuousClock()
            let start = clock.now
            let linked = Linkage(held.index, with: asked?.index, model: model).linked()
            let each = (clock.now - start) / max(1, (asked ?? held).ids.count)
            let names = asked?.ids ?? held.ids
            if let pairs {
                let header = ["person_id", asked == nil ? "other_person_id" : "query_id", "score"]
                let writer = try MatchWriter(pairs, header)
                for pair in linked { try writer.write([held.ids[Int(pair.held)], names[Int(pair.asked)], pair.bits]) }
                try writer.finish()
            }
            guard let out, asked != nil else { return }
            let writer = try MatchWriter(out, MatchResult.columns)
            let byQuery = Dictionary(grouping: linked, by: \.asked)
            for (place, id) in names.enumerated() {
                let result = MatchResult(byQuery[Int32(place)] ?? [], held.ids, each)
                try writer.write(result.fields(of: id))
            }
            try writer.finish()
        }
    }
}

/// One line of results.
struct MatchResult {
    static let columns = ["query_id", "outcome", "matched_id", "score", "ms"]
    /// Another link that comes so near, in thousandths of a bit, leaves it open which is meant.
    private static let margin: Int32 = 10_000

    private let outcome: String
    private let matched: String
    private let score: String
    private let time: Duration

    init(_ verdict: Matcher.Verdict, _ ids: [String], _ time: Duration) {
        self.time = time
        score = verdict.explanation.waterfall?.scoreText ?? ""
        switch verdict.outcome {
        case .match(let key): (outcome, matched) = ("match", ids[Int(key.row)])
        case .needMore, .restricted: (outcome, matched) = ("ambiguous", "")
        case .noMatch, .tooLittle: (outcome, matched) = ("none", "")
        }
    }

    init(_ links: [Linkage.Pair], _ ids: [String], _ time: Duration) {
        self.time = time
        let best = links.max { $0.score < $1.score }
        score = best?.bits ?? ""
        let rivals = links.count { $0.score > (best?.score ?? 0) - MatchResult.margin }
        outcome = best == nil ? "none" : rivals == 1 ? "match" : "ambiguous"
        matched = rivals == 1 ? best.map { ids[Int($0.held)] } ?? "" : ""
    }

    func fields(of id: String) -> [String] {
        let milliseconds = Double(time.components.seconds) * 1_000 + Double(time.components.attoseconds) / 1e15
        return [id, outcome, matched, score, String(format: "%.4f", milliseconds)]
    }
}
