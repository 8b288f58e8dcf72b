import Foundation
import GRDB
import WireProtocol

/// What erasures left: each residue opens, belongs to a leaf, and stands for a payload that a tombstone says is gone.
struct ResidueCheck {
    let verifier: LogVerifier
    let shards: [ShardRow]

    func check() throws {
        // A folder that no command has opened since has no such table yet.
        guard try verifier.database.tableExists("residue") else { return }
        var named: Set<Int64> = []
        let rows = try Row.fetchCursor(verifier.database, sql: "SELECT seq, slot, key, sealed FROM residue")
        while let row = try rows.next() {
            let seq: Int64 = row["seq"]
            guard let shard = shards.last(where: { $0.first <= seq }),
                let slot = PayloadSlot.allCases.first(where: { $0.description == row["slot"] as String })
            else { throw VerificationFault("residue of leaf row \(seq)", "belongs to no payload") }
            let (name, index) = ("residue \(slot) of leaf \(seq - shard.first)", seq - shard.first)
            guard verifier.tombstones.place(verifier.log, year: shard.year, index: index, slot: slot) != nil else {
                throw VerificationFault(name, "stands for a payload that no tombstone says was erased")
            }
            let word = ResidueRow.word(verifier.log, year: shard.year, index: index, slot: slot)
            let number: Int64 = row["key"]
            named.insert(number)
            switch try verifier.keys.find(number, .residue) {
            case .key(let key) where SealedOctets.open(row["sealed"], as: word, key: key) != nil: break
            case .destroyed where try verifier.isGone("SELECT 1 FROM residue WHERE key = ?", [number]): break
            default: throw VerificationFault(name, "does not open: it or its key was changed")
            }
        }
        try checkPending(named)
    }

    /// Keys of residues that are gone must be gone too.
    private func checkPending(_ named: Set<Int64>) throws {
        for erasure in try verifier.keys.pendingErasures() where erasure.payloads.log == verifier.log {
            for number in erasure.residues where !named.contains(number) {
                guard try verifier.keys.holdsRecordKey(number, .residue) else { continue }
                throw VerificationFault(
                    "residue of `\(erasure.payloads.text)`",
                    "is erased, but its key is still in `keys.db`: erase the same again, or start the node")
            }
        }
    }
}
