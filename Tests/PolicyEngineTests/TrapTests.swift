import Testing
import WireProtocol

@testable import PolicyEngine

@Suite("words and signs of YAML that policy files do not use")
struct TrapTests {
    private func faults(_ text: String) -> [String] {
        let file = SourceFile(path: "f")
        _ = PolicyDocument.read(Array(text.utf8), in: file)
        return file.diagnostics.map { "\($0.line):\($0.column) \($0.message)" }
    }

    @Test(
        "words that other readers take for switches or numbers are refused",
        arguments: [
            "yes", "No", "ON", "off", "y", "n", "true", "FALSE", "null", "~", "10:30", "1:20:30", "1e3", "1.5", ".5",
            "0x1F", "0o17", "012", "1_000", "+5", "-5", ".inf", "-.INF", ".nan", "12e-4", "=", "<<",
        ])
    func ambiguous(word: String) {
        #expect(faults("key: \(word)\n") == ["1:6 `\(word)` means something else to other YAML readers"])
        #expect(faults("key: \"\(word)\"\n") == [])
        #expect(faults("key: [a, \(word)]\n").count == 1)
    }

    @Test(
        "ordinary words, codes and whole numbers pass",
        arguments: [
            "held", "none", "6-1-e", "E08000007", "fcg/1", "24", "0", "Europe/London", "ca1989-s47-9", "yesterday",
            "0161 496 0000", "2026-11-01", "https://www.leeds.example/a", "Bread & butter", "don't", "a*b", "wait!",
            "e3",
        ])
    func ordinary(word: String) {
        #expect(faults("key: \(word)\n") == [])
    }

    @Test("nothing written is not text") func empty() {
        #expect(faults("key:\n") == ["1:5 nothing is written here"])
        #expect(faults("") == ["1:1 the file is empty"])
        #expect(faults("just words\n") == ["1:1 the file must be made of keys, but is text"])
    }

    @Test("anchors, aliases, tags, blocks, directives and tabs are found wherever a value may begin")
    func signs() {
        #expect(faults("a: &x b\n") == ["1:4 anchors and aliases are not used in policy files"])
        #expect(faults("a: [b, *x]\n") == ["1:8 anchors and aliases are not used in policy files"])
        #expect(faults("a:\n  - &x b\n") == ["2:5 anchors and aliases are not used in policy files"])
        #expect(faults("{\"a\":*x}\n") == ["1:6 anchors and aliases are not used in policy files"])
        #expect(faults("a: !int 3\n") == ["1:4 tags such as `!!str` are not used in policy files"])
        #expect(faults("a: |\n  b\n") == ["1:4 text over several lines is not used in policy files"])
        #expect(faults("%YAML 1.1\n---\na: b\n").first == "1:1 directives are not used in policy files")
        #expect(faults("a:\n\tb: c\n").first == "2:1 a tab stands where only spaces may")
        #expect(faults("? a\n: b\n") == ["1:1 keys written with `?` are not used in policy files"])
    }

    @Test("signs inside quotes, comments and sentences are text")
    func innocentSigns() {
        #expect(faults("a: \"&x *y !z # no\" # &x *y\nb: 'it''s & *'\nc: this & that, *so* [to] say!\n") == [])
    }

    @Test("quotes, dashes and number signs within a text are letters of it")
    func innocentLetters() {
        let text = #"""
            a: the family’s “home” – flat #
            b: 'the family''s'   # comment
            c: "a \" b" # comment
            d: ["a", 'b' , c]  ## comment
            """#
        #expect(faults(text) == [])
    }

    @Test("telephone numbers, references and numbers with a wrong check digit name nobody")
    func otherNumbers() {
        let text = """
            a: 0161 496 0000
            b: 999 000 0017
            c: E9990000018
            d: 99900000180
            e: +44 161 496 0001
            """
        #expect(faults(text) == [])
        #expect(faults("a: 999-000-0018\n") == ["1:4 a number like an NHS number stands here"])
    }

    @Test("a key within a key of the same name is no repetition")
    func repetition() {
        #expect(faults("a: { a: b }\nc: d\n") == [])
        #expect(
            faults("a: { a: b }\na: d\ne: f\ne: g\n") == [
                "2:1 `a` stands twice in one place", "4:1 `e` stands twice in one place",
            ])
    }

    @Test(
        "the nearest word is offered only when it is near",
        arguments: [
            ("schol", "school"), ("shcool", "school"), ("houssing", "housing"), ("zebra", nil), ("x", nil),
        ] as [(String, String?)])
    func suggestion(typed: String, expected: String?) {
        #expect(Suggestion.nearest(to: typed, among: ["school", "housing"]) == expected)
    }
}
