/// What is wrong with a CSV file, and where. Holds nothing of what the file says.
package struct CSVFault: Error, Equatable {
    package enum Reason: String, Sendable {
        case unclosedQuote = "a quoted field that is never closed"
        case bareQuote = "a quote inside a field that does not begin with one"
        case afterQuote = "something between a closing quote and the next comma"
        case bareCarriageReturn = "a carriage return without a line feed"
        case controlCharacter = "a control character"
        case invalidUTF8 = "octets that are not UTF-8"
        case fieldTooLong = "a field that is too long"
        case columnCount = "more or fewer fields than the header"
        case unreadable = "a part that cannot be read from disk"
    }
    package let reason: Reason
    /// Counted from 1, the header's row; a quoted line break does not begin a row.
    package let row: Int
    /// Counted from 1.
    package let column: Int

    package init(reason: Reason, row: Int, column: Int) {
        self.reason = reason
        self.row = row
        self.column = column
    }
}

/// One row's fields, one behind the other: no object a field, and the same room for every row.
struct CSVRow {
    fileprivate(set) var octets: [UInt8] = []
    /// Behind which octet each field ends.
    fileprivate(set) var ends: [Int] = []

    var count: Int { ends.count }

    /// Where a field stands in `octets`.
    func range(_ field: Int) -> Range<Int> { (field == 0 ? 0 : ends[field - 1])..<ends[field] }

    func text(_ range: Range<Int>) -> String { String(decoding: octets[range], as: UTF8.self) }

    fileprivate mutating func clear() {
        octets.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }
}

/// A strict streaming reader of RFC 4180: UTF-8 with or without a byte order mark, CRLF or LF.
///
/// Whatever another reader might understand differently is refused. The first row sets the number of fields.
package struct CSVReader {
    /// How many rows were read.
    package private(set) var row = 0
    /// The row that was read last. A caller may swap it for room of its own.
    var fields = CSVRow()

    private let read: () throws(CSVFault) -> [UInt8]
    private let longest: Int
    private var chunk: [UInt8] = []
    private var at = 0
    private var isAtEnd = false
    private var columns: Int?

    private static let widest = 256

    /// `read` gives the next octets, none at the end; no field may have more than `longest` octets.
    package init(longest: Int, read: @escaping () throws(CSVFault) -> [UInt8]) {
        self.longest = longest
        self.read = read
    }

    /// Reads the next row into ``fields``; `false` after the last.
    mutating func advance() throws(CSVFault) -> Bool {
        if row == 0 { try skipByteOrderMark() }
        guard try peek() != nil else { return false }
        row += 1
        fields.clear()
        while try !endsRowAfterField() {}
        guard fields.count == columns ?? fields.count else { throw fault(.columnCount) }
        columns = fields.count
        return true
    }

    /// The next row as texts, or `nil` after the last.
    package mutating func next() throws(CSVFault) -> [String]? {
        guard try advance() else { return nil }
        return (0..<fields.count).map { fields.text(fields.range($0)) }
    }

    /// Reads one field and what ends it; says whether that was the end of the row.
    private mutating func endsRowAfterField() throws(CSVFault) -> Bool {
        let start = fields.octets.count
        if try peek() == UInt8(ascii: "\"") { try readQuoted(from: start) } else { try readPlain(from: start) }
        try checkText(from: start)
        guard fields.count < columns ?? CSVReader.widest else { throw fault(.columnCount) }
        let ender = try peek()
        at += 1
        if ender == UInt8(ascii: "\r") {
            guard try peek() == UInt8(ascii: "\n") else { throw fault(.bareCarriageReturn) }
            at += 1
        }
        fields.ends.append(fields.octets.count)
        return ender != UInt8(ascii: ",")
    }

    /// Mostly ASCII, which needs no second look.
    private func checkText(from start: Int) throws(CSVFault) {
        let field = fields.octets[start...]
        guard field.contains(where: { $0 >= 0x80 }) else { return }
        guard String(validating: field, as: UTF8.self) != nil else { throw fault(.invalidUTF8) }
    }

    private mutating func readPlain(from start: Int) throws(CSVFault) {
        while let octet = try peek(), !CSVReader.endsField(octet) {
            guard octet != UInt8(ascii: "\"") else { throw fault(.bareQuote) }
            if CSVReader.isText(octet) { try takeRun(from: start) } else { try take(octet, from: start) }
        }
    }

    private mutating func readQuoted(from start: Int) throws(CSVFault) {
        at += 1
        while true {
            guard let octet = try peek() else { throw fault(.unclosedQuote) }
            if octet == UInt8(ascii: "\"") {
                at += 1
                guard try peek() == UInt8(ascii: "\"") else { break }
            }
            try take(octet, from: start)
        }
        if let next = try peek(), !CSVReader.endsField(next) { throw fault(.afterQuote) }
    }

    /// Takes all that is nothing but text, in one piece.
    private mutating func takeRun(from start: Int) throws(CSVFault) {
        var end = at
        while end < chunk.count, CSVReader.isText(chunk[end]) { end += 1 }
        guard fields.octets.count - start + end - at <= longest else { throw fault(.fieldTooLong) }
        fields.octets.append(contentsOf: chunk[at..<end])
        at = end
    }

    private mutating func take(_ octet: UInt8, from start: Int) throws(CSVFault) {
        let isControl = octet < 0x20 && ![0x09, 0x0A, 0x0D].contains(octet) || octet == 0x7F
        guard !isControl else { throw fault(.controlCharacter) }
        guard fields.octets.count - start < longest else { throw fault(.fieldTooLong) }
        fields.octets.append(octet)
        at += 1
    }

    private mutating func skipByteOrderMark() throws(CSVFault) {
        while chunk.count < 3, !isAtEnd {
            let more = try read()
            isAtEnd = more.isEmpty
            chunk += more
        }
        if chunk.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
    }

    /// The next octet, or `nil` at the end of the file.
    private mutating func peek() throws(CSVFault) -> UInt8? {
        while at >= chunk.count, !isAtEnd {
            at -= chunk.count
            chunk = try read()
            isAtEnd = chunk.isEmpty
        }
        return at < chunk.count ? chunk[at] : nil
    }

    private static func endsField(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: ",") || octet == UInt8(ascii: "\n") || octet == UInt8(ascii: "\r")
    }

    private static func isText(_ octet: UInt8) -> Bool {
        octet >= 0x20 && octet != UInt8(ascii: ",") && octet != UInt8(ascii: "\"") && octet != 0x7F
    }

    private func fault(_ reason: CSVFault.Reason) -> CSVFault {
        CSVFault(reason: reason, row: row, column: fields.count + 1)
    }
}
