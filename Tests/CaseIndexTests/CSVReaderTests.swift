import Testing

@testable import CaseIndex

@Suite("the CSV reader")
struct CSVReaderTests {
    @Test(
        "reads what RFC 4180 allows",
        arguments: [
            ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]), ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
            ("\u{FEFF}a\nx", [["a"], ["x"]]), ("a,b\n,\n", [["a", "b"], ["", ""]]),
            ("\"a\",\"b\"\"c\"\n\"1\r\n2\",\"x,y\"\n", [["a", "b\"c"], ["1\r\n2", "x,y"]]), ("", []),
            ("\"\"\n", [[""]]), ("é,ł\n", [["é", "ł"]]),
        ] as [(String, [[String]])])
    func reads(text: String, rows: [[String]]) throws {
        for size in [1, 2, 3, 1_000] { #expect(try read(Array(text.utf8), chunk: size) == rows) }
    }

    @Test(
        "refuses what another reader might understand differently, and says where",
        arguments: [
            ("a,b\n\"1,2\n", CSVFault.Reason.unclosedQuote, 2, 1), ("a,b\n1,2\"x\n", .bareQuote, 2, 2),
            ("a,b\n\"1\"x,2\n", .afterQuote, 2, 1), ("a,b\n1\n", .columnCount, 2, 2),
            ("a,b\n1,2,3\n", .columnCount, 2, 3), ("a,b\r1,2\n", .bareCarriageReturn, 1, 2),
            ("a,b\n1,\u{0}\n", .controlCharacter, 2, 2), ("a,b\n\n", .columnCount, 2, 2),
            ("a\n123456789\n", .fieldTooLong, 2, 1), ("a,b\n1,2\n\"", .unclosedQuote, 3, 1),
        ])
    func refuses(text: String, reason: CSVFault.Reason, row: Int, column: Int) {
        #expect(throws: CSVFault(reason: reason, row: row, column: column)) { try read(Array(text.utf8), chunk: 3) }
    }

    @Test(
        "refuses octets that are not UTF-8",
        arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0xAF]] as [[UInt8]])
    func notUTF8(octets: [UInt8]) {
        #expect(throws: CSVFault(reason: .invalidUTF8, row: 1, column: 1)) { try read(octets, chunk: 9) }
    }

    @Test("ten thousand spoiled files end in rows or in a fault, in whatever pieces they arrive")
    func fuzz() {
        var chance = Chance(seed: 20_261_120)
        let parts: [[UInt8]] = [
            [0x22], [0x22, 0x22], [0x2C], [0x0A], [0x0D, 0x0A], [0x0D], [0x61], [0xC3, 0xA9], [0xC3], [0xFF], [0],
            [0x20],
            [0xEF, 0xBB, 0xBF], [0xEF, 0xBB],
        ]
        for _ in 0..<10_000 {
            let octets = (0..<chance.below(24)).flatMap { _ in parts[chance.below(parts.count)] }
            let whole = Result { try read(octets, chunk: 1_000) }
            let pieces = Result { try read(octets, chunk: 1 + chance.below(3)) }
            #expect((try? whole.get()) == (try? pieces.get()))
        }
    }

    @Test("whatever is written is read back")
    func roundTrip() throws {
        var chance = Chance(seed: 7)
        let stock = ["a", "\"", ",", "\n", "\r\n", " ", "é", "Ł", ";", "\t", "'"]
        for _ in 0..<1_000 {
            let width = 1 + chance.below(5)
            let rows = (0...chance.below(4)).map { _ in
                (0..<width).map { _ in (0..<chance.below(4)).map { _ in stock[chance.below(stock.count)] }.joined() }
            }
            let end = chance.below(2) == 0 ? "\n" : "\r\n"
            let text = rows.map { $0.map { quoted($0.isEmpty && width == 1 ? "x" : $0) }.joined(separator: ",") + end }
            let expected = rows.map { $0.map { $0.isEmpty && width == 1 ? "x" : $0 } }
            #expect(try read(Array(text.joined().utf8), chunk: 1 + chance.below(9), longest: 64) == expected)
        }
    }

    private func read(_ octets: [UInt8], chunk: Int, longest: Int = 8) throws -> [[String]] {
        var rest = octets[...]
        var reader = CSVReader(longest: longest) { () throws(CSVFault) in
            defer { rest = rest.dropFirst(chunk) }
            return Array(rest.prefix(chunk))
        }
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }
}

/// SplitMix64, so that a failure can be seen again.
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ (value >> 31)) % UInt64(bound))
    }
}
