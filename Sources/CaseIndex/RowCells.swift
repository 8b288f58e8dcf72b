import WireProtocol

/// One row of a file, read cell by cell under the column's name.
struct RowCells {
    let file: ExtractFile
    let row: Int
    let dates: ExtractManifest.DateForm
    /// Cells that were left out of a row that stays.
    private(set) var left: [RowFault] = []

    private let cells: [String]
    private let places: [String: Int]

    /// `places` says at which index each column stands.
    init(_ cells: [String], of file: ExtractFile, row: Int, places: [String: Int], dates: ExtractManifest.DateForm) {
        self.cells = cells
        self.file = file
        self.row = row
        self.places = places
        self.dates = dates
    }

    /// Words that systems write where they know nothing. An empty cell says that better.
    private static let placeholders: Set<String> = [
        "null", "(null)", "n/a", "#n/a", "none", "undefined", "01/01/1900", "1900-01-01", "01/01/1901", "1901-01-01",
    ]

    /// The text of a cell without space around it, or `nil` if it is empty.
    func text(_ column: String, atMost limit: Int = 256) throws(RowFault) -> String? {
        let text = places[column].map { cells[$0] } ?? ""
        let trimmed = text.trimmed
        guard !trimmed.isEmpty else { return nil }
        guard !RowCells.placeholders.contains(trimmed.lowercased()) else {
            throw fault(column, "holds a word that stands for nothing: leave the cell empty")
        }
        guard trimmed.utf8.count <= limit else { throw fault(column, "has more than \(limit) octets: shorten it") }
        return trimmed
    }

    /// The text of a cell that must not be empty.
    func required(_ column: String, atMost limit: Int = 256) throws(RowFault) -> String {
        guard let text = try text(column, atMost: limit) else { throw fault(column, "is empty: it is compulsory") }
        return text
    }

    /// A source's own id of something. No semicolon, which parts lists.
    func identifier(_ column: String) throws(RowFault) -> String? {
        try parsed(column, as: "an id of at most 64 octets without a semicolon") { text in
            text.utf8.count <= 64 && !text.contains(";") ? text : nil
        }
    }

    /// An id that must be there.
    func requiredIdentifier(_ column: String) throws(RowFault) -> String {
        guard let id = try identifier(column) else { throw fault(column, "is empty: it is compulsory") }
        return id
    }

    /// A value that has a form, if the cell is not empty.
    func parsed<Value>(
        _ column: String, as form: String, _ parse: (String) -> Value?
    ) throws(RowFault) -> Value? {
        guard let text = try text(column) else { return nil }
        guard let value = parse(text) else { throw fault(column, "is not \(form)") }
        return value
    }

    /// A date in the form the manifest declares.
    func date(_ column: String) throws(RowFault) -> CalendarDay? {
        try parsed(column, as: "a date that exists, written as the manifest says (\(dates.rawValue))") { text in
            switch dates {
            case .iso: CalendarDay(text)
            case .british: RowCells.british(text)
            }
        }
    }

    /// Names parted by semicolons.
    func list(_ column: String) throws(RowFault) -> [String] {
        (try text(column, atMost: 1_024) ?? "").split(separator: ";").map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    /// The value, or nothing and a note when it cannot be taken: for cells a row is useful without.
    mutating func lenient<Value>(_ read: (borrowing RowCells) throws(RowFault) -> Value?) -> Value? {
        do {
            return try read(self)
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
