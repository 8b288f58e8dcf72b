import PolicyEngine
import TestSupport
import Testing
import WireProtocol

@testable import PolicyWorkbench

@Suite("the difference between two sets")
struct PolicyDifferenceTests {
    private let old: PolicySet

    init() throws { old = try SampleSet.stockport() }

    private func sentences(_ old: String, _ new: String, in path: String = SampleSet.toLeeds) throws -> [String] {
        try PolicyDifference.between(self.old, SampleSet.stockport(path, old, new)).regions.map(\.sentence)
    }

    @Test("a set does not differ from itself, and wording changes files only")
    func same() throws {
        let worded = try SampleSet.stockport(
            SampleSet.toLeeds, "Whoever enquires into serious harm", "Anybody who enquires into serious harm")

        #expect(try PolicyDifference.between(old, old).regions.isEmpty)
        #expect(try PolicyDifference.between(old, old).changedFiles.isEmpty)
        let difference = try PolicyDifference.between(old, worded)
        #expect(difference.regions.isEmpty)
        #expect(difference.changedFiles == [SampleSet.toLeeds])
        #expect(!difference.isWidening)
    }

    @Test("who may newly see what is one sentence, and the way back is another")
    func newly() throws {
        let new = try SampleSet.stockport(
            SampleSet.toLeeds, "    to: [social-worker, duty-worker]\n    about: [parent-or-carer, household-adult]",
            "    to: [social-worker, duty-worker, team-manager]\n    about: [parent-or-carer, household-adult]")

        let there = try PolicyDifference.between(old, new)
        let back = try PolicyDifference.between(new, old)

        #expect(
            there.regions.map(\.sentence) == [
                "New: `team-manager` in Leeds, for `s47-enquiry` or `strategy-discussion`, may see `involvement` of Anti-social behaviour about any `parent-or-carer` or `household-adult`, from 2026-11-01 to 2027-10-31, if the request says named manager `team-manager` or `service-manager` and the involvement is `current`."
            ])
        #expect(there.isWidening)
        #expect(there.regions.first?.categories == ["anti-social-behaviour"])
        #expect(there.regions.first?.before.fields == [])
        #expect(there.regions.first?.after.fields == ["involvement"])
        #expect(back.regions.map { $0.sentence.prefix(28) } == ["No longer: `team-manager` in"])
        #expect(!back.isWidening)
    }

    @Test("longer days, a lifted ban, looser obligations: each shows")
    func kinds() throws {
        #expect(
            try sentences("until: \"2027-10-31\"", "until: \"2027-11-30\"").allSatisfy {
                $0.contains("from 2027-11-01 to 2027-11-30")
            })
        let lifted = try sentences(
            "    when the record says:\n      ended months ago: { from: 25 }",
            "    when the record says:\n      ended months ago: { from: 37 }")
        #expect(lifted.count == 1)
        #expect(lifted.first?.contains("it ended 25 to 36 months ago") == true)
        let kept = try sentences(
            "with: { contact: person, keep hours: 8, onward: case-file, owner told: weekly }",
            "with: { contact: person, keep hours: 24, onward: case-file, owner told: weekly }")
        #expect(kept.allSatisfy { $0.hasPrefix("Looser: `keep hours` is `24`, it was `8`, for `social-worker`") })
        #expect(!kept.isEmpty)
        #expect(try sentences("state: live", "state: suspended").allSatisfy { $0.hasPrefix("No longer:") })
    }

    @Test("a word less in the vocabulary is a mark nobody knows, and whoever bears it is hidden")
    func vocabularies() throws {
        let sentences = try sentences(
            "  protected-gender-history:       { effect: matched-on-current-identity-only, hand-off: never }\n", "",
            in: "vocabulary.yaml")

        #expect(sentences.count > 5)
        #expect(
            sentences.allSatisfy { sentence in
                sentence.hasPrefix("No longer:") && sentence.contains("the person is marked `protected-gender-history`")
            })
    }

    @Test("sets of two councils are not compared")
    func twoCouncils() throws {
        let leeds = try PolicyFolder.load(ScratchFolder.samples + "/leeds")

        #expect(throws: NotDecided.self) { try PolicyDifference.between(old, leeds) }
    }

    @Test("the regions hold just what the evaluators tell differently, over small vocabularies")
    func likeTheEvaluators() throws {
        var differing = 0
        for seed in 1...Soak.count(25, soak: 1_000) {
            var small = SmallPolicy(chance: SeededRandom(seed: UInt64(seed)))
            let sets = try [PolicySet.load(files: small.files()), PolicySet.load(files: small.files())]
            let space = try AnalysisSpace(sets)
            let changes = PolicyChanges(PolicyBoxes(sets[0], space), PolicyBoxes(sets[1], space))
            var budget = WorkBudget.usual
            let newly = try changes.newlyTold(&budget)
            let obligations = try changes.obligations(&budget)
            #expect(throws: Never.self) { try PolicyDifference.between(sets[0], sets[1]) }
            #expect(newly.allSatisfy { one in newly.filter { $0.meets(one) }.count == 1 }, "no two meet")
            for _ in 0..<150 {
                let (question, facts) = try small.point()
                let decided = sets.map { Witness(question, facts, in: $0) }
                let points = space.points(question, facts)

                let found = points.filter { _, point in newly.contains { $0.meets(point) } }
                let kept = obligations.filter { change in
                    change.key == "keep hours" && points.values.contains(where: change.box.meets)
                }

                if Set(found.keys) != decided[1].fields.subtracting(decided[0].fields) {
                    Issue.record("seed \(seed): newly \(found.keys); \(decided)")
                }
                let common = decided[0].fields.intersection(decided[1].fields)
                let hours = try sets.map { try Self.hours(question, $0) }
                if !common.isEmpty, (hours[0] != hours[1]) != !kept.isEmpty {
                    Issue.record("seed \(seed): hours \(hours), found \(kept.map(\.before)); \(decided)")
                }
                differing += found.isEmpty ? 0 : 1
            }
        }

        #expect(differing > 100, "so little differed that little was compared")
    }

    private static func hours(_ question: PolicyQuestion, _ set: PolicySet) throws -> Int? {
        guard case .permit(let permit) = set.decide(question) else { return nil }
        return permit.obligations.keepHours
    }
}
