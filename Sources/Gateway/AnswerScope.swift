import PolicyEngine
import WireProtocol

/// What an answer to one of our questions may hold at most, and must hold at least.
///
/// A holder may say less than was asked, in the words we both know; whatever else it says is not shown.
struct AnswerScope {
    let asked: FamilyQuery
    let vocabulary: Vocabulary

    private static let levels: [Code] = ["none", "flag", "contact", "detail"]
    /// The most involvements of one service that an answer may list.
    private static let mostInvolvements = 5

    /// Exactly the people and categories asked about, at most at the level asked for.
    func check(_ answer: FamilyAnswer) throws(ReplyFault) {
        guard answer.subjects.map(\.ref) == asked.subjects.map(\.ref) || Mutant.strangersShown.isOn else {
            throw .overSharing
        }
        for subject in answer.subjects { try check(subject) }
        guard outcomes(of: answer).contains(answer.outcome) || Mutant.anyOutcome.isOn, isDigest(answer.policySet.digest)
        else { throw .malformed }
    }

    private func check(_ subject: SubjectAnswer) throws(ReplyFault) {
        let entries = Dictionary(grouping: subject.categories, by: \.category)
        guard Set(entries.keys) == Set(asked.categories) || Mutant.strangersShown.isOn else { throw .overSharing }
        guard subject.couldHelp.allSatisfy(vocabulary.identifiers.contains) else { throw .malformed }
        for (category, entries) in entries {
            let involvements = entries.compactMap(\.involvement)
            guard involvements.isEmpty || subject.outcome == .matched || Mutant.unmatchedShown.isOn else {
                throw .overSharing
            }
            for involvement in involvements { try check(involvement, of: category) }
            try check(entries, involvements: involvements.count)
        }
    }

    /// Either one refusal, or one "nothing to show", or some involvements: never two of them at once.
    private func check(_ entries: [CategoryAnswer], involvements: Int) throws(ReplyFault) {
        guard involvements <= AnswerScope.mostInvolvements else { throw .overSharing }
        guard entries.count == max(1, involvements) else { throw .malformed }
        for case .refused(let refusal) in entries.map(\.finding) where !vocabulary.reasonsTold.contains(refusal.reason)
        {
            throw .malformed
        }
    }

    /// Nothing above the level named, nor above the level asked for: the name of a level is not yet its content.
    private func check(_ involvement: ShownInvolvement, of category: Code) throws(ReplyFault) {
        guard let level = involvement.level, let rank = AnswerScope.levels.firstIndex(of: level), rank > 0,
            rank <= AnswerScope.levels.firstIndex(of: asked.upTo) ?? 0 || Mutant.levelExceeded.isOn
        else { throw .overSharing }
        let detail = vocabulary.category(category)?.fields.last ?? []
        guard rank >= 2 || involvement.contact == nil, rank >= 3 || involvement.detail.isEmpty,
            involvement.detail.keys.allSatisfy(detail.contains)
        else { throw .overSharing }
    }

    /// What a question can have come to, as its parts tell it.
    private func outcomes(of answer: FamilyAnswer) -> [QuestionOutcome] {
        let isRefused = answer.subjects.flatMap(\.categories).map { entry in
            if case .refused = entry.finding { true } else { false }
        }
        guard isRefused.contains(false) else { return [.refused] }
        return isRefused.contains(true) ? [.answeredPartly, .unavailable] : [.answered, .unavailable]
    }

    private func isDigest(_ text: String) -> Bool {
        guard text.hasPrefix("sha-256:") else { return false }
        return Hex.decode(String(text.dropFirst(8)))?.count == 32
    }
}

extension CategoryAnswer {
    /// What is shown, where something is.
    fileprivate var involvement: ShownInvolvement? {
        guard case .shown(let shown) = finding, shown.shown != .nothingToShow else { return nil }
        return shown
    }
}
