import Crypto
import Foundation
import GRDB
package import MerkleLog
import WireProtocol

/// Writes one shard of a log into a folder that anybody can check without us: C2SP tiles and entry bundles, the
/// checkpoint, the log's key and policy, and beside them the leaves as JSON Lines and as FHIR AuditEvents.
///
/// Reads beside a running node and changes nothing. Exporting is an event that the caller records first.
package struct LogExport: Sendable {
    /// What was written.
    package struct Summary: Sendable, Equatable {
        package let origin: String
        package let size: Int64
        package let root: MerkleHash
        /// Commitments that are opened in it.
        package let opened: Int
    }

    private let folder: String
    private let masterKey: [UInt8]?
    private let keys: [NoteVerifierKey]
    /// Commitments to open; none unless told.
    package var opening: Set<PayloadSlot> = []
    /// Leaves out everything but what C2SP knows.
    package var tilesOnly = false
    /// Names the witnesses of a log.
    package var policy: @Sendable (NoteVerifierKey) throws -> LogPolicy = {
        try LogPolicy(log: $0, witnesses: [], quorum: 0)
    }

    /// - Parameters:
    ///   - masterKey: opens payloads; read from the folder unless given, and only if some are to be opened.
    ///   - keys: the logs' public keys, named as their origins.
    package init(folder: String, masterKey: [UInt8]? = nil, keys: [NoteVerifierKey]) {
        self.folder = folder
        self.masterKey = masterKey
        self.keys = keys
    }

    /// Exports a shard, the newest unless told, into a folder that is not there yet. What was written is verified before
    /// the folder gets its name.
    package func write(_ log: LogName, year: Int? = nil, to place: String) throws -> Summary {
        let staged = try StagedFolder(place)
        do {
            let summary = try AuditVerifier.inSnapshot(of: log, folder) { database in
                let view = try ShardView(
                    database, log: log, year: year, keys: keys, voices: CheckpointVoices(folder: folder),
                    policy: policy)
                return try write(view, to: staged)
            }
            _ = try ExportVerifier(staged.staging, policy: try unwitnessed(summary.origin)).verify()
            try staged.finish()
            return summary
        } catch let error as DatabaseError {
            throw AuditFailure.damaged("`\(log.fileName)` cannot be read: \(error.auditText)")
        }
    }

    private func write(_ view: ShardView, to staged: StagedFolder) throws -> Summary {
        guard let key = keys.first(where: { $0.name == view.shard.origin }) else { throw ExportFault.root }
        var digests: [String: String] = [:]
        func add(_ name: String, _ octets: [UInt8]) throws {
            try staged.write(name, octets)
            digests[name] = Hex.encode(SHA256.hash(data: octets))
        }
        try add(ExportFiles.checkpoint, view.note.octets)
        try add(ExportFiles.verifierKey, Array("\(key)\n".utf8))
        try add(ExportFiles.policy, try policy(key).octets)
        if let stamp = view.stamp { try add(ExportFiles.stamp, stamp) }
        for path in TilePath.all(ofSize: view.checkpoint.size) {
            guard case .hashes = path.kind else { continue }
            guard let octets = view.tile(path) else { throw ExportFault.missing(path) }
            try staged.write(path.description, octets)
        }
        let entries = try ExportEntries(
            view, staged, opening: opening, keys: opening.isEmpty ? nil : try payloadKeys(), tilesOnly: tilesOnly)
        try entries.write()
        digests.merge(try entries.finish()) { _, new in new }
        let lines = ExportFiles.digestLines(digests).map(\.line).joined()
        try staged.write(ExportFiles.digests, Array(lines.utf8))
        return Summary(
            origin: view.shard.origin, size: view.checkpoint.size, root: view.checkpoint.root, opened: entries.opened)
    }

    /// Whether enough witnesses have seen it yet is for the reader to judge; here only the log's own word counts.
    private func unwitnessed(_ origin: String) throws -> LogPolicy? {
        try keys.first { $0.name == origin }.map { try LogPolicy(log: $0, witnesses: [], quorum: 0) }
    }

    private func payloadKeys() throws -> KeyReader {
        let master = if let masterKey { masterKey } else { try AuditFolder(path: folder).readMasterKey() }
        return try KeyReader(folder: folder, masterKey: master)
    }
}

