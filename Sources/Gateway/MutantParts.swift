import AuditTrail
import HTTPTypes
import MessageSignatures
import WireProtocol

// What some mutants say or do where a single word in its place would not be enough. Nothing here is reached in a release.

extension Mutant {
    /// What is wrongly said of a category of which nothing is shown; `nil` says what is right.
    static func told(of category: Code, isSomebody: Bool) -> CategoryAnswer? {
        if Mutant.chosen == nil { return nil }
        let refused = CategoryAnswer(category: category, finding: .refused(CategoryRefusal(reason: "suspended")))
        if Mutant.secondStageReason.isOn, isSomebody { return refused }
        if Mutant.refusedByFind.isOn, !isSomebody { return refused }
        guard Mutant.withheldTold.isOn, isSomebody else { return nil }
        return CategoryAnswer(category: category, finding: .shown(ShownInvolvement(shown: .nothingToShow, sources: [])))
    }

    /// What is wrongly added to a leaf's number, so that it grows longer.
    static func leafMark(_ outcome: Outcome) -> Int64 {
        let isTold = Mutant.leafByOutcome.isOn && outcome.answer.outcome == .refused
        return 1_000_000 * (outcome.account.isHandedOver(Mutant.constantLeafShape.isOn) || isTold ? 1 : 0)
    }
}

extension Standing {
    /// The same without the offer of a call back, where nobody was found.
    func without(_ subjects: [SubjectAnswer]) -> Standing {
        guard !subjects.contains(where: { $0.outcome == .matched }) else { return self }
        return Standing(text: text, dutyDesk: dutyDesk, callBack: "is not offered")
    }
}

extension AnsweredExchange {
    /// The same attempt under another nonce.
    var again: AnsweredExchange {
        var other = self
        other.nonce = String(nonce.reversed())
        return other
    }
}

extension Verifier {
    /// Uses the nonce of a request up whose signature was not verified.
    func reserveUnverified(_ request: SignedRequest, of asker: AuthorityID, now: Instant) {
        guard let nonce = (try? MessageSignature.all(in: request.head.headerFields))?.first?.input.nonce else { return }
        _ = reservations.reserve(nonce, of: asker, until: now.adding(seconds: 420), now: now)
    }
}
