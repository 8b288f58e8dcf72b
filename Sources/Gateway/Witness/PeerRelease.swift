import AuditTrail
import PeerDirectory
import WireProtocol

/// Answers a council again that was held back for a fork, on the word of an information-governance officer who looked
/// into it. The record comes first.
struct PeerRelease {
    let node: NodeContext

    func release(_ body: JSONValue) async throws -> JSONValue {
        var reader = try ObjectReader(body, at: "")
        let authority = try reader.parsed("authority", as: "a GSS code", AuthorityID.init)
        let officer = try reader.text("by", atMost: 256)
        let reason = try reader.text("reason", atMost: 2_000)
        try reader.finish()
        guard let file = node.witness?.file, file.isHeldBack(authority) else {
            throw PeerReleaseFault.notHeldBack(authority)
        }
        let now = node.now()
        let receipt = try await node.audit.record(
            InternalEvent(
                event: "peer.released", binding: authority.code, directory: node.directory.current.version,
                payloads: LeafPayloads(actor: ["staff": .string(officer)], reason: ["note": .string(reason)]), time: now
            ))
        try file.release(authority, by: officer, reason: reason, now: now)
        return ["released": .string(authority.code), "index": .integer(receipt.index)]
    }

    /// The councils held back, and where the evidence lies.
    func heldBack() throws -> JSONValue {
        let peers = try node.witness?.file.heldBackPeers() ?? []
        return [
            "heldBack": .array(
                peers.map { peer in
                    [
                        "authority": .string(peer.authority.code), "origin": .string(peer.origin),
                        "evidence": .string(peer.evidence), "since": .string(peer.found.text),
                    ]
                })
        ]
    }
}

/// Why a council was not released.
enum PeerReleaseFault: Error, Equatable, CustomStringConvertible {
    case notHeldBack(AuthorityID)

    /// One plain sentence.
    var description: String {
        switch self {
        case .notHeldBack(let authority):
            "`\(authority)` is not held back; `fcg peer list` shows who is, and who is suspended by the directory"
        }
    }
}