/// The leaves of an export, written once through: bundles, JSON Lines, openings and FHIR.
private final class ExportEntries {
    private let view: ShardView
    private let staged: StagedFolder
    private let opening: Set<PayloadSlot>
    private let keys: KeyReader?
    private var files: [String: StagedFile] = [:]
    private var bundle: [[UInt8]] = []
    private var index: Int64 = 0
    private(set) var opened = 0

    init(
        _ view: ShardView, _ staged: StagedFolder, opening: Set<PayloadSlot>, keys: KeyReader?,
        tilesOnly: Bool
    ) throws {
        (self.view, self.staged, self.opening, self.keys) = (view, staged, opening, keys)
        let names = tilesOnly ? [] : [ExportFiles.leaves, ExportFiles.events]
        for name in names + (opening.isEmpty ? [] : [ExportFiles.payloads]) { files[name] = try staged.file(name) }
    }

    func write() throws {
        let rows = try Row.fetchCursor(
            view.database,
            sql: """
                SELECT l.octets, p.key, p.actor, p.decision, p.reason, p.subject
                FROM leaf l LEFT JOIN payload p USING(seq) WHERE l.seq >= ? AND l.seq < ? ORDER BY l.seq
                """, arguments: [view.shard.first, view.shard.first + view.checkpoint.size])
        while let row = try rows.next() { try write(row) }
        if !bundle.isEmpty { try writeBundle() }
    }

    func finish() throws(AuditFileFault) -> [String: String] {
        var digests: [String: String] = [:]
        for (name, file) in files { digests[name] = Hex.encode(try file.finish()) }
        return digests
    }

    private func write(_ row: Row) throws {
        let octets = Array(row["octets"] as Data)
        bundle.append(octets)
        if bundle.count == TilePath.fullWidth { try writeBundle() }
        defer { index += 1 }
        guard !files.isEmpty else { return }
        guard let leaf = ReadLeaf(octets, in: view.log) else {
            throw AuditFileFault(
                "leaf \(index)", "is not in its one form", help: "run `fcg audit fsck`; nothing was exported")
        }
        try files[ExportFiles.leaves]?.write(ExportFiles.line(index, leaf: octets))
        let open = try OpenedLeaf(row, leaf, index: index, opening: opening, keys: keys)
        if !open.openings.isEmpty { try files[ExportFiles.payloads]?.write(open.line) }
        opened += open.openings.count
        let event = FHIRAuditEvent(origin: view.shard.origin, index: index, leaf: leaf, opened: open)
        try files[ExportFiles.events]?.write(event.line)
    }

    private func writeBundle() throws {
        let first = (index + (bundle.count == TilePath.fullWidth ? 1 : 0)) - Int64(bundle.count)
        guard let path = TilePath(.entries, index: first >> 8, width: bundle.count),
            let octets = EntryBundle.encode(bundle)
        else { throw ExportFault.root }
        try staged.write(path.description, octets)
        bundle = []
    }
}

extension OpenedLeaf {
    /// The openings of a row that is joined with its payloads. An erased payload is missing.
    init(
        _ row: Row, _ leaf: ReadLeaf, index: Int64, opening slots: Set<PayloadSlot>, keys: KeyReader?
    ) throws {
        self.init(index: index)
        for slot in PayloadSlot.allCases where slots.contains(slot) {
            guard let sealed = row[slot.description] as Data? else { continue }
            // A destroyed key is an erasure that this reading began before.
            let found = try keys?.find(row["key"], RecordUse(slot))
            if case .destroyed = found { continue }
            guard case .key(let key) = found,
                let frame = SealedFrame.open(sealed, slot: slot, commitment: leaf.commitments[slot], key: key),
                let value = try? StrictJSON.parse(frame.payload, limits: .file)
            else {
                throw AuditFileFault(
                    "payload \(slot) of leaf \(index)", "does not open",
                    help: "run `fcg audit fsck`; nothing was exported")
            }
            openings[slot] = Opening(key: frame.commitmentKey, value: value)
        }
    }
}
