import PolicyEngine
import WireProtocol

/// What a set makes of one recorded decision.
struct ReplayedOutcome {
    enum Told {
        case refused(Code, rule: Code?)
        case permitted(Permit, [Disclosure])
    }

    let told: Told
    /// In the same words as the record.
    let outcome: RecordedDecision.Outcome

    /// On the day of the question, or on another: then every fact is as it was recorded, and only the day is moved.
    init(_ decision: RecordedDecision, under set: PolicySet, on day: CalendarDay?) {
        var question = decision.question
        if let day { question.day = day }
        guard set.vocabulary.knows(decision.law) else {
            (told, outcome) = (.refused("vocabulary-unknown", rule: nil), .refused("vocabulary-unknown"))
            return
        }
        switch set.decide(question) {
        case .refuse(let refusal):
            (told, outcome) = (.refused(refusal.reason, rule: refusal.rule), .refused(refusal.reason))
        case .permit(let permit):
            let rows = (decision.rows ?? []).map { row in
                var row = row
                row.day = question.day
                return permit.narrow(row)
            }
            told = .permitted(permit, rows)
            outcome = .permitted(upTo: permit.level, shown: decision.shown(rows))
        }
    }

    /// The rule to name for it.
    var rule: Code? {
        switch told {
        case .refused(_, let rule): rule
        case .permitted(let permit, let rows): rows.first { $0.level != "none" }?.by.first ?? permit.grantedBy.first
        }
    }

    /// Fields and obligations, where both permit; otherwise alike.
    func hasSameContent(as other: ReplayedOutcome) -> Bool {
        guard case .permitted(let permit, let rows) = told, case .permitted(let otherPermit, let otherRows) = other.told
        else { return true }
        return permit.fields == otherPermit.fields && permit.obligations == otherPermit.obligations
            && rows.map(\.fields) == otherRows.map(\.fields)
    }
}

extension RecordedDecision {
    /// What of somebody who was matched is shown first; `nil` of anybody else, and what the record says where the facts
    /// behind it were not kept.
    fileprivate func shown(_ rows: [Disclosure]) -> Code? {
        guard self.rows != nil else { return recordedShown }
        return rows.first { $0.level != "none" }?.level ?? "nothing-to-show"
    }

    /// What the record says was shown.
    var recordedShown: Code? {
        if case .permitted(_, let shown) = outcome { shown } else { nil }
    }

    /// Whether somebody was matched of whom no fact was kept.
    var lacksFacts: Bool { rows == nil && recordedShown != nil }
}

extension Vocabulary {
    /// Whether it has all words of a reason in law: article 6, article 9, schedule 1, then the statutes.
    fileprivate func knows(_ law: [Code]) -> Bool {
        guard law.count >= 3 else { return false }
        let claim = LawClaim(
            article6: law[0], under: Array(law.dropFirst(3)), article9: law[1], schedule1: law[2])
        return unknownWord(of: claim) == nil
    }
}
