import PeerDirectory
import AuditTrail
import HTTPTypes
import MerkleLog
import WireProtocol

/// What members may fetch: checkpoints, tiles and a description of the node. Decides nothing about anybody.
struct Published: Sendable {
    let node: NodeContext

    /// The resource at a path, or a rejection.
    func resource(_ request: HTTPRequest, now: Instant) throws(Rejection) -> ReadyResponse {
        guard let path = request.path else { throw .transport(.notFound) }
        if path == "/fcg/v1/node" { return description(now) }
        guard let (shard, rest) = Published.shard(path) else { throw .transport(.notFound) }
        if rest == "checkpoint" { return try checkpoint(of: shard.log, year: shard.year, now: now) }
        guard let tile = TilePath(rest), tile.kind != .entries else { throw .transport(.notFound) }
        return try octets(of: tile, in: shard.log, year: shard.year)
    }

    /// The shard and tile of `/{audit,internal}/<year>/tile/…`.
    static func tile(_ path: String) -> (shard: OwnShard, tile: TilePath)? {
        guard let (shard, rest) = shard(path), let tile = TilePath(rest) else { return nil }
        return (shard, tile)
    }

    /// The shard of `/{audit,internal}/<year>/…`, and what follows.
    private static func shard(_ path: String) -> (shard: OwnShard, rest: String)? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        guard parts.count >= 3, let log = LogName.allCases.first(where: { $0.pathWord == parts[0] }),
            let year = Int(parts[1]), String(year) == parts[1]
        else { return nil }
        return (OwnShard(log: log, year: year), parts.dropFirst(2).joined(separator: "/"))
    }

    private func checkpoint(of log: LogName, year: Int, now: Instant) throws(Rejection) -> ReadyResponse {
        do {
            guard let note = try note(of: log, year: year, now: now) else { throw Rejection.transport(.notFound) }
            return ready("text/plain; charset=utf-8", note)
        } catch let rejection as Rejection {
            throw rejection
        } catch { throw .transport(.unavailable) }
    }

    /// The newest note of the shard in use, or the last one stored of an earlier shard. A year opens its shard with its
    /// first leaf; until then it has nothing to show.
    private func note(of log: LogName, year: Int, now: Instant) throws -> [UInt8]? {
        node.audit.shards.contains(OwnShard(log: log, year: year))
            ? try node.audit.checkpoint(log, at: now) : try node.audit.storedCheckpoint(log, year: year)
    }

    private func octets(of tile: TilePath, in log: LogName, year: Int) throws(Rejection) -> ReadyResponse {
        let found: [UInt8]?
        do { found = try node.audit.tile(log, path: tile, year: year) } catch { throw .notRecorded(error) }
        guard let found else { throw .transport(.notFound) }
        return ready("application/octet-stream", found)
    }

    private func description(_ now: Instant) -> ReadyResponse {
        let directory = node.directory.current
        let value: JSONValue = [
            "type": "fcg.node/1", "authority": .string(node.authority.code),
            "software": .string("family-context-gateway \(Versions.product)"),
            "profiles": [.string(Versions.signatureProfile)],
            "directory": .integer(directory.version), "directoryIssued": .string(directory.issued.text),
            "directoryExpires": .string(directory.expires.text),
            "log": .string(node.audit.configuration.origin(.exchange, year: now.utcYear)), "clock": .string(now.text),
        ]
        return ready("application/json", CanonicalJSON.encode(value))
    }

    private func ready(_ mediaType: String, _ body: [UInt8]) -> ReadyResponse {
        var head = HTTPResponse(status: .ok)
        head.headerFields[.contentType] = mediaType
        return ReadyResponse(head: head, body: body)
    }
}
