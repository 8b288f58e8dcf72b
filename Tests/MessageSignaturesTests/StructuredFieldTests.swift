import Testing

@testable import MessageSignatures

@Suite("strict structured fields (RFC 9651)")
struct StructuredFieldTests {
    private func rewritten(_ text: String) throws(StructuredFieldFault) -> String {
        var octets: [UInt8] = []
        octets.append(dictionary: try StructuredFieldParser.dictionary(Array(text.utf8)))
        return String(decoding: octets, as: UTF8.self)
    }

    @Test(
        "what is read is written in the strict form (§4.1)",
        arguments: [
            ("a=1", "a=1"), ("  a=1  ", "a=1"), ("a=1 ,\t b=2", "a=1, b=2"), ("a=007", "a=7"), ("a=-0", "a=0"),
            ("a=1.50", "a=1.5"), ("a=-0.125", "a=-0.125"), ("a=2.0", "a=2.0"), ("a=?1", "a"), ("a=?0", "a=?0"),
            ("a;b=?1;c", "a;b;c"), ("a=\"x\\\"y\\\\\"", "a=\"x\\\"y\\\\\""), ("a=tok/en:1", "a=tok/en:1"),
            ("a=( 1   2 ); b", "a=(1 2);b"), ("a=()", "a=()"), ("a=:AQI=:", "a=:AQI=:"), ("a=::", "a=::"),
            ("a=@1659578233", "a=@1659578233"), ("a=%\"f%c3%bc %25\"", "a=%\"f%c3%bc %25\""), ("", ""),
            ("*a.b-c_d=*t", "*a.b-c_d=*t"), ("a=999999999999999", "a=999999999999999"),
            ("a=999999999999.999", "a=999999999999.999"),
        ])
    func strictForm(text: String, expected: String) throws {
        #expect(try rewritten(text) == expected)
    }

    @Test(
        "what the grammar does not allow is refused (§4.2)",
        arguments: [
            "A=1", "1=1", "a=", "a=,b=1", "a=1,", "a=1 b=2", "a=1;", "a=1;B", "a=(", "a=(1", "a=(1\"x\")", "a=1)",
            "a=1000000000000000", "a=1.", "a=1.1234", "a=1000000000000.1", "a=--1", "a=+1", "a=.5", "a=\"x",
            "a=\"x\\n\"",
            "a=\"\u{7F}\"", "a=\"é\"", "a=é", "a=?2", "a=?", "a=:AQI:", "a=:AQJ=:", "a=:AQ=I:", "a=:A===:", "a=:AQI=",
            "a=:-_8=:", "a=@1.5", "a=@", "a=%\"%C3\"", "a=%\"%ff\"", "a=%\"x", "a=%x", "a=1\n", "\ta=1", "a\u{0}=1",
        ])
    func malformed(text: String) {
        #expect(throws: StructuredFieldFault.malformed) { try rewritten(text) }
    }

    @Test("equal keys are refused where a library would let the last one win")
    func repeated() {
        #expect(throws: StructuredFieldFault.repeatedKey) { try rewritten("a=1, b=2, a=3") }
        #expect(throws: StructuredFieldFault.repeatedParameter) { try rewritten("a=1;x=1;x=2") }
        #expect(throws: StructuredFieldFault.repeatedParameter) { try rewritten("a=(1;x;x)") }
    }

    @Test("lists and items have the same values", arguments: ["1, a, (b c);d, :AQ==:", "a", "a, a"])
    func lists(text: String) throws {
        var octets: [UInt8] = []
        octets.append(list: try StructuredFieldParser.list(Array(text.utf8)))

        #expect(String(decoding: octets, as: UTF8.self) == text)
    }

    @Test("a text too long in members is refused, not counted to the end")
    func bounded() {
        let members = (0..<2_000).map { "k\($0)" }.joined(separator: ",")
        let items = Array(repeating: "1", count: 300).joined(separator: " ")

        #expect(throws: StructuredFieldFault.malformed) { try rewritten(members) }
        #expect(throws: StructuredFieldFault.malformed) { try rewritten("a=(\(items))") }
    }
}
