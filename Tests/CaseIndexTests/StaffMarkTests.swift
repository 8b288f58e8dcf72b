import Foundation
import PersonMatching
import Testing
import WireProtocol

@testable import CaseIndex

@Suite("marks of our own staff")
struct StaffMarkTests {
    private let jon = asked("Jon", "Hartley")
    private let ada = asked("Ada", "Hartley", born: "1986-02-03")
    private let ivy = asked("Ivy", "Thorn", born: "1970-03-04")

    private func household() -> TestExtract {
        var extract = TestExtract()
        extract.add("p1", "Jon", "Hartley", number: number(0), line: "1 Testing Row")
        extract.add("p2", "Ada", "Hartley", born: "1986-02-03", line: "1 Testing Row")
        extract.add("p3", "Ivy", "Thorn", born: "1970-03-04", line: "2 Testing Row")
        return extract
    }

    private func mark(_ local: String, _ word: Code = "marac", until: String? = nil) -> StaffMark {
        StaffMark(source: "testham-schools", local: local, mark: word, until: until.flatMap { CalendarDay($0) })
    }

    private let duty = Redacted("duty manager")

    // clause: FCP-RES-12+
    @Test("a mark holds from the next question on, for the person and their household, and for no neighbour")
    func atOnce() throws {
        let test = try TestIndex(withBook: true)
        let book = try #require(test.book)
        try test.load(household())
        #expect(try test.outcome(jon).isMatch)
        try book.set(mark("p2"), by: duty, at: test.now)
        #expect(try test.outcome(ada) == .restricted)
        #expect(try test.outcome(jon) == .restricted)
        #expect(try test.outcome(ivy).isMatch)
        let seen = try test.index.read { snapshot in
            let key = try #require(try snapshot.find(jon).candidates.first)
            return (try snapshot.facts(of: key).marks, try snapshot.previousAuthorities(of: key))
        }
        #expect(seen.0 == ["marac"] && seen.1.isEmpty)
    }

    // clause: FCP-RES-3-
    @Test("the place of whoever was marked no longer decides who is found")
    func placeIsHidden() throws {
        let test = try TestIndex(withBook: true)
        try test.load(household())
        let elsewhere = asked("Ivy", "Thorn", born: "1970-03-04", postcode: "LS99 9ZZ")
        #expect(try test.outcome(elsewhere) == .needMore)
        try #require(test.book).set(mark("p3"), by: duty, at: test.now)
        #expect(try test.outcome(elsewhere) == .restricted)
        #expect(try test.outcome(ivy) == .restricted)
    }

    @Test("it stays through a load that knows nothing of it, and is lifted at once")
    func throughTheNight() throws {
        let test = try TestIndex(withBook: true)
        let book = try #require(test.book)
        try test.load(household())
        let id = try book.set(mark("p1"), by: duty, at: test.now)
        var next = household()
        next.extractedAt = "2026-11-20T03:10:00Z"
        try test.load(next)
        #expect(try test.outcome(jon) == .restricted)
        let again = try CaseIndex.open(
            path: test.root + "/index.sqlite", book: StaffBook(path: test.root + "/book.sqlite"))
        #expect(try again.read { try $0.find(jon).outcome } == .restricted)
        #expect(try book.lift(id, by: duty, second: Redacted("another"), at: test.now))
        #expect(try test.outcome(jon).isMatch)
        #expect(try !book.lift(id, by: duty, second: Redacted("another"), at: test.now), "once")
    }

    @Test("a mark set ahead holds from the load that brings the person")
    func ahead() throws {
        let test = try TestIndex(withBook: true)
        try test.load(household())
        try #require(test.book).set(mark("p9"), by: duty, at: test.now)
        #expect(try !test.index.knows("testham-schools", "p9"))
        var next = household()
        next.extractedAt = "2026-11-20T03:10:00Z"
        next.add("p9", "Noor", "Marlow")
        try test.load(next)
        #expect(try test.index.knows("testham-schools", "p9"))
        #expect(try test.outcome(asked("Noor", "Marlow")) == .restricted)
    }

    @Test("a mark whose last day has passed at the load hides nobody")
    func ended() throws {
        let test = try TestIndex(withBook: true)
        try test.load(household())
        try #require(test.book).set(mark("p1", until: "2026-11-19"), by: duty, at: test.now)
        #expect(try test.outcome(jon).isMatch)
        try #require(test.book).set(mark("p1", until: "2026-11-20"), by: duty, at: test.now)
        #expect(try test.outcome(jon) == .restricted)
    }

    @Test("a protected history hides until the next load has told the new identity from the old one")
    func protectedHistory() throws {
        let test = try TestIndex(withBook: true)
        var extract = household()
        extract.add("p4", "Alex", "Moor", born: "1990-06-07", number: number(5), previous: "Hartley")
        try test.load(extract)
        let alex = asked("Alex", "Moor", born: "1990-06-07")
        try #require(test.book).set(mark("p4", "protected-gender-history"), by: duty, at: test.now)
        #expect(try test.outcome(alex) == .restricted)
        extract.extractedAt = "2026-11-20T03:10:00Z"
        try test.load(extract)
        #expect(try test.facts(alex)?.marks == ["protected-gender-history"])
        #expect(try !test.outcome(asked("Alex", "Hartley", born: "1990-06-07")).isMatch)
    }

