import TestSupport
import Testing
import WireProtocol

@testable import PeerDirectory

@Suite("The directory's schema")
struct DirectorySchemaTests {
    let federation: Federation

    init() throws { federation = try Federation() }

    // clause: FCP-DIR-13-
    @Test(
        "an unknown member is refused, wherever it stands",
        arguments: [
            ([], "signed"), (["members", "0"], "signed.members[0]"),
            (["members", "0", "endpoint"], "signed.members[0].endpoint"),
            (["members", "0", "signingKeys", "0"], "signed.members[0].signingKeys[0]"),
            (["members", "0", "logs", "1"], "signed.members[0].logs[1]"),
            (["members", "0", "witness"], "signed.members[0].witness"),
            (["members", "1", "dutyDesk"], "signed.members[1].dutyDesk"),
        ])
    func unknownMember(path: [String], place: String) throws {
        #expect(throws: DirectoryFault.schema(SchemaFault(place, "has an unknown member"))) {
            try open(setting: path + ["colour"], to: "red")
        }
    }

    // clause: FCP-DIR-13-
    @Test(
        "a missing compulsory member is refused",
        arguments: [
            "authority", "name", "endpoint", "identity", "issuer", "signingKeys", "logs", "dutyDesk", "messages",
            "extensions", "test",
        ])
    func missingMember(name: String) throws {
        #expect(throws: DirectoryFault.schema(SchemaFault("signed.members[0].\(name)", "is missing"))) {
            try open(setting: ["members", "0", name], to: nil)
        }
    }

    struct Wrong: Sendable {
        let path: [String]
        let value: JSONValue
        /// Where the fault must be found.
        let place: String

        init(_ path: String, _ value: JSONValue, foundAt other: String? = nil) {
            self.path = path.split(separator: ".").map(String.init)
            self.value = value
            place = (other ?? path).replacing(".0", with: "[0]")
        }
    }

    static let wrongForms: [Wrong] = [
        Wrong("type", "fcg.directory/2"),
        Wrong("version", 0),
        Wrong("version", "17"),
        Wrong("federation", "North"),
        Wrong("issued", "2026-11-20"),
        Wrong("expires", "2026-11-20T10:36:00Z"),
        Wrong("members", []),
        Wrong("members.0.authority", "Leeds"),
        Wrong("members.0.name", ""),
        Wrong("members.0.endpoint.authority", "gateway.leeds.example:443"),
        Wrong("members.0.endpoint.authority", "Gateway.leeds.example"),
        Wrong("members.0.endpoint.authority", "https://gateway.leeds.example"),
        Wrong("members.0.endpoint.address", "127.0.0.1"),
        Wrong("members.0.endpoint.address", "127.0.0.1:08443"),
        Wrong("members.0.endpoint.address", "127.0.0.1:65536"),
        Wrong("members.0.issuer", "AAA"),
        Wrong("members.0.signingKeys", []),
        Wrong("members.0.signingKeys.0.id", "E08000007"),
        Wrong("members.0.signingKeys.0.alg", "rsa-pss-sha512"),
        Wrong("members.0.signingKeys.0.alg", "ecdsa-p256-sha256", foundAt: "members.0.signingKeys.0.key"),
        Wrong("members.0.signingKeys.0.key", "AAAA"),
        Wrong("members.0.signingKeys.0.notAfter", "2026-11-20T10:36:00Z"),
        Wrong("members.0.logs.0.origin", "two words"),
        Wrong("members.0.logs.0.vkey", "gateway.stockport.example/audit/2026+00000000+AAAA"),
        Wrong("members.0.witness.key", "AAAA"),
        Wrong("members.0.dutyDesk.phone", 1_134_960_001),
        Wrong("members.0.messages", ["fcg.query/1", "fcg.query/1"]),
        Wrong("members.0.messages", ["query"]),
        Wrong("members.0.messages", ["fcg.query/0"]),
        Wrong("members.0.messages", ["fcg.query/01"]),
        Wrong("members.0.extensions", ["Upper"]),
        Wrong("members.0.test", "true"),
        Wrong("members.0.suspended", 1),
        Wrong("members.0.organisation", .null),
    ]

    // clause: FCP-DIR-13-
    @Test("a member of the wrong form is refused", arguments: wrongForms)
    func wrongForm(wrong: Wrong) throws {
        let fault = try #require(throws: DirectoryFault.self) { try open(setting: wrong.path, to: wrong.value) }

        guard case .schema(let schema) = fault else {
            Issue.record("refused for another reason: \(fault)")
            return
        }
        #expect(schema.path == "signed.\(wrong.place)")
    }

    // clause: FCP-DIR-1-
    @Test("two signatures, none, and an unknown member beside them are refused")
    func envelope() throws {
        guard
            case .object(let outer) = try StrictJSON.parse(
                try federation.draft().signed(by: federation.signer), limits: .file),
            case .array(let signatures) = try #require(outer["signatures"])
        else { return }
        let count = DirectoryFault.schema(SchemaFault("signatures", "has not 1 to 1 elements"))

        #expect(throws: count) { try open(outer, "signatures", .array(signatures + signatures)) }
        #expect(throws: count) { try open(outer, "signatures", []) }
        #expect(throws: DirectoryFault.schema(SchemaFault("message", "has an unknown member"))) {
            try open(outer, "colour", "red")
        }
    }

    @Test("published verifier keys are read and written back")
    func verifierKey() throws {
        // The key of the Go checksum database, whose base64 holds plus signs, and the one of the Go note package.
        let sum = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
        let peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
        let key = try #require(NoteKey.key(sum, name: "sum.golang.org"))

        #expect(NoteKey.text(name: "sum.golang.org", key: key) == sum)
        #expect(NoteKey.key(peter, name: "PeterNeumann")?.count == 32)
        #expect(NoteKey.key(peter, name: "PeterNeumanm") == nil)
        #expect(NoteKey.key(sum.replacing("033d", with: "033e"), name: "sum.golang.org") == nil)
        #expect(NoteKey.key(sum + "=", name: "sum.golang.org") == nil)
        #expect(NoteKey.key("", name: "") == nil)
    }

    private func open(_ outer: [String: JSONValue], _ name: String, _ value: JSONValue) throws -> Directory {
        try federation.open(CanonicalJSON.encode(.object(outer.merging([name: value]) { _, new in new })))
    }

    /// Opens a directory signed with one member set to another value, or taken away.
    private func open(setting path: [String], to value: JSONValue?) throws -> Directory {
        let json = try federation.draft().json.setting(path[...], to: value)
        return try federation.open(try SignedEnvelope.sealed(json, by: federation.signer))
    }
}

extension JSONValue {
    func setting(_ path: ArraySlice<String>, to value: JSONValue?) throws -> JSONValue {
        guard let name = path.first else { return try #require(value) }
        let rest = path.dropFirst()
        if case .array(var elements) = self {
            let index = try #require(Int(name))
            elements[index] = try elements[index].setting(rest, to: value)
            return .array(elements)
        }
        guard case .object(var members) = self else { throw SchemaFault(name, "is not there") }
        members[name] = rest.isEmpty ? value : try members[name]?.setting(rest, to: value)
        return .object(members)
    }
}
