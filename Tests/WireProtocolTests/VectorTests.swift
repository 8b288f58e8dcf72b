import TestSupport
import Testing
import WireProtocol

/// `canonical-json` and `strict-json`: written from the samples of this target, read as anybody would read them.
@Suite("Vectors of JSON")
struct VectorTests {
    private static let canonical: [(what: String, text: String, flag: String)] = [
        (
            "members sorted by utf-16 units", "{\"\u{FB33}\":1,\"\u{1F600}\":2,\"\u{20AC}\":3,\"\\r\":4,\"1\":5}",
            "order"
        ),
        ("members of inner objects sorted", #"{"b":[{"z":1,"a":2}],"a":{"y":1,"x":2}}"#, "order"),
        ("a name that begins another", #"{"ab":1,"a":2,"abc":3,"":4}"#, "order"),
        ("white space taken out", " { \"a\" : [ 1 ,\t2 ] ,\r\n\"b\" : { } } ", "space"),
        ("short escapes kept short", #""\b\t\n\f\r\"\\""#, "escape"),
        ("other controls in lower case", "\"\\u0001\\u001F\"", "escape"),
        ("escapes that need none taken out", #""\u0041\/\u00e9\u20AC\ud83d\ude00""#, "escape"),
        ("letters beyond ascii as they are", "\"Siân O’Neill \u{2028}\u{7F}\"", "escape"),
        ("the least and the largest integer", "[-9007199254740992,0,9007199254740992]", "number"),
        ("words and empty values", "[null,true,false,{},[],\"\"]", "value"),
    ]

    private static func canonicalFile() throws -> VectorFile {
        let vectors = try canonical.map { sample in
            let octets = Array(sample.text.utf8)
            return Vector(
                sample.what, "QRY-22+", flags: [sample.flag], comment: "One value has one canonical octet sequence.",
                input: ["json": .octets(octets)],
                expect: .accepted(["canonical": .octets(CanonicalJSON.encode(try StrictJSON.parse(octets)))]))
        }
        return VectorFile(
            "canonical-json", notes: "RFC 8785 for the values of this protocol: no fractions, no repeated members.",
            flags: [
                "order": "members in the order of UTF-16 code units", "space": "no white space",
                "escape": "which characters are escaped, and how", "number": "integers in their plain form",
                "value": "values of each kind",
            ], vectors: vectors)
    }

    private static func strictFile() -> VectorFile {
        var vectors = RefusedJSON.all.filter { $0.octets.count <= 16_384 }.enumerated().map { number, sample in
            var input: [String: JSONValue] = ["json": .octets(sample.octets)]
            if sample.limits != .query { input["limits"] = sample.limits.json }
            return Vector(
                "\(sample.fault.reason) \(number + 1)", sample.fault.reason.clause, flags: [sample.fault.reason.flag],
                comment: "The text has \(sample.fault.reason.rawValue), and is sound before it.", input: .object(input),
                expect: .refused(at: "json", code: .jsonMalformed))
        }
        for (what, text) in accepted {
            vectors.append(
                Vector(
                    what, what.hasPrefix("exactly") ? "QRY-34+" : "QRY-20+", flags: ["sound"],
                    comment: "Everything is sound.", input: ["json": .octets(text.utf8)], expect: .accepted()))
        }
        return VectorFile(
            "strict-json",
            notes:
                "Limits are those of a query unless `limits` names others: 65,536 octets, 16 levels, 4,096 members and "
                + "elements, 4,096 octets a string.",
            flags: [
                "ambiguous": "readers differ about what it means", "number": "no integer of the protocol",
                "encoding": "no UTF-8, or a character that may not stand there", "shape": "not exactly one JSON value",
                "limit": "one more than may be", "sound": "must be read",
            ], vectors: vectors)
    }

    private static let accepted: [(String, String)] = [
        ("every escape", #""\"\\\/\b\f\n\r\t\u00e9""#), ("a surrogate pair", #""\ud83d\uDE00""#),
        ("white space around", " [ 1 , { \"a\" : null } ] \n"), ("an empty name", #"{"":0}"#),
        ("the largest integer", "9007199254740992"), ("the least integer", "-9007199254740992"),
        ("exactly 16 levels", String(repeating: "[", count: 16) + String(repeating: "]", count: 16)),
        ("exactly 4096 elements", "[" + Array(repeating: "1", count: 4_096).joined(separator: ",") + "]"),
        ("exactly 4096 octets in a string", "\"" + String(repeating: "a", count: 4_096) + "\""),
    ]

    @Test("those of canonical JSON are what is written now, and a reader and writer agree with them")
    func canonicalJSON() throws {
        try VectorTests.canonicalFile().check()

        let vectors = try VectorFile.read("canonical-json").vectors
        for vector in vectors {
            let json = try #require(vector["input"]?["json"]?.octets)
            let canonical = try #require(vector["expect"]?["canonical"]?.octets)
            #expect(CanonicalJSON.encode(try StrictJSON.parse(json)) == canonical, "\(vector["name"]?.text ?? "")")
            #expect(try StrictJSON.parse(canonical) == StrictJSON.parse(json))
        }
        #expect(vectors.count == VectorTests.canonical.count)
    }

    @Test("those of strict JSON are what is written now, and the reader judges as they say")
    func strictJSON() throws {
        try VectorTests.strictFile().check()

        for vector in try VectorFile.read("strict-json").vectors {
            let json = try #require(vector["input"]?["json"]?.octets)
            let limits = vector["input"]?["limits"].map(JSONLimits.init) ?? .query
            let isRead = (try? StrictJSON.parse(json, limits: limits)) != nil
            #expect(isRead == (vector["expect"]?["result"]?.text == "accept"), "\(vector["name"]?.text ?? "")")
        }
    }
}

extension JSONLimits {
    fileprivate var json: JSONValue {
        [
            "octets": .integer(Int64(octets)), "depth": .integer(Int64(depth)), "members": .integer(Int64(members)),
            "string": .integer(Int64(string)),
        ]
    }

    fileprivate init(_ json: VectorPart) {
        func limit(_ name: String) -> Int { Int(json[name]?.number ?? 0) }
        self.init(octets: limit("octets"), depth: limit("depth"), members: limit("members"), string: limit("string"))
    }

    fileprivate static func != (left: JSONLimits, right: JSONLimits) -> Bool { left.json != right.json }
}

extension JSONFault.Reason {
    fileprivate var clause: String {
        switch self {
        case .duplicateMember: "QRY-16-"
        case .badNumber, .numberOutOfRange: "QRY-17-"
        case .invalidUTF8, .byteOrderMark, .controlCharacter, .loneSurrogate: "QRY-18-"
        case .tooLarge, .tooDeep, .tooManyMembers, .stringTooLong: "QRY-34-"
        case .empty, .badEscape, .unexpected, .truncated, .trailing: "QRY-20-"
        }
    }

    fileprivate var flag: String {
        switch self {
        case .duplicateMember: "ambiguous"
        case .badNumber, .numberOutOfRange: "number"
        case .invalidUTF8, .byteOrderMark, .controlCharacter, .loneSurrogate: "encoding"
        case .tooLarge, .tooDeep, .tooManyMembers, .stringTooLong: "limit"
        case .empty, .badEscape, .unexpected, .truncated, .trailing: "shape"
        }
    }
}
