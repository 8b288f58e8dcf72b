import PolicyEngine
import Testing
import TestSupport
import WireProtocol

/// Random policies, questions and records, read by the engine and by ``PlainPolicy``, which shares no code with it.
///
/// Short forms of both run with every test run; `make soak` sets `FCG_SOAK` and runs them whole.
@Suite("two halves of a decision")
struct TwoHalvesTests {
    private static let perPolicy = 250

    // clause: FCP-POL-7+ FCP-POL-9+ FCP-POL-9- FCP-POL-18+ FCP-POL-18-
    @Test("decide like the naive reading, whatever is asked and whatever is missing")
    func sameAsNaiveReading() throws {
        var shown = 0
        var reasons: Set<String> = []
        for seed in 1...Soak.count(80, soak: 4_000) {
            var maker = PlainPolicyMaker(chance: SeededRandom(seed: UInt64(seed)))
            let plain = maker.policy()
            let set = try PolicySet.load(files: plain.files(beside: Samples.files("stockport")))
            for _ in 0..<Self.perPolicy {
                let question = maker.question()
                let record = maker.record()

                let expected = plain.answer(question, record)
                let decided = try outcome(set.decide(try Self.engineQuestion(question)), question, record)

                if decided != expected {
                    Issue.record("seed \(seed): \(question) \(record): \(decided), not \(expected)")
                }
                if !expected.fields.isEmpty { shown += 1 }
                if let reason = expected.refused { reasons.insert(reason) }
            }
        }

        #expect(shown > 500, "so little was shown that little was compared")
        #expect(reasons.count == 14, "every reason but `rate-limited` is to come up, not only \(reasons.sorted())")
    }

    // clause: FCP-POL-7+ FCP-POL-24+
    @Test(
        "the first half, taken once, serves every record as one step with all facts would; no record undoes a refusal")
    func oncePermitted() throws {
        for seed in 1...Soak.count(8, soak: 400) {
            var maker = PlainPolicyMaker(chance: SeededRandom(seed: UInt64(10_000 + seed)))
            let plain = maker.policy()
            let set = try PolicySet.load(files: plain.files(beside: Samples.files("stockport")))
            for _ in 0..<Self.perPolicy / 5 {
                let question = maker.question()
                let first = set.decide(try Self.engineQuestion(question))
                for record in (0..<5).map({ _ in maker.record() }) {
                    let whole = plain.answer(question, record)
                    let told = try outcome(first, question, record)
                    if told != whole { Issue.record("seed \(seed): \(question) \(record): \(told), not \(whole)") }
                    guard case .permit(let permit) = first else { continue }
                    if !told.fields.isSubset(of: Set(permit.fields.map(\.text))) {
                        Issue.record("seed \(seed): more was told than permitted")
                    }
                }
            }
        }
    }

    private func outcome(
        _ decision: StageOneDecision, _ question: PlainQuestion, _ record: PlainRecord
    ) throws -> PlainOutcome {
        switch decision {
        case .refuse(let refusal):
            return PlainOutcome(refused: refusal.reason.text, handsOff: refusal.handOffMinutes != nil)
        case .permit(let permit):
            let told = permit.narrow(try Self.engineRecord(record, question))
            let scales = PlainPolicy.scales
            let obligations = permit.obligations
            let words = [
                "contact": obligations.contact.text, "since": obligations.since.text,
                "keep hours": String(obligations.keepHours), "onward": obligations.onward.text,
                "owner told": obligations.ownerTold.text,
            ]
            return PlainOutcome(
                fields: Set(told.fields.map(\.text)), by: told.by.map(\.text),
                missing: Set(told.missing.map(\.text)), handsOff: told.handOffMinutes != nil,
                with: Dictionary(
                    uniqueKeysWithValues: words.map { ($0, scales[$0]?.firstIndex(of: $1) ?? -1) }))
        }
    }

    static func engineQuestion(_ plain: PlainQuestion) throws -> PolicyQuestion {
        func word(_ text: String?) throws -> Code { try #require(Code(text ?? "")) }
        func optional(_ fact: String) throws -> Code? { try plain.says[fact].map(word) }
        return PolicyQuestion(
            holder: Questions.authority(plain.holder), requester: Questions.authority(plain.requester),
            team: try word(plain.team), purpose: try word(plain.purpose), role: try word(plain.role),
            about: try word(plain.about), category: try word(plain.category), upTo: try word(plain.upTo),
            familyConversation: try optional("family conversation"), harmThreshold: try optional("harm threshold"),
            namedManager: try optional("named manager"), urgency: try word(plain.says["urgency"]), age: plain.age,
            day: Questions.day(plain.day))
    }

    static func engineRecord(_ plain: PlainRecord, _ question: PlainQuestion) throws -> RecordFacts {
        RecordFacts(
            marks: plain.marks.map { Set($0.compactMap { Code($0) }) }, age: plain.age,
            involvement: plain.involvement.flatMap { Code($0) }, endedMonthsAgo: plain.ended,
            day: Questions.day(question.day))
    }
}
