package import PolicyEngine
package import WireProtocol

/// A question and a record, and what the evaluator itself decides of them.
package struct Witness: Sendable, Equatable, CustomStringConvertible {
    package let question: PolicyQuestion
    package let facts: RecordFacts
    /// What the asker is told.
    package let fields: Set<Code>
    /// The shares that fit the question.
    package let grantedBy: [Code]
    /// The rules that decided.
    package let by: [Code]
    /// What comes with the answer; `nil` where the question is refused.
    package let obligations: Obligations?
    private let sentence: String

    init(_ question: PolicyQuestion, _ facts: RecordFacts, in set: PolicySet) {
        self.question = question
        self.facts = facts
        switch set.decide(question) {
        case .refuse(let refusal):
            (fields, grantedBy, by, obligations) = ([], [], refusal.rule.map { [$0] } ?? [], nil)
        case .permit(let permit):
            let disclosure = permit.narrow(facts)
            (fields, grantedBy, by) = (disclosure.fields, permit.grantedBy, disclosure.by)
            obligations = permit.obligations
        }
        sentence = Self.sentence(question, facts, set.vocabulary)
    }

    /// The question and the record in one sentence, with what is told and by which rules.
    package var description: String {
        let told =
            fields.isEmpty ? "is told nothing" : "is told \(fields.sorted().map { "`\($0)`" }.joined(separator: ", "))"
        return "\(sentence), \(told)" + (by.isEmpty ? "" : " by " + by.map { "`\($0)`" }.joined(separator: ", "))
    }

    private static func sentence(_ question: PolicyQuestion, _ facts: RecordFacts, _ vocabulary: Vocabulary) -> String {
        let said: [(String, Code?)] = [
            ("family conversation", question.familyConversation), ("harm threshold", question.harmThreshold),
            ("named manager", question.namedManager), ("urgency", question.urgency),
        ]
        let marks = facts.marks.map { $0.isEmpty ? "no mark" : "marked `\($0.sorted()[0])`" } ?? "marks unknown"
        let found = [
            marks, facts.age.map { "aged \($0)" } ?? "age unknown",
            facts.involvement.map { "\($0)" } ?? "involvement unknown",
            facts.endedMonthsAgo.map { "ended \($0) months ago" } ?? "end unknown",
        ]
        return "on \(question.day) a `\(question.role)` of team `\(question.team)` in "
            + "\(vocabulary.authority(question.requester)?.name ?? question.requester.code), for `\(question.purpose)` with "
            + said.compactMap { name, word in word.map { "\(name) `\($0)`" } }.joined(separator: ", ")
            + ", asking for `\(question.category)` of a `\(question.about)` (\(found.joined(separator: ", ")))"
    }
}

extension AnalysisSpace {
    /// What a set's evaluator makes of the plainest question of a box.
    func witness(in box: Box, _ set: PolicySet) throws(NotDecided) -> Witness {
        guard let example = example(in: box) else { throw NotDecided(reason: "a box without a question came up") }
        return Witness(example.question, example.facts, in: set)
    }

    /// The same, which must be told the fields of the box, or none of them.
    func witness(in box: Box, _ set: PolicySet, isTold: Bool) throws(NotDecided) -> Witness {
        let witness = try witness(in: box, set)
        let fields = Set(chosen(.field, in: box))
        guard isTold ? fields.isSubset(of: witness.fields) : fields.isDisjoint(with: witness.fields) else {
            throw NotDecided(reason: "analysis and evaluator disagree; \(witness)")
        }
        return witness
    }
}
