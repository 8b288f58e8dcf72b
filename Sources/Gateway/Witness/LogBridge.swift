import AuditTrail
import HTTPTypes
import MerkleLog
import PeerDirectory
import WireProtocol

/// Joins two sizes of a log with tiles that the log itself serves.
struct LogBridge: Sendable {
    enum Crossing: Sendable, Equatable {
        case joined
        /// The log answered, and what it served does not join them.
        case notJoined
        /// The log did not answer: nothing is known.
        case unheard
    }

    /// Tiles of one proof at most: two for each of eight levels, and some to spare.
    private static let mostTiles = 32
    let calls: PeerCalls

    func cross(_ bridge: NoteComparison.Bridge, of owner: AuthorityID) async -> Crossing {
        guard let path = bridge.newer.origin.split(separator: "/", maxSplits: 1).dropFirst().first else {
            return .notJoined
        }
        var tiles: [TilePath: [UInt8]] = [:]
        for _ in 0..<LogBridge.mostTiles {
            do throws(TileFault) {
                return try bridge.isCrossed(byTiles: { [tiles] in tiles[$0] }) ? .joined : .notJoined
            } catch .missing(let tile) where tiles[tile] == nil {
                guard let response = await calls.get("/\(path)/\(tile)", from: owner) else { return .unheard }
                guard response.head.status == .ok else { return .notJoined }
                tiles[tile] = response.body
            } catch { return .notJoined }
        }
        return .notJoined
    }
}
