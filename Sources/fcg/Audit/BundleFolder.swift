import AuditTrail
import Foundation
import MerkleLog

/// Evidence bundles as files: `<name>.tlog-proof` and `<name>.tlog-proof.json`, with `policy` and `vkey` beside them.
enum BundleFolder {
    static func write(_ bundles: [EvidenceBundle], key: NoteVerifierKey, policy: LogPolicy, to place: String) throws {
        let staged = try BundleWriter(place)
        for bundle in bundles {
            try staged.write(bundle.name + ".tlog-proof", bundle.proof.octets)
            try staged.write(bundle.name + ".tlog-proof.json", bundle.companion.octets)
        }
        try staged.write(ExportFiles.verifierKey, Array("\(key)\n".utf8))
        try staged.write(ExportFiles.policy, policy.octets)
        if let stamp = bundles.lazy.compactMap(\.stamp).first { try staged.write(ExportFiles.stamp, stamp) }
        try staged.finish()
    }

    /// The folder a proof lies in.
    static func folder(of path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }

    /// Verifies a proof, with what lies beside it.
    static func verify(_ path: String, policy given: LogPolicy?) throws -> BundleVerification {
        let folder = folder(of: path)
        let policy = try given ?? VerifyCommand.policy("\(folder)/\(ExportFiles.policy)")
        try BundleWriter.checkDigests(folder)
        let beside = FileManager.default.contents(atPath: path + ".json").map(Array.init)
        return try BundleVerifier.verify(
            try NodeFolder(path: ".").octets(of: path), companion: beside, policy: policy, at: path)
    }
}
