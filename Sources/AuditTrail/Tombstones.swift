import Foundation
import GRDB
import WireProtocol

/// Which payloads were erased in order: the internal log says so in leaves of its own.
struct Tombstones: Sendable {
    /// The event of such a leaf.
    static let event = "payload.erased"

    /// Where the leaf of an erasure stands.
    struct Place: Sendable, Equatable, CustomStringConvertible {
        let year: Int
        let index: Int64
        var description: String { "tombstone at \(index) of the internal log of \(year)" }
    }

    private var places: [String: Place] = [:]
    /// Of whole shards.
    private var whole: [(rows: ErasedRows, place: Place)] = []

    init(_ database: Database) throws {
        let shards = try ShardRow.all(in: database)
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT seq, octets FROM leaf
                WHERE instr(octets, CAST('"e":"payload.erased"' AS BLOB)) > 0 ORDER BY seq
                """)
        while let row = try rows.next() {
            let seq: Int64 = row["seq"]
            guard let leaf = ReadLeaf(Array(row["octets"] as Data), in: .internal), leaf.event == Tombstones.event,
                let shard = shards.last(where: { $0.first <= seq }), let erased = leaf.binding.flatMap(ErasedRows.init)
            else { continue }
            let place = Place(year: shard.year, index: seq - shard.first)
            guard let indexes = erased.indexes else {
                whole.append((erased, place))
                continue
            }
            for index in indexes {
                for slot in erased.slots {
                    let name = Tombstones.name(erased.log, year: erased.year, index: index, slot: slot)
                    places[name] = places[name] ?? place
                }
            }
        }
    }

    /// Where it is said that a payload was erased, if it is.
    func place(_ log: LogName, year: Int, index: Int64, slot: PayloadSlot) -> Place? {
        places[Tombstones.name(log, year: year, index: index, slot: slot)]
            ?? whole.first { $0.rows.covers(log, year: year, index: index, slot: slot) }?.place
    }

    private static func name(_ log: LogName, year: Int, index: Int64, slot: PayloadSlot) -> String {
        "\(log.rawValue)/\(year)/\(index)/\(slot)"
    }
}
