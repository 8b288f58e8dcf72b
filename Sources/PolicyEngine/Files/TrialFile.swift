package import WireProtocol

/// A small, short change of an agreement for some teams, from `trials/*.yaml`. It stops by itself.
package struct Trial: Sendable {
    package let id: Code
    package let path: String
    package let question: String
    /// The agreement it changes.
    let changes: Located<Code>
    package let reference: String
    let ownerName: Located<String>
    /// `draft`, `trial`, `suspended` or `ended`; only `trial` runs.
    package let state: Code
    /// `answering`, or `watching`: then it only records what would have been shared.
    package let mode: Code
    package let valid: DayRange
    package let teams: [Code]
    package let law: [LawEntry]
    package let paperwork: Paperwork
    package let shares: [Share]
    package let measures: [Measure]
    /// Upheld complaints that end it.
    package let stopAtComplaints: Int
    package let report: Report
    package let outcome: Code
    package let spot: Spot

    package var agreement: Code { changes.value }
    /// Who answers for it: one of the owners of `owners.yaml`.
    package var owner: String { ownerName.value }

    /// References of the papers behind it.
    package struct Paperwork: Sendable {
        package let impactAssessment: String
        package let appropriatePolicyDocument: String
    }

    /// What is counted to judge the trial.
    package struct Measure: Sendable {
        package let id: Code
        package let counts: Code
        package let compareWith: Code
    }

    /// Who hears of the outcome, and when.
    package struct Report: Sendable {
        package let to: [Code]
        package let by: CalendarDay
        package let smallestCell: Int
        package let published: Code
    }

    /// The most days a trial may last.
    static let longest = 120
}

extension Trial {
    init?(_ reader: MappingReader, _ words: Words) {
        var reader = reader
        reader.fixed("language", "1")
        let id = reader.nameOfFile("trial")
        let question = reader.text("question")?.value
        let changes = reader.name("changes")
        let reference = reader.text("reference")?.value
        let owner = reader.text("owner")
        let states: Lexicon = .fixed("state of a trial", "states of a trial", ["draft", "trial", "suspended", "ended"])
        let state = reader.word("state", in: states)?.value
        let mode = reader.word("mode", in: .fixed("mode", "modes", ["watching", "answering"]))?.value
        let valid = reader.days("valid")
        let teams = reader.group("cohort", "`cohort`").flatMap { Self.teams($0) }
        let law = LawEntry.entries(&reader, words)
        let paperwork = reader.group("paperwork", "`paperwork`").flatMap { Paperwork($0) }
        let shares = reader.groups("share", "a share").compactMap { Share($0, words) }
        let measures = reader.groups("measures", "a measure").compactMap { Measure($0) }
        let stop = reader.complaintsThatStop()
        let report = reader.group("report", "`report`").flatMap { Report($0) }
        let outcomes: Lexicon = .fixed("outcome", "outcomes", ["adopt", "adapt", "stop", "not-yet-decided"])
        let outcome = reader.word("outcome", in: outcomes)?.value
        reader.finish()
        Self.judge(reader, valid, report)
        Self.judgeEnd(reader, state, outcome, measures)
        guard let id, let question, let changes, let reference, let owner, let state, let mode, let valid, let teams,
            let paperwork, let stop, let report, let outcome
        else { return nil }
        self.init(
            id: id, path: reader.file.path, question: question, changes: changes, reference: reference,
            ownerName: owner,
            state: state, mode: mode, valid: valid, teams: teams, law: law, paperwork: paperwork, shares: shares,
            measures: measures, stopAtComplaints: stop, report: report, outcome: outcome,
            spot: reader.place(of: "trial"))
    }

    /// A trial whose outcome is decided runs no longer, and a rule to stop it needs somebody who counts.
    private static func judgeEnd(_ reader: MappingReader, _ state: Code?, _ outcome: Code?, _ measures: [Measure]) {
        if state == "trial", let outcome, outcome != "not-yet-decided" {
            reader.file.fault(
                "the outcome is `\(outcome)` and the trial still runs", at: reader.place(of: "outcome"),
                help: "write `state: ended`, or `outcome: not-yet-decided` while it runs")
        }
        if reader.has("stop when"), reader.has("measures"),
            !measures.contains(where: { $0.counts == "complaints-upheld" })
        {
            reader.file.fault(
                "no measure counts the complaints that would stop the trial", at: reader.place(of: "measures"),
                help: "add `- { id: complaints-upheld, counts: complaints-upheld, compare with: zero }`")
        }
    }

    private static func teams(_ group: MappingReader) -> [Code]? {
        var group = group
        let teams = group.newWords("teams")?.map(\.value)
        group.finish()
        return teams
    }

    private static func judge(_ reader: MappingReader, _ valid: DayRange?, _ report: Report?) {
        guard let valid else { return }
        if valid.length > longest {
            reader.file.fault(
                "a trial lasts at most \(longest) days, this one \(valid.length)", at: reader.place(of: "valid"),
                help: "let it end on \(valid.from.adding(days: longest - 1)) or before")
        }
        if let report, report.by <= valid.until {
            reader.file.fault(
                "the report is due before the trial ends", at: reader.place(of: "report"),
                help: "write a day after \(valid.until) in `by`")
        }
    }
}

extension MappingReader {
    fileprivate mutating func complaintsThatStop() -> Int? {
        guard var stop = group("stop when", "`stop when`") else { return nil }
        let complaints = stop.number("complaints upheld", 1...100)?.value
        stop.finish()
        return complaints
    }
}

extension Trial.Paperwork {
    fileprivate init?(_ group: MappingReader) {
        var group = group
        let assessment = group.text("impact assessment")?.value
        let document = group.text("appropriate policy document")?.value
        group.finish()
        guard let assessment, let document else { return nil }
        self.init(impactAssessment: assessment, appropriatePolicyDocument: document)
    }
}

extension Trial.Measure {
    fileprivate init?(_ group: MappingReader) {
        var group = group
        let id = group.name("id")?.value
        let counts = group.name("counts")?.value
        let against = group.word("compare with", in: .fixed("word", "words", ["before-the-trial", "zero"]))?.value
        group.finish()
        guard let id, let counts, let against else { return nil }
        self.init(id: id, counts: counts, compareWith: against)
    }
}

extension Trial.Report {
    fileprivate init?(_ group: MappingReader) {
        var group = group
        let to = group.newWords("to")?.map(\.value)
        let by = group.day("by")?.value
        let cell = group.number("smallest cell", 5...100)?.value
        let moments: Lexicon = .fixed("word", "words", ["after-the-end", "while-it-runs"])
        let published = group.word("published", in: moments)?.value
        group.finish()
        guard let to, let by, let cell, let published else { return nil }
        self.init(to: to, by: by, smallestCell: cell, published: published)
    }
}
