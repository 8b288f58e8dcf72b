package import WireProtocol

/// Something wrong with one source that shows in no question and hides people or services all the same.
package struct SourceAlarm: Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    package enum Kind: Sendable, Equatable {
        /// Its last extract is so many hours old.
        case stale(hours: Int)
        /// It sends no marks, so nothing from it is shown.
        case marksMissing
        /// A row of its marks cannot be read, so nothing from it is shown.
        case marksUnreadable
    }

    /// The source.
    package let source: Code
    /// What is wrong.
    package let kind: Kind

    /// A source is stale after a night and a half: one missed load, and time to notice.
    package static let freshHours: Int64 = 36

    static func of(_ state: SourceState, now: Instant) -> [SourceAlarm] {
        var kinds: [Kind] = []
        let age = (now.seconds - state.extractedAt.seconds) / 3_600
        if now.seconds - state.extractedAt.seconds > freshHours * 3_600 { kinds.append(.stale(hours: Int(age))) }
        switch state.marks {
        case .known: break
        case .notSent: kinds.append(.marksMissing)
        case .unreadable: kinds.append(.marksUnreadable)
        }
        return kinds.map { SourceAlarm(source: state.source, kind: $0) }
    }

    /// What is wrong and what to do.
    package var description: String {
        switch kind {
        case .stale(let hours):
            "`\(source)` was extracted \(hours) hours ago, and \(SourceAlarm.freshHours) is the limit: look at its nightly job"
        case .marksMissing:
            "`\(source)` sends no marks, so nothing from it is shown: have it send mark.csv, empty if nobody is marked"
        case .marksUnreadable:
            "a row of mark.csv of `\(source)` cannot be read, so nothing from it is shown: correct it at the source"
        }
    }
}
