import WireProtocol

extension VocabularyFile {
    mutating func readCategoriesAndMarks(_ reader: inout MappingReader) {
        reader.exactly("levels", Self.levels)
        for (key, group) in reader.namedGroups("categories", "a category") {
            if let category = Self.category(key, group) {
                categories.append(category)
            } else {
                unread.insert("categories")
            }
        }
        let effects = ["nothing-to-show", "row-left-out", "matched-on-current-identity-only"]
        for (key, group) in reader.namedGroups("marks", "a mark") {
            var group = group
            let effect = group.word("effect", in: .fixed("effect", "effects", effects))?.value
            let handOff = group.word("hand-off", in: .fixed("rule", "rules", ["always", "never"]))?.value
            group.finish()
            if let code = reader.file.newWord(key)?.value, let effect, let handOff {
                marks.append(.init(code: code, effect: effect, handsOff: handOff == "always"))
            } else {
                unread.insert("marks")
            }
        }
    }

    private static func category(_ key: Located<String>, _ group: MappingReader) -> Vocabulary.Category? {
        var group = group
        let file = group.file
        let name = group.text("name")?.value
        let ages = group.range("ages", 0...150)
        let place = group.word("place", in: .fixed("word", "words", ["reveals", "hides"]))?.value
        let gate = group.word("gate", in: .fixed("gate", "gates", ["sensitive-service"]), optional: true)?.value
        let regime = group.word("regime", in: Vocabulary.regimes, optional: true)?.value
        var seen: Set<Code> = []
        var fields: [[Code]] = []
        for level in Self.levels.dropFirst() {
            let own = group.newWords(level.text, mayBeEmpty: true) ?? []
            for field in own where !seen.insert(field.value).inserted {
                file.fault("`\(field.value)` belongs to two levels", at: field.spot, help: "keep it in the lower one")
            }
            fields.append(own.map(\.value))
        }
        group.finish()
        guard let code = file.newWord(key)?.value, let name, let ages, let place else { return nil }
        return .init(code: code, name: name, ages: ages, place: place, gate: gate, regime: regime, fields: fields)
    }
}

extension MappingReader {
    /// `{ from: 4, to: 20 }`; at least one end.
    mutating func range(_ key: String, _ limits: ClosedRange<Int>, optional: Bool = false) -> WholeRange? {
        guard var group = group(key, "`\(key)`", optional: optional) else { return nil }
        let from = group.number("from", limits, optional: true)
        let to = group.number("to", limits, optional: true)
        group.finish()
        group.sketch?.isNeverEmpty = true
        guard from != nil || to != nil else {
            if !group.has("from"), !group.has("to") {
                file.fault("`\(key)` has neither end", at: group.spot, help: "write `{ from: 4, to: 20 }`")
            }
            return nil
        }
        if let to, let from, to.value < from.value {
            file.fault("`to` is below `from`", at: to.spot, help: "write the lower number in `from`")
            return nil
        }
        return WholeRange(from: from?.value ?? limits.lowerBound, to: to?.value)
    }
}

extension Vocabulary {
    /// Law that some categories follow beside the general one: Part 3 of the Data Protection Act 2018, or what the source says.
    static let regimes: Lexicon = .fixed("regime", "regimes", ["part-3", "by-source"])

    /// A whole vocabulary, or `nil` if something of it is missing (and has been reported).
    init?(_ file: VocabularyFile) {
        guard let revision = file.revision, let roles = file.roles, let obligations = file.obligations,
            let identifiers = file.identifiers, let routes = file.routes,
            file.requestFacts.count == RequestFact.allCases.count
        else { return nil }
        self.init(
            revision: revision, authorities: file.authorities, statutes: file.statutes,
            article6: file.lawWords["article 6"] ?? [], article9: file.lawWords["article 9"] ?? [],
            schedule1: file.lawWords["schedule 1"] ?? [], purposes: file.purposes,
            neverPurposes: file.neverPurposes, roles: roles, about: file.about, requestFacts: file.requestFacts,
            categories: file.categories, marks: file.marks, obligations: obligations,
            handOffMinutes: file.handOffMinutes, identifiers: identifiers, routes: routes,
            reasonsTold: VocabularyFile.reasonsTold, reasonsKept: VocabularyFile.reasonsKept)
    }
}
