import Testing
import WireProtocol

@testable import PersonMatching

@Suite("gates")
struct GateTests {
    private let jon = held("Jon", "Hartley", born: "2012-05-12", number: number(0))
    private let question = asked(["Jon"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"])

    @Test("a twin with another name is told apart")
    func twins() {
        let sister = record(held("Amelia", "Hartley", born: "2012-05-12"))
        #expect(decide(question, sister, record(jon)).outcome == .match(key(2)))
    }

    // clause: FCP-MAT-9-
    @Test("a twin who is not held never gets the answer of the one who is")
    func absentTwin() {
        let near = asked(["John"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"])
        let nick = asked(["Jonny"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"])
        let other = asked(["Amelia"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"])
        let withNumber = asked(["Amelia"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"], number: number(1))
        #expect(decide(near, record(jon)).outcome == .needMore)
        #expect(decide(nick, record(jon)).outcome == .needMore)
        #expect(decide(other, record(jon)).outcome == .noMatch)
        #expect(decide(withNumber, record(jon)).outcome == .noMatch)
    }

    @Test("near names of twins are ambiguous, even when one is exact")
    func nearTwins() {
        let verdict = decide(question, record(jon), record(held("Ron", "Hartley", born: "2012-05-12")))
        #expect(verdict.outcome == .needMore)
        #expect(verdict.explanation.gates.contains(.secondCandidate))
        let sure = asked(["Jon"], "Hartley", born: "2012-05-12", number: number(0))
        #expect(decide(sure, record(jon), record(held("Ron", "Hartley", born: "2012-05-12"))).outcome == .match(key(1)))
    }

    @Test("a nickname finds an adult, and a child only with a number, whatever the middle name")
    func aliases() {
        let grown = record(held("Catherine", "Hartley", born: "1984-05-12"))
        #expect(
            decide(asked(["Kate"], "Hartley", born: "1984-05-12", postcodes: ["SK99 1AA"]), grown).outcome
                == .match(key(1)))
        let child = record(held("Catherine", "Hartley", born: "2014-05-12", middle: ["Rose"]))
        let bare = asked(["Kate"], "Hartley", born: "2014-05-12", postcodes: ["SK99 1AA"])
        let full = asked(["Kate", "Rose"], "Hartley", born: "2014-05-12", postcodes: ["SK99 1AA"])
        #expect(decide(bare, child).explanation.gates == [.twin])
        #expect(decide(bare, child).outcome == .needMore)
        #expect(decide(full, child).outcome == .needMore)
        let numbered = held("Catherine", "Hartley", born: "2014-05-12", number: number(3), middle: ["Rose"])
        let sure = asked(["Kate"], "Hartley", born: "2014-05-12", number: number(3))
        #expect(decide(sure, record(numbered)).outcome == .match(key(1)))
    }

    @Test("half-siblings with one surname and place are told apart by their birthdays")
    func halfSiblings() {
        let half = record(held("Jon", "Hartley", born: "2014-08-30"))
        #expect(decide(question, half, record(jon)).outcome == .match(key(2)))
        #expect(decide(question, half).outcome == .noMatch)
    }

    @Test("a leading name on one side only makes two forms of one name: enough for an adult, not for a child")
    func leadingNameOnOneSide() {
        func outcome(_ born: String) -> MatchOutcome {
            decide(
                asked(["Muhammad", "Omar"], "Khan", born: born, postcodes: ["SK99 1AA"]),
                record(held("Omar", "Khan", born: born))
            ).outcome
        }
        #expect(outcome("2013-04-05") == .needMore)
        #expect(outcome("1983-04-05") == .match(key(1)))
    }

    @Test("a middle name never stands in for a given name that is missing: a twin may be called by it")
    func middleNameAlone() {
        let olivia = record(held("Olivia", "Hartley", born: "2016-08-10", middle: ["Mia"]))
        let sister = asked(["Unknown", "Olivia"], "Hartley", born: "2016-08-10", postcodes: ["SK99 1AA"])
        let verdict = decide(sister, olivia)
        #expect(verdict.outcome == .needMore)
        #expect(verdict.explanation.gates == [.givenNameMissing])
        var nameless = HeldPerson(family: "Hartley")
        nameless.middle = ["Olivia"]
        nameless.dateOfBirth = day("2016-08-10")
        nameless.postcodes = ["SK99 1AA"]
        let called = asked(["Olivia"], "Hartley", born: "2016-08-10", postcodes: ["SK99 1AA"])
        #expect(decide(called, record(nameless)).explanation.gates == [.givenNameMissing])
    }

    @Test("two letters make another family name, however long, unless it sounds alike; one letter is a slip")
    func longNames() {
        let adult = record(held("Alfie", "Atherby", born: "1977-09-17"))
        func asks(_ family: String) -> Matcher.Verdict {
            decide(asked(["Alfie"], family, born: "1977-09-17", postcodes: ["SK99 1AA"]), adult)
        }
        #expect(asks("Athinby").outcome == .needMore)
        #expect(asks("Athinby").explanation.gates == [.familyNameDiffers])
        #expect(asks("Ath").outcome == .needMore)
        #expect(asks("Athenby").outcome == .match(key(1)))
        #expect(asks("Atherbie").outcome == .match(key(1)))
        let other = record(held("Alfie", "Łękowska", born: "1977-09-17"))
        // The last letter is a Cyrillic one: a slip as any other.
        let slip = asked(["Alfie"], "Łękowsk\u{430}", born: "1977-09-17", postcodes: ["SK99 1AA"])
        #expect(decide(slip, other).outcome == .match(key(1)))
    }

    @Test("contradicting middle names of one given name keep twins apart")
    func middleNames() {
        let twin = record(held("Muhammad", "Khan", born: "2013-04-05", middle: ["Ali"]))
        let right = asked(["Muhammad", "Ali"], "Khan", born: "2013-04-05", postcodes: ["SK99 1AA"])
        let wrong = asked(["Muhammad", "Omar"], "Khan", born: "2013-04-05", postcodes: ["SK99 1AA"])
        let bare = asked(["Muhammad"], "Khan", born: "2013-04-05", postcodes: ["SK99 1AA"])
        #expect(decide(right, twin).outcome == .match(key(1)))
        #expect(decide(wrong, twin).outcome != .match(key(1)))
        #expect(decide(bare, twin).outcome == .needMore)
        let rose = record(held("Mary", "Hart", born: "2013-04-05", middle: ["Rose"]))
        let verdict = decide(asked(["Mary", "Lily"], "Hart", born: "2013-04-05", postcodes: ["SK99 1AA"]), rose)
        #expect(verdict.explanation.gates == [.middleNamesDiffer])
        #expect(verdict.outcome == .needMore)
    }

    // clause: FCP-MAT-7-
    @Test("two valid numbers that differ veto everything else that agrees")
    func differingNumbers() {
        let verdict = decide(
            asked(["Jon"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"], number: number(1)), record(jon))
        #expect(verdict.outcome == .needMore)
        #expect(verdict.explanation.gates == [.differingNumbers])
    }

    // clause: FCP-MAT-7-
    @Test("a number that agrees while the date or the name contradicts is a conflict")
    func contradicted() {
        let wrongDay = asked(["Jon"], "Hartley", born: "2009-01-30", postcodes: ["SK99 1AA"], number: number(0))
        let wrongName = asked(["Amelia"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"], number: number(0))
        #expect(decide(wrongDay, record(jon)).outcome == .needMore)
        #expect(decide(wrongName, record(jon)).outcome == .needMore)
        #expect(decide(wrongName, record(jon)).explanation.gates == [.numberContradicted])
    }

    @Test("a conflict about the number stops the match of somebody else, too")
    func conflictBesideMatch() {
        let double = record(held("Amelia", "Thorn", born: "1999-09-09", number: number(0)))
        let sure = asked(["Jon"], "Hartley", born: "2012-05-12", number: number(0))
        #expect(decide(sure, record(jon), double).outcome == .needMore)
    }

    @Test("a postcode that is not theirs blocks a unique name and date of birth")
    func placeContradicts() {
        let verdict = decide(asked(["Jon"], "Hartley", born: "2012-05-12", postcodes: ["LS99 9ZZ"]), record(jon))
        #expect(verdict.outcome == .needMore)
        #expect(verdict.explanation.gates == [.placeContradicts])
    }

    @Test("another sex and not exactly the same name is somebody else's twin")
    func sex() {
        let sam = record(held("Samuel", "Hartley", born: "1984-05-12", number: number(2), sex: .male))
        let byPlace = asked(["Sam"], "Hartley", born: "1984-05-12", postcodes: ["SK99 1AA"], sex: .female)
        let byNumber = asked(["Sam"], "Hartley", born: "1984-05-12", number: number(2), sex: .female)
        #expect(decide(byPlace, sam).outcome == .needMore)
        #expect(decide(byPlace, sam).explanation.gates == [.sexDiffers])
        #expect(decide(byNumber, sam).outcome == .needMore)
    }

    // clause: FCP-MAT-9- FCP-MAT-1-
    @Test("two who fit equally are ambiguous")
    func two() {
        let verdict = decide(question, record(jon), record(held("Jon", "Hartley", born: "2012-05-12")))
        #expect(verdict.outcome == .needMore)
        #expect(verdict.explanation.gates == [.secondCandidate])
    }

    @Test("no given name is never enough without a number")
    func givenMissing() {
        let verdict = decide(asked(["Baby"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"]), record(jon))
        #expect(verdict.outcome == .needMore)
        #expect(verdict.explanation.gates == [.givenNameMissing])
        let withNumber = asked(["Baby"], "Hartley", born: "2012-05-12", number: number(0))
        #expect(decide(withNumber, record(jon)).outcome == .match(key(1)))
    }

    @Test("the first of January needs an identifier")
    func weakDate() {
        let person = record(held("Ada", "Quill", born: "1984-01-01", number: number(4)))
        let byPlace = asked(["Ada"], "Quill", born: "1984-01-01", postcodes: ["SK99 1AA"])
        #expect(decide(byPlace, person).explanation.gates == [.weakBirthDate])
        #expect(decide(byPlace, person).outcome == .needMore)
        #expect(
            decide(asked(["Ada"], "Quill", born: "1984-01-01", number: number(4)), person).outcome == .match(key(1)))
    }

    @Test("more candidates than are looked at is ambiguous at best")
    func capped() {
        let verdict = decide(question, record(jon), capped: true)
        #expect(verdict.outcome == .needMore)
        #expect(verdict.explanation.gates == [.tooManyCandidates])
    }

    @Test("a decoy counts for nothing, however well it fits")
    func decoys() {
        let decoy = Candidate(key: key(9), record: record(jon), isDecoy: true)
        let verdict = Matcher(on: today).decide(question, among: [decoy])
        #expect(verdict.outcome == .noMatch)
        #expect(verdict.explanation.candidates == 0)
    }
}

@Suite("people who are hidden")
struct RestrictionTests {
    private let jon = held("Jon", "Hartley", born: "2012-05-12", number: number(0))
    private let question = asked(["Jon"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"])

    // clause: FCP-RES-1-
    @Test("a hidden person is never a match, by number or by place")
    func never() {
        let sure = asked(["Jon"], "Hartley", born: "2012-05-12", number: number(0))
        #expect(decide(sure, record(jon, restricted: true)).outcome == .restricted)
        #expect(decide(question, record(jon, restricted: true)).outcome == .restricted)
    }

    // clause: FCP-RES-2+ FCP-RES-2-
    @Test("the twin of a hidden person is not told apart by the other's absence")
    func twin() {
        let ron = record(held("Ron", "Hartley", born: "2012-05-12", postcode: "LS99 9ZZ"), restricted: true)
        #expect(decide(question, record(jon), ron).outcome == .restricted)
        #expect(decide(question, record(jon), ron).fitting.first == key(2))
    }

    // clause: FCP-RES-2+
    @Test("a hidden person with a name of its own hides nobody else")
    func unlike() {
        let other = record(held("Amelia", "Hartley", born: "2012-05-12"), restricted: true)
        #expect(decide(question, record(jon), other).outcome == .match(key(1)))
    }

    // clause: FCP-RES-3+ FCP-RES-3-
    @Test("the place of a hidden person plays no part: no postcode makes them more or less likely")
    func place() {
        let hidden = record(jon, restricted: true)
        let outcomes = ["SK99 1AA", "LS99 9ZZ", "nowhere"].map { postcode in
            decide(asked(["Jon"], "Hartley", born: "2012-05-12", postcodes: [postcode]), hidden)
        }
        #expect(outcomes.allSatisfy { $0 == outcomes[0] })
        // A slip in the date leaves somebody near only where the place fits: here it would tell the place.
        let near = ["SK99 1AA", "LS99 9ZZ", "nowhere"].map { postcode in
            decide(asked(["Jon"], "Hartley", born: "2012-05-13", postcodes: [postcode]), hidden).outcome
        }
        #expect(near == [.restricted, .restricted, .restricted])
        #expect(!hidden.card.contains("SK99"))
        #expect(BlockKeys.of(hidden) == BlockKeys.of(record(jon)))
    }

    @Test("where a number settles it, a namesake with another number does not hide the match")
    func namesake() {
        let namesake = record(held("Jon", "Hartley", born: "2012-05-12", number: number(1)), restricted: true)
        let sure = asked(["Jon"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"], number: number(0))
        #expect(decide(sure, record(jon), namesake).outcome == .match(key(1)))
        #expect(decide(sure, namesake).outcome == .restricted)
    }

    // clause: FCP-RES-11+ FCP-RES-11-
    @Test("with a protected history only the current name is matched on")
    func currentIdentity() {
        var person = held("Alex", "Moor", born: "1990-06-07", previousFamilies: ["Hartley"], knownAs: "Jon")
        person.middle = ["Rae"]
        let protected = PersonRecord([person], isRestricted: false, currentIdentityOnly: true)
        let open = PersonRecord([person], isRestricted: false)
        let old = asked(["Jon"], "Hartley", born: "1990-06-07", postcodes: ["SK99 1AA"])
        let new = asked(["Alex", "Rae"], "Moor", born: "1990-06-07", postcodes: ["SK99 1AA"])
        #expect(decide(old, open).outcome == .match(key(1)))
        #expect(decide(old, protected).outcome == .noMatch)
        #expect(decide(new, protected).outcome == .match(key(1)))
    }
}

@Suite("blocks and links")
struct BlockTests {
    @Test("every description has equally many keys")
    func equal() {
        let long = (0..<8).map { PersonName(given: ["Given\($0)"], family: "Part\($0)-Other\($0)") }
        let descriptions = [
            asked(["Jon"], "Hartley", born: "2012-05-12"), asked([], "Unknown"),
            asked(["Jon"], "Hartley", born: "2012-05-12", number: number(0), previousNames: long),
        ]
        #expect(descriptions.allSatisfy { BlockKeys.of($0).count == BlockKeys.perDescription })
        #expect(descriptions.allSatisfy { Set(BlockKeys.of($0)).count == BlockKeys.perDescription })
        #expect(descriptions.flatMap { BlockKeys.of($0) }.allSatisfy { $0 >= 0 && $0 < BlockKeys.ceiling })
    }

    @Test(
        "whoever fits or nearly fits is met in a block",
        arguments: [
            asked(["Jon"], "Hartley", born: "2012-05-12", postcodes: ["SK99 1AA"]),
            asked(["Jon"], "Hartley", born: "2012-12-05", postcodes: ["SK99 1AA"]),
            asked(["Jonathan"], "Thorn", born: "2012-05-12", postcodes: ["SK99 1AA"]),
            asked([], "Quill", born: "2012-05-12", postcodes: ["SK99 1AA"]),
            asked(["X"], "Thorn", born: "1999-09-09", number: number(0)),
        ])
    func met(description: PersonDescription) {
        let one = record(
            held("Jon", "Hartley-Quill", born: "2012-05-12", number: number(0), previousFamilies: ["Moor"]))
        #expect(!BlockKeys.of(one).isDisjoint(with: BlockKeys.of(description)))
    }

    @Test("records are one person by number, or by the whole cross-check, and not with a conflict")
    func links() {
        let matcher = Matcher(on: today)
        let one = record(held("Catherine", "Hartley", born: "1984-05-12", number: number(0)))
        let moved = record(held("Kate", "Quill", born: "1984-05-12", postcode: "LS99 9ZZ", number: number(0)))
        let bare = record(held("Catherine", "Hartley", born: "1984-05-12"))
        let other = record(held("Catherine", "Hartley", born: "1984-05-12", number: number(1)))
        let mistyped = record(held("Noah", "Hartley", born: "1984-05-12", number: number(0)))
        #expect(matcher.link(one, moved) == .verifiedIdentifier)
        #expect(matcher.link(one, bare) == .crossCheck)
        #expect(matcher.link(one, other) == nil)
        #expect(matcher.link(one, mistyped) == nil)
        #expect(matcher.contradicts(one, other) && !matcher.contradicts(one, bare))
    }

    @Test("two pupil numbers that differ are two pupils")
    func pupils() {
        let one = record(held("Ivy", "Hart", born: "2012-05-12", pupil: "B801200005001"))
        let other = record(held("Ivy", "Hart", born: "2012-05-12", pupil: "P207000016049"))
        #expect(Matcher(on: today).link(one, other) == nil)
    }
}
