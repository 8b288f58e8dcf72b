package import AuditTrail
package import WireProtocol

/// What somebody searches the log for. All that is given must fit.
package struct AuditCriteria: Sendable {
    package var days: ClosedRange<CalendarDay>?
    package var authority: AuthorityID?
    package var event: String?
    /// A pseudonym, a post or a name.
    package var staff: String?
    package var purpose: Code?
    package var outcome: Code?
    package var person: SoughtPerson?

    package init() {}

    /// What the internal log keeps of a search.
    package var json: JSONValue {
        var members: [String: JSONValue] = [:]
        members["from"] = days.map { .string($0.lowerBound.description) }
        members["to"] = days.map { .string($0.upperBound.description) }
        members["authority"] = authority.map { .string($0.code) }
        members["event"] = event.map(JSONValue.string)
        members["staff"] = staff.map(JSONValue.string)
        members["purpose"] = purpose.map { .string($0.text) }
        members["outcome"] = outcome.map { .string($0.text) }
        members["person"] = person?.json
        return .object(members)
    }

    /// What is opened to decide.
    var slots: Set<PayloadSlot> { person == nil ? [.actor, .decision, .reason] : Set(PayloadSlot.allCases) }

    /// Looks at the leaf alone.
    func isPossible(_ entry: AuditEntryView) -> Bool {
        (authority == nil || entry.counterpart == authority) && (event == nil || entry.event == event)
    }

    func fits(_ words: RecordedWords) -> Bool {
        if let purpose, words.purpose != purpose.text { return false }
        if let outcome, words.outcome != outcome.text { return false }
        if let staff {
            let wanted = PlainName(staff)
            let names = [words.name, words.staff].compactMap(\.self)
            guard names.contains(where: { $0 == staff || PlainName($0) == wanted }) else { return false }
        }
        guard let person else { return true }
        return words.subjects.contains(where: person.isRecorded)
    }

    /// The entries that fit, in the order of the log. The caller recorded the search first.
    ///
    /// - Parameter opening: payloads to open beside those that decide.
    package func search(
        _ reader: AuditReader, in log: LogName, opening: Set<PayloadSlot> = [], _ body: (RecordedWords) throws -> Void
    ) throws {
        try reader.forEach(in: log, days: days, opening: slots.union(opening), where: isPossible) { found in
            let words = RecordedWords(found)
            if fits(words) { try body(words) }
        }
    }
}
