import Testing
import WireProtocol

@testable import PersonMatching

@Suite("the index in memory")
struct PopulationIndexTests {
    private func index(_ people: [HeldPerson]) -> PopulationIndex {
        var builder = PopulationIndex.Builder()
        for person in people { builder.add(record(person)) }
        return builder.built()
    }

    private let street = (0..<400).map { place in
        held(
            "Ada\(place % 7)", "Quill\(place % 31)", born: "2012-0\(place % 9 + 1)-1\(place % 10)",
            number: number(place))
    }

    @Test("a block finds everybody under a key and nobody else, wherever the keys lie")
    func block() {
        var state: UInt64 = 9
        let entries = (0..<5_000).map { place -> (key: UInt64, id: Int32) in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            // Some keys crowd at one end, so that interpolation guesses wrongly.
            return (key: place.isMultiple(of: 3) ? state % 1_000 : state, id: Int32(place))
        }
        let block = HashBlock(entries)
        let expected = Dictionary(grouping: entries, by: \.key).mapValues { $0.map(\.id).sorted() }
        for (key, ids) in expected { #expect(Array(block.people(under: key)) == ids) }
        for key in [UInt64.min, .max, 1_001, 77_777] where expected[key] == nil {
            #expect(block.people(under: key).isEmpty)
        }
        #expect(HashBlock([]).people(under: 5).isEmpty)
    }

    @Test("everybody is found by number, and by names, birthday and place, as by comparing with everybody")
    func same() {
        let index = index(street)
        let matcher = Matcher(on: today)
        for place in stride(from: 0, to: 400, by: 17) {
            let person = street[place]
            let question = PersonDescription(person)
            let everybody = street.enumerated().map {
                Candidate(
                    key: PersonKey(generation: 0, row: Int64($0.offset)), record: record($0.element), isDecoy: false)
            }
            let expected = matcher.decide(question, among: everybody)
            let found = index.find(question, by: matcher)
            #expect(found.outcome == expected.outcome && found.fitting == expected.fitting)
            #expect(found.outcome == .match(PersonKey(generation: 0, row: Int64(place))))
        }
    }

    @Test("somebody is met whatever one slip spoils", arguments: 0..<5)
    func slips(slip: Int) {
        var person = street[7]
        switch slip {
        case 0: person.dateOfBirth = day("2012-08-18")
        case 1: person.family = "Thorn"
        case 2: person.given = "Zoe"
        case 3: person.postcodes = ["LS99 9ZZ"]
        default: person.nhsNumber = nil
        }
        let verdict = index(street).find(PersonDescription(person), by: Matcher(on: today))
        #expect(verdict.fitting.contains(PersonKey(generation: 0, row: 7)))
    }

    @Test("people added after it was built are found, and those built in still")
    func added() {
        var index = index(street)
        index.add(record(held("Late", "Comer", born: "2015-05-05", number: number(900))))
        let question = asked(["Late"], "Comer", born: "2015-05-05", postcodes: ["SK99 1AA"])
        #expect(index.find(question, by: Matcher(on: today)).outcome == .match(PersonKey(generation: 0, row: 400)))
        #expect(
            index.find(PersonDescription(street[3]), by: Matcher(on: today)).outcome
                == .match(PersonKey(generation: 0, row: 3)))
        #expect(index.count == 401)
    }

    @Test("a key with too many people makes the outcome ambiguous at best")
    func cap() {
        let crowd = (0...PopulationIndex.mostUnderKey).map {
            held("Ada\($0)", "Quill\($0)", born: "2012-05-12", postcode: nil)
        }
        let question = asked(["Jon"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"])
        let found = index(crowd + [held("Jon", "Hartley", born: "2012-05-12")]).find(question, by: Matcher(on: today))
        #expect(found.outcome == .needMore && found.explanation.gates == [.tooManyCandidates])
        let fewer = index(Array(crowd.dropFirst(2)) + [held("Jon", "Hartley", born: "2012-05-12")])
        #expect(fewer.find(question, by: Matcher(on: today)).outcome.isMatch)
    }

    @Test("a marked person stands under no place, and takes part all the same")
    func marked() {
        let hidden = record(held("Jon", "Hartley", born: "2012-05-12"), restricted: true)
        let evidence = hidden.evidence.reveal()
        let open = PopulationKeys.of(
            record(held("Jon", "Hartley", born: "2012-05-12", postcode: nil)).evidence.reveal(), localID: "",
            seeking: false)
        #expect(Set(PopulationKeys.of(evidence, localID: "", seeking: false)) == Set(open))
        var builder = PopulationIndex.Builder()
        builder.add(hidden)
        let found = builder.built().find(
            asked(["Jon"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"]), by: Matcher(on: today))
        #expect(found.outcome == .restricted)
    }
}

extension MatchOutcome {
    var isMatch: Bool { if case .match = self { true } else { false } }
}
