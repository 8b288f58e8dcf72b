package import WireProtocol

extension PolicySet {
    /// The refusal of a question above the day's limit of its agreement. Who counts is the caller's to say.
    package func rateLimited(_ category: Code, purpose: Code) -> Refusal {
        Refusal(
            reason: "rate-limited", rule: nil, owner: owner(of: category)?.owner, handOffMinutes: nil,
            cause: .overLimit,
            purpose: purpose, category: category, compiled: compiled)
    }
}
