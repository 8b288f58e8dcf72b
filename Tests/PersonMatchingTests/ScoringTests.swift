import Testing
import WireProtocol

@testable import PersonMatching

@Suite("scores")
struct ScoringTests {
    private let child = held("Jon", "Hartley", born: "2012-05-12", number: number(0), middle: ["Paul"], sex: .male)

    private func waterfall(_ description: PersonDescription, _ record: PersonRecord) -> Waterfall? {
        decide(description, record).explanation.waterfall
    }

    @Test("the logarithm is that of two, to a thousandth, for any number")
    func logarithm() {
        let known: [(UInt64, Int)] = [
            (1, 0), (2, 1_000), (3, 1_585), (5, 2_322), (7, 2_807), (10, 3_322), (1_000, 9_966), (1_000_000, 19_932),
            (1 << 62, 62_000), (UInt64.max, 64_000),
        ]
        for (number, bits) in known { #expect(abs(Bits.logarithm(number) - bits) <= 1, "\(number)") }
        #expect(Bits.ratio(1, 8) == -3_000 && Bits.ratio(8, 1) == 3_000)
        #expect(Bits.text(-3_250) == "-3.250" && Bits.text(45) == "0.045")
    }

    @Test("the parts sum exactly to what decides, whichever reading is the smaller")
    func sums() throws {
        let scorer = Scorer(.shipped, NameCounts(), population: 1_000_000)
        var readings: Set<String> = []
        for given in 0..<8 {
            for family in 0..<9 {
                for birth in 0..<6 {
                    for place in 0..<16 {
                        let pattern = LevelPattern(levels: [given, family, birth, place, 0, 3, 2, 2])
                        let waterfall = scorer.waterfall(pattern, Scorer.Shares(given: nil, family: nil))
                        #expect(waterfall.score == scorer.score(pattern, Scorer.Shares(given: nil, family: nil)))
                        readings.insert(waterfall.parts.last?.level ?? "")
                    }
                }
            }
        }
        #expect(readings == ["population", "household"])
    }

    @Test("what a household shares counts once: against a cohabitant family name and place weigh next to nothing")
    func household() throws {
        let question = asked(["Jon"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"])
        let parts = try #require(waterfall(question, record(child))).parts

        #expect(parts.last?.level == "household")
        #expect(abs(parts[1].bits) < 500 && parts[3].bits == 0)
        #expect((5_000...8_000).contains(parts[2].bits))
    }

    @Test("a rare name weighs more than a common one, and one that nobody bears no more than two bearers'")
    func frequencies() {
        var names = NameCounts()
        for place in 0..<2_000 {
            names.count(
                record(held(place < 200 ? "Oliver" : "Ottilie\(place)", "Quill", born: "2012-05-12")).evidence.reveal())
        }
        func bits(_ given: String) -> Int? {
            let question = asked([given], "Quill", born: "2012-05-12")
            return Scorer(.shipped, names, population: 2_000).shares(question.evidence.reveal()).given
        }
        #expect(bits("Oliver") == Bits.ratio(900_000_000, 100_000_000))
        #expect(bits("Ottilie999") == bits("Nobody"))
        #expect(bits("Nobody") == Bits.ratio(900_000_000, 1_000_000))
    }

    @Test("no score lifts a gate, and a score too low closes an open one")
    func gatesAndScores() {
        let question = asked(["Jon"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"])
        let candidates = [Candidate(key: key(1), record: record(child), isDecoy: false)]
        let strict = Matcher(on: today, Weighing(threshold: 60_000)).decide(question, among: candidates)
        let loose = Matcher(on: today, Weighing(threshold: -60_000)).decide(
            asked(["Jonny"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"]), among: candidates)

        #expect(strict.outcome == .needMore)
        #expect(strict.explanation.gates == [.scoreTooLow])
        #expect(loose.outcome == .needMore)
        #expect(loose.explanation.gates == [.twin])
    }

    @Test("the number of one twin with the name of the other is a conflict")
    func borrowedNumber() {
        let (harry, henry) = (
            held("Harry", "Hartley", born: "2012-05-12", number: number(1)),
            held("Henry", "Hartley", born: "2012-05-12", number: number(2))
        )
        let mixed = asked(["Harry"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"], number: number(2))
        #expect(decide(mixed, record(harry), record(henry)).outcome == .needMore)
        let right = asked(["Harry"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"], number: number(1))
        #expect(decide(right, record(harry), record(henry)).outcome == .match(key(1)))
    }

    @Test("a slip beside somebody who fits, though a veto stands against them, is ambiguous")
    func rival() {
        let elsewhere = held("Jon", "Hartly", born: "2012-05-12", postcode: "LS99 9ZZ", middle: ["Paul"])
        let question = asked(["Jon"], "Hartly", born: "2012-05-12", postcodes: ["SK99 1AA"])
        #expect(decide(question, record(child)).outcome == .match(key(1)))
        #expect(decide(question, record(child), record(elsewhere)).outcome == .needMore)
    }
}
