import Gateway
import GatewayHTTP
import HTTPTypes
import Logging
import NIOCore
import Synchronization
import Testing
import WireProtocol

/// What a listener's service was asked, and how it is to answer.
final class TestService: Sendable {
    struct State {
        var queries: [SignedRequest] = []
        var resources: [String] = []
        var problems: [ProblemCode] = []
        var admitted = 0
        var done = 0
        var refusesAll = false
        var isHealthy = true
        var isTrusted = true
        var isKnown = true
        var pinsStranger = false
        /// Queries wait for their answer as long as this holds.
        var isHeld = false
    }

    private let state = Mutex(State())
    var now: State { state.withLock { $0 } }
    func change(_ body: @Sendable (inout State) -> Void) { state.withLock { body(&$0) } }

    var peerService: PeerService {
        PeerService(
            admit: { _, _ in
                self.change { $0.admitted += 1 }
                return self.now.refusesAll ? self.response(429, "rate", [.retryAfter: "7"]) : nil
            },
            done: { _ in self.change { $0.done += 1 } },
            post: { request in
                self.change { $0.queries.append(request) }
                try? await until { !self.now.isHeld }
                return self.response(
                    200, "answer to \(request.body.count)", [.contentLength: "9999", .connection: "upgrade"])
            },
            resource: { head, _ in
                self.change { $0.resources.append(head.path ?? "") }
                return self.response(200, "resource")
            },
            isHealthy: { self.now.isHealthy },
            problem: { code, _, _ in
                self.change { $0.problems.append(code) }
                return self.response(code.status, code.rawValue)
            })
    }

    private func response(_ status: Int, _ body: String, _ fields: HTTPFields = [:]) -> ReadyResponse {
        ReadyResponse(head: HTTPResponse(status: .init(code: status), headerFields: fields), body: Array(body.utf8))
    }

    /// Knows the two certificates that the directory would know.
    func trust() throws -> PeerTrust {
        let certificates = try TestCertificates.shared
        let asker = try peer(TestCertificates.asker)
        let holder = try peer(TestCertificates.holder)
        let known = [
            certificates.asker.der: asker, certificates.expiredAsker.der: asker,
            certificates.serverOnlyAsker.der: asker, certificates.strangeAsker.der: asker,
            certificates.holder.der: holder,
        ]
        return PeerTrust(
            trustRoots: {
                let pinned = [certificates.askerIssuer.der, certificates.holderIssuer.der]
                return self.now.pinsStranger ? pinned + [certificates.strangeIssuer.der] : pinned
            },
            identify: { self.now.isKnown ? known[$0] : nil }, isStillTrusted: { _ in self.now.isTrusted })
    }

    private func peer(_ code: String) throws -> TLSPeer {
        TLSPeer(authority: try #require(AuthorityID(code)), keyHash: Array(repeating: 7, count: 32), issuer: [])
    }
}

/// Waits for something to become true, but not for ever.
func until(_ isTrue: () async throws -> Bool) async throws {
    for _ in 0..<1_000 {
        if try await isTrue() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("what was waited for did not come")
}

extension ListenerLimits {
    /// The protocol's limits, with little patience for closing connections.
    static var hasty: ListenerLimits {
        var limits = ListenerLimits()
        limits.lingerTime = .milliseconds(300)
        return limits
    }
}

/// Runs a listener of the holder on a free port while `body` runs.
func withNode<Result: Sendable>(
    _ service: TestService = TestService(), limits: ListenerLimits = .hasty,
    _ body: @Sendable (_ port: Int, _ listener: PeerListener) async throws -> Result
) async throws -> Result {
    let (ports, heard) = AsyncStream.makeStream(of: Int.self)
    let certificate = try TestCertificates.shared.holder
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let listener = PeerListener(
        host: "127.0.0.1", port: 0,
        credential: ListenerCredential(certificateChainPEM: certificate.pem, privateKeyPEM: Redacted(certificate.key)),
        trust: try service.trust(), service: service.peerService, limits: limits,
        now: { Instant(seconds: 1_795_170_960) }, logger: logger,
        onListening: { heard.yield($0) })
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await listener.run() }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        let result = try await body(port, listener)
        group.cancelAll()
        return result
    }
}
