import WireProtocol

/// Takes lines off the front of octets; a line without its line end is none.
struct LineReader {
    private let octets: [UInt8]
    private var at = 0
    /// The number of the line taken last, from 1.
    private(set) var number = 0

    init(_ octets: [UInt8]) { self.octets = octets }

    /// The next line without its line end, or `nil` if there is none or it is not UTF-8.
    mutating func next() -> String? {
        number += 1
        guard let end = octets[at...].firstIndex(of: 0x0A) else { return nil }
        defer { at = end + 1 }
        return String(validating: octets[at..<end], as: UTF8.self)
    }

    /// Hashes in base64, one a line, up to an empty line; `nil` for anything else and for too many.
    mutating func hashes(atMost limit: Int) -> [MerkleHash]? {
        var hashes: [MerkleHash] = []
        while let line = next() {
            if line.isEmpty { return hashes }
            guard hashes.count < limit, let hash = Base64.decode(line).flatMap({ MerkleHash(octets: $0) }) else {
                return nil
            }
            hashes.append(hash)
        }
        return nil
    }

    /// What has not been taken.
    var rest: [UInt8] { Array(octets[at...]) }
}

extension String {
    /// The text after a prefix, or `nil` if it does not begin with it, compared octet by octet.
    func droppingPrefix(_ prefix: String) -> Substring? {
        guard utf8.starts(with: prefix.utf8) else { return nil }
        return Substring(utf8.dropFirst(prefix.utf8.count))
    }
}
