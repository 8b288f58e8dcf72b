import Crypto
import NodeIdentity
import WireProtocol

/// The outer form of the file: what is signed, and exactly one signature over it.
struct SignedEnvelope {
    /// What a signature is for: its first line, which keeps it apart from everything else the key might sign.
    enum Purpose: String {
        case directory = "fcg-directory/v1\n"
        case card = "fcg-card/v1\n"
    }

    /// The value under `signed`, whose signature has been checked.
    let signed: JSONValue

    /// Opens a file. Nothing in `signed` is looked at before the signature has been verified.
    init(octets: [UInt8], signers: [[UInt8]], as purpose: Purpose = .directory) throws(DirectoryFault) {
        let value: JSONValue
        do { value = try StrictJSON.parse(octets, limits: .file) } catch { throw .unreadable(error) }
        guard CanonicalJSON.encode(value) == octets || Mutant.anyForm.isOn else { throw .notCanonical }
        let parts: (signed: JSONValue, signer: [UInt8], signature: [UInt8])
        do { parts = try SignedEnvelope.parts(of: value) } catch { throw .schema(error) }
        guard let signer = signers.first(where: { SignedEnvelope.name(of: $0) == parts.signer }),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: signer)
        else { throw .unknownSigner }
        guard
            Mutant.unsignedDirectory.isOn
                || key.isValidSignature(parts.signature, for: SignedEnvelope.message(parts.signed, purpose))
        else {
            throw .badSignature
        }
        signed = parts.signed
    }

    /// Signs a value and writes the file.
    static func sealed(
        _ signed: JSONValue, by key: SigningKey, as purpose: Purpose = .directory
    ) throws(IdentityFault) -> [UInt8] {
        let signature = try key.signature(over: message(signed, purpose))
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

    /// The message keys that a file of one member names for itself, unchecked: a card is signed with one of them.
    static func claimedKeys(_ octets: [UInt8]) -> [[UInt8]] {
        guard case .object(let file)? = try? StrictJSON.parse(octets, limits: .file), let signed = file["signed"],
            let draft = try? DirectoryDraft(json: signed), draft.members.count == 1
        else { return [] }
        return draft.members[0].signingKeys.map(\.rawKey)
    }

    private static func message(_ signed: JSONValue, _ purpose: Purpose) -> [UInt8] {
        Array((Mutant.cardAsDirectory.isOn ? .directory : purpose).rawValue.utf8) + CanonicalJSON.encode(signed)
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
