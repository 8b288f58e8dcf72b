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
    let calls: PeerCalls
    let confirmation: StartConfirmation
    let disputes: DisputeFile

    /// A start that fails past the audit trail stops it in order, so that the next one has no fence.
    init(config: String) throws {
        let folder = NodeFolder(config: config)
        let file = try NodeFile(path: config)
        let audit = try NodeAssembly.audit(folder, file)
        do {
            try self.init(folder, file, audit)
        } catch {
            try? audit.stop()
            throw error
        }
    }

    private init(_ folder: NodeFolder, _ file: NodeFile, _ audit: AuditTrail) throws {
        self.folder = folder
        self.file = file
        let book = try StaffBook(path: folder.book)
        context = try NodeAssembly.context(folder, file, audit, book)
        answering = try AnswerPath(node: context, allowance: file.allowance)
        desk = try DutyDesk(path: folder.duty)
        let pseudonymKey = try folder.secret("pseudonym.key")
        carrier = try NodeAssembly.carrier(folder, context.directory)
        calls = PeerCalls(node: context, carry: carrier.carry)
        confirmation = try StartConfirmation(node: context, calls: calls)
        disputes = try audit.openDisputeFile()
        let asking = AskPath(
            node: context, pseudonymKey: pseudonymKey,
            deadline: Int64(file.askingDeadlineSeconds) * 1_000, carry: carrier.carry)
        let config = folder.config
        staff = StaffDesk(
            node: context, asking: asking, desk: desk, disputes: disputes, book: book,
            pins: { try NodePolicies(config: config).pins })
    }

    static func audit(_ folder: NodeFolder, _ file: NodeFile) throws -> AuditTrail {
        try LogKeyFiles(folder).prepare(now: wallClock())
        do {
            return try AuditTrail.open(try auditConfiguration(folder, file))
        } catch let failure as AuditFailure {
            throw Complaint("\(folder.audit): error: \(failure)")
        }
    }

    private static func auditConfiguration(_ folder: NodeFolder, _ file: NodeFile) throws -> AuditConfiguration {
        AuditConfiguration(
            folder: folder.audit, node: file.authority, authority: file.publicName,
            logKeys: LogKeyFiles(folder).logKeys,
            masterKey: try AuditTrail.masterKey(folder: folder.audit), random: systemRandom, now: wallClock,
            monotonic: monotonicMilliseconds)
    }

    private static func context(
        _ folder: NodeFolder, _ file: NodeFile, _ audit: AuditTrail, _ book: StaffBook
    ) throws -> NodeContext {
        let seed = try folder.signingKey("signing.pem").seed
        guard let key = MessageSignatures.SigningKey.ed25519(rawRepresentation: seed) else {
            throw Complaint("\(folder.key("signing.pem")): error: is not an Ed25519 key")
        }
        return NodeContext(
            authority: file.authority, publicNames: [file.publicName.lowercased()], signingKey: key,
            keyID: file.keyID, directory: try directory(folder, file),
            policies: try policies(folder, file, audit),
            index: try CaseIndex.open(
                path: folder.index, book: book, terms: try folder.matching.terms(now: wallClock())),
            audit: audit,
            witness: try witness(folder, file, audit), now: wallClock, random: systemRandom)
    }

    static func directory(_ folder: NodeFolder, _ file: NodeFile) throws -> LiveDirectory {
        do {
            let current = try Directory.open(
                octets: try folder.octets(of: folder.directory), signers: file.directorySigners, now: wallClock())
            return try LiveDirectory(
                current: current, signers: file.directorySigners, markPath: folder.directorySeen)
        } catch let fault as DirectoryFault {
            throw Complaint("\(folder.directory): error: \(fault)")
        }
    }

    /// What the internal log says was in force last decides what may be served now.
    private static func policies(_ folder: NodeFolder, _ file: NodeFile, _ audit: AuditTrail) throws -> LivePolicies {
        let mark = try audit.newestBinding(of: InternalEvent.activation).flatMap(PolicyGenerations.Mark.init)
        do {
            return try LivePolicies(
                generations: PolicyGenerations(folder: folder.generations), authority: file.authority,
                pins: try NodePolicies(config: folder.config).pins, after: mark,
                suspensions: try suspensions(folder, recorded: audit.newestBinding(of: InternalEvent.suspensions)))
        } catch let fault as LivePolicies.Fault {
            throw Complaint(fault.description)
        }
    }

    /// What stands still; without a word about it a node does not start.
    private static func suspensions(_ folder: NodeFolder, recorded: String?) throws -> SuspensionsFile {
        guard FileManager.default.fileExists(atPath: folder.suspensions) else {
            throw Complaint(
                "\(folder.suspensions): error: the file is missing, so nobody can say what is suspended\n"
                    + "    help: write two lines, `language: 1` and `suspensions: []`, if nothing is")
        }
        let logger = Logger(label: "fcg")
        return SuspensionsFile(path: folder.suspensions, recorded: recorded) {
            logger.notice("suspensions read", metadata: ["found": "\($0)"])
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
        return TLSPeer(authority: identity.authority, keyHash: reading.keyHash, issuer: member.issuer)
    }
}

/// Libraries print the services they run, with everything inside: of a node there is its name to print, and no more.
extension NodeAssembly: CustomStringConvertible, CustomReflectable {
    var description: String { "node of \(file.authority)" }
    var customMirror: Mirror { Mirror(reflecting: description) }
}

extension PeerEndpoint {
    init(_ member: Member) {
        self.init(
            authority: member.authority, host: member.endpoint.dial.host, port: member.endpoint.dial.port,
            hostHeader: member.endpoint.authority, pinnedIssuerDER: member.issuer, spiffe: member.identity.uri)
    }
}
