package import AuditTrail
package import WireProtocol

/// A worker's own account for the case file: what I asked and why, what came back, whom I rang.
package struct OwnRecord: Sendable {
    private var asked: [RecordedWords] = []
    private var ended: [String: RecordedWords] = [:]
    private var calls: [RecordedWords] = []
    private let staffID: String

    /// Reads what one worker did on some days, and for one case if it is named.
    ///
    /// - Parameters:
    ///   - staffID: the worker as our own questions name them, such as `worker-17`.
    ///   - pseudonymKey: what the pseudonyms in the questions were made with.
    package init(
        of staffID: String, pseudonymKey: Redacted<[UInt8]>, case caseReference: String?,
        days: ClosedRange<CalendarDay>?, in reader: AuditReader
    ) throws {
        self.staffID = staffID
        let own = OwnPseudonym(staffID: staffID, key: pseudonymKey)
        var asked: [RecordedWords] = []
        var ended: [String: RecordedWords] = [:]
        try reader.forEach(
            in: .exchange, days: days, opening: Set(PayloadSlot.allCases), where: { $0.event != "exchange.answered" }
        ) { found in
            let words = RecordedWords(found)
            guard own.isStaff(of: words), let exchange = found.entry.exchange?.text else { return }
            if words.event == "exchange.asked" {
                if caseReference == nil || words.caseReference == caseReference { asked.append(words) }
            } else {
                ended[exchange] = words
            }
        }
        (self.asked, self.ended) = (asked, ended)
        var calls: [RecordedWords] = []
        try reader.forEach(
            in: .internal, days: days, opening: [.actor, .reason], where: { $0.event == "hand-off.handled" }
        ) { found in
            let words = RecordedWords(found)
            if words.staff == staffID { calls.append(words) }
        }
        self.calls = calls
    }

    /// The account as text. `name` gives a council's name.
    package func text(made now: Instant, name: (AuthorityID) -> String) -> String {
        var lines = ["Record of \(staffID), made \(now.londonDay) from our own audit log.", ""]
        lines.append(asked.isEmpty ? "I asked nothing." : "What I asked, and what came back")
        for words in asked { lines += block(words, name) }
        lines += ["", calls.isEmpty ? "No call or task is recorded as done by me." : "Whom I rang, and what I did"]
        for call in calls {
            lines.append(
                "- \(call.when): task \(call.found.entry.binding ?? "?"): \(call.justification ?? "(note erased)")")
        }
        lines += ["", "The entry numbers are those of our log; `fcg audit prove` proves each."]
        return lines.joined(separator: "\n")
    }

    private func block(_ words: RecordedWords, _ name: (AuthorityID) -> String) -> [String] {
        let council = words.found.entry.counterpart.map(name) ?? "a council"
        let people = words.subjects.map(\.spoken).joined(separator: ", ")
        var lines = [
            "- \(words.when): I asked \(council) (entry \(words.found.place))",
            "  why: \(words.purpose ?? "erased"); case \(words.caseReference ?? "erased")",
            "  my reasons: \(words.justification ?? "erased")", "  about: \(people.isEmpty ? "erased" : people)",
            "  services: \(words.categories.joined(separator: ", "))",
        ]
        guard let exchange = words.found.entry.exchange?.text, let end = ended[exchange] else {
            return lines + ["  came back: nothing is recorded; this does not mean that nothing is known"]
        }
        let isAnswer = end.event == "exchange.received"
        let policy = end.policySet.map { ", under their policy set \($0.prefix(12))" } ?? ""
        lines.append(
            "  came back \(end.when): "
                + (isAnswer
                    ? "\(end.outcome ?? "an answer")\(policy) (entry \(end.found.place))"
                    : "no verified answer (\(end.outcome ?? "erased")); this does not mean that nothing is known"))
        return lines
    }
}

/// Which pseudonyms are one worker's: another for each holder and day.
struct OwnPseudonym: Sendable {
    let staffID: String
    let key: Redacted<[UInt8]>

    /// An answer can come just after the midnight before which it was asked for.
    func isStaff(of words: RecordedWords) -> Bool {
        guard let staff = words.staff, let holder = words.found.entry.counterpart else { return false }
        let day = words.time.londonDay
        return [day, day.adding(days: -1)].contains { day in
            let pseudonym = AskerCommitment.pseudonym(of: staffID, holder: holder, day: day, key: key.reveal())
            return staff == Base64URL.encode(pseudonym.octets)
        }
    }
}

extension RecordedWords {
    /// `2026-11-20 10:36`, on the clock in England.
    var when: String { "\(time.londonDay) \(time.londonClock)" }
}

extension RecordedSubject {
    /// A name as people say it.
    var spoken: String {
        let words = words.reveal()
        return (words.given + [words.family]).joined(separator: " ")
    }
}
