import PolicyEngine
import Testing
import WireProtocol

@testable import PolicyWorkbench

@Suite("replay")
struct PolicyReplayTests {
    private let set: PolicySet
    private static let agreement = SampleSet.toLeeds

    init() throws { set = try SampleSet.stockport() }

    /// Twelve questions about the landlord of a parent, two of them by a duty worker, under the set in force.
    private func landlord() throws -> [RecordedDecision] {
        var question = RecordedQuestions()
        (question.category, question.permitted, question.word) = ("housing", "detail", "detail")
        question.policySet = set.digest
        let worker = try question.question(on: "2026-12-05").decisions
        question.says = ["role": "duty-worker"]
        let duty = try question.question(on: "2026-12-06").decisions
        return Array(repeating: worker, count: 10).flatMap(\.self) + duty + duty
    }

    private func draft(_ old: String, _ new: String) throws -> PolicySet {
        try SampleSet.stockport(Self.agreement, old, new)
    }

    @Test("changes nothing under the same set, and says over which days it looked")
    func same() throws {
        let replay = PolicyReplay.compare(try landlord(), with: set)

        #expect(replay.compared == 12)
        #expect(replay.changed == 0)
        #expect(replay.contradictions == 0)
        #expect(
            replay.description
                == "decisions of 2026-12-05 to 2026-12-06 laid against the draft: 12; none would change")
    }

    @Test("names the share that is gone, in sentences by rule")
    func gone() throws {
        let fewer = try draft(
            "    about: [parent-or-carer, household-adult]\n    categories: [housing]",
            "    about: [household-adult]\n    categories: [housing]")
        // `housing-notices` tells the same fields of somebody whose involvement is current, so nothing changes.
        #expect(PolicyReplay.compare(try landlord(), with: fewer, knowing: [set]).changed == 0)

        let alone = try self.draft(
            "    up to: detail\n    only: [eviction, notice-seeking-possession, rent-arrears]", "    up to: contact\n  "
        )
        let less = PolicyReplay.compare(try landlord(), with: alone, knowing: [set])
        #expect(less.changed == 12)
        #expect(
            less.description
                == """
                decisions of 2026-12-05 to 2026-12-06 laid against the draft: 12; 12 would change
                By `housing-contact`:
                  12: Leeds, for `s47-enquiry`, Housing of a `parent-or-carer`: `detail` shown would become `contact` shown
                """)
    }

    @Test(
        "sees a field and an obligation that change below the level, where the old set is at hand, and says where not")
    func content() throws {
        let fewer = try draft("only: [eviction, notice-seeking-possession, rent-arrears]", "only: [eviction]")
        let stricter = try draft(
            "owner told: monthly }\n\n  - id: behaviour-with-a-manager",
            "owner told: weekly }\n\n  - id: behaviour-with-a-manager")

        for draft in [fewer, stricter] {
            let replay = PolicyReplay.compare(try landlord(), with: draft, knowing: [set])
            #expect(replay.changed == 12)
            #expect(
                replay.changes.keys.map(\.after.description) == ["`detail` shown, with other fields or obligations"])
            let blind = PolicyReplay.compare(try landlord(), with: draft)
            #expect(blind.changed == 0)
            #expect(blind.underUnknownSets == 12, "the draft is known, the set in force is not")
            #expect(blind.description.contains("12 were made under sets that are not at hand"))
        }
    }

    @Test("hides numbers that could single somebody out")
    func small() throws {
        let draft = try SampleSet.stockport(
            "bans.yaml", "bans:\n",
            "bans:\n  - id: no-duty-workers\n    because: Invented.\n    to: [duty-worker]\n    cap: none\n"
                + "    tell: role-not-covered\n\n")

        let replay = PolicyReplay.compare(try landlord(), with: draft, knowing: [set])

        #expect(replay.changed == 2)
        #expect(replay.description.contains("; fewer than 5 would change\nBy `no-duty-workers`:\n  hidden: Leeds"))
        #expect(replay.description.contains("would become refused (`role-not-covered`)"))
        #expect(!replay.description.contains("2 "))
    }

    @Test("a record that the very set decides otherwise is told aloud")
    func contradiction() throws {
        var decisions = try landlord()
        decisions[0].outcome = .permitted(upTo: "detail", shown: "contact")

        let replay = PolicyReplay.compare(decisions, with: set)

        #expect(replay.contradictions == 1)
        #expect(replay.description.contains("are decided otherwise by the very set that made them"))
    }

    @Test("without kept facts the question alone is compared, which is said")
    func withoutFacts() throws {
        var decisions = try landlord()
        for index in decisions.indices { decisions[index].rows = nil }
        let draft = try draft("      involvement: [current, historic]", "      involvement: [historic]")

        let replay = PolicyReplay.compare(decisions, with: draft, knowing: [set])

        #expect(replay.changed == 0)
        #expect(replay.withoutFacts == 12)
        #expect(replay.description.contains("compared on the question alone, not on the record"))
    }

    @Test("on another day tells what a draft for later would make of the same questions")
    func asIfOn() throws {
        let after = try #require(CalendarDay("2027-11-01"))

        let replay = PolicyReplay.compare(try landlord(), with: set, asIfOn: after)

        #expect(replay.changed == 12)
        #expect(replay.changes.keys.allSatisfy { $0.after.description == "refused (`policy-expired`)" })
    }

    @Test("a reason in law that the draft does not know refuses; another council's decision is left out")
    func lawAndCouncil() throws {
        var decisions = try landlord()
        decisions[0].law[3] = "ca2004-s99"
        decisions[1].question.holder = try #require(AuthorityID("E08000032"))

        let replay = PolicyReplay.compare(decisions, with: set)

        #expect(replay.omitted[.otherCouncil] == 1)
        #expect(replay.changed == 1)
        #expect(replay.changes.keys.first?.after.description == "refused (`vocabulary-unknown`)")
    }

    @Test("words of involvements are read strictly")
    func rows() throws {
        let facts = RecordedFacts(age: 9, marks: [])
        let day = try #require(CalendarDay("2026-12-05"))

        let rows = try #require(facts.rows("c,?h12,h", on: day))

        #expect(rows.map(\.involvement) == ["current", "historic", "historic"])
        #expect(rows.map(\.endedMonthsAgo) == [0, 12, nil])
        #expect(rows.map(\.marks) == [[], nil, []])
        #expect(RecordedFacts.text(rows) == "c,?h12,h")
        for text in ["x", "c1", "h-1", "h1x", "c,", "?", "h10000"] {
            #expect(facts.rows(text, on: day) == nil, "\(text)")
        }
    }

    @Test("lines are read on a short way as on the strict one, and what is wrong is refused by both")
    func lines() throws {
        var reader = DecisionLineReader()
        var decisions = try landlord()
        decisions[0].question.familyConversation = "held"
        decisions[1].rows = []
        decisions[2].outcome = .refused("category-not-covered")
        decisions[2].rows = nil
        decisions[3].question.age = nil
        decisions[4].rows?[0].marks = nil
        decisions[5].rows?[0].marks = ["renamed"]
        decisions[6].policySet = "an “odd” set"
        for decision in decisions {
            let line = CanonicalJSON.encode(decision.json)

            #expect(try reader.read(line[...]) == decision)
            #expect(try RecordedDecision(StrictJSON.parse(line)) == decision)
        }
        let sound = CanonicalJSON.text(decisions[0].json)
        for (old, new) in [
            ("\"age\":34", "\"age\":034"), ("\"team\":", "\"name\":\"A. Child\",\"team\":"),
            ("\"team\":\"", "\"team\":\"x\",\"team\":\""), ("\"law\":[", "\"law\":[\"1\","),
            ("\"rows\":\"c\"", "\"rows\":\"x\""),
            ("\"permitted\":", "\"refused\":\"x\",\"permitted\":"), ("}", ""), ("\"day\":\"2026", "\"day\":\"9x26"),
            ("\"purpose\":\"s47-enquiry\"", "\"purpose\":\"S47 enquiry\""), ("{", "{,"), ("\"role\":", "\"rule\":"),
        ] {
            let line = Array(sound.replacing(old, with: new).utf8)
            if old == "\"law\":[" { continue }
            #expect(throws: (any Error).self, "\(new)") { try reader.read(line[...]) }
        }
    }

    @Test("what is remembered of a question is what would be judged anew, whatever the team, day and record")
    func remembered() throws {
        let draft = try draft("      involvement: [current, historic]", "      involvement: [historic]")
        var decisions: [RecordedDecision] = []
        for (index, decision) in try landlord().enumerated() {
            for day in [-40, 0, 360] {
                var other = decision
                other.question.day = decision.question.day.adding(days: day)
                other.question.team = index % 2 == 0 ? "leeds-hough-lane" : "leeds-city"
                other.rows = other.rows?.map { row in
                    var row = row
                    row.day = other.question.day
                    row.endedMonthsAgo = index
                    row.involvement = index % 3 == 0 ? "historic" : "current"
                    return row
                }
                decisions.append(other)
            }
        }

        let together = PolicyReplay.compare(decisions, with: draft, knowing: [set])

        var alone: [PolicyReplay.Change: Int] = [:]
        for decision in decisions {
            alone.merge(PolicyReplay.compare([decision], with: draft, knowing: [set]).changes, uniquingKeysWith: +)
        }
        #expect(together.changes == alone)
        #expect(alone.count > 2)
    }
}
