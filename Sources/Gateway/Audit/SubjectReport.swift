package import AuditTrail
package import WireProtocol

/// A draft answer to somebody who asks who looked at them: who, when, why, what was shared, under which policy.
///
/// Other councils are "another council". A row from a case that is somebody else's, or that cannot be told to be the
/// applicant's own, is held until a named officer releases it. Nothing is released by itself, and the draft says so.
package struct SubjectReport: Sendable {
    /// One entry in which the applicant stands.
    struct Row: Sendable {
        let words: RecordedWords
        let subject: RecordedSubject
        /// Why it is held; `nil` for a row of the applicant's own.
        let held: String?
        let officer: String?

        /// `exchange/2026/17/s1`.
        var name: String { "\(words.found.place)/\(subject.ref)" }
        var isShown: Bool { held == nil || officer != nil }
    }

    private let applicant: SoughtPerson
    private let rows: [Row]
    /// A purpose in the words of the public page.
    private let told: @Sendable (String) -> String?

    /// Reads the exchange log and the releases. The caller recorded it first.
    package init(
        for applicant: SoughtPerson, in reader: AuditReader, told: @escaping @Sendable (String) -> String?
    ) throws {
        (self.applicant, self.told) = (applicant, told)
        let released = try ReleasedRows(for: applicant, in: reader)
        var rows: [Row] = []
        try reader.forEach(in: .exchange, opening: Set(PayloadSlot.allCases)) { found in
            let words = RecordedWords(found)
            let subjects = words.subjects
            for subject in subjects where applicant.isRecorded(as: subject) {
                let name = "\(found.place)/\(subject.ref)"
                rows.append(
                    Row(
                        words: words, subject: subject, held: SubjectReport.reasonToHold(subject, among: subjects),
                        officer: released.officer(of: name)))
            }
        }
        self.rows = rows
    }

    /// Rows that no officer has released yet.
    package var held: [String] { rows.filter { !$0.isShown }.map(\.name) }

    /// Whether a row of this name exists and needs a release.
    package func canRelease(_ row: String) -> Bool { rows.contains { $0.name == row && $0.held != nil } }

    /// Own are questions about the applicant alone, and those of which the applicant is the only child.
    private static func reasonToHold(_ subject: RecordedSubject, among all: [RecordedSubject]) -> String? {
        guard all.count > 1 else {
            return subject.about == nil ? "it is no longer held whose case this was" : nil
        }
        let children = all.filter { $0.about == "child" || $0.about == "sibling" || $0.about == nil }
        if subject.about == "child", children.count == 1 { return nil }
        return "it stands in a question about another person's case"
    }

    // MARK: - The draft

    package func text(made now: Instant) -> String {
        let shown = rows.filter(\.isShown)
        var lines = [
            "DRAFT, for an officer to check. It is not sent to anybody by itself.", "",
            "Who asked about you, made \(now.londonDay)", "",
            "This list comes from our record of questions between councils. It shows when your details were used in a",
            "question, why, and what was shared. Such a question tells which services know a person and whom to ring. It",
            "never holds case notes.", "",
        ]
        if shown.isEmpty { lines.append("We found no question that we can list here.") }
        for row in shown { lines += paragraph(row) }
        lines += [""] + officersPart
        return lines.joined(separator: "\n")
    }

    private func paragraph(_ row: Row) -> [String] {
        let words = row.words
        let why = words.purpose.map { told($0) ?? $0 } ?? "the reason is no longer held"
        var lines = ["\(words.when)"]
        switch words.event {
        case "exchange.answered":
            lines.append("Another council asked us about you.")
            lines.append("Why: \(why).")
            lines.append("What we shared: \(shared(row)).")
        case "exchange.asked":
            lines.append("We asked another council about you.")
            lines.append("Why: \(why).")
            lines.append(
                "Services we asked about: \(words.categories.map(SubjectReport.plain).joined(separator: ", ")).")
        case "exchange.received":
            lines.append(
                "Another council answered our question about you (\(SubjectReport.plain(words.outcome ?? "answered")))."
            )
        default:
            lines.append("No answer came to our question about you.")
        }
        if let policy = words.policySet { lines.append("Decided under the policy set \(policy.prefix(12)).") }
        return lines + [""]
    }

    private func shared(_ row: Row) -> String {
        guard let shown = row.words.shown[row.subject.ref] else { return "this is no longer held" }
        let words = shown.compactMap { category, level in
            SubjectReport.levels[level].map { "\(SubjectReport.plain(category)): \($0)" }
        }
        return words.isEmpty ? "nothing" : words.sorted().joined(separator: "; ")
    }

    /// What each level tells. Words that are not here showed nothing.
    private static let levels = [
        "flag": "that the service knows you, or did", "contact": "that, and whom to ring",
        "detail": "that, whom to ring, and a few details of the service",
    ]

    private static func plain(_ code: String) -> String { code.replacing("-", with: " ") }

    /// What the officer sees and the applicant does not.
    private var officersPart: [String] {
        var lines = ["--- for the officer; take this part off before anything is sent ---"]
        for row in rows {
            var notes: [String] = []
            if let held = row.held {
                notes.append(row.officer.map { "released by \($0); was held because \(held)" } ?? "HELD: \(held)")
            }
            if row.words.purpose == "s47-enquiry" || row.words.purpose == "strategy-discussion" {
                notes.append("check the serious harm test (Data Protection Act 2018, Schedule 3 Part 3)")
            }
            if row.words.found.entry.counterpart != nil {
                notes.append("could it tell somebody that a family is looked for?")
            }
            lines.append("\(row.name): \(notes.joined(separator: "; "))")
        }
        lines += [
            "Check too: a parent who asks about a child (whose wishes?); child abuse data (Schedule 3 Part 5); crime",
            "(Schedule 2 paragraph 2); adoption (Schedule 4); information about other people (Schedule 2 Part 3).",
            "\(held.count) of \(rows.count) rows are held. Release one with: fcg audit subject-report … --release ROW --by OFFICER --why TEXT",
        ]
        return lines
    }
}
