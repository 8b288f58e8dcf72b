import Testing
import WireProtocol

@Suite("Identifiers")
struct IdentifierTests {
    // clause: FCP-IDN-1+
    @Test(
        "the five kinds of English authority are read",
        arguments: ["E06000001", "E07000008", "E08000035", "E09000001", "E10000003"])
    func authority(code: String) {
        #expect(AuthorityID(code)?.code == code)
        #expect(AuthorityID(code)?.description == code)
    }

    // clause: FCP-IDN-1-
    @Test(
        "other codes are no authorities",
        arguments: [
            "", "E05000001", "E11000001", "W06000001", "e08000035", "E0800003", "E080000355", "E08O00035", "E08000035 ",
            "E08-00035", "E0800003٥", "E08000035.",
        ])
    func noAuthority(code: String) {
        #expect(AuthorityID(code) == nil)
    }

    @Test("authorities are ordered by code")
    func order() throws {
        let leeds = try #require(AuthorityID("E08000035"))
        let stockport = try #require(AuthorityID("E08000007"))

        #expect([leeds, stockport].sorted() == [stockport, leeds])
    }

    // clause: FCP-QRY-8+ FCP-QRY-8-
    @Test("an exchange id is 22 to 36 letters, digits and hyphens")
    func exchange() {
        #expect(ExchangeID("0192f3a1-7c5e-7d10-9b1e-2f4a6c8e0d12")?.text == "0192f3a1-7c5e-7d10-9b1e-2f4a6c8e0d12")
        #expect(ExchangeID(String(repeating: "A", count: 22)) != nil)
        #expect(ExchangeID(String(repeating: "A", count: 21)) == nil)
        #expect(ExchangeID(String(repeating: "A", count: 37)) == nil)
        #expect(ExchangeID(String(repeating: "_", count: 22)) == nil)
        #expect(ExchangeID(String(repeating: "é", count: 11)) == nil)
    }

    @Test(
        "words of the vocabulary are read",
        arguments: ["a", "s47-enquiry", "6-1-e", "ca2004-s16LA", "nothing-to-show", "leeds-hough-lane"])
    func code(text: String) {
        #expect(Code(text)?.text == text)
    }

    @Test(
        "what is not a word is refused",
        arguments: ["", "School", "-school", "s47 enquiry", "s47_enquiry", "*", "a.b", "__proto__", "schооl", "K", "é"])
    func noCode(text: String) {
        #expect(Code(text) == nil)
        #expect(Code(String(repeating: "a", count: 65)) == nil)
    }

    @Test(
        "an NHS number has ten digits and a correct check digit",
        arguments: [("9990000018", true), ("9990000123", true), ("9990000019", false), ("9990000108", false)])
    func nhsNumber(digits: String, isValid: Bool) {
        #expect((NHSNumber(digits) != nil) == isValid)
        #expect(NHSNumber(digits).map(\.digits) == (isValid ? digits : nil))
    }

    @Test("every single wrong digit and every swap of neighbours is caught")
    func nhsNumberErrors() {
        let digits = Array("9990000018".utf8)
        for place in digits.indices {
            for digit in UInt8(ascii: "0")...UInt8(ascii: "9") where digit != digits[place] {
                var wrong = digits
                wrong[place] = digit
                #expect(NHSNumber(String(decoding: wrong, as: UTF8.self)) == nil)
            }
        }
        for place in digits.indices.dropLast() where digits[place] != digits[place + 1] {
            var wrong = digits
            wrong.swapAt(place, place + 1)
            #expect(NHSNumber(String(decoding: wrong, as: UTF8.self)) == nil)
        }
    }

    @Test("a number whose check digit would be 10 does not exist, and other forms are refused")
    func nhsNumberForms() {
        for last in 0...9 { #expect(NHSNumber("999000000\(last)") == nil) }
        for text in ["", "999000001", "99900000180", "999 000 0018", "999-000-0018", "999000001x", "９９９００００018"] {
            #expect(NHSNumber(text) == nil)
        }
    }

    // clause: FCP-QRY-9+ FCP-QRY-9-
    @Test("a commitment is exactly 32 octets in canonical base64url")
    func commitment() {
        let octets = [UInt8](repeating: 7, count: 32)

        #expect(Commitment(octets)?.octets == octets)
        #expect(Commitment(base64URL: Base64URL.encode(octets)) == Commitment(octets))
        for count in [0, 31, 33] { #expect(Commitment([UInt8](repeating: 7, count: count)) == nil) }
        #expect(Commitment(base64URL: Base64URL.encode(octets).dropLast() + "d") == nil)
    }
}
