import Foundation
import GRDB
import GRDBSQLite

/// A statement that GRDB keeps, filled in and run by SQLite's own calls: the way of every record.
struct BoundStatement {
    /// What a place is filled with. SQLite reads texts and octets where they lie.
    enum Value {
        case number(Int64?)
        case text(String?)
        case octets(Data?)
        case array([UInt8]?)
        case slice(ArraySlice<UInt8>?)
    }

    private let database: Database
    private let statement: Statement

    init(_ database: Database, _ sql: String) throws {
        self.database = database
        statement = try database.cachedStatement(sql: sql)
    }

    /// Runs it with values in the order of their places; returns how many rows it changed.
    @discardableResult
    func run(_ values: Value...) throws -> Int32 { try run(values) }

    /// Runs it with values in the order of their places; returns how many rows it changed.
    @discardableResult
    func run(_ values: [Value]) throws -> Int32 {
        let handle = statement.sqliteStatement
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        try lend(values[...], to: handle)
        return sqlite3_changes(database.sqliteConnection)
    }

    /// The one row it finds, read while it is there.
    func row<Value>(_ values: BoundStatement.Value..., read: (BoundRow) -> Value) throws -> Value {
        let handle = statement.sqliteStatement
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        try lend(values[...], to: handle, expecting: SQLITE_ROW)
        return read(BoundRow(handle: handle))
    }

    /// Lends the values one after another, and steps while all of them are lent.
    private func lend(
        _ values: ArraySlice<Value>, to handle: SQLiteStatement, expecting code: Int32 = SQLITE_DONE
    ) throws {
        guard let value = values.first else { return try check(sqlite3_step(handle), code) }
        let (place, rest) = (Int32(values.startIndex + 1), values.dropFirst())
        switch value {
        case .number(let number?):
            try check(sqlite3_bind_int64(handle, place, number), SQLITE_OK)
            try lend(rest, to: handle, expecting: code)
        case .text(var text?):
            try text.withUTF8 { octets in
                let text = UnsafeRawBufferPointer(octets).bindMemory(to: CChar.self)
                try check(sqlite3_bind_text(handle, place, text.baseAddress, Int32(text.count), nil), SQLITE_OK)
                try lend(rest, to: handle, expecting: code)
            }
        case .octets(let octets?):
            try octets.withUnsafeBytes { try lend($0, at: place, before: rest, to: handle, expecting: code) }
        case .array(let octets?):
            try octets.withUnsafeBytes { try lend($0, at: place, before: rest, to: handle, expecting: code) }
        case .slice(let octets?):
            try octets.withUnsafeBytes { try lend($0, at: place, before: rest, to: handle, expecting: code) }
        case .number(nil), .text(nil), .octets(nil), .array(nil), .slice(nil):
            try lend(rest, to: handle, expecting: code)
        }
    }

    private func lend(
        _ octets: UnsafeRawBufferPointer, at place: Int32, before rest: ArraySlice<Value>, to handle: SQLiteStatement,
        expecting code: Int32
    ) throws {
        let bound =
            octets.isEmpty
            ? sqlite3_bind_zeroblob(handle, place, 0)
            : sqlite3_bind_blob64(handle, place, octets.baseAddress, UInt64(octets.count), nil)
        try check(bound, SQLITE_OK)
        try lend(rest, to: handle, expecting: code)
    }

    private func check(_ code: Int32, _ expected: Int32) throws {
        guard code != expected else { return }
        throw DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: database.sqliteConnection.map { String(cString: sqlite3_errmsg($0)) })
    }
}

/// A row that a statement stands at.
struct BoundRow {
    fileprivate let handle: SQLiteStatement

    func isThere(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) != SQLITE_NULL }

    /// A copy of the octets; `nil` where there are none.
    func octets(_ column: Int32) -> Data? {
        guard let octets = sqlite3_column_blob(handle, column) else { return nil }
        return Data(bytes: octets, count: Int(sqlite3_column_bytes(handle, column)))
    }
}

extension Database {
    /// All or nothing, by statements that are kept: GRDB's own compiles both of its statements anew for each commit.
    func inKeptTransaction(_ body: () throws -> Void) throws {
        try BoundStatement(self, "BEGIN IMMEDIATE TRANSACTION").run()
        do {
            try body()
            try BoundStatement(self, "COMMIT TRANSACTION").run()
        } catch {
            if isInsideTransaction { try? rollback() }
            throw error
        }
    }
}
