import AuditTrail
import DutyDesk
import Foundation
import HTTPTypes
import MerkleLog
import PeerDirectory
import PolicyWorkbench
import PolicyEngine
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

/// One council's node: the walks over real stores, and what its logs and its duty desk hold.
struct TestNode {
    let council: SyntheticCouncil
    let context: NodeContext
    let answering: AnswerPath
    let desk: DutyDesk
    let auditFolder: String

    /// Leaves of the exchange log, the opening of the shard left out.
    func leaves() throws -> [AuditEntryView] {
        try context.audit.entries(.exchange, limit: 10_000, openingPayloads: true).filter { $0.exchange != nil }
    }

    func leaves(_ event: ExchangeEvent) throws -> [AuditEntryView] {
        try leaves().filter { $0.event == event.rawValue }
    }

    /// Entries of the internal log with one event.
    func internalEntries(_ event: String) throws -> [AuditEntryView] {
        try context.audit.entries(.internal, limit: 10_000, openingPayloads: true).filter { $0.event == event }
    }

    /// What the duty desk has to do, after the courier's round.
    func tasks() async throws -> [DutyTask] {
        try await OutboxCourier(node: context, desk: desk).deliver()
        return try desk.list(now: context.now())
    }

    /// Everything the listener would do with a request, limits included.
    func serve(_ request: SignedRequest) async -> ReadyResponse {
        let service = answering.peerService
        if let refusal = await service.admit(request.head, request.peer) { return refusal }
        let response = await service.post(request)
        await service.done(request.peer)
        return response
    }

    /// Whatever the listener would fetch for a council.
    func fetch(_ path: String, as council: SyntheticCouncil) async -> ReadyResponse {
        let head = HTTPRequest(method: .get, scheme: "https", authority: self.council.host, path: path)
        return await answering.peerService.resource(head, council.tls)
    }

    /// Suspensions with one act more, signed by a person of this council's register.
    func suspensions(
        after before: Suspensions = .none, _ act: Suspension.Act, _ target: Suspension.Target,
        by person: Code = "duty-manager"
    ) throws -> Suspensions {
        let set = context.policies.generation.state.set
        return try Federation.office(set).act(
            act, target, after: before, at: set.authority, by: person, day: context.now().londonDay)
    }

    /// Stops in order, so that the next start finds the marker.
    func stop() throws {
        try context.witness?.file.close()
        try context.audit.stop()
    }

    /// Stops as a crash would leave it: whatever was committed is there, the marker is not.
    func crash() throws {
        try stop()
        try FileManager.default.removeItem(atPath: auditFolder + "/clean-stop")
    }
}

extension Federation {
    /// A node over the council's stores, which are made on first use and found again after a restart.
    func node(
        _ council: SyntheticCouncil, directory: [UInt8]? = nil, putting changes: [(String, String)] = [],
        isEmpty: Bool = false, ownPolicies: Bool = false, allowance: PeerAllowance = PeerAllowance(),
        isWitness: Bool = false
    ) throws -> TestNode {
        let audit = try AuditTrail.open(try auditConfiguration(council))
        let context = NodeContext(
            authority: council.authority, publicNames: [council.host], signingKey: try council.messageKey(),
            keyID: council.keyID, directory: try liveDirectory(council, try directory ?? self.directory()),
            policies: try policies(council, putting: changes, isOwn: ownPolicies),
            index: try index(council, isEmpty: isEmpty),
            audit: audit, witness: isWitness ? try witness(council, audit) : nil, now: { clock.now }, random: random)
        return TestNode(
            council: council, context: context, answering: try AnswerPath(node: context, allowance: allowance),
            desk: try DutyDesk(path: path(council, "duty.db")), auditFolder: path(council, "audit"))
    }
}

extension Federation {
    /// A node with a witness, in a directory where every council witnesses all others.
    func witness(_ council: SyntheticCouncil, directory: [UInt8]? = nil) throws -> TestNode {
        try node(council, directory: try directory ?? witnessedDirectory(), isWitness: true)
    }

    private func witness(_ council: SyntheticCouncil, _ audit: AuditTrail) throws -> Gateway.Witness {
        let signer = try Ed25519WitnessSigner(
            name: "\(council.host)/witness", privateKey: FixedKeys.seed("\(council.rawValue) witness"))
        return Gateway.Witness(signer: signer, file: try audit.openWitnessFile())
    }
}

extension ReadyResponse {
    var status: Int { head.status.code }
    /// The code of a problem document.
    var code: ProblemCode? { ProblemDocument(octets: body)?.code }
    /// The answer in a 200.
    func answer() throws -> FamilyAnswer {
        try #require(status == 200, "\(status) \(String(decoding: body, as: UTF8.self))")
        return try FamilyAnswer(try StrictJSON.parse(body, limits: .answer))
    }
    /// The receipt of a 200.
    func receipt() throws -> Receipt {
        try #require(head.headerFields[.receipt].flatMap { Receipt(fieldValue: $0) })
    }
    /// The leaf that the receipt carries.
    func leaf() throws -> ExchangeLeaf { try ExchangeLeaf(octets: try receipt().leaf) }
}

extension AuditEntryView {
    /// A payload, opened.
    func payload(_ slot: PayloadSlot) throws -> JSONValue { try #require(payloads[slot]).reveal() }
}

extension JSONValue {
    subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }
}
