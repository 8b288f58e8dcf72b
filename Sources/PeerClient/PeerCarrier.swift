package import Gateway
import HTTPTypes
package import WireProtocol

/// Carries requests to other authorities over mutual TLS 1.3 and brings their responses back, or says why not.
///
/// It judges transport only: the response is unverified until somebody has checked its signature.
package struct PeerCarrier: Sendable {
    private let credential: ClientCredential
    private let limits: ResponseLimits
    private let endpoint: @Sendable (AuthorityID) -> PeerEndpoint?
    private let readIdentity: @Sendable ([UInt8]) -> String?
    private let lines = PeerLines()

    /// `endpoint` is asked for each request, so a changed directory holds from the next one; `readIdentity` gives the
    /// one URI SAN of a certificate (DER), `nil` if it has none or several.
    package init(
        credential: ClientCredential, limits: ResponseLimits = ResponseLimits(),
        endpoint: @escaping @Sendable (AuthorityID) -> PeerEndpoint?,
        readIdentity: @escaping @Sendable ([UInt8]) -> String?
    ) {
        self.credential = credential
        self.limits = limits
        self.endpoint = endpoint
        self.readIdentity = readIdentity
    }

    /// The way out, as the paths call it.
    package var carry: Carry {
        { (authority, head, body, milliseconds) async throws(TransportFault) in
            try await carry(head, body, to: authority, within: milliseconds)
        }
    }

    /// Closes every connection. To be called once, at the end; requests after it, or under way, are unreachable.
    package func shutdown() async { await lines.shutdown() }

    private func carry(
        _ head: HTTPRequest, _ body: [UInt8], to authority: AuthorityID, within milliseconds: Int64
    ) async throws(TransportFault) -> ReadyResponse {
        guard milliseconds > 0 else { throw .timedOut }
        guard let endpoint = endpoint(authority), endpoint.authority == authority, let lease = lease(endpoint) else {
            throw .unreachable
        }
        let outcome = await Self.first(within: .milliseconds(milliseconds)) { () async throws(TransportFault) in
            try await lease.line.exchange(head, body)
        }
        await lines.release(lease)
        return try outcome.get()
    }

    private func lease(_ endpoint: PeerEndpoint) -> PeerLines.Lease? {
        try? lines.lease(endpoint) {
            try PeerLine(to: endpoint, as: credential, limits: limits, readIdentity: readIdentity)
        }
    }

    /// The exchange's outcome, or ``TransportFault/timedOut`` if the time is over before; the exchange is then cancelled.
    private static func first(
        within time: Duration, _ exchange: @escaping @Sendable () async throws(TransportFault) -> ReadyResponse
    ) async -> Result<ReadyResponse, TransportFault> {
        await withTaskGroup(of: Result<ReadyResponse, TransportFault>.self) { group in
            group.addTask {
                do throws(TransportFault) { return .success(try await exchange()) } catch { return .failure(error) }
            }
            group.addTask {
                let isOver = (try? await Task.sleep(for: time)) != nil
                return .failure(isOver ? .timedOut : .unreachable)
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(.unreachable)
        }
    }
}
