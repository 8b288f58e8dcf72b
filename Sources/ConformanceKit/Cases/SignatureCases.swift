import MessageSignatures
import WireProtocol

/// Section B: grammar, coverage and parameters of the request signature.
enum SignatureCases {
    static var all: [ConformanceCase] {
        var list = CaseList(.signature)
        fields(&list)
        grammar(&list)
        values(&list)
        coverage(&list)
        parameters(&list)
        forms(&list)
        names(&list)
        addresses(&list)
        return list.all
    }

    private static func fields(_ list: inout CaseList) {
        list.refused("FCP-SIG-9-", "none", "no signature at all", .signatureMissing, attacks: [15]) { draft in
            draft.bendHead = {
                $0.remove("Signature-Input")
                $0.remove("Signature")
            }
        }
        list.refused(
            "FCP-SIG-9-", "input-alone", "`Signature-Input` without `Signature`", .signatureMissing, attacks: [15]
        ) { draft in
            draft.bendHead = { $0.remove("Signature") }
        }
        list.refused(
            "FCP-SIG-9-", "signature-alone", "`Signature` without `Signature-Input`", .signatureMissing, attacks: [15]
        ) { draft in
            draft.bendHead = { $0.remove("Signature-Input") }
        }
        list.refused("FCP-SIG-9-", "blank", "both fields blank", .signatureMissing, .signatureMalformed, attacks: [15])
        { draft in
            draft.bendHead = {
                $0.change("Signature-Input") { _ in "Signature-Input: " }
                $0.change("Signature") { _ in "Signature: " }
            }
        }
        list.refused(
            "FCP-SIG-8-", "two-signatures", "a second signature beside the sound one", .signatureMalformed,
            attacks: [19]
        ) { draft in
            draft.bendHead = {
                $0.change("Signature-Input") { $0 + ", two=" + $0.dropFirst("Signature-Input: fcg=".count) }
                $0.change("Signature") { $0 + ", two=" + $0.dropFirst("Signature: fcg=".count) }
            }
        }
        list.refused(
            "FCP-SIG-8-", "worthless-second", "a worthless second signature under a label of its own line",
            .signatureMalformed, attacks: [19]
        ) { draft in
            draft.bendHead = {
                $0.add("Signature: two=:AAAA:")
                $0.add("Signature-Input: two=();created=1")
            }
        }
    }

    private static func grammar(_ list: inout CaseList) {
        list.refused(
            "FCP-SIG-11-", "duplicate-label", "one label twice, the weak signature first", .signatureMalformed,
            attacks: [16]
        ) { draft in
            draft.bendHead = {
                $0.change("Signature") { "Signature: fcg=:AAAA:, " + $0.dropFirst("Signature: ".count) }
            }
        }
        list.refused(
            "FCP-SIG-10-", "labels-differ", "labels of the two fields that differ", .signatureMalformed, attacks: [16]
        ) { draft in
            draft.bendHead = { $0.change("Signature") { $0.replacing("fcg=", with: "other=") } }
        }
        list.refused(
            "FCP-SIG-40-", "signature-string", "a signature that is a string", .signatureMalformed, attacks: [17]
        ) { draft in
            draft.bendHead = { $0.change("Signature") { $0.replacing("=:", with: "=\"").dropLast() + "\"" } }
        }
        list.refused("FCP-SIG-40-", "not-a-list", "a member that is no inner list", .signatureMalformed, attacks: [17])
        { draft in
            draft.bendHead = { $0.change("Signature-Input") { _ in "Signature-Input: fcg=1;created=1" } }
        }
        list.refused("FCP-SIG-40-", "bad-base64", "a signature in bad base64", .signatureMalformed, attacks: [17]) {
            draft in
            draft.bendHead = { $0.change("Signature") { _ in "Signature: fcg=:%%%%:" } }
        }
        list.refused("FCP-SIG-8-", "500-labels", "500 labels", .signatureMalformed, .headerSize, attacks: [18]) {
            draft in
            draft.bendHead = {
                $0.change("Signature-Input") { $0 + (0..<500).map { ", s\($0)=()" }.joined() }
                $0.change("Signature") { $0 + (0..<500).map { ", s\($0)=:AAAA:" }.joined() }
            }
        }
    }

