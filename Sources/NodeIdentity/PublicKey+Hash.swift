import Crypto
import SwiftASN1
import X509

extension Certificate.PublicKey {
    /// SHA-256 of the whole SubjectPublicKeyInfo, algorithm included (RFC 5280 §4.1.2.7).
    ///
    /// The library's `subjectPublicKeyInfoBytes` is the key alone, without its algorithm.
    func keyHash() throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(self)
        return Array(SHA256.hash(data: serializer.serializedBytes))
    }
}
