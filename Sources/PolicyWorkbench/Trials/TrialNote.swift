package import WireProtocol

/// What somebody notes about a trial. It names nobody.
package struct TrialNote: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        /// So many more of what a measure counts, on a day; fewer where something was counted by mistake.
        case counted(measure: Code, add: Int, on: CalendarDay)
        /// `adopt`, `adapt` or `stop`, and why.
        case decided(outcome: Code, because: String)
    }

    package static let outcomes: [Code] = ["adopt", "adapt", "stop"]
    /// The most that one note adds or takes.
    package static let most = 1_000

    package let trial: Code
    package let content: Content

    package init(trial: Code, content: Content) {
        self.trial = trial
        self.content = content
    }

    package init(_ json: JSONValue) throws(SchemaFault) {
        var reader = try ObjectReader(json, at: "note")
        trial = try reader.parsed("trial", as: "the name of a trial", Code.init)
        if let measure = try reader.parsedIfPresent("measure", as: "the name of a measure", Code.init) {
            let add = Int(try reader.integer("add", in: -Int64(Self.most)...Int64(Self.most)))
            content = .counted(
                measure: measure, add: add, on: try reader.parsed("on", as: "a day", CalendarDay.init))
        } else {
            let outcome = try reader.parsed("outcome", as: "adopt, adapt or stop", Code.init)
            guard Self.outcomes.contains(outcome) else {
                throw SchemaFault("note.outcome", "is not adopt, adapt or stop")
            }
            content = .decided(outcome: outcome, because: try reader.text("because", atMost: 2_000))
        }
        try reader.finish()
    }

    package var json: JSONValue {
        switch content {
        case .counted(let measure, let add, let day):
            [
                "trial": .string(trial.text), "measure": .string(measure.text), "add": .integer(Int64(add)),
                "on": .string(day.description),
            ]
        case .decided(let outcome, let because):
            ["trial": .string(trial.text), "outcome": .string(outcome.text), "because": .string(because)]
        }
    }
}
