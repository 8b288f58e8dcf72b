import AuditTrail
import Foundation
import MerkleLog
import TestSupport
import Testing
import WireProtocol

@Suite("evidence bundles")
struct BundleTests {
    private func verify(
        _ bundle: EvidenceBundle, _ made: ExportSandbox, proof: [UInt8]? = nil, companion: [UInt8]? = nil
    ) throws -> BundleVerification {
        try BundleVerifier.verify(
            proof ?? bundle.proof.octets, companion: companion ?? bundle.companion.octets, policy: made.policy(),
            at: "proof")
    }

    // clause: FCP-AUD-33+
    @Test("a bundle proves its entry, opens what was asked for and nothing else")
    func proves() async throws {
        let made = try await ExportSandbox()

        let bundle = try #require(try made.bundles(.index(1), opening: [.actor]).first)
        let found = try verify(bundle, made)

        #expect((found.index, found.size) == (1, 4))
        #expect(found.openings.keys.map(\.description) == ["actor"])
        #expect(CanonicalJSON.text(found.openings[.actor] ?? .null).contains("worker-17"))
        #expect(
            found.messages == [
                "the request: signature of `E08000035#2026a` verifies; compare its key with the directory"
            ])
        #expect(Data(bundle.proof.octets).range(of: Data("Okafor".utf8)) == nil)
    }

    // clause: FCP-AUD-33+
    @Test("the asker's bundles hold the signatures of both sides")
    func bothSides() async throws {
        let made = try await ExportSandbox()

        let bundles = try made.bundles(.exchange(made.sandbox.exchange("two")), opening: [.decision])

        #expect(bundles.map(\.companion.index) == [2, 3])
        #expect(try verify(bundles[0], made).messages.count == 1)
        #expect(try verify(bundles[1], made).messages.count == 2)
    }

    @Test("an entry that no checkpoint reaches has no bundle")
    func beyond() async throws {
        let made = try await ExportSandbox()

        #expect(throws: AuditFileFault.self) { try made.bundles(.index(4)) }
        #expect(throws: AuditFileFault.self) { try made.bundles(.index(.max - 1)) }
        #expect(try made.bundles(.index(-1)).isEmpty)
    }

    // clause: FCP-AUD-33-
    @Test("every octet of a proof and of what lies beside it is watched")
    func everyOctet() async throws {
        let made = try await ExportSandbox()
        let bundle = try #require(
            try made.bundles(.exchange(made.sandbox.exchange("two")), opening: Set(PayloadSlot.allCases)).last)
        let step = { (count: Int) in max(1, count / Soak.count(400, soak: .max)) }
        let (proof, companion) = (bundle.proof.octets, bundle.companion.octets)

        for position in stride(from: 0, to: proof.count, by: step(proof.count)) {
            var changed = proof
            changed[position] ^= 1 << UInt8(position % 7)
            #expect(throws: AuditFileFault.self, "octet \(position)") { try verify(bundle, made, proof: changed) }
        }
        for position in stride(from: 0, to: companion.count, by: step(companion.count)) {
            var changed = companion
            changed[position] ^= 1 << UInt8(position % 7)
            #expect(throws: AuditFileFault.self, "octet \(position)") { try verify(bundle, made, companion: changed) }
        }
    }

    @Test("another leaf's companion is refused")
    func swapped() async throws {
        let made = try await ExportSandbox()
        let (one, two) = (try #require(made.bundles(.index(0)).first), try #require(made.bundles(.index(1)).first))

        #expect(throws: AuditFileFault.self) { try verify(one, made, companion: two.companion.octets) }
    }

    // clause: FCP-AUD-33- FCP-AUD-7-
    @Test("the request of another exchange, however well signed, is refused beside a leaf that does not name it")
    func otherRequest() async throws {
        let made = try await ExportSandbox()
        let (one, two) = (try #require(made.bundles(.index(0)).first), try #require(made.bundles(.index(1)).first))
        let own = one.companion
        let forged = BundleCompanion(
            origin: own.origin, index: own.index, size: own.size, leafHash: own.leafHash, root: own.root,
            hashes: own.hashes, request: two.companion.request, response: nil)

        #expect(throws: AuditFileFault.self) { try verify(one, made, companion: forged.octets) }
    }
}
