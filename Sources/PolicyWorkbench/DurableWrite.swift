import Foundation

/// Writing that survives a power cut whole: the old content or the new, never a mixture.
package enum DurableWrite {
    package struct Fault: Error, CustomStringConvertible {
        package let description: String

        fileprivate init(_ path: String) {
            description = "`\(path)` cannot be written: \(String(cString: strerror(errno)))"
        }
    }

    /// Replaces a file: new content beside the old, synchronised, then one rename.
    package static func replace(_ path: String, with octets: [UInt8], mode: UInt32 = 0o644) throws(Fault) {
        let beside = path + ".new"
        try write(octets, to: beside, mode: mode)
        guard rename(beside, path) == 0 else { throw Fault(path) }
        try synchronise(folderOf: path)
    }

    /// Lets one process at a time do something; the lock falls with the process, however it ends.
    package static func alone<Answer>(with path: String, _ work: () async throws -> Answer) async throws -> Answer {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else { throw Fault(path) }
        defer { close(descriptor) }
        return try await work()
    }

    /// Makes a folder of files that must not be there yet: complete under a hidden name, then one rename.
    static func makeFolder(_ path: String, of files: [String: [UInt8]]) throws(Fault) {
        let name = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let beside = path[..<name] + ".new-" + path[name...]
        try? FileManager.default.removeItem(atPath: String(beside))
        var folders: Set<String> = [String(beside)]
        for (file, octets) in files.sorted(by: { $0.key < $1.key }) {
            let whole = "\(beside)/\(file)"
            let folder = String(whole[..<(whole.lastIndex(of: "/") ?? whole.endIndex)])
            do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
                throw Fault(folder)
            }
            folders.insert(folder)
            try write(octets, to: whole, mode: 0o644)
        }
        for folder in folders.sorted().reversed() { try synchronise(folder) }
        guard rename(String(beside), path) == 0 else { throw Fault(path) }
        try synchronise(folderOf: path)
    }

    private static func write(_ octets: [UInt8], to path: String, mode: UInt32) throws(Fault) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw Fault(path) }
        defer { close(descriptor) }
        guard Foundation.write(descriptor, octets, octets.count) == octets.count, fsync(descriptor) == 0 else {
            throw Fault(path)
        }
    }

    private static func synchronise(folderOf path: String) throws(Fault) {
        try synchronise(path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".")
    }

    private static func synchronise(_ folder: String) throws(Fault) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Fault(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Fault(folder) }
    }
}
