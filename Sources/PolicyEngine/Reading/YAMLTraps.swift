/// Finds the parts of YAML that policy files do not use, by reading the text itself.
///
/// A composed tree hides them: an alias is replaced by what it stands for, an explicit tag by the type it forces.
struct YAMLTraps {
    private let letters: [Unicode.Scalar]
    private let file: SourceFile
    private var index = 0
    private var line = 1
    private var column = 1
    private var depth = 0
    private var dashes = 0
    /// A new node may begin here.
    private var awaitsNode = true
    private var afterQuote = false

    private static let deepest = 12

    /// Reports every trap of a text; true when there is none.
    static func areAbsent(from text: String, in file: SourceFile) -> Bool {
        let before = file.diagnostics.count
        var traps = YAMLTraps(text, file)
        traps.scan()
        return file.diagnostics.count == before
    }

    private init(_ text: String, _ file: SourceFile) {
        letters = Array(text.unicodeScalars)
        self.file = file
    }

    private mutating func scan() {
        while index < letters.count {
            let letter = letters[index]
            switch letter {
            case "\n": newLine()
            case " ": advance()
            case "\t" where awaitsNode: trap("a tab stands where only spaces may", "use spaces to indent")
            case "#" where column == 1 || isSpace(before: index): passComment()
            default: awaitsNode ? beginNode(letter) : continueNode(letter)
            }
        }
    }

    /// A comment behind a value has a space behind its sign; `see note #4` was meant to be read.
    private mutating func passComment() {
        if !awaitsNode, index + 1 < letters.count, letters[index + 1] != "#", !isSpace(after: index) {
            trap(
                "`#` ends the text: what stands behind it is not read",
                "put the text in quotes if `#` belongs to it, or a space behind `#` if a comment begins")
        }
        skip { $0 != "\n" }
    }

    private mutating func beginNode(_ letter: Unicode.Scalar) {
        switch letter {
        case "&", "*":
            trap("anchors and aliases are not used in policy files", "write the words out where they are needed")
        case "!": trap("tags such as `!!str` are not used in policy files", "write the text in quotes")
        case "|", ">": trap("text over several lines is not used in policy files", "write the text in one line")
        case "%" where column == 1: trap("directives are not used in policy files", "take the line out")
        case "?" where isSpace(after: index):
            trap("keys written with `?` are not used in policy files", "write `key: value`")
        case "-" where isSpace(after: index): openDash()
        case "'", "\"": skipQuoted(letter)
        case "[", "{": openFlow()
        default: continueNode(letter)
        }
    }

    private mutating func continueNode(_ letter: Unicode.Scalar) {
        let endsKey = letter == ":" && (isSpace(after: index) || afterQuote)
        if afterQuote, depth == 0, letter != ":" {
            trap(
                "the text goes on behind its closing quote",
                "put the whole text between two quotes, and write a quote inside it as `”` or `’`")
            return skip { $0 != "\n" }
        }
        awaitsNode = endsKey || (letter == "," && depth > 0)
        afterQuote = false
        if depth > 0, letter == "]" || letter == "}" { depth -= 1 }
        if depth > 0, letter == "[" || letter == "{" { return openFlow() }
        advance()
    }

    private mutating func openDash() {
        dashes += 1
        if dashes > Self.deepest { return giveUp() }
        advance()
    }

    private mutating func openFlow() {
        depth += 1
        if depth > Self.deepest { return giveUp() }
        awaitsNode = true
        advance()
    }

    private mutating func skipQuoted(_ quote: Unicode.Scalar) {
        let opening = Spot(line: line, column: column)
        advance()
        while index < letters.count, letters[index] != quote || isDoubled(quote) {
            guard letters[index] != "\n" else { break }
            if isDoubled(quote) || (letters[index] == "\\" && quote == "\"") { advance() }
            advance()
        }
        guard index < letters.count, letters[index] == quote else {
            file.fault(
                "a quote begins here and does not end in this line", at: opening,
                help: "end the text with the same straight `\(quote)`, in the same line")
            return index = letters.count
        }
        advance()
        awaitsNode = false
        afterQuote = true
    }

    /// `''` is one quote inside single quotes.
    private func isDoubled(_ quote: Unicode.Scalar) -> Bool {
        quote == "'" && letters[index] == quote && index + 1 < letters.count && letters[index + 1] == quote
    }

    private mutating func trap(_ message: String, _ help: String?) {
        file.fault(message, at: Spot(line: line, column: column), help: help)
        awaitsNode = false
        advance()
    }

    /// Nothing that people write is as deep as this; the parser would go as deep as the stack.
    private mutating func giveUp() {
        trap("lists stand too deep inside each other", nil)
        index = letters.count
    }

    private mutating func newLine() {
        if depth == 0 { dashes = 0 }
        awaitsNode = true
        afterQuote = false
        line += 1
        column = 0
        advance()
    }

    private mutating func skip(while condition: (Unicode.Scalar) -> Bool) {
        while index < letters.count, condition(letters[index]) { advance() }
    }

    private mutating func advance() {
        index += 1
        column += 1
    }

    private func isSpace(after position: Int) -> Bool {
        position + 1 >= letters.count || [" ", "\t", "\r", "\n"].contains(letters[position + 1])
    }

    private func isSpace(before position: Int) -> Bool {
        position == 0 || [" ", "\t", "\n"].contains(letters[position - 1])
    }
}
