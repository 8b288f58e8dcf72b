import Crypto
import NodeIdentity
import WireProtocol

/// The outer form of the file: what is signed, and exactly one signature over it.
struct SignedEnvelope {
    /// The value under `signed`, whose signature has been checked.
    let signed: JSONValue

    /// Opens a file. Nothing in `signed` is looked at before the signature has been verified.
    init(octets: [UInt8], signers: [[UInt8]]) throws(DirectoryFault) {
        let value: JSONValue
        do { value = try StrictJSON.parse(octets, limits: .file) } catch { throw .unreadable(error) }
        guard CanonicalJSON.encode(value) == octets else { throw .notCanonical }
        let parts: (signed: JSONValue, signer: [UInt8], signature: [UInt8])
        do { parts = try SignedEnvelope.parts(of: value) } catch { throw .schema(error) }
        guard let signer = signers.first(where: { SignedEnvelope.name(of: $0) == parts.signer }),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: signer)
        else { throw .unknownSigner }
        guard key.isValidSignature(parts.signature, for: SignedEnvelope.message(parts.signed)) else {
            throw .badSignature
        }
        signed = parts.signed
    }

    /// Signs a value and writes the file.
    static func sealed(_ signed: JSONValue, by key: SigningKey) throws(IdentityFault) -> [UInt8] {
        let signature = try key.signature(over: message(signed))
        return CanonicalJSON.encode([
            "signed": signed,
            "signatures": [
                [
                    "key": .string(Base64URL.encode(name(of: key.publicOctets))),
                    "sig": .string(Base64URL.encode(signature)),
                ]
            ],
        ])
    }

    /// The first line keeps this signature apart from everything else the key might sign.
    private static func message(_ signed: JSONValue) -> [UInt8] {
        Array("fcg-directory/v1\n".utf8) + CanonicalJSON.encode(signed)
    }

    private static func name(of key: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: key)) }

    private static func parts(
        of value: JSONValue
    ) throws(SchemaFault) -> (signed: JSONValue, signer: [UInt8], signature: [UInt8]) {
        var outer = try ObjectReader(value, at: "")
        let signed = try outer.take("signed")
        let signatures = try outer.list("signatures", 1...1, signature)
        try outer.finish()
        return (signed, signatures[0].signer, signatures[0].signature)
    }

    private static func signature(
        _ value: JSONValue, _ path: String
    ) throws(SchemaFault) -> (signer: [UInt8], signature: [UInt8]) {
        var reader = try ObjectReader(value, at: path)
        let signer = try reader.octets("key", count: 32)
        let signature = try reader.octets("sig", count: 64)
        try reader.finish()
        return (signer, signature)
    }
}
