import Crypto
import Foundation
package import MerkleLog
import WireProtocol

/// What a check of an exported log found.
package struct ExportVerification: Sendable, Equatable {
    /// The log.
    package let origin: String
    /// Its entries, all of which are good.
    package let size: Int64
    /// Their root, which the checkpoint signs.
    package let root: MerkleHash
    /// Witnesses that cosigned the checkpoint, by name.
    package let witnesses: [String]
    /// SHA-256 of the checkpoint as the log alone signed it: what a timestamp of it is over.
    package let noteDigest: [UInt8]
    /// Commitments that are opened and fit.
    package let opened: Int
    /// Files beside the tiles that were made again and are the same.
    package let derived: [String]
}

/// Checks an exported log from nothing but its folder and, better, a policy that came another way. Needs no node, no
/// network and no secret. The first thing that does not fit is thrown, with the file and the row.
package struct ExportVerifier {
    private let folder: String
    private let policy: LogPolicy?

    /// - Parameter policy: whose checkpoints to believe; the export's own unless given, which then vouches for itself.
    package init(_ folder: String, policy: LogPolicy? = nil) {
        self.folder = folder
        self.policy = policy
    }

    package func verify() throws(AuditFileFault) -> ExportVerification {
        let checkpoint = try octets(ExportFiles.checkpoint)
        let policies = try readPolicy()
        try checkDigests()
        let (note, accepted) = try accept(checkpoint, policies.trusted)
        guard policies.own.logs.contains(where: { $0.key.name == accepted.checkpoint.origin }) else {
            throw fault(ExportFiles.policy, "is of another log than `checkpoint`")
        }
        try checkNames(size: accepted.checkpoint.size)
        let derived = try checkEntries(accepted.checkpoint)
        return ExportVerification(
            origin: accepted.checkpoint.origin, size: accepted.checkpoint.size, root: accepted.checkpoint.root,
            witnesses: accepted.cosignatures.map(\.witness.name), noteDigest: accepted.noteDigest(in: note),
            opened: derived.opened, derived: derived.names)
    }

    // MARK: - Key, policy, checkpoint

    private func readPolicy() throws(AuditFileFault) -> (own: LogPolicy, trusted: LogPolicy) {
        let key = try octets(ExportFiles.verifierKey)
        let text = String(decoding: key.dropLast(), as: UTF8.self)
        guard let verifier = try? NoteVerifierKey(text), key == Array("\(verifier)\n".utf8) else {
            throw fault(ExportFiles.verifierKey, "is not the key of a log in its one form")
        }
        let octets = try octets(ExportFiles.policy)
        let own: LogPolicy
        do { own = try LogPolicy(octets: octets) } catch { throw fault(ExportFiles.policy, "\(error)") }
        guard own.octets == octets, own.logs.map(\.key) == [verifier] else {
            throw fault(ExportFiles.policy, "is not the policy of the key in `vkey`")
        }
        return (own, policy ?? own)
    }

    private func accept(
        _ octets: [UInt8], _ policy: LogPolicy
    ) throws(AuditFileFault) -> (SignedNote, AcceptedCheckpoint) {
        let note: SignedNote
        do { note = try SignedNote(octets: octets) } catch { throw fault(ExportFiles.checkpoint, "\(error)") }
        do { return (note, try policy.accept(note)) } catch { throw fault(ExportFiles.checkpoint, "\(error)") }
    }

    // MARK: - Which files there are

    private func checkDigests() throws(AuditFileFault) {
        var digests: [String: String] = [:]
        for name in ExportFiles.digested where FileManager.default.fileExists(atPath: "\(folder)/\(name)") {
            digests[name] = Hex.encode(SHA256.hash(data: try mapped(name)))
        }
        let held = String(decoding: try octets(ExportFiles.digests), as: UTF8.self)
        let lines = ExportFiles.digestLines(digests)
        guard held != lines.map(\.line).joined() else { return }
        let culprit = lines.first { !held.contains($0.line) }?.name ?? ExportFiles.digests
        throw fault(culprit, "does not fit its digest in `\(ExportFiles.digests)`: one of the two was altered")
    }

    private func checkNames(size: Int64) throws(AuditFileFault) {
        let tiles = Set(TilePath.all(ofSize: size).map(\.description))
        let known = tiles.union(ExportFiles.digested).union([ExportFiles.digests])
        guard let names = FileManager.default.enumerator(atPath: folder) else { throw fault(folder, "cannot be read") }
        for case let name as String in names where !known.contains(name) {
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
            guard exists, isFolder.boolValue, tiles.contains(where: { $0.hasPrefix(name + "/") }) else {
                throw fault(name, "belongs to no export of this size")
            }
        }
    }

    // MARK: - Entries and what is made of them

    private func checkEntries(_ checkpoint: Checkpoint) throws(AuditFileFault) -> (names: [String], opened: Int) {
        let derived = try DerivedFiles(folder, origin: checkpoint.origin, read: mapped)
        var problem: AuditFileFault?
        do {
            try ExportWalk.verify(checkpoint) { path in
                try? FileOctets.read("\(folder)/\(path)")
            } entry: { index, octets in
                guard problem == nil else { return }
                do throws(AuditFileFault) { try derived.check(index, octets) } catch { problem = error }
            }
        } catch {
            throw AuditFileFault("\(folder)/\(error.place)", error.what, help: error.help)
        }
        if let problem { throw problem }
        try derived.finish()
        return (derived.names, derived.opened)
    }

    private func octets(_ name: String) throws(AuditFileFault) -> [UInt8] { try FileOctets.read("\(folder)/\(name)") }

    private func mapped(_ name: String) throws(AuditFileFault) -> Data { try FileOctets.map("\(folder)/\(name)") }

    private func fault(_ name: String, _ problem: String) -> AuditFileFault {
        AuditFileFault(
            name.hasPrefix("/") ? name : "\(folder)/\(name)", problem,
            help: "ask for the export again, and keep this one: it shows that something was changed")
    }
}

