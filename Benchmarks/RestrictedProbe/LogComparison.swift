import BenchKit
import GRDB

/// What the probes left in the holder's audit databases, read after the node has stopped.
struct LogComparison {
    private let folder: String

    init(audit folder: String) { self.folder = folder }

    /// How many leaves a log holds.
    func leaves(_ log: String) throws -> Int {
        try open(log).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM leaf") ?? 0 }
    }

    /// The shapes of the newest records: the lengths of everything stored of them. All alike is one shape.
    func shapes(ofNewest count: Int) throws -> [(shape: String, records: Int)] {
        let lengths = [
            "l.octets", "p.actor", "p.decision", "p.reason", "p.subject", "e.base", "e.signature", "e.key_id",
            "b.query",
            "b.answer",
        ]
        let shape = lengths.map { "'\($0.dropFirst(2)) ' || ifnull(length(\($0)), 'none')" }
        let sql = """
            SELECT \(shape.joined(separator: " || ', ' || ")) AS shape, count(*) AS records
            FROM (SELECT * FROM leaf ORDER BY seq DESC LIMIT ?) l LEFT JOIN payload p USING(seq)
            LEFT JOIN evidence e USING(seq) LEFT JOIN body b USING(seq) GROUP BY shape
            """
        return try open("exchange").read { database in
            try Row.fetchAll(database, sql: sql, arguments: [count]).map { ($0["shape"], $0["records"]) }
        }
    }

    /// How many hand-offs the holder's own desk was given: one for every probe about somebody hidden, if the holder
    /// found and hid them each time.
    func handOffs() throws -> Int {
        let desk = try DatabaseQueue(path: folder + "/../duty.db")
        return try desk.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM task WHERE kind = 'hand-off'") ?? 0 }
    }

    private func open(_ log: String) throws -> DatabaseQueue { try DatabaseQueue(path: "\(folder)/\(log).db") }
}
