import MerkleLog
import TestSupport
import Testing
import WireProtocol

/// `merkle-proofs` and `checkpoints`: written from trees of invented entries.
@Suite("Vectors of logs")
struct VectorTests {
    @Test("those of Merkle trees are what is written now, and the proofs hold or not as they say")
    func proofs() throws {
        try ProofVectors.file().check()

        for vector in try VectorFile.read("merkle-proofs").vectors {
            let input = try #require(vector["input"])
            let name = vector["name"]?.text ?? ""
            switch input["kind"]?.text {
            case "leaf":
                let hash = MerkleHash.leaf(try #require(input["leaf"]?.octets))
                #expect(vector["expect"]?.json == .accepted(["hash": .octets(hash.octets)]), "\(name)")
            case "inclusion":
                let proof = InclusionProof(
                    index: try input.number("index"), size: try input.number("size"), hashes: try input.hashes("hashes")
                )
                let holds = proof.proves(try input.hash("leafHash"), in: try input.hash("root"))
                #expect(vector["expect"]?.json == (holds ? .accepted() : .refused(at: "proof")), "\(name)")
            default:
                let proof = ConsistencyProof(
                    oldSize: try input.number("oldSize"), newSize: try input.number("newSize"),
                    hashes: try input.hashes("hashes"))
                let holds = proof.proves(try input.hash("oldRoot"), growsInto: try input.hash("newRoot"))
                #expect(vector["expect"]?.json == (holds ? .accepted() : .refused(at: "proof")), "\(name)")
            }
        }
    }

    @Test("those of checkpoints are what is written now, and a policy accepts them or not as they say")
    func checkpoints() throws {
        try CheckpointVectors.file().check()

        let (keys, vectors) = try VectorFile.read("checkpoints")
        for vector in vectors {
            let input = try #require(vector["input"])
            let policy = try LogPolicy(vector: input, keys: try #require(keys))
            let octets = try #require(input["note"]?.octets)
            #expect(policy.judge(octets) == vector["expect"]?.json, "\(vector["name"]?.text ?? "")")
        }
    }
}

extension VectorPart {
    fileprivate func number(_ name: String) throws -> Int64 { try #require(self[name]?.number) }

    fileprivate func hash(_ name: String) throws -> MerkleHash {
        try #require(self[name]?.octets.flatMap { MerkleHash(octets: $0) })
    }

    fileprivate func hashes(_ name: String) throws -> [MerkleHash] {
        try #require(self[name]?.elements).map { try #require($0.octets.flatMap { MerkleHash(octets: $0) }) }
    }
}

extension LogPolicy {
    fileprivate init(vector input: VectorPart, keys: VectorPart) throws {
        func key(_ name: VectorPart?) throws -> (name: String, octets: [UInt8]) {
            let id = try #require(name?.text)
            let key = try #require(keys[id])
            return (try #require(key["name"]?.text), try #require(key["public"]?.octets))
        }
        let log = try key(input["logKey"])
        let witnesses = try #require(input["witnessKeys"]?.elements).map { try key($0) }
        self = try LogPolicy(
            log: NoteVerifierKey(name: log.name, publicKey: log.octets),
            witnesses: witnesses.map { try WitnessVerifierKey(name: $0.name, publicKey: $0.octets) },
            quorum: Int(try input.number("quorum")))
    }

    /// What a vector expects of a note.
    func judge(_ octets: [UInt8]) -> JSONValue {
        do {
            let accepted = try accept(try SignedNote(octets: octets))
            return .accepted([
                "origin": .string(accepted.checkpoint.origin), "size": .integer(accepted.checkpoint.size),
                "root": .octets(accepted.checkpoint.root.octets),
                "witnesses": .array(accepted.cosignatures.map(\.witness.name).sorted().map(JSONValue.string)),
            ])
        } catch LogPolicyRefusal.noQuorum {
            return .refused(at: "quorum")
        } catch LogPolicyRefusal.noLog {
            return .refused(at: "origin")
        } catch LogPolicyRefusal.note(.badSignature) {
            return .refused(at: "crypto")
        } catch {
            return .refused(at: "grammar")
        }
    }
}
