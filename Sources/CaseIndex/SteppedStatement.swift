import GRDB
import GRDBSQLite
import WireProtocol

/// A statement that GRDB keeps, bound and stepped by SQLite's own calls: no object a row and no conversion that nobody
/// asked for. Used where an answer waits.
struct SteppedStatement {
    private let statement: Statement
    private var handle: SQLiteStatement { statement.sqliteStatement }

    init(_ db: Database, _ sql: String) throws { statement = try db.cachedStatement(sql: sql) }

    /// Places count from 1, as SQLite counts them.
    func bind(_ number: Int64, at place: Int32) { sqlite3_bind_int64(handle, place, number) }

    /// SQLite keeps a copy of its own.
    func bind(_ text: String, at place: Int32) {
        var text = text
        text.withUTF8 { octets in
            octets.withMemoryRebound(to: CChar.self) { octets in
                _ = sqlite3_bind_text(handle, place, octets.baseAddress, Int32(octets.count), Self.copied)
            }
        }
    }

    func bindNull(at place: Int32) { sqlite3_bind_null(handle, place) }

    /// Text, or nothing.
    func bind(_ text: String?, at place: Int32) {
        if let text { bind(text, at: place) } else { bindNull(at: place) }
    }

    /// Days since 1 January 1970, or nothing.
    func bind(_ day: CalendarDay?, at place: Int32) {
        if let day { bind(Int64(day.daysSinceEpoch), at: place) } else { bindNull(at: place) }
    }

    /// UTF-8 that is known to be sound.
    func bind(octets: UnsafeBufferPointer<UInt8>, at place: Int32) {
        octets.withMemoryRebound(to: CChar.self) { octets in
            _ = sqlite3_bind_text(handle, place, octets.baseAddress, Int32(octets.count), Self.copied)
        }
    }

    /// Steps through all rows. A row lives only until `body` returns.
    func each(_ body: (SteppedRow) throws -> Void) throws {
        defer { sqlite3_reset(handle) }
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW: try body(SteppedRow(handle: handle))
            case SQLITE_DONE: return
            case let code: throw DatabaseError(resultCode: ResultCode(rawValue: code))
            }
        }
    }

    /// Runs a statement that has no rows.
    func run() throws { try each { _ in } }

    /// Tells SQLite that the octets will not last (SQLITE_TRANSIENT, a macro that Swift does not see).
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// The row a statement stands on. Columns count from 0.
struct SteppedRow {
    fileprivate let handle: SQLiteStatement

    /// 0 where there is nothing.
    func number(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    /// A day kept as days since 1 January 1970; `nil` where there is nothing.
    func day(_ column: Int32) -> CalendarDay? {
        guard sqlite3_column_type(handle, column) != SQLITE_NULL else { return nil }
        return CalendarDay(daysSinceEpoch: Int(number(column)))
    }

    func flag(_ column: Int32) -> Bool { number(column) != 0 }

    func isText(_ column: Int32, _ text: String) -> Bool { octets(column)?.elementsEqual(text.utf8) ?? false }

    func text(_ column: Int32) -> String? { octets(column).map { String(decoding: $0, as: UTF8.self) } }

    /// The octets of a text, which last as long as the row; `nil` where there is nothing.
    func octets(_ column: Int32) -> UnsafeBufferPointer<UInt8>? {
        guard let octets = sqlite3_column_text(handle, column) else { return nil }
        return UnsafeBufferPointer(start: octets, count: Int(sqlite3_column_bytes(handle, column)))
    }
}
