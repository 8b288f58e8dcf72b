import ArgumentParser
import Foundation
import PersonMatching
import SyntheticFamilies
import WireProtocol

extension MatchCommand {
    struct Trial: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Tries the matcher with invented households: wrong, right and ambiguous answers, time and memory.",
            discussion: """
                Two mixes of questions about an invented population: `plausible`, what practitioners ask, and `trap`, only \
                what misleads. Everything is a function of the seed. Figures are of invented people: how often names are \
                alike and fields are wrong is assumed, and a council calibrates on its own.

                Example: fcg match trial --people 1000000 --queries 100000 --seed 71

                Exit code 1 when anybody was shown as somebody else.
                """)
        @Option(help: "How many people are held.") var people = 100_000
        @Option(help: "How many questions of each mix.") var queries = 10_000
        @Option(help: "Which population.") var seed: UInt64 = 1
        @Option(help: "Bits below which nobody is released.") var threshold: Double?
        @Option(help: "Also writes people and questions as CSV into this folder, for other tools.") var write: String?

        func run() throws {
            let today = CalendarDay(daysSinceEpoch: 20_777)
            let population = LinkagePopulation(seed: seed, count: people, today: today)
            let clock = ContinuousClock()
            let start = clock.now
            let trial = MatchTrial(
                population, on: today, threshold: threshold.map { Int($0 * 1_000) } ?? Weighing.ordinaryThreshold)
            print("\(people) people in \(clock.now - start), \(trial.octetsAPerson) octets a person")
            if let write { try MatchTrial.write(population, queries, to: write) }
            var wrong = 0
            for mix in LinkageMix.allCases {
                let tally = trial.run(mix, queries)
                wrong += tally.wrong
                print(tally)
            }
            if wrong > 0 { throw ExitCode.failure }
        }
    }
}

/// An invented population in the index a node would have of it.
struct MatchTrial {
    private let population: LinkagePopulation
    private let index: PopulationIndex
    private let matcher: Matcher

    init(_ population: LinkagePopulation, on day: CalendarDay, model: MatchModel = .shipped, threshold: Int) {
        self.population = population
        var builder = PopulationIndex.Builder()
        for place in 0..<population.count {
            builder.add(PersonRecord([HeldPerson(population.person(at: place))], isRestricted: false))
        }
        index = builder.built()
        matcher = Matcher(
            on: day,
            Weighing(model: model, names: index.names, population: population.count, threshold: threshold))
    }

    var octetsAPerson: Int { index.octets / max(1, index.count) }

    func run(_ mix: LinkageMix, _ count: Int) -> MatchTally {
        let questions = LinkageQuestions(mix, about: population)
        var tally = MatchTally(mix: mix)
        for place in 0..<count {
            let question = questions.question(at: place)
            let description = PersonDescription(HeldPerson(question.description))
            let start = MatchTrial.processorTime
            let verdict = index.find(description, by: matcher)
            tally.add(question, verdict, MatchTrial.processorTime - start)
        }
        return tally
    }

    /// Puts questions one by one, and gives each with what came of it.
    func each(_ mix: LinkageMix, _ count: Int, _ body: (LinkageQuery, Matcher.Verdict) -> Void) {
        let questions = LinkageQuestions(mix, about: population)
        for place in 0..<count {
            let question = questions.question(at: place)
            body(question, index.find(PersonDescription(HeldPerson(question.description)), by: matcher))
        }
    }

    /// Of this thread: a look-up waits for nothing, and what else the machine does is no matter of it.
    private static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// `people.csv`, and for each mix `MIX.csv` with the questions and `MIX-truth.csv` with who is meant.
    static func write(_ population: LinkagePopulation, _ queries: Int, to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let people = try MatchWriter("\(folder)/people.csv", ["person_id"] + LinkagePerson.columns)
        for place in 0..<population.count { try people.write(["p\(place)"] + population.person(at: place).cells) }
        try people.finish()
        for mix in LinkageMix.allCases {
            let questions = LinkageQuestions(mix, about: population)
            let asked = try MatchWriter("\(folder)/\(mix.rawValue).csv", ["query_id"] + LinkagePerson.columns)
            let truth = try MatchWriter("\(folder)/\(mix.rawValue)-truth.csv", ["query_id", "person_id", "kind"])
            for place in 0..<queries {
                let question = questions.question(at: place)
                try asked.write(["q\(place)"] + question.description.cells)
                try truth.write(["q\(place)", question.truth.map { "p\($0)" } ?? "", question.kind])
            }
            try asked.finish()
            try truth.finish()
        }
    }
}

extension LinkagePerson {
    static let columns = [
        "nhs_number", "given_name", "middle_names", "family_name", "previous_family_names", "known_as", "date_of_birth",
        "sex", "address_line", "town", "postcode", "previous_postcodes", "uprn",
    ]
    var cells: [String] {
        [
            nhsNumber ?? "", given, middle.joined(separator: ";"), family, previousFamilies.joined(separator: ";"),
            knownAs, born?.description ?? "", sex?.rawValue ?? "", line, town, postcode,
            previousPostcodes.joined(separator: ";"), uprn,
        ]
    }
}

extension HeldPerson {
    /// An invented person as a source would hold them, or a question would say.
    init(_ person: LinkagePerson) {
        self.init(family: person.family)
        given = person.given
        middle = person.middle
        previousFamilies = person.previousFamilies
        knownAs = person.knownAs
        dateOfBirth = person.born
        sex = person.sex
        postcodes = person.postcode.isEmpty ? [] : [person.postcode]
        previousPostcodes = person.previousPostcodes
        nhsNumber = person.nhsNumber
        (addressLine, town) = (person.line, person.town)
        uprn = person.uprn.isEmpty ? nil : person.uprn
    }
}
