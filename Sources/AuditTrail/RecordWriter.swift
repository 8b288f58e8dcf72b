/// Writes a leaf and all that is stored beside it into one array: the journal takes the whole, the tables take parts of it.
///
/// Numbers are eight octets, big-endian; octets and texts stand behind their length in four; what may be missing stands behind an
/// octet that is 0 or 1. ``LeafRows`` reads it.
struct RecordWriter {
    private(set) var octets: [UInt8] = []

    /// `beside` is about how many octets will stand beside the leaf's.
    init(_ leaf: [UInt8], directory: Int64, key: Int64, beside: Int) {
        octets.reserveCapacity(leaf.count + beside)
        put(leaf)
        put(directory)
        put(key)
    }

    mutating func put(_ evidence: EvidenceRow?) {
        put(evidence) { writer, row in
            writer.put(row.base)
            writer.put(row.signature)
            writer.put(row.keyID)
            writer.put(row.keyHash)
            writer.put(row.queryDigest) { $0.put($1) }
            writer.put(row.nonce) { $0.put($1) }
            writer.put(row.nonceExpires) { $0.put($1) }
        }
    }

    mutating func put(_ nonce: NonceRow?) {
        put(nonce) { writer, row in
            writer.put(row.authority)
            writer.put(row.nonce)
            writer.put(row.expires)
        }
    }

    mutating func put(_ exchange: ExchangeRow?) {
        put(exchange) { writer, row in
            writer.put(row.authority)
            writer.put(row.exchange)
            writer.put(row.digest)
        }
    }

    /// Puts octets that are sealed where they will lie.
    mutating func putSealed(_ body: (inout [UInt8]) throws(AuditFailure) -> Void) throws(AuditFailure) {
        let place = octets.count
        octets.appendBigEndian(UInt32(0))
        try body(&octets)
        let count = UInt32(octets.count - place - 4)
        for octet in 0..<4 { octets[place + octet] = UInt8(truncatingIfNeeded: count >> UInt32(24 - 8 * octet)) }
    }

    mutating func put(isThere: Bool) { octets.append(isThere ? 1 : 0) }

    mutating func put(_ number: Int64) { octets.appendBigEndian(UInt64(bitPattern: number)) }

    private mutating func put(_ text: String) { put(Array(text.utf8)) }

    private mutating func put(_ more: [UInt8]) {
        octets.appendBigEndian(UInt32(more.count))
        octets.append(contentsOf: more)
    }

    private mutating func put<Field>(_ field: Field?, _ body: (inout RecordWriter, Field) -> Void) {
        put(isThere: field != nil)
        if let field { body(&self, field) }
    }
}

extension [UInt8] {
    private static let zeros = [UInt8](repeating: 0, count: LeafPayloads.mostLength)

    mutating func appendBigEndian(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }

    /// Appends zeros, at most as many as the longest payload has octets.
    mutating func appendZeros(_ count: Int) { append(contentsOf: [UInt8].zeros.prefix(count)) }
}
