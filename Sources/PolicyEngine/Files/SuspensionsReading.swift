import Crypto
import WireProtocol

extension Suspensions {
    /// Reads `suspensions.yaml`, or tells every mistake of it. Names the set does not have are mistakes too: a slip would
    /// suspend nothing.
    package static func read(
        _ octets: [UInt8], path: String = "suspensions.yaml", for set: PolicySet
    ) throws(PolicyFaults) -> Suspensions {
        let file = SourceFile(path: path)
        let suspensions = PolicyDocument.read(octets, in: file).flatMap {
            Suspensions($0, SuspensionWords(set), in: file)
        }
        guard let suspensions, file.diagnostics.isEmpty else { throw PolicyFaults(diagnostics: file.diagnostics) }
        return suspensions
    }

    /// What a record of them is bound to.
    package var digest: String {
        "sha-256:" + Hex.encode(SHA256.hash(data: Array((isTotal ? "everything" : text).utf8)))
    }

    /// The file as text.
    package var text: String {
        let head = """
            # What stands still at present. One person suspends, at any hour; lifting takes two and a review.
            language: 1
            """
        guard !entries.isEmpty else { return head + "\nsuspensions: []\n" }
        return head + "\nsuspensions:\n" + entries.map(\.text).joined()
    }

    init?(_ root: PolicyNode, _ words: SuspensionWords, in file: SourceFile) {
        guard var reader = MappingReader(root, "the suspensions file", in: file) else { return nil }
        reader.fixed("language", "1")
        let entries = reader.groups("suspensions", "a suspension").compactMap { Suspension($0, words) }
        reader.finish()
        self.init(entries: entries, isTotal: false)
    }
}

/// What of a set can stand still.
struct SuspensionWords {
    let authorities: Lexicon
    let categories: Lexicon
    let agreements: Lexicon
    let trials: Lexicon

    /// Whatever could once stand still.
    static let any = SuspensionWords()

    private init() {
        authorities = .fixed("authority", "authorities", nil)
        categories = .fixed("category", "categories", nil)
        agreements = .fixed("agreement", "agreements", nil)
        trials = .fixed("trial", "trials", nil)
    }

    init(_ set: PolicySet) {
        authorities = Lexicon("authority", "authorities", set.vocabulary.authorities.map(\.id.code))
        categories = Lexicon("category", "categories", set.vocabulary.categories.map(\.code.text))
        agreements = Lexicon("agreement", "agreements", set.agreements.map(\.id.text), listedIn: "agreements/")
        trials = Lexicon("trial", "trials", set.trials.map(\.id.text), listedIn: "trials/")
    }
}

extension Suspension {
    fileprivate init?(_ reader: MappingReader, _ words: SuspensionWords) {
        var reader = reader
        // What was lifted stays on record, also when the council has left or the trial's file is gone.
        let words = reader.has("lifted") ? SuspensionWords.any : words
        let council = reader.authority("council", in: words.authorities, optional: true)?.value
        let category = reader.word("category", in: words.categories, optional: true)?.value
        let agreement = reader.word("agreement", in: words.agreements, optional: true)?.value
        let trial = reader.word("trial", in: words.trials, optional: true)?.value
        let because = reader.text("because")?.value
        let by = reader.name("by")?.value
        let since = reader.day("since")?.value
        let lifted = reader.group("lifted", "`lifted`", optional: true).flatMap { Lifting($0) }
        reader.finish()
        let named = ["council", "category", "agreement", "trial"].filter(reader.has)
        if named.count != 1 {
            reader.file.fault(
                "a suspension names one thing, not \(named.count)", at: reader.spot,
                help: "write one of `council`, `category`, `agreement`, `trial`")
        }
        let targets = [
            council.map(Target.council), category.map(Target.category), agreement.map(Target.agreement),
            trial.map(Target.trial),
        ]
        guard let target = targets.compactMap(\.self).first, let because, let by, let since else { return nil }
        self.init(target: target, because: because, by: by, since: since, lifted: lifted)
    }

    fileprivate var text: String {
        var lines = [
            "  - \(target.key): \(target.word)", "    because: \(PolicyText.quoted(because))", "    by: \(by)",
            "    since: \"\(since)\"",
        ]
        if let lifted {
            let by = lifted.by.map(\.text).joined(separator: ", ")
            lines.append(
                "    lifted: { by: [\(by)], day: \"\(lifted.day)\", review: \(PolicyText.quoted(lifted.review)) }")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Suspension.Lifting {
    fileprivate init?(_ group: MappingReader) {
        var group = group
        let by = group.words("by", in: .fixed("post", "posts", nil))
        let day = group.day("day")?.value
        let review = group.text("review")?.value
        group.finish()
        if let by, by.count < 2 {
            group.file.fault("one person cannot lift a suspension", at: group.place(of: "by"), help: "name two posts")
        }
        guard let by, let day, let review else { return nil }
        self.init(by: by.map(\.value), day: day, review: review)
    }
}

/// Text as policy files write it.
enum PolicyText {
    /// In straight double quotes; what cannot stand between them becomes a typographic quote or a space.
    static func quoted(_ text: String) -> String {
        let plain = text.unicodeScalars.map { letter -> Character in
            switch letter {
            case "\"": "”"
            case "\\": "/"
            case _ where letter.value < 0x20: " "
            default: Character(letter)
            }
        }
        return "\"" + String(plain) + "\""
    }
}
