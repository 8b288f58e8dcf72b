import Crypto
import Foundation
import WireProtocol

/// The highest directory version ever in force here and the message keys of all of them, kept in a file: after a restart
/// too nothing is rolled back, and no key id comes back as another key.
struct VersionMark: Equatable, Sendable {
    let version: Int64
    let digest: [UInt8]
    /// SHA-256 of the raw key of every key id that stood in a directory in force here, gone ones too.
    let keys: [String: [UInt8]]

    /// The mark of a directory that takes over from those of an earlier mark.
    init(_ directory: Directory, after earlier: VersionMark? = nil) {
        version = directory.version
        digest = directory.digest
        keys = (earlier?.keys ?? [:]).merging(directory.keyHashes) { _, newer in newer }
    }

    /// Refuses a directory that is older than the mark, another one of the same number, or one that gives a key id to
    /// another key.
    func admit(_ directory: Directory) throws(DirectoryFault) {
        guard directory.version >= version || Mutant.olderDirectory.isOn else {
            throw .rolledBack(inForce: version, offered: directory.version)
        }
        guard directory.version > version || directory.digest == digest || Mutant.forkedDirectory.isOn else {
            throw .forked(version: version)
        }
        let taken = directory.keyHashes.filter { id, hash in keys[id].map { $0 != hash } ?? false }
        if let id = taken.keys.min() { throw .reusedKeyID(id) }
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
        guard let value = try? StrictJSON.parse(octets, limits: .file), var reader = try? ObjectReader(value, at: ""),
            (try? reader.text("type")) == VersionMark.type,
            let version = try? reader.integer("version", in: 1...9_007_199_254_740_992),
            let digest = try? reader.octets("digest", count: 32), let keys = VersionMark.keys(&reader),
            (try? reader.finish()) != nil
        else { return nil }
        self.version = version
        self.digest = digest
        self.keys = keys
    }

    /// A file from before key ids were remembered has no `keys`.
    private static func keys(_ reader: inout ObjectReader) -> [String: [UInt8]]? {
        guard let value = reader.takeIfPresent("keys") else { return [:] }
        guard case .object(let members) = value else { return nil }
        var keys: [String: [UInt8]] = [:]
        for (id, value) in members {
            guard case .string(let text) = value, let hash = Base64URL.decode(text), hash.count == 32 else {
                return nil
            }
            keys[id] = hash
        }
        return keys
    }

    private var octets: [UInt8] {
        CanonicalJSON.encode([
            "type": .string(VersionMark.type), "version": .integer(version),
            "digest": .string(Base64URL.encode(digest)),
            "keys": .object(keys.mapValues { .string(Base64URL.encode($0)) }),
        ])
    }

    private static let type = "fcg.directory-mark/1"

    /// Flushes a file or a folder to the disk.
    private static func isSynchronised(_ path: String) -> Bool {
        guard let handle = FileHandle(forReadingAtPath: path) else { return false }
        return (try? handle.synchronize()) != nil && (try? handle.close()) != nil
    }
}

extension Directory {
    /// SHA-256 of each member's message keys, by key id.
    fileprivate var keyHashes: [String: [UInt8]] {
        let keys = members.values.flatMap(\.signingKeys)
        return Dictionary(keys.map { ($0.id, Array(SHA256.hash(data: $0.rawKey))) }) { first, _ in first }
    }
}
