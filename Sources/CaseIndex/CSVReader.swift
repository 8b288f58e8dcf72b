/// What is wrong with a CSV file, and where. Holds nothing of what the file says.
struct CSVFault: Error, Equatable {
    enum Reason: String {
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
    let reason: Reason
    /// Counted from 1, the header's row; a quoted line break does not begin a row.
    let row: Int
    /// Counted from 1.
    let column: Int
}

/// A strict streaming reader of RFC 4180: UTF-8 with or without a byte order mark, CRLF or LF.
///
/// Whatever another reader might understand differently is refused. The first row sets the number of fields.
struct CSVReader {
    /// The row that was read last.
    private(set) var row = 0

    private let read: () throws(CSVFault) -> [UInt8]
    private let longest: Int
    private var chunk: [UInt8] = []
    private var at = 0
    private var isAtEnd = false
    private var columns: Int?
    private var field: [UInt8] = []
    private var fields: [String] = []

    private static let widest = 256

    /// `read` gives the next octets, none at the end; no field may have more than `longest` octets.
    init(longest: Int, read: @escaping () throws(CSVFault) -> [UInt8]) {
        self.longest = longest
        self.read = read
    }

    /// The next row, or `nil` after the last.
    mutating func next() throws(CSVFault) -> [String]? {
        if row == 0 { try skipByteOrderMark() }
        guard try peek() != nil else { return nil }
        row += 1
        fields = []
        while try !endsRowAfterField() {}
        guard fields.count == columns ?? fields.count else { throw fault(.columnCount) }
        columns = fields.count
        return fields
    }

    /// Reads one field and what ends it; says whether that was the end of the row.
    private mutating func endsRowAfterField() throws(CSVFault) -> Bool {
        field.removeAll(keepingCapacity: true)
        if try peek() == UInt8(ascii: "\"") { try readQuoted() } else { try readPlain() }
        guard let text = String(validating: field, as: UTF8.self) else { throw fault(.invalidUTF8) }
        guard fields.count < columns ?? CSVReader.widest else { throw fault(.columnCount) }
        let ender = try peek()
        at += 1
        if ender == UInt8(ascii: "\r") {
            guard try peek() == UInt8(ascii: "\n") else { throw fault(.bareCarriageReturn) }
            at += 1
        }
        fields.append(text)
        return ender != UInt8(ascii: ",")
    }

    private mutating func readPlain() throws(CSVFault) {
        while let octet = try peek(), !CSVReader.endsField(octet) {
            guard octet != UInt8(ascii: "\"") else { throw fault(.bareQuote) }
            try take(octet)
        }
    }

    private mutating func readQuoted() throws(CSVFault) {
        at += 1
        while true {
            guard let octet = try peek() else { throw fault(.unclosedQuote) }
            if octet == UInt8(ascii: "\"") {
                at += 1
                guard try peek() == UInt8(ascii: "\"") else { break }
            }
            try take(octet)
        }
        if let next = try peek(), !CSVReader.endsField(next) { throw fault(.afterQuote) }
    }

    private mutating func take(_ octet: UInt8) throws(CSVFault) {
        let isControl = octet < 0x20 && ![0x09, 0x0A, 0x0D].contains(octet) || octet == 0x7F
        guard !isControl else { throw fault(.controlCharacter) }
        guard field.count < longest else { throw fault(.fieldTooLong) }
        field.append(octet)
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

    private func fault(_ reason: CSVFault.Reason) -> CSVFault {
        CSVFault(reason: reason, row: row, column: fields.count + 1)
    }
}
