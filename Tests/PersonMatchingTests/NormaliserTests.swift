import Testing
import WireProtocol

@testable import PersonMatching

@Suite("the normaliser")
struct NormaliserTests {
    @Test(
        "names fold to the same words however they are written",
        arguments: [
            ("Łukasz Đorđević", ["lukasz", "dordevic"]), ("Søren", ["soren"]), ("Weiß", ["weiss"]),
            ("Æthelred", ["aethelred"]), ("Zoë", ["zoe"]), ("Zoe\u{308}", ["zoe"]), ("O'Brien", ["obrien"]),
            ("O’Brien", ["obrien"]), ("Smith-Jones", ["smith", "jones"]), ("SMITH  JONES", ["smith", "jones"]),
            ("Mrs. Dr Khan", ["khan"]), ("Nguyễn", ["nguyen"]), ("Guðrún", ["gudrun"]), ("Miss", ["miss"]),
        ])
    func words(text: String, expected: [String]) { #expect(Normaliser.words(text) == expected) }

    @Test(
        "placeholders are no names", arguments: ["Baby", "Twin 1", "unborn", "Unknown", "Not known", "baby girl", "-"])
    func placeholders(text: String) { #expect(Normaliser.givenWords(text).isEmpty) }

    @Test("a placeholder date is no date, and another first of January is a weak one")
    func dates() {
        #expect(Normaliser.birthDate(day("1900-01-01")) == nil)
        #expect(Normaliser.birthDate(day("1901-01-01")) == nil)
        #expect(Normaliser.birthDate(day("1901-01-02")) == day("1901-01-02"))
        var evidence = Evidence()
        evidence.birthDate = day("1984-01-01")
        #expect(evidence.hasWeakBirthDate)
    }

    @Test(
        "postcodes are compared without case and space, and only if they have the shape of one",
        arguments: [
            ("sk6 3hl", "SK63HL"), ("M1 1AE", "M11AE"), (" ec1a1bb", "EC1A1BB"), ("ZZ99 3VZ", nil), ("SK6", nil),
            ("12345", nil), ("SK6 3H1", nil), ("", nil), ("ÄK6 3HL", nil),
        ] as [(String, String?)])
    func postcodes(text: String, expected: String?) { #expect(Normaliser.postcode(text) == expected) }

    @Test("a pupil number needs its check letter")
    func pupilNumbers() {
        #expect(PupilNumber("B801200005001") != nil)
        #expect(PupilNumber("b801200005001")?.text == "B801200005001")
        #expect(PupilNumber("B801200005011") == nil)
        #expect(PupilNumber("A801200005001") == nil)
        #expect(PupilNumber("B80120000500") == nil)
        #expect(PupilNumber("P207000016049") != nil)
    }

    @Test(
        "given names agree as far as they do",
        arguments: [
            ("Anne-Marie", "Annemarie", GivenLevel.exact), ("Kate", "Catherine", .alias), ("Harry", "Henry", .alias),
            ("Sam", "Samantha", .alias), ("Samuel", "Samantha", .differ), ("Jon", "Ron", .fuzzy),
            ("Oliver", "Olive", .fuzzy), ("J", "Jane", .initial), ("Amelia", "Noah", .differ),
            ("Muhammad Ali", "Mohammed Ali", .exact), ("Muhammad Ali", "Muhammad Omar", .differ),
            ("Muhammad", "Muhammad Omar", .fuzzy), ("Muhammad", "Mohammed", .alias), ("Muhammad Ali", "Ali", .alias),
        ])
    func givenNames(left: String, right: String, expected: GivenLevel) {
        #expect(level(left, right) == expected)
        #expect(level(right, left) == expected)
    }

    @Test("a record survives being kept as a card")
    func card() throws {
        let one = record(
            held(
                "Zoë", "O'Brien-Smith", born: "2012-05-12", previous: ["SK99 2BB"], number: number(3), middle: ["Ann"],
                sex: .female, previousFamilies: ["Łuk"], knownAs: "Zo", pupil: "B801200005001"))
        let back = try #require(PersonRecord(card: one.card, isRestricted: false))
        #expect(back == one)
        #expect(PersonRecord(card: one.card + "\nx", isRestricted: false) == nil)
        #expect(PersonRecord(card: "{}", isRestricted: false) == nil)
    }

    @Test("nothing of a description or a record can be printed")
    func printing() {
        let description = asked(["Wilhelmina"], "Featherstone", born: "2012-05-12")
        let one = record(held("Wilhelmina", "Featherstone", born: "2012-05-12"))
        var text = "\(description) \(one)"
        dump(description, to: &text)
        dump(one, to: &text)
        #expect(!text.lowercased().contains("wilhelmina") && !text.contains("2012"))
    }
}
