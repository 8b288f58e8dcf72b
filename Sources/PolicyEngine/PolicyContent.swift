import Crypto
import WireProtocol

/// What a set says, in the one form that is signed: the RFC 8785 JSON `{path: typed content}` of its files.
struct PolicyContent: Sendable {
    let octets: [UInt8]
    /// Hex SHA-256 of the octets.
    let digest: String
    /// The same of each file's part alone.
    let fileDigests: [String: String]

    init(_ files: [String: JSONValue]) {
        octets = CanonicalJSON.encode(.object(files))
        digest = Self.digest(of: octets)
        fileDigests = files.mapValues { Self.digest(of: CanonicalJSON.encode($0)) }
    }

    /// Takes octets over; `files` says where each file's part stands in them.
    init(_ octets: [UInt8], digest: String, files: [String: Range<Int>]) {
        self.octets = octets
        self.digest = digest
        fileDigests = files.mapValues { Self.digest(of: octets[$0]) }
    }

    static func digest(of octets: some Sequence<UInt8>) -> String {
        var hash = SHA256()
        octets.withContiguousStorageIfAvailable { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
            ?? hash.update(data: Array(octets))
        return Hex.encode(hash.finalize())
    }
}
