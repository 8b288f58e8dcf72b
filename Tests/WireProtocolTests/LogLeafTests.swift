import Testing
import WireProtocol

@Suite("Log leaves")
struct LogLeafTests {
    static func commitment(_ octet: UInt8) throws -> Commitment {
        try #require(Commitment([UInt8](repeating: octet, count: 32)))
    }

    static func commitments() throws -> LeafCommitments {
        LeafCommitments(
            actor: try commitment(1), decision: try commitment(2), reason: try commitment(3), subject: try commitment(4)
        )
    }

    static func leaf(_ event: ExchangeEvent = .answered, answer: UInt8? = 9, time: Int64 = 1_795_170_960_412) throws
        -> ExchangeLeaf
    {
        ExchangeLeaf(
            event: event, node: try #require(AuthorityID("E08000007")),
            counterpart: try #require(AuthorityID("E08000035")),
            exchange: try #require(ExchangeID("0192f3a1-7c5e-7d10-9b1e-2f4a6c8e0d12")),
            time: Instant(milliseconds: time), directory: 17, requestEvidence: try commitment(8),
            answerDigest: try answer.map(commitment), commitments: try commitments())
    }

    // clause: FCP-AUD-4+ FCP-AUD-6+ FCP-AUD-9+
    @Test("a leaf is canonical JSON with exactly these members, and is read back")
    func exchangeLeaf() throws {
        let leaf = try Self.leaf()
        let octets = leaf.encoded()

        let text = String(decoding: octets, as: UTF8.self)
        #expect(
            text
                == #"{"c":{"actor":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE","decision":"AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI","reason":"AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM","subject":"BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ"},"d":17,"e":"exchange.answered","n":"E08000007","p":"E08000035","rq":"CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg","rs":"CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk","t":"2026-11-20T10:36:00.412Z","v":1,"x":"0192f3a1-7c5e-7d10-9b1e-2f4a6c8e0d12"}"#
        )
        #expect(try ExchangeLeaf(octets: octets) == leaf)
    }

    // clause: FCP-AUD-5+
    @Test("the holder's leaf has one length, whatever was answered and whenever")
    func oneLength() throws {
        let lengths = try Set(
            [0, 1, 128, 255].flatMap { answer in
                try [0, 1_795_170_960_000, 1_795_170_960_999].map { time in
                    try Self.leaf(answer: answer, time: time).encoded().count
                }
            })

        #expect(lengths == [474])
    }

    // clause: FCP-AUD-8+
    @Test(
        "the asker's leaf without an answer writes its digest as empty text",
        arguments: [ExchangeEvent.asked, .unanswered])
    func withoutAnswer(event: ExchangeEvent) throws {
        let leaf = try Self.leaf(event, answer: nil)

        #expect(String(decoding: leaf.encoded(), as: UTF8.self).contains(#""rs":"","#))
        #expect(try ExchangeLeaf(octets: leaf.encoded()) == leaf)
    }

    // clause: FCP-AUD-4-
    @Test("octets that say the same in another form are refused")
    func canonicalOnly() throws {
        let value = try StrictJSON.parse(try Self.leaf().encoded())
        let spaced = Array(CanonicalJSON.prettyText(value).utf8)
        let escaped = String(decoding: try Self.leaf().encoded(), as: UTF8.self).replacing(
            "exchange", with: #"\u0065xchange"#)

        #expect(throws: SchemaFault("leaf", "is not in canonical form")) { try ExchangeLeaf(octets: spaced) }
        #expect(throws: SchemaFault("leaf", "is not in canonical form")) {
            try ExchangeLeaf(octets: Array(escaped.utf8))
        }
        #expect(throws: SchemaFault.self) { try ExchangeLeaf(octets: try Self.leaf().encoded() + [0x0A]) }
    }

    // clause: FCP-AUD-4- FCP-AUD-6-
    @Test("every member is compulsory, and none is unknown")
    func members() throws {
        let value = try StrictJSON.parse(try Self.leaf().encoded())
        for place in value.places() where place.path.isMember {
            let octets = CanonicalJSON.encode(value.replacing(place.path, with: nil))
            #expect(throws: SchemaFault(place.path.text, "is missing")) { try ExchangeLeaf(octets: octets) }
        }
        let extra = CanonicalJSON.encode(value.replacing(JSONPath(steps: [.member("outcome")]), with: "refused"))
        #expect(throws: SchemaFault("message", "has an unknown member")) { try ExchangeLeaf(octets: extra) }
    }

    // clause: FCP-AUD-9- FCP-AUD-8-
    @Test(
        "values outside their form are refused",
        arguments: [
            ("v", 2), ("e", "exchange.refused"), ("e", "policy.activated"), ("n", "Leeds"),
            ("t", "2026-11-20T10:36:00Z"),
            ("d", -1), ("rq", ""), ("rs", "AAEC"), ("x", "short"),
        ] as [(String, JSONValue)])
    func malformed(name: String, value: JSONValue) throws {
        let leaf = try StrictJSON.parse(try Self.leaf().encoded())
        let octets = CanonicalJSON.encode(leaf.replacing(JSONPath(steps: [.member(name)]), with: value))

        let fault = #expect(throws: SchemaFault.self) { try ExchangeLeaf(octets: octets) }
        #expect(fault?.path == name)
    }

    // clause: FCP-AUD-4-
    @Test("more than 4,096 octets is no leaf")
    func tooLarge() throws {
        var leaf = try Self.internalLeaf()
        leaf.binding = String(repeating: "b", count: 4_000)
        let octets = leaf.encoded()

        #expect(octets.count > 4_096)
        #expect(throws: SchemaFault("leaf", "is not strict JSON of at most 4,096 octets")) {
            try InternalLeaf(octets: octets)
        }
    }

    static func internalLeaf() throws -> InternalLeaf {
        InternalLeaf(
            event: "policy.activated", node: try #require(AuthorityID("E08000007")),
            time: Instant(milliseconds: 1_795_170_960_412), directory: 17, commitments: try commitments(),
            binding: "sha-256:00")
    }

    @Test("an internal leaf is read back, carries its one string, and is not read as the other kind")
    func internalLeafRoundTrip() throws {
        let leaf = try Self.internalLeaf()

        #expect(try InternalLeaf(octets: leaf.encoded()) == leaf)
        #expect(throws: SchemaFault.self) { try ExchangeLeaf(octets: leaf.encoded()) }
        #expect(throws: SchemaFault.self) { try InternalLeaf(octets: try Self.leaf().encoded()) }
    }

    @Test("the events of the exchange log are exactly four")
    func events() {
        #expect(
            ExchangeEvent.allCases.map(\.rawValue)
                == ["exchange.answered", "exchange.asked", "exchange.received", "exchange.unanswered"])
    }
}
