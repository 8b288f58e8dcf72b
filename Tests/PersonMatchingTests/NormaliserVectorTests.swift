import Testing
import WireProtocol

@testable import PersonMatching

/// What the normaliser of one version makes of each input. An index keeps what a version made, so a result may change
/// only together with ``Normaliser/version`` and this table.
@Suite("golden vectors of the normaliser")
struct NormaliserVectorTests {
    @Test("the table is that of this version")
    func version() { #expect(Normaliser.version == 4) }

    @Test(
        "given names",
        arguments: [
            ("Siobhán", "siobhan"), ("Zoë-Anne", "zoe anne"), ("Łukasz", "lukasz"), ("ÆTHELWULF", "aethelwulf"),
            ("Mr. John", "john"), ("D’Arcy", "darcy"), ("Baby Girl", ""), ("Twin 2", ""), ("unknown", ""), ("N/A", ""),
            ("  Anne   Marie ", "anne marie"), ("José María", "jose maria"), ("Nguyễn", "nguyen"), ("Ðuro", "duro"),
            ("Straße", "strasse"), ("Øyvind", "oyvind"), ("Ольга", "ольга"), ("null", ""), ("X", ""),
            ("Mohammed", "mohammed"),
        ])
    func given(written: String, normal: String) {
        #expect(Normaliser.givenWords(written).joined(separator: " ") == normal)
    }

    @Test(
        "all given names: without the one somebody is called by there are none",
        arguments: [
            (["Anne", "Marie"], "anne marie"), (["", "Olivia"], ""), (["Baby", "Olivia"], ""),
            (["Jo", "unknown"], "jo"),
            ([], ""),
        ])
    func givenNames(written: [String], normal: String) {
        #expect(Normaliser.givenWords(calledFirst: written).joined(separator: " ") == normal)
    }

    @Test(
        "family names",
        arguments: [
            ("O'Neill", "oneill"), ("Smith-Jones", "smith jones"), ("van der Berg", "van der berg"),
            ("MÜLLER", "muller"),
            ("Unknown", ""), ("D`Souza", "dsouza"), ("MacDonald", "macdonald"),
            ("García Fernández", "garcia fernandez"),
        ])
    func family(written: String, normal: String) {
        #expect(Normaliser.familyWords(written).joined(separator: " ") == normal)
    }

    @Test(
        "sounds of family names",
        arguments: [
            (["hussain", "hussein", "husain", "husayn"], "husen"), (["smith", "smyth"], "smit"),
            (["khan", "kahn"], "kan"),
            (["clark", "clarke"], "klark"), (["philips", "filips", "phillips"], "filips"), (["ng"], "ng"),
        ])
    func sounds(written: [String], sound: String) {
        for name in written { #expect(String(decoding: SoundKey(name.utf8).octets, as: UTF8.self) == sound, "\(name)") }
    }

    @Test(
        "postcodes, property references and lines",
        arguments: [
            ("sk99 1aa", "SK991AA"), (" S K 9 9 1 A A ", "SK991AA"), ("M1 1AA", "M11AA"), ("EC1A 1BB", "EC1A1BB"),
            ("ZZ99 3VZ", nil), ("4223", nil), ("SK99", nil), ("SK99 1A1", nil),
        ] as [(String, String?)])
    func postcodes(written: String, normal: String?) { #expect(Normaliser.postcode(written) == normal) }

    @Test("a property reference has up to twelve digits, and leading noughts are no part of it")
    func properties() {
        #expect(Normaliser.propertyReference("0010 0000 1234") == 1_000_001_234)
        #expect(Normaliser.propertyReference("1000000012345") == nil)
        #expect(Normaliser.propertyReference("0") == nil && Normaliser.propertyReference("12a") == nil)
        #expect(Normaliser.addressLine("Flat 2,  12 Quillfeather Row") == "flat 2 12 quillfeather row")
    }

    @Test("words for no value are no values")
    func noValues() {
        for text in ["null", "N/A", "n.a.", "NONE", "not known", " ", "-"] {
            #expect(Normaliser.isNoValue(text), "\(text)")
        }
        for text in ["0", "Nan Hartley", "Nonesuch"] { #expect(!Normaliser.isNoValue(text), "\(text)") }
    }

    @Test("dates that stand for none, and numbers with a wrong check")
    func dates() {
        #expect(Normaliser.birthDate(day("1900-01-01")) == nil && Normaliser.birthDate(day("1901-01-01")) == nil)
        #expect(Normaliser.birthDate(day("1902-01-01")) != nil)
        #expect(NHSNumber("9434765919") != nil && NHSNumber("9434765918") == nil && NHSNumber("943476591") == nil)
        // The worked example of a vendor's page has Q, which is wrong.
        #expect(PupilNumber("P207000016049") != nil && PupilNumber("Q207000016049") == nil)
    }

    @Test("one postcode near another: one character, or two neighbours that changed places")
    func nearPostcodes() throws {
        func near(_ one: String, _ other: String) throws -> Bool {
            try #require(Postcode(one.utf8)).isNear(try #require(Postcode(other.utf8)))
        }
        #expect(try near("SK991AA", "SK991AB") && near("SK991AB", "SK991BA") && near("4223", "4232"))
        #expect(try !near("SK991AA", "SK982AA") && !near("SK991AA", "SK191AB") && !near("4223", "3242"))
    }

    @Test("addresses are alike whatever the order of their words, with slips, and by a part")
    func addresses() throws {
        func likeness(_ one: String, _ other: String) -> Int {
            LetterPairs(Array(Normaliser.addressLine(one).utf8)).likeness(to: Array(Normaliser.addressLine(other).utf8))
                ?? -1
        }
        #expect(likeness("8 Stanley Street, Miami", "Miami, 8 Stanley Street") >= 900)
        #expect(likeness("8 Stanley Street", "8 Stanly Sreet") >= 600)
        #expect(likeness("8 Stanley Street", "8 Stanley Street, Miami") >= 900)
        #expect(likeness("8 Stanley Street", "12 Quillfeather Row") < 300)
        #expect(likeness("", "8 Stanley Street") == -1)
        let (flat, house) = (
            Dwelling(line: "Flat 2, 12 Row", town: "", uprn: nil), Dwelling(line: "12 Row, flat 2", town: "", uprn: nil)
        )
        #expect(flat.sharesNumbers(with: flat) && !flat.sharesNumbers(with: house))
        #expect(!Dwelling(line: "The Row", town: "", uprn: nil).sharesNumbers(with: flat))
    }
}
