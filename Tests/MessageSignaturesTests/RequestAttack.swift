import Crypto
import FoundationEssentials
import HTTPTypes
import Testing

@testable import MessageSignatures

private typealias F = ProfileFixture

/// A request that is sound but for one defect, and the fault that must name it.
struct RequestAttack: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let fault: ProfileFault
    let request: @Sendable () throws -> HTTPRequest

    init(_ name: String, _ fault: ProfileFault, _ request: @escaping @Sendable () throws -> HTTPRequest) {
        self.testDescription = name
        self.fault = fault
        self.request = request
    }

    /// A sound request with one field set to another value, or removed.
    static func field(_ name: HTTPField.Name, _ value: String?, _ fault: ProfileFault) -> RequestAttack {
        RequestAttack("\(name.canonicalName) is \(value?.prefix(60) ?? "absent")", fault) {
            var request = try F.request()
            request.headerFields[name] = value
            return request
        }
    }

    /// A request signed over other components.
    static func covering(_ components: String, _ fault: ProfileFault) -> RequestAttack {
        RequestAttack("covers (\(components.prefix(90)))", fault) { try F.request(covering: components) }
    }

    /// A request signed with other parameters.
    static func parameters(_ text: String, _ fault: ProfileFault) -> RequestAttack {
        RequestAttack("parameters \(text.prefix(200))", fault) { try F.request(covering: F.components, text) }
    }
}

// MARK: - Grammar (15 to 20)

extension RequestAttack {
    private static func input(_ text: String) -> RequestAttack {
        field(.signatureInput, text, .signatureMalformed)
    }

    static let grammar: [RequestAttack] = [
        field(.signatureInput, nil, .signatureMissing), field(.signature, nil, .signatureMissing),
        field(.signatureInput, "", .signatureMissing), field(.signature, "", .signatureMissing),
        RequestAttack("both fields are absent", .signatureMissing) { F.unsignedRequest() },
        field(.signature, "other=:AAAA:", .labelsDiffer),
        field(.signature, "fcg=:AAAA:, other=:AAAA:", .labelsDiffer),
        field(.signature, "fcg=:AAAA:, fcg=:AAAA:", .labelRepeated),
        field(.signatureInput, "fcg=(), fcg=()", .labelRepeated),
        RequestAttack("a weak signature first, under the same label on a line of its own", .labelRepeated) {
            var request = try F.request()
            let sound = request.headerFields[.signatureInput] ?? ""
            request.headerFields[values: .signatureInput] = ["fcg=();tag=\"fcg-request-v1\"", sound]
            return request
        },
        RequestAttack("one member spread over two lines", .signatureMalformed) {
            var request = try F.request(covering: F.components, F.parameters(nonce: ";nonce=\"a, b\""))
            let parts = (request.headerFields[.signatureInput] ?? "").split(separator: "a, b")
            request.headerFields[values: .signatureInput] = ["\(parts[0])a", "b\(parts[1])"]
            return request
        },
        input("fcg=\"x\""), input("fcg"), input("fcg=:AAAA:"), input("fcg=("), input("fcg=(\"@method\"\"@path\")"),
        field(.signature, "fcg=\"AAAA\"", .signatureMalformed), field(.signature, "fcg=:AA*A:", .signatureMalformed),
        field(.signature, "fcg=:AAA:", .signatureMalformed), field(.signature, "fcg=:AAAA:;a=1", .signatureMalformed),
        RequestAttack("500 labels", .severalSignatures) {
            var request = try F.request()
            request.headerFields[.signatureInput] = (0..<500).map { "s\($0)=()" }.joined(separator: ", ")
            request.headerFields[.signature] = (0..<500).map { "s\($0)=:AAAA:" }.joined(separator: ", ")
            return request
        },
        RequestAttack("a second, worthless signature", .severalSignatures) {
            var request = try F.request()
            request.headerFields[.signatureInput]? += ", x=();created=1"
            request.headerFields[.signature]? += ", x=:AAAA:"
            return request
        },
    ]

