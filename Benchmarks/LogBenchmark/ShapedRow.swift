import BenchFigures

/// One row the product wrote for a record, inserted again and again with what must be fresh in it.
struct ShapedRow {
    /// What is fresh in a row.
    private enum Fresh {
        /// The record's number.
        case number
        /// A key of as many octets, in no order.
        case key(spread: Int64)
        /// Octets that differ from record to record.
        case octets
        /// Whatever SQLite counts up to.
        case counted
    }

    let table: String
    private let statement: RawStatement
    private let values: [RawValue]
    private let fresh: [(place: Int, kind: Fresh)]
    /// The octets of each value; those that are fresh are written over.
    private var octets: [[UInt8]]

    /// One for each row of a table that belongs to a record.
    static func all(
        of table: String, where condition: String, in log: RawDatabase, into database: RawDatabase
    ) throws -> [ShapedRow] {
        let columns = try log.prepare("SELECT name FROM pragma_table_info('\(table)') ORDER BY cid").rows().map { row in
            if case .text(let name)? = row.first { name } else { "" }
        }
        let places = [String](repeating: "?", count: columns.count).joined(separator: ", ")
        let fresh = columns.enumerated().compactMap { place, name in kind(of: name, in: table).map { (place, $0) } }
        return try log.prepare("SELECT * FROM \(table) WHERE \(condition)").rows().map { values in
            ShapedRow(
                table: table, statement: try database.prepare("INSERT INTO \(table) VALUES (\(places))"),
                values: values, fresh: fresh, octets: values.map(\.bytes))
        }
    }

    private static func kind(of column: String, in table: String) -> Fresh? {
        switch (table, column) {
        case (_, "seq"), ("exchange", "first"): .number
        case ("exchange", "id"): .key(spread: 0)
        case ("nonce", "nonce"): .key(spread: -1)
        case ("leaf", "octets"): .octets
        case ("outbox", "id"): .counted
        default: nil
        }
    }

    /// Inserts it as the row of a record; `leaf` sees the octets of a leaf.
    mutating func run(_ number: Int64, leaf: ([UInt8]) -> Void) throws {
        for (place, kind) in fresh {
            switch kind {
            case .number: statement.bind(number, at: Int32(place + 1))
            case .key(let spread): octets[place] = RecordKey.octets(number ^ spread, length: octets[place].count)
            case .octets:
                withUnsafeBytes(of: number) { octets[place].replaceSubrange(0..<8, with: $0) }
                leaf(octets[place])
            case .counted: statement.bind(.null, at: Int32(place + 1))
            }
        }
        try bind(from: 0)
    }

    /// Lends SQLite each value where it lies, then runs the statement.
    private func bind(from place: Int) throws {
        guard place < values.count else { return try statement.execute() }
        switch values[place] {
        case .integer(let number):
            if !fresh.contains(where: { $0.place == place }) { statement.bind(number, at: Int32(place + 1)) }
            try bind(from: place + 1)
        case .null: try bind(from: place + 1)
        case .text, .blob:
            let isText = if case .text = values[place] { true } else { false }
            try octets[place].withUnsafeBytes { lent in
                statement.bind(inPlace: lent, isText: isText, at: Int32(place + 1))
                try bind(from: place + 1)
            }
        }
    }
}

extension RawValue {
    fileprivate var bytes: [UInt8] {
        switch self {
        case .null, .integer: []
        case .text(let text): Array(text.utf8)
        case .blob(let octets): octets
        }
    }
}
