import WireProtocol

/// `vocabulary.yaml` as far as it could be read: what is `nil` was wrong and has been reported.
struct VocabularyFile {
    var revision: String?
    var authorities: [Vocabulary.Authority] = []
    var statutes: [Vocabulary.Statute] = []
    var lawWords: [String: [Code]] = [:]
    var purposes: [Vocabulary.Purpose] = []
    var neverPurposes: [Code] = []
    var roles: [Code]?
    var about: [(word: Code, relationships: [Code])] = []
    var requestFacts: [[Code]] = []
    var categories: [Vocabulary.Category] = []
    var marks: [Vocabulary.Mark] = []
    var obligations: ObligationScale?
    var handOffMinutes: [Code: Int] = [:]
    var identifiers: [Code]?
    var routes: [Code]?
    /// The groups of which some entry could not be read: whatever is missing there is not called unknown elsewhere.
    var unread: Set<String> = []
    /// Whether the file was there and made of keys at all.
    var wasRead = false

    static let reasonsTold: [Code] = [
        "vocabulary-unknown", "no-agreement", "policy-not-yet-in-force", "policy-expired", "suspended",
        "purpose-not-covered", "role-not-covered", "category-not-covered", "person-not-covered", "answered-by-people",
        "family-conversation-missing", "harm-threshold-missing", "manager-not-named", "outside-age-rule",
        "rate-limited",
    ]
    static let reasonsKept: [Code] = [
        "more-detrimental-to-child", "unreasonable-s47-10", "law-enforcement-prejudice", "court-order", "marked",
        "row-left-out", "not-covered-by-record",
    ]
    static let levels: [Code] = ["none", "flag", "contact", "detail"]

    init() {}

    init(_ reader: MappingReader) {
        var reader = reader
        wasRead = true
        reader.fixed("language", "1")
        reader.fixed("vocabulary", "fcg/1")
        revision = reader.text("revision")?.value
        reader.fixed("time zone", "Europe/London")
        readPeopleAndLaw(&reader)
        readQuestionWords(&reader)
        readCategoriesAndMarks(&reader)
        readFixedLists(&reader)
        reader.finish()
    }

    private mutating func readPeopleAndLaw(_ reader: inout MappingReader) {
        let file = reader.file
        for (key, group) in reader.namedGroups("authorities", "an authority") {
            var group = group
            let name = group.text("name")?.value
            let body = group.text("delivers through", optional: true)?.value
            group.finish()
            if let id = file.authority(key, in: .fixed("authority", "authorities", nil)), let name {
                authorities.append(.init(id: id.value, name: name, deliversThrough: body))
            } else {
                unread.insert("authorities")
            }
        }
        for (key, group) in reader.namedGroups("statutes", "a statute") {
            var group = group
            let name = group.text("name")?.value
            let gives = group.word("gives", in: .fixed("kind", "kinds", ["duty", "power", "cooperation"]))?.value
            let standing = group.word("standing", in: .fixed("standing", "standings", ["in-force", "not-commenced"]))
            group.finish()
            if let code = file.newWord(key)?.value, let name, let gives, let standing {
                statutes.append(.init(code: code, name: name, gives: gives, isInForce: standing.value == "in-force"))
            } else {
                unread.insert("statutes")
            }
        }
        for key in ["article 6", "article 9", "schedule 1", "confidentiality"] {
            lawWords[key] = reader.newWords(key)?.map(\.value)
            refuseConsent(reader, key)
        }
    }

    /// A vocabulary that offered them would let an agreement rest on them.
    private func refuseConsent(_ reader: MappingReader, _ key: String) {
        for word in lawWords[key] ?? [] where ["6-1-a", "6-1-ea"].contains(word) {
            reader.file.fault(
                "`\(word)` cannot be a word of a vocabulary", at: reader.place(of: key),
                help: "councils share on their public task, `6-1-e`; take `\(word)` out")
        }
    }

    private mutating func readQuestionWords(_ reader: inout MappingReader) {
        let file = reader.file
        for (key, group) in reader.namedGroups("purposes", "a purpose") {
            var group = group
            let told = group.text("told")?.value
            let family = group.word("family", in: .fixed("rule", "rules", ["held-or-reason", "not-needed"]))?.value
            let hours = group.number("second person within hours", 1...72, optional: true)?.value
            group.finish()
            if let code = file.newWord(key)?.value, let told, let family {
                purposes.append(.init(code: code, told: told, family: family, secondPersonWithinHours: hours))
            } else {
                unread.insert("purposes")
            }
        }
        neverPurposes = reader.newWords("never purposes")?.map(\.value) ?? []
        roles = reader.newWords("roles")?.map(\.value)
        if let group = reader.group("about", "`about`") {
            about = group.namedLists().compactMap { key, list in
                let word = file.newWord(key)?.value
                let relationships = list?.map(\.value)
                if word == nil || relationships == nil { unread.insert("about") }
                return word.flatMap { word in relationships.map { (word, $0) } }
            }
        }
        if var group = reader.group("request facts", "`request facts`") {
            for fact in RequestFact.allCases {
                requestFacts.append(group.newWords(fact.rawValue)?.map(\.value) ?? [])
            }
            group.finish()
        }
        if var group = reader.group("record facts", "`record facts`") {
            group.fixed("age", "whole-years")
            group.exactly("involvement", ["current", "historic"])
            group.fixed("ended months ago", "whole-months")
            group.finish()
        }
    }

    private mutating func readFixedLists(_ reader: inout MappingReader) {
        obligations = reader.group("obligations", "`obligations`").flatMap { ObligationScale($0) }
        if let group = reader.group("hand-off within minutes", "`hand-off within minutes`") {
            readHandOff(group)
        }
        identifiers = reader.newWords("identifiers")?.map(\.value)
        routes = reader.newWords("to councils")?.map(\.value)
        reader.exactly("outcomes", ["answered", "answered-partly", "refused", "unavailable"])
        reader.exactly("subject outcomes", ["matched", "not-confirmed", "too-little-to-search"])
        reader.exactly("shown", ["current", "historic", "nothing-to-show"])
        reader.exactly("reasons told", Self.reasonsTold)
        reader.exactly("reasons kept", Self.reasonsKept)
    }

    private mutating func readHandOff(_ group: MappingReader) {
        var group = group
        handOffMinutes = group.namedNumbers(requestFacts.last ?? [], 1...10_080)
        group.finish()
    }
}
