import Yams

/// Turns the octets of one file into nodes, or says why they are none.
enum PolicyDocument {
    /// A policy file is written by people; one beyond this is not.
    static let largest = 512 * 1_024

    /// The keys of a file, or `nil` after its mistakes have been reported.
    static func read(_ octets: [UInt8], in file: SourceFile) -> PolicyNode? {
        guard let text = text(of: octets, in: file) else { return nil }
        return read(text, in: file)
    }

    /// The text of a file, its lines ended by one sign, or `nil` after what is wrong with it has been reported.
    static func text(of octets: [UInt8], in file: SourceFile) -> String? {
        guard octets.count <= largest else {
            file.fault("the file is larger than \(largest / 1_024) KiB", at: .start, help: "split it")
            return nil
        }
        guard var text = String(validating: octets, as: UTF8.self) else {
            file.fault(
                "the file is not UTF-8 text", at: .start,
                help: "save it as UTF-8; editors offer that under `Save as`, as encoding")
            return nil
        }
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        return withPlainLineEnds(text)
    }

    /// The keys of a text whose lines are ended by one sign.
    static func read(_ text: String, in file: SourceFile) -> PolicyNode? {
        guard UnwantedSigns.areAbsent(from: text, in: file), YAMLTraps.areAbsent(from: text, in: file),
            let root = compose(text, in: file)
        else { return nil }
        let node = PolicyNode(root, in: file)
        guard case .mapping = node else {
            file.fault("the file must be made of keys, but is \(node.kind)", at: node.spot, help: "write `key: value`")
            return nil
        }
        return node
    }

    /// Windows ends a line with two signs, and old editors with the other one alone.
    private static func withPlainLineEnds(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\r")) else { return text }
        var plain = String.UnicodeScalarView()
        var last: Unicode.Scalar?
        for letter in text.unicodeScalars {
            if letter != "\n" || last != "\r" { plain.append(letter == "\r" ? "\n" : letter) }
            last = letter
        }
        return String(plain)
    }

    /// Composes without guessing types, which would make of two keys alike two different ones, reporting each repeated key and going on as if its second appearance were not there.
    private static func compose(_ text: String, in file: SourceFile) -> Node? {
        var text = text
        for repetition in 0..<32 {
            do {
                guard let root = try Yams.compose(yaml: text, .basic) else {
                    file.fault(
                        "the file is empty", at: .start,
                        help: "put its text back, or delete the file where a set can do without it")
                    return nil
                }
                return root
            } catch let error as YamlError {
                guard case .duplicatedKeysInMapping(let keys, let context) = error, let key = keys.first,
                    let second = RepeatedKey.hideSecond(key, first: Spot(context.mark), number: repetition, in: &text)
                else {
                    report(error, of: text, in: file)
                    return nil
                }
                file.fault(
                    "`\(key)` stands twice in one place", at: second,
                    help: (key == "id" ? "begin a new rule with `- id`, or " : "")
                        + "keep one of the two; the first stands in line \(context.mark.line)")
            } catch {
                file.fault("the file cannot be read as YAML", at: .start)
                return nil
            }
        }
        return nil
    }

    private static func report(_ error: YamlError, of text: String, in file: SourceFile) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            let (message, help) = plainWords(for: problem, isInLine: isInLine(Spot(mark), of: text))
            file.fault(message, at: Spot(mark), help: help)
        case .duplicatedKeysInMapping(let keys, let context):
            file.fault("`\(keys.first ?? "")` stands twice in one place", at: Spot(context.mark), help: "keep one")
        case .reader(let problem, _, _, _): file.fault("this is not YAML: \(problem)", at: .start)
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            file.fault("the file cannot be read as YAML", at: .start)
        }
    }

    /// What the parser says, for people who have never heard of it. It often stumbles one line behind the slip.
    private static func plainWords(for problem: String, isInLine: Bool) -> (message: String, help: String) {
        if isInLine, problem.contains("did not find expected key") {
            return ("the text goes on behind a closing bracket", "put the whole text between two quotes")
        }
        let known = plainWords.first { problem.contains($0.problem) }
        return known.map { ($0.message, $0.help) }
            ?? (
                "this is not YAML: \(problem)",
                "look for a missing colon, quote, bracket or space in this line or the one before"
            )
    }

    /// Whether something stands in the same line before a place.
    private static func isInLine(_ spot: Spot, of text: String) -> Bool {
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.indices.contains(spot.line - 1) else { return false }
        return lines[spot.line - 1].prefix(spot.column - 1).contains { $0 != " " }
    }

    private static let columns =
        "begin the keys of one group in one column, and each entry of a list with `- ` in one column"
    private static let plainWords: [(problem: String, message: String, help: String)] = [
        (
            "mapping values are not allowed", "a colon stands where no key can be",
            "put a text that has a colon in it in quotes, and keep the keys of one group in one column"
        ),
        ("did not find expected key", "this line does not begin in the column of its group", columns),
        ("did not find expected '-' indicator", "this line does not begin in the column of its group", columns),
        (
            "could not find expected ':'", "a key is not followed by a colon and a space",
            "write `key: value`; look at the line before too"
        ),
        (
            "did not find expected ','", "what a bracket opens is not closed",
            "look for a missing comma, `]` or `}` in this line or the one before"
        ),
        (
            "did not find expected node content", "a value is missing here",
            "look for two commas, or for a bracket without its other half"
        ),
        (
            "cannot start any token", "a text cannot begin with this sign",
            "put the whole text between two quotes"
        ),
        (
            "block sequence entries are not allowed", "a text cannot begin with `- `",
            "put the whole text between two quotes, or begin the list in a line of its own"
        ),
        (
            "but found another document", "`---` begins another document here",
            "take the line out: a file is one document"
        ),
    ]
}
