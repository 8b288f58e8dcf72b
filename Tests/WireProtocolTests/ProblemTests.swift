import Testing
import WireProtocol

@Suite("Problem documents")
struct ProblemTests {
    /// FCP-ERR-1 written out: every code and its status.
    static let table: [(code: String, status: Int)] = [
        ("http-malformed", 400), ("json-malformed", 400), ("signature-malformed", 400), ("signature-missing", 401),
        ("signature-parameter", 401), ("signature-coverage", 401), ("key-unknown", 401), ("algorithm-mismatch", 401),
        ("signature-time", 401), ("digest-mismatch", 401), ("signature-invalid", 401), ("identity-mismatch", 401),
        ("replayed", 401), ("peer-suspended", 403), ("not-found", 404), ("method", 405), ("timeout", 408),
        ("query-id-conflict", 409), ("length-required", 411), ("body-size", 413), ("target-size", 414),
        ("media-type", 415), ("content-encoding", 415), ("misdirected", 421), ("schema", 422), ("rate", 429),
        ("header-size", 431), ("unavailable", 503), ("clock", 503), ("receipt-pending", 503),
    ]

    // clause: FCP-ERR-1+
    @Test("every code has its status", arguments: table)
    func status(code: String, status: Int) {
        #expect(ProblemCode(rawValue: code)?.status == status)
    }

    // clause: FCP-ERR-1- FCP-ERR-13+
    @Test("the table has every code there is")
    func complete() {
        #expect(Set(Self.table.map(\.code)) == Set(ProblemCode.allCases.map(\.rawValue)))
    }

    // clause: FCP-ERR-10+ FCP-ERR-10-
    @Test("whatever fails authentication reads alike, so that nothing helps the guesser but the code")
    func oneTitle() {
        #expect(Set(ProblemCode.allCases.filter { $0.status == 401 }.map(\.title)).count == 1)
        #expect(Set(ProblemCode.allCases.filter { $0.status != 401 }.map(\.title)).count == 20)
        #expect(ProblemCode.allCases.allSatisfy { !$0.title.isEmpty })
    }

    // clause: FCP-ERR-2+
    @Test("a document is canonical JSON without `type`, and is read back", arguments: ProblemCode.allCases)
    func roundTrip(code: ProblemCode) throws {
        let document = ProblemDocument(code: code, instance: "5b0c9e", detail: nil)
        let octets = document.encoded()

        guard case .object(let members) = try StrictJSON.parse(octets) else {
            Issue.record("not an object")
            return
        }
        #expect(Set(members.keys) == ["code", "instance", "status", "title"])
        #expect(ProblemDocument(octets: octets) == document)
    }

    // clause: FCP-ERR-11+
    @Test("detail is there only when it was given")
    func detail() {
        let document = ProblemDocument(code: .schema, instance: "5b0c9e", detail: "`subjects` is missing")

        #expect(ProblemDocument(octets: document.encoded()) == document)
    }

    // clause: FCP-ERR-2-
    @Test(
        "what is not a problem document of ours is none",
        arguments: ["", "[]", "{}", #"{"code":"teapot"}"#, #"{"code":1}"#, "{"])
    func refused(text: String) {
        #expect(ProblemDocument(octets: Array(text.utf8)) == nil)
    }

    // clause: FCP-ERR-16+ FCP-ERR-16-
    @Test("members of later versions are ignored, since nothing is decided by a problem document")
    func unknownMember() {
        let octets = Array(#"{"code":"rate","instance":"x","later":1,"type":"about:blank"}"#.utf8)

        #expect(ProblemDocument(octets: octets) == ProblemDocument(code: .rate, instance: "x"))
    }
}
