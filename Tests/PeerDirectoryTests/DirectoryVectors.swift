import Foundation
import NodeIdentity
import TestSupport
import Testing
import WireProtocol

@testable import PeerDirectory

/// `directory-files`: one directory of two councils that is sound, and what may be wrong with one.
struct DirectoryVectors {
    private let federation: Federation

    init() throws { federation = try Federation() }

    /// Two certificates made once by a program that is not ours: of an issuer, and one that may not issue.
    private static let issuer = Base64.decode(
        "MIH2MIGpoAMCAQICAQEwBQYDK2VwMBkxFzAVBgNVBAMMDmV4YW1wbGUgaXNzdWVyMB4XDTI2MDEwMTAwMDAwMFoXDTM2MDEwMTAwMDAwMFow"
            + "GTEXMBUGA1UEAwwOZXhhbXBsZSBpc3N1ZXIwKjAFBgMrZXADIQDn1lQxrqExHwZi/ZngoKTwxARqWQgftdLlC44Y6kWts6MWMBQwEgYD"
            + "VR0TAQH/BAgwBgEB/wIBADAFBgMrZXADQQAlGlYkbwoJYFsOIlIcCo+3TdLCJDdRtGlJVkMLMR+gsiL62TSRgdvOcekzK/wszJNGus5Y"
            + "znwh+L7J1WVkjisK")
    private static let leaf = Base64.decode(
        "MIHsMIGfoAMCAQICAQEwBQYDK2VwMBcxFTATBgNVBAMMDGV4YW1wbGUgbGVhZjAeFw0yNjAxMDEwMDAwMDBaFw0zNjAxMDEwMDAwMDBaMBcx"
            + "FTATBgNVBAMMDGV4YW1wbGUgbGVhZjAqMAUGAytlcAMhAOfWVDGuoTEfBmL9meCgpPDEBGpZCB+10uULjhjqRa2zoxAwDjAMBgNVHRMB"
            + "Af8EAjAAMAUGAytlcANBADdoGIkiIr1BINfdKF20+Uulcl7iQt++WHok2RvkF/ZZklkaXbxUn5OXXItS2tWuLS9JTHeqbFYwH5SoQhZv"
            + "JwQ=")

    private struct Row {
        let what: String
        let clause: String
        /// The layer that refuses; `nil` where nothing does.
        let layer: String?
        let octets: [UInt8]
        var before: [[UInt8]] = []
        var late: Int64 = 0
    }

    private typealias Change = (inout DirectoryDraft) throws -> Void

    // MARK: - Directories

    private func draft(version: Int64 = 17, _ change: Change = { _ in }) throws -> DirectoryDraft {
        try federation.draft(version: version) { draft in
            for place in draft.members.indices {
                draft.members[place].issuer = try #require(Self.issuer)
            }
            draft.members = WitnessSets.draw(for: draft.members)
            try change(&draft)
        }
    }

    private func sealed(version: Int64 = 17, _ change: Change = { _ in }) throws -> [UInt8] {
        try federation.sealed(try draft(version: version, change))
    }

    private func setting(_ path: String, to value: JSONValue?) throws -> [UInt8] {
        let steps = path.split(separator: ".").map(String.init)
        return try SignedEnvelope.sealed(try draft().json.setting(steps[...], to: value), by: federation.signer)
    }

    // MARK: - Vectors

