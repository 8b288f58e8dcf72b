import PolicyEngine
import Testing
import WireProtocol

@Suite("two halves of a decision")
struct TwoHalvesTests {
    @Test("decide exactly as one reading with all facts known", arguments: 1...8)
    func sameAsOneReading(seed: Int) throws {
        var maker = PlainPolicyMaker(chance: SplitMix(state: UInt64(seed)))
        let plain = maker.policy()
        let set = try PolicySet.load(files: plain.files(beside: Samples.files("stockport")))
        var shown = 0

        for _ in 0..<300 {
            let question = maker.question()
            let record = maker.record()

            let expected = plain.answer(question, record)
            let decided = try outcome(set, question, record)

            #expect(decided == expected, "seed \(seed): \(question) \(record)")
            if !expected.fields.isEmpty { shown += 1 }
        }

        #expect(shown > 0, "nothing was ever shown, so nothing was compared")
    }

    @Test("never tell a field outside every share that fits the question", arguments: 101...104)
    func neverOutsideShares(seed: Int) throws {
        var maker = PlainPolicyMaker(chance: SplitMix(state: UInt64(seed)))
        let plain = maker.policy()
        let set = try PolicySet.load(files: plain.files(beside: Samples.files("stockport")))

        for _ in 0..<300 {
            let question = maker.question()
            let record = maker.record()
            let covering = (plain.shares + plain.trial).filter { share in
                share.purposes?.contains(question.purpose) == true && share.roles?.contains(question.role) == true
                    && share.about?.contains(question.about) == true
                    && share.categories?.contains(question.category) == true
            }
            let most = covering.reduce(into: Set<String>()) { $0.formUnion(PlainPolicy.told($1, question)) }

            guard case .permit(let permit) = set.decide(try engineQuestion(question)) else { continue }
            let told = permit.narrow(try engineRecord(record, question))

            #expect(Set(permit.fields.map(\.text)).isSubset(of: most))
            #expect(told.fields.isSubset(of: permit.fields))
        }
    }

    private func outcome(_ set: PolicySet, _ question: PlainQuestion, _ record: PlainRecord) throws -> PlainOutcome {
        switch set.decide(try engineQuestion(question)) {
        case .refuse(let refusal):
            return PlainOutcome(refused: refusal.reason.text, handsOff: refusal.handOffMinutes != nil)
        case .permit(let permit):
            let told = permit.narrow(try engineRecord(record, question))
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

    private func engineQuestion(_ plain: PlainQuestion) throws -> PolicyQuestion {
        func word(_ text: String?) throws -> Code { try #require(Code(text ?? "")) }
        func optional(_ fact: String) throws -> Code? { try plain.says[fact].map(word) }
        return PolicyQuestion(
            holder: Questions.authority("E08000007"), requester: Questions.authority("E08000035"),
            team: try word(plain.team), purpose: try word(plain.purpose), role: try word(plain.role),
            about: try word(plain.about), category: try word(plain.category), upTo: try word(plain.upTo),
            familyConversation: try optional("family conversation"), harmThreshold: try optional("harm threshold"),
            namedManager: try optional("named manager"), urgency: try word(plain.says["urgency"]), age: plain.age,
            day: Questions.day(plain.day))
    }

    private func engineRecord(_ plain: PlainRecord, _ question: PlainQuestion) throws -> RecordFacts {
        RecordFacts(
            marks: plain.marks.map { Set($0.compactMap { Code($0) }) }, age: plain.age,
            involvement: plain.involvement.flatMap { Code($0) }, endedMonthsAgo: plain.ended,
            day: Questions.day(question.day))
    }
}
