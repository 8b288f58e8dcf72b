package import WireProtocol

/// One council, category, agreement or trial that stands still until two people lift it.
package struct Suspension: Sendable, Equatable {
    /// What stands still.
    package enum Target: Sendable, Hashable {
        case council(AuthorityID)
        case category(Code)
        case agreement(Code)
        case trial(Code)
    }

    package let target: Target
    package let because: String
    /// The post that suspended; one is enough, at any hour.
    package let by: Code
    package let since: CalendarDay
    package let lifted: Lifting?

    package init(target: Target, because: String, by: Code, since: CalendarDay, lifted: Lifting? = nil) {
        self.target = target
        self.because = because
        self.by = by
        self.since = since
        self.lifted = lifted
    }

    /// Two people said that it may go on, and why.
    package struct Lifting: Sendable, Equatable {
        /// Two different posts.
        package let by: [Code]
        package let day: CalendarDay
        /// What was found.
        package let review: String

        package init(by: [Code], day: CalendarDay, review: String) {
            self.by = by
            self.day = day
            self.review = review
        }
    }
}

/// `suspensions.yaml`: what stands still at present. It stands beside the policy set and can only take away from it, so
/// it needs no sign-off and no pin.
package struct Suspensions: Sendable, Equatable {
    /// Oldest first; those that were lifted stay as a record.
    package private(set) var entries: [Suspension]
    /// Whether nothing at all is answered, because the file could not be read.
    package let isTotal: Bool

    /// Nothing stands still.
    package static let none = Suspensions(entries: [], isTotal: false)
    /// Everything stands still.
    package static let everything = Suspensions(entries: [], isTotal: true)

    /// Those in force.
    package var active: [Suspension] { entries.filter { $0.lifted == nil } }

    /// Whether something stands still.
    package func holds(_ target: Suspension.Target) -> Bool {
        isTotal || entries.contains { $0.target == target && $0.lifted == nil }
    }

    /// The same with one more.
    package func adding(_ suspension: Suspension) -> Suspensions {
        Suspensions(entries: entries + [suspension], isTotal: isTotal)
    }

    /// The same with the entries of one target lifted; `nil` where it is not suspended or one post would do it alone.
    package func lifting(_ target: Suspension.Target, _ lifting: Suspension.Lifting) -> Suspensions? {
        guard Set(lifting.by).count > 1, active.contains(where: { $0.target == target }) else { return nil }
        var lifted = self
        lifted.entries = entries.map { entry in
            guard entry.target == target, entry.lifted == nil else { return entry }
            return Suspension(
                target: entry.target, because: entry.because, by: entry.by, since: entry.since, lifted: lifting)
        }
        return lifted
    }
}

extension Suspension.Target: CustomStringConvertible {
    /// `council E08000035`, as the file has it.
    package var description: String { "\(key) \(word)" }

    var key: String {
        switch self {
        case .council: "council"
        case .category: "category"
        case .agreement: "agreement"
        case .trial: "trial"
        }
    }

    var word: String {
        switch self {
        case .council(let id): id.code
        case .category(let code), .agreement(let code), .trial(let code): code.text
        }
    }
}
