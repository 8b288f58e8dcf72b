package import AuditTrail
package import WireProtocol
import MerkleLog
import PeerDirectory

/// Once an hour, what this witness has cosigned: a leaf of the internal log, bound to size and root of each origin.
package struct WitnessSummary: Sendable {
    private let node: NodeContext

    package init(node: NodeContext) { self.node = node }

    package func record(now: Instant) async throws(AuditFailure) {
        guard let logs = try node.witness?.file.witnessed(), !logs.isEmpty else { return }
        let lines = logs.map { "\($0.origin) \($0.size) \(Base64.encode($0.root.octets))\n" }
        let text = "fcg-witnessed/v1\n" + lines.joined()
        _ = try await node.audit.record(
            InternalEvent(
                event: "witness.summary", binding: Base64URL.encode(EvidenceDigest.body(Array(text.utf8)).octets),
                directory: node.directory.current.version,
                payloads: LeafPayloads(decision: ["logs": .array(lines.map { .string(String($0.dropLast())) })]),
                time: now))
    }
}
