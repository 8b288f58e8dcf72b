/// A value in DER that a test can take apart, change and put together again with the right lengths.
struct DERTree {
    let tag: UInt8
    var content: [UInt8]

    init(tag: UInt8, _ content: [UInt8]) {
        self.tag = tag
        self.content = content
    }

    /// The values that stand one after another in some octets; `nil` if they do not.
    static func list(_ octets: [UInt8]) -> [DERTree]? {
        var values: [DERTree] = []
        var at = 0
        while at < octets.count {
            guard octets.count - at >= 2 else { return nil }
            let more = octets[at + 1] < 0x80 ? 0 : Int(octets[at + 1] & 0x7F)
            let start = at + 2 + more
            guard start <= octets.count else { return nil }
            let length = more == 0 ? Int(octets[at + 1]) : octets[at + 2..<start].reduce(0) { $0 << 8 | Int($1) }
            guard octets.count - start >= length else { return nil }
            values.append(DERTree(tag: octets[at], Array(octets[start..<start + length])))
            at = start + length
        }
        return values
    }

    var octets: [UInt8] {
        let count = content.count
        guard count >= 0x80 else { return [tag, UInt8(count)] + content }
        let length = withUnsafeBytes(of: UInt32(count).bigEndian) { Array($0) }.drop { $0 == 0 }
        return [tag, 0x80 | UInt8(length.count)] + length + content
    }

    /// The same with the values inside it changed, along a path of positions.
    func changing(_ path: [Int], _ change: ([DERTree]) -> [DERTree]) -> DERTree? {
        guard var inner = DERTree.list(content) else { return nil }
        guard let next = path.first else { return DERTree(tag: tag, change(inner).flatMap(\.octets)) }
        guard inner.indices.contains(next), let changed = inner[next].changing(Array(path.dropFirst()), change) else {
            return nil
        }
        inner[next] = changed
        return DERTree(tag: tag, inner.flatMap(\.octets))
    }
}
