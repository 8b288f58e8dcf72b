import AuditTrail
import BenchFigures
import Crypto
import MerkleLog
import WireProtocol

/// `add-checkpoint` of a growing log, ruled on and stored, beside one raw commit and two signature checks.
final class WitnessBench {
    private let trail: AuditTrail
    private let file: WitnessFile
    private let raw: RawLimit
    private let log: Ed25519NoteSigner
    private let witness: Ed25519WitnessSigner
    private var leaves: [MerkleHash]
    private var size: Int64 = 0
    private var now = Clock.wall()

    init(folder: String) throws {
        let bench = try BenchTrail(in: folder, bodyDays: 0)
        trail = try bench.open()
        file = try trail.openWitnessFile()
        raw = try RawLimit(folder: bench.folder)
        log = try Ed25519NoteSigner(name: "council.example/audit/2026", privateKey: Array(3...34))
        witness = try Ed25519WitnessSigner(name: "other.example/witness", privateKey: Array(4...35))
        leaves = (0..<500).map { MerkleHash.leaf(Array("leaf \($0)".utf8)) }
    }

    /// Microseconds of a call and of its limit, means over so many, by turns: what SQLite does now and then counts, too.
    func round(_ count: Int = 200) throws -> (call: Double, limit: Double) {
        var (calls, limits): ([Double], [Double]) = ([], [])
        let key = try Curve25519.Signing.PublicKey(rawRepresentation: log.verifierKey.publicKey)
        for _ in 0..<count {
            let (body, note) = try grown()
            let (text, signature) = (Array(note.text.utf8), note.signatures[0].octets)
            let commit = try raw.commits(1, rows: 1)[0]
            limits.append(commit + 2 * ProcessorTime.microseconds(2) { _ = key.isValidSignature(signature, for: text) })
            let start = Clock.seconds()
            let reply = try file.rule(body, keys: { _ in [log.verifierKey] }, signer: witness, now: now)
            calls.append((Clock.seconds() - start) * 1_000_000)
            guard case .cosigned = reply else { throw BenchFault("the witness does not cosign: \(reply)") }
        }
        try raw.settle()
        return (calls.reduce(0, +) / Double(count), limits.reduce(0, +) / Double(count))
    }

    func stop() throws {
        try file.close()
        try trail.stop()
    }

    /// The next request: five leaves and six seconds later.
    private func grown() throws -> (body: [UInt8], note: SignedNote) {
        let old = size
        size += 5
        now = now.adding(seconds: 6)
        while leaves.count < size { leaves.append(MerkleHash.leaf(Array("leaf \(leaves.count)".utf8))) }
        let root = MerkleHash.root(of: leaves[..<Int(size)])
        let note = try SignedNote(
            octets: Checkpoint(origin: log.verifierKey.name, size: size, root: root).signed(by: log))
        let proof = try ConsistencyProof.make(from: old, to: size) { place throws(BenchFault) in
            let width = 1 << place.level
            return MerkleHash.root(of: leaves[Int(place.index) * width..<(Int(place.index) + 1) * width])
        }
        guard let proof, let request = AddCheckpointRequest(oldSize: old, hashes: proof.hashes, note: note) else {
            throw BenchFault("no proof")
        }
        return (request.octets, note)
    }
}
