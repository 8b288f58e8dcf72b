import Crypto
import NodeIdentity
import TestSupport
import Testing

@Suite("Private keys")
struct KeysTests {
    @Test("an Ed25519 key survives PEM and signs what its public key verifies")
    func signingKeyRoundTrip() throws {
        let key = try SigningKey(seed: FixedKeys.seed("leeds"))

        let read = try SigningKey(pem: key.pem)

        #expect(read.publicOctets == key.publicOctets)
        let verifier = try Curve25519.Signing.PublicKey(rawRepresentation: key.publicOctets)
        #expect(verifier.isValidSignature(try read.signature(over: [1, 2, 3]), for: [1, 2, 3] as [UInt8]))
    }

    @Test("the Ed25519 example of RFC 8410 section 10.3 is read")
    func rfc8410() throws {
        let pem = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            -----END PRIVATE KEY-----

            """

        let key = try SigningKey(pem: pem)

        #expect(key.pem == pem)
        #expect(key.publicOctets.prefix(4) == [0x19, 0xBF, 0x44, 0x09])
    }

    @Test("a P-256 key survives PEM")
    func tlsKeyRoundTrip() throws {
        let key = try TLSKey(scalar: FixedKeys.seed("leeds tls"))

        let read = try TLSKey(pem: key.pem)

        #expect(read.keyHash == key.keyHash)
        #expect(read.pem == key.pem)
    }

    @Test("a key of another kind, a certificate, two keys and rubbish are no Ed25519 key")
    func notASigningKey() throws {
        let signing = try SigningKey(seed: FixedKeys.seed("leeds")).pem
        let tls = try TLSKey(scalar: FixedKeys.seed("leeds tls")).pem

        for text in [tls, signing + signing, "", "rubbish", signing.replacing("PRIVATE", with: "PUBLIC")] {
            #expect(throws: IdentityFault.notAKey("Ed25519")) { try SigningKey(pem: text) }
        }
        #expect(throws: IdentityFault.notAKey("P-256")) { try TLSKey(pem: signing) }
    }

    @Test("octets that cannot be a key are refused")
    func unusableOctets() {
        #expect(throws: IdentityFault.unusableOctets("Ed25519")) { try SigningKey(seed: [1, 2, 3]) }
        #expect(throws: IdentityFault.unusableOctets("P-256")) {
            try TLSKey(scalar: [UInt8](repeating: 0, count: 32))
        }
        #expect(throws: IdentityFault.unusableOctets("P-256")) {
            try TLSKey(scalar: [UInt8](repeating: 255, count: 32))
        }
    }

    @Test("no way of printing a private key shows it")
    func neverPrinted() throws {
        let signing = try SigningKey(seed: FixedKeys.seed("leeds"))
        let tls = try TLSKey(scalar: FixedKeys.seed("leeds tls"))
        var dumped = ""
        dump(signing, to: &dumped)
        dump(tls, to: &dumped)

        #expect("\(signing)" == "‹private key›")
        #expect(String(reflecting: tls) == "‹private key›")
        #expect(dumped == "- ‹private key›\n- ‹private key›\n")
    }
}
