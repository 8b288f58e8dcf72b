import MerkleLog
import TestSupport
import Testing
import WireProtocol

@Suite("proofs on file")
struct LogProofTests {
    private let log: SampleLog
    private let policy: LogPolicy

    init() throws {
        log = try SampleLog(size: 37)
        policy = try log.policy(quorum: 2)
    }

    private func proof(_ index: Int, extra: [UInt8]? = nil, cosigned: Int = 2) throws -> LogProof {
        let inclusion = try #require(InclusionProof.make(index: Int64(index), size: 37, read: log.tree.read))
        return LogProof(inclusion, note: try log.note(cosigned: cosigned), extra: extra)
    }

    // clause: FCP-AUD-22+
    @Test("a proof has the lines of the specification, and is read back the same", arguments: [nil, [], [1, 2, 3]])
    func lines(extra: [UInt8]?) throws {
        let proof = try proof(21, extra: extra)
        let lines = String(decoding: proof.octets, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)

        #expect(lines[0] == "c2sp.org/tlog-proof@v1")
        #expect(extra == nil || lines[1] == "extra \(Base64.encode(extra ?? []))")
        #expect(lines[extra == nil ? 1 : 2] == "index 21")
        #expect(lines.contains("council.example/audit/2026"))
        #expect(try LogProof(octets: proof.octets) == proof)
        #expect(try proof.verify(log.tree.hashes[21], policy: policy).checkpoint.size == 37)
    }

    @Test("the proof of the only entry has no hash")
    func single() throws {
        let log = try SampleLog(size: 1)
        let inclusion = try #require(InclusionProof.make(index: 0, size: 1, read: log.tree.read))
        let proof = try LogProof(octets: LogProof(inclusion, note: log.note(cosigned: 1)).octets)

        #expect(proof.hashes.isEmpty)
        #expect(try proof.verify(log.tree.hashes[0], policy: log.policy(quorum: 1)).cosignatures.count == 1)
    }

    // clause: FCP-AUD-22-
    @Test("no octet of a proof can change")
    func everyOctet() throws {
        let octets = try proof(21).octets

        for position in octets.indices {
            var changed = octets
            changed[position] ^= 1 << UInt8(position % 8)
            #expect(throws: LogProofFault.self, "octet \(position)") {
                try LogProof(octets: changed).verify(log.tree.hashes[21], policy: policy)
            }
        }
        for length in octets.indices {
            #expect(throws: LogProofFault.self) {
                try LogProof(octets: Array(octets.prefix(length))).verify(log.tree.hashes[21], policy: policy)
            }
        }
    }

    @Test("a proof of another entry, or with too few witnesses, is refused for that reason")
    func reasons() throws {
        #expect(throws: LogProofFault.notIncluded) { try proof(21).verify(log.tree.hashes[20], policy: policy) }
        let refusal = #expect(throws: LogProofFault.self) {
            try proof(21, cosigned: 1).verify(log.tree.hashes[21], policy: policy)
        }
        #expect(refusal == .policy(.noQuorum([try #require(PolicyWord("w1.example/witness"))])))
    }

    @Test(
        "what is not a proof in its one form is refused in its line",
        arguments: [
            ("", 1), ("c2sp.org/tlog-proof@v2\n", 1), ("c2sp.org/tlog-proof@v1\n", 2),
            ("c2sp.org/tlog-proof@v1\nindex 01\n", 2), ("c2sp.org/tlog-proof@v1\nindex -1\n", 2),
            ("c2sp.org/tlog-proof@v1\nextra AAB=\nindex 1\n\n", 2),
            ("c2sp.org/tlog-proof@v1\nextra AAA=\nextra AAA=\nindex 1\n\n", 3),
            ("c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n", 3), ("c2sp.org/tlog-proof@v1\nindex 1\n", 3),
        ])
    func malformed(text: String, line: Int) {
        #expect(throws: LogProofFault.malformed(line: line)) { try LogProof(octets: Array(text.utf8)) }
    }

    @Test("more hashes than a tree can have are refused")
    func tooManyHashes() throws {
        let hash = Base64.encode(MerkleHash.empty.octets) + "\n"
        let text = "c2sp.org/tlog-proof@v1\nindex 1\n" + String(repeating: hash, count: 64) + "\n"

        #expect(throws: LogProofFault.malformed(line: 66)) { try LogProof(octets: Array(text.utf8)) }
    }
}

