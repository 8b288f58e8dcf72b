import WireProtocol

extension SourceFile {
    func text(_ node: PolicyNode?, as what: @autoclosure () -> String) -> Located<String>? {
        switch node {
        case .text(let text, let spot):
            guard !text.utf8.allSatisfy({ $0 == UInt8(ascii: " ") }) else {
                fault("\(what()) is empty", at: spot)
                return nil
            }
            return Located(value: text, spot: spot)
        case .list(_, let spot), .mapping(_, let spot):
            fault("\(what()) must be text, not \(node?.kind ?? "")", at: spot)
            return nil
        case .refused, nil: return nil
        }
    }

    func number(_ node: PolicyNode?, as what: @autoclosure () -> String, _ range: ClosedRange<Int>) -> Located<Int>? {
        guard let text = text(node, as: what()) else { return nil }
        guard let number = Int(text.value), String(number) == text.value, range.contains(number) else {
            fault(
                "\(what()) must be a whole number, not `\(text.value)`", at: text.spot,
                help: "write a number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        isNumber(at: text.spot)
        return Located(value: number, spot: text.spot)
    }

    func list(_ node: PolicyNode?, as what: @autoclosure () -> String) -> [PolicyNode]? {
        switch node {
        case .list(let nodes, _): return nodes
        case .text(let text, let spot):
            fault("\(what()) must be a list", at: spot, help: "write `[\(text)]`")
            return nil
        case .mapping(_, let spot):
            fault("\(what()) must be a list, not a group of keys", at: spot)
            return nil
        case .refused, nil: return nil
        }
    }

    func authority(_ text: Located<String>, in lexicon: Lexicon) -> Located<AuthorityID>? {
        guard lexicon.has(text.value), let id = AuthorityID(text.value) else {
            fault("unknown authority `\(text.value)`", at: text.spot, help: lexicon.help(for: text.value))
            return nil
        }
        return Located(value: id, spot: text.spot)
    }

    func word(_ text: Located<String>, in lexicon: Lexicon) -> Located<Code>? {
        guard lexicon.has(text.value) else {
            fault(
                "unknown \(lexicon.noun) `\(text.value)`", at: text.spot,
                help: Self.lawfulAlternative(to: text.value) ?? Self.severalWords(in: text.value, lexicon)
                    ?? Self.strangeLetter(in: text.value) + lexicon.help(for: text.value))
            return nil
        }
        guard lexicon.words != nil else { return newWord(text) }
        guard text.value.utf8.contains(UInt8(ascii: " ")) else { return newWord(text) }
        return newWord(Located(value: text.value.replacing(" ", with: "-"), spot: text.spot))
    }

    func newWord(_ text: Located<String>) -> Located<Code>? {
        guard let code = Code(text.value) else {
            fault(
                "`\(text.value)` is not a code", at: text.spot, help: "write lower case letters, digits and hyphens")
            return nil
        }
        return Located(value: code, spot: text.spot)
    }

    func words(_ node: PolicyNode?, as what: @autoclosure () -> String, in lexicon: Lexicon, mayBeEmpty: Bool = false)
        -> [Located<Code>]?
    {
        guard let node, let nodes = list(node, as: what()) else { return nil }
        if nodes.isEmpty, !mayBeEmpty {
            fault("\(what()) is empty", at: node.spot, help: "name at least one \(lexicon.noun)")
        }
        var words: [Located<Code>] = []
        words.reserveCapacity(nodes.count)
        for node in nodes {
            guard let text = text(node, as: "a \(lexicon.noun)"), let word = word(text, in: lexicon) else { continue }
            words.append(word)
        }
        reportRepeated(words)
        return words
    }

    /// A list that makes new words; `nil` when one of them is none.
    func newWords(_ node: PolicyNode?, as what: @autoclosure () -> String, mayBeEmpty: Bool = false) -> [Located<Code>]?
    {
        let words = words(node, as: what(), in: .fixed("word", "words", nil), mayBeEmpty: mayBeEmpty)
        if case .list(let nodes, _) = node, nodes.count != words?.count { return nil }
        return words
    }

    private func reportRepeated(_ words: [Located<Code>]) {
        var seen: Set<Code> = []
        for (place, word) in words.enumerated() {
            let isRepeated =
                words.count > 16
                ? !seen.insert(word.value).inserted : words[..<place].contains { $0.value == word.value }
            if isRepeated { fault("`\(word.value)` stands twice in this list", at: word.spot, help: "take one out") }
        }
    }

    /// Words without the comma between them.
    private static func severalWords(in typed: String, _ lexicon: Lexicon) -> String? {
        let words = typed.split { [" ", ";", "/"].contains($0) }.map(String.init)
        guard words.count > 1, words.allSatisfy(lexicon.has) else { return nil }
        return "put a comma between two words: `[\(words.joined(separator: ", "))]`"
    }

    /// Letters of other alphabets and long dashes look like ours.
    private static func strangeLetter(in typed: String) -> String {
        guard let letter = typed.unicodeScalars.first(where: { !$0.isASCII }) else { return "" }
        return "`\(letter)` (\(letter.codePoint)) is no letter of a code, whatever it looks like; "
    }

    private static func lawfulAlternative(to typed: String) -> String? {
        switch typed {
        case "6-1-a": "consent is not why a council may share this; its public task is: write `6-1-e`"
        case "6-1-ea", "6-1-f": "public authorities do not use this for their tasks: write `6-1-e`"
        default: nil
        }
    }
}
