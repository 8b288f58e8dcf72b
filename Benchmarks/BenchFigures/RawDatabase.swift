import GRDBSQLite

/// A database through SQLite's own C calls: nothing between the measurement and the library.
package final class RawDatabase {
    fileprivate let handle: OpaquePointer

    package init(path: String, readOnly: Bool) throws {
        var handle: OpaquePointer?
        let access = readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        // One thread at a time, so no lock around every call: as the node has it.
        let flags = access | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(path, &handle, flags, nil) == SQLITE_OK, let handle else {
            throw BenchFault("`\(path)` cannot be opened")
        }
        self.handle = handle
    }

    deinit { sqlite3_close_v2(handle) }

    package func execute(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
            throw BenchFault("`\(sql)`: \(String(cString: sqlite3_errmsg(handle)))")
        }
    }

    package func prepare(_ sql: String) throws -> RawStatement { try RawStatement(self, sql) }
}

/// A prepared statement, kept and used again.
package final class RawStatement {
    private let database: RawDatabase
    private let statement: OpaquePointer
    private let columns: Int32

    fileprivate init(_ database: RawDatabase, _ sql: String) throws {
        var statement: OpaquePointer?
        guard
            sqlite3_prepare_v3(database.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
                == SQLITE_OK,
            let statement
        else { throw BenchFault("`\(sql)`: \(String(cString: sqlite3_errmsg(database.handle)))") }
        self.database = database
        self.statement = statement
        columns = sqlite3_column_count(statement)
    }

    deinit { sqlite3_finalize(statement) }

    package func bind(_ number: Int64, at place: Int32) { sqlite3_bind_int64(statement, place, number) }

    package func bind(_ text: String, at place: Int32) {
        text.withCString { _ = sqlite3_bind_text(statement, place, $0, -1, Self.copied) }
    }

    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    /// Octets that stay where they are until the statement has run: SQLite reads them without a copy.
    package func bind(inPlace octets: UnsafeRawBufferPointer, isText: Bool, at place: Int32) {
        if isText {
            let text = octets.bindMemory(to: CChar.self)
            sqlite3_bind_text(statement, place, text.baseAddress, Int32(octets.count), nil)
        } else {
            sqlite3_bind_blob64(statement, place, octets.baseAddress, UInt64(octets.count), nil)
        }
    }

    /// Runs a statement that gives no rows.
    package func execute() throws {
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        guard code == SQLITE_DONE else { throw BenchFault(String(cString: sqlite3_errmsg(database.handle))) }
    }

    /// Steps through every row and touches every column; gives the first column of each row as a number.
    @discardableResult
    package func run() throws -> [Int64] {
        var first: [Int64] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW:
                first.append(sqlite3_column_int64(statement, 0))
                for column in 0..<columns { touch(column) }
            case SQLITE_DONE:
                sqlite3_reset(statement)
                return first
            default: throw BenchFault(String(cString: sqlite3_errmsg(database.handle)))
            }
        }
    }

    private func touch(_ column: Int32) {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: _ = sqlite3_column_int64(statement, column)
        case SQLITE_NULL: break
        default: _ = sqlite3_column_bytes(statement, column)
        }
    }

    package func bind(_ value: RawValue, at place: Int32) {
        switch value {
        case .null: sqlite3_bind_null(statement, place)
        case .integer(let number): bind(number, at: place)
        case .text(let text): bind(text, at: place)
        case .blob(let octets):
            sqlite3_bind_blob64(statement, place, octets, UInt64(octets.count), Self.copied)
        }
    }

    /// All rows with all their values.
    package func rows() throws -> [[RawValue]] {
        var rows: [[RawValue]] = []
        while sqlite3_step(statement) == SQLITE_ROW { rows.append((0..<columns).map(value)) }
        sqlite3_reset(statement)
        return rows
    }

    private func value(_ column: Int32) -> RawValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, column))
        case SQLITE_TEXT: .text(String(cString: sqlite3_column_text(statement, column)))
        default:
            .blob(
                Array(
                    UnsafeRawBufferPointer(
                        start: sqlite3_column_blob(statement, column),
                        count: Int(sqlite3_column_bytes(statement, column)))))
        }
    }
}

/// A value as SQLite holds it.
package enum RawValue {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    /// Octets it takes, an integer eight.
    package var octets: Int {
        switch self {
        case .null: 0
        case .integer: 8
        case .text(let text): text.utf8.count
        case .blob(let octets): octets.count
        }
    }
}
