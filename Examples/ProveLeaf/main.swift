// Keeps a small log, signs its checkpoint, and proves to somebody who has only the log's key that a leaf stands in it.
//
//     swift run ProveLeaf
import MerkleLog

let leaves = (0..<6).map { Array("leaf \($0)".utf8) }
let hashes = leaves.map { MerkleHash.leaf($0) }

// The log's side: a checkpoint under the log's key, and a proof for one leaf.
let signer = try Ed25519NoteSigner(name: "log.example/audit/2026", privateKey: [UInt8](repeating: 9, count: 32))
let note = try Checkpoint(origin: signer.name, size: Int64(hashes.count), root: MerkleHash.root(of: hashes)).signed(
    by: signer)
/// The root of a complete subtree, from the hashes of all leaves.
func subtree(_ position: SubtreePosition) -> MerkleHash {
    let width = 1 << position.level
    let start = Int(position.index) * width
    return MerkleHash.root(of: hashes[start..<start + width])
}
guard let proof = InclusionProof.make(index: 4, size: Int64(hashes.count), read: subtree),
    let growth = ConsistencyProof.make(from: 3, to: Int64(hashes.count), read: subtree)
else { preconditionFailure("both sizes are of this tree") }

// The other side: it believes the key it was given, and nothing else.
let key = try NoteVerifierKey(signer.verifierKey.description)
let checkpoint = try Checkpoint(note: note, signedBy: key)
print("\(checkpoint.origin) has \(checkpoint.size) leaves")
print("leaf 4 is proven by \(proof.hashes.count) hashes: \(proof.proves(hashes[4], in: checkpoint.root))")
print("another leaf is not: \(proof.proves(hashes[3], in: checkpoint.root))")
let earlier = MerkleHash.root(of: hashes[..<3])
print("the tree of 3 grew into this one: \(growth.proves(earlier, growsInto: checkpoint.root))")
print("a rewritten one did not: \(growth.proves(MerkleHash.root(of: hashes[1..<4]), growsInto: checkpoint.root))")

var altered = note
altered[altered.count / 4] ^= 1
do {
    _ = try Checkpoint(note: altered, signedBy: key)
    print("an altered checkpoint is believed")
} catch {
    print("an altered checkpoint is refused: \(error)")
}