    private static func values(_ list: inout CaseList) {
        list.refused("FCP-SIG-16-", "63-octets", "a signature of 63 octets", .signatureInvalid, attacks: [27]) {
            $0.bendSignature = { Array($0.dropLast()) }
        }
        list.refused("FCP-SIG-16-", "65-octets", "a signature of 65 octets", .signatureInvalid, attacks: [27]) {
            $0.bendSignature = { $0 + [0] }
        }
        list.refused(
            "FCP-SIG-16-", "empty", "an empty signature", .signatureInvalid, .signatureMalformed, attacks: [27]
        ) { $0.bendSignature = { _ in [] } }
        list.refused("FCP-SIG-28-", "zeros", "a signature of zeros", .signatureInvalid, attacks: [27]) {
            $0.bendSignature = { _ in [UInt8](repeating: 0, count: 64) }
        }
        list.refused("FCP-SIG-28-", "flipped-bit", "one flipped bit", .signatureInvalid, attacks: [27]) {
            $0.bendSignature = { [$0[0] ^ 1] + $0.dropFirst() }
        }
        list.refused(
            "FCP-SIG-16-", "malleated", "the group's order added to S (RFC 8032 §5.1.7)", .signatureInvalid,
            attacks: [27]
        ) { $0.bendSignature = Malleation.plusOrder }
        list.refused("FCP-SIG-17-", "der", "a signature in DER", .signatureInvalid, attacks: [26]) {
            $0.bendSignature = Malleation.der
        }
        list.refused(
            "FCP-SIG-28-", "p256", "a P-256 signature under an Ed25519 key's name", .signatureInvalid, attacks: [26]
        ) { draft in
            draft.key = SigningKey.p256(rawRepresentation: [UInt8](repeating: 7, count: 32))
        }
        list.refused(
            "FCP-SIG-28-", "own-key", "a signature by a key nobody knows, under a known name", .signatureInvalid,
            attacks: [28]
        ) { draft in
            draft.key = SigningKey.ed25519(rawRepresentation: [UInt8](repeating: 7, count: 32))
        }
        list.add(["FCP-LIM-2-"], "one-mebioctet", "a signature of a mebioctet: refused, signed or not", attacks: [27]) {
            bench in
            let (sent, reply) = try await bench.exchange {
                $0.bendSignature = { _ in [UInt8](repeating: 1, count: 786_432) }
            }
            try bench.peer.refusedSomehow(sent, reply, .headerSize)
        }
    }

    private static func coverage(_ list: inout CaseList) {
        for component in Draft.components {
            let name = component.filter { $0.isLetter }
            list.refused(
                "FCP-SIG-1-", "uncovered-\(name)", "`\(component)` not covered", .signatureCoverage, attacks: [21]
            ) { draft in
                draft.covering.removeAll { $0 == component }
            }
        }
        list.refused("FCP-SIG-1-", "nothing-covered", "nothing covered", .signatureCoverage, attacks: [21]) {
            $0.covering = []
        }
        list.refused("FCP-SIG-4-", "component-twice", "a component covered twice", .signatureMalformed, attacks: [20]) {
            $0.covering += ["@path"]
        }
        list.refused("FCP-SIG-3-", "status-in-request", "`@status` in a request", .signatureCoverage, attacks: [20]) {
            draft in
            draft.covering += ["@status"]
            draft.signed["@status"] = "200"
        }
        list.refused("FCP-SIG-3-", "req-in-request", "`;req` in a request", .signatureCoverage, attacks: [20]) {
            $0.covering += ["@method;req"]
        }
        list.refused(
            "FCP-SIG-3-", "trailer", "`;tr` in a request", .signatureCoverage, .signatureMalformed, attacks: [20]
        ) { $0.covering += ["content-type;tr"] }
        list.refused("FCP-SIG-3-", "structured", "`;sf` in a request", .signatureCoverage, attacks: [20]) {
            $0.covering += ["content-digest;sf"]
        }
        list.refused(
            "FCP-SIG-4-", "unknown-derived", "a derived component that does not exist", .signatureMalformed,
            .signatureCoverage, attacks: [20]
        ) { draft in
            draft.covering += ["@moon"]
            draft.signed["@moon"] = "full"
        }
        list.refused(
            "FCP-SIG-4-", "upper-case", "a component's name in upper case", .signatureMalformed, .signatureCoverage,
            attacks: [20]
        ) { draft in
            draft.covering += ["X-Case"]
            draft.signed["X-Case"] = "7"
            draft.bendHead = { $0.add("X-Case: 7") }
        }
        list.refused(
            "FCP-SIG-3-", "absent-field", "a covered field that is not there", .signatureCoverage, attacks: [20]
        ) { $0.covering += ["x-case"] }
        list.refused(
            "FCP-SIG-4-", "signature-params", "`@signature-params` among the components", .signatureMalformed,
            .signatureCoverage, attacks: [20]
        ) { draft in
            draft.covering += ["@signature-params"]
            draft.signed["@signature-params"] = "()"
        }
    }

