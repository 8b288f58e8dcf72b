package import WireProtocol

extension PolicySet {
    /// The limits that bind an asker on a day: those of every agreement in force.
    package func limits(for requester: AuthorityID, on day: CalendarDay) -> [Agreement.Limit] {
        agreements(with: requester).filter { $0.state == "live" && $0.valid.contains(day) }.flatMap(\.limits)
    }

    /// The refusal of a question above a limit of its agreement; which one, it does not tell. Who counts is the caller's
    /// to say.
    package func rateLimited(_ category: Code, purpose: Code) -> Refusal {
        refusal("rate-limited", .overLimit, category, purpose)
    }

    /// The refusal of a question with a word in `law` that the vocabulary does not have.
    package func unknown(_ word: Code, _ category: Code, purpose: Code) -> Refusal {
        refusal("vocabulary-unknown", .unknownWord(word), category, purpose)
    }

    private func refusal(_ reason: Code, _ cause: Refusal.Cause, _ category: Code, _ purpose: Code) -> Refusal {
        Refusal(
            reason: reason, rule: nil, owner: owner(of: category)?.owner, handOffMinutes: nil, cause: cause,
            purpose: purpose, category: category, compiled: compiled)
    }
}