extension AcceptedCheckpoint {
    /// SHA-256 of a note without the cosignatures, which come later than its timestamp.
    func noteDigest(in note: SignedNote) -> [UInt8] {
        let own = (try? note.verify(with: [log]))?.prefix(1) ?? []
        return EvidenceDigest.body(((try? note.keeping(own)) ?? note).octets).octets
    }
}

extension ExportFault {
    fileprivate var place: String {
        switch self {
        case .missing(let path), .malformed(let path), .tile(let path), .entry(_, let path): path.description
        case .root: ExportFiles.checkpoint
        }
    }

    fileprivate var what: String {
        switch self {
        case .missing: "the file is missing"
        case .malformed: "has not the length or the entries its path says"
        case .tile: "the tile was altered"
        case .entry(let index, _): "entry \(index) was altered"
        case .root: "signs another tree than the one in `tile/`"
        }
    }

    fileprivate var help: String { "ask for the export again, and keep this one: it shows that something was changed" }
}

/// Files as octets.
enum FileOctets {
    /// A file, read whole at once.
    static func read(_ path: String) throws(AuditFileFault) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size < 1 << 31 else {
            throw unreadable(path)
        }
        let size = Int(status.st_size)
        var count = 0
        let octets = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
            while count < size {
                let more = Foundation.read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
                guard more > 0 else { break }
                count += more
            }
            initialized = count
        }
        guard count == size else { throw unreadable(path) }
        return octets
    }

    /// A large file, without reading it whole.
    static func map(_ path: String) throws(AuditFileFault) -> Data {
        do { return try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) } catch {
            throw unreadable(path)
        }
    }

    private static func unreadable(_ path: String) -> AuditFileFault {
        AuditFileFault(path, "is missing or cannot be read", help: "check the name, and that the file is yours to read")
    }
}