    private static func parameters(_ list: inout CaseList) {
        list.refused("FCP-SIG-7-", "unknown", "an unknown signed parameter", .signatureMalformed, attacks: [30]) {
            $0.furtherParameters = ";priority=\"high\""
        }
        list.refused("FCP-SIG-11-", "parameter-twice", "`created` twice", .signatureMalformed, attacks: [22]) {
            $0.furtherParameters = ";created=1"
        }
        for name in ["created", "expires", "nonce", "keyid", "tag"] {
            list.refused("FCP-SIG-5-", "no-\(name)", "no `\(name)`", .signatureParameter, attacks: [22, 23, 29]) {
                $0.parameters[name] = .absent
            }
        }
        list.refused("FCP-SIG-6-", "created-text", "`created` as text", .signatureParameter, attacks: [22]) {
            $0.parameters["created"] = .text("1795170960")
        }
        list.refused("FCP-SIG-6-", "created-fraction", "`created` with a fraction", .signatureParameter, attacks: [22])
        { $0.parameters["created"] = .raw("1795170960.0") }
        list.refused("FCP-SIG-6-", "created-boolean", "`created` as a truth value", .signatureParameter, attacks: [22])
        { $0.parameters["created"] = .raw("?1") }
        list.refused(
            "FCP-SIG-6-", "created-date", "`created` as a date of RFC 9651", .signatureParameter, .signatureMalformed,
            attacks: [22]
        ) { $0.parameters["created"] = .raw("@1795170960") }
        list.refused(
            "FCP-SIG-6-", "created-negative", "`created` below zero", .signatureTime, .signatureParameter, attacks: [22]
        ) { $0.parameters["created"] = .integer(-1) }
        list.refused("FCP-SIG-6-", "created-16-digits", "`created` with 16 digits", .signatureMalformed, attacks: [22])
        { $0.parameters["created"] = .raw(String(repeating: "1", count: 16)) }
        list.refused("FCP-TIM-1-", "created-15-digits", "`created` with 15 digits", .signatureTime, attacks: [22]) {
            draft in
            draft.parameters["created"] = .raw(String(repeating: "9", count: 15))
            draft.parameters["expires"] = .raw(String(repeating: "9", count: 15))
        }
    }

    private static func forms(_ list: inout CaseList) {
        list.refused("FCP-SIG-21-", "nonce-21", "a nonce of 21 characters", .signatureParameter, attacks: [22]) {
            $0.parameters["nonce"] = .text(String(repeating: "a", count: 21))
        }
        list.refused("FCP-SIG-21-", "nonce-65", "a nonce of 65 characters", .signatureParameter, attacks: [22]) {
            $0.parameters["nonce"] = .text(String(repeating: "a", count: 65))
        }
        list.refused(
            "FCP-SIG-21-", "nonce-slash", "a nonce with a character that is not of base64url", .signatureParameter,
            attacks: [22]
        ) { $0.parameters["nonce"] = .text("/" + String(repeating: "a", count: 30)) }
        list.refused("FCP-SIG-37-", "tag-response", "the tag of a response", .signatureParameter, attacks: [29]) {
            $0.parameters["tag"] = .text("fcg-response-v1")
        }
        list.refused("FCP-SIG-13-", "tag-other", "the tag of another application", .signatureParameter, attacks: [29]) {
            $0.parameters["tag"] = .text("web-bot-auth")
        }
        for (name, algorithm) in [
            ("none", "none"), ("hmac", "hmac-sha256"), ("rsa", "rsa-pss-sha512"), ("p256", "ecdsa-p256-sha256"),
            ("case", "Ed25519"), ("empty", ""),
        ] {
            list.refused(
                "FCP-SIG-14-", "alg-\(name)", "`alg` is `\(algorithm)`", .algorithmMismatch, .signatureParameter,
                attacks: [25]
            ) { $0.parameters["alg"] = .text(algorithm) }
        }
        list.refused(
            "FCP-SIG-6-", "alg-token", "`alg` as a token", .signatureParameter, .algorithmMismatch, attacks: [25]
        ) { $0.parameters["alg"] = .raw("ed25519") }
    }

