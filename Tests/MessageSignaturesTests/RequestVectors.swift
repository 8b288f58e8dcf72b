import HTTPTypes
import TestSupport
import Testing
import WireProtocol

@testable import MessageSignatures

private typealias F = ProfileFixture

/// `content-digest`: the attacks of ``DigestAttackTests`` and what is sound.
enum DigestVectors {
    private static let sound = ContentDigest.fieldValue(of: F.body)
    private static let sound512 = ContentDigest.fieldValue(of: F.body, algorithms: [.sha512])
    private static let wrong = ContentDigest.fieldValue(of: F.answer)
    private static let wrong512 = ContentDigest.fieldValue(of: F.answer, algorithms: [.sha512])

    private static let rows: [(what: String, field: String?, fault: ProfileFault?, clause: String)] = [
        ("sha-256 alone", sound, nil, "SIG-24+"), ("sha-512 alone", sound512, nil, "SIG-25+"),
        ("both", "\(sound), \(sound512)", nil, "SIG-24+"), ("no field", nil, .digestMissing, "SIG-23-"),
        ("an empty field", "", .digestMissing, "SIG-23-"), ("of another body", wrong, .digestMismatch, "SIG-24-"),
        ("of nothing", ContentDigest.fieldValue(of: []), .digestMismatch, "SIG-24-"),
        ("the second wrong", "\(sound), \(wrong512)", .digestMismatch, "SIG-24-"),
        ("the first wrong", "\(wrong512), \(sound)", .digestMismatch, "SIG-24-"),
        ("md5", "md5=:AAAA:", .digestUnknown, "SIG-25-"), ("sha", "sha=:AAAA:", .digestUnknown, "SIG-25-"),
        ("an unknown one beside a right one", "\(sound), x=:AAAA:", .digestUnknown, "SIG-25-"),
        ("upper case", sound.replacing("sha", with: "SHA"), .digestMalformed, "SIG-26-"),
        ("a string", "sha-256=\"AAAA\"", .digestMalformed, "SIG-26-"),
        ("too short", "sha-256=:AAAA:", .digestMalformed, "SIG-26-"),
        ("a parameter", "\(sound);a=1", .digestMalformed, "SIG-26-"),
        ("twice, the first right", "\(sound), \(wrong)", .digestRepeated, "SIG-26-"),
        ("twice, the last right", "\(wrong), \(sound)", .digestRepeated, "SIG-11-"),
    ]

    static func file() -> VectorFile {
        let vectors = rows.map { row in
            var input: [String: JSONValue] = ["body": .octets(F.body)]
            input["field"] = row.field.map(JSONValue.string)
            return Vector(
                row.what, row.clause, flags: [row.fault == nil ? "sound" : "defect"],
                comment: row.fault == nil ? "Every digest is right." : "The one defect is what the name says.",
                input: .object(input),
                expect: row.fault.map { .refused(at: $0.step.rawValue, code: $0.code) } ?? .accepted())
        }
        return VectorFile(
            "content-digest", notes: "RFC 9530, of which every digest present must be right.",
            flags: ["sound": "must be accepted", "defect": "must be refused"], vectors: vectors)
    }
}

/// `request-signature`: the attacks of ``RequestAttack``, the borders of time, and what is sound in another form.
enum RequestVectors {
    private static let groups: [(flag: String, attacks: [RequestAttack])] = [
        ("grammar", RequestAttack.grammar + RequestAttack.componentGrammar), ("coverage", RequestAttack.coverage),
        ("parameters", RequestAttack.times + RequestAttack.names), ("keys", RequestAttack.keys),
        ("another-message", RequestAttack.otherMessages),
    ]

    static func file() throws -> VectorFile {
        var vectors = try soundOnes() + borders()
        for (flag, attacks) in groups {
            for attack in attacks where !attack.testDescription.contains("P-256") {
                let request = try attack.request()
                // What is larger never gets past a listener, and an ECDSA signature differs each time: see P256Vectors.
                guard request.headerFields.allSatisfy({ $0.value.utf8.count <= 8_192 }) else { continue }
                vectors.append(vector(attack, request, flag, number: vectors.count + 1))
            }
        }
        vectors += try P256Vectors.vectors()
        return VectorFile(
            "request-signature",
            notes:
                "The profile fcg-sig-v1. Every request was signed soundly over what it says it covers, unless the defect is "
                + "in the signature; where nothing can be signed the signature is 64 zeros. `authority` is the one Host.",
            flags: [
                "sound": "must be accepted", "border": "the last second that passes, or the first that does not",
                "grammar": "the two fields are not what RFC 9421 has", "coverage": "a component is not covered",
                "parameters": "a parameter is missing, unknown or of another form",
                "keys": "another key, algorithm or signature", "another-message": "not the message that was signed",
            ], keys: VectorKeys.json, vectors: vectors)
    }

    private static func vector(
        _ attack: RequestAttack, _ request: HTTPRequest, _ flag: String, number: Int
    ) -> Vector {
        Vector(
            "\(attack.fault.words) \(number)",
            flag == "keys" && attack.fault == .signatureInvalid ? "SIG-16-" : attack.fault.clause, flags: [flag],
            comment: "Everything is sound except this: \(attack.testDescription.prefix(120)).",
            input: input(request), expect: .refused(at: attack.fault.step.rawValue, code: attack.fault.code))
    }