    static let componentGrammar: [RequestAttack] = [
        covering(F.components + " \"@path\"", .componentRepeated),
        covering(F.components + " \"@nothing\"", .componentMalformed),
        covering(F.components + " \"@signature-params\"", .componentMalformed),
        covering(F.components + " \"Date\"", .componentMalformed),
        covering(F.components + " date", .componentMalformed),
        covering(F.components + " 7", .componentMalformed),
        covering(F.components + " \"date\";other", .componentMalformed),
        covering(F.components + " \"date\";tr", .componentForbidden),
        covering(F.components + " \"@status\"", .componentForbidden),
        covering(F.components + " \"@path\";req", .componentForbidden),
        covering(F.components + " \"content-type\";req", .componentForbidden),
        covering(F.components + " \"content-type\";sf", .componentForbidden),
        covering(F.components + " \"content-type\";bs", .componentForbidden),
        covering(F.components + " \"content-digest\";key=\"sha-256\"", .componentForbidden),
        covering(F.components + " \"@target-uri\"", .componentForbidden),
        covering(F.components + " \"signature\"", .componentForbidden),
        covering(F.components + " \"signature-input\"", .componentForbidden),
        covering(F.components + " \"date\"", .componentAbsent),
        RequestAttack("covers a field that is absent, under a key nobody has", .componentAbsent) {
            try F.request(
                covering: F.components + " \"date\"", F.parameters(keyID: ";keyid=\"E08000035#x\""))
        },
    ]
}

// MARK: - Coverage and parameters (21 to 25, 29, 30)

extension RequestAttack {
    static let coverage: [RequestAttack] =
        [covering("", .uncovered(SignatureProfile.requestComponents[0]))]
        + SignatureProfile.requestComponents.map { left in
            let rest = SignatureProfile.requestComponents.filter { $0 != left }
            return covering(rest.map(\.description).joined(separator: " "), .uncovered(left))
        }
        + [
            covering(
                F.components.replacing("\"content-type\"", with: "\"content-type\";sf"),
                .uncovered(SignatureProfile.contentType))
        ]

    static let times: [RequestAttack] = [
        parameters(F.parameters(created: ""), .parameterMissing(.created)),
        parameters(F.parameters(expires: ""), .parameterMissing(.expires)),
        parameters(F.parameters(created: ";created=1795170960.5"), .parameterMalformed(.created)),
        parameters(F.parameters(created: ";created=\"1795170960\""), .parameterMalformed(.created)),
        parameters(F.parameters(created: ";created=@1795170960"), .parameterMalformed(.created)),
        parameters(F.parameters(created: ";created"), .parameterMalformed(.created)),
        parameters(F.parameters(expires: ";expires=?0"), .parameterMalformed(.expires)),
        parameters(F.parameters(created: ";created=-1795170960"), .lifetime),
        parameters(F.parameters(created: ";created=-200", expires: ";expires=-100"), .createdTooOld),
        parameters(
            F.parameters(created: ";created=999999999999900", expires: ";expires=999999999999999"), .createdInFuture),
        parameters(F.parameters(created: ";created=1795170960000000"), .signatureMalformed),
        parameters(F.parameters(more: ";created=1795170960"), .parameterRepeated),
    ]

