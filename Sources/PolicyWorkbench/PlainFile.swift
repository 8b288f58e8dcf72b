import Foundation

/// Reading files and folders that must be what they seem: no link is followed, nothing but a plain file is opened.
enum PlainFile {
    enum Kind { case file, folder, other }

    struct Unreadable: Error {
        let path: String
        let reason: String
    }

    /// What changes whenever a file is written or put in the place of another.
    struct Stamp: Equatable {
        private let number: UInt
        private let size: Int
        /// Seconds and nanoseconds.
        private let changed: [Int]

        init?(of path: String) {
            var found = stat()
            guard lstat(path, &found) == 0 else { return nil }
            number = UInt(found.st_ino)
            size = Int(found.st_size)
            changed = [found.st_mtim.tv_sec, found.st_mtim.tv_nsec, found.st_ctim.tv_sec, found.st_ctim.tv_nsec]
        }
    }

    /// What stands at a path itself; `nil` for nothing.
    static func kind(of path: String) -> Kind? {
        var found = stat()
        guard lstat(path, &found) == 0 else { return nil }
        switch found.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// More than any file of ours holds.
    private static let most = 16 << 20

    static func read(_ path: String) throws(Unreadable) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            let isLink = errno == ELOOP
            throw Unreadable(
                path: path,
                reason: isLink
                    ? "this is a link; put the file itself here" : "the file cannot be read; check its permissions")
        }
        defer { close(descriptor) }
        var found = stat()
        guard fstat(descriptor, &found) == 0, found.st_mode & S_IFMT == S_IFREG, found.st_size <= most else {
            throw Unreadable(path: path, reason: "this is no plain file of at most \(most >> 20) MiB")
        }
        var octets: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while octets.count <= most {
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw Unreadable(path: path, reason: "the file cannot be read") }
            guard count > 0 else { return octets }
            octets.append(contentsOf: buffer[..<count])
        }
        throw Unreadable(path: path, reason: "this is no plain file of at most \(most >> 20) MiB")
    }
}
