import HTTPTypes
import WireProtocol

/// The steps of verification that requests and responses share.
enum ProfileCheck {
    /// The media type, and what could make the body another one than was signed.
    static func content(_ fields: HTTPFields, mediaType: String) throws(ProfileFault) {
        let found = fields[.contentType]?.asciiLowercased
        guard found == mediaType || Mutant.typeWithParameters.isOn && found?.hasPrefix(mediaType) == true else {
            throw .mediaType
        }
        guard !fields.contains(.contentEncoding) else { throw .contentCoding }
        let isFramedTwice = fields.contains(.transferEncoding) && fields.contains(.contentLength)
        guard !isFramedTwice, !fields.contains(.trailer) else { throw .framing }
    }

    /// Grammar, then number and tag: the one signature, chosen by its tag and never by its label.
    static func oneSignature(_ fields: HTTPFields, tag: String) throws(ProfileFault) -> MessageSignature {
        let signatures: [MessageSignature]
        do { signatures = try MessageSignature.all(in: fields) } catch { throw ProfileFault(error) }
        guard signatures.count == 1 || Mutant.secondSignature.isOn, let signature = signatures.first else {
            throw .severalSignatures
        }
        guard fields.lines(of: .signatureInput) == 1, fields.lines(of: .signature) == 1 else {
            throw .signatureMalformed
        }
        guard let found = signature.input.tag else { throw .tagMissing }
        guard found == tag || Mutant.foreignTag.isOn else { throw .tagForeign }
        return signature
    }

    /// The key's existence, validity and algorithm, and then that it belongs to the peer we are connected with.
    ///
    /// The key must be valid now. That `created` is near now is checked afterwards.
    static func key(
        _ parameters: ProfileParameters, now: Int64, owner: String, keys: (String) -> ProfileKey?
    ) throws(ProfileFault) -> VerificationKey {
        guard let entry = keys(parameters.keyID) else { throw .keyUnknown }
        guard now >= entry.notBefore else { throw .keyNotYetValid }
        guard now <= entry.notAfter || Mutant.overdueKey.isOn else { throw .keyExpired }
        if let algorithm = parameters.algorithm, algorithm != entry.key.algorithm, !Mutant.anyAlgorithm.isOn {
            throw .algorithmMismatch
        }
        guard entry.owner == owner || Mutant.foreignKey.isOn else { throw .identityForeign }
        return entry.key
    }

    /// Every digest of the body. It comes before the signature, so that strangers' octets are only hashed.
    static func digest(_ fields: HTTPFields, body: [UInt8]) throws(ProfileFault) {
        if Mutant.noDigest.isOn, !fields.contains(.contentDigest) { return }
        do { try ContentDigest.verify(fields, body: body) } catch { throw ProfileFault(error) }
    }

    /// The signature itself.
    static func crypto(
        _ signature: MessageSignature, over message: SignedMessage, key: VerificationKey, keyID: String
    ) throws(ProfileFault) -> SignatureEvidence {
        do {
            let base = try signature.verify(message, key: key)
            return SignatureEvidence(base: base.octets, signature: signature.signature, keyID: keyID)
        } catch { throw ProfileFault(error) }
    }
}