    static let names: [RequestAttack] = [
        parameters(F.parameters(keyID: ""), .parameterMissing(.keyID)),
        parameters(F.parameters(keyID: ";keyid=\"\""), .parameterMalformed(.keyID)),
        parameters(F.parameters(keyID: ";keyid=E08000035"), .parameterMalformed(.keyID)),
        parameters(
            F.parameters(keyID: ";keyid=\"\(String(repeating: "a", count: 8_000))\""), .parameterMalformed(.keyID)),
        parameters(F.parameters(keyID: ";keyid=\"../../etc/passwd\""), .parameterMalformed(.keyID)),
        parameters(F.parameters(keyID: ";keyid=\"' OR 1=1 --\""), .parameterMalformed(.keyID)),
        parameters(F.parameters(keyID: ";keyid=\"%s%n\""), .parameterMalformed(.keyID)),
        parameters(F.parameters(keyID: ";keyid=\"https://keys.example/1\""), .parameterMalformed(.keyID)),
        parameters(F.parameters(nonce: ""), .parameterMissing(.nonce)),
        parameters(F.parameters(nonce: ";nonce=\"tooshort\""), .parameterMalformed(.nonce)),
        parameters(F.parameters(nonce: ";nonce=7"), .parameterMalformed(.nonce)),
        parameters(
            F.parameters(nonce: ";nonce=\"\(String(repeating: "a", count: 65))\""), .parameterMalformed(.nonce)),
        parameters(F.parameters(nonce: ";nonce=\"Cf_hUrUVwqaXtpb7Eg3MSo+/\""), .parameterMalformed(.nonce)),
        parameters(F.parameters(algorithm: ";alg=\"none\""), .algorithmUnknown),
        parameters(F.parameters(algorithm: ";alg=\"\""), .algorithmUnknown),
        parameters(F.parameters(algorithm: ";alg=\"hmac-sha256\""), .algorithmUnknown),
        parameters(F.parameters(algorithm: ";alg=\"rsa-pss-sha512\""), .algorithmUnknown),
        parameters(F.parameters(algorithm: ";alg=\"Ed25519\""), .algorithmUnknown),
        parameters(F.parameters(algorithm: ";alg=ed25519"), .parameterMalformed(.algorithm)),
        parameters(F.parameters(tag: ""), .tagMissing),
        parameters(F.parameters(tag: ";tag=\"web-bot-auth\""), .tagForeign),
        parameters(F.parameters(tag: ";tag=\"fcg-response-v1\""), .tagForeign),
        parameters(F.parameters(tag: ";tag=token"), .parameterMalformed(.tag)),
        parameters(F.parameters(more: ";context=\"x\""), .parameterUnknown),
    ]
}

// MARK: - Keys and cryptography (25 to 28)

extension RequestAttack {
    private static func signature(_ name: String, _ change: @escaping @Sendable ([UInt8]) -> [UInt8]) -> RequestAttack {
        RequestAttack("the signature is \(name)", .signatureInvalid) {
            var request = try F.request()
            let sound = try #require(try MessageSignature.all(in: request.headerFields).first).signature
            let line = HTTPFields.line("fcg") { $0.append(byteSequence: change(sound)) }
            request.headerFields[.signature] = String(decoding: line, as: UTF8.self)
            return request
        }
    }

    /// Adds the group order of Ed25519 to S: the same signature for verifiers that do not check its range.
    private static func plusOrder(_ signature: [UInt8]) -> [UInt8] {
        let order: [UInt8] = [
            0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ]
        var carry = 0
        var changed = signature
        for (index, octet) in order.enumerated() {
            let sum = Int(signature[32 + index]) + Int(octet) + carry
            changed[32 + index] = UInt8(sum & 255)
            carry = sum >> 8
        }
        return changed
    }

