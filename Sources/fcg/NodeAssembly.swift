import AuditTrail
import CaseIndex
import DutyDesk
import Foundation
import Gateway
import GatewayHTTP
import Logging
import MessageSignatures
import NodeIdentity
import PeerClient
import PeerDirectory
import PolicyWorkbench
import WireProtocol

/// One node put together from its folder: stores opened, start checks made, paths ready.
struct NodeAssembly {
    let folder: NodeFolder
    let file: NodeFile
    let context: NodeContext
    let answering: AnswerPath
    let staff: StaffDesk
    let desk: DutyDesk
    let carrier: PeerCarrier

    init(config: String) throws {
        folder = NodeFolder(config: config)
        file = try NodeFile(path: config)
        let audit = try NodeAssembly.audit(folder, file)
        context = try NodeAssembly.context(folder, file, audit)
        answering = AnswerPath(node: context, allowance: file.allowance)
        desk = try DutyDesk(path: folder.duty)
        carrier = try NodeAssembly.carrier(folder, context.directory)
        let asking = AskPath(
            node: context, pseudonymKey: try folder.secret("pseudonym.key"),
            deadline: Int64(file.askingDeadlineSeconds) * 1_000, carry: carrier.carry)
        staff = StaffDesk(node: context, asking: asking, desk: desk)
    }

    private static func audit(_ folder: NodeFolder, _ file: NodeFile) throws -> AuditTrail {
        do {
            return try AuditTrail.open(
                AuditConfiguration(
                    folder: folder.audit, node: file.authority, authority: file.publicName,
                    exchangeKey: try folder.signingKey("log-exchange.pem").seed,
                    internalKey: try folder.signingKey("log-internal.pem").seed, random: systemRandom,
                    now: wallClock, monotonic: monotonicMilliseconds))
        } catch let failure as AuditFailure {
            throw Complaint("\(folder.audit): error: \(failure)")
        }
    }

    private static func context(_ folder: NodeFolder, _ file: NodeFile, _ audit: AuditTrail) throws -> NodeContext {
        let seed = try folder.signingKey("signing.pem").seed
        guard let key = SigningKey.ed25519(rawRepresentation: seed) else {
            throw Complaint("\(folder.key("signing.pem")): error: is not an Ed25519 key")
        }
        return NodeContext(
            authority: file.authority, publicNames: [file.publicName.lowercased()], signingKey: key,
            keyID: file.keyID, directory: try directory(folder, file),
            policies: try policies(folder, file),
            index: try CaseIndex.open(path: folder.index), audit: audit, now: wallClock, random: systemRandom)
    }

    private static func directory(_ folder: NodeFolder, _ file: NodeFile) throws -> LiveDirectory {
        do {
            let current = try Directory.open(
                octets: try folder.octets(of: folder.directory), signers: file.directorySigners, now: wallClock())
            return try LiveDirectory(
                current: current, signers: file.directorySigners, markPath: folder.directorySeen)
        } catch let fault as DirectoryFault {
            throw Complaint("\(folder.directory): error: \(fault)")
        }
    }

    private static func policies(_ folder: NodeFolder, _ file: NodeFile) throws -> LivePolicies {
        do {
            return try LivePolicies(folder: folder.policies, pin: { try NodeFile(path: folder.config).policyDigest })
        } catch let fault as PolicyFolderFault {
            throw Complaint("\(fault)")
        }
    }

    private static func carrier(_ folder: NodeFolder, _ directory: LiveDirectory) throws -> PeerCarrier {
        PeerCarrier(
            credential: ClientCredential(
                certificateChainPEM: try folder.octets(of: folder.key("tls.crt.pem")),
                privateKeyPEM: Redacted(try folder.octets(of: folder.key("tls.pem")))),
            endpoint: { authority in directory.current.members[authority].map(PeerEndpoint.init) },
            readIdentity: { der in try? CertificateReading(der: der).identity().uri })
    }

    /// Who a client certificate is, if it is issued by the issuer pinned for exactly the authority it names.
    func identify(_ certificate: [UInt8]) -> TLSPeer? {
        guard let reading = try? CertificateReading(der: certificate), let identity = try? reading.identity(),
            let member = context.directory.current.members[identity.authority], member.identity == identity,
            reading.isIssued(by: member.issuer, for: .client, at: context.now())
        else { return nil }
        return TLSPeer(authority: identity.authority, keyHash: reading.keyHash)
    }

    /// Whether a peer on a live connection is still a member.
    func isStillTrusted(_ peer: TLSPeer) -> Bool {
        context.directory.current.members[peer.authority] != nil
    }
}

extension PeerEndpoint {
    init(_ member: Member) {
        self.init(
            authority: member.authority, host: member.endpoint.dial.host, port: member.endpoint.dial.port,
            hostHeader: member.endpoint.authority, pinnedIssuerDER: member.issuer, spiffe: member.identity.uri)
    }
}
