package import WireProtocol

/// Why in law some purposes may be served: one reason of the asking council, one of the answering one.
package struct LawEntry: Sendable {
    /// One council's reason.
    package struct Basis: Sendable {
        package let article6: Code
        package let under: [Code]
    }

    let purposes: [Located<Code>]
    package let holder: Basis
    package let requester: Basis
    package let article9: Code
    package let schedule1: Code?
    package let criminalOffenceData: Code
    package let confidentiality: Code

    package var forPurposes: [Code] { purposes.map(\.value) }
}

extension LawEntry {
    /// The entries of `law`; notes in the file when one of them could not be read.
    static func entries(_ reader: inout MappingReader, _ words: Words) -> [LawEntry] {
        let groups = reader.groups("law", "an entry of `law`")
        let entries = groups.compactMap { LawEntry($0, words) }
        if entries.count < groups.count || groups.isEmpty { reader.file.hasUnreadLaw = true }
        return entries
    }

    private init?(_ reader: MappingReader, _ words: Words) {
        var reader = reader
        let purposes = reader.words("for", in: words.purposes)
        let holder = reader.group("holder", "the holder's law").flatMap { Basis($0, words) }
        let requester = reader.group("requester", "the requester's law").flatMap { Basis($0, words) }
        let special = reader.group("special category", "`special category`").map { Self.special($0, words) }
        let crime = Lexicon("word", "words", words.schedule1.words.map { ["none-shared"] + $0 })
        let criminal = reader.word("criminal offence data", in: crime)?.value
        let confidentiality = reader.word("confidentiality", in: words.confidentiality)?.value
        reader.finish()
        guard let purposes, let holder, let requester, let article9 = special?.article9, let criminal,
            let confidentiality
        else { return nil }
        self.init(
            purposes: purposes, holder: holder, requester: requester, article9: article9,
            schedule1: special?.schedule1, criminalOffenceData: criminal, confidentiality: confidentiality)
    }

    /// Conditions (g) and (h) of Article 9(2) need a condition of Schedule 1 to the Data Protection Act 2018 beside them.
    private static func special(_ group: MappingReader, _ words: Words) -> (article9: Code?, schedule1: Code?) {
        var group = group
        let article9 = group.word("article 9", in: words.article9)
        let schedule1 = group.word("schedule 1", in: words.schedule1, optional: true)
        group.finish()
        let fitting: [Code] = article9?.value == "9-2-g" ? ["sch1-6", "sch1-18"] : ["sch1-2"]
        guard let article9, article9.value != "9-2-c" else { return (article9?.value, schedule1?.value) }
        if !group.has("schedule 1") || schedule1.map({ !fitting.contains($0.value) }) == true {
            group.file.fault(
                "`\(article9.value)` needs a fitting condition of schedule 1", at: schedule1?.spot ?? article9.spot,
                help: "write `schedule 1: \(fitting[fitting.count - 1])`")
        }
        return (article9.value, schedule1?.value)
    }
}

extension LawEntry.Basis {
    fileprivate init?(_ group: MappingReader, _ words: Words) {
        var group = group
        let article6 = group.word("article 6", in: words.article6)?.value
        let under = group.words("under", in: words.statutes)
        group.finish()
        guard let article6, let under else { return nil }
        Self.judge(under, words, in: group.file)
        self.init(article6: article6, under: under.map(\.value))
    }

    /// A law that has not begun carries nothing, and a duty to co-operate alone is no ground for telling.
    private static func judge(_ under: [Located<Code>], _ words: Words, in file: SourceFile) {
        let statutes = words.vocabulary.statutes
        let found = under.compactMap { word in statutes.first { $0.code == word.value } }
        for word in under where statutes.contains(where: { $0.code == word.value && !$0.isInForce }) {
            file.fault(
                "`\(word.value)` is not in force", at: word.spot,
                help: "name a law that is, and mention this one in the paperwork")
        }
        if let first = under.first, found.count == under.count, found.allSatisfy({ $0.gives == "cooperation" }) {
            file.fault(
                "`\(first.value)` alone does not allow telling", at: first.spot,
                help: "co-operation is no ground by itself; name a law that gives a duty or a power beside it")
        }
    }
}
