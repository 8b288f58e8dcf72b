import BenchFigures
import Foundation
package import HTTPTypes
package import MessageSignatures
import NIOCore
import NIOHTTP1
package import NIOSSL
import NodeIdentity
package import SyntheticFamilies
package import WireProtocol

/// A council speaking the protocol without a node: its keys, taken from its folder, and signed questions made with them.
package struct RawPeer: Sendable {
    private let asker: AuthorityID
    private let holder: SyntheticCouncil
    private let port: Int
    private let keyID: String
    private let key: MessageSignatures.SigningKey
    /// The TLS settings of its connections to the holder.
    package let tls: NIOSSLContext

    /// `asker` as it speaks to `holder`.
    package init(_ asker: SyntheticCouncil, to holder: SyntheticCouncil, in sandbox: BenchSandbox) throws {
        self.asker = asker.authority
        self.holder = holder
        port = sandbox.port(of: holder)
        let folder = sandbox.folder(of: asker)
        keyID = "\(asker.authority)#\(try RawPeer.keyName(folder))"
        key = try RawPeer.signingKey(folder)
        var settings = TLSConfiguration.makeClientConfiguration()
        settings.minimumTLSVersion = .tlsv13
        settings.trustRoots = .file(sandbox.folder(of: holder) + "/keys/issuer.pem")
        settings.certificateChain = try NIOSSLCertificate.fromPEMFile(folder + "/keys/tls.crt.pem").map {
            .certificate($0)
        }
        settings.privateKey = .privateKey(try NIOSSLPrivateKey(file: folder + "/keys/tls.pem", format: .pem))
        tls = try NIOSSLContext(configuration: settings)
    }

    /// The Ed25519 key a node signs messages with.
    package static func signingKey(_ folder: String) throws -> MessageSignatures.SigningKey {
        let pem = try String(contentsOfFile: folder + "/keys/signing.pem", encoding: .utf8)
        let seed = try NodeIdentity.SigningKey(pem: pem).seed
        guard let key = MessageSignatures.SigningKey.ed25519(rawRepresentation: seed) else {
            throw BenchFault("`\(folder)/keys/signing.pem` is not an Ed25519 key")
        }
        return key
    }

    private static func keyName(_ folder: String) throws -> String {
        let text = try String(contentsOfFile: folder + "/node.yaml", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("key name:") }
        guard let name = line?.split(separator: "\"").dropFirst().first else {
            throw BenchFault("`\(folder)/node.yaml` has no `key name`")
        }
        return String(name)
    }

    /// A new connection to the holder.
    package func connect() async throws -> PeerConnection {
        try await PeerConnection.open(port: port, context: tls)
    }

    /// A question that has been signed and not been sent.
    package struct SignedQuery: Sendable {
        package let head: HTTPRequest
        package let body: [UInt8]
        package let evidence: SignatureEvidence
        package let wire: WireRequest
    }

    /// A fresh question, signed.
    package func ask(_ subjects: [Subject], _ categories: [Code]) throws -> SignedQuery {
        let body = try query(subjects, categories).encoded()
        var head = HTTPRequest(method: .post, scheme: "https", authority: "localhost:\(port)", path: "/fcg/v1/query")
        head.headerFields[.contentType] = "application/json"
        let now = Clock.wall().seconds
        let evidence = try SignatureProfile.sign(
            request: &head, body: body, key: key, keyID: keyID, created: now, expires: now + 120,
            nonce: Base64URL.encode(octets(24)))
        return SignedQuery(head: head, body: body, evidence: evidence, wire: wire(head, body))
    }

    private func query(_ subjects: [Subject], _ categories: [Code]) throws -> FamilyQuery {
        let now = Clock.wall()
        guard let id = ExchangeID("bench-" + Hex.encode(octets(15))), let commitment = Commitment(octets(32)) else {
            throw BenchFault("an exchange id is not well formed")
        }
        // A short life, so that the holder need not keep the answers of one round through all others.
        return FamilyQuery(
            id: id, from: asker, to: holder.authority, issued: Instant(seconds: now.seconds),
            expires: Instant(seconds: now.seconds + 60), salt: octets(32), purpose: "s47-enquiry",
            urgency: "same-day",
            law: LawClaim(article6: "6-1-e", under: ["ca1989-s47"], article9: "9-2-g", schedule1: "sch1-18"),
            caseReference: CaseReference(ref: commitment, openedOn: now.londonDay.adding(days: -1)),
            justification: commitment,
            worker: Worker(
                role: "social-worker", staff: Redacted("pseudonym-of-the-day"), name: Redacted("B. Worker"),
                team: "leeds-city", organisation: "Leeds City Council", phone: Redacted("0113 496 0000")),
            subjects: subjects, categories: categories, upTo: "contact")
    }

    private func wire(_ head: HTTPRequest, _ body: [UInt8]) -> WireRequest {
        var headers = HTTPHeaders([("host", head.authority ?? "")])
        for field in head.headerFields { headers.add(name: field.name.rawName, value: field.value) }
        headers.add(name: "content-length", value: String(body.count))
        return WireRequest(
            head: HTTPRequestHead(version: .http1_1, method: .POST, uri: head.path ?? "/", headers: headers),
            body: ByteBuffer(bytes: body))
    }

    private func octets(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: .min ... .max) } }
}
