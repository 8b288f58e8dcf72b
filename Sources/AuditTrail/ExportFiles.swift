/// The files of an exported log. `checkpoint` and `tile/` are as C2SP tlog-tiles has them.
package enum ExportFiles {
    /// The signed note, with the cosignatures there were.
    package static let checkpoint = "checkpoint"
    /// The log's verifier key, one line.
    package static let verifierKey = "vkey"
    /// C2SP tlog-policy: the log, its witnesses, and how many of them are enough.
    package static let policy = "policy"
    /// The leaves, one JSON object a line.
    static let leaves = "leaves.jsonl"
    /// The commitments that are opened, one leaf a line.
    static let payloads = "payloads.jsonl"
    /// FHIR R4 AuditEvent resources, one a line.
    static let events = "audit-events.ndjson"
    /// A timestamp of the checkpoint (RFC 3161), as the authority sent it.
    package static let stamp = "checkpoint.tsr"
    /// Digests of all files outside `tile/`, as `sha256sum -c` reads them.
    static let digests = "SHA256SUMS"

    /// The files `SHA256SUMS` speaks of, in its order.
    static let digested = [events, checkpoint, stamp, leaves, payloads, policy, verifierKey]

    /// The line of a leaf: its octets are JSON already.
    static func line(_ index: Int64, leaf: some Collection<UInt8>) -> [UInt8] {
        Array("{\"index\":\(index),\"leaf\":".utf8) + leaf + Array("}\n".utf8)
    }

    /// `SHA256SUMS` for these digests.
    static func digestLines(_ digests: [String: String]) -> [(name: String, line: String)] {
        digested.compactMap { name in digests[name].map { (name, "\($0)  \(name)\n") } }
    }
}
