import Crypto
import WireProtocol

/// What a set says, in the one form that is signed: the RFC 8785 JSON `{path: typed content}` of its files.
struct PolicyContent: Sendable {
    let octets: [UInt8]
    /// Hex SHA-256 of the octets.
    let digest: String
    /// The same of each file's part alone, by path.
    let fileDigests: [String: String]

    init(_ files: [String: JSONValue]) {
        var octets = [UInt8(ascii: "{")]
        var parts: [String: Range<Int>] = [:]
        let sorted = files.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
        for (place, file) in sorted.enumerated() {
            if place > 0 { octets.append(UInt8(ascii: ",")) }
            octets += CanonicalJSON.encode(.string(file.key)) + [UInt8(ascii: ":")]
            let start = octets.count
            octets += CanonicalJSON.encode(file.value)
            parts[file.key] = start..<octets.count
        }
        octets.append(UInt8(ascii: "}"))
        self.init(octets, digest: Self.digest(of: octets), parts: parts)
    }

    /// Takes over octets of a known digest; `parts` says where each file stands in them.
    init(_ octets: [UInt8], digest: String, parts: [String: Range<Int>]) {
        self.octets = octets
        self.digest = digest
        fileDigests = parts.mapValues { Self.digest(of: octets[$0]) }
    }

    static func digest(of octets: some Sequence<UInt8>) -> String {
        var hash = SHA256()
        octets.withContiguousStorageIfAvailable { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
            ?? hash.update(data: Array(octets))
        return Hex.encode(hash.finalize())
    }
}
