import PolicyEngine
import TestSupport
import Testing

@Suite("the formatter")
struct FormatTests {
    private func formatted(_ text: String) throws -> String {
        try PolicyFormat.formatted(Array(text.utf8), path: "bans.yaml")
    }

    @Test("every sample stands as it would lay it out", arguments: SampleSetTests.councils)
    func samples(council: String) throws {
        for (path, octets) in try Samples.files(council) {
            let text = try PolicyFormat.formatted(octets, path: path)
            #expect(text == String(decoding: octets, as: UTF8.self), "\(council)/\(path)")
        }
    }

    @Test("two spaces a level, one in brackets, days in quotes, one blank line; comments stay")
    func style() throws {
        let text = """


            #a comment
            language:   1   # kept apart


            share:
            -   id: one     #  as written
                for: [a,b ,  c]
                # of the days
                valid: {from: 2026-11-01,until:   '2027-10-31'}
                with: {  }
                because: the family's [own] words, and: #1 is none
                list:
                    - x
                    - {a: [ 1 ],
                     b: "x, # y: [z" }
            # of the end
            withhold: []


            """

        #expect(
            try formatted(text.replacing(", and: #1 is none", with: " # told")) == """
                # a comment
                language:   1   # kept apart

                share:
                  - id: one     #  as written
                    for: [a, b, c]
                    # of the days
                    valid: { from: "2026-11-01", until: '2027-10-31' }
                    with: {}
                    because: the family's [own] words # told
                    list:
                      - x
                      - { a: [1],
                        b: "x, # y: [z" }
                # of the end
                withhold: []

                """)
    }

    @Test("a text over several lines, a list in the column of its key, and dashes in a row are laid out too")
    func oddShapes() throws {
        let text = """
            share:
            - id: one
              because: a text that
                  goes on, and # ends here
              pairs:
              - - a
                - [b,
            c]
                - {}
            """

        #expect(
            try formatted(text) == """
                share:
                  - id: one
                    because: a text that
                      goes on, and # ends here
                    pairs:
                      - - a
                        - [b,
                          c]
                        - {}

                """)
    }

    @Test("a second run changes nothing, and no run changes what is said", arguments: 1...3)
    func idempotent(seed: Int) throws {
        var chance = SeededRandom(seed: UInt64(seed))
        let files = try Samples.files("stockport")
        let untidy = files.mapValues { untidied(String(decoding: $0, as: UTF8.self), &chance) }
        #expect(try PolicySet.load(files: untidy).digest == PolicySet.load(files: files).digest)

        for (path, octets) in untidy {
            let once = try PolicyFormat.formatted(octets, path: path)
            let twice = try PolicyFormat.formatted(Array(once.utf8), path: path)

            #expect(once == twice)
            #expect(comments(once) == comments(String(decoding: octets, as: UTF8.self)))
        }
        let tidy = try Dictionary(
            uniqueKeysWithValues: untidy.map { ($0, Array(try PolicyFormat.formatted($1, path: $0).utf8)) })
        #expect(try PolicySet.load(files: tidy).digest == PolicySet.load(files: files).digest)
    }

    @Test("a file with a mistake is told, and not laid out")
    func broken() {
        let faults = #expect(throws: PolicyFaults.self) { try formatted("bans: [one\nother: x\n") }

        #expect(faults?.diagnostics.first?.path == "bans.yaml")
    }

    /// The same text with spaces, blank lines and line ends as people in a hurry leave them.
    private func untidied(_ text: String, _ chance: inout SeededRandom) -> [UInt8] {
        let wide = chance.next() % 2 == 0
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            var line = String(line)
            if wide {
                let indent = line.prefix { $0 == " " }.count
                let text = line.dropFirst(indent)
                line = String(repeating: " ", count: 2 * indent)
                line += text.hasPrefix("- ") ? "-   " + text.dropFirst(2) : text
            }
            if line.contains("["), !line.contains("#"), chance.next() % 4 == 0 {
                line = line.replacing(", ", with: chance.next() % 2 == 0 ? " ,  " : ",   ")
            }
            if chance.next() % 8 == 0 { line += "   " }
            if line.isEmpty, chance.next() % 2 == 0 { line = "\n" }
            return line
        }
        return Array(lines.joined(separator: chance.next() % 2 == 0 ? "\r\n" : "\n").utf8)
    }

    private func comments(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            line.split(separator: "# ", maxSplits: 1).dropFirst().first.map { $0.trimmingSpaces }
        }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
