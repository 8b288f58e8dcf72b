import Testing
import WireProtocol

/// One input, the reason it is refused for, and where.
struct RefusedJSON: Sendable, CustomTestStringConvertible {
    let octets: [UInt8]
    let fault: JSONFault
    var limits = JSONLimits()

    init(_ text: String, _ reason: JSONFault.Reason, at offset: Int, limits: JSONLimits = JSONLimits()) {
        self.init(octets: Array(text.utf8), reason, at: offset, limits: limits)
    }

    init(octets: [UInt8], _ reason: JSONFault.Reason, at offset: Int, limits: JSONLimits = JSONLimits()) {
        self.octets = octets
        self.fault = JSONFault(reason, at: offset)
        self.limits = limits
    }

    var testDescription: String {
        "\(fault.reason) \(String(decoding: octets.prefix(24), as: UTF8.self).debugDescription)"
    }

    static let all: [RefusedJSON] = whole + strings + numbers + shapes + limits

    private static let whole: [RefusedJSON] = [
        RefusedJSON("", .empty, at: 0),
        RefusedJSON(" \t\r\n", .empty, at: 4),
        RefusedJSON(octets: [0xEF, 0xBB, 0xBF, 0x31], .byteOrderMark, at: 0),
        RefusedJSON("1 2", .trailing, at: 2),
        RefusedJSON("{}{}", .trailing, at: 2),
        RefusedJSON("null,", .trailing, at: 4),
        RefusedJSON("// note\n1", .unexpected, at: 0),
        RefusedJSON(octets: [0xFF, 0xFE, 0x31, 0x00], .unexpected, at: 0),
    ]

