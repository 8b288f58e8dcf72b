import BenchFigures
import BenchKit
import Crypto
import MessageSignatures
import WireProtocol

/// What one exchange owes at the least, by kind, in microseconds of one thread.
struct PrimitiveCosts {
    let verify: Double
    let sign: Double
    let hash: Double
    let reads: Double
    let commit: Double

    var sum: Double { verify + sign + hash + reads + commit }

    static let none = PrimitiveCosts(verify: 0, sign: 0, hash: 0, reads: 0, commit: 0)

    static func + (one: PrimitiveCosts, other: PrimitiveCosts) -> PrimitiveCosts {
        PrimitiveCosts(
            verify: one.verify + other.verify, sign: one.sign + other.sign, hash: one.hash + other.hash,
            reads: one.reads + other.reads, commit: one.commit + other.commit)
    }

    static func * (costs: PrimitiveCosts, factor: Double) -> PrimitiveCosts {
        PrimitiveCosts(
            verify: costs.verify * factor, sign: costs.sign * factor, hash: costs.hash * factor,
            reads: costs.reads * factor, commit: costs.commit * factor)
    }

    static func += (costs: inout PrimitiveCosts, more: PrimitiveCosts) { costs = costs + more }
}

/// The exchange's own primitives over the octets of a real exchange. JSON, routing, policy and matching count as nothing.
struct Primitives {
    let exchange: RecordedExchange
    let holderKey: MessageSignatures.SigningKey
    let reads: RawReads
    let commit: RawCommit

    /// Measures each on its own.
    func measure(_ count: Int) throws -> PrimitiveCosts {
        let request = exchange.request.evidence
        let askerKey = exchange.askerKey
        return PrimitiveCosts(
            verify: try ProcessorTime.microseconds(count) {
                guard askerKey.isValid(signature: request.signature, for: request.base) else {
                    throw BenchFault("the request's signature is not valid")
                }
            },
            sign: try ProcessorTime.microseconds(count) {
                guard holderKey.signature(for: exchange.responseBase) != nil else { throw BenchFault("cannot sign") }
            },
            hash: ProcessorTime.microseconds(count) {
                _ = SHA256.hash(data: exchange.request.body)
                _ = SHA256.hash(data: exchange.reply.body)
            },
            reads: try ProcessorTime.microseconds(count) { try reads.read() },
            commit: try ProcessorTime.microseconds(count) { try commit.commit() })
    }
}
