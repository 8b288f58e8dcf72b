import AuditTrail
import Foundation
import HTTPTypes
import MerkleLog
import PeerDirectory
import Synchronization
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

/// Three councils that witness one another, with real stores and no network between.
final class WitnessNetwork: Sendable {
    /// Says something else than the node would; `nil` lets the node speak.
    typealias Voice = @Sendable (HTTPRequest) -> ReadyResponse?

    let federation: Federation
    let directory: [UInt8]
    private let nodes = Mutex<[AuthorityID: TestNode]>([:])
    private let voices = Mutex<[AuthorityID: Voice]>([:])
    private let down = Mutex<Set<AuthorityID>>([])

    init(_ councils: [SyntheticCouncil] = SyntheticCouncil.allCases) throws {
        federation = try Federation()
        directory = try federation.witnessedDirectory()
        for council in councils { try start(council) }
    }

    @discardableResult
    func start(_ council: SyntheticCouncil, directory newer: [UInt8]? = nil) throws -> TestNode {
        let node = try federation.witness(council, directory: newer ?? directory)
        nodes.withLock { $0[council.authority] = node }
        return node
    }

    func node(_ council: SyntheticCouncil) throws -> TestNode {
        try #require(nodes.withLock { $0[council.authority] })
    }

    /// A council that does not answer, until it is told to.
    func silence(_ council: SyntheticCouncil, _ isSilent: Bool = true) {
        down.withLock { set in
            if isSilent { set.insert(council.authority) } else { set.remove(council.authority) }
        }
    }

    func speak(as council: SyntheticCouncil, _ voice: Voice?) { voices.withLock { $0[council.authority] = voice } }

    func calls(of council: SyntheticCouncil) throws -> PeerCalls {
        PeerCalls(node: try node(council).context) { (authority, head, body, _) async throws(TransportFault) in
            guard let holder = self.nodes.withLock({ $0[authority] }), !self.down.withLock({ $0.contains(authority) })
            else { throw .unreachable }
            let voice = self.voices.withLock { $0[authority] }
            if let said = voice?(head) { return said }
            let service = holder.answering.peerService
            if let refusal = await service.admit(head, council.tls) { return refusal }
            let request = SignedRequest(head: head, body: body, peer: council.tls)
            let response =
                head.method == .post ? await service.post(request) : await service.resource(head, council.tls)
            await service.done(council.tls)
            return response
        }
    }

    /// One question, so that the holder's exchange log grows.
    func ask(_ council: SyntheticCouncil = .stockport) async throws {
        let response = await (try node(council)).answering.answer(
            try federation.request([federation.story.child]))
        try #require(response.status == 200, "\(response.status)")
    }

    func publish(_ council: SyntheticCouncil) async throws {
        federation.clock.advance(seconds: 10)
        try await OwnCheckpoints(node: try node(council).context, calls: try calls(of: council))
            .publish(now: federation.now)
    }

    func gossip(_ council: SyntheticCouncil) async throws -> [ForkFound] {
        federation.clock.advance(seconds: 60)
        return try await Gossip(node: try node(council).context, calls: try calls(of: council))
            .round(now: federation.now)
    }

    func confirmation(of council: SyntheticCouncil) throws -> StartConfirmation {
        try StartConfirmation(node: try node(council).context, calls: try calls(of: council))
    }

    func standing(_ council: SyntheticCouncil) throws -> Int? {
        try node(council).context.standing(of: OwnShard(log: .exchange, year: 2026))?.cosigned
    }

    /// Removes a council's audit folder: its next start finds a node that never did anything.
    func emptyLogs(of council: SyntheticCouncil) throws {
        try FileManager.default.removeItem(atPath: node(council).auditFolder)
    }

    /// The whole audit folder as it is now.
    func backup(_ council: SyntheticCouncil, named name: String) throws {
        try copy(try node(council).auditFolder, federation.path(council, name))
    }

    /// Puts a whole folder in the place of the one there is.
    func restore(_ council: SyntheticCouncil, from name: String) throws {
        let folder = try node(council).auditFolder
        try FileManager.default.removeItem(atPath: folder)
        try copy(federation.path(council, name), folder)
    }

    private func copy(_ source: String, _ target: String) throws {
        if FileManager.default.fileExists(atPath: target) { try FileManager.default.removeItem(atPath: target) }
        try FileManager.default.copyItem(atPath: source, toPath: target)
    }
}
