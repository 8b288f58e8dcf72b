import WireProtocol

extension TestsFile {
    init?(_ reader: MappingReader, _ words: Words) {
        var reader = reader
        reader.fixed("language", "1")
        let agreement = reader.name("tests of")
        var usual = Circumstances()
        if var group = reader.group("usual", "`usual`", optional: true) {
            group.readCircumstances(into: &usual, words)
            group.finish()
        }
        let cases = reader.groups("tests", "a test").compactMap { TestCase($0, usual, words) }
        let never = reader.groups("never", "a `never`", optional: true).compactMap { NeverClause($0, words) }
        reader.finish()
        guard let agreement else { return nil }
        self.init(path: reader.file.path, agreement: agreement, cases: cases, never: never)
    }
}

extension TestCase {
    fileprivate init?(_ reader: MappingReader, _ usual: Circumstances, _ words: Words) {
        var reader = reader
        let name = reader.text("name")
        var circumstances = usual
        reader.readCircumstances(into: &circumstances, words)
        let expect = reader.group("expect", "`expect`").flatMap { Expectation($0, words) }
        reader.finish()
        let (question, missing) = circumstances.question()
        if let missing {
            reader.file.fault(
                "neither the test nor `usual` says `\(missing)`", at: reader.spot, help: "add it to one of them")
        }
        guard let name, let question, let expect else { return nil }
        var record = circumstances.record ?? RecordFacts(marks: [], day: question.day)
        record.day = question.day
        self.init(name: name.value, spot: name.spot, question: question, record: record, expect: expect)
    }
}

extension MappingReader {
    fileprivate mutating func readCircumstances(into said: inout Circumstances, _ words: Words) {
        said.asked = day("asked", optional: true)?.value ?? said.asked
        said.holder = authority("holder", in: words.authorities, optional: true)?.value ?? said.holder
        said.requester = authority("requester", in: words.authorities, optional: true)?.value ?? said.requester
        said.team = name("team", optional: true)?.value ?? said.team
        said.purpose = word("for", in: words.purposes, optional: true)?.value ?? said.purpose
        said.role = word("as", in: words.roles, optional: true)?.value ?? said.role
        said.about = word("about", in: words.about, optional: true)?.value ?? said.about
        said.category = word("category", in: words.categories, optional: true)?.value ?? said.category
        said.upTo = word("up to", in: words.levels, optional: true)?.value ?? said.upTo
        if let group = group("request", "`request`", optional: true) { said.request = group.request(words) }
        if let group = group("record", "`record`", optional: true) { said.record = group.record(words) }
    }

    private func request(_ words: Words) -> Circumstances.Request {
        var group = self
        var request = Circumstances.Request()
        for fact in RequestFact.allCases {
            request.words[fact] = group.word(fact.rawValue, in: words.lexicon(of: fact), optional: true)?.value
        }
        request.age = group.number("age", 0...150, optional: true)?.value
        group.finish()
        return request
    }

    private func record(_ words: Words) -> RecordFacts {
        var group = self
        let marks = group.words("marks", in: words.marks, optional: true, mayBeEmpty: true)
        let involvements: Lexicon = .fixed("involvement", "involvements", ["current", "historic"])
        let facts = RecordFacts(
            marks: marks.map { Set($0.map(\.value)) }, age: group.number("age", 0...150, optional: true)?.value,
            involvement: group.word("involvement", in: involvements, optional: true)?.value,
            endedMonthsAgo: group.number("ended months ago", 0...1_200, optional: true)?.value,
            day: CalendarDay(daysSinceEpoch: 0))
        group.finish()
        return facts
    }
}

extension Expectation {
    fileprivate init?(_ reader: MappingReader, _ words: Words) {
        var reader = reader
        let levels: Lexicon = .fixed("level", "levels", VocabularyFile.levels.map(\.text))
        let level = reader.word("level", in: levels)?.value
        let allFields = words.vocabulary.categories.flatMap { $0.fields.joined().map(\.text) }
        let isWhole = !allFields.isEmpty && !words.vocabulary.unread.contains("categories")
        let fields = reader.words(
            "fields", in: Lexicon("field", "fields", isWhole ? allFields : nil), optional: true)
        let by = reader.words("by", in: .fixed("rule", "rules", nil), optional: true)
        var steps: [String: Int] = [:]
        if let group = reader.group("with", "`with`", optional: true) { steps = group.expectedSteps(words.scale) }
        let refused = reader.word("refused", in: words.reasonsTold, optional: true)?.value
        let shown = reader.word(
            "shown", in: .fixed("word", "words", ["current", "historic", "nothing-to-show"]), optional: true)
        let facts: Lexicon = .fixed("fact", "facts", RecordFact.allCases.map(\.rawValue))
        let missing = reader.words("missing", in: facts, optional: true)
        let minutes = reader.number("hand-off minutes", 1...10_080, optional: true)?.value
        reader.finish()
        if reader.has("refused"), let level, level != "none" {
            reader.file.fault("what is refused has the level `none`", at: reader.place(of: "level"))
        }
        guard let level else { return nil }
        self.init(
            level: level, fields: fields?.map(\.value), by: by, steps: steps, refused: refused, shown: shown?.value,
            missing: missing?.map(\.value), handOffMinutes: minutes)
    }
}

extension NeverClause {
    fileprivate init?(_ reader: MappingReader, _ words: Words) {
        var reader = reader
        let name = reader.text("name")
        let levels: Lexicon = .fixed("level", "levels", ["none", "flag", "contact"])
        let level = reader.word("level above", in: levels)?.value
        let purposes = reader.words("for", in: words.purposes, optional: true)?.map(\.value)
        let roles = reader.words("to", in: words.roles, optional: true)?.map(\.value)
        let about = reader.words("about", in: words.about, optional: true)?.map(\.value)
        let categories = reader.words("categories", in: words.categories, optional: true)?.map(\.value)
        let request = reader.requestConditions("when the request says", words)
        let marks = reader.words("when marked", in: words.marks, optional: true)?.map(\.value)
        let facts: Lexicon = .fixed("fact", "facts", RecordFact.allCases.map(\.rawValue))
        let missing = reader.words("when missing", in: facts, optional: true)?.map(\.value) ?? []
        reader.finish()
        guard let name, let level else { return nil }
        self.init(
            name: name.value, spot: name.spot, levelAbove: level, purposes: purposes, roles: roles, about: about,
            categories: categories, request: request, marks: marks,
            missing: Set(RecordFact.allCases.filter { missing.contains($0.code) }))
    }
}

extension MappingReader {
    /// The obligations a test names, as steps of their scales.
    fileprivate func expectedSteps(_ scale: ObligationScale?) -> [String: Int] {
        var group = self
        var steps: [String: Int] = [:]
        for key in ObligationScale.keys {
            let step = group.step(key, scale)
            if group.has(key) { steps[key] = step }
        }
        group.finish()
        return steps
    }
}
