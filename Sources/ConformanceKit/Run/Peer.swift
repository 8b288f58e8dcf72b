import Foundation
import NIOSSL
package import WireProtocol

/// What came back to octets that were sent.
package enum Reply: Sendable {
    /// A response, and its place in the trace.
    case response(WireResponse, Int)
    /// The connection ended without one, with the alert if there was one.
    case closed(String?)
    /// Neither a response nor an end came in time.
    case silent
    /// What came is no HTTP/1.1 response.
    case malformed(String)

    /// In a few words, for a report.
    package var words: String {
        switch self {
        case .response(let response, _):
            guard let code = ProblemDocument(octets: response.body) else {
                return "\(response.status) with \(response.body.count) octets"
            }
            return "\(response.status) \(code.code.rawValue)" + (code.detail.map { " (\($0))" } ?? "")
        case .closed(let why): return "the connection was closed" + (why.map { " (\($0))" } ?? "")
        case .silent: return "nothing, and the connection stayed open"
        case .malformed(let what): return "no HTTP/1.1 response: \(what)"
        }
    }
}

/// One registered authority that sends requests to the node, for the length of one case.
package struct Peer: Sendable {
    package let kit: TestKit
    package let holder: Holder
    let chance: Chance
    let leaves: Leaves
    let memory: RunMemory
    let pace: PaceKeeper
    /// The context of ordinary connections, made once.
    let tls: NIOSSLContext
    package let trace: Trace

    /// The same authority, whose answers are not expected to follow each other: it asks beside others.
    var unnoted: Peer {
        Peer(
            kit: kit, holder: holder, chance: chance, leaves: Leaves(isExclusive: false), memory: memory, pace: pace,
            tls: tls, trace: trace)
    }

    /// The same authority with another trace.
    func noting(in trace: Trace) -> Peer {
        Peer(
            kit: kit, holder: holder, chance: chance, leaves: leaves, memory: memory, pace: pace, tls: tls, trace: trace
        )
    }

    /// Seconds since 1970 by this machine's clock.
    package var now: Int64 { Int64(Date().timeIntervalSince1970) }

    /// A fresh question of this authority.
    package func question() -> [String: JSONValue] {
        QuestionMaker(kit: kit, holder: holder, chance: chance).question(now: now)
    }

    /// A signed request, sound but for what `bend` changes; about `question`, or a fresh one.
    package func request(
        _ question: [String: JSONValue]? = nil, nonce: String? = nil, _ bend: (inout Draft) -> Void = { _ in }
    ) -> SignedRequest {
        var draft = Draft()
        bend(&draft)
        let writer = RequestWriter(kit: kit, holder: holder, now: now)
        return writer.write(draft, question: question ?? self.question(), nonce: nonce ?? chance.nonce())
    }

    /// A connection of this authority. `shown` gives it another certificate or TLS version than it should have.
    package func connect(_ shown: ClientTLS? = nil, most: Int = 1 << 20) async throws -> RawConnection {
        let context = try shown.map { (shown) throws(Trouble) in try shown.context(issuer: holder.issuer) } ?? tls
        return try await RawConnection.open(
            host: holder.host, port: holder.port, tls: context, serverName: Peer.serverName(holder.host), most: most)
    }

    /// A connection without TLS.
    package func connectInTheClear() async throws -> RawConnection {
        try await RawConnection.open(host: holder.host, port: holder.port, tls: nil, serverName: nil)
    }

    /// Sends octets over a connection of its own and waits for what comes back.
    package func send(_ octets: [UInt8], shown: ClientTLS? = nil, within seconds: Double = 15) async throws -> Reply {
        await pace.turn()
        let line: RawConnection
        do { line = try await connect(shown) } catch let refused as HandshakeRefused {
            trace.note("TLS refused: \(refused.why)")
            guard shown != nil else { throw Trouble("TLS did not come about: \(refused.why)") }
            return .closed(refused.why)
        }
        let reply = await ask(line, octets, within: seconds)
        await line.close()
        return reply
    }

    /// Sends octets over a connection and waits for what comes back.
    package func ask(_ line: RawConnection, _ octets: [UInt8], within seconds: Double = 15) async -> Reply {
        trace.add(.sent, octets)
        await line.send(octets)
        return await hear(line, within: seconds)
    }

    /// Waits for one response; what has been read is taken off the connection.
    package func hear(_ line: RawConnection, within seconds: Double = 15) async -> Reply {
        let (octets, ending) = await line.read(within: seconds) { ReadResponse($0) != .incomplete }
        switch ReadResponse(octets) {
        case .response(let response):
            await line.drop(response.length)
            return .response(response, trace.add(.received, octets.prefix(response.length)))
        case .malformed(let what):
            trace.add(.received, octets)
            return .malformed(what)
        case .incomplete:
            if !octets.isEmpty { trace.add(.received, octets) }
            return ended(ending, octets)
        }
    }

    private func ended(_ ending: Ending, _ octets: [UInt8]) -> Reply {
        switch ending {
        case .closed(let why):
            trace.note("closed by the node" + (why.map { ": \($0)" } ?? ""))
            return octets.isEmpty ? .closed(why) : .malformed("the connection ended within a response")
        case .silent, .complete:
            trace.note("nothing came in time")
            return .silent
        case .tooMuch: return .malformed("more than a mebioctet")
        }
    }

    /// TLS names servers by host names only (RFC 6066 §3).
    private static func serverName(_ host: String) -> String? {
        let isAddress = host.contains(":") || host.allSatisfy { $0.isNumber || $0 == "." }
        return isAddress ? nil : host
    }
}
