package import AuditTrail
package import WireProtocol

/// What an entry says once it is opened, in the words that officers search and report by.
package struct RecordedWords: Sendable {
    package let found: FoundEntry
    /// The worker's pseudonym of that day and holder; within our own council also a name or a post.
    package let staff: String?
    package let name: String?
    package let team: String?
    package let purpose: String?
    /// `answered`, `refused` and so on; at the asker also why no answer came.
    package let outcome: String?
    package let policySet: String?
    package let categories: [String]
    /// Our own case and reasons, which only `exchange.asked` holds.
    package let caseReference: String?
    package let justification: String?
    /// By person of the question, service by service what was shown; only the holder records it.
    let shown: [String: [String: String]]

    package init(_ found: FoundEntry) {
        self.found = found
        let (actor, decision, reason) = (found.opened(.actor), found.opened(.decision), found.opened(.reason))
        staff = actor?["staff"]?.text ?? actor?["by"]?.text
        name = actor?["name"]?.text
        team = actor?["team"]?.text
        let stated = reason?["stated"] ?? reason
        purpose = decision?["purpose"]?.text ?? stated?["purpose"]?.text
        outcome = decision?["outcome"]?.text ?? decision?["class"]?.text
        policySet = decision?["policySet"]?.text
        categories = (decision?["categories"]?.elements ?? []).compactMap(\.text)
        caseReference = reason?["openings"]?["case"]?.text
        justification = reason?["openings"]?["justification"]?.text ?? reason?["note"]?.text ?? reason?["why"]?.text
        var shown: [String: [String: String]] = [:]
        for subject in decision?["subjects"]?.elements ?? [] {
            guard let ref = subject["ref"]?.text, case .object(let words)? = subject["shown"] else { continue }
            shown[ref] = words.compactMapValues(\.text)
        }
        self.shown = shown
    }

    /// Whether anything was shown of a person.
    package func showed(_ person: SoughtPerson) -> Bool {
        subjects.contains { subject in
            person.isRecorded(as: subject)
                && (shown[subject.ref] ?? [:]).values.contains { ["flag", "contact", "detail"].contains($0) }
        }
    }

    package var time: Instant { found.entry.time }
    package var event: String { found.entry.event }
    package var subjects: [RecordedSubject] { found.subjects }

    /// An entry for programs; its payloads only where they were asked for.
    package func json(withPayloads: Bool) -> JSONValue {
        var members: [String: JSONValue] = [
            "entry": .string(found.place), "time": .string(time.preciseText), "event": .string(event),
        ]
        members["authority"] = found.entry.counterpart.map { .string($0.code) }
        members["exchange"] = found.entry.exchange.map { .string($0.text) }
        members["staff"] = staff.map(JSONValue.string)
        members["name"] = name.map(JSONValue.string)
        members["purpose"] = purpose.map(JSONValue.string)
        members["outcome"] = outcome.map(JSONValue.string)
        if withPayloads {
            for slot in PayloadSlot.allCases { members["payload-\(slot)"] = found.opened(slot) }
        }
        return .object(members)
    }

    /// One line for people.
    package var line: String {
        let words = [
            found.place, time.text, event, found.entry.counterpart.map { "with \($0)" }, name ?? staff, purpose,
            outcome,
        ]
        return words.compactMap(\.self).joined(separator: "  ")
    }
}
