import NodeIdentity
import WireProtocol

extension DirectoryDraft {
    /// Reads the value under `signed`: every member known and of its form.
    init(json: JSONValue) throws(SchemaFault) {
        var reader = try ObjectReader(json, at: "signed")
        _ = try reader.parsed("type", as: "`\(DirectoryDraft.type)`") { $0 == DirectoryDraft.type ? $0 : nil }
        version = try reader.integer("version", in: 1...9_007_199_254_740_992)
        federation = try reader.parsed("federation", as: "a federation's name") {
            SPIFFEID.isFederation($0) ? $0 : nil
        }
        issued = try reader.moment("issued")
        expires = try reader.moment("expires")
        guard issued < expires else { throw SchemaFault(reader.place("expires"), "is not after `issued`") }
        members = try reader.list("members", 1...1_000, MemberDraft.init(json:at:))
        try reader.finish()
    }
}

extension MemberDraft {
    fileprivate init(json: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(json, at: path)
        authority = try reader.parsed("authority", as: "an authority's code") { AuthorityID($0) }
        name = try reader.text("name", atMost: 200)
        organisation = try reader.textIfPresent("organisation", atMost: 200)
        (endpoint, address) = try MemberDraft.endpoint(try reader.take("endpoint"), reader.place("endpoint"))
        identity = try reader.text("identity", atMost: 512)
        issuer = try reader.parsed("issuer", as: "octets in base64") { Base64.decode($0) }
        signingKeys = try reader.list("signingKeys", 1...16, KeyDraft.init(json:at:))
        logs = try reader.list("logs", 0...16, MemberLog.init(json:at:))
        witness = try MemberWitness(ifPresent: reader.takeIfPresent("witness"), at: reader.place("witness"))
        dutyDesk = try DutyDeskContact(json: try reader.take("dutyDesk"), at: reader.place("dutyDesk"))
        messages = try reader.words("messages", isMessageType)
        extensions = try reader.words("extensions", isExtensionName)
        isTest = try reader.flag("test")
        isSuspended = try reader.flagIfPresent("suspended")
        isAuditor = try reader.flagIfPresent("auditor")
        try reader.finish()
    }

    private static func endpoint(
        _ json: JSONValue, _ path: String
    ) throws(SchemaFault) -> (authority: String, address: String?) {
        var reader = try ObjectReader(json, at: path)
        let authority = try reader.parsed("authority", as: "a host in lower case, with its port unless that is 443") {
            Endpoint(authority: $0, address: nil)?.authority
        }
        let address = try reader.parsedIfPresent("address", as: "an address with its port") { text in
            NetworkAddress(text).flatMap { $0.description == text ? text : nil }
        }
        try reader.finish()
        return (authority, address)
    }
}

extension KeyDraft {
    fileprivate init(json: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(json, at: path)
        id = try reader.parsed("id", as: "a key id") { KeyID($0) }
        algorithm = try reader.parsed("alg", as: "`ed25519` or `ecdsa-p256-sha256`") {
            ["ed25519", "ecdsa-p256-sha256"].contains($0) ? $0 : nil
        }
        rawKey = try reader.octets("key", count: algorithm == "ed25519" ? 32 : 64)
        notBefore = try reader.moment("notBefore")
        notAfter = try reader.moment("notAfter")
        guard notBefore < notAfter else { throw SchemaFault(reader.place("notAfter"), "is not after `notBefore`") }
        try reader.finish()
    }
}

extension MemberLog {
    fileprivate init(json: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(json, at: path)
        let name = try reader.parsed("origin", as: "an origin") { NoteKey.isName($0) ? $0 : nil }
        let key = try reader.parsed("vkey", as: "the Ed25519 verifier key of its origin") {
            NoteKey.key($0, name: name)
        }
        let set = try MemberLog.witnessSet(&reader)
        try reader.finish()
        self.init(origin: name, rawKey: key, witnesses: set.witnesses, quorum: set.quorum)
    }
}

extension MemberLog {
    /// Both members or neither: a directory from before there were witnesses has none.
    private static func witnessSet(
        _ reader: inout ObjectReader
    ) throws(SchemaFault) -> (witnesses: [AuthorityID], quorum: Int) {
        let named = try reader.listIfPresent("witnesses", 1...WitnessSets.most) { (json, path) throws(SchemaFault) in
            guard case .string(let text) = json, let authority = AuthorityID(text) else {
                throw SchemaFault(path, "is not an authority's code")
            }
            return authority
        }
        guard let named else { return ([], 0) }
        return (named, Int(try reader.integer("quorum", in: 1...Int64(WitnessSets.most))))
    }
}

extension MemberWitness {
    fileprivate init?(ifPresent json: JSONValue?, at path: String) throws(SchemaFault) {
        guard let json else { return nil }
        var reader = try ObjectReader(json, at: path)
        let name = try reader.parsed("name", as: "a witness name") { NoteKey.isName($0) ? $0 : nil }
        let key = try reader.octets("key", count: 32)
        try reader.finish()
        self.init(name: name, rawKey: key)
    }
}

extension DutyDeskContact {
    fileprivate init(json: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(json, at: path)
        let phone = try reader.text("phone", atMost: 64)
        let hours = try reader.text("hours", atMost: 200)
        try reader.finish()
        self.init(phone: phone, hours: hours)
    }
}

/// `fcg.query/1`: the prefix, lower-case letters, and a major version.
private func isMessageType(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard text.hasPrefix("fcg."), text.utf8.count <= 64, parts.count == 2, let version = Int(String(parts[1]) ?? "")
    else { return false }
    let word = parts[0].dropFirst(4)
    return !word.isEmpty && word.allSatisfy { (0x61...0x7A).contains($0) } && version > 0
        && String(version).utf8.elementsEqual(parts[1])
}

/// `[a-z][a-z0-9-]{0,31}`.
private func isExtensionName(_ text: String) -> Bool {
    guard let first = text.utf8.first, (0x61...0x7A).contains(first), text.utf8.count <= 32 else { return false }
    return text.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
    }
}
