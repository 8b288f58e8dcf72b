import WireProtocol

/// Section C: digests, media type and coding.
enum ContentCases {
    private static let ofNothing = Octets.digest([])

    static var all: [ConformanceCase] {
        var list = CaseList(.digest)
        digests(&list)
        forms(&list)
        types(&list)
        return list.all
    }

    private static func digests(_ list: inout CaseList) {
        list.refused("FCP-SIG-24-", "altered-body", "a body altered after signing", .digestMismatch, attacks: [38]) {
            draft in
            draft.bendBody = { $0.replacing(first: "\"pad\":\"0", with: "\"pad\":\"1") }
        }
        list.refused(
            "FCP-SIG-24-", "white-space", "white space added to the body after signing", .digestMismatch, attacks: [38]
        ) { draft in
            draft.bendBody = { [UInt8(ascii: " ")] + $0 }
            draft.bendHead = { $0.change("Content-Length") { "Content-Length: \((Int($0.dropFirst(16)) ?? 0) + 1)" } }
        }
        list.refused("FCP-SIG-24-", "of-nothing", "the digest of an empty body", .digestMismatch, attacks: [33]) {
            $0.field("Content-Digest", .text(ofNothing))
        }
        list.refused("FCP-SIG-24-", "second-wrong", "two digests, the second wrong", .digestMismatch, attacks: [37]) {
            draft in
            draft.field("Content-Digest", .made { "\(Octets.digest($0)), \(Octets.digest512([]))" })
        }
        list.refused("FCP-SIG-24-", "first-wrong", "two digests, the first wrong", .digestMismatch, attacks: [37]) {
            draft in
            draft.field("Content-Digest", .made { "\(ofNothing), \(Octets.digest512($0))" })
        }
        list.refused("FCP-SIG-23-", "none", "no digest", .digestMismatch, .signatureCoverage, attacks: [33]) { draft in
            draft.field("Content-Digest", .absent)
            draft.signed["content-digest"] = ofNothing
        }
        list.refused("FCP-SIG-23-", "blank", "a blank digest", .digestMismatch, .signatureMalformed, attacks: [33]) {
            $0.field("Content-Digest", .text(""))
        }
        list.refused(
            "FCP-SIG-23-", "legacy", "only `Digest`, as it used to be", .digestMismatch, .signatureCoverage,
            attacks: [39]
        ) { draft in
            draft.field("Content-Digest", .absent)
            draft.field("Digest", .made { "SHA-256=" + $0.digestInBase64 })
        }
        list.refused(
            "FCP-SIG-23-", "repr-digest", "only `Repr-Digest`", .digestMismatch, .signatureCoverage, attacks: [39]
        ) { draft in
            draft.field("Content-Digest", .absent)
            draft.field("Repr-Digest", .made(Octets.digest))
        }
    }

    private static func forms(_ list: inout CaseList) {
        list.refused("FCP-SIG-25-", "md5", "only MD5", .digestMismatch, attacks: [34]) {
            $0.field("Content-Digest", .text("md5=:1B2M2Y8AsgTpgAmY7PhCfg==:"))
        }
        list.refused("FCP-SIG-25-", "unknown", "an algorithm nobody has", .digestMismatch, attacks: [34]) {
            $0.field("Content-Digest", .text("moon=:AAAA:"))
        }
        list.refused(
            "FCP-SIG-25-", "unknown-beside", "an unknown algorithm beside the right digest", .digestMismatch,
            attacks: [34]
        ) { draft in
            draft.field("Content-Digest", .made { "\(Octets.digest($0)), moon=:AAAA:" })
        }
        list.refused(
            "FCP-SIG-26-", "upper-case", "an algorithm in upper case", .signatureMalformed, .digestMismatch,
            attacks: [35]
        ) { draft in
            draft.field("Content-Digest", .made { Octets.digest($0).replacing("sha-256", with: "SHA-256") })
        }
        list.refused("FCP-SIG-26-", "string", "a digest that is a string", .signatureMalformed, attacks: [35]) {
            draft in
            draft.field("Content-Digest", .made { Octets.digest($0).replacing(":", with: "\"") })
        }
        list.refused("FCP-SIG-26-", "short", "a digest of 31 octets", .signatureMalformed, attacks: [35]) { draft in
            draft.field("Content-Digest", .text("sha-256=:\(Base64.encode([UInt8](repeating: 0, count: 31))):"))
        }
        list.refused(
            "FCP-SIG-26-", "twice-wrong-first", "one algorithm twice, the wrong digest first", .signatureMalformed,
            attacks: [36]
        ) { draft in
            draft.field("Content-Digest", .made { "\(ofNothing), \(Octets.digest($0))" })
        }
        list.refused(
            "FCP-SIG-26-", "twice-wrong-last", "one algorithm twice, the wrong digest last", .signatureMalformed,
            attacks: [36]
        ) { draft in
            draft.field("Content-Digest", .made { "\(Octets.digest($0)), \(ofNothing)" })
        }
    }

    private static func types(_ list: inout CaseList) {
        list.refused("FCP-TLS-12-", "gzip", "a body said to be gzip", .contentEncoding, attacks: [40]) {
            $0.field("Content-Encoding", .text("gzip"))
        }
        list.refused("FCP-TLS-12-", "identity", "a coding that does nothing", .contentEncoding, attacks: [40]) {
            $0.field("Content-Encoding", .text("identity"))
        }
        list.refused("FCP-SIG-27-", "text-plain", "`text/plain`", .mediaType) {
            $0.field("Content-Type", .text("text/plain"))
        }
        list.refused("FCP-SIG-27-", "charset", "a `charset` parameter", .mediaType) {
            $0.field("Content-Type", .text("application/json; charset=utf-8"))
        }
        list.refused("FCP-SIG-27-", "no-type", "no media type", .mediaType) { draft in
            draft.field("Content-Type", .absent)
            draft.signed["content-type"] = "x"
        }
    }
}

extension [UInt8] {
    /// SHA-256 in base64, without the field's form.
    var digestInBase64: String { String(Octets.digest(self).dropFirst("sha-256=:".count).dropLast()) }
}