    @Test("whom a mark hides costs the same as whom nobody knows")
    func equalWork() throws {
        let test = try TestIndex(withBook: true)
        try test.load(household())
        try #require(test.book).set(mark("p1"), by: duty, at: test.now)
        let work = try [jon, asked("Noor", "Marlow"), ivy].map { question in
            try test.index.read { snapshot in
                let key = try snapshot.find(question).key
                _ = try snapshot.facts(of: key)
                _ = try snapshot.involvements(of: key, category: "school")
                return snapshot.work
            }
        }
        #expect(work[0] == work[1] && work[1] == work[2])
    }

    @Test("the book is its owner's only, and keeps corrections until they are delivered, each once")
    func corrections() throws {
        let test = try TestIndex(withBook: true)
        let book = try #require(test.book)
        let rights = try FileManager.default.attributesOfItem(atPath: test.root + "/book.sqlite")
        #expect(rights[.posixPermissions] as? Int == 0o600)
        let correction = Correction(
            exchange: try #require(ExchangeID("0192f3a1-7c5e-7d10-9b1e-2f4a6c8d0e12")),
            counterpart: try #require(AuthorityID("E08000035")), received: test.now, foundAt: test.now, by: duty,
            why: Redacted("another person"))
        #expect(try book.add(correction))
        #expect(try !book.add(correction))
        let waiting = try #require(try StaffBook(path: test.root + "/book.sqlite").undelivered().first)
        #expect(waiting.correction == correction && !waiting.isRecorded)
        try book.noteRecorded(waiting.id)
        #expect(try book.undelivered().map(\.isRecorded) == [true])
        try book.noteDelivered(waiting.id)
        #expect(try book.undelivered().isEmpty)
    }
}

@Suite("another identity than before")
struct IdentityTests {
    @Test(
        "neither an earlier name nor a likeness leads from the old record to the new one",
        arguments: ["adoption", "witness-protection", "protected-gender-history"])
    func severed(mark: String) throws {
        func outcome(_ marked: Bool) throws -> (joined: Bool, outcomeOfOldName: MatchOutcome) {
            let test = try TestIndex()
            var old = TestExtract(source: "testham-housing", categories: ["housing"])
            old.add("h1", "Jon", "Hartley", number: number(0))
            var new = TestExtract()
            new.add("s1", "Jon", "Thorn", number: number(1), postcode: "LS99 1AA", previous: "Hartley")
            new.add("s2", "Jon", "Thorn", born: "2011-05-12", postcode: "LS99 1AA", previous: "Hartley")
            old.add("h2", "Jon", "Hartley", born: "2011-05-12", postcode: "LS99 1AA")
            if marked {
                new.mark("s1", mark)
                new.mark("s2", mark)
            }
            try test.load(old)
            try test.load(new)
            return try test.index.read { snapshot in
                let found = try snapshot.find(asked("Jon", "Hartley", born: "2011-05-12", postcode: "LS99 1AA"))
                let joined =
                    try found.outcome.isMatch
                    && !snapshot.involvements(of: found.key, category: "school").isEmpty
                return (joined, found.outcome)
            }
        }
        #expect(try outcome(false).joined, "the earlier name joins two records of somebody who is not marked")
        let severed = try outcome(true)
        #expect(!severed.joined)
        // Where the new record is not hidden, a namesake in one place makes the old one ambiguous, as any namesake does.
        #expect(severed.outcomeOfOldName.isMatch == (mark != "protected-gender-history"))
    }
}

@Suite("the place of a marked person")
struct HiddenPlaceTests {
    @Test("enters no block, veto or score: wherever they live, every question comes out the same")
    func nowhere() throws {
        func outcomes(_ postcode: String, _ uprn: String) throws -> [[String]] {
            let test = try TestIndex()
            var extract = TestExtract()
            extract.add("p1", "Jon", "Hartley", number: number(0), postcode: postcode, line: "1 Row", uprn: uprn)
            extract.add("p2", "Joan", "Hartley", number: "", postcode: "SK99 1AA", line: "7 Row")
            extract.add("p3", "Ivy", "Hartley", born: "1986-02-03", postcode: postcode, line: "9 Row")
            extract.mark("p1", "refuge-or-confidential-address")
            extract.mark("p3", "marac")
            try test.load(extract)
            return try test.index.read { snapshot in
                try questions.map { question in
                    let result = try snapshot.find(question)
                    return ["\(result.outcome)", "\(result.candidates.map(\.row))", result.explanation.text]
                }
            }
        }
        let here = try outcomes("SK99 1AA", "999900000001")
        #expect(try outcomes("LS99 9ZZ", "999900000077") == here)
        #expect(try outcomes("", "") == here)
        #expect(here.contains { $0[0] == "restricted" } && here.contains { $0[0] != "restricted" })
    }

    private var questions: [PersonDescription] {
        var questions: [PersonDescription] = []
        for (given, born) in [
            ("Jon", "2012-05-12"), ("John", "2012-05-12"), ("Joan", "2012-05-12"), ("Ivy", "1986-02-03"),
        ] {
            for postcode in ["SK99 1AA", "LS99 9ZZ", nil] {
                questions.append(asked(given, "Hartley", born: born, postcode: postcode))
                questions.append(asked(given, "Hartley", born: born, postcode: postcode, number: number(0)))
                questions.append(asked(given, "Hartley", born: born, postcode: postcode, number: number(3)))
            }
        }
        questions.append(
            PersonDescription(family: "Hartley", dateOfBirth: CalendarDay("2012-05-12"), postcodes: ["SK99 1AA"]))
        return questions
    }
}
