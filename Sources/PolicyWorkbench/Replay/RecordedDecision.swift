package import PolicyEngine
package import WireProtocol

/// One decision of the past, as far as policies look at it: what was asked in which words, and what came of it. It names
/// nobody: no name, identifier, exchange or time of day.
package struct RecordedDecision: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        /// With the reason that was told.
        case refused(Code)
        /// The most that was permitted, and what was shown of somebody who was matched: a level, or `nothing-to-show`.
        case permitted(upTo: Code, shown: Code?)
    }

    package var question: PolicyQuestion
    /// The asker's reason in law: article 6, article 9, schedule 1, then the statutes.
    package var law: [Code]
    /// The digest of the set that decided.
    package var policySet: String
    package var outcome: Outcome
    /// The involvements of somebody who was matched, in the order in which they were weighed; `nil` of anybody else, and
    /// where they were not kept.
    package var rows: [RecordFacts]?

    package init(
        question: PolicyQuestion, law: [Code], policySet: String, outcome: Outcome, rows: [RecordFacts]? = nil
    ) {
        self.question = question
        self.law = law
        self.policySet = policySet
        self.outcome = outcome
        self.rows = rows
    }
}

/// The facts of a record as they are kept for replay: marks and age once, each involvement in a word.
struct RecordedFacts: Sendable, Equatable {
    var age: Int?
    var marks: Set<Code>?

    /// `c`, or `h` and the months since it ended, with `?` in front where the marks of its source are unknown; `nil` for
    /// anything else.
    func row(_ word: Substring, on day: CalendarDay) -> RecordFacts? {
        var word = word
        let isUnknown = word.first == "?"
        if isUnknown { word.removeFirst() }
        guard let kind = word.first, kind == "c" || kind == "h" else { return nil }
        let digits = word.dropFirst()
        let months = Int(digits)
        guard kind == "c" ? digits.isEmpty : digits.isEmpty || (months.map { (0...9_999).contains($0) } ?? false)
        else { return nil }
        return RecordFacts(
            marks: isUnknown ? nil : marks, age: age, involvement: kind == "c" ? "current" : "historic",
            endedMonthsAgo: kind == "c" ? 0 : months, day: day)
    }

    /// `nil` where one of the words is not of its form.
    func rows(_ text: String, on day: CalendarDay) -> [RecordFacts]? {
        guard !text.isEmpty else { return [] }
        let rows = text.split(separator: ",", omittingEmptySubsequences: false).map { row($0, on: day) }
        return rows.contains(nil) ? nil : rows.compactMap(\.self)
    }

    /// The same in words.
    static func text(_ rows: [RecordFacts]) -> String {
        rows.map { row in
            let isCurrent = row.involvement == "current"
            let months = isCurrent ? "" : row.endedMonthsAgo.map(String.init) ?? ""
            return (row.marks == nil ? "?" : "") + (isCurrent ? "c" : "h") + months
        }.joined(separator: ",")
    }
}
