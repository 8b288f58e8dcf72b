import Testing
import WireProtocol

@Suite("Encodings")
struct EncodingsTests {
    /// The test vectors of RFC 4648 §10.
    static let vectors = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ]

    @Test("base64 gives the vectors of RFC 4648, both ways", arguments: vectors)
    func publishedVector(plain: String, encoded: String) {
        let octets = Array(plain.utf8)
        let unpadded = String(encoded.prefix { $0 != "=" })

        #expect(Base64.encode(octets) == encoded)
        #expect(Base64.decode(encoded) == octets)
        #expect(Base64URL.encode(octets) == unpadded)
        #expect(Base64URL.decode(unpadded) == octets)
    }

    @Test("the two alphabets differ in their last letters and do not read each other's")
    func alphabets() {
        #expect(Base64.encode([0xFB, 0xFF, 0xFE]) == "+//+")
        #expect(Base64URL.encode([0xFB, 0xFF, 0xFE]) == "-__-")
        #expect(Base64.decode("-__-") == nil)
        #expect(Base64URL.decode("+//+") == nil)
    }

    @Test(
        "non-zero trailing bits are refused: one text an octet sequence", arguments: ["Zh==", "Zk==", "Zm9=", "Zm+="])
    func trailingBits(text: String) {
        #expect(Base64.decode(text) == nil)
        #expect(Base64URL.decode(String(text.prefix { $0 != "=" })) == nil)
    }

    @Test(
        "wrong padding, length, white space and letters are refused",
        arguments: [
            "Zg", "Zg=", "Zg===", "Zm9v====", "=", "====", "Z===", "Zm=v", "Zm9v\n", " Zm9v", "Zm9é", "Zm9v Zm9v",
        ])
    func malformed(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("base64url takes no padding and no impossible length", arguments: ["Zg==", "Z", "Zm9vZ", "Zm9v="])
    func malformedURL(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test("any octets survive, and no other text of the same length means the same", arguments: 1...4)
    func roundTrip(seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        for length in 0..<40 {
            let octets = (0..<length).map { _ in UInt8.random(in: 0...255, using: &chance) }
            #expect(Base64.decode(Base64.encode(octets)) == octets)
            #expect(Base64URL.decode(Base64URL.encode(octets)) == octets)
            #expect(Hex.decode(Hex.encode(octets)) == octets)
        }
    }

    @Test("hexadecimal is lower case, two digits an octet, nothing else")
    func hexadecimal() {
        #expect(Hex.encode([0x00, 0x0F, 0xA0, 0xFF]) == "000fa0ff")
        #expect(Hex.decode("000fa0ff") == [0x00, 0x0F, 0xA0, 0xFF])
        for text in ["0", "0F", "0g", " 00", "0x00", "é0"] { #expect(Hex.decode(text) == nil) }
    }
}
