import Crypto
import FoundationEssentials
import Testing

@testable import MessageSignatures

private typealias F = ProfileFixture

@Suite("keys")
struct KeyTests {
    @Test("a private key cannot be printed in any way Swift prints things")
    func unprintable() throws {
        let key = try #require(SigningKey.ed25519(rawRepresentation: RFCVector.ed25519Seed))
        var dumped = ""
        dump(key, to: &dumped)

        for text in ["\(key)", String(reflecting: key), dumped] {
            #expect(text.contains("‹signing key›"))
            #expect(!text.contains("159") && !text.contains("9f"))
        }
        #expect(Mirror(reflecting: key).children.isEmpty)
    }

    @Test("octets of the wrong number are no key")
    func lengths() {
        for count in [0, 31, 33, 64] {
            let octets = [UInt8](repeating: 4, count: count)

            #expect(VerificationKey(algorithm: .ed25519, rawRepresentation: octets) == nil)
            #expect(VerificationKey(algorithm: .ecdsaP256SHA256, rawRepresentation: octets) == nil)
            #expect(SigningKey.ed25519(rawRepresentation: octets) == nil)
            #expect(SigningKey.p256(rawRepresentation: octets) == nil)
        }
        #expect(
            VerificationKey(algorithm: .ecdsaP256SHA256, rawRepresentation: [4] + [UInt8](repeating: 1, count: 64))
                == nil)
        #expect(SigningKey.p256(rawRepresentation: [UInt8](repeating: 0, count: 32)) == nil)
    }

    // clause: FCP-SIG-17-
    @Test("an ECDSA signature in DER is refused (§3.3.4)")
    func der() throws {
        let scalar = Array(SHA256.hash(data: Array("fcg example hsm".utf8)))
        let base = Array("base".utf8)
        let signature = try P256.Signing.PrivateKey(rawRepresentation: scalar).signature(for: base)
        let key = try #require(F.p256Key).verificationKey

        #expect(key.isValid(signature: Array(signature.rawRepresentation), for: base))
        #expect(!key.isValid(signature: Array(signature.derRepresentation), for: base))
    }

    @Test("public octets survive the way there and back", arguments: [F.askerKey, F.p256Key])
    func roundTrip(key: SigningKey?) throws {
        let key = try #require(key).verificationKey

        #expect(VerificationKey(algorithm: key.algorithm, rawRepresentation: key.rawRepresentation) == key)
    }
}
