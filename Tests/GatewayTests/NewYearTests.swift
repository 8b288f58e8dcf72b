import AuditTrail
import Foundation
import HTTPTypes
import MerkleLog
import PeerDirectory
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

/// Three councils that live through the end of 2026, each under keys of its own for each year.
@Suite("New Year")
struct NewYearTests {
    private let network: WitnessNetwork
    private let newer: [UInt8]
    private var stockport: AuthorityID { SyntheticCouncil.stockport.authority }
    private var leeds: AuthorityID { SyntheticCouncil.leeds.authority }
    private var now: Instant { network.federation.now }

    /// A minute before midnight on 31 December, with a directory that has both years.
    init() throws {
        network = try WitnessNetwork()
        let end = try #require(Instant("2026-12-31T23:59:00Z"))
        network.federation.clock.advance(milliseconds: end.milliseconds - network.federation.now.milliseconds)
        let federation = network.federation
        newer = try federation.witnessedDirectory(version: 2) { draft in
            for (place, council) in SyntheticCouncil.allCases.enumerated() {
                draft.members[place].logs += try federation.logs(of: council, year: 2027)
            }
            draft.members = WitnessSets.draw(for: draft.members)
        }
        for council in SyntheticCouncil.allCases {
            try network.node(council).context.directory.replace(octets: newer, now: federation.now)
        }
    }

