/// The lines of one file being laid out: two spaces a level, one space in brackets, days in quotes, single blank lines.
struct PageLayout {
    /// Where a group or a list begins: its column in the file, and in the result.
    private struct Level {
        let column: Int
        let isList: Bool
        let indent: Int
    }

    /// One line of the result.
    private enum Line {
        case blank
        /// A comment of its own, which stands where the next text stands.
        case comment(String)
        case text(indent: Int, String)
    }

    /// Where days are written, to be put in quotes.
    private let days: Set<Spot>
    private var levels: [Level] = []
    private var lines: [Line] = []
    /// Brackets open at the end of the last line, and the indent of the line that opened the first.
    private var depth = 0
    private var bracketIndent = 0

    init(days: Set<Spot>) { self.days = days }

    mutating func laidOut(_ text: String) -> String {
        for (number, line) in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        {
            add(Array(line), number: number + 1)
        }
        return page()
    }

    private mutating func add(_ line: [Unicode.Scalar], number: Int) {
        guard let start = line.firstIndex(where: { $0 != " " && $0 != "\t" }) else {
            if case .blank? = lines.last { return }
            if !lines.isEmpty { lines.append(.blank) }
            return
        }
        if line[start] == "#" { return lines.append(.comment(LineLayout.comment(line[start...]))) }
        let wasInBrackets = depth > 0
        let (indent, index, dashes) = wasInBrackets ? continuation(line, start) : place(line, start)
        var layout = LineLayout(line: line, index: index, depth: depth, number: number, days: days)
        var head = dashes + layout.laidOut()
        depth = layout.depth
        if depth > 0, !wasInBrackets { bracketIndent = indent }
        if let column = layout.commentColumn {
            let gap = max(1, column - indent - head.unicodeScalars.count)
            head += String(repeating: " ", count: gap) + LineLayout.comment(line[column...])
        }
        lines.append(.text(indent: indent, head))
    }

    private func continuation(_ line: [Unicode.Scalar], _ start: Int) -> (Int, Int, String) {
        (bracketIndent + (["]", "}"].contains(line[start]) ? 0 : 2), start, "")
    }

    /// The indent of a line, where its text begins behind the dashes, and the dashes.
    private mutating func place(_ line: [Unicode.Scalar], _ start: Int) -> (Int, Int, String) {
        var index = start
        var dashes = ""
        var first: Int?
        while index < line.count, line[index] == "-", index + 1 >= line.count || line[index + 1] == " " {
            let indent = indent(ofColumn: index, isList: true)
            first = first ?? indent
            dashes += index + 1 < line.count ? "- " : "-"
            index += 1
            while index < line.count, line[index] == " " { index += 1 }
        }
        guard index < line.count, line[index] != "#" else { return (first ?? 0, index, dashes) }
        let indent = indent(ofColumn: index, isList: false)
        return (first ?? indent, index, dashes)
    }

    /// The level that a column belongs to; a list may stand in the column of the group around it.
    private mutating func indent(ofColumn column: Int, isList: Bool) -> Int {
        while let last = levels.last, last.column > column || (last.column == column && last.isList && !isList) {
            levels.removeLast()
        }
        if let last = levels.last, last.column == column, last.isList == isList { return last.indent }
        let indent = levels.last.map { $0.indent + 2 } ?? 0
        levels.append(Level(column: column, isList: isList, indent: indent))
        return indent
    }

    private func page() -> String {
        var result: [String] = []
        var next = 0
        for line in lines.reversed() {
            switch line {
            case .blank: if !result.isEmpty { result.append("") }
            case .comment(let comment): result.append(String(repeating: " ", count: next) + comment)
            case .text(let indent, let text):
                result.append(String(repeating: " ", count: indent) + text)
                next = indent
            }
        }
        return result.reversed().joined(separator: "\n") + "\n"
    }
}
