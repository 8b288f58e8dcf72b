import Foundation

/// Small files that survive a power cut whole: the old content or the new, never a mixture.
enum DurableFile {
    /// The content, or `nil` if there is no such file.
    static func read(_ path: String) throws(AuditFailure) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw fault(path) }
            return nil
        }
        defer { close(descriptor) }
        var octets: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw fault(path) }
            guard count > 0 else { return octets }
            octets.append(contentsOf: buffer[..<count])
        }
    }

    /// Replaces the content: a temporary file, sync, rename, sync of the folder.
    static func replace(_ path: String, with octets: [UInt8]) throws(AuditFailure) {
        let temporary = path + ".new"
        try write(temporary, octets, flags: O_TRUNC)
        guard rename(temporary, path) == 0 else { throw fault(path) }
        try syncFolder(of: path)
    }

    /// Makes a file that must not exist, readable by its owner alone.
    static func create(_ path: String, with octets: [UInt8]) throws(AuditFailure) {
        try write(path, octets, flags: O_EXCL)
        try syncFolder(of: path)
    }

    /// Removes a file, if it is there.
    static func remove(_ path: String) throws(AuditFailure) {
        guard unlink(path) == 0 else {
            guard errno == ENOENT else { throw fault(path) }
            return
        }
        try syncFolder(of: path)
    }

    private static func write(_ path: String, _ octets: [UInt8], flags: Int32) throws(AuditFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o600)
        guard descriptor >= 0 else { throw fault(path) }
        defer { close(descriptor) }
        guard Foundation.write(descriptor, octets, octets.count) == octets.count, fsync(descriptor) == 0 else {
            throw fault(path)
        }
    }

    static func syncFolder(of path: String) throws(AuditFailure) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw fault(folder) }
    }

    private static func fault(_ path: String) -> AuditFailure {
        .notDurable("`\(path)`: \(String(cString: strerror(errno)))")
    }
}
