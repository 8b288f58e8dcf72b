import Foundation
import WireProtocol

/// The highest directory version ever in force here, kept in a file so that a restart cannot be rolled back.
struct VersionMark: Equatable, Sendable {
    let version: Int64
    let digest: [UInt8]

    init(_ directory: Directory) {
        version = directory.version
        digest = directory.digest
    }

    /// Refuses a directory that is older than the mark, or another one of the same number.
    func admit(_ directory: Directory) throws(DirectoryFault) {
        guard directory.version >= version || Mutant.olderDirectory.isOn else {
            throw .rolledBack(inForce: version, offered: directory.version)
        }
        guard directory.version > version || directory.digest == digest || Mutant.forkedDirectory.isOn else {
            throw .forked(version: version)
        }
    }

    /// The mark in a file, or `nil` if there is no file.
    init?(path: String) throws(DirectoryFault) {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path), let mark = VersionMark(octets: Array(data)) else {
            throw .markUnreadable
        }
        self = mark
    }

    /// Returns once the mark would survive a power cut; the old file stays whole until then.
    func write(path: String) throws(DirectoryFault) {
        let fresh = path + ".new"
        let permissions: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        guard FileManager.default.createFile(atPath: fresh, contents: Data(octets), attributes: permissions),
            VersionMark.isSynchronised(fresh), rename(fresh, path) == 0,
            VersionMark.isSynchronised(URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false))
        else { throw .markNotWritten }
    }

    private init?(octets: [UInt8]) {
        guard let value = try? StrictJSON.parse(octets), var reader = try? ObjectReader(value, at: ""),
            (try? reader.text("type")) == VersionMark.type,
            let version = try? reader.integer("version", in: 1...9_007_199_254_740_992),
            let digest = try? reader.octets("digest", count: 32), (try? reader.finish()) != nil
        else { return nil }
        self.version = version
        self.digest = digest
    }

    private var octets: [UInt8] {
        CanonicalJSON.encode([
            "type": .string(VersionMark.type), "version": .integer(version),
            "digest": .string(Base64URL.encode(digest)),
        ])
    }

    private static let type = "fcg.directory-mark/1"

    /// Flushes a file or a folder to the disk.
    private static func isSynchronised(_ path: String) -> Bool {
        guard let handle = FileHandle(forReadingAtPath: path) else { return false }
        return (try? handle.synchronize()) != nil && (try? handle.close()) != nil
    }
}
