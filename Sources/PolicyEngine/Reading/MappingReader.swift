import WireProtocol

/// Reads the keys of one group by name, and in the end reports those nobody asked for.
///
/// Every method reports what it finds wrong and goes on, so that one reading finds every mistake.
struct MappingReader {
    let file: SourceFile
    let spot: Spot
    /// What the group is, for sentences: `a share`.
    let subject: String
    private let entries: [PolicyEntry]
    /// There while the reader only says what it would read.
    let sketch: SchemaSketch?
    private var asked: [String] = []
    private var missing: [String] = []

    init?(_ node: PolicyNode?, _ subject: String, in file: SourceFile) {
        switch node {
        case .mapping(let entries, let spot):
            self.file = file
            self.spot = spot
            self.subject = subject
            self.entries = entries
            sketch = nil
        case .text, .list:
            if let node { file.fault("\(subject) is made of keys, not \(node.kind)", at: node.spot) }
            return nil
        case .refused, nil: return nil
        }
    }

    /// A reader of nothing, that notes what it is asked for.
    init(sketching sketch: SchemaSketch) {
        file = SourceFile(path: "")
        spot = .start
        subject = ""
        entries = []
        self.sketch = sketch
    }

    /// The keys as written, for groups whose keys are words themselves.
    var written: [PolicyEntry] { entries }

    /// The node behind a key; notes a compulsory one that is missing.
    private mutating func node(
        _ key: String, _ shape: @autoclosure () -> SchemaSketch.Shape, optional: Bool
    ) -> PolicyNode? {
        sketch?.note(key, shape(), optional: optional)
        asked.append(key)
        let found = entries.first { $0.key == key }
        if found == nil, !optional { missing.append(key) }
        return found?.value
    }

    /// Where a key stands; its group when it is missing.
    func place(of key: String) -> Spot { entries.first { $0.key == key }?.keySpot ?? spot }

    func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

    /// Text; `shape` says what of it an editor can judge.
    mutating func text(
        _ key: String, optional: Bool = false, as shape: @autoclosure () -> SchemaSketch.Shape = .text
    ) -> Located<String>? {
        file.text(node(key, shape(), optional: optional), as: "`\(key)`")
    }

    mutating func number(_ key: String, _ range: ClosedRange<Int>, optional: Bool = false) -> Located<Int>? {
        file.number(node(key, .number(range), optional: optional), as: "`\(key)`", range)
    }

    mutating func day(_ key: String, optional: Bool = false) -> Located<CalendarDay>? {
        guard let text = text(key, optional: optional, as: .day) else { return nil }
        guard let day = CalendarDay(text.value) else {
            file.fault(
                "`\(key)` must be a day, not `\(text.value)`", at: text.spot,
                help: "days are written like `\"2026-11-01\"`, and must exist")
            return nil
        }
        return Located(value: day, spot: text.spot)
    }

    mutating func authority(_ key: String, in lexicon: Lexicon, optional: Bool = false) -> Located<AuthorityID>? {
        let shape: SchemaSketch.Shape = lexicon.words == nil ? .authority : .word(lexicon.words)
        guard let text = text(key, optional: optional, as: shape) else { return nil }
        return file.authority(text, in: lexicon)
    }

    /// A word that must be in a list.
    mutating func word(_ key: String, in lexicon: Lexicon, optional: Bool = false) -> Located<Code>? {
        guard let text = text(key, optional: optional, as: .word(lexicon.words)) else { return nil }
        return file.word(text, in: lexicon)
    }

    /// A list of different words of a lexicon; not empty unless told otherwise.
    mutating func words(_ key: String, in lexicon: Lexicon, optional: Bool = false, mayBeEmpty: Bool = false)
        -> [Located<Code>]?
    {
        file.words(
            node(key, .list(.word(lexicon.words), mayBeEmpty: mayBeEmpty), optional: optional), as: "`\(key)`",
            in: lexicon, mayBeEmpty: mayBeEmpty)
    }

    /// A list that makes new words; `nil` when one of them is none, so that nobody's use of it is called unknown.
    mutating func newWords(_ key: String, mayBeEmpty: Bool = false) -> [Located<Code>]? {
        let shape: SchemaSketch.Shape = .list(.word(nil), mayBeEmpty: mayBeEmpty)
        return file.newWords(node(key, shape, optional: false), as: "`\(key)`", mayBeEmpty: mayBeEmpty)
    }

    mutating func numbers(_ key: String, _ range: ClosedRange<Int>, as what: String) -> [Located<Int>] {
        let shape: SchemaSketch.Shape = .list(.number(range), mayBeEmpty: true)
        return file.list(node(key, shape, optional: false), as: "`\(key)`")?
            .compactMap { file.number($0, as: what, range) } ?? []
    }

    /// A new word of the file's own.
    mutating func name(_ key: String, optional: Bool = false) -> Located<Code>? {
        text(key, optional: optional, as: .word(nil)).flatMap(file.newWord)
    }

    mutating func group(_ key: String, _ subject: String, optional: Bool = false) -> MappingReader? {
        let inner = sketch.map { _ in SchemaSketch() }
        let node = node(key, inner.map { .group($0) } ?? .text, optional: optional)
        return inner.map { MappingReader(sketching: $0) } ?? MappingReader(node, subject, in: file)
    }

    /// The groups of a list.
    mutating func groups(_ key: String, _ subject: String, optional: Bool = false) -> [MappingReader] {
        let inner = sketch.map { _ in SchemaSketch() }
        let node = node(key, inner.map { .list(.group($0), mayBeEmpty: true) } ?? .text, optional: optional)
        if let inner { return [MappingReader(sketching: inner)] }
        return file.list(node, as: "`\(key)`")?.compactMap { MappingReader($0, subject, in: file) } ?? []
    }

    /// The one value a key may have in this language.
    mutating func fixed(_ key: String, _ value: String) {
        guard let text = text(key, as: .word([value])) else { return }
        if Int(value) != nil { file.isNumber(at: text.spot) }
        guard text.value != value else { return }
        file.fault("`\(key)` must be `\(value)` here, not `\(text.value)`", at: text.spot)
    }

    /// A list that the language fixes, word for word and in this order.
    mutating func exactly(_ key: String, _ words: [Code]) {
        let node = node(key, .fixed(words.map(\.text)), optional: false)
        guard let found = file.newWords(node, as: "`\(key)`"), found.map(\.value) != words else { return }
        let odd = found.first { !words.contains($0.value) }
        file.fault(
            odd.map { "`\($0.value)` is not among the `\(key)` of this language" }
                ?? "`\(key)` must be the list this language has", at: odd?.spot ?? place(of: key),
            help: "write `[\(words.map(\.text).joined(separator: ", "))]`")
    }

    /// Reports unknown keys, then missing ones that no misspelt key explains.
    func finish() {
        var explained: Set<String> = []
        for entry in entries where !asked.contains(entry.key) {
            let absent = asked.filter { !has($0) }
            let near = Suggestion.nearest(to: entry.key, among: absent)
            let known = "the keys of \(subject) are " + asked.map { "`\($0)`" }.joined(separator: ", ")
            if let near { explained.insert(near) }
            file.fault(
                "unknown key `\(entry.key)`", at: entry.keySpot, help: near.map { "did you mean `\($0)`?" } ?? known)
        }
        for key in missing where !explained.contains(key) {
            file.fault("\(subject) must say `\(key)`", at: spot)
        }
    }
}
