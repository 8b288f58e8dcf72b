import GRDB
import MerkleLog
import WireProtocol

/// Opens the next year's shard, whose first leaf carries what the final checkpoint of the old one says.
struct ShardOpener: Sendable {
    let log: LogName
    let configuration: AuditConfiguration
    let sealer: LeafSealer
    let checkpoints: CheckpointStore

    /// The event's name, in both logs.
    static let event = "shard.opened"

    struct Opening {
        let state: LogState
        let leaf: PreparedLeaf
    }

    /// Whether the year of a shard is over.
    func isDue(after state: LogState) -> Bool { configuration.now().utcYear > state.year }

    /// The new shard, if the year is over. The final checkpoint of the old one is signed and stored first, from
    /// committed state. A clock set back never opens an older shard.
    func opening(after state: LogState, directory: Int64, in database: Database) throws -> Opening? {
        let now = configuration.now()
        guard isDue(after: state) else { return nil }
        let note = try checkpoints.publish(year: state.year, in: database)
        let text = try SignedNote(octets: note).text
        let event = InternalEvent(
            event: ShardOpener.event, binding: text, directory: directory, payloads: LeafPayloads(), time: now)
        let next = LogState(
            year: now.utcYear, origin: configuration.origin(log, year: now.utcYear), first: state.next,
            headNumber: state.headNumber)
        return Opening(state: next, leaf: try sealer.leaf(event))
    }

    static func insert(_ state: LogState, in database: Database) throws {
        try database.execute(
            sql: "INSERT INTO shard(year, origin, first) VALUES (?, ?, ?)",
            arguments: [state.year, state.origin, state.first])
    }
}
