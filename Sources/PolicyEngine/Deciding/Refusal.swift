package import WireProtocol

/// Why nothing is told: question and published policy alone decide it, so the asker may know.
package struct Refusal: Error, Sendable, Equatable {
    /// One of the vocabulary's `reasons told`.
    package let reason: Code
    /// The ban, or the share of this very category that came furthest, or the agreement whose dates or state decide.
    package let rule: Code?
    /// The post to ring.
    package let owner: String?
    /// Minutes within which the duty desk acts, where a ban calls for a person.
    package let handOffMinutes: Int?
    let cause: Cause
    let purpose: Code
    let category: Code
    let compiled: CompiledSet

    enum Cause: Sendable {
        case unknownWord(Code)
        case noAgreement(AuthorityID, AuthorityID)
        case notLive(Code)
        case haltedFor(AuthorityID)
        case haltedCategory
        case begins(Code, CalendarDay)
        case ended(Code, CalendarDay)
        case prohibited(String)
        case notCovered(Code)
        case outsideAges(Code)
        case overLimit
    }

    package static func == (left: Refusal, right: Refusal) -> Bool {
        (left.reason, left.rule, left.owner, left.sentence, left.handOffMinutes)
            == (right.reason, right.rule, right.owner, right.sentence, right.handOffMinutes)
    }

    /// One plain sentence for the asker, ending in a full stop.
    package var sentence: String {
        switch cause {
        case .unknownWord(let word) where compiled.vocabulary.neverPurposes.contains(word):
            "`\(word)` is never a purpose for asking about a family."
        case .unknownWord(let word): "The policies do not know the word `\(word)`."
        case .noAgreement(let holder, let requester):
            "There is no agreement about what \(name(holder)) tells \(name(requester))."
        case .notLive(let agreement): "The agreement `\(agreement)` is not answering questions at present."
        case .haltedFor(let requester): "No question of \(name(requester)) is answered at present."
        case .haltedCategory: "No question about \(categoryName) is answered at present."
        case .begins(let agreement, let day): "The agreement `\(agreement)` begins on \(day)."
        case .ended(let agreement, let day): "The agreement `\(agreement)` ended on \(day)."
        case .prohibited(let because): because
        case .notCovered(let agreement): notCovered(agreement)
        case .outsideAges(let category): outsideAges(category)
        case .overLimit: "The agreement allows no more questions at present."
        }
    }

    private func name(_ id: AuthorityID) -> String { compiled.vocabulary.authority(id)?.name ?? id.code }

    private var categoryName: String { compiled.vocabulary.category(category)?.name ?? category.text }

    private func notCovered(_ agreement: Code) -> String {
        switch reason.text {
        case "purpose-not-covered":
            "The agreement `\(agreement)` does not cover \(compiled.vocabulary.purpose(purpose)?.told ?? purpose.text)."
        case "role-not-covered": "The agreement `\(agreement)` does not let somebody in this role ask for this purpose."
        case "category-not-covered":
            "The agreement `\(agreement)` does not let this role ask about \(categoryName) for this purpose."
        case "person-not-covered": "\(categoryName) is not shared about this person, only about others of the family."
        case "family-conversation-missing":
            "The question must say that the family has been told, or why that is not safe or practicable."
        case "harm-threshold-missing": "The question must explain why significant harm is suspected."
        default: "The question must name a manager who stands behind it."
        }
    }

    private func outsideAges(_ category: Code) -> String {
        guard let ages = compiled.vocabulary.category(category)?.ages else { return "The person's age does not fit." }
        let span = ages.to.map { "from \(ages.from) to \($0)" } ?? "of \(ages.from) and over"
        return "\(categoryName) is shared only about people aged \(span)."
            .replacing("aged of", with: "aged")
    }
}
