import NIOCore
import WireProtocol

/// How the reading of a body ended.
enum ReadBody: Sendable, Equatable {
    case complete([UInt8])
    case refused(ProblemCode)
    /// The peer went away.
    case brokenOff
}

/// A body of declared length; the header has been checked against the limit before one octet is read.
struct RequestBody: Sendable {
    let length: Int

    func read(_ parts: inout PeerConversation.Parts) async throws -> ReadBody {
        var octets: [UInt8] = []
        octets.reserveCapacity(length)
        while let part = try await parts.next(isolation: #isolation) {
            switch part {
            case .body(let more): octets.append(contentsOf: more.readableBytesView)
            case .end: return octets.count == length ? .complete(octets) : .refused(.httpMalformed)
            case .refused(let code): return .refused(code)
            case .peer, .head: return .refused(.httpMalformed)
            }
        }
        return .brokenOff
    }
}
