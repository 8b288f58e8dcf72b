import Testing

@testable import WireProtocol

@Suite("writing canonical JSON as it is composed")
struct CanonicalWriterTests {
    /// Whether octets are those of the value they hold.
    private func isCanonical(_ octets: [UInt8], _ limits: JSONLimits = .answer) throws -> Bool {
        CanonicalJSON.encode(try StrictJSON.parse(octets, limits: limits)) == octets
    }

    @Test("what a message writes is canonical, whichever optional members are there")
    func messages() throws {
        #expect(try isCanonical(try Examples.query().encoded()))
        #expect(try isCanonical(try FamilyAnswer(Examples.answerJSON).encoded()))
        var bare = try Examples.query()
        (bare.agreement, bare.familyConversation, bare.harmThreshold, bare.namedManager) = (nil, nil, nil, nil)
        bare.ext = nil
        #expect(try isCanonical(bare.encoded()))
        var empty = try FamilyAnswer(Examples.answerJSON)
        for place in empty.subjects.indices {
            empty.subjects[place].couldHelp = []
            empty.subjects[place].categories = [
                CategoryAnswer(category: "school", finding: .refused(CategoryRefusal(reason: "not-covered"))),
                CategoryAnswer(
                    category: "housing", finding: .shown(ShownInvolvement(shown: .nothingToShow, sources: []))),
            ]
        }
        #expect(try isCanonical(empty.encoded()))
    }

    @Test("fields of an involvement are sorted, however many there are")
    func fields() throws {
        var answer = try FamilyAnswer(Examples.answerJSON)
        var shown = ShownInvolvement(shown: .current, sources: [])
        shown.detail = ["since": "2020", "b": "1", "a-b": "2", "a": "3", "zz": "4", "B-last": "5"].reduce(into: [:]) {
            if let code = Code($1.key.lowercased()) { $0[code] = $1.value }
        }
        answer.subjects[0].categories = [CategoryAnswer(category: "school", finding: .shown(shown))]
        #expect(try isCanonical(answer.encoded()))
    }

    @Test("text is escaped as in any other value")
    func text() {
        for text in ["", "plain", "a\"b", "back\\slash", "\u{1}\n\t\u{8}\u{C}\r", "é😀\u{FB33}", "\u{7F}"] {
            var writer = CanonicalWriter()
            writer.object { object in
                object.member("a", text)
                object.member("b", ifPresent: nil)
                object.member("c") { $0.array { list in for number in [1, -2, 3] { list.integer(Int64(number)) } } }
            }
            #expect(writer.octets == CanonicalJSON.encode(["a": .string(text), "c": [1, -2, 3]]))
        }
    }

    @Test("days and octets are written like their texts")
    func values() {
        var writer = CanonicalWriter()
        writer.array { list in
            for n in 0..<40 {
                list.array { pair in
                    pair.base64URL((0..<n).map { UInt8(truncatingIfNeeded: 37 * $0 + n) })
                    pair.day(CalendarDay(daysSinceEpoch: 397 * n))
                }
            }
        }
        let expected = JSONValue.array(
            (0..<40).map { n in
                [
                    .string(Base64URL.encode((0..<n).map { UInt8(truncatingIfNeeded: 37 * $0 + n) })),
                    .string(CalendarDay(daysSinceEpoch: 397 * n).description),
                ]
            })
        #expect(writer.octets == CanonicalJSON.encode(expected))
        #expect(writer.octets.starts(with: Array(#"[["","1970-01-01"],["AQ","1971-02-02"],"#.utf8)))
    }

    @Test("what was written apart stands like any other value")
    func apart() {
        var inner = CanonicalWriter()
        inner.value(["x": 1])
        var writer = CanonicalWriter()
        writer.array { list in for _ in 0..<2 { list.written(inner.octets) } }
        #expect(writer.octets == Array(#"[{"x":1},{"x":1}]"#.utf8))
    }
}
