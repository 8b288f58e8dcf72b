import Crypto
import Foundation

/// A folder that appears whole or not at all: all of it is written and synced beside its place, then renamed.
final class StagedFolder {
    private let place: String
    /// Where the files lie until ``finish()``.
    let staging: String
    private var folders: Set<String>
    private var isFinished = false

    /// Refuses a place that is taken.
    init(_ place: String) throws(AuditFileFault) {
        self.place = place
        staging = "\(place).part-\(getpid())"
        folders = [staging]
        guard !FileManager.default.fileExists(atPath: place) else {
            throw AuditFileFault(place, "is there already", help: "name a folder that does not exist yet")
        }
        guard mkdir(staging, 0o700) == 0 else { throw StagedFolder.fault(staging) }
    }

    deinit { if !isFinished { try? FileManager.default.removeItem(atPath: staging) } }

    /// Writes a whole file.
    func write(_ name: String, _ octets: [UInt8]) throws(AuditFileFault) {
        let file = try file(name)
        try file.write(octets)
        _ = try file.finish()
    }

    /// Opens a file to be written piece by piece.
    func file(_ name: String) throws(AuditFileFault) -> StagedFile {
        var folder = staging
        for part in name.split(separator: "/").dropLast() {
            folder += "/\(part)"
            guard folders.insert(folder).inserted else { continue }
            guard mkdir(folder, 0o700) == 0 else { throw StagedFolder.fault(folder) }
        }
        return try StagedFile("\(staging)/\(name)")
    }

    /// Puts the folder in its place. What stands there after a power cut is whole.
    func finish() throws(AuditFileFault) {
        for folder in folders.sorted(by: { $0.utf8.count > $1.utf8.count }) { try StagedFolder.sync(folder) }
        guard rename(staging, place) == 0 else { throw StagedFolder.fault(place) }
        isFinished = true
        let parent = place.lastIndex(of: "/").map { String(place[..<$0]) } ?? "."
        try StagedFolder.sync(parent.isEmpty ? "/" : parent)
    }

    private static func sync(_ folder: String) throws(AuditFileFault) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw fault(folder) }
    }

    static func fault(_ path: String) -> AuditFileFault {
        AuditFileFault(
            path, "cannot be written: \(String(cString: strerror(errno)))",
            help: "check that the folder above it is yours and has room, then export again")
    }
}

/// One file of a staged folder; its digest is taken as it is written.
final class StagedFile {
    private static let pieces = 1 << 20
    private let path: String
    private let descriptor: Int32
    private var waiting: [UInt8] = []
    private var hasher = SHA256()

    init(_ path: String) throws(AuditFileFault) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StagedFolder.fault(path) }
    }

    deinit { close(descriptor) }

    func write(_ octets: some Collection<UInt8>) throws(AuditFileFault) {
        waiting.append(contentsOf: octets)
        if waiting.count >= StagedFile.pieces { try flush() }
    }

    /// Syncs the file; gives its SHA-256.
    func finish() throws(AuditFileFault) -> [UInt8] {
        try flush()
        guard fsync(descriptor) == 0 else { throw StagedFolder.fault(path) }
        return Array(hasher.finalize())
    }

    private func flush() throws(AuditFileFault) {
        hasher.add(waiting)
        var start = 0
        while start < waiting.count {
            let count = waiting.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start)
            }
            guard count > 0 else { throw StagedFolder.fault(path) }
            start += count
        }
        waiting.removeAll(keepingCapacity: true)
    }
}
