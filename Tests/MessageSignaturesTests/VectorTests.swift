import Crypto
import FoundationEssentials
import HTTPTypes
import TestSupport
import Testing
import WireProtocol

@testable import MessageSignatures

private typealias F = ProfileFixture

/// `content-digest`, `request-signature` and `response-signature`: written from the attacks of this target.
@Suite("Vectors of signatures")
struct VectorTests {
    @Test("those of digests are what is written now, and the reader judges as they say")
    func digests() throws {
        try DigestVectors.file().check()

        for vector in try VectorFile.read("content-digest").vectors {
            let input = try #require(vector["input"])
            var fields = HTTPFields()
            fields[.contentDigest] = input["field"]?.text
            let body = try #require(input["body"]?.octets)
            let isRight = (try? ContentDigest.verify(fields, body: body)) != nil
            #expect(isRight == (vector["expect"]?["result"]?.text == "accept"), "\(vector["name"]?.text ?? "")")
        }
    }

    @Test("those of requests are what is written now, and the verifier judges as they say")
    func requests() throws {
        try RequestVectors.file().check()

        let (keys, vectors) = try VectorFile.read("request-signature")
        for vector in vectors {
            let input = try #require(vector["input"])
            let outcome = Outcome {
                try SignatureProfile.verify(
                    request: try HTTPRequest(vector: input), body: try #require(input["body"]?.octets),
                    now: try #require(input["now"]?.number),
                    authorities: Set(try #require(input["authorities"]?.elements).compactMap(\.text)),
                    expectedOwner: try #require(input["connection"]?.text), keys: { ProfileKey($0, in: keys) }
                ).evidence
            }
            #expect(outcome.expectation(evidence: "rq") == vector["expect"]?.json, "\(vector["name"]?.text ?? "")")
        }
    }

    @Test("those of responses are what is written now, and the verifier judges as they say")
    func responses() throws {
        try ResponseVectors.file().check()

        let (keys, vectors) = try VectorFile.read("response-signature")
        for vector in vectors {
            let input = try #require(vector["input"])
            var head = HTTPResponse(status: .init(code: Int(try #require(input["status"]?.number))))
            head.headerFields = try HTTPFields(vector: input)
            let outcome = Outcome {
                try SignatureProfile.verify(
                    response: head, body: try #require(input["body"]?.octets),
                    answering: try HTTPRequest(vector: try #require(input["request"])),
                    now: try #require(input["now"]?.number), expectedOwner: try #require(input["dialled"]?.text),
                    requiresReceipt: true, keys: { ProfileKey($0, in: keys) }
                ).evidence
            }
            #expect(outcome.expectation(evidence: "ra") == vector["expect"]?.json, "\(vector["name"]?.text ?? "")")
        }
    }
}

/// What verifying came to.
private enum Outcome {
    case accepted(SignatureEvidence)
    case refused(ProfileFault)
    case broken(String)

    init(_ verify: () throws -> SignatureEvidence) {
        do { self = .accepted(try verify()) } catch let fault as ProfileFault { self = .refused(fault) } catch {
            self = .broken("\(error)")
        }
    }

    func expectation(evidence name: String) -> JSONValue {
        switch self {
        case .accepted(let evidence): .accepted(["base": .octets(evidence.base), name: .octets(evidence.digest)])
        case .refused(let fault): .refused(at: fault.step.rawValue, code: fault.code)
        case .broken(let text): .string(text)
        }
    }
}

extension SignatureEvidence {
    /// E(base, signature) of FCP-AUD-7, written out.
    fileprivate var digest: [UInt8] {
        let length = (0..<4).map { UInt8(base.count >> (24 - 8 * $0) & 255) }
        return Array(SHA256.hash(data: Array("fcg-evidence/v1\n".utf8) + length + base + signature))
    }
}

// MARK: - HTTP messages in vectors

extension HTTPFields {
    /// Fields of a vector, in their order.
    fileprivate init(vector: VectorPart) throws {
        self.init()
        for pair in try #require(vector["fields"]?.elements) {
            let parts = try #require(pair.elements).compactMap(\.text)
            append(HTTPField(name: try #require(HTTPField.Name(parts[0])), value: parts[1]))
        }
    }

    var vector: JSONValue { .array(map { [.string($0.name.rawName), .string($0.value)] }) }
}

extension HTTPRequest {
    fileprivate init(vector: VectorPart) throws {
        let method = HTTPRequest.Method(try #require(vector["method"]?.text))
        self.init(
            method: try #require(method), scheme: "https", authority: vector["authority"]?.text,
            path: try #require(vector["path"]?.text), headerFields: try HTTPFields(vector: vector))
    }

    /// Members of a vector's input.
    var vector: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "method": .string(method.rawValue), "path": .string(path ?? ""), "fields": headerFields.vector,
        ]
        members["authority"] = authority.map(JSONValue.string)
        return members
    }
}

extension ProfileKey {
    /// A key of a vector file.
    fileprivate init?(_ id: String, in keys: VectorPart?) {
        guard let key = keys?[id], let algorithm = key["alg"]?.text.flatMap(SignatureAlgorithm.init),
            let octets = key["public"]?.octets, let owner = key["owner"]?.text,
            let notBefore = key["notBefore"]?.number, let notAfter = key["notAfter"]?.number,
            let bytes = VerificationKey(
                algorithm: algorithm, rawRepresentation: (algorithm == .ed25519 ? [] : [4]) + octets)
        else { return nil }
        self.init(key: bytes, owner: owner, notBefore: notBefore, notAfter: notAfter)
    }
}

/// The keys of the fixture, as vector files name them.
enum VectorKeys {
    static var json: JSONValue {
        let ids = [
            (F.askerKeyID, "fcg example asker key"), (F.holderKeyID, "fcg example holder key"),
            ("E08000035#old", "fcg example asker key"), ("E08000035#new", "fcg example asker key"),
            (P256Vectors.keyID, "fcg example hsm"),
        ]
        return .object(
            Dictionary(
                uniqueKeysWithValues: ids.compactMap { id, seed in
                    F.directory(id).map { key in
                        (
                            id,
                            [
                                "alg": .string(key.key.algorithm.rawValue),
                                "public": .octets(
                                    key.key.rawRepresentation.dropFirst(key.key.algorithm == .ed25519 ? 0 : 1)),
                                "seed": .octets(SHA256.hash(data: Array(seed.utf8))), "owner": .string(key.owner),
                                "notBefore": .integer(key.notBefore), "notAfter": .integer(key.notAfter),
                            ]
                        )
                    }
                }))
    }
}
