import AuditTrail
import PeerDirectory
import WireProtocol

/// Records that somebody reads what was decided in the past. The reading itself, by our own staff with access to the
/// node's folder, comes after the record.
struct RecordReading {
    let node: NodeContext

    /// The words `for` may have: what is read is the same, why is not.
    static let reasons: [Code] = ["policy-replay", "trial-report"]

    func record(_ body: JSONValue) async throws -> JSONValue {
        var reader = try ObjectReader(body, at: "")
        let reason = try reader.parsed("for", as: "a reason that is known", Code.init)
        let by = try reader.parsed("by", as: "a post", Code.init)
        try reader.finish()
        guard Self.reasons.contains(reason) else { throw SchemaFault("for", "is not a reason that is known") }
        let receipt = try await node.audit.record(
            InternalEvent(
                event: "audit.decisions-read", binding: reason.text, directory: node.directory.current.version,
                payloads: LeafPayloads(actor: ["by": .string(by.text)]), time: node.now()))
        return ["index": .integer(receipt.index)]
    }
}
