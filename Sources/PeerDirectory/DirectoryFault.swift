package import NodeIdentity
package import WireProtocol

/// Why a directory is refused as a whole; the one in force stays.
package enum DirectoryFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// Not JSON as the protocol allows it.
    case unreadable(JSONFault)
    /// JSON, but not in its one canonical octet sequence.
    case notCanonical
    /// A member missing, unknown or of the wrong form.
    case schema(SchemaFault)
    /// Signed by nobody whom the configuration trusts.
    case unknownSigner
    /// The signature does not fit the octets.
    case badSignature
    /// Its time is over.
    case expired(Instant)
    /// An older version than the one in force, or than the highest one ever seen here.
    case rolledBack(inForce: Int64, offered: Int64)
    /// The version in force, with other octets: somebody signed two directories of one number.
    case forked(version: Int64)
    /// A directory of another federation.
    case otherFederation
    /// A key id that once stood in a directory in force here, with another key.
    case reusedKeyID(String)
    /// An authority that stands there twice.
    case repeatedAuthority(AuthorityID)
    /// A public key that stands there twice; names the second place.
    case repeatedKey(String)
    /// A key id, endpoint, log origin or witness name that stands there twice.
    case repeatedName(String)
    /// A key id that names another authority than the member it stands under.
    case foreignKeyID(KeyID, under: AuthorityID)
    /// A member's identity is not the SPIFFE ID of that member in this federation.
    case wrongIdentity(AuthorityID)
    /// A member's pinned issuer cannot be read, or may not issue certificates.
    case unusableIssuer(AuthorityID, CertificateFault)
    /// A public key that is none of its algorithm; names the place.
    case unusableKey(String)
    /// The witnesses named for a log cannot be its witnesses; names the log.
    case unfitWitnesses(String, WitnessFault)
    /// The file with the highest version seen cannot be read.
    case markUnreadable
    /// The file with the highest version seen cannot be written.
    case markNotWritten

    /// What is wrong and what to do.
    package var description: String {
        switch self {
        case .unreadable(let fault): "the directory is not readable: \(fault)"
        case .notCanonical: "the directory is not canonical JSON; take the file exactly as it was signed"
        case .schema(let fault): "the directory does not keep to its schema: \(fault)"
        case .unknownSigner: "nobody we trust signed the directory; check the signer's key in the configuration"
        case .badSignature: "the signature does not fit the directory; fetch it again"
        case .expired(let moment): "the directory expired at \(moment.text); fetch a newer one or set the clock"
        case .rolledBack(let inForce, let offered):
            "the directory is version \(offered), older than \(inForce), which was in force here; ask who serves it"
        case .forked(let version):
            "two different directories carry version \(version); keep both files and call the federation's operator"
        case .otherFederation: "the directory is of another federation; check the configuration"
        case .reusedKeyID(let id):
            "the key id `\(id)` named another key in an earlier directory; ask the directory's keeper to give the new key "
                + "a new id"
        case .repeatedAuthority(let authority): "authority `\(authority)` stands in the directory twice"
        case .repeatedKey(let place): "the key of `\(place)` stands in the directory twice; every key has one use"
        case .repeatedName(let name): "the name `\(name)` stands in the directory twice"
        case .foreignKeyID(let id, let authority): "the key id `\(id)` stands under authority `\(authority)`"
        case .wrongIdentity(let authority): "the identity of `\(authority)` is not its own in this federation"
        case .unusableIssuer(let authority, let fault): "the issuer pinned for `\(authority)` is no use: \(fault)"
        case .unusableKey(let place): "the key of `\(place)` is not one of its algorithm"
        case .unfitWitnesses(let log, let fault): "the witnesses of log `\(log)`: \(fault.rawValue)"
        case .markUnreadable: "the file of the highest directory version seen is unreadable; restore it before serving"
        case .markNotWritten: "cannot write the file of the highest directory version seen; check disk and permissions"
        }
    }
}
