import MerkleLog
import TestSupport
import Testing

/// Random damage to sound input: no parser may trap, and what is still read must be written back octet by octet.
@Suite("parsers under random damage")
struct ParserFuzzTests {
    @Test("nothing traps, and whatever is still read has one form")
    func damage() throws {
        let log = try SampleLog(size: 37)
        let inclusion = try #require(InclusionProof.make(index: 21, size: 37, read: log.tree.read))
        let extra = ProofExtra(
            leaf: [1, 2, 3],
            openings: ["reason": CommitmentOpening(key: [UInt8](repeating: 3, count: 32), payload: [1])])
        let request = try #require(
            AddCheckpointRequest(oldSize: 9, hashes: log.tree.proof(from: 9, to: 37), note: log.note()))
        let proof = LogProof(inclusion, note: try log.note(cosigned: 2), extra: extra.octets)
        let bundle = try #require(EntryBundle.encode(log.entries))
        let parsers: [(sound: [UInt8], read: ([UInt8]) -> [UInt8]?)] = [
            (try log.note(cosigned: 3).octets, { try? SignedNote(octets: $0).octets }),
            (
                Array(log.checkpoint().text.utf8),
                { octets in
                    String(validating: octets, as: UTF8.self).flatMap { try? Checkpoint(text: $0).text }.map {
                        Array($0.utf8)
                    }
                }
            ),
            (proof.octets, { try? LogProof(octets: $0).octets }),
            (extra.octets, { try? ProofExtra(octets: $0).octets }),
            (request.octets, { try? AddCheckpointRequest(octets: $0).octets }),
            (bundle, { EntryBundle.decode($0).flatMap { EntryBundle.encode($0) } }),
            (Tile.encode(log.tree.hashes), { Tile.decode($0).map { Tile.encode($0) } }),
            (
                Array(log.signer.verifierKey.description.utf8),
                { octets in
                    String(validating: octets, as: UTF8.self).flatMap { try? NoteVerifierKey($0) }.map {
                        Array($0.description.utf8)
                    }
                }
            ),
            (
                Array("tile/3/x001/x234/067.p/8".utf8),
                { octets in
                    String(validating: octets, as: UTF8.self).flatMap { TilePath($0) }.map {
                        Array($0.description.utf8)
                    }
                }
            ),
        ]
        var random = SeededRandom(seed: 20)

        for (sound, read) in parsers {
            #expect(read(sound) == sound)
            for _ in 0..<1_500 {
                let damaged = random.damaged(sound)
                if let read = read(damaged) { #expect(read == damaged) }
            }
        }
        let policy = try log.policy(quorum: 2).octets
        for _ in 0..<3_000 {
            guard let read = try? LogPolicy(octets: random.damaged(policy)) else { continue }
            #expect(try LogPolicy(octets: read.octets) == read)
        }
    }
}

extension SeededRandom {
    /// The octets with some of them flipped, removed, doubled or inserted, or the end cut off.
    mutating func damaged(_ sound: [UInt8]) -> [UInt8] {
        var octets = sound
        for _ in 0..<Int.random(in: 1...4, using: &self) where !octets.isEmpty {
            let at = Int.random(in: octets.indices, using: &self)
            switch Int.random(in: 0..<6, using: &self) {
            case 0: octets[at] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1: octets[at] = UInt8.random(in: 0...255, using: &self)
            case 2: octets.remove(at: at)
            case 3: octets.insert(one(of: [0x0A, 0x20, 0x30, 0x3D, 0xFF]), at: at)
            case 4: octets.insert(octets[at], at: at)
            default: octets.removeLast(octets.count - at)
            }
        }
        return octets
    }
}
