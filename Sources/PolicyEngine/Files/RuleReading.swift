import WireProtocol

extension Share {
    /// Reads one entry of `share`.
    init?(_ reader: MappingReader, _ words: Words) {
        var reader = reader
        let id = reader.name("id")
        let because = reader.text("because")?.value
        let purposes = reader.words("for", in: words.purposes)
        let roles = reader.words("to", in: words.roles)
        let about = reader.words("about", in: words.about)
        let categories = reader.words("categories", in: words.categories)
        let upTo = reader.word("up to", in: words.levels)
        let fields = reader.has("only") ? Self.fields(of: categories, at: upTo?.value, words) : Self.anyField
        let only = reader.words("only", in: fields, optional: true)
        let request = reader.requestConditions("when the request says", words)
        if let urgency = request.first(where: { $0.fact == .urgency }), !urgency.words.isEmpty {
            reader.file.fault(
                "a share cannot depend on `urgency`", at: reader.place(of: "when the request says"),
                help: "there is no reason that could be told when it does not fit; use a ban with `tell`")
        }
        let record = reader.recordCondition("when the record says")
        let steps = reader.obligationSteps("with", words)
        reader.finish()
        guard let id, let because, let purposes, let roles, let about, let categories, let upTo else { return nil }
        self.init(
            id: id.value, because: because, purposes: purposes, roles: roles, about: about, categories: categories,
            upTo: upTo.value, only: only?.map(\.value), request: request, record: record, obligations: steps,
            spot: id.spot)
    }

    private static let anyField = Lexicon("field", "fields", nil)

    /// The topmost level's own fields, in all categories of the share.
    private static func fields(of categories: [Located<Code>]?, at level: Code?, _ words: Words) -> Lexicon {
        guard let categories, let level, let index = VocabularyFile.levels.firstIndex(of: level) else {
            return anyField
        }
        let chosen = words.vocabulary.categories.filter { category in
            categories.contains { $0.value == category.code }
        }
        let fields = chosen.flatMap { $0.fields[index - 1] }.map(\.text)
        return Lexicon("field of level `\(level)`", "fields", fields.isEmpty ? nil : fields)
    }
}

extension Prohibition {
    /// Reads one entry of `bans` or `withhold`.
    init?(_ reader: MappingReader, _ words: Words) {
        var reader = reader
        let id = reader.name("id")
        let because = reader.text("because")?.value
        let purposes = reader.words("for", in: words.purposes, optional: true)
        let roles = reader.words("to", in: words.roles, optional: true)
        let about = reader.words("about", in: words.about, optional: true)
        let categories = reader.words("categories", in: words.categories, optional: true)
        let request = reader.requestConditions("when the request says", words)
        let unless = reader.requestConditions("unless the request says", words)
        let record = reader.recordCondition("when the record says")
        let marks = reader.words("when marked", in: words.marks, optional: true)
        reader.fixed("cap", "none")
        let tell = reader.told(
            needsRecord: reader.has("when marked") || reader.has("when the record says"), words.reasonsTold)
        let then = reader.words("then", in: .fixed("step", "steps", ["hand-off"]), optional: true) ?? []
        reader.finish()
        guard let id, let because, let tell else { return nil }
        self.init(
            id: id.value, because: because, purposes: purposes?.map(\.value), roles: roles?.map(\.value),
            about: about?.map(\.value), categories: categories?.map(\.value), request: request, unless: unless,
            record: record, marks: marks?.map(\.value), tell: tell, handsOff: !then.isEmpty, spot: id.spot)
    }
}

extension MappingReader {
    /// What a ban tells: nothing as soon as the person found decides, otherwise a reason.
    mutating func told(needsRecord: Bool, _ reasons: Lexicon) -> Code? {
        let told = reasons.words.map { ["nothing-to-show"] + $0 }
        guard let text = text("tell", as: .word(told)) else { return nil }
        guard needsRecord else {
            if text.value == "nothing-to-show" {
                file.fault(
                    "a ban that the question alone decides must tell a reason", at: text.spot,
                    help: "the reasons are listed in vocabulary.yaml under `reasons told`")
                return nil
            }
            return file.word(text, in: reasons)?.value
        }
        guard text.value == "nothing-to-show" else {
            file.fault(
                "a ban that depends on the record must tell `nothing-to-show`, not `\(text.value)`", at: text.spot,
                help: "a reason would tell the asker what the record holds; write `tell: nothing-to-show`")
            return nil
        }
        return "nothing-to-show"
    }

    mutating func requestConditions(_ key: String, _ words: Words) -> [RequestCondition] {
        guard var group = group(key, "`\(key)`", optional: true) else { return [] }
        let conditions = RequestFact.allCases.compactMap { fact in
            group.words(fact.rawValue, in: words.lexicon(of: fact), optional: true)
                .map { RequestCondition(fact: fact, words: $0.map(\.value)) }
        }
        group.finish()
        refuseEmpty(group)
        return conditions
    }

    mutating func recordCondition(_ key: String) -> RecordCondition {
        guard var group = group(key, "`\(key)`", optional: true) else { return RecordCondition() }
        let involvements = Lexicon.fixed("involvement", "involvements", ["current", "historic"])
        let condition = RecordCondition(
            age: group.range("age", 0...150, optional: true),
            involvement: group.words("involvement", in: involvements, optional: true)?.map(\.value),
            endedMonthsAgo: group.range("ended months ago", 0...1_200, optional: true))
        group.finish()
        refuseEmpty(group)
        return condition
    }

    private func refuseEmpty(_ group: MappingReader) {
        group.sketch?.isNeverEmpty = true
        if group.written.isEmpty { file.fault("\(group.subject) is empty", at: group.spot, help: "take it out") }
    }

    /// `with: { … }`; what is not said is at its loosest.
    mutating func obligationSteps(_ key: String, _ words: Words) -> ObligationScale.Steps {
        var steps = ObligationScale.Steps()
        guard var group = group(key, "`\(key)`", optional: true) else { return steps }
        steps.contact = group.step("contact", words.scale)
        steps.since = group.step("since", words.scale)
        steps.keepHours = group.step("keep hours", words.scale)
        steps.onward = group.step("onward", words.scale)
        steps.ownerTold = group.step("owner told", words.scale)
        group.finish()
        return steps
    }

    mutating func step(_ key: String, _ scale: ObligationScale?) -> Int {
        guard let text = text(key, optional: true, as: .word(scale?.words(of: key))) else { return 0 }
        if key == "keep hours" { file.isNumber(at: text.spot) }
        guard let choices = scale?.words(of: key) else { return 0 }
        if let step = choices.firstIndex(of: text.value) { return step }
        let lexicon = Lexicon.fixed("word for `\(key)`", "words", choices)
        file.fault("unknown \(lexicon.noun) `\(text.value)`", at: text.spot, help: lexicon.help(for: text.value))
        return 0
    }
}
