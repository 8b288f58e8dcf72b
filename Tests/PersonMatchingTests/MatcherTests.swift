import Testing
import WireProtocol

@testable import PersonMatching

@Suite("tiers 0 to 3")
struct MatcherTests {
    private let child = held("Jon", "Hartley", born: "2012-05-12", number: number(0), middle: ["Paul"])

    // clause: FCP-MAT-1+ FCP-MAT-7+
    @Test("a number and a date of birth find one person, wherever they live now")
    func identifier() {
        let verdict = decide(
            asked(["Jon"], "Hartley", born: "2012-05-12", postcodes: ["LS99 9ZZ"], number: number(0)), record(child))
        #expect(verdict.outcome == .match(key(1)))
        #expect(verdict.explanation.tier == .verifiedIdentifier)
    }

    // clause: FCP-MAT-6+ FCP-MAT-9+
    @Test("without a number, names, date of birth and a postcode find one person")
    func crossCheck() {
        let verdict = decide(
            asked(["Jon"], "Hartley", born: "2012-05-12", postcodes: ["sk991aa"]), record(child))
        #expect(verdict.outcome == .match(key(1)))
        #expect(verdict.explanation.tier == .crossCheck)
    }

    @Test("somebody who moved is found by the old postcode on either side")
    func moved() {
        let moved = held("Jon", "Hartley", born: "2012-05-12", postcode: "SK99 2BB", previous: ["SK99 1AA"])
        let byOld = asked(["Jon"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"])
        let byPrevious = asked(["Jon"], "Hartley", born: "2012-05-12", postcodes: ["LS99 9ZZ"], previous: ["SK99 2BB"])
        #expect(decide(byOld, record(moved)).outcome == .match(key(1)))
        #expect(decide(byPrevious, record(moved)).outcome == .match(key(1)))
    }

    @Test("a previous surname is enough, told by the asker or held")
    func previousSurname() {
        let married = held("Ada", "Quill", born: "1986-02-03", previousFamilies: ["Hartley"])
        let bySent = asked(
            ["Ada"], "Thorn", born: "1986-02-03", postcodes: ["SK99 1AA"],
            previousNames: [PersonName(given: ["Ada"], family: "Quill")])
        let byHeld = asked(["Ada"], "Hartley", born: "1986-02-03", postcodes: ["SK99 1AA"])
        let byPart = asked(["Ada"], "Hartley-Quill", born: "1986-02-03", postcodes: ["SK99 1AA"])
        #expect(decide(bySent, record(married)).outcome == .match(key(1)))
        #expect(decide(byHeld, record(married)).outcome == .match(key(1)))
        #expect(decide(byPart, record(married)).outcome == .match(key(1)))
    }

    @Test("a surname nobody holds is not enough, but more identifiers could help")
    func unknownSurname() {
        let verdict = decide(asked(["Jon"], "Thorn", born: "2012-05-12", postcodes: ["SK99 1AA"]), record(child))
        #expect(verdict.outcome == .needMore)
        #expect(verdict.explanation.gates == [.familyNameDiffers])
    }

    @Test(
        "a surname with a slip is found by given name, birthday and place, and not without the place or by a nickname")
    func slippedSurname() {
        let there = decide(asked(["Jon"], "Hartly", born: "2012-05-12", postcodes: ["SK99 1AA"]), record(child))
        let nowhere = decide(asked(["Jon"], "Hartly", born: "2012-05-12"), record(child))
        let nickname = decide(asked(["Jonny"], "Hartly", born: "2012-05-12", postcodes: ["SK99 1AA"]), record(child))
        #expect(there.outcome == .match(key(1)))
        #expect(there.explanation.tier == .weighed)
        #expect(nowhere.outcome == .noMatch)
        #expect(nickname.outcome == .needMore)
    }

    @Test("day and month exchanged: a number settles it, names and place do not")
    func swapped() {
        let withNumber = asked(["Jon"], "Hartley", born: "2012-12-05", number: number(0))
        let without = asked(["Jon"], "Hartley", born: "2012-12-05", postcodes: ["SK99 1AA"])
        #expect(decide(withNumber, record(child)).outcome == .match(key(1)))
        #expect(decide(without, record(child)).outcome == .needMore)
        let oneDigit = asked(["Jon"], "Hartley", born: "2012-05-18", postcodes: ["SK99 1AA"])
        #expect(decide(oneDigit, record(child)).outcome == .needMore)
        let nickname = asked(["Jonny"], "Hartley", born: "2012-12-05", postcodes: ["SK99 1AA"])
        #expect(decide(nickname, record(child)).outcome == .needMore)
        let nowhere = asked(["Jon"], "Hartley", born: "2012-12-05")
        #expect(decide(nowhere, record(child)).outcome == .noMatch)
        let otherName = asked(["Amelia"], "Hartley", born: "2012-12-05", number: number(0))
        #expect(decide(otherName, record(child)).outcome == .needMore)
    }

    // clause: FCP-MAT-5+ FCP-MAT-5-
    @Test(
        "too little is not searched",
        arguments: [
            asked(["Jon"], "Hartley"), asked(["Jon"], "Hartley", postcodes: ["SK99 1AA"]),
            asked([], "Hartley", born: "2012-05-12"), asked(["Jon"], "Hartley", number: number(0)),
            asked(["Jon"], "Hartley", born: "1900-01-01", postcodes: ["SK99 1AA"]),
            asked(["Unknown"], "Hartley", born: "2012-05-12", postcodes: ["nowhere"]),
        ])
    func tooLittle(description: PersonDescription) {
        #expect(!description.isEnoughToSearch)
        #expect(decide(description, record(child)).outcome == .tooLittle)
    }

    // clause: FCP-MAT-8+ FCP-MAT-8-
    @Test("a number with a wrong check digit counts as not given")
    func invalidNumber() {
        let wrong = asked(["Jon"], "Hartley", born: "2012-05-12", number: "9990000019")
        #expect(wrong.hasInvalidNumber)
        #expect(!wrong.identifiersSent.contains("nhs-number"))
        #expect(decide(wrong, record(child)).outcome == .needMore)
    }

    // clause: FCP-MAT-6-
    @Test("name and date of birth alone never release anything")
    func nameOnly() {
        let verdict = decide(asked(["Jon"], "Hartley", born: "2012-05-12"), record(child))
        #expect(verdict.outcome == .needMore)
        #expect(verdict.explanation.gates == [.placeMissing])
    }

    @Test("nobody near is nobody")
    func nobody() {
        let verdict = decide(asked(["Amelia"], "Thorn", born: "1990-03-04", postcodes: ["SK99 1AA"]), record(child))
        #expect(verdict.outcome == .noMatch)
        #expect(verdict.fitting.isEmpty)
    }

    // clause: FCP-MAT-3+ FCP-MAT-3- FCP-MAT-4+ FCP-MAT-4-
    @Test("what could help follows from the request alone, in the protocol's order")
    func help() {
        let all: Set<Code> = ["previous-postcodes", "previous-names", "nhs-number", "date-of-birth", "postcode"]
        #expect(
            couldHelp(sent: ["name", "date-of-birth"], agreed: all)
                == ["nhs-number", "previous-names", "previous-postcodes"])
        #expect(
            couldHelp(sent: [], agreed: ["previous-names", "date-of-birth"]) == ["date-of-birth", "previous-names"])
        #expect(couldHelp(sent: all, agreed: all).isEmpty)
    }
}
