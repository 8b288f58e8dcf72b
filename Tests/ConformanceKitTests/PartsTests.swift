import Testing
import WireProtocol

@testable import ConformanceKit

@Suite("Parts of the suite")
struct PartsTests {
    @Test("one seed gives one order, and another run of it other nonces")
    func chance() {
        let names = (0..<50).map(String.init)
        let (first, again, other) = (Chance(seed: 1, began: 1), Chance(seed: 1, began: 2), Chance(seed: 2, began: 1))

        #expect(first.shuffled(names) { $0 } == again.shuffled(names) { $0 })
        #expect(first.shuffled(names) { $0 } != other.shuffled(names) { $0 })
        #expect(Set(first.shuffled(names) { $0 }) == Set(names))
        #expect(first.nonce() != again.nonce())
        #expect(first.nonce() != first.nonce())
        #expect(first.nonce().count == 32)
    }

    @Test("a response is read when it is whole, interim ones before it are passed over, and oddities are none")
    func responses() {
        let whole = Array("HTTP/1.1 103 X\r\n\r\nHTTP/1.1 200 OK\r\nA: b \r\ncontent-length: 2\r\n\r\nhi+".utf8)

        for count in 0..<(whole.count - 1) { #expect(ReadResponse(Array(whole.prefix(count))) == .incomplete) }
        guard case .response(let response) = ReadResponse(whole) else {
            Issue.record("no response")
            return
        }
        #expect(response.status == 200 && response["a"] == "b" && response.body == Array("hi".utf8))
        #expect(response.length == whole.count - 1)
        for odd in [
            "hello\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: \(Int.max)\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\nx",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        ] {
            guard case .malformed = ReadResponse(Array(odd.utf8)) else {
                Issue.record("read: \(odd)")
                continue
            }
        }
    }

    @Test("texts about people are found wherever they stand, the longest first, and cut")
    func people() {
        let index = PeopleIndex(["Quince", "Quince-Marlow", "abc"])

        #expect(index.cut(Array("x Quince-Marlow, Quince. abc".utf8)).asText == "x ‹cut›, ‹cut›. abc")
        #expect(index.first(in: Array("Quinc".utf8)) == nil)
        #expect(PeopleIndex([]).first(in: Array("Quince".utf8)) == nil)
    }

    @Test(
        "how old a node's directory is, and how long it counts, is said in days",
        arguments: [
            ([:], true, "holds version 4 of the directory and does not say how old that is"),
            (
                ["directoryIssued": -3 * 86_400, "directoryExpires": 86_400 * 40 + 5], true,
                "signed 3 days ago, which counts for 40 days more"
            ),
            (
                ["directoryIssued": -86_400, "directoryExpires": 600], true,
                "signed 1 day ago, which counts for less than a day more; ask"
            ),
            (
                ["directoryIssued": -91 * 86_400, "directoryExpires": -1], false,
                "signed 91 days ago and over since 2026-11-"
            ),
            (["directory": 0], false, "holds version 0"),
        ] as [([String: Int64], Bool, String)])
    func directoryAge(members: [String: Int64], isSound: Bool, words: String) {
        let now: Int64 = 1_795_000_000
        var page: [String: JSONValue] = ["directory": .integer(members["directory"] ?? 4)]
        for name in ["directoryIssued", "directoryExpires"] {
            page[name] = members[name].map { .string(Instant(seconds: now + $0).text) }
        }

        let step = Preflight.directory(.object(page), at: now)

        #expect(step.isSound == isSound && step.name == "directory")
        #expect(step.words.contains(words), "\(step.words)")
    }

    @Test("padding that was mended fills the block again")
    func refit() {
        let padded = Octets.padded(["a": "b"])

        #expect(padded.count == 4_096)
        #expect(Octets.refitted(Array(" ".utf8) + padded).count == 4_096)
        #expect(Octets.refitted(Array(" ".utf8) + padded).asText.hasPrefix(" {\"a\":\"b\""))
    }

    @Test("the group's order is added to S and nothing else is changed")
    func malleation() {
        let signature = [UInt8](repeating: 1, count: 32) + [UInt8](repeating: 0, count: 32)

        let bent = Malleation.plusOrder(signature)

        #expect(bent.prefix(32) == signature.prefix(32))
        #expect(
            Array(bent[32...]) == [
                0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14,
            ] + [UInt8](repeating: 0, count: 15) + [0x10])
    }

    @Test(
        "an address of a node is read in one form",
        arguments: [
            ("https://localhost:7407", "localhost:7407"), ("https://Node.Example/", "node.example"),
            ("https://node.example:443", "node.example"),
        ])
    func addresses(url: String, address: String) {
        #expect(Holder.address(of: url) == address)
        #expect(
            Holder.address(of: "http://localhost") == nil && Holder.address(of: "https://a/b") == nil
                && Holder.address(of: "https://u@a") == nil)
    }

    @Test("a plan takes cases by name, by clause and by citation")
    func plans() {
        var plan = RunPlan(seed: 0)
        plan.only = ["FCP-" + "SIG-8", "FCP-" + "TIM-1-", "exchange.sound"]

        let wanted = Cases.all.filter(plan.wants)

        #expect(wanted.contains { $0.id == "exchange.sound" })
        #expect(wanted.contains { $0.id == "signature.two-signatures" })
        #expect(wanted.contains { $0.id == "replay.future" } && !wanted.contains { $0.id == "exchange.ahead-50" })
    }

    @Test("at least 37 misbehaviours of a hostile peer, and every section has its cases")
    func coverage() {
        #expect(Cases.all.count { $0.profile == .ask && $0.isNegative } >= 37)
        for section in Section.allCases { #expect(Cases.all.contains { $0.section == section }) }
    }
}