    /// Leeds asks Stockport; the exchange.
    private func ask() async throws -> ExchangeID {
        let holder = try network.node(.stockport)
        let leeds = try network.node(.leeds)
        let path = AskPath(node: leeds.context, pseudonymKey: FixedKeys.seed("pseudonym")) {
            (_, head, body, _) async throws(TransportFault) in
            await holder.answering.answer(SignedRequest(head: head, body: body, peer: SyntheticCouncil.leeds.tls))
        }
        let result = try await path.ask(
            PractitionerQuestion(
                purpose: "s47-enquiry", urgency: "same-day",
                law: LawClaim(article6: "6-1-e", under: ["ca1989-s47"], article9: "9-2-g", schedule1: "sch1-18"),
                harmThreshold: "explained", caseReference: Redacted("LCS-000017"),
                caseOpenedOn: now.londonDay.adding(days: -1),
                justification: Redacted("marks on the child's arm, seen today"),
                worker: AskingWorker(
                    role: "social-worker", staffID: Redacted("worker-17"), name: Redacted("T. Worker"),
                    team: "leeds-city", organisation: "Leeds City Council", phone: Redacted("0113 496 0000")),
                subjects: [network.federation.story.child.subject(ref: "s1")], categories: ["school"],
                upTo: "contact", route: "named-by-worker", councils: [stockport]))
        try #require(result.replies.map(\.state) == [.answered])
        return try ExchangeLeaf(octets: try #require(try leeds.leaves(.received).last).leaf).exchange
    }

    private func publishAll() async throws {
        for council in SyntheticCouncil.allCases { try await network.publish(council) }
    }

    private func keys(of council: SyntheticCouncil) throws -> [NoteVerifierKey] {
        let configuration = try network.federation.auditConfiguration(council)
        return try [2026, 2027].flatMap { year in
            try LogName.allCases.map { try configuration.verifierKey($0, year: year) }
        }
    }

    private func receipt(of exchange: ExchangeID) async throws -> LogProof {
        let response = await (try network.node(.stockport)).fetch(
            "/fcg/v1/exchanges/\(exchange.text)/receipt", as: .leeds)
        try #require(response.status == 200)
        return try LogProof(octets: response.body)
    }

    private func accepts(_ proof: LogProof, _ origin: String) throws -> Bool {
        let policy = try #require(try network.node(.leeds).context.directory.current.policy(of: origin))
        let leaf = try ProofExtra(octets: try #require(proof.extra)).leaf
        return (try? proof.verify(.leaf(leaf), policy: policy)) != nil
    }

    // clause: FCP-WIT-29+ FCP-WIT-28+
    @Test("questions on both sides of midnight are answered, witnessed and proved, each under its own year's key")
    func bothSides() async throws {
        let host = SyntheticCouncil.stockport.host
        let old = try await ask()
        try await publishAll()
        let before = try await receipt(of: old)
        #expect(try network.node(.stockport).context.audit.shards.map(\.year) == [2026, 2026])
        #expect(await (try network.node(.stockport)).fetch("/audit/2027/checkpoint", as: .leeds).status == 404)

        network.federation.clock.advance(seconds: 60)
        #expect(now.utcYear == 2027)
        #expect(await (try network.node(.stockport)).fetch("/audit/2027/checkpoint", as: .leeds).status == 404)
        let new = try await ask()
        try await publishAll()
        let after = try await receipt(of: new)
        let oldAgain = try await receipt(of: old)

        #expect(oldAgain.octets == before.octets || oldAgain.index == before.index)
        for proof in [before, oldAgain] {
            #expect(try accepts(proof, "\(host)/audit/2026"))
            #expect(try !accepts(proof, "\(host)/audit/2027"))
        }
        #expect(try accepts(after, "\(host)/audit/2027"))
        #expect(try !accepts(after, "\(host)/audit/2026"))
        for council in [SyntheticCouncil.stockport, .leeds] {
            let node = try network.node(council)
            #expect(node.context.audit.shards.first == OwnShard(log: .exchange, year: 2027))
            let opening = try #require(try node.context.audit.entries(.exchange, year: 2027).first)
            let final = try #require(try node.context.audit.storedCheckpoint(.exchange, year: 2026))
            #expect(opening.event == "shard.opened")
            #expect(try opening.binding == SignedNote(octets: final).text)
            let found = try AuditVerifier.verify(folder: node.auditFolder, verifierKeys: try keys(of: council))
            #expect(found.compactMap(\.firstFault) == [])
            #expect(found.count >= 3)
            let strange = try AuditVerifier.verify(
                folder: node.auditFolder, verifierKeys: try keys(of: council).filter { !$0.name.hasSuffix("2027") })
            #expect(strange.contains { !$0.isSound })
        }
        #expect(try await network.gossip(.bradford).isEmpty)
    }

    @Test("a bundle made in the old year is made again in the new one, and is still believed")
    func bundles() async throws {
        _ = try await ask()
        try await publishAll()
        let node = try network.node(.stockport)
        var maker = EvidenceBundles(folder: node.auditFolder, keys: try keys(of: .stockport))
        let directory = node.context.directory.current
        maker.policy = { key in try #require(directory.policy(of: key.name)) }
        let before = try maker.make(.index(0), in: .exchange)
        network.federation.clock.advance(seconds: 60)
        _ = try await ask()
        try await publishAll()

        let after = try maker.make(.index(0), in: .exchange, year: 2026)

        #expect(before.count == 1 && after.map(\.companion) == before.map(\.companion))
        let policy = try #require(directory.policy(of: "\(SyntheticCouncil.stockport.host)/audit/2026"))
        for bundle in before + after {
            let found = try BundleVerifier.verify(
                bundle.proof.octets, companion: bundle.companion.octets, policy: policy, at: "proof")
            #expect(found.witnesses.count == 2)
        }
    }

    @Test("nightly lists agree about both days")
    func reconciled() async throws {
        _ = try await ask()
        network.federation.clock.advance(seconds: 60)
        _ = try await ask()
        let file = try network.node(.leeds).context.audit.openDisputeFile()

        for text in ["2026-12-31", "2027-01-01"] {
            network.federation.clock.advance(seconds: 60)
            let day = try #require(CalendarDay(text))
            let step = try await Reconciliation(
                node: try network.node(.leeds).context, calls: try network.calls(of: .leeds), file: file
            ).step(day, with: stockport, now: now)
            #expect(step.disputes.isEmpty)
            #expect(try file.isReconciled(day, with: stockport))
        }
    }

    @Test("a folder of December put back in January is found out by whoever cosigned the new year")
    func putBack() async throws {
        _ = try await ask()
        try await publishAll()
        try network.node(.stockport).stop()
        try network.backup(.stockport, named: "december")
        try network.start(.stockport, directory: newer)
        network.federation.clock.advance(seconds: 120)
        _ = try await ask()
        try await publishAll()
        try network.node(.stockport).stop()

        try network.restore(.stockport, from: "december")
        let restored = try network.start(.stockport, directory: newer)
        try await network.confirmation(of: .stockport).ask()

        #expect(restored.context.audit.isRolledBack)
    }

    @Test("that a witness has nothing of next year's log yet is no word about this year's")
    func nothingYet() async throws {
        _ = try await ask()
        try network.node(.stockport).stop()
        try network.start(.stockport, directory: newer)
        for council in [SyntheticCouncil.leeds, .bradford] {
            network.speak(as: council) { head in
                let isOfThisYear = ["audit", "internal"].contains { log in
                    head.path == WitnessedName.path(of: "\(SyntheticCouncil.stockport.host)/\(log)/2026")
                }
                return isOfThisYear ? .text(503, []) : nil
            }
        }

        try await network.confirmation(of: .stockport).ask()

        #expect(try network.node(.stockport).context.audit.awaitsWitness)
    }
}
