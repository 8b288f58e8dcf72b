package import WireProtocol

/// What a question must say for a rule: for each fact the words that count.
struct RequestCondition: Sendable {
    let fact: RequestFact
    let words: [Code]
}

/// What the person found must be like. What is `nil` is not looked at.
struct RecordCondition: Sendable {
    var age: WholeRange?
    var involvement: [Code]?
    /// A current involvement counts as 0.
    var endedMonthsAgo: WholeRange?

    var isEmpty: Bool { age == nil && involvement == nil && endedMonthsAgo == nil }
}

/// A rule that lets something be told.
package struct Share: Sendable {
    package let id: Code
    package let because: String
    let purposes: [Located<Code>]
    let roles: [Located<Code>]
    let about: [Located<Code>]
    let categories: [Located<Code>]
    package let upTo: Code
    /// Of the topmost level's own fields, those that are told.
    package let only: [Code]?
    let request: [RequestCondition]
    let record: RecordCondition
    let obligations: ObligationScale.Steps
    let spot: Spot
}

/// A rule that takes away: a standing ban, or what one agreement withholds.
package struct Prohibition: Sendable {
    package let id: Code
    package let because: String
    /// `nil` in each of these means any.
    let purposes: [Code]?
    let roles: [Code]?
    let about: [Code]?
    let categories: [Code]?
    let request: [RequestCondition]
    let unless: [RequestCondition]
    let record: RecordCondition
    let marks: [Code]?
    /// What the asker is told: a reason, or `nothing-to-show`.
    package let tell: Code
    package let handsOff: Bool
    let spot: Spot

    /// Judged on the person found, not on the question.
    var needsRecord: Bool { marks != nil || !record.isEmpty }
}
