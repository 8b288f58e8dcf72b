import WireProtocol

extension Suspensions {
    /// Reads `suspensions.yaml`, or tells every mistake of it. Names the set does not have are mistakes where something
    /// stands still by them: a slip would suspend nothing. Signatures are for whoever has the register.
    package static func read(
        _ octets: [UInt8], path: String = "suspensions.yaml", for set: PolicySet
    ) throws(PolicyFaults) -> Suspensions {
        let file = SourceFile(path: path)
        let acts = PolicyDocument.read(octets, in: file).flatMap { written($0, in: file) } ?? []
        var suspensions = Suspensions.none
        for act in acts {
            do throws(Misfit) { suspensions = try suspensions.adding(act.value) } catch {
                file.fault(error.message(act.value), at: act.spot, help: "acts follow each other as they were done")
            }
        }
        let words = SuspensionWords(set)
        for act in acts where suspensions.active.contains(act.value) { words.check(act, in: file) }
        guard file.diagnostics.isEmpty else { throw PolicyFaults(diagnostics: file.diagnostics) }
        return suspensions
    }

    /// The file as text.
    package var text: String {
        let head = """
            # What stands still at present. One person suspends, at any hour; lifting takes two and a review.
            language: 1
            """
        guard !acts.isEmpty else { return head + "\nsuspensions: []\n" }
        return head + "\nsuspensions:\n" + acts.map(\.text).joined()
    }

    private static func written(_ root: PolicyNode, in file: SourceFile) -> [Located<Suspension>]? {
        guard var reader = MappingReader(root, "the suspensions file", in: file) else { return nil }
        reader.fixed("language", "1")
        let acts = reader.groups("suspensions", "an act").compactMap(Suspension.read)
        reader.finish()
        return acts
    }
}

extension Suspensions.Misfit {
    fileprivate func message(_ act: Suspension) -> String {
        switch self {
        case .standsAlready: "\(act.target) stands still already"
        case .standsNot: "\(act.target) does not stand still here"
        case .saidAlready: "one person cannot lift a suspension"
        }
    }
}

/// What of a set can stand still.
private struct SuspensionWords {
    private let authorities: Lexicon
    private let categories: Lexicon
    private let agreements: Lexicon
    private let trials: Lexicon

    init(_ set: PolicySet) {
        authorities = Lexicon("authority", "authorities", set.vocabulary.authorities.map(\.id.code))
        categories = Lexicon("category", "categories", set.vocabulary.categories.map(\.code.text))
        agreements = Lexicon("agreement", "agreements", set.agreements.map(\.id.text), listedIn: "agreements/")
        trials = Lexicon("trial", "trials", set.trials.map(\.id.text), listedIn: "trials/")
    }

    func check(_ act: Located<Suspension>, in file: SourceFile) {
        let word = Located(value: act.value.target.word, spot: act.spot)
        switch act.value.target {
        case .council: _ = file.authority(word, in: authorities)
        case .category: _ = file.word(word, in: categories)
        case .agreement: _ = file.word(word, in: agreements)
        case .trial: _ = file.word(word, in: trials)
        }
    }
}

extension Suspension {
    fileprivate static func read(_ reader: MappingReader) -> Located<Suspension>? {
        var reader = reader
        let suspend = reader.group("suspend", "`suspend`", optional: true).flatMap(target)
        let lift = reader.group("lift", "`lift`", optional: true).flatMap(target)
        let because = reader.text("because")?.value
        let by = reader.name("by")?.value
        let day = reader.day("day")?.value
        let signature = reader.text("signature")
        reader.finish()
        if ["suspend", "lift"].filter(reader.has).count != 1 {
            reader.file.fault(
                "an act is either `suspend` or `lift`", at: reader.spot,
                help: "`fcg policy suspend` and `fcg policy resume` write this file")
        }
        let octets = signature.flatMap { Base64URL.decode($0.value) }.flatMap { $0.count == 64 ? $0 : nil }
        if let signature, octets == nil {
            reader.file.fault(
                "this is not a signature", at: signature.spot,
                help: "`fcg policy suspend` and `fcg policy resume` write this file; put back what stood here")
        }
        guard let target = suspend ?? lift, let because, let by, let day, let octets else { return nil }
        let act = Suspension(
            suspend == nil ? .lift : .suspend, target.value, because: because, by: by, day: day, signature: octets)
        return Located(value: act, spot: target.spot)
    }

    private static func target(_ group: MappingReader) -> Located<Target>? {
        var group = group
        func any(_ noun: String) -> Lexicon { .fixed(noun, noun, nil) }
        let council = group.authority("council", in: any("authority"), optional: true)
        let words = ["category", "agreement", "trial"].map { group.word($0, in: any($0), optional: true) }
        group.finish()
        let targets: [Located<Target>?] =
            [council.map { Located(value: .council($0.value), spot: $0.spot) }]
            + zip(words, [Target.category, Target.agreement, Target.trial]).map { word, target in
                word.map { Located(value: target($0.value), spot: $0.spot) }
            }
        let named = ["council", "category", "agreement", "trial"].filter(group.has)
        if named.count != 1 {
            group.file.fault(
                "a suspension names one thing, not \(named.count)", at: group.spot,
                help: "write one of `council`, `category`, `agreement`, `trial`")
        }
        return named.count == 1 ? targets.compactMap(\.self).first : nil
    }

    fileprivate var text: String {
        [
            "  - \(act.rawValue): { \(target.key): \(target.word) }", "    because: \(PolicyText.quoted(because))",
            "    by: \(by)", "    day: \"\(day)\"", "    signature: \"\(Base64URL.encode(signature))\"",
        ].joined(separator: "\n") + "\n"
    }
}

/// Text as policy files write it.
enum PolicyText {
    /// In straight double quotes.
    static func quoted(_ text: String) -> String { "\"" + plain(text) + "\"" }

    /// What cannot stand between straight quotes becomes a typographic quote, a stroke or a space.
    static func plain(_ text: String) -> String {
        String(
            text.unicodeScalars.map { letter -> Character in
                switch letter {
                case "\"": "”"
                case "\\": "/"
                case _ where letter.value < 0x20: " "
                default: Character(letter)
                }
            })
    }
}