    private static let strings: [RefusedJSON] = [
        RefusedJSON(octets: [0x22, 0xFF, 0x22], .invalidUTF8, at: 1),
        RefusedJSON(octets: [0x22, 0xC0, 0xAF, 0x22], .invalidUTF8, at: 1),
        RefusedJSON(octets: [0x22, 0xED, 0xA0, 0x80, 0x22], .invalidUTF8, at: 1),
        RefusedJSON(octets: [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], .invalidUTF8, at: 1),
        RefusedJSON(octets: [0x22, 0x5C, 0x6E, 0xE2, 0x82, 0x22], .invalidUTF8, at: 1),
        RefusedJSON("\"a\u{0}\"", .controlCharacter, at: 2),
        RefusedJSON("\"a\nb\"", .controlCharacter, at: 2),
        RefusedJSON("\"\\n\u{1F}\"", .controlCharacter, at: 3),
        RefusedJSON(#""\u0000""#, .controlCharacter, at: 1),
        RefusedJSON(#""\x41""#, .badEscape, at: 2),
        RefusedJSON(#""\'""#, .badEscape, at: 2),
        RefusedJSON(#""\u00g1""#, .badEscape, at: 5),
        RefusedJSON(#""\ud83d""#, .loneSurrogate, at: 3),
        RefusedJSON(#""\ude00""#, .loneSurrogate, at: 3),
        RefusedJSON(#""\ud83d\ud83d""#, .loneSurrogate, at: 3),
        RefusedJSON(#""\ud83dx""#, .loneSurrogate, at: 3),
        RefusedJSON("'a'", .unexpected, at: 0),
        RefusedJSON("\"abc", .truncated, at: 4),
        RefusedJSON(#""\"#, .truncated, at: 2),
        RefusedJSON(#""\u12"#, .truncated, at: 5),
    ]

    private static let numbers: [RefusedJSON] = [
        RefusedJSON("01", .badNumber, at: 0),
        RefusedJSON("-0", .badNumber, at: 0),
        RefusedJSON("-", .badNumber, at: 0),
        RefusedJSON("-x", .badNumber, at: 0),
        RefusedJSON("1.5", .badNumber, at: 0),
        RefusedJSON("1.", .badNumber, at: 0),
        RefusedJSON("1e400", .badNumber, at: 0),
        RefusedJSON("1E2", .badNumber, at: 0),
        RefusedJSON("+1", .unexpected, at: 0),
        RefusedJSON(".5", .unexpected, at: 0),
        RefusedJSON("NaN", .unexpected, at: 0),
        RefusedJSON("Infinity", .unexpected, at: 0),
        RefusedJSON("0x10", .trailing, at: 1),
        RefusedJSON("9007199254740993", .numberOutOfRange, at: 0),
        RefusedJSON("-9007199254740993", .numberOutOfRange, at: 0),
        RefusedJSON("1" + String(repeating: "0", count: 20_000), .numberOutOfRange, at: 0),
    ]

    private static let shapes: [RefusedJSON] = [
        RefusedJSON("[1,]", .unexpected, at: 3),
        RefusedJSON("[1 2]", .unexpected, at: 3),
        RefusedJSON("[,1]", .unexpected, at: 1),
        RefusedJSON(#"{"a":1,}"#, .unexpected, at: 7),
        RefusedJSON(#"{a:1}"#, .unexpected, at: 1),
        RefusedJSON(#"{"a" 1}"#, .unexpected, at: 5),
        RefusedJSON("]", .unexpected, at: 0),
        RefusedJSON("True", .unexpected, at: 0),
        RefusedJSON("trux", .unexpected, at: 3),
        RefusedJSON("tru", .truncated, at: 3),
        RefusedJSON("[", .truncated, at: 1),
        RefusedJSON(#"{"a":"#, .truncated, at: 5),
        RefusedJSON(#"{"a":1"#, .truncated, at: 6),
        RefusedJSON(#"{"a":1,"a":1}"#, .duplicateMember, at: 7),
        RefusedJSON(#"{"a":1,"\u0061":2}"#, .duplicateMember, at: 7),
        RefusedJSON(#"{"x":{"a":1,"b":2,"a":3}}"#, .duplicateMember, at: 18),
        RefusedJSON("{\"\u{E9}\":1,\"e\u{301}\":2}", .duplicateMember, at: 8),
    ]

    private static let limits: [RefusedJSON] = [
        RefusedJSON("12345", .tooLarge, at: 4, limits: JSONLimits(octets: 4)),
        RefusedJSON(String(repeating: "[", count: 17), .tooDeep, at: 16),
        RefusedJSON(String(repeating: "[", count: 60_000), .tooDeep, at: 16),
        RefusedJSON(#"{"a":{"a":{"a":1}}}"#, .tooDeep, at: 10, limits: JSONLimits(depth: 2)),
        RefusedJSON("[1,2,3]", .tooManyMembers, at: 5, limits: JSONLimits(members: 2)),
        RefusedJSON(#"{"a":[1],"b":2}"#, .tooManyMembers, at: 9, limits: JSONLimits(members: 2)),
        RefusedJSON(#""abcd""#, .stringTooLong, at: 1, limits: JSONLimits(string: 3)),
        RefusedJSON(#""\u00e9\u00e9""#, .stringTooLong, at: 1, limits: JSONLimits(string: 3)),
        RefusedJSON(#"{"abcd":1}"#, .stringTooLong, at: 2, limits: JSONLimits(string: 3)),
    ]
}

@Suite("Strict JSON")
struct StrictJSONTests {
    // clause: FCP-QRY-16- FCP-QRY-17- FCP-QRY-18- FCP-QRY-20-
    @Test(
        "what another reader might understand differently is refused, with reason and place", arguments: RefusedJSON.all
    )
    func refused(_ sample: RefusedJSON) {
        #expect(throws: sample.fault) { try StrictJSON.parse(sample.octets, limits: sample.limits) }
    }

    @Test("every reason the reader knows has a sample here")
    func everyReasonSampled() {
        let sampled = Set(RefusedJSON.all.map(\.fault.reason))

        let known: Set<JSONFault.Reason> = [
            .empty, .tooLarge, .tooDeep, .tooManyMembers, .stringTooLong, .invalidUTF8, .byteOrderMark,
            .controlCharacter, .badEscape, .loneSurrogate, .duplicateMember, .badNumber, .numberOutOfRange,
            .unexpected, .truncated, .trailing,
        ]
        #expect(sampled == known)
    }

    // clause: FCP-QRY-16+ FCP-QRY-17+ FCP-QRY-18+ FCP-QRY-20+ FCP-QRY-21+
    @Test(
        "JSON as everybody understands it is read",
        arguments: [
            ("null", .null), ("true", true), (" false ", false), ("0", 0), ("-1", -1),
            ("9007199254740992", 9_007_199_254_740_992), ("-9007199254740992", -9_007_199_254_740_992),
            ("\"\"", ""), ("[]", []), ("{}", [:]), ("[ 1 , [ ] ]", [1, []]), (#"{"":null}"#, ["": .null]),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\ud83d\uDE00""#, "\u{1F600}"),
            ("\"\u{1F600} Siân O’Neill\"", "\u{1F600} Siân O’Neill"),
            (#"{"b":[{"a":1}],"a":"\u00e9"}"#, ["a": "é", "b": [["a": 1]]]),
        ] as [(String, JSONValue)])
    func read(text: String, value: JSONValue) throws {
        #expect(try StrictJSON.parse(Array(text.utf8)) == value)
    }

    // clause: FCP-QRY-34+ FCP-QRY-34-
    @Test("exactly the limit passes, in depth, members, strings and octets")
    func limitsAreInclusive() throws {
        let deep = String(repeating: "[", count: 16) + String(repeating: "]", count: 16)
        let wide = "[" + Array(repeating: "1", count: 4_096).joined(separator: ",") + "]"
        let long = "\"" + String(repeating: "a", count: 4_096) + "\""
        let padded = "1" + String(repeating: " ", count: 65_535)

        for text in [deep, wide, long, padded] {
            #expect(throws: Never.self) { try StrictJSON.parse(Array(text.utf8)) }
        }
    }

    // clause: FCP-QRY-34-
    @Test("one more than the limit is refused, in depth, members and strings")
    func limitsAreLimits() throws {
        let deep = String(repeating: "[", count: 17) + String(repeating: "]", count: 17)
        let wide = "[" + Array(repeating: "1", count: 4_097).joined(separator: ",") + "]"
        let long = "\"" + String(repeating: "a", count: 4_097) + "\""

        for (text, reason) in [(deep, JSONFault.Reason.tooDeep), (wide, .tooManyMembers), (long, .stringTooLong)] {
            let fault = #expect(throws: JSONFault.self) { try StrictJSON.parse(Array(text.utf8)) }
            #expect(fault?.reason == reason)
        }
    }

    @Test("a fault shows its place and nothing of what was sent")
    func faultHoldsNoInput() {
        let fault = #expect(throws: JSONFault.self) { try StrictJSON.parse(Array(#"{"Keziah":1,"Keziah":2}"#.utf8)) }

        #expect(fault?.description == "a member name that stands twice in one object, at octet 12")
    }
}
