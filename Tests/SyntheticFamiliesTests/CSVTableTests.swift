import Testing

@testable import SyntheticFamilies

@Suite("CSV tables")
struct CSVTableTests {
    @Test("fields with commas, quotes or line ends are quoted, others are not")
    func quoting() {
        var table = CSVTable(["line", "note"])
        table.add(["Flat 2, 1 Tansyfield Row", "said \"no\""])
        table.add(["plain", "two\nlines"])

        let text = String(decoding: table.encoded(lineEnd: "\r\n"), as: UTF8.self)

        #expect(
            text == "line,note\r\n\"Flat 2, 1 Tansyfield Row\",\"said \"\"no\"\"\"\r\nplain,\"two\nlines\"\r\n")
    }
}
