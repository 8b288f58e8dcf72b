import WireProtocol

/// Section G: what two JSON readers could understand differently.
enum JSONCases {
    static var all: [ConformanceCase] {
        var list = CaseList(.json)
        members(&list)
        sizes(&list)
        numbers(&list)
        text(&list)
        wholes(&list)
        return list.all
    }

    private static func members(_ list: inout CaseList) {
        list.refused("FCP-QRY-16-", "member-twice", "a member twice", .jsonMalformed, attacks: [75]) {
            $0.text = Edits.member("\"type\":\"fcg.query/1\"")
        }
        list.refused("FCP-QRY-16-", "member-escaped", "a member twice, once escaped", .jsonMalformed, attacks: [75]) {
            $0.text = Edits.member("\"t\\u0079pe\":\"fcg.query/1\"")
        }
        list.add(
            ["FCP-QRY-21+", "FCP-QRY-23+"], "not-canonical",
            "a question with white space and members in another order: answered, and hashed as it came"
        ) { bench in
            let (sent, reply) = try await bench.exchange { draft in
                draft.text = { $0.replacing(first: "{", with: "{ \n").replacing(first: ",", with: "\t,  ") }
            }
            try bench.peer.answered(sent, reply)
        }
    }

    private static func sizes(_ list: inout CaseList) {
        list.refused("FCP-QRY-34-", "17-levels", "17 levels", .jsonMalformed, attacks: [76]) {
            $0.text = Edits.deep(17)
        }
        list.refused("FCP-QRY-34-", "1000-levels", "1,000 levels", .jsonMalformed, attacks: [76]) {
            $0.text = Edits.deep(1_000)
        }
        list.refused("FCP-QRY-34-", "25000-levels", "25,000 levels", .jsonMalformed, attacks: [76]) {
            $0.text = Edits.deep(25_000)
        }
        list.refused("FCP-QRY-34-", "deep-objects", "5,000 objects inside each other", .jsonMalformed, attacks: [76]) {
            draft in
            draft.text = Edits.member(
                "\"x\":" + String(repeating: "{\"a\":", count: 5_000) + "1" + String(repeating: "}", count: 5_000))
        }
        list.refused("FCP-QRY-34-", "5000-elements", "5,000 elements", .jsonMalformed, attacks: [81]) { draft in
            draft.text = Edits.member("\"x\":[" + String(repeating: "1,", count: 5_000) + "1]")
        }
        list.refused("FCP-QRY-34-", "long-string", "a string of 5,000 octets", .jsonMalformed) { draft in
            draft.text = Edits.member("\"x\":\"" + String(repeating: "a", count: 5_000) + "\"")
        }
    }

    private static func numbers(_ list: inout CaseList) {
        let forms = [
            ("fraction", "1.5"), ("exponent", "1e400"), ("nan", "NaN"), ("infinity", "Infinity"),
            ("leading-zero", "01"),
            ("plus", "+1"), ("bare-point", ".5"), ("ends-in-point", "1."), ("hex", "0x10"), ("minus-zero", "-0"),
            ("beyond-2-53", "9007199254740993"), ("20000-digits", String(repeating: "9", count: 20_000)),
        ]
        for (name, number) in forms {
            let shown = number.count > 20 ? "20,000 digits" : "`\(number)`"
            list.refused("FCP-QRY-17-", name, "the number \(shown)", .jsonMalformed, attacks: [77]) {
                $0.text = Edits.member("\"x\":\(number)")
            }
        }
    }

    private static func text(_ list: inout CaseList) {
        let canary = QuestionMaker.canary
        let forms: [(String, String, String)] = [
            ("half-pair", "half a surrogate pair", "\\ud800"), ("nul", "an escaped NUL", "\\u0000"),
            ("bad-escape", "an escape that JSON does not have", "\\x41"),
            ("control", "a bare control character", "\u{1}"),
        ]
        for (name, title, text) in forms {
            list.refused("FCP-QRY-18-", name, title, .jsonMalformed, attacks: [78]) { draft in
                draft.text = { $0.replacing(first: canary, with: text) }
            }
        }
        list.refused("FCP-QRY-18-", "bom", "a byte order mark", .jsonMalformed, attacks: [78]) {
            $0.text = { [0xEF, 0xBB, 0xBF] + $0 }
        }
        list.refused("FCP-QRY-18-", "utf-16", "UTF-16", .jsonMalformed, attacks: [78]) {
            $0.text = { $0.flatMap { [$0, 0] } }
        }
        list.refused("FCP-QRY-18-", "invalid-utf-8", "octets that are not UTF-8", .jsonMalformed, attacks: [78]) {
            draft in
            draft.text = { JSONCases.put([0xFF], into: $0) }
        }
        list.refused("FCP-QRY-18-", "overlong", "an overlong form of UTF-8", .jsonMalformed, attacks: [78]) { draft in
            draft.text = { JSONCases.put([0xC0, 0xAF], into: $0) }
        }
        list.refused("FCP-QRY-18-", "surrogate-utf-8", "a surrogate in UTF-8", .jsonMalformed, attacks: [78]) { draft in
            draft.text = { JSONCases.put([0xED, 0xA0, 0x80], into: $0) }
        }
    }

    /// Octets in the middle of the canary.
    static func put(_ octets: [UInt8], into text: [UInt8]) -> [UInt8] {
        guard let place = text.firstRange(of: Array("Canary".utf8)) else { return text }
        var changed = text
        changed.insert(contentsOf: octets, at: place.lowerBound + 3)
        return changed
    }

    private static func wholes(_ list: inout CaseList) {
        list.refused("FCP-QRY-20-", "trailing-comma", "a trailing comma", .jsonMalformed, attacks: [79]) {
            $0.text = { $0.replacing(first: "\"fcg.query/1\"", with: "\"fcg.query/1\",") }
        }
        list.refused("FCP-QRY-20-", "comment", "a comment", .jsonMalformed, attacks: [79]) {
            $0.text = { $0.replacing(first: "{", with: "{/* */") }
        }
        list.refused("FCP-QRY-20-", "single-quotes", "single quotes", .jsonMalformed, attacks: [79]) {
            $0.text = { $0.replacing(first: "\"type\"", with: "'type'") }
        }
        list.refused("FCP-QRY-20-", "two-values", "two values", .jsonMalformed, attacks: [79]) {
            $0.text = { $0 + Array("{}".utf8) }
        }
        list.refused("FCP-QRY-20-", "garbage-behind", "garbage behind the value", .jsonMalformed, attacks: [79]) {
            $0.text = { $0 + Array("x".utf8) }
        }
        list.refused("FCP-QRY-20-", "truncated", "a truncated text", .jsonMalformed, attacks: [79]) {
            $0.text = { Array($0.dropLast()) }
        }
        list.refused("FCP-QRY-20-", "empty", "an empty body", .jsonMalformed, attacks: [80]) { $0.body = [] }
        list.refused("FCP-QRY-20-", "blank", "a body of blanks", .jsonMalformed, attacks: [80]) {
            $0.body = [UInt8](repeating: 0x20, count: 4_096)
        }
        list.refused("FCP-QRY-5-", "list", "a list instead of an object", .schema, attacks: [80]) {
            $0.text = { [UInt8(ascii: "[")] + $0 + [UInt8(ascii: "]")] }
        }
        list.refused("FCP-QRY-5-", "number-alone", "a number alone", .schema, attacks: [80]) {
            $0.body = Array("1".utf8) + [UInt8](repeating: 0x20, count: 4_095)
        }
    }
}
