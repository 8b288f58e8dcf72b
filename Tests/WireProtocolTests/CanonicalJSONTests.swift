import Testing
import WireProtocol

@Suite("Canonical JSON")
struct CanonicalJSONTests {
    @Test("members are sorted by UTF-16 code units, as in the example of RFC 8785 §3.2.3")
    func sortedByUTF16() throws {
        let value: JSONValue = [
            "\u{20AC}": "Euro Sign", "\r": "Carriage Return", "\u{FB33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\u{1F600}": "Emoji: Grinning Face", "\u{80}": "Control",
            "\u{F6}": "Latin Small Letter O With Diaeresis",
        ]

        let text = CanonicalJSON.text(value)

        let titles = ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"]
        let places = titles.map { text.firstRange(of: $0)?.lowerBound }
        #expect(places.allSatisfy { $0 != nil })
        #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
    }

    @Test("an astral character goes before U+FB33, though its scalar is larger")
    func astralBeforePrivate() {
        #expect(CanonicalJSON.text(["\u{FB33}": 1, "\u{1F600}": 2]) == "{\"\u{1F600}\":2,\"\u{FB33}\":1}")
    }

    @Test("strings carry the short escapes, lower-case \\u00xx for other controls, and everything else as it is")
    func escapes() {
        let text = "\u{8}\t\n\u{C}\r\u{1}\u{1F}\"\\/\u{7F}é\u{2028}"

        #expect(CanonicalJSON.text(.string(text)) == #""\b\t\n\f\r\u0001\u001f\"\\/"# + "\u{7F}é\u{2028}\"")
    }

    @Test("there is no white space, and numbers are plain")
    func compact() {
        let value: JSONValue = ["b": [1, -2, .null, true, false], "a": [:], "c": []]

        #expect(CanonicalJSON.text(value) == #"{"a":{},"b":[1,-2,null,true,false],"c":[]}"#)
    }

    @Test("the form for people has one member a line, in canonical order")
    func pretty() {
        #expect(CanonicalJSON.prettyText(["b": [1], "a": [:]]) == "{\n  \"a\": {},\n  \"b\": [\n    1\n  ]\n}")
    }
}
