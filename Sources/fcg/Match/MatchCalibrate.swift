import ArgumentParser
import Foundation
import PersonMatching
import SyntheticFamilies
import WireProtocol

extension MatchCommand {
    struct Calibrate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Finds the lowest threshold that keeps wrong answers under the bound a policy file names.",
            discussion: """
                A wrong answer is a match with somebody who is not meant. Of the questions at each threshold, the 95 % \
                upper bound of the share of wrong answers (Clopper and Pearson) must lie under the bound. Both the invented \
                traps and the council's own labelled sample must pass; the sample is an index and queries whose column \
                `true_id` names whom each means, empty for nobody.

                The policy file is YAML: `wrong-in-100000`, and if you like `renew-after-days` and the digest of \
                `model`. The report is JSON: threshold, counts, bounds, parameters, normaliser. Who answers for it signs it \
                with their name. With `--config`, all of them stand in the node's folder `matching`, and the node does not \
                start without.

                Example: fcg match calibrate --config node.yaml --index people.csv --labelled sample.csv \
                --by "A. Officer, information governance"

                Exit code 1 when no threshold keeps the bound.
                """)
        @Option(help: "The configuration of the node that is to weigh by the report.") var config: String?
        @Option(help: "The policy file with the bound.") var policy: String?
        @Option(help: "People who are held: CSV with `person_id`.") var index: String?
        @Option(help: "Labelled questions: CSV with `query_id` and `true_id`.") var labelled: String?
        @Option(help: "How many invented people the traps are set for.") var people = 100_000
        @Option(help: "How many traps.") var traps = 400_000
        @Option(help: "Which traps.") var seed: UInt64 = 1
        @Option(help: "Parameters that somebody reviewed.") var model: String?
        @Option(help: "Who answers for the report.") var by: String
        @Option(help: "Where the report goes.") var out: String?

        func validate() throws {
            guard (index == nil) == (labelled == nil) else {
                throw ValidationError("`--index` and `--labelled` belong together")
            }
            guard config != nil || (policy != nil && out != nil) else {
                throw ValidationError("`--config`, or `--policy` and `--out`, say where things are")
            }
        }

        /// Runs it as from a command line.
        static func run(_ words: [String]) throws { try parse(words).run() }

        func run() throws {
            let folder = config.map { NodeFolder(config: $0).matching }
            guard let policy = policy ?? folder?.policy, let out = out ?? folder?.report else { return }
            let bound = try MatchBound(policy)
            let model = try model.map(MatchModel.read) ?? folder?.parameters() ?? .shipped
            var samples = [try Calibration.traps(seed, people: people, count: traps, model)]
            if let index, let labelled { samples.append(try Calibration.labelled(index, labelled, model)) }
            let calibration = Calibration(samples, bound: bound)
            try NodeFolder.write(calibration.octets(model: model, by: by, on: wallClock()), to: out)
            print(calibration)
            if calibration.threshold == nil { throw ExitCode.failure }
        }
    }
}
