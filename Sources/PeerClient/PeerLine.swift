import AsyncHTTPClient
import Gateway
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOSSL
import WireProtocol

/// The connections to one authority: its own trust, its own pool, shared with nobody.
struct PeerLine: Sendable {
    let endpoint: PeerEndpoint
    private let client: HTTPClient
    private let reading: ResponseReading

    init(
        to endpoint: PeerEndpoint, as credential: ClientCredential, limits: ResponseLimits,
        readIdentity: @escaping @Sendable ([UInt8]) -> String?
    ) throws {
        let identity = ServerIdentity(spiffe: endpoint.spiffe, readIdentity: readIdentity, limits: limits)
        var settings = HTTPClient.Configuration(
            tlsConfiguration: try Self.tls(credential, trusting: endpoint.pinnedIssuerDER),
            redirectConfiguration: .disallow, decompression: .disabled,
            http1_1ConnectionDebugInitializer: { identity.admit($0) })
        settings.httpVersion = .http1Only
        settings.dnsOverride = [endpoint.name: endpoint.host]
        settings.connectionPool.retryConnectionEstablishment = false
        // Shorter than a listener's patience, so that no request is written into a connection it is closing.
        settings.connectionPool.idleTimeout = .seconds(30)
        self.endpoint = endpoint
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
        reading = ResponseReading(limits: limits)
    }

    private static func tls(_ credential: ClientCredential, trusting issuer: [UInt8]) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv13
        tls.trustRoots = .certificates([try NIOSSLCertificate(bytes: issuer, format: .der)])
        tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(credential.certificateChainPEM).map {
            .certificate($0)
        }
        tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: credential.privateKeyPEM.reveal(), format: .pem))
        tls.shutdownTimeout = .seconds(1)
        return tls
    }

    /// One request, one response. Ends early when its task is cancelled.
    func exchange(_ head: HTTPRequest, _ body: [UInt8]) async throws(TransportFault) -> ReadyResponse {
        do {
            return try await reading.read(client.execute(request(head, body), deadline: .distantFuture))
        } catch {
            throw TransportFault(error)
        }
    }

    /// The Host field is the directory's, whatever the head says: a request is never sent under another name.
    private func request(_ head: HTTPRequest, _ body: [UInt8]) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: "https://\(endpoint.name):\(endpoint.port)\(head.path ?? "/")")
        request.method = HTTPMethod(rawValue: head.method.rawValue)
        request.headers.add(name: "host", value: endpoint.hostHeader)
        for field in head.headerFields where field.name.canonicalName != "host" {
            request.headers.add(name: field.name.rawName, value: field.value)
        }
        if head.method == .post { request.body = .bytes(body) }
        return request
    }

    func close() async { try? await client.shutdown() }
}
