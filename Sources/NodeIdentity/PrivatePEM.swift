import SwiftASN1

/// The PEM armour around a PKCS#8 private key (RFC 7468 §10).
enum PrivatePEM {
    /// Text ending in a newline, as `openssl` writes it.
    static func text(der: [UInt8]) -> String {
        PEMDocument(type: "PRIVATE KEY", derBytes: der).pemString + "\n"
    }

    /// The DER inside, if the text holds exactly one document and it is a PKCS#8 key.
    static func der(_ text: String) -> [UInt8]? {
        guard let document = try? PEMDocument(pemString: text), document.discriminator == "PRIVATE KEY" else {
            return nil
        }
        return document.derBytes
    }
}
