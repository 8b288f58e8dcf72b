package import WireProtocol

/// What a question must say for a rule: for each fact the words that count.
package struct RequestCondition: Sendable {
    package let fact: RequestFact
    package let words: [Code]
}

/// What the person found must be like. What is `nil` is not looked at.
package struct RecordCondition: Sendable {
    package var age: WholeRange?
    package var involvement: [Code]?
    /// A current involvement counts as 0.
    package var endedMonthsAgo: WholeRange?

    package var isEmpty: Bool { age == nil && involvement == nil && endedMonthsAgo == nil }
}

/// A rule that lets something be told. Thousands of them are handed around while a set is read, so they are not copied.
package final class Share: Sendable {
    package let id: Code
    package let because: String
    package let purposes: [Located<Code>]
    package let roles: [Located<Code>]
    package let about: [Located<Code>]
    package let categories: [Located<Code>]
    package let upTo: Code
    /// Of the topmost level's own fields, those that are told.
    package let only: [Code]?
    package let request: [RequestCondition]
    package let record: RecordCondition
    package let obligations: ObligationScale.Steps
    package let spot: Spot

    init(
        id: Code, because: String, purposes: [Located<Code>], roles: [Located<Code>], about: [Located<Code>],
        categories: [Located<Code>], upTo: Code, only: [Code]?, request: [RequestCondition], record: RecordCondition,
        obligations: ObligationScale.Steps, spot: Spot
    ) {
        self.id = id
        self.because = because
        self.purposes = purposes
        self.roles = roles
        self.about = about
        self.categories = categories
        self.upTo = upTo
        self.only = only
        self.request = request
        self.record = record
        self.obligations = obligations
        self.spot = spot
    }
}

/// A rule that takes away: a standing ban, or what one agreement withholds.
package struct Prohibition: Sendable {
    package let id: Code
    package let because: String
    /// `nil` in each of these means any.
    package let purposes: [Code]?
    package let roles: [Code]?
    package let about: [Code]?
    package let categories: [Code]?
    package let request: [RequestCondition]
    package let unless: [RequestCondition]
    package let record: RecordCondition
    package let marks: [Code]?
    /// What the asker is told: a reason, or `nothing-to-show`.
    package let tell: Code
    package let handsOff: Bool
    package let spot: Spot

    /// Judged on the person found, not on the question.
    package var needsRecord: Bool { marks != nil || !record.isEmpty }
}
