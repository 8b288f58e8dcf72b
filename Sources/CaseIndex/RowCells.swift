import WireProtocol

/// One row of a file, read cell by cell under the column's name. The same one reads all rows of a file.
struct RowCells {
    let file: ExtractFile
    let dates: ExtractManifest.DateForm
    var row = 0
    /// Cells that were left out of a row that stays.
    var left: [RowFault] = []
    var fields = CSVRow()

    /// At which place each column stands, in the order of `columns`.
    private let places: [Int]
    private let columns: [String]

    /// `places` says at which index each column stands.
    init(of file: ExtractFile, places: [String: Int], dates: ExtractManifest.DateForm) {
        self.file = file
        self.dates = dates
        columns = file.columns + file.optionalColumns
        self.places = columns.map { places[$0] ?? -1 }
    }

    /// Words that systems write where they know nothing, in lower case. An empty cell says that better.
    private static let placeholders: [[UInt8]] = [
        "null", "(null)", "<null>", "n/a", "#n/a", "n.a.", "none", "undefined", "not known", "-", "--", "?",
        "01/01/1900", "1900-01-01", "01/01/1901", "1901-01-01", "31/12/9999", "9999-12-31",
    ].map { Array($0.utf8) }

    private enum Cell {
        case empty
        case placeholder
        case text(Range<Int>)
    }

    private func cell(_ column: String) -> Cell {
        guard let place = columns.firstIndex(of: column), places[place] >= 0 else { return .empty }
        let range = trimmed(fields.range(places[place]))
        guard !range.isEmpty else { return .empty }
        return isPlaceholder(range) ? .placeholder : .text(range)
    }

    /// Without space around it; an address from a spreadsheet has no-break spaces, too.
    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end {
            if RowCells.isSpace(fields.octets[start]) {
                start += 1
            } else if end - start >= 2, fields.octets[start] == 0xC2, fields.octets[start + 1] == 0xA0 {
                start += 2
            } else {
                break
            }
        }
        while start < end {
            if RowCells.isSpace(fields.octets[end - 1]) {
                end -= 1
            } else if end - start >= 2, fields.octets[end - 2] == 0xC2, fields.octets[end - 1] == 0xA0 {
                end -= 2
            } else {
                break
            }
        }
        return start..<end
    }

    private static func isSpace(_ octet: UInt8) -> Bool { octet == 0x20 || (0x09...0x0D).contains(octet) }

    private func isPlaceholder(_ range: Range<Int>) -> Bool {
        guard range.count <= 10 else { return false }
        return RowCells.placeholders.contains { word in
            word.count == range.count
                && zip(word, fields.octets[range]).allSatisfy { $0 == ((0x41...0x5A).contains($1) ? $1 | 0x20 : $1) }
        }
    }

    /// The text of a cell without space around it, or `nil` if it is empty. A word that stands for nothing counts as
    /// empty, and is noted.
    mutating func text(_ column: String, atMost limit: Int = 256) throws(RowFault) -> String? {
        switch cell(column) {
        case .empty: return nil
        case .placeholder:
            leaveOut(column, RowCells.standsForNothing)
            return nil
        case .text(let range):
            guard range.count <= limit else { throw fault(column, "has more than \(limit) octets: shorten it") }
            return fields.text(range)
        }
    }

    private static let standsForNothing = "holds a word that stands for nothing: leave the cell empty"

    /// The text of a cell that must not be empty, nor hold a word that stands for nothing.
    mutating func required(_ column: String, atMost limit: Int = 256) throws(RowFault) -> String {
        if case .placeholder = cell(column) { throw fault(column, RowCells.standsForNothing) }
        guard let text = try text(column, atMost: limit) else { throw fault(column, "is empty: it is compulsory") }
        return text
    }

    /// A source's own id of something. No semicolon, which parts lists.
    mutating func identifier(_ column: String) throws(RowFault) -> String? {
        try parsed(column, as: "an id of at most 64 octets without a semicolon") { text in
            text.utf8.count <= 64 && !text.utf8.contains(0x3B) ? text : nil
        }
    }

    /// An id that must be there.
    mutating func requiredIdentifier(_ column: String) throws(RowFault) -> String {
        if case .placeholder = cell(column) { throw fault(column, RowCells.standsForNothing) }
        guard let id = try identifier(column) else { throw fault(column, "is empty: it is compulsory") }
        return id
    }

    /// A value that has a form, if the cell is not empty.
    mutating func parsed<Value>(
        _ column: String, as form: String, _ parse: (String) -> Value?
    ) throws(RowFault) -> Value? {
        guard let text = try text(column) else { return nil }
        guard let value = parse(text) else { throw fault(column, "is not \(form)") }
        return value
    }

    /// A date in the form the manifest declares.
    mutating func date(_ column: String) throws(RowFault) -> CalendarDay? {
        switch dates {
        case .iso: try parsed(column, as: RowCells.isoDate) { CalendarDay($0) }
        case .british: try parsed(column, as: RowCells.britishDate, RowCells.british)
        }
    }

    /// Names parted by semicolons.
    mutating func list(_ column: String) throws(RowFault) -> [String] {
        guard let text = try text(column, atMost: 1_024) else { return [] }
        return text.split(separator: ";").map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    /// Values parted by semicolons, without those that cannot be read; each of these is noted.
    mutating func list<Value>(_ column: String, as form: String, _ parse: (String) -> Value?) -> [Value] {
        let words = lenient { row throws(RowFault) in try row.list(column) } ?? []
        return words.compactMap { word in
            let value = parse(word)
            if value == nil { leaveOut(column, "holds what is not \(form)") }
            return value
        }
    }

    /// The value, or nothing and a note when it cannot be taken: for cells a row is useful without.
    mutating func lenient<Value>(_ read: (inout RowCells) throws(RowFault) -> Value?) -> Value? {
        do {
            return try read(&self)
        } catch {
            left.append(error.with(.cellLeftOut))
            return nil
        }
    }

    /// Notes that a cell was left out although it could be read.
    mutating func leaveOut(_ column: String, _ reason: String) {
        left.append(fault(column, reason).with(.cellLeftOut))
    }

    func fault(_ column: String, _ reason: String) -> RowFault {
        RowFault(file: file.rawValue, row: row, column: column, reason: reason, effect: .rowLeftOut)
    }

    private static let isoDate = "a date that exists, written as the manifest says (iso)"
    private static let britishDate = "a date that exists, written as the manifest says (dd/mm/yyyy)"

    private static func british(_ text: String) -> CalendarDay? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.count == 3, parts[0].count == 2, parts[1].count == 2 else { return nil }
        return CalendarDay("\(parts[2])-\(parts[1])-\(parts[0])")
    }
}

extension RowFault {
    fileprivate func with(_ effect: Effect) -> RowFault {
        RowFault(file: file, row: row, column: column, reason: reason, effect: effect)
    }
}

extension String {
    var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
