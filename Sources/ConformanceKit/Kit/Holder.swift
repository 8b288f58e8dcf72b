package import MessageSignatures
package import WireProtocol

/// The node under test, as the signed directory describes it and a kit repeats it.
package struct Holder: Sendable {
    package let authority: AuthorityID
    package let name: String
    /// Where to connect.
    package let host: String
    package let port: Int
    /// `host[:port]` as it stands in `Host` and `@authority`.
    package let address: String
    package let keyID: String
    package let key: VerificationKey
    /// The one URI name of its certificate.
    package let identity: String
    /// The one issuer (DER) of its certificate.
    package let issuer: [UInt8]
    /// Origins of its logs.
    package let logs: [String]
    /// Verifier keys of its logs, by origin (C2SP signed-note).
    package let logKeys: [String: String]

    init(_ value: JSONValue, place: String) throws(KitFault) {
        guard let code = value["authority"]?.text, let authority = AuthorityID(code), let name = value["name"]?.text,
            let url = value["baseUrl"]?.text, let address = Holder.address(of: url), let keyID = value["keyId"]?.text,
            let identity = value["identity"]?.text
        else { throw KitFault("\(place): error: a council lacks authority, name, baseUrl, keyId or identity") }
        guard let raw = value["publicKey"]?.text.flatMap({ Base64URL.decode($0) }),
            let key = VerificationKey(algorithm: .ed25519, rawRepresentation: raw)
        else { throw KitFault("\(place): error: the public key of \(code) is not 32 octets of Ed25519 in base64url") }
        guard let issuer = value["issuer"]?.text.flatMap({ Base64.decode($0) }) else {
            throw KitFault("\(place): error: the issuer of \(code) is not base64 of a DER certificate")
        }
        self.authority = authority
        self.name = name
        (host, port) = Holder.hostAndPort(address)
        self.address = address
        self.keyID = keyID
        self.key = key
        self.identity = identity
        self.issuer = issuer
        logs = (value["logs"]?.elements ?? []).compactMap(\.text)
        let keys = (value["logKeys"]?.elements ?? []).compactMap(\.text)
        logKeys = Dictionary(keys.map { (String($0.prefix { $0 != "+" }), $0) }) { first, _ in first }
    }

    /// The origin of the log that holds exchanges.
    package var exchangeLog: String? { logs.first { $0.contains("/audit/") } }

    /// `localhost:7407` of `https://localhost:7407/`; `nil` if it is no such URL.
    package static func address(of url: String) -> String? {
        guard url.hasPrefix("https://") else { return nil }
        var rest = url.dropFirst("https://".count)
        if rest.hasSuffix("/") { rest.removeLast() }
        guard !rest.isEmpty, !rest.contains("/"), !rest.contains("@") else { return nil }
        return rest.hasSuffix(":443") ? String(rest.dropLast(4)).lowercased() : rest.lowercased()
    }

    private static func hostAndPort(_ address: String) -> (String, Int) {
        guard let colon = address.lastIndex(of: ":"), let port = Int(address[address.index(after: colon)...]) else {
            return (address, 443)
        }
        return (String(address[..<colon]), port)
    }

    /// The keys a response of it may be signed with.
    package func profileKey(_ id: String) -> ProfileKey? {
        guard id == keyID else { return nil }
        return ProfileKey(key: key, owner: authority.code, notBefore: 0, notAfter: 4_102_444_800)
    }
}

/// What is wrong with a kit, and what to do.
package struct KitFault: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

extension JSONValue {
    /// A member of an object.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    /// The text, if it is one.
    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The number, if it is one.
    var number: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }

    /// The elements, if it is an array.
    var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }
}
