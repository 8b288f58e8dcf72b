/// The algorithms we sign and verify with (RFC 9421 §3.3). There are no others: no HMAC, no RSA.
public enum SignatureAlgorithm: String, Sendable, Equatable, CaseIterable {
    /// Ed25519 (§3.3.6).
    case ed25519 = "ed25519"
    /// ECDSA over P-256 with SHA-256, 64 octets r and s, never DER (§3.3.4).
    case ecdsaP256SHA256 = "ecdsa-p256-sha256"
}
