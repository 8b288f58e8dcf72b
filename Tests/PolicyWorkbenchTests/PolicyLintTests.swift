import PolicyEngine
import Testing
import WireProtocol

@testable import PolicyWorkbench

/// One thing planted among two hundred sound rules, and what lint says of it.
struct PlantedDefect: Sendable, CustomTestStringConvertible {
    let name: String
    let kind: PolicyFinding.Kind
    let message: String
    let plant: @Sendable (inout LargeSet) -> Void

    var testDescription: String { name }

    init(
        _ name: String, _ kind: PolicyFinding.Kind, _ message: String,
        _ plant: @escaping @Sendable (inout LargeSet) -> Void
    ) {
        (self.name, self.kind, self.message, self.plant) = (name, kind, message, plant)
    }

    static let all = [
        PlantedDefect(
            "dead by a ban", .dead,
            "share `planted` tells nobody anything: `early-help-stays-home` takes all of it away"
        ) { $0.shares = LargeSet.share("planted", for: "early-help") },
        PlantedDefect(
            "dead by its own conditions", .dead,
            "share `planted` tells nobody anything: no record fits its own conditions"
        ) {
            $0.shares = LargeSet.share(
                "planted", for: "s47-enquiry", "school", "when the record says: { age: { from: 30 } }")
        },
        PlantedDefect(
            "contradicted by what the agreement withholds", .dead,
            "share `planted` tells nobody anything: `taken` takes all of it away"
        ) {
            $0.shares = LargeSet.share("planted", for: "s47-enquiry", "early-help")
            $0.edits = [
                ("owners.yaml", "posts:", "  - { category: early-help, owner: A, deputy: B, controller: C }\nposts:")
            ]
            $0.withhold = """
                  - { id: taken, because: Invented., categories: [early-help], cap: none, tell: category-not-covered }

                """
        },
        PlantedDefect(
            "a purpose that never counts", .deadWord,
            "`training` never counts in share `planted`: `training-never-sees-real-people` takes all of it away"
        ) { $0.shares = LargeSet.share("planted", for: "s17-assessment, training") },
        PlantedDefect(
            "said already by another", .redundant, "share `planted` adds nothing: `share-0` tells all it tells"
        ) { $0.shares = LargeSet.share("planted", for: "s47-enquiry", upTo: "flag") },
        PlantedDefect(
            "shadowed by a union", .shadowed,
            "share `planted` adds nothing: `share-0`, `share-1` and `share-2` tell together all it tells"
        ) { $0.shares = LargeSet.share("planted", for: LargeSet.purposes.joined(separator: ", ")) },
        PlantedDefect(
            "obligations that differ", .obligations,
            "share `planted` and share `share-0` fit the same questions with another `keep hours`"
        ) {
            $0.shares = LargeSet.share(
                "planted", for: "s47-enquiry", upTo: "detail", "when the record says: { involvement: [current] }",
                hours: 1)
        },
        PlantedDefect(
            "an obligation that keeps a share from being redundant", .obligations,
            "share `planted` and share `share-0` fit the same questions with another `keep hours`"
        ) { $0.shares = LargeSet.share("planted", for: "s47-enquiry", upTo: "flag", hours: 1) },
        PlantedDefect(
            "a ban that others do the work of", .redundant,
            "`planted` adds nothing: `training-never-sees-real-people` takes all it takes away"
        ) {
            $0.bans = """

                  - { id: planted, because: Invented., for: [training], to: [duty-worker], cap: none, tell: purpose-not-covered }

                """
        },
        PlantedDefect(
            "a withhold rule that withholds nothing", .idle,
            "`planted` withholds nothing: no share tells what it would take away"
        ) {
            $0.withhold = """
                  - { id: planted, because: Invented., categories: [camhs], cap: none, tell: category-not-covered, when the request says: { harm threshold: [explained] } }

                """
        },
        PlantedDefect(
            "vital interests in a standing agreement", .law,
            "`9-2-c`, vital interests, carries a single emergency, not a standing agreement"
        ) {
            $0.edits = [(SampleSet.toLeeds, "{ article 9: 9-2-g, schedule 1: sch1-18 }", "{ article 9: 9-2-c }")]
        },
        PlantedDefect(
            "police without their label", .law, "`police` is a record of law enforcement without a `regime`"
        ) { $0.edits = [("vocabulary.yaml", "place: reveals, regime: part-3, flag", "place: reveals, flag")] },
        PlantedDefect(
            "an owner who is nobody", .paperwork, "the owner of `school` is `to be confirmed`, which is nobody"
        ) { $0.edits = [("owners.yaml", "owner: Head of School Admissions", "owner: to be confirmed")] },
        PlantedDefect(
            "no impact assessment", .paperwork, "`impact assessment` is `to follow`, which names no document"
        ) { $0.edits = [(SampleSet.toLeeds, "impact assessment: DPIA-STP-0231", "impact assessment: to follow")] },
        PlantedDefect(
            "no appropriate policy document", .paperwork,
            "`appropriate policy document` is `Being written`, which names no document"
        ) {
            $0.edits = [
                (
                    SampleSet.toLeeds, "appropriate policy document: APD-STP-07",
                    "appropriate policy document: Being written"
                )
            ]
        },
    ]
}

