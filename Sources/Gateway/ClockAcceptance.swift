import AuditTrail
import PeerDirectory
import WireProtocol

/// Takes a clock for right that is not believed, on the word of two people; the record of it comes first.
struct ClockAcceptance {
    let node: NodeContext

    /// Says what was accepted: the reading, the one kept before, and the entry of the internal log.
    func accept(_ body: JSONValue) async throws -> JSONValue {
        var reader = try ObjectReader(body, at: "")
        let staff = try reader.text("by", atMost: 256)
        let second = try reader.text("second", atMost: 256)
        try reader.finish()
        guard staff != second else { throw ClockAcceptanceFault.onePerson }
        guard (try? node.audit.checkClock()) == nil else { throw ClockAcceptanceFault.believed }
        let (kept, now) = (node.audit.latestReading, node.now())
        let receipt = try await node.audit.record(
            InternalEvent(
                event: "clock.accepted", binding: "\(kept.preciseText) \(now.preciseText)",
                directory: node.directory.current.version,
                payloads: LeafPayloads(actor: ["staff": .string(staff), "second": .string(second)]), time: now))
        try node.audit.acceptClock()
        return ["accepted": .string(now.text), "instead": .string(kept.text), "index": .integer(receipt.index)]
    }
}

/// Why a clock was not accepted.
enum ClockAcceptanceFault: Error, Equatable, CustomStringConvertible {
    case onePerson
    case believed

    /// One plain sentence.
    var description: String {
        switch self {
        case .onePerson: "two people accept a clock: name another one in `--second`"
        case .believed: "the clock is believed already; there is nothing to accept"
        }
    }
}
