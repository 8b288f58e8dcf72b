import PolicyEngine
import TestSupport
import Testing
import WireProtocol

@testable import PolicyWorkbench

/// The sample sets of this repository, with a piece of text replaced in one file where a test wants it.
enum SampleSet {
    static func stockport(_ path: String = "", _ old: String = "", _ new: String = "") throws -> PolicySet {
        var files = try PolicyFolder.read(ScratchFolder.samples + "/stockport")
        if let octets = files[path] {
            let text = String(decoding: octets, as: UTF8.self)
            #expect(text.contains(old), "nothing to replace")
            files[path] = Array(text.replacing(old, with: new, maxReplacements: 1).utf8)
        }
        return try PolicySet.load(files: files)
    }

    static let toLeeds = "agreements/stockport-to-leeds.yaml"
}

@Suite("proofs that something is never told")
struct PolicyProofTests {
    @Test("every `never` of the sample sets is proved", arguments: ["stockport", "leeds", "bradford"])
    func samples(council: String) throws {
        let set = try PolicyFolder.load(ScratchFolder.samples + "/" + council)

        let proofs = set.proveNeverClauses()

        #expect(proofs.filter { !$0.isProved }.map(\.description) == [])
        #expect(proofs.count >= 5)
    }

    @Test("a proof names the shares that reach the claim and what takes all of it away")
    func proved() throws {
        var claim = NeverClaim(name: "Nobody learns of a person discussed at MARAC")
        claim.marks = ["marac"]

        let proof = try SampleSet.stockport().prove(claim)

        #expect(
            proof.description == """
                proved: Nobody learns of a person discussed at MARAC
                    11 shares reach it; all is taken away by `people-talk-about-these`
                """)
    }

    @Test("a broken claim comes with a question and a record that the evaluator answers")
    func broken() throws {
        var claim = NeverClaim(name: "Rent arrears stay here")
        claim.fields = ["rent-arrears"]

        let proof = try SampleSet.stockport().prove(claim)

        guard case .broken(let witness) = proof.verdict else {
            Issue.record("\(proof)")
            return
        }
        #expect(witness.fields.contains("rent-arrears"))
        #expect(witness.by.contains("housing-notices"))
        #expect(proof.description.hasPrefix("broken: Rent arrears stay here\n    on 2026-11-01 a `social-worker`"))
    }

    @Test("a word that the vocabulary lacks proves nothing")
    func unknownWord() throws {
        var claim = NeverClaim(name: "No rent arears")
        claim.fields = ["rent-arears"]

        let proof = try SampleSet.stockport().prove(claim)

        #expect(proof.verdict == .notDecided("the policies do not know the word `rent-arears`"))
    }

    @Test("a budget that is used up proves nothing")
    func budget() throws {
        let proof = try SampleSet.stockport().prove(NeverClaim(name: "Nothing"), within: WorkBudget(steps: 3))

        #expect(!proof.isProved)
        #expect(proof.description.hasPrefix("not decided: Nothing\n    the work budget is used up"))
    }

    @Test("what is proved is never told and what is broken is, over small vocabularies")
    func likeTheEvaluator() throws {
        var proved = 0
        for seed in 1...Soak.count(40, soak: 1_000) {
            var small = SmallPolicy(chance: SeededRandom(seed: UInt64(seed)))
            let set = try PolicySet.load(files: small.files())
            let space = try AnalysisSpace([set])
            let claim = small.claim()
            let proof = set.prove(claim)
            let boxes = claim.boxes(set.vocabulary, space)
            func breaks(_ question: PolicyQuestion, _ facts: RecordFacts) -> Bool {
                let points = space.points(question, facts)
                return Witness(question, facts, in: set).fields.contains { field in
                    points[field].map { point in boxes.contains(where: point.meets) } ?? false
                }
            }

            switch proof.verdict {
            case .proved:
                proved += 1
                for _ in 0..<150 {
                    let (question, facts) = try small.point()
                    if breaks(question, facts) { Issue.record("seed \(seed): \(proof); but \(question) \(facts)") }
                }
            case .broken(let witness): #expect(breaks(witness.question, witness.facts), "seed \(seed): \(proof)")
            case .notDecided: Issue.record("seed \(seed): \(proof)")
            }
        }

        #expect(proved > 5)
    }
}

extension SmallPolicy {
    mutating func claim() -> NeverClaim {
        var claim = NeverClaim(name: "invented")
        claim.levelAbove = chance.one(of: ["none", "flag", "contact"])
        if chance.chance(40) { claim.purposes = [chance.one(of: Self.purposes)] }
        if chance.chance(40) { claim.about = [chance.one(of: Self.about)] }
        if chance.chance(50) { claim.categories = [chance.one(of: Self.categories)] }
        if chance.chance(30) { claim.fields = [chance.one(of: ["since", "phone", "arrears"])] }
        if chance.chance(30) { claim.says = [.familyConversation: [chance.one(of: Self.family)]] }
        if chance.chance(20) { claim.marks = [chance.one(of: Self.marks)] }
        if chance.chance(20) { claim.missing = [chance.one(of: [.age, .marks, .involvement, .endedMonthsAgo])] }
        return claim
    }
}