@Suite("what our proofs carry")
struct ProofExtraTests {
    private let opening = CommitmentOpening(key: [UInt8](repeating: 3, count: 32), payload: Array("because".utf8))

    private func proof(_ extra: [UInt8]?) throws -> (LogProof, LogPolicy) {
        let leaf = Array("leaf".utf8)
        let signer = try Ed25519NoteSigner(name: SampleLog.origin, privateKey: FixedKeys.seed("log"))
        let text = Checkpoint(origin: SampleLog.origin, size: 1, root: MerkleHash.leaf(leaf)).text
        let note = try SignedNote(text: text, signers: [signer])
        return (
            LogProof(InclusionProof(index: 0, size: 1, hashes: []), note: note, extra: extra),
            try LogPolicy(log: signer.verifierKey, witnesses: [], quorum: 0)
        )
    }

    @Test("leaf and openings have one form")
    func oneForm() throws {
        let extra = ProofExtra(leaf: Array("leaf".utf8), openings: ["reason": opening])
        let text = String(decoding: extra.octets, as: UTF8.self)

        #expect(
            text
                == "bGVhZg==\n{\"reason\":{\"key\":\"AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM\",\"payload\":\"YmVjYXVzZQ\"}}"
        )
        #expect(try ProofExtra(octets: extra.octets) == extra)
        for bad in [
            "", "bGVhZg==", "bGVhZg==\n", "bGVhZg==\n[]", "bGVhZg==\n{} ", "bGVhZh==\n{}", "bGVhZg==\n{\"a\":{}}",
        ] {
            #expect(throws: LogProofFault.extra) { try ProofExtra(octets: Array(bad.utf8)) }
        }
    }

    // clause: FCP-AUD-9+
    @Test("a commitment is the HMAC of the audit trail's payloads")
    func commitment() {
        #expect(
            Hex.encode(opening.commitment) == "335b7cd2511fd2eb798dd6b890c96655f6bdd39f1d53ed4a78b54352754c8b9e")
    }

    @Test("leaf, then inclusion, then openings are checked")
    func verified() throws {
        let extra = ProofExtra(leaf: Array("leaf".utf8), openings: ["reason": opening])
        let (proof, policy) = try proof(extra.octets)

        let verified = try ProofExtra.verify(
            proof, policy: policy, commitments: { _ in ["reason": opening.commitment] })

        #expect(verified.extra == extra)
        for held in [["actor": opening.commitment], ["reason": [UInt8](repeating: 0, count: 32)]] {
            #expect(throws: LogProofFault.opening("reason")) {
                try ProofExtra.verify(proof, policy: policy, commitments: { _ in held })
            }
        }
        #expect(throws: LogProofFault.extra) {
            try ProofExtra.verify(proof, policy: policy, commitments: { _ in nil })
        }
    }

    // clause: FCP-AUD-22- FCP-AUD-9-
    @Test("another leaf, and no extra at all, prove nothing")
    func otherLeaf() throws {
        let (other, policy) = try proof(ProofExtra(leaf: Array("other".utf8)).octets)
        let (bare, _) = try proof(nil)

        #expect(throws: LogProofFault.notIncluded) {
            try ProofExtra.verify(other, policy: policy, commitments: { _ in [:] })
        }
        #expect(throws: LogProofFault.extra) { try ProofExtra.verify(bare, policy: policy, commitments: { _ in [:] }) }
    }
}
