import PersonMatching
import Testing
import WireProtocol

@testable import CaseIndex

@Suite("equal work")
struct EqualWorkTests {
    private func town(_ count: Int) -> TestExtract {
        var extract = TestExtract()
        extract.addContact()
        for n in 0..<count {
            extract.add("p\(n)", "Given\(n)", "Family\(n)", born: "20\(10 + n % 9)-0\(1 + n % 9)-1\(n % 10)")
        }
        extract.add("found", "Jon", "Hartley", number: number(0))
        for n in 0..<6 {
            extract.tables["involvement.csv"]?.append(
                ["more\(n)", "found", "school", "historic", "2019-0\(n + 1)-01", "2020-01-01", "", "c1"])
        }
        extract.add("twice", "Ada", "Quill")
        extract.add("again", "Ada", "Quill")
        extract.add("hidden", "Ivy", "Thorn", number: number(1))
        extract.mark("hidden", "witness-protection")
        return extract
    }

    private let questions: [(String, PersonDescription)] = [
        ("found", asked("Jon", "Hartley", number: number(0))), ("nobody", asked("Noor", "Marlow", number: number(2))),
        ("several", asked("Ada", "Quill", number: number(3))), ("restricted", asked("Ivy", "Thorn", number: number(1))),
        ("found by place", asked("Jon", "Hartley")), ("nobody by name", asked("Noor", "Marlow", born: "1931-07-08")),
    ]

    // clause: FCP-RES-13+
    @Test("nobody, several, hidden and found people cost the same statements and rows", arguments: [0, 3, 40, 150])
    func equal(size: Int) throws {
        let test = try TestIndex()
        try test.load(town(size))
        var work: [IndexSnapshot.Work] = []
        var outcomes: [MatchOutcome] = []
        for (_, question) in questions {
            try test.index.read { snapshot in
                let result = try snapshot.find(question)
                _ = try snapshot.facts(of: result.key)
                _ = try snapshot.involvements(of: result.key, category: "school")
                _ = try snapshot.involvements(of: result.key, category: "housing")
                _ = try snapshot.previousAuthorities(of: result.key)
                work.append(snapshot.work)
                outcomes.append(result.outcome)
            }
        }
        #expect(outcomes[0].isMatch && outcomes[4].isMatch)
        #expect([outcomes[1], outcomes[5]] == [.noMatch, .noMatch])
        #expect(outcomes[2] == .needMore && outcomes[3] == .restricted)
        #expect(work.allSatisfy { $0 == work[0] })
        let rows = BlockKeys.perDescription * IndexSnapshot.rowsPerBlock + IndexSnapshot.candidatesPerLookUp
        #expect(work[0] == IndexSnapshot.Work(statements: 2 + 4, rows: rows + 2 + 2 * 5))
    }

    // clause: FCP-RES-13+
    @Test("a key of nobody reads like a person without records")
    func nobody() throws {
        let test = try TestIndex()
        try test.load(town(5))
        let (facts, rows) = try test.index.read { snapshot in
            let key = try snapshot.find(asked("Noor", "Marlow")).key
            return (try snapshot.facts(of: key), try snapshot.involvements(of: key, category: "school"))
        }
        #expect(facts == HeldFacts(marks: nil, dateOfBirth: nil, rowsLeftOut: []))
        #expect(rows.isEmpty)
    }

