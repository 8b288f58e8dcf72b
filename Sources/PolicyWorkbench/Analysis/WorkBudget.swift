/// How much an analysis may do. It counts steps, not time, so that every machine comes to the same end.
///
/// Whether boxes cover a box is as hard as any question of its kind (co-NP), so some sets of rules cannot be judged in a
/// lifetime. Those are told as not decided, which is a failure.
package struct WorkBudget: Sendable {
    /// Steps left; one step lays one box against another.
    private(set) var left: Int

    package init(steps: Int) { left = steps }

    /// More than sets of thousands of rules need, and less than a person waits for.
    package static let usual = WorkBudget(steps: 2_000_000)

    /// Lends some of what is left to one question of many, so that a hard one leaves something for the others.
    mutating func lend<Answer>(
        _ steps: Int, to answer: (inout WorkBudget) throws(NotDecided) -> Answer
    ) throws(NotDecided) -> Answer {
        var lent = WorkBudget(steps: min(steps, left))
        let all = lent.left
        defer { left -= all - max(lent.left, 0) }
        return try answer(&lent)
    }

    /// A part of it, to be spent by itself.
    mutating func half() -> WorkBudget {
        let half = WorkBudget(steps: left / 2)
        left -= half.left
        return half
    }

    mutating func spend(_ steps: Int = 1) throws(NotDecided) {
        left -= steps
        if left < 0 { throw NotDecided(reason: "the work budget is used up; the rules cut each other up too finely") }
    }
}

/// Why an analysis came to no verdict.
package struct NotDecided: Error, Sendable, Equatable, CustomStringConvertible {
    package let reason: String

    package var description: String { "not decided: \(reason)" }
}
