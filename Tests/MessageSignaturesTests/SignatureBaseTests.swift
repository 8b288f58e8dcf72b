import HTTPTypes
import Testing

@testable import MessageSignatures

@Suite("signature bases, with the examples of RFC 9421 §2")
struct SignatureBaseTests {
    /// One line of a base: the value of one component.
    private func value(
        _ identifier: String, in message: SignedMessage, _ types: [String: StructuredFieldType] = [:]
    ) throws -> String {
        let entries = try StructuredFieldParser.dictionary(Array("a=(\(identifier))".utf8))
        let input = try SignatureInput(try #require(entries.first).member)
        let base = String(
            decoding: try SignatureBase(of: input, in: message, fieldTypes: types).octets, as: UTF8.self)
        let end = "\n\"@signature-params\": (\(identifier))"
        try #require(base.hasPrefix("\(identifier): ") && base.hasSuffix(end))
        return String(base.dropFirst(identifier.count + 2).dropLast(end.count))
    }

    private func message(
        _ target: String? = "/path?param=value", method: HTTPRequest.Method = .get, scheme: String? = "https",
        authority: String? = "www.example.com"
    ) -> SignedMessage {
        .request(HTTPRequest(method: method, scheme: scheme, authority: authority, path: target))
    }

    private func message(_ fields: [(String, String)]) -> SignedMessage {
        .request(RFCVector.request(.get, "www.example.com", "/path?param=value", fields))
    }

    private static let fields = [
        ("Date", "Tue, 20 Apr 2021 02:07:56 GMT"), ("X-OWS-Header", "   Leading and trailing whitespace.   "),
        ("Cache-Control", "max-age=60"), ("Cache-Control", "   must-revalidate"),
        ("Example-Dict", " a=1,    b=2;x=1;y=2,   c=(a   b   c)"), ("X-Empty-Header", ""),
    ]

    @Test(
        "fields are trimmed and their lines joined (§2.1)",
        arguments: [
            ("host", "www.example.com"), ("date", "Tue, 20 Apr 2021 02:07:56 GMT"),
            ("x-ows-header", "Leading and trailing whitespace."), ("cache-control", "max-age=60, must-revalidate"),
            ("example-dict", "a=1,    b=2;x=1;y=2,   c=(a   b   c)"), ("x-empty-header", ""),
        ])
    func plainFields(name: String, expected: String) throws {
        #expect(try value("\"\(name)\"", in: message(Self.fields)) == expected)
    }

    @Test("`sf` re-serialises strictly, with a known type and without (§2.1.1)")
    func structuredFields() throws {
        let expected = "a=1, b=2;x=1;y=2, c=(a b c)"

        #expect(try value("\"example-dict\";sf", in: message(Self.fields)) == expected)
        #expect(
            try value("\"example-dict\";sf", in: message(Self.fields), ["example-dict": .dictionary]) == expected)
        #expect(throws: SignatureFault.unstructuredField) {
            try value("\"example-dict\";sf", in: message(Self.fields), ["example-dict": .list])
        }
        #expect(throws: SignatureFault.unstructuredField) { try value("\"date\";sf", in: message(Self.fields)) }
    }

    @Test(
        "`key` takes one member of a dictionary (§2.1.2)",
        arguments: [("a", "1"), ("d", "?1"), ("b", "2;x=1;y=2"), ("c", "(a b c)")])
    func dictionaryMembers(key: String, expected: String) throws {
        let message = message([("Example-Dict", " a=1, b=2;x=1;y=2, c=(a   b    c), d")])

        #expect(try value("\"example-dict\";key=\"\(key)\"", in: message) == expected)
    }

    @Test("a member that is not there is a fault")
    func absentMember() {
        let message = message([("Example-Dict", "a=1")])

        #expect(throws: SignatureFault.absentComponent) { try value("\"example-dict\";key=\"q\"", in: message) }
        #expect(throws: SignatureFault.absentComponent) { try value("\"example\";key=\"a\"", in: message) }
    }

    @Test("`bs` keeps lines apart that joining would confuse (§2.1.3)")
    func wrappedFields() throws {
        let apart = message([("Example-Header", "value, with, lots"), ("Example-Header", "of, commas")])
        let together = message([("Example-Header", "value, with, lots, of, commas")])

        #expect(try value("\"example-header\"", in: apart) == "value, with, lots, of, commas")
        #expect(try value("\"example-header\"", in: together) == "value, with, lots, of, commas")
        #expect(
            try value("\"example-header\";bs", in: apart) == ":dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:")
        #expect(
            try value("\"example-header\";bs", in: together) == ":dmFsdWUsIHdpdGgsIGxvdHMsIG9mLCBjb21tYXM=:")
    }

    @Test(
        "the parts of a request's target (§2.2.1 to §2.2.7)",
        arguments: [
            ("@method", "GET"), ("@target-uri", "https://www.example.com/path?param=value"),
            ("@authority", "www.example.com"), ("@scheme", "https"), ("@request-target", "/path?param=value"),
            ("@path", "/path"), ("@query", "?param=value"),
        ])
    func derived(name: String, expected: String) throws {
        #expect(try value("\"\(name)\"", in: message()) == expected)
    }

    // clause: FCP-SIG-29+
    @Test(
        "the query is taken as sent, and is a question mark when there is none (§2.2.7)",
        arguments: [
            ("/path?param=value&foo=bar&baz=bat%2Dman", "?param=value&foo=bar&baz=bat%2Dman"),
            ("/path?queryString", "?queryString"), ("/path?", "?"), ("/path", "?"), ("/?a?b", "?a?b"),
        ])
    func query(target: String, expected: String) throws {
        #expect(try value("\"@query\"", in: message(target)) == expected)
    }

    @Test("a target without a path has the path `/` (§2.2.6)")
    func emptyPath() throws {
        #expect(try value("\"@path\"", in: message("")) == "/")
        #expect(try value("\"@path\"", in: message("*", method: .options)) == "/")
        #expect(try value("\"@path\"", in: message("/a//b/../%2e?x")) == "/a//b/../%2e")
        #expect(try value("\"@request-target\"", in: message("*", method: .options)) == "*")
        #expect(
            try value("\"@request-target\"", in: message(nil, method: .connect, authority: "www.example.com:80"))
                == "www.example.com:80")
    }

    // clause: FCP-SIG-30+
    @Test(
        "the authority is in lower case and without the scheme's port (§2.2.3)",
        arguments: [
            ("https", "EXAMPLE.com:443", "example.com"), ("https", "example.com:8443", "example.com:8443"),
            ("http", "example.com:80", "example.com"), ("http", "example.com:443", "example.com:443"),
            ("https", "example.com:80", "example.com:80"), ("https", "[2001:DB8::443]", "[2001:db8::443]"),
            ("https", "[2001:db8::1]:443", "[2001:db8::1]"), ("https", "example.com:", "example.com"),
        ])
    func authority(scheme: String, sent: String, expected: String) throws {
        #expect(try value("\"@authority\"", in: message(scheme: scheme, authority: sent)) == expected)
    }

    @Test("a scheme is in lower case, and where there is none it cannot be covered (§2.2.4)")
    func scheme() throws {
        #expect(try value("\"@scheme\"", in: message(scheme: "HTTP")) == "http")
        #expect(throws: SignatureFault.absentComponent) { try value("\"@scheme\"", in: message(scheme: nil)) }
        #expect(throws: SignatureFault.absentComponent) { try value("\"@target-uri\"", in: message(scheme: nil)) }
        #expect(throws: SignatureFault.absentComponent) { try value("\"@authority\"", in: message(authority: nil)) }
    }

    @Test(
        "query parameters are decoded as a form and encoded again (§2.2.8)",
        arguments: [
            ("baz", "batman"), ("qux", ""), ("param", "value"), ("var", "this%20is%20a%20big%0Amultiline%20value"),
            ("bar", "with%20plus%20whitespace"), ("fa%C3%A7ade%22%3A%20", "something"), ("odd", "100%25"),
        ])
    func queryParameters(name: String, expected: String) throws {
        let target =
            "/parameters?var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace"
            + "&fa%C3%A7ade%22%3A%20=something&param=value&baz=batman&qux=&odd=100%"

        #expect(try value("\"@query-param\";name=\"\(name)\"", in: message(target)) == expected)
    }

    @Test("a query parameter that is absent or there twice cannot be covered (§2.2.8)")
    func queryParameterFaults() {
        #expect(throws: SignatureFault.absentComponent) {
            try value("\"@query-param\";name=\"b\"", in: message("/?a=1"))
        }
        #expect(throws: SignatureFault.ambiguousComponent) {
            try value("\"@query-param\";name=\"a\"", in: message("/?a=1&%61=2"))
        }
    }

    @Test("the status of a response, and only of a response (§2.2.9)")
    func status() throws {
        let response = SignedMessage.response(
            HTTPResponse(status: .ok), answering: RFCVector.request(.get, "a.example", "/x", []))

        #expect(try value("\"@status\"", in: response) == "200")
        #expect(try value("\"@path\";req", in: response) == "/x")
        #expect(throws: SignatureFault.inapplicableComponent) { try value("\"@status\"", in: message()) }
        #expect(throws: SignatureFault.inapplicableComponent) { try value("\"@path\"", in: response) }
        #expect(throws: SignatureFault.inapplicableComponent) { try value("\"@path\";req", in: message()) }
    }

    // clause: FCP-SIG-33-
    @Test("values that are not ASCII have no signature base (§2.5)", arguments: ["caf\u{E9}", "a\u{1}b", "a\u{7F}"])
    func notASCII(text: String) {
        var request = RFCVector.request(.get, "a.example", "/", [])
        request.headerFields.append(HTTPField(name: .literal("X-Note"), lenientValue: Array(text.utf8)))

        #expect(throws: SignatureFault.unsignableValue) { try value("\"x-note\"", in: .request(request)) }
    }

    // clause: FCP-SIG-28+
    @Test("the base of §2.5 is built line by line, with nothing at its end")
    func wholeBase() throws {
        let names = ["@method", "@authority", "@path", "content-digest", "content-length", "content-type"]
        let input = try SignatureInput(
            components: names.map { try ComponentIdentifier($0) },
            parameters: [.created(1_618_884_473), .keyID("test-key-rsa-pss")])

        let base = try SignatureBase(of: input, in: .request(RFCVector.testRequest))

        #expect(
            String(decoding: base.octets, as: UTF8.self) == """
                "@method": POST
                "@authority": example.com
                "@path": /foo
                "content-digest": sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNN\
                yealdVLvRwEmTHWXvJwew==:
                "content-length": 18
                "content-type": application/json
                "@signature-params": ("@method" "@authority" "@path" "content-digest" "content-length" "content-type")\
                ;created=1618884473;keyid="test-key-rsa-pss"
                """)
    }

    // clause: FCP-SIG-4-
    @Test(
        "identifiers the RFC does not allow are refused (§2, §2.5)",
        arguments: [
            "\"Date\"", "\"\"", "\"a b\"", "date", "7", "\"@nothing\"", "\"@signature-params\"", "\"date\";sf;bs",
            "\"date\";key=\"a\";bs", "\"date\";name=\"a\"", "\"date\";sf=?0", "\"date\";key", "\"date\";other",
            "\"@query-param\"", "\"@query-param\";name", "\"@method\";sf", "\"@status\";req", "\"@path\";name=\"a\"",
        ])
    func forbiddenIdentifiers(identifier: String) {
        #expect(throws: SignatureFault.malformedComponent) { try value(identifier, in: message()) }
    }

    @Test("trailers are not supported, and say so")
    func trailers() {
        #expect(throws: SignatureFault.inapplicableComponent) { try value("\"date\";tr", in: message()) }
    }

    // clause: FCP-SIG-28+
    @Test("the order of parameters is no part of a component's identity, but is kept in the base (§2.5)")
    func identity() throws {
        let one = try ComponentIdentifier("a", [.sf, .req])
        let other = try ComponentIdentifier("a", [.req, .sf])

        #expect(one == other && one.hashValue == other.hashValue)
        #expect(one.description == "\"a\";sf;req" && other.description == "\"a\";req;sf")
        #expect(throws: SignatureFault.repeatedComponent) {
            try SignatureInput(components: [one, other], parameters: [])
        }
    }
}