@Suite("lint")
struct PolicyLintTests {
    @Test("finds nothing in two hundred sound rules")
    func sound() throws {
        #expect(try LargeSet().findings().map(\.description) == [])
    }

    @Test("finds what was planted among them, and nothing else", arguments: PlantedDefect.all)
    func planted(defect: PlantedDefect) throws {
        var large = LargeSet()
        defect.plant(&large)

        let findings = try large.findings()

        #expect(findings.map(\.message) == [defect.message])
        #expect(findings.map(\.kind) == [defect.kind])
    }

    @Test(
        "finds nothing in the sample sets but the days on which they end",
        arguments: ["stockport", "leeds", "bradford"])
    func samples(council: String) throws {
        let set = try PolicyFolder.load(ScratchFolder.samples + "/" + council)

        let lint = set.lint(on: try #require(CalendarDay("2026-12-10")))

        #expect(lint.isClean)
        #expect(lint.findings.filter { !$0.isNote }.map(\.description) == [])
        #expect(lint.findings.filter(\.isNote).count == set.agreements.count + set.trials.count)
    }

    @Test("tells the day after which less is told, unless what follows is agreed; then that it is over")
    func days() throws {
        let day = try #require(CalendarDay("2027-10-01"))
        let set = try LargeSet().set()
        let cliff = try #require(set.lint(on: day).findings.first { $0.kind == .cliff })
        let late = set.lint(on: day.adding(days: 31)).findings

        #expect(
            cliff.message
                == "agreement `stockport-to-leeds` ends on 2027-10-31; from the next day on Leeds is told less")
        #expect(cliff.witness?.question.day == CalendarDay("2027-10-31"))
        #expect(late.map(\.message) == ["agreement `stockport-to-leeds` is live, but its last day was 2027-10-31"])
        #expect(
            set.lint(on: try #require(CalendarDay("2027-05-01"))).findings.map(\.message).first
                == "agreement `stockport-to-leeds` was to be reviewed by 2027-04-30")
    }

    @Test("judges what does not answer yet as if it did, and says nothing of what has ended")
    func waiting() throws {
        var large = LargeSet()
        large.shares = LargeSet.share("planted", for: "early-help")
        large.edits = [(SampleSet.toLeeds, "state: live", "state: draft")]
        let draft = try large.findings()
        large.edits = [(SampleSet.toLeeds, "state: live", "state: ended")]

        #expect(draft.map(\.kind) == [.dead])
        #expect(try large.findings().isEmpty)
    }

    @Test("is not clean when the work budget does not do")
    func budget() throws {
        let day = try #require(CalendarDay("2026-12-10"))

        let lint = try LargeSet().set().lint(on: day, within: WorkBudget(steps: 1_000))

        #expect(!lint.isClean)
        #expect(!lint.notDecided.isEmpty)
    }
}