    // clause: FCP-RES-13-
    @Test("a reading less for somebody hidden is seen in the count, whichever is left out", arguments: 0..<4)
    func fewerReads(leftOut: Int) throws {
        let test = try TestIndex()
        try test.load(town(5))
        let work = try questions.map { _, question in
            try test.index.read { snapshot in
                let result = try snapshot.find(question)
                let readings: [() throws -> Void] = [
                    { _ = try snapshot.facts(of: result.key) },
                    { _ = try snapshot.involvements(of: result.key, category: "school") },
                    { _ = try snapshot.involvements(of: result.key, category: "housing") },
                    { _ = try snapshot.previousAuthorities(of: result.key) },
                ]
                for (place, reading) in readings.enumerated() where result.outcome != .restricted || place != leftOut {
                    try reading()
                }
                return (outcome: result.outcome, work: snapshot.work)
            }
        }

        for one in work { #expect((one.work == work[0].work) == (one.outcome != .restricted)) }
        #expect(work.count { $0.outcome == .restricted } == 1)
    }

    // clause: FCP-ANS-7+
    @Test("at most the rows asked for are given, current ones first, and none of anybody else")
    func limited() throws {
        let test = try TestIndex()
        try test.load(town(5))
        let five = try test.involvements(questions[0].1)
        #expect(five.count == 5)
        #expect(five.map(\.status) == [.current, .historic, .historic, .historic, .historic])
        #expect(five[1].started == CalendarDay("2019-06-01"))
        #expect(try test.involvements(asked("Given1", "Family1", born: "2011-02-11")).map(\.id) == ["inv-p1"])
    }

    @Test("an empty index answers, at the same cost")
    func empty() throws {
        let test = try TestIndex()
        let (outcome, work) = try test.index.read { snapshot in
            (try snapshot.find(asked("Noor", "Marlow")).outcome, snapshot.work)
        }
        #expect(outcome == .noMatch)
        #expect(work.statements == 2)
    }

    @Test("more people under a key than are compared is ambiguous")
    func overflow() throws {
        let test = try TestIndex()
        var extract = TestExtract()
        for n in 0..<20 { extract.add("p\(n)", "Given\(n)x", "Khan") }
        extract.add("q", "Noor", "Khan", number: number(0))
        try test.load(extract)
        let result = try test.index.read { try $0.find(asked("Noor", "Khan", number: number(0))) }
        #expect(result.outcome == .needMore)
        #expect(result.explanation.gates == [.tooManyCandidates])
    }

    // clause: FCP-MAT-5+
    @Test("too little is not searched at all")
    func tooLittle() throws {
        let test = try TestIndex()
        try test.load(town(2))
        let (outcome, work, facts) = try test.index.read { snapshot in
            let result = try snapshot.find(PersonDescription(given: ["Jon"], family: "Hartley"))
            let work = snapshot.work
            return (result.outcome, work, try snapshot.facts(of: result.key))
        }
        #expect(outcome == .tooLittle && work == IndexSnapshot.Work() && facts.marks == nil)
    }
}

@Suite("one state a reading")
struct SnapshotTests {
    private func state(_ family: String, at time: String) -> TestExtract {
        var extract = TestExtract(extractedAt: time)
        for n in 0..<20 { extract.add("p\(n)", "Jon", family, born: "2012-05-\(10 + n)") }
        return extract
    }

    @Test("a key of an earlier state is refused, not read as somebody else's")
    func outdated() throws {
        let test = try TestIndex()
        try test.load(state("Hartley", at: "2026-11-20T02:10:00Z"))
        let key = try test.index.read { try $0.find(asked("Jon", "Hartley")).key }
        try test.load(state("Quill", at: "2026-11-20T02:11:00Z"))
        #expect(throws: CaseIndexFault.outdatedKey) { try test.index.read { try $0.facts(of: key) } }
        #expect(throws: CaseIndexFault.outdatedKey) {
            try test.index.read { try $0.involvements(of: key, category: "school") }
        }
    }

    @Test("a reading that began before a swap ends in the state it began in")
    func isolated() throws {
        let test = try TestIndex()
        try test.load(state("Hartley", at: "2026-11-20T02:10:00Z"))
        let seen = try test.index.read { snapshot in
            let before = try snapshot.find(asked("Jon", "Hartley")).outcome.isMatch
            try test.load(state("Quill", at: "2026-11-20T02:11:00Z"))
            let after = try snapshot.find(asked("Jon", "Hartley")).outcome.isMatch
            return [before, after, try snapshot.find(asked("Jon", "Quill")).outcome.isMatch]
        }
        #expect(seen == [true, true, false])
        #expect(try test.outcome(asked("Jon", "Quill")).isMatch)
        #expect(try !test.outcome(asked("Jon", "Hartley")).isMatch)
    }

    @Test("readers see the old state or the new one, whole, while extracts are swapped")
    func concurrent() async throws {
        let test = try TestIndex()
        try test.load(state("Hartley", at: "2026-11-20T02:10:00Z"))
        let index = test.index
        let folders = try ["Quill", "Hartley", "Quill"].enumerated().map { n, family in
            let folder = test.root + "/swap\(n)"
            try state(family, at: "2026-11-20T02:1\(n + 1):00Z").write(to: folder)
            return folder
        }
        let now = test.now
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                for folder in folders { _ = try index.load(folder: folder, now: now) }
                return true
            }
            for reader in 0..<3 {
                group.addTask {
                    var whole = true
                    for _ in 0..<40 {
                        let born = "2012-05-\(10 + reader)"
                        whole =
                            try whole
                            && index.read { snapshot in
                                let hartley = try snapshot.find(asked("Jon", "Hartley", born: born)).outcome.isMatch
                                let quill = try snapshot.find(asked("Jon", "Quill", born: born)).outcome.isMatch
                                return hartley != quill
                            }
                    }
                    return whole
                }
            }
            for try await whole in group { #expect(whole) }
        }
        #expect(try test.outcome(asked("Jon", "Quill")).isMatch)
    }
}
