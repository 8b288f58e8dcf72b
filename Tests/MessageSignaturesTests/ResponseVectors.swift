import Crypto
import FoundationEssentials
import HTTPTypes
import TestSupport
import Testing
import WireProtocol

@testable import MessageSignatures

private typealias F = ProfileFixture

/// `response-signature`: what ``ResponseProfileTests`` lets a hostile holder do.
enum ResponseVectors {
    private struct Row {
        let what: String
        let fault: ProfileFault?
        let clause: String
        let response: HTTPResponse
        var request: HTTPRequest
        var body = F.answer
        var now = F.now
        var dialled = F.holder
    }

    static func file() throws -> VectorFile {
        let rows = try sound() + altered() + parameters() + coverage()
        let vectors = try rows.map { row in
            let expect: JSONValue
            if let fault = row.fault {
                expect = .refused(at: fault.step.rawValue, code: fault.code)
            } else {
                let evidence = try F.verify(row.response, body: row.body, answering: row.request, now: row.now).evidence
                expect = .accepted(["base": .octets(evidence.base), "ra": .octets(evidence.vectorDigest)])
            }
            return Vector(
                row.what, row.clause, flags: [row.fault == nil ? "sound" : "hostile"],
                comment: row.fault == nil ? "Everything is sound." : "Everything is sound except what the name says.",
                input: [
                    "request": .object(row.request.vector), "status": .integer(Int64(row.response.status.code)),
                    "fields": row.response.headerFields.vector, "body": .octets(row.body), "now": .integer(row.now),
                    "dialled": .string(row.dialled),
                ], expect: expect)
        }
        return VectorFile(
            "response-signature",
            notes:
                "What an asker must check of the signature of an answer to its query. The receipt's content is another "
                + "matter; that there is one, covered, is this one's.",
            flags: ["sound": "must be accepted", "hostile": "no verified answer"], keys: VectorKeys.json,
            vectors: vectors)
    }

    private static func row(
        _ what: String, _ fault: ProfileFault?, _ clause: String, covering components: String = F.responseComponents,
        _ parameters: String = F.responseParameters(), key: SigningKey? = F.holderKey
    ) throws -> Row {
        let request = try F.request()
        let response = F.response(covering: components, parameters, key: key, answering: request)
        return Row(what: what, fault: fault, clause: clause, response: response, request: request)
    }

    private static func changed(
        _ what: String, _ fault: ProfileFault, _ clause: String, _ change: (inout HTTPResponse, HTTPRequest) -> Void
    ) throws -> Row {
        let request = try F.request()
        var response = try F.response(to: request)
        change(&response, request)
        return Row(what: what, fault: fault, clause: clause, response: response, request: request)
    }

    private static func sound() throws -> [Row] {
        let further = try F.request(alsoCovering: [.userAgent])
        var last = try row("the last second of an answer", nil, "ANS-15+")
        last.now = F.expires + 60
        return [
            try row("a plain answer", nil, "ANS-11+"), last,
            Row(
                what: "what the request covered beyond is bound too", fault: nil, clause: "SIG-35+",
                response: try F.response(to: further), request: further),
        ]
    }

    private static func altered() throws -> [Row] {
        var otherBody = try row("another body", .digestMismatch, "ANS-18-")
        otherBody.body = F.answer + [0x0A]
        var late = try row("a second after its last", .expired, "ANS-15-")
        late.now = F.expires + 61
        var other = try F.request()
        other.path = "/fcg/v1/reconcile"
        var elsewhere = try row("of another authority than the one dialled", .identityForeign, "ANS-13-")
        elsewhere.dialled = "E08000036"
        return [
            try changed("no signature", .signatureMissing, "ANS-11-") { response, _ in
                response.headerFields[.signature] = nil
                response.headerFields[.signatureInput] = nil
            },
            try changed("no digest", .digestMissing, "ANS-18-") { response, _ in
                response.headerFields[.contentDigest] = nil
            },
            try changed("another status", .signatureInvalid, "ANS-11-") { response, _ in response.status = .created },
            try changed("another receipt", .signatureInvalid, "ANS-11-") { response, _ in
                response.headerFields[.literal("FCG-Receipt")] = "origin=\"x\""
            },
            try changed("another media type", .mediaType, "ANS-24-") { response, _ in
                response.headerFields[.contentType] = "text/html"
            },
            try changed("a content coding", .contentCoding, "ANS-21-") { response, _ in
                response.headerFields[.contentEncoding] = "gzip"
            },
            try changed("the signature of the request sent back", .tagForeign, "ANS-16-") { response, request in
                response.headerFields[.signatureInput] = request.headerFields[.signatureInput]
                response.headerFields[.signature] = request.headerFields[.signature]
            },
            try changed("a second signature", .severalSignatures, "ANS-17-") { response, _ in
                response.headerFields[.signatureInput]? += ", x=()"
                response.headerFields[.signature]? += ", x=:AAAA:"
            },
            try changed("a redirect", .unexpectedStatus, "ANS-19-") { response, _ in
                response.status = .temporaryRedirect
            },
            Row(
                what: "bound to another request", fault: .signatureInvalid, clause: "ANS-14-",
                response: F.response(answering: other), request: try F.request()),
            otherBody, late, elsewhere,
        ]
    }