    private func forms() throws -> [Row] {
        let sound = try sealed()
        let text = String(decoding: sound, as: UTF8.self)
        let stranger = try SigningKey(seed: FixedKeys.seed("stranger"))
        let forged = try draft { $0.federation = "south.fcg.example" }
        func row(_ what: String, _ clause: String, _ layer: String?, _ text: String) -> Row {
            Row(what: what, clause: clause, layer: layer, octets: Array(text.utf8))
        }
        return [
            row("a sound directory", "DIR-1+", nil, text),
            row("octets behind the value", "DIR-1-", "json", text + "x"),
            row("a space in it", "DIR-1-", "canonical", text.replacing("\"signed\":", with: "\"signed\": ")),
            row("a line end behind it", "DIR-1-", "canonical", text + "\n"),
            row("a member beside the two", "DIR-1-", "schema", "{\"colour\":\"red\"," + text.dropFirst()),
            row("no signature", "DIR-1-", "schema", text.replacing(/"signatures":\[.*?\]/, with: "\"signatures\":[]")),
            Row(
                what: "signed by a stranger", clause: "DIR-2-", layer: "crypto",
                octets: try SignedEnvelope.sealed(try draft().json, by: stranger)),
            row(
                "altered after it was signed", "DIR-2-", "crypto",
                text.replacing("\"version\":17", with: "\"version\":18")),
            Row(
                what: "a card", clause: "DIR-18-", layer: "crypto",
                octets: try SignedEnvelope.sealed(try draft().json, by: federation.signer, as: .card)),
            Row(
                what: "a federation that its identities are not of", clause: "DIR-10-", layer: "rules",
                octets: try federation.sealed(forged)),
        ]
    }

    private func schemas() throws -> [Row] {
        let wrong: [(what: String, path: String, value: JSONValue?)] = [
            ("an unknown member", "members.0.colour", "red"), ("a name that is missing", "members.0.name", nil),
            ("another type of message", "type", "fcg.directory/2"), ("version 0", "version", 0),
            ("a federation in capitals", "federation", "North"), ("a day for a time", "issued", "2026-11-20"),
            ("no member", "members", []), ("a name for a code", "members.0.authority", "Leeds"),
            ("an endpoint with port 443", "members.0.endpoint.authority", "gateway.leeds.example:443"),
            ("an endpoint in capitals", "members.0.endpoint.authority", "Gateway.leeds.example"),
            ("no key", "members.0.signingKeys", []), ("a key of three octets", "members.0.signingKeys.0.key", "AAAA"),
            ("another algorithm", "members.0.signingKeys.0.alg", "rsa-pss-sha512"),
            ("an ed25519 key called p256", "members.0.signingKeys.0.alg", "ecdsa-p256-sha256"),
            ("a message type twice", "members.0.messages", ["fcg.query/1", "fcg.query/1"]),
            ("a number for a flag", "members.0.suspended", 1), ("null", "members.0.organisation", .null),
            ("a quorum without witnesses", "members.0.logs.0.witnesses", nil),
        ]
        return try wrong.map {
            Row(what: $0.what, clause: "DIR-13-", layer: "schema", octets: try setting($0.path, to: $0.value))
        }
    }

