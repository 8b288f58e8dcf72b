import Crypto
import Foundation

/// A file read once from beginning to end, hashed on the way.
final class FileStream {
    private let handle: FileHandle
    private var digest = SHA256()
    /// Octets read so far.
    private(set) var count = 0

    private static let octetsAtOnce = 262_144

    init?(path: String) {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        self.handle = handle
    }

    deinit { try? handle.close() }

    /// The next octets, none at the end.
    func next() throws -> [UInt8] {
        let octets = [UInt8](try handle.read(upToCount: FileStream.octetsAtOnce) ?? Data())
        digest.update(data: octets)
        count += octets.count
        return octets
    }

    /// SHA-256 of what was read so far, in lower-case hexadecimal.
    var sha256: String { digest.finalize().map { String(($0 >> 4), radix: 16) + String($0 & 15, radix: 16) }.joined() }
}
