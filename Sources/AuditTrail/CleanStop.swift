import WireProtocol

/// The marker a node leaves when it stops in order: it agrees with exactly one content of `log-head`.
enum CleanStop {
    static func octets(for head: LogHead) -> [UInt8] {
        let digest = Base64.encode(EvidenceDigest.body(head.octets).octets)
        return Array("fcg-clean-stop/v1\n\(digest)\n".utf8)
    }
}