    private static func names(_ list: inout CaseList) {
        list.refused("FCP-SIG-20-", "key-url", "a key name that is an address", .signatureParameter, attacks: [24]) {
            $0.parameters["keyid"] = .text("https://other.example/key")
        }
        list.refused("FCP-SIG-6-", "key-path", "a key name that is a path", .signatureParameter, attacks: [23]) {
            $0.parameters["keyid"] = .text("../../etc/passwd")
        }
        list.refused(
            "FCP-SIG-6-", "key-sql", "a key name with a quotation mark of SQL", .signatureParameter, attacks: [23]
        ) { $0.parameters["keyid"] = .text("E06999901' OR '1'='1") }
        list.refused("FCP-SIG-6-", "key-empty", "an empty key name", .signatureParameter, attacks: [23]) {
            $0.parameters["keyid"] = .text("")
        }
        list.refused("FCP-SIG-6-", "key-long", "a key name of 129 characters", .signatureParameter, attacks: [23]) {
            $0.parameters["keyid"] = .text(String(repeating: "k", count: 129))
        }
        list.refused("FCP-SIG-6-", "key-token", "a key name as a token", .signatureParameter, attacks: [23]) {
            $0.parameters["keyid"] = .raw("E06999901")
        }
        list.refused("FCP-SIG-18-", "key-unknown", "a key name nobody has", .keyUnknown, attacks: [57]) {
            $0.parameters["keyid"] = .text("E06999901#other")
        }
        list.refused(
            "FCP-SIG-18-", "key-rfc", "the published test key of RFC 9421 by its name", .keyUnknown, attacks: [28]
        ) { $0.parameters["keyid"] = .text("test-key-ed25519") }
        list.add(["FCP-IDN-11-"], "key-case", "the key's name in another case: refused as key-unknown", attacks: [57]) {
            bench in
            let name = bench.peer.kit.keyID.lowercased()
            let (sent, reply) = try await bench.exchange { $0.parameters["keyid"] = .text(name) }
            try bench.peer.refused(sent, reply, .keyUnknown)
        }
        list.add(["FCP-IDN-11-"], "key-dot", "the key's name with a dot behind: refused as key-unknown", attacks: [57])
        { bench in
            let name = bench.peer.kit.keyID + "."
            let (sent, reply) = try await bench.exchange { $0.parameters["keyid"] = .text(name) }
            try bench.peer.refused(sent, reply, .keyUnknown)
        }
    }

    private static func addresses(_ list: inout CaseList) {
        list.refused(
            "FCP-SIG-32-", "other-authority", "signed for another host than it is sent to", .signatureInvalid,
            attacks: [31]
        ) { $0.signed["@authority"] = "other.example" }
        list.refused("FCP-SIG-32-", "other-path", "signed for another path", .signatureInvalid, attacks: [31]) {
            $0.signed["@path"] = "/fcg/v2/query"
        }
        list.refused("FCP-SIG-32-", "other-method", "signed for another method", .signatureInvalid, attacks: [31]) {
            $0.signed["@method"] = "PUT"
        }
        list.refused(
            "FCP-SIG-29-", "no-question-mark", "signed without the question mark of the empty query", .signatureInvalid,
            attacks: [31]
        ) { $0.signed["@query"] = "" }
        list.refused("FCP-SIG-32-", "other-type", "signed for another media type", .signatureInvalid, attacks: [31]) {
            $0.signed["content-type"] = "text/plain"
        }
        list.refused(
            "FCP-SIG-31-", "foreign-host", "signed and sent for a foreign host, with `X-Forwarded-Host` agreeing",
            .misdirected, attacks: [32]
        ) { draft in
            draft.host = "other.example"
            draft.bendHead = { $0.add("X-Forwarded-Host: other.example") }
        }
    }
}

/// Signatures that mean the same to a careless reader.
enum Malleation {
    private static let order: [UInt8] = [
        0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14, 0, 0, 0, 0, 0,
        0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ]

    /// The same point, and S plus the order of the group.
    @Sendable static func plusOrder(_ signature: [UInt8]) -> [UInt8] {
        guard signature.count == 64 else { return signature }
        var sum = Array(signature[32...])
        var carry = 0
        for place in 0..<32 {
            let total = Int(sum[place]) + Int(order[place]) + carry
            sum[place] = UInt8(total & 0xFF)
            carry = total >> 8
        }
        return Array(signature[..<32]) + sum
    }

    /// The two halves as an ASN.1 sequence of integers, as libraries for ECDSA like to write them.
    @Sendable static func der(_ signature: [UInt8]) -> [UInt8] {
        guard signature.count == 64 else { return signature }
        let halves = [signature[..<32], signature[32...]].flatMap { [0x02, 0x21, 0x00] + $0 }
        return [0x30, UInt8(halves.count)] + halves
    }
}
