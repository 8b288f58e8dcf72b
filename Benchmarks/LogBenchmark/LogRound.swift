import BenchFigures
import Crypto
import MerkleLog

/// One round of everything, so that a busy minute weighs on limit and product alike.
struct LogRound {
    /// Seconds of SHA-256 over as many octets as the entries and the nodes of the tree have.
    let hashing: Double
    /// Seconds of the walk through the export, files read.
    let walk: Double
    /// Microseconds of inclusion proofs from warm tiles, and the most tiles that one of them read.
    let proofs: [Double]
    let mostReads: Int
    /// Microseconds of one proof on file, read and verified, and of its hashes and its one signature check.
    let verification: Double
    let primitives: Double

    init(_ export: BenchExport) throws {
        hashing = LogRound.hashing(Int(export.checkpoint.size))
        let start = ThreadTime.nanoseconds()
        try ExportWalk.verify(export.checkpoint, read: export.read)
        walk = Double(ThreadTime.nanoseconds() - start) / 1_000_000_000
        (proofs, mostReads) = try LogRound.proofs(export)
        (verification, primitives) = try LogRound.verification(export)
    }

    private static func hashing(_ count: Int) -> Double {
        let (entry, node) = ([UInt8](repeating: 7, count: 501), [UInt8](repeating: 1, count: 65))
        let start = ThreadTime.nanoseconds()
        for octets in [entry, node] {
            octets.withUnsafeBytes { octets in for _ in 0..<count { _ = SHA256.hash(data: octets) } }
        }
        return Double(ThreadTime.nanoseconds() - start) / 1_000_000_000
    }

    /// Microseconds of each proof, and the most tiles that one of them read.
    static func proofs(_ export: BenchExport) throws -> ([Double], Int) {
        let warm = Warm(export)
        var times: [Double] = []
        var most = 0
        for number in 0..<4_000 {
            let index = Int64(number &* 7_919_317) % export.checkpoint.size
            warm.reads = 0
            let start = ThreadTime.nanoseconds()
            _ = try InclusionProof.make(index: index, size: export.checkpoint.size, tiles: warm.read)
            times.append(Double(ThreadTime.nanoseconds() - start) / 1_000)
            most = max(most, warm.reads)
        }
        return (Array(times.dropFirst(1_000)), most)
    }

    private static func verification(_ export: BenchExport) throws -> (Double, Double) {
        let (index, checkpoint) = (export.checkpoint.size / 3, export.checkpoint)
        let signer = try Ed25519NoteSigner(name: checkpoint.origin, privateKey: Array(1...32))
        let policy = try LogPolicy(log: signer.verifierKey, witnesses: [], quorum: 0)
        guard let inclusion = try InclusionProof.make(index: index, size: checkpoint.size, tiles: export.read) else {
            throw BenchFault("no proof")
        }
        let note = try SignedNote(text: checkpoint.text, signers: [signer])
        let (octets, entry) = (LogProof(inclusion, note: note).octets, BenchExport.entry(Int(index)))
        let (text, signature) = (Array(note.text.utf8), note.signatures[0].octets)
        let whole = try ProcessorTime.microseconds(500) {
            try LogProof(octets: octets).verify(MerkleHash.leaf(entry), policy: policy)
        }
        let key = try Curve25519.Signing.PublicKey(rawRepresentation: signer.verifierKey.publicKey)
        let node = [UInt8](repeating: 1, count: 65)
        let least = ProcessorTime.microseconds(500) {
            _ = SHA256.hash(data: entry)
            for _ in inclusion.hashes { _ = SHA256.hash(data: node) }
            _ = key.isValidSignature(signature, for: text)
        }
        return (whole, least)
    }
}

/// Tiles that have been read once.
private final class Warm {
    private let export: BenchExport
    private var tiles: [TilePath: [UInt8]] = [:]
    var reads = 0

    init(_ export: BenchExport) { self.export = export }

    func read(_ path: TilePath) -> [UInt8]? {
        reads += 1
        if let held = tiles[path] { return held }
        tiles[path] = export.read(path)
        return tiles[path]
    }
}
