/// The text of one line being laid out, up to its comment.
struct LineLayout {
    private let line: [Unicode.Scalar]
    private var index: Int
    private let number: Int
    private let days: Set<Spot>
    /// Brackets open so far.
    private(set) var depth: Int
    /// Where the comment begins, if there is one.
    private(set) var commentColumn: Int?
    private var result = String.UnicodeScalarView()
    /// A new text may begin here, so that a quote or bracket is one.
    private var isFresh = true

    init(line: [Unicode.Scalar], index: Int, depth: Int, number: Int, days: Set<Spot>) {
        self.line = line
        self.index = index
        self.depth = depth
        self.number = number
        self.days = days
    }

    mutating func laidOut() -> String {
        while index < line.count, commentColumn == nil { step() }
        dropSpaces()
        return String(result)
    }

    /// A comment with a space behind its sign and none at its end.
    static func comment(_ letters: ArraySlice<Unicode.Scalar>) -> String {
        var text = String(String.UnicodeScalarView(letters))
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        guard let second = text.unicodeScalars.dropFirst().first, second != " ", second != "#" else { return text }
        return "# " + text.dropFirst()
    }

    private mutating func step() {
        let letter = line[index]
        switch letter {
        case "#" where index == 0 || line[index - 1] == " ": commentColumn = index
        case "\"", "'":
            if isFresh { copyQuoted(letter) } else { copy() }
        case "[", "{":
            if isFresh || depth > 0 { open(letter) } else { copy() }
        case "]", "}":
            if depth > 0 { close(letter) } else { copy() }
        case "," where depth > 0: separate(by: ", ")
        case ":" where index + 1 >= line.count || line[index + 1] == " ": endKey()
        case " ":
            result.append(letter)
            index += 1
        default:
            if days.contains(Spot(line: number, column: index + 1)) { quoteDay() } else { copy() }
        }
    }

    private mutating func copy() {
        result.append(line[index])
        index += 1
        isFresh = false
    }

    private mutating func copyQuoted(_ quote: Unicode.Scalar) {
        copy()
        while index < line.count {
            let letter = line[index]
            if letter == "\\", quote == "\"", index + 1 < line.count { copy() }
            copy()
            if letter == quote {
                guard quote == "'", index < line.count, line[index] == quote else { return }
                copy()
            }
        }
    }

    private mutating func quoteDay() {
        result.append("\"")
        for _ in 0..<10 where index < line.count { copy() }
        result.append("\"")
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        depth += 1
        result.append(bracket)
        if bracket == "{" { result.append(" ") }
        index += 1
        passSpaces()
        isFresh = true
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        depth -= 1
        dropSpaces()
        if bracket == "}", let last = result.last, last != "{" { result.append(" ") }
        copy()
    }

    private mutating func separate(by text: String) {
        dropSpaces()
        result.append(contentsOf: text.unicodeScalars)
        index += 1
        passSpaces()
        isFresh = true
    }

    /// Outside brackets people line values up below each other; that stays.
    private mutating func endKey() {
        if depth > 0 { return separate(by: ": ") }
        result.append(":")
        index += 1
        isFresh = true
    }

    private mutating func passSpaces() {
        while index < line.count, line[index] == " " { index += 1 }
    }

    private mutating func dropSpaces() {
        while let last = result.last, last == " " || last == "\t" { result.removeLast() }
    }
}