    private func rules() throws -> [Row] {
        func row(_ what: String, _ clause: String, _ change: @escaping Change) throws -> Row {
            Row(what: what, clause: clause, layer: "rules", octets: try sealed(change))
        }
        return try [
            row("an authority twice", "DIR-8-") { draft in
                var again = draft.members[1]
                again.endpoint = "gateway.bradford.example"
                again.signingKeys = [try federation.key("E08000035#2026z", "bradford message")]
                again.logs = []
                again.witness = nil
                draft.members.append(again)
            },
            row("an endpoint twice", "DIR-8-") { $0.members[1].endpoint = $0.members[0].endpoint },
            row("a key id twice", "DIR-8-") {
                $0.members[1].signingKeys.append(try federation.key("E08000035#2026a", "another"))
            },
            row("one key for two authorities", "DIR-7-") {
                $0.members[1].signingKeys[0].rawKey = $0.members[0].signingKeys[0].rawKey
            },
            row("one key for a log and for messages", "DIR-7-") {
                $0.members[1].signingKeys[0].rawKey = $0.members[1].logs[0].rawKey
            },
            row("the key of the signer for messages", "DIR-7-") {
                $0.members[1].signingKeys[0].rawKey = federation.signer.publicOctets
            },
            row("a key id of another authority", "DIR-9-") {
                $0.members[1].signingKeys[0].id = try #require(KeyID("E08000006#2026a"))
            },
            row("the identity of another member", "DIR-10-") { $0.members[1].identity = $0.members[0].identity },
            row("an issuer that may not issue", "DIR-11-") { $0.members[1].issuer = try #require(Self.leaf) },
            row("an issuer that is no certificate", "DIR-11-") { $0.members[1].issuer = [1, 2, 3] },
            row("a key of small order", "DIR-12-") {
                $0.members[1].signingKeys[0].rawKey = [1] + [UInt8](repeating: 0, count: 31)
            },
            row("a p256 key that is no point", "DIR-12-") {
                $0.members[1].signingKeys[0].algorithm = "ecdsa-p256-sha256"
                $0.members[1].signingKeys[0].rawKey = [UInt8](repeating: 1, count: 64)
            },
        ]
    }

    private func witnessRules() throws -> [Row] {
        func row(_ what: String, _ change: @escaping Change) throws -> Row {
            Row(what: what, clause: "DIR-14-", layer: "rules", octets: try sealed(change))
        }
        return try [
            row("a log that witnesses itself") { Self.set(&$0, 1, ["E08000035"], 1) },
            row("a witness that is no member") { Self.set(&$0, 1, ["E08000007", "E08000032"], 2) },
            row("no majority of witnesses") { draft in
                for (code, town) in [("E08000032", "bradford"), ("E08000033", "salford")] {
                    draft.members.append(try federation.member(code, town))
                    draft.members[draft.members.count - 1].issuer = try #require(Self.issuer)
                }
                draft.members = WitnessSets.draw(for: draft.members)
                Self.set(&draft, 1, ["E08000007", "E08000033", "E08000032"], 1)
            },
        ]
    }

    private static func set(_ draft: inout DirectoryDraft, _ place: Int, _ witnesses: [String], _ quorum: Int) {
        let log = draft.members[place].logs[0]
        draft.members[place].logs[0] = MemberLog(
            origin: log.origin, rawKey: log.rawKey, witnesses: witnesses.compactMap { AuthorityID($0) }, quorum: quorum)
    }

    private func histories() throws -> [Row] {
        let now = try sealed()
        let newKey = try sealed(version: 19) {
            $0.members[0].signingKeys = [try federation.key("E08000007#2026a", "new")]
        }
        let replaced = try sealed(version: 18) {
            $0.members[0].signingKeys = [try federation.key("E08000007#2026b", "newer")]
        }
        let life = try draft().expires.seconds - federation.now.seconds
        func row(_ what: String, _ clause: String, _ layer: String?, _ octets: [UInt8], after before: [[UInt8]]) -> Row
        {
            Row(what: what, clause: clause, layer: layer, octets: octets, before: before)
        }
        return [
            Row(what: "the last second of its life", clause: "DIR-3+", layer: nil, octets: now, late: life),
            Row(what: "a second after its life", clause: "DIR-3-", layer: "time", octets: now, late: life + 1),
            row("a newer version", "DIR-4+", nil, replaced, after: [now]),
            row("the same again", "DIR-5+", nil, now, after: [now]),
            row("an older version", "DIR-4-", "history", now, after: [replaced]),
            row(
                "other octets of the version in force", "DIR-5-", "history",
                try sealed { $0.members[0].isSuspended = true }, after: [now]),
            row("another key under its id", "DIR-20-", "history", newKey, after: [now]),
            row("another key under an id that was gone", "DIR-20-", "history", newKey, after: [now, replaced]),
            row(
                "the same key under an id that was gone", "DIR-20+", nil, try sealed(version: 19),
                after: [now, replaced]),
        ]
    }

    func file() throws -> VectorFile {
        let rows = [
            ("form", try forms()), ("schema", try schemas()), ("rule", try rules() + witnessRules()),
            ("history", try histories()),
        ]
        let vectors = rows.flatMap { flag, rows in
            rows.map { row in
                var input: [String: JSONValue] = [
                    "directory": .octets(row.octets), "signers": ["signer"],
                    "now": .integer(federation.now.seconds + row.late),
                ]
                if !row.before.isEmpty { input["before"] = .array(row.before.map { .octets($0) }) }
                return Vector(
                    row.what, row.clause, flags: [row.layer == nil ? "sound" : flag],
                    comment: row.layer == nil ? "Everything is sound." : "Everything is sound but what the name says.",
                    input: .object(input), expect: row.layer.map { .refused(at: $0) } ?? .accepted(read(row.octets)))
            }
        }
        return VectorFile(
            "directory-files",
            notes:
                "fcg.directory/1 in its envelope. Those under `before` were in force one after the other, then this is offered.",
            flags: [
                "sound": "must be taken", "form": "not the one form, or not signed",
                "schema": "a member is not as it must be",
                "rule": "each member is of its form, and they do not go together",
                "history": "too late, or against what was in force before",
            ], keys: ["signer": ["alg": "ed25519", "public": .octets(federation.signer.publicOctets)]], vectors: vectors
        )
    }

    private func read(_ octets: [UInt8]) -> [String: JSONValue] {
        guard let directory = try? Directory.archived(octets: octets, signers: federation.signers) else { return [:] }
        return DirectoryVectors.told(directory)
    }

    /// What a vector expects to be found in a directory that is taken.
    static func told(_ directory: Directory) -> [String: JSONValue] {
        let keys = directory.members.values.flatMap(\.signingKeys).map(\.id).sorted()
        return ["version": .integer(directory.version), "keyIDs": .array(keys.map(JSONValue.string))]
    }
}

@Suite("Vectors of directories")
struct VectorTests {
    // clause: FCP-DIR-1+ FCP-DIR-20-
    @Test("they are what is written now, and a node takes or refuses each as it says")
    func directories() throws {
        try DirectoryVectors().file().check()

        let (keys, vectors) = try VectorFile.read("directory-files")
        let signer = try #require(keys?["signer"]?["public"]?.octets)
        for vector in vectors {
            let input = try #require(vector["input"])
            let now = Instant(seconds: try #require(input["now"]?.number))
            let before = try (input["before"]?.elements ?? []).map { try #require($0.octets) }
            let offered = try #require(input["directory"]?.octets)
            let told = judge(offered, after: before, signers: [signer], now: now)
            #expect(told == vector["expect"]?.json, "\(vector["name"]?.text ?? "")")
        }
    }

    private func judge(_ octets: [UInt8], after before: [[UInt8]], signers: [[UInt8]], now: Instant) -> JSONValue {
        do {
            let folder = try TemporaryFolder()
            guard let first = before.first else {
                return .accepted(DirectoryVectors.told(try Directory.open(octets: octets, signers: signers, now: now)))
            }
            let live = try LiveDirectory(
                current: try Directory.open(octets: first, signers: signers, now: now), signers: signers,
                markPath: folder.path("mark.json"))
            for next in before.dropFirst() { try live.replace(octets: next, now: now) }
            try live.replace(octets: octets, now: now)
            return .accepted(DirectoryVectors.told(live.current))
        } catch let fault as DirectoryFault {
            return .refused(at: fault.layer)
        } catch { return .string("\(error)") }
    }
}

extension DirectoryFault {
    /// The layer of a vector that refuses so.
    fileprivate var layer: String {
        switch self {
        case .unreadable: "json"
        case .notCanonical: "canonical"
        case .schema: "schema"
        case .unknownSigner, .badSignature: "crypto"
        case .expired: "time"
        case .rolledBack, .forked, .otherFederation, .reusedKeyID, .markUnreadable, .markNotWritten: "history"
        case .repeatedAuthority, .repeatedKey, .repeatedName, .foreignKeyID, .wrongIdentity, .unusableIssuer,
            .unusableKey, .unfitWitnesses:
            "rules"
        }
    }
}
