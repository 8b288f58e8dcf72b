import Gateway
import HTTPTypes
import PeerClient
import Synchronization
import Testing
import WireProtocol

/// The port the directory has for the holder; `nil` when it has no holder.
final class DirectoryPort: Sendable {
    private let port: Mutex<Int?>
    init(_ port: Int?) { self.port = Mutex(port) }
    var now: Int? { port.withLock { $0 } }
    func move(to port: Int?) { self.port.withLock { $0 = port } }
}

/// The asker's way out to the holder on a port of this machine.
struct TestCarrier: Sendable {
    let carrier: PeerCarrier
    private let holder: AuthorityID

    init(_ port: DirectoryPort) throws {
        let certificates = try TestCertificates.shared
        let spiffe = TestCertificates.spiffe(TestCertificates.holder)
        let identities = [
            certificates.holder.der: spiffe, certificates.holderUnderOtherName.der: spiffe,
            certificates.strangeHolder.der: spiffe,
            certificates.neighbourUnderHoldersName.der: TestCertificates.spiffe("E08000001"),
        ]
        holder = try #require(AuthorityID(TestCertificates.holder))
        carrier = PeerCarrier(
            credential: ClientCredential(
                certificateChainPEM: certificates.asker.pem, privateKeyPEM: Redacted(certificates.asker.key)),
            endpoint: { authority in
                port.now.map { port in
                    PeerEndpoint(
                        authority: authority, host: "127.0.0.1", port: port,
                        hostHeader: "\(TestCertificates.host):8443", pinnedIssuerDER: certificates.holderIssuer.der,
                        spiffe: spiffe)
                }
            },
            readIdentity: { identities[$0] })
    }

    /// Asks the holder; the body is all the asker sends.
    func ask(_ body: String = "{}", within milliseconds: Int64 = 5_000) async -> Result<ReadyResponse, TransportFault> {
        let head = HTTPRequest(
            method: .post, scheme: "https", authority: "ignored.example", path: "/fcg/v1/query?a=%2F",
            headerFields: [.contentType: "application/json"])
        do throws(TransportFault) {
            return .success(try await carrier.carry(holder, head, Array(body.utf8), milliseconds))
        } catch {
            return .failure(error)
        }
    }
}

/// Runs `body` with a carrier to `port`, and closes it.
func withCarrier<Result: Sendable>(
    _ port: DirectoryPort, _ body: @Sendable (TestCarrier) async throws -> Result
) async throws -> Result {
    let carrier = try TestCarrier(port)
    do {
        let result = try await body(carrier)
        await carrier.carrier.shutdown()
        return result
    } catch {
        await carrier.carrier.shutdown()
        throw error
    }
}

extension Result where Success == ReadyResponse, Failure == TransportFault {
    var fault: TransportFault? {
        switch self {
        case .success: nil
        case .failure(let fault): fault
        }
    }
}