    static let keys: [RequestAttack] = [
        parameters(F.parameters(keyID: ";keyid=\"test-key-ed25519\""), .keyUnknown),
        parameters(F.parameters(keyID: ";keyid=\"e08000035#2026a\""), .keyUnknown),
        parameters(F.parameters(keyID: ";keyid=\"E08000035#2026a.\""), .keyUnknown),
        parameters(F.parameters(keyID: ";keyid=\"E08000035#old\""), .keyExpired),
        parameters(F.parameters(keyID: ";keyid=\"E08000035#new\""), .keyNotYetValid),
        parameters(F.parameters(algorithm: ";alg=\"ecdsa-p256-sha256\""), .algorithmMismatch),
        RequestAttack("another key's algorithm, named before the key's owner is looked at", .algorithmMismatch) {
            try F.request(
                covering: F.components,
                F.parameters(keyID: ";keyid=\"E08000007#2026a\"", algorithm: ";alg=\"ecdsa-p256-sha256\""))
        },
        RequestAttack("a P-256 signature under the name of an Ed25519 key", .signatureInvalid) {
            try F.request(covering: F.components, F.parameters(algorithm: ""), key: F.p256Key)
        },
        RequestAttack("a valid key of another authority than the connection's", .identityForeign) {
            try F.request(
                covering: F.components, F.parameters(keyID: ";keyid=\"E08000007#2026a\""), key: F.holderKey)
        },
        RequestAttack("the published test key of RFC 9421 under a name of ours", .signatureInvalid) {
            try F.request(key: SigningKey.ed25519(rawRepresentation: RFCVector.ed25519Seed))
        },
        RequestAttack("an HMAC keyed with the public key", .signatureInvalid) {
            var request = try F.request()
            let key = SymmetricKey(data: try #require(F.askerKey).verificationKey.rawRepresentation)
            let input = try #require(try MessageSignature.all(in: request.headerFields).first).input
            let base = try SignatureBase(of: input, in: .request(request)).octets
            let code = Array(HMAC<SHA512>.authenticationCode(for: base, using: key))
            let line = HTTPFields.line("fcg") { $0.append(byteSequence: code) }
            request.headerFields[.signature] = String(decoding: line, as: UTF8.self)
            return request
        },
        signature("empty") { _ in [] }, signature("63 octets") { Array($0.dropLast()) },
        signature("65 octets") { $0 + [0] }, signature("zeros") { _ in [UInt8](repeating: 0, count: 64) },
        signature("one bit off") { [$0[0] ^ 1] + $0.dropFirst() }, signature("S + L", plusOrder),
        signature("1 MiB") { _ in [UInt8](repeating: 7, count: 1 << 20) },
    ]
}

// MARK: - Another message than was signed (31, 32)

extension RequestAttack {
    private static func changed(
        _ name: String, _ fault: ProfileFault = .signatureInvalid,
        _ change: @escaping @Sendable (inout HTTPRequest) -> Void
    ) -> RequestAttack {
        RequestAttack(name, fault) {
            var request = try F.request()
            change(&request)
            return request
        }
    }

    static let otherMessages: [RequestAttack] = [
        changed("another method") { $0.method = .put },
        changed("a method in lower case") { $0.method = .init("post") ?? .put },
        changed("another path") { $0.path = "/fcg/v1/reconcile" }, changed("a query added") { $0.path? += "?a=1" },
        changed("another authority", .authorityForeign) { $0.authority = "gateway.leeds.example" },
        changed("another port", .authorityForeign) { $0.authority = "\(F.authority):8443" },
        changed("user information", .authorityForeign) { $0.authority = "a@\(F.authority)" },
        changed("a letter that only Unicode lowers to k", .authorityForeign) {
            $0.authority = "gateway.stoc\u{212A}port.example"
        },
        changed("no authority", .authorityAbsent) { $0.authority = nil },
        changed("a Host beside the authority", .authorityAmbiguous) { $0.headerFields[.hostField] = F.authority },
        changed("a Host that differs", .authorityAmbiguous) { $0.headerFields[.hostField] = "gateway.leeds.example" },
        changed("two Hosts", .authorityAmbiguous) { $0.headerFields[values: .hostField] = [F.authority, F.authority] },
        changed("another content type", .mediaType) { $0.headerFields[.contentType] = "text/plain" },
        changed("the content type in other letters") { $0.headerFields[.contentType] = "Application/JSON" },
        changed("no content type", .mediaType) { $0.headerFields[.contentType] = nil },
        changed("a content type with parameters", .mediaType) {
            $0.headerFields[.contentType] = "application/json; charset=utf-8"
        },
        changed("two content types", .mediaType) {
            $0.headerFields[values: .contentType] = ["application/json", "application/json"]
        },
        RequestAttack("signed and sent for a foreign authority, X-Forwarded-Host agreeing", .authorityForeign) {
            var request = F.unsignedRequest()
            request.authority = "gateway.leeds.example"
            request.headerFields[.literal("X-Forwarded-Host")] = F.authority
            return try F.request(from: request)
        },
        changed("a content coding", .contentCoding) { $0.headerFields[.contentEncoding] = "identity" },
        changed("length and transfer coding", .framing) {
            $0.headerFields[.contentLength] = "22"
            $0.headerFields[.transferEncoding] = "chunked"
        },
        changed("trailers", .framing) { $0.headerFields[.trailer] = "Content-Digest" },
    ]
}