    static func input(_ request: HTTPRequest, now: Int64 = F.now) -> JSONValue {
        .object(
            request.vector.merging([
                "body": .octets(F.body), "now": .integer(now), "connection": .string(F.asker),
                "authorities": [.string(F.authority)],
            ]) { first, _ in first })
    }

    private static func accepted(
        _ what: String, _ clause: String, _ request: HTTPRequest, now: Int64 = F.now, flag: String = "sound"
    ) throws -> Vector {
        let evidence = try F.verify(request, now: now).evidence
        return Vector(
            what, clause, flags: [flag], comment: "Everything is sound.", input: input(request, now: now),
            expect: .accepted(["base": .octets(evidence.base), "rq": .octets(evidence.vectorDigest)]))
    }

    private static func soundOnes() throws -> [Vector] {
        let reordered = "\"content-digest\" \"@query\" \"content-type\" \"@path\" \"@method\" \"@authority\""
        var two = F.unsignedRequest()
        two.headerFields[.contentDigest] = ContentDigest.fieldValue(of: F.body, algorithms: [.sha512, .sha256])
        var spaced = try F.request()
        spaced.headerFields[.signatureInput] = spaced.headerFields[.signatureInput]?.replacing(" ", with: "   ")
        var capitals = try F.request()
        capitals.authority = "GATEWAY.stockport.example:443"
        var labelled = try F.request()
        for name in [HTTPField.Name.signatureInput, .signature] {
            labelled.headerFields[name] = labelled.headerFields[name]?.replacing("fcg=", with: "sig1=")
        }
        return [
            try accepted("a plain request", "SIG-1+", F.request()),
            try accepted("components in another order", "SIG-1+", F.request(covering: reordered)),
            try accepted("no alg", "SIG-15+", F.request(covering: F.components, F.parameters(algorithm: ""))),
            try accepted("two digests", "SIG-24+", F.request(from: two)),
            try accepted("spaces that the base has not", "SIG-28+", spaced),
            try accepted("the authority in capitals with its port", "SIG-30+", capitals),
            try accepted("another label", "SIG-12+", labelled),
            try accepted("a further field covered", "SIG-2+", F.request(alsoCovering: [.userAgent])),
        ]
    }

    private static func borders() throws -> [Vector] {
        let request = try F.request()
        func late(_ what: String, _ clause: String, now: Int64) -> Vector {
            Vector(
                what, clause, flags: ["border"], comment: "A second too far.", input: input(request, now: now),
                expect: .refused(at: "time", code: .signatureTime))
        }
        let longest = F.parameters(expires: ";expires=1795171260")
        return [
            try accepted("60 seconds ahead", "TIM-1+", request, now: F.created - 60, flag: "border"),
            late("61 seconds ahead", "TIM-1-", now: F.created - 61),
            try accepted("60 seconds past its end", "TIM-3+", request, now: F.expires + 60, flag: "border"),
            late("61 seconds past its end", "TIM-3-", now: F.expires + 61),
            try accepted(
                "360 seconds old and at the end of its longest life", "TIM-2+",
                F.request(covering: F.components, longest), now: F.created + 360, flag: "border"),
        ]
    }
}

extension ProfileFault {
    /// The clause that a vector of this fault is about, with its sign.
    var clause: String {
        switch self {
        case .authorityForeign: "SIG-31-"
        case .authorityAbsent, .authorityAmbiguous: "TLS-7-"
        case .mediaType: "SIG-27-"
        case .contentCoding: "TLS-12-"
        case .framing: "TLS-9-"
        case .unexpectedStatus: "ANS-19-"
        case .signatureMissing: "SIG-9-"
        case .signatureMalformed: "SIG-40-"
        case .labelsDiffer: "SIG-10-"
        case .labelRepeated, .parameterRepeated: "SIG-11-"
        case .componentMalformed, .componentRepeated: "SIG-4-"
        case .componentForbidden, .componentAbsent: "SIG-3-"
        case .severalSignatures: "SIG-8-"
        case .tagForeign: "SIG-13-"
        case .parameterUnknown: "SIG-7-"
        case .tagMissing, .parameterMissing: "SIG-5-"
        case .parameterMalformed(.nonce): "SIG-21-"
        case .parameterMalformed: "SIG-6-"
        case .algorithmUnknown, .algorithmMismatch: "SIG-14-"
        case .nonceForeign: "ANS-12-"
        case .uncovered: "SIG-1-"
        case .receiptMissing: "ANS-30-"
        case .requestUnsigned: "ANS-14-"
        case .keyUnknown: "SIG-18-"
        case .keyNotYetValid, .keyExpired: "SIG-19-"
        case .identityForeign: "IDN-12-"
        case .lifetime: "TIM-4-"
        case .createdInFuture: "TIM-1-"
        case .createdTooOld: "TIM-2-"
        case .expired: "TIM-3-"
        case .digestMissing: "SIG-23-"
        case .digestMismatch: "SIG-24-"
        case .digestUnknown: "SIG-25-"
        case .digestMalformed, .digestRepeated: "SIG-26-"
        case .valueUnsignable: "SIG-33-"
        case .signatureInvalid: "SIG-32-"
        }
    }

    /// The case in words: `uncovered`, `parameter missing created`.
    var words: String {
        "\(self)".replacing(/[A-Z]/) { " \($0.output.lowercased())" }.replacing(/[^a-z]+/, with: " ")
            .split(separator: " ").prefix(4).joined(separator: " ")
    }
}