    private static func parameters() throws -> [Row] {
        let p = F.responseParameters
        return [
            try row("a key of the asker", .signatureInvalid, "ANS-13-", key: F.askerKey),
            try row(
                "a key nobody has", .keyUnknown, "ANS-13-",
                p(created, expires, nonce, ";keyid=\"E08000007#x\"", alg, tag)),
            try row(
                "a key of another authority", .identityForeign, "ANS-13-",
                p(created, expires, nonce, ";keyid=\"E08000035#2026a\"", alg, tag), key: F.askerKey),
            try row(
                "stale", .createdTooOld, "ANS-15-",
                p(";created=1795170500", ";expires=1795170600", nonce, keyID, alg, tag)),
            try row(
                "from the future", .createdInFuture, "ANS-15-",
                p(";created=1795171031", expires, nonce, keyID, alg, tag)),
            try row(
                "signed for a year", .lifetime, "ANS-15-", p(created, ";expires=1826707080", nonce, keyID, alg, tag)),
            try row("no nonce", .parameterMissing(.nonce), "ANS-12-", p(created, expires, "", keyID, alg, tag)),
            try row(
                "another nonce", .nonceForeign, "ANS-12-",
                p(created, expires, ";nonce=\"another-nonce-0123456789\"", keyID, alg, tag)),
            try row(
                "the tag of a request", .tagForeign, "ANS-16-",
                p(created, expires, nonce, keyID, alg, ";tag=\"fcg-request-v1\"")),
            try row("no tag", .tagMissing, "ANS-16-", p(created, expires, nonce, keyID, alg, "")),
            try row("alg none", .algorithmUnknown, "ANS-17-", p(created, expires, nonce, keyID, ";alg=\"none\"", tag)),
            try row(
                "alg hmac", .algorithmUnknown, "ANS-17-", p(created, expires, nonce, keyID, ";alg=\"hmac-sha256\"", tag)
            ),
            try row(
                "alg of another key", .algorithmMismatch, "ANS-17-",
                p(created, expires, nonce, keyID, ";alg=\"ecdsa-p256-sha256\"", tag)),
        ]
    }

    private static let created = ";created=1795170960"
    private static let expires = ";expires=1795171080"
    private static let nonce = ";nonce=\"Cf_hUrUVwqaXtpb7Eg3MSoqiIVN4FI_o\""
    private static let keyID = ";keyid=\"E08000007#2026a\""
    private static let alg = ";alg=\"ed25519\""
    private static let tag = ";tag=\"fcg-response-v1\""

    private static func coverage() throws -> [Row] {
        let all = F.responseComponents.split(separator: " ").map(String.init)
        var rows = try all.enumerated().map { place, component in
            let rest = all.enumerated().filter { $0.offset != place }.map(\.element).joined(separator: " ")
            let required = required(component)
            return try row("not covering \(component)", .uncovered(required), "ANS-14-", covering: rest)
        }
        rows.append(
            try row(
                "covering a component too many", .componentForbidden, "ANS-14-",
                covering: F.responseComponents + " \"@scheme\";req"))
        return rows
    }

    private static func required(_ component: String) -> ComponentIdentifier {
        let name = component.split(separator: "\"").first.map(String.init) ?? ""
        let plain = ComponentIdentifier(unchecked: name)
        return component.hasSuffix(";req") ? plain.ofRequest : plain
    }
}

extension SignatureEvidence {
    /// E(base, signature) of FCP-AUD-7.
    var vectorDigest: [UInt8] {
        let length = withUnsafeBytes(of: UInt32(base.count).bigEndian) { Array($0) }
        return Array(SHA256.hash(data: Array("fcg-evidence/v1\n".utf8) + length + base + signature))
    }
}
