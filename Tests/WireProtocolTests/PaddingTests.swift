import Testing
import WireProtocol

@Suite("Padding")
struct PaddingTests {
    // clause: FCP-QRY-2+
    @Test("a question is always a multiple of 4,096 octets, whatever it holds", arguments: 0...127)
    func question(extra: Int) throws {
        var query = try FamilyQuery(Examples.queryJSON)
        query.agreement = extra == 0 ? nil : String(repeating: "a", count: extra)
        query.worker.organisation = String(repeating: "b", count: 1 + extra * 2)

        #expect(query.encoded().count == 4_096)
    }

    // clause: FCP-QRY-3+ FCP-ANS-5+
    @Test("octets around a full block are padded with 0 to 4,095 zeros, and read")
    func fullBlock() throws {
        let bare = CanonicalJSON.encode(Examples.answerJSON.without("pad")).count + #""pad":"","#.utf8.count
        var paddings: Set<Int> = []
        for room in -2...2 {
            var answer = try FamilyAnswer(Examples.answerJSON)
            answer.standing.text += String(repeating: "x", count: 4_096 - bare + room)
            let octets = answer.encoded()
            let message = try StrictJSON.parse(octets, limits: .answer)
            guard case .object(let members) = message, case .string(let pad)? = members["pad"] else { continue }
            paddings.insert(pad.count)

            #expect(octets.count == (room <= 0 ? 4_096 : 8_192))
            #expect(pad.allSatisfy { $0 == "0" })
        }
        #expect(paddings == [2, 1, 0, 4_095, 4_094])
    }

    // clause: FCP-QRY-3-
    @Test("a whole block of zeros or more is not padding")
    func tooMuch() {
        let path = JSONPath(steps: [.member("pad")])

        #expect(MessageSchema.query.fault(path, .string(String(repeating: "0", count: 4_095))) == nil)
        #expect(MessageSchema.query.fault(path, .string(String(repeating: "0", count: 4_096)))?.path == "pad")
    }

    // clause: FCP-ANS-5+ FCP-RES-6+
    @Test("found, restricted and refused answers of one question have one length")
    func oneLength() throws {
        let found = try FamilyAnswer(Examples.answerJSON)
        var hidden = found
        hidden.subjects[0].outcome = .notConfirmed
        hidden.subjects[0].categories = [
            CategoryAnswer(category: "school", finding: .shown(ShownInvolvement(shown: .nothingToShow, sources: [])))
        ]

        #expect(found.encoded().count == hidden.encoded().count)
    }
}
