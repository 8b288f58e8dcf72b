import AuditTrail
import BenchFigures
import Foundation
import MerkleLog
import WireProtocol

/// An audit folder of its own, with the clock and the chance that a node has.
struct BenchTrail {
    let folder: String
    private let bodyDays: Int

    init(in parent: String, bodyDays: Int) throws {
        folder = parent + "/audit-\(UUID().uuidString)"
        self.bodyDays = bodyDays
        try AuditTrail.initialise(folder: folder, random: BenchTrail.random)
    }

    func open() throws -> AuditTrail {
        guard let node = AuthorityID("E08000007") else { throw BenchFault("no such council") }
        return try AuditTrail.open(
            AuditConfiguration(
                folder: folder, node: node, authority: "council.example",
                logKeys: LogKeys(exchange: Array(1...32), internalLog: Array(2...33)),
                masterKey: try AuditTrail.masterKey(folder: folder), random: BenchTrail.random,
                now: Clock.wall, monotonic: { Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000) },
                bodyDays: bodyDays))
    }

    var exchangeLog: String { "\(folder)/\(LogName.exchange.rawValue).db" }

    /// Random octets from the kernel, at most 256 a call (getentropy(3)).
    @Sendable static func random(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { octets, filled in
            while filled < count {
                let part = UnsafeMutableRawBufferPointer(
                    UnsafeMutableBufferPointer(rebasing: octets[filled..<min(count, filled + 256)]))
                precondition(getentropy(part.baseAddress, part.count) == 0, "the kernel gives no random octets")
                filled += part.count
            }
        }
    }
}
