/// The rows of one leaf, as parts of what ``RecordWriter`` wrote; ``JournalFault`` for anything else.
struct LeafRows {
    let octets: ArraySlice<UInt8>
    let directory: Int64
    /// The number of the key that opens the record.
    let key: Int64
    /// In the order of ``PayloadSlot``.
    let frames: [ArraySlice<UInt8>]
    let evidence: EvidenceRow?
    let nonce: NonceRow?
    let exchange: ExchangeRow?
    let body: BodyRow?
    let outbox: [WaitingRow]

    init(_ record: ArraySlice<UInt8>) throws(JournalFault) {
        var reader = RecordReader(rest: record)
        octets = try reader.many()
        guard octets.count <= LeafRows.longestLeaf else { throw JournalFault() }
        directory = try reader.number()
        key = try reader.number()
        var frames: [ArraySlice<UInt8>] = []
        frames.reserveCapacity(PayloadSlot.allCases.count)
        for _ in PayloadSlot.allCases { frames.append(try reader.many()) }
        self.frames = frames
        evidence = try reader.isThere() ? try reader.evidence() : nil
        nonce =
            try reader.isThere()
            ? NonceRow(authority: try reader.text(), nonce: try reader.text(), expires: try reader.number()) : nil
        exchange =
            try reader.isThere()
            ? ExchangeRow(
                authority: try reader.text(), exchange: try reader.text(), digest: Array(try reader.many())) : nil
        body = try reader.isThere() ? try reader.body() : nil
        let items = try reader.number()
        guard (0...Int64(LeafRows.mostItems)).contains(items) else { throw JournalFault() }
        var outbox: [WaitingRow] = []
        for _ in 0..<items { outbox.append(WaitingRow(key: try reader.number(), sealed: try reader.many())) }
        self.outbox = outbox
        guard reader.rest.isEmpty else { throw JournalFault() }
    }

    /// Octets of the longest leaf (protocol §4).
    static let longestLeaf = 4_096
    /// Items of the outbox a record can have.
    static let mostItems = 64
}

/// Exact octets of messages, encrypted.
struct BodyRow {
    /// Day of the record in UTC, to find what is too old to be kept.
    let day: Int
    let key: Int64
    let query: ArraySlice<UInt8>?
    let answer: ArraySlice<UInt8>?

    static let queryWord = "fcg-audit/body/query/v1"
    static let answerWord = "fcg-audit/body/answer/v1"
}

/// An item of the outbox, encrypted, kind and all: its row shows a length and nothing else.
struct WaitingRow {
    let key: Int64
    let sealed: ArraySlice<UInt8>
}

/// Octets that no journal of ours has.
struct JournalFault: Error {}

private struct RecordReader {
    private(set) var rest: ArraySlice<UInt8>

    init(rest: ArraySlice<UInt8>) { self.rest = rest }

    mutating func evidence() throws(JournalFault) -> EvidenceRow {
        var row = EvidenceRow(Array(try many()), Array(try many()), try text(), Array(try many()))
        if try isThere() { row.queryDigest = Array(try many()) }
        if try isThere() { row.nonce = try text() }
        if try isThere() { row.nonceExpires = try number() }
        return row
    }

    mutating func body() throws(JournalFault) -> BodyRow {
        guard let day = Int(exactly: try number()) else { throw JournalFault() }
        let key = try number()
        let query = try isThere() ? try many() : nil
        let answer = try isThere() ? try many() : nil
        return BodyRow(day: day, key: key, query: query, answer: answer)
    }

    mutating func isThere() throws(JournalFault) -> Bool {
        guard let octet = rest.popFirst(), octet < 2 else { throw JournalFault() }
        return octet == 1
    }

    mutating func number() throws(JournalFault) -> Int64 {
        Int64(bitPattern: try take(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    mutating func many() throws(JournalFault) -> ArraySlice<UInt8> {
        let count = try take(4).reduce(0) { $0 << 8 | Int($1) }
        return try take(count)
    }

    mutating func text() throws(JournalFault) -> String {
        guard let text = String(validating: try many(), as: UTF8.self) else { throw JournalFault() }
        return text
    }

    private mutating func take(_ count: Int) throws(JournalFault) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw JournalFault() }
        defer { rest.removeFirst(count) }
        return rest.prefix(count)
    }
}
