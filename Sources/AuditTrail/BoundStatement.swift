import Foundation
import GRDB
import GRDBSQLite

/// A statement that GRDB keeps, filled in and run by SQLite's own calls: the way of every record.
struct BoundStatement {
    /// What a place is filled with. SQLite copies it.
    enum Value {
        case number(Int64?)
        case text(String?)
        case octets(Data?)
    }

    private let database: Database
    private let statement: Statement

    init(_ database: Database, _ sql: String) throws {
        self.database = database
        statement = try database.cachedStatement(sql: sql)
    }

    /// Runs it with values in the order of their places; returns how many rows it changed.
    @discardableResult
    func run(_ values: Value...) throws -> Int32 {
        let handle = statement.sqliteStatement
        defer { sqlite3_reset(handle) }
        for (index, value) in values.enumerated() { try check(value.bind(to: handle, at: Int32(index + 1)), SQLITE_OK) }
        try check(sqlite3_step(handle), SQLITE_DONE)
        return sqlite3_changes(database.sqliteConnection)
    }

    private func check(_ code: Int32, _ expected: Int32) throws {
        guard code != expected else { return }
        throw DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: database.sqliteConnection.map { String(cString: sqlite3_errmsg($0)) })
    }
}

extension BoundStatement.Value {
    fileprivate func bind(to handle: SQLiteStatement, at place: Int32) -> Int32 {
        switch self {
        case .number(let number?): return sqlite3_bind_int64(handle, place, number)
        case .text(var text?):
            return text.withUTF8 { octets in
                octets.withMemoryRebound(to: CChar.self) { octets in
                    sqlite3_bind_text(handle, place, octets.baseAddress, Int32(octets.count), Self.copied)
                }
            }
        case .octets(let octets?):
            return octets.withUnsafeBytes { octets in
                guard let start = octets.baseAddress else { return sqlite3_bind_zeroblob(handle, place, 0) }
                return sqlite3_bind_blob64(handle, place, start, UInt64(octets.count), Self.copied)
            }
        case .number(nil), .text(nil), .octets(nil): return sqlite3_bind_null(handle, place)
        }
    }

    /// Tells SQLite that the octets will not last (SQLITE_TRANSIENT, a macro that Swift does not see).
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
