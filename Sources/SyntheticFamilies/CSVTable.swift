/// A table in the form of RFC 4180: a header row, fields quoted where they must be.
struct CSVTable: Sendable {
    private let header: [String]
    private var rows: [[String]] = []

    init(_ header: [String]) { self.header = header }

    /// Rows without the header.
    var count: Int { rows.count }

    /// Adds a row of as many fields as the header has.
    mutating func add(_ row: [String]) {
        precondition(row.count == header.count, "a row has the fields of the header")
        rows.append(row)
    }

    /// UTF-8 octets; every line ends in `lineEnd`.
    func encoded(lineEnd: String) -> [UInt8] {
        var octets: [UInt8] = []
        for row in [header] + rows {
            for (index, field) in row.enumerated() {
                if index > 0 { octets.append(UInt8(ascii: ",")) }
                CSVTable.append(field, to: &octets)
            }
            octets += lineEnd.utf8
        }
        return octets
    }

    private static func append(_ field: String, to octets: inout [UInt8]) {
        let mustQuote = field.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        guard mustQuote else { return octets += field.utf8 }
        octets.append(UInt8(ascii: "\""))
        for octet in field.utf8 {
            if octet == UInt8(ascii: "\"") { octets.append(octet) }
            octets.append(octet)
        }
        octets.append(UInt8(ascii: "\""))
    }
}
