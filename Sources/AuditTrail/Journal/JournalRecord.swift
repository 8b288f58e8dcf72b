import Crypto

/// One leaf with all its rows, as a journal holds it. Made on the caller's side, so that the log's own thread only writes.
struct JournalRecord: Sendable {
    let octets: [UInt8]
    /// Twelve octets of nonce and sixteen of tag: AES-256-GCM over no text, with ``octets`` authenticated (NIST SP 800-38D, GMAC).
    let seal: [UInt8]

    static let sealLength = 28

    init(_ leaf: PreparedLeaf, key: SymmetricKey) throws(AuditFailure) {
        octets = JournalWriter.encode(leaf)
        seal = try JournalSeal.make(octets, key: key)
    }
}

/// Says that octets were written by this node, whole.
enum JournalSeal {
    /// The key, from the master key.
    static func key(masterKey: [UInt8]) -> SymmetricKey {
        let word = Array("fcg-audit/journal-key/v1\n".utf8)
        return SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: word, using: SymmetricKey(data: masterKey)))
    }

    static func make(_ octets: [UInt8], key: SymmetricKey) throws(AuditFailure) -> [UInt8] {
        try OctetCipher().seal(0, key: KeyPart(key), nonce: Array(AES.GCM.Nonce())[...], authenticating: octets) { _ in
        }
    }

    static func fits(_ seal: ArraySlice<UInt8>, _ octets: ArraySlice<UInt8>, key: SymmetricKey) -> Bool {
        guard seal.count == JournalRecord.sealLength, let nonce = try? AES.GCM.Nonce(data: seal.prefix(12)),
            let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: [UInt8](), tag: seal.suffix(16))
        else { return false }
        return (try? AES.GCM.open(box, using: key, authenticating: octets)) != nil
    }
}

/// Writes the fields of a leaf one after another: numbers as eight octets, big-endian; octets and texts behind their length in
/// four; what may be missing behind an octet that is 0 or 1.
private struct JournalWriter {
    private var octets: [UInt8] = []

    static func encode(_ leaf: PreparedLeaf) -> [UInt8] {
        var writer = JournalWriter()
        writer.octets.reserveCapacity(1_024 + leaf.storedLength)
        writer.put(leaf.octets)
        writer.put(leaf.directory)
        writer.put(leaf.payloads.key)
        for frame in leaf.payloads.frames { writer.put(frame) }
        writer.put(leaf.evidence) { writer, row in writer.put(evidence: row) }
        writer.put(leaf.nonce) { writer, row in
            writer.put(row.authority)
            writer.put(row.nonce)
            writer.put(row.expires)
        }
        writer.put(leaf.exchange) { writer, row in
            writer.put(row.authority)
            writer.put(row.exchange)
            writer.put(row.digest)
        }
        writer.put(leaf.body) { writer, body in
            writer.put(Int64(body.day))
            writer.put(body.key)
            writer.put(body.query) { $0.put($1) }
            writer.put(body.answer) { $0.put($1) }
        }
        writer.put(Int64(leaf.outbox.count))
        for item in leaf.outbox {
            writer.put(item.key)
            writer.put(item.sealed)
        }
        return writer.octets
    }

    private mutating func put(evidence row: EvidenceRow) {
        put(row.base)
        put(row.signature)
        put(row.keyID)
        put(row.keyHash)
        put(row.queryDigest) { $0.put($1) }
        put(row.nonce) { $0.put($1) }
        put(row.nonceExpires) { $0.put($1) }
    }

    private mutating func put<Field>(_ field: Field?, _ body: (inout JournalWriter, Field) -> Void) {
        octets.append(field == nil ? 0 : 1)
        if let field { body(&self, field) }
    }

    private mutating func put(_ number: Int64) { octets.appendBigEndian(UInt64(bitPattern: number)) }

    private mutating func put(_ text: String) { put(Array(text.utf8)) }

    private mutating func put(_ more: [UInt8]) {
        octets.appendBigEndian(UInt32(more.count))
        octets.append(contentsOf: more)
    }
}

/// Reads what ``JournalWriter`` wrote; throws ``JournalFault`` at anything else.
struct JournalReader {
    private var rest: ArraySlice<UInt8>

    static func decode(_ octets: ArraySlice<UInt8>) throws(JournalFault) -> PreparedLeaf {
        var reader = JournalReader(rest: octets)
        let leaf = try reader.leaf()
        guard reader.rest.isEmpty else { throw JournalFault() }
        return leaf
    }

    private mutating func leaf() throws(JournalFault) -> PreparedLeaf {
        let octets = try many()
        let directory = try number()
        let key = try number()
        var frames: [[UInt8]] = []
        for _ in PayloadSlot.allCases { frames.append(try many()) }
        var leaf: PreparedLeaf
        do throws(AuditFailure) {
            leaf = try PreparedLeaf(
                octets: octets, directory: directory, payloads: SealedPayloads(key: key, frames: frames))
        } catch { throw JournalFault() }
        if try isThere() { leaf.evidence = try evidence() }
        if try isThere() { leaf.nonce = NonceRow(authority: try text(), nonce: try text(), expires: try number()) }
        if try isThere() {
            leaf.exchange = ExchangeRow(authority: try text(), exchange: try text(), digest: try many())
        }
        if try isThere() { leaf.body = try body() }
        let items = try number()
        guard (0...64).contains(items) else { throw JournalFault() }
        for _ in 0..<items {
            leaf.outbox.append(SealedOutboxItem(key: try number(), sealed: try many()))
        }
        return leaf
    }

    private mutating func evidence() throws(JournalFault) -> EvidenceRow {
        var row = EvidenceRow(try many(), try many(), try text(), try many())
        if try isThere() { row.queryDigest = try many() }
        if try isThere() { row.nonce = try text() }
        if try isThere() { row.nonceExpires = try number() }
        return row
    }

    private mutating func body() throws(JournalFault) -> SealedBody {
        guard let day = Int(exactly: try number()) else { throw JournalFault() }
        let key = try number()
        let query = try isThere() ? try many() : nil
        let answer = try isThere() ? try many() : nil
        return SealedBody(day: day, key: key, query: query, answer: answer)
    }

    private mutating func isThere() throws(JournalFault) -> Bool {
        guard let octet = rest.popFirst(), octet < 2 else { throw JournalFault() }
        return octet == 1
    }

    private mutating func number() throws(JournalFault) -> Int64 {
        Int64(bitPattern: try take(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    private mutating func many() throws(JournalFault) -> [UInt8] {
        let count = try take(4).reduce(0) { $0 << 8 | Int($1) }
        return Array(try take(count))
    }

    private mutating func text() throws(JournalFault) -> String {
        guard let text = String(validating: try many(), as: UTF8.self) else { throw JournalFault() }
        return text
    }

    private mutating func take(_ count: Int) throws(JournalFault) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw JournalFault() }
        defer { rest.removeFirst(count) }
        return rest.prefix(count)
    }
}

/// Octets that no journal of ours has.
struct JournalFault: Error {}

extension PreparedLeaf {
    /// Octets of its longest fields.
    fileprivate var storedLength: Int {
        let payload = payloads.frames.reduce(octets.count) { $0 + $1.count }
        let messages = (body?.query?.count ?? 0) + (body?.answer?.count ?? 0) + (evidence?.base.count ?? 0)
        return outbox.reduce(payload + messages) { $0 + $1.sealed.count }
    }
}

extension [UInt8] {
    mutating func appendBigEndian(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
}
