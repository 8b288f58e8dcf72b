import Testing
import WireProtocol

@testable import PersonMatching

@Suite("comparing octets")
struct ComparisonTests {
    /// The same sequence every time.
    private struct Chance: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            let mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            return (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        }
    }

    private static let givens = [
        "jon", "john", "jonathan", "jack", "ann", "anne", "annemarie", "marie", "mary", "molly", "muhammad", "md",
        "mohammed", "m", "a", "elizabeth", "elisabeth", "beth", "liz", "katarzyna", "kasia", "christopher", "kristofer",
        "оля", "олег", "о", "가", "\u{1100}\u{1161}", "가나다", "\u{1100}\u{1161}나다", "ναι", "ίο", "\u{1F77}ο",
    ]
    private static let families = [
        "smith", "smyth", "jones", "smithjones", "oconnor", "o", "connor", "de", "la", "cruz", "bin", "al", "von",
        "hartley", "hartly", "hatrley", "featherstone", "fetherston", "khan", "ng", "김", "\u{1100}\u{1175}\u{11B7}",
        "이",
    ]
    private static let postcodes = ["SK991AA", "SK992BB", "LS999ZZ", "M11AA"]

    private static func names(_ words: [String], _ most: Int, _ chance: inout Chance) -> Names {
        Names(
            (0..<Int.random(in: 0...most, using: &chance)).map { _ in
                (0..<Int.random(in: 1...3, using: &chance)).map { _ in words.randomElement(using: &chance) ?? "" }
            })
    }

    private static func evidence(_ chance: inout Chance) -> Evidence {
        var evidence = Evidence()
        evidence.givens = names(givens, 2, &chance)
        evidence.families = names(families, 2, &chance)
        evidence.previousFamilies = names(families, 1, &chance)
        for _ in 0..<Int.random(in: 0...2, using: &chance) {
            let code = postcodes.randomElement(using: &chance).flatMap { Postcode($0.utf8) }
            if Bool.random(using: &chance) {
                evidence.postcodes += [code].compactMap { $0 }
            } else {
                evidence.previousPostcodes += [code].compactMap { $0 }
            }
        }
        return evidence
    }

    @Test("comes to what comparing words comes to, for many pairs of people")
    func plain() {
        var chance = Chance(state: 20_261_127)
        var seen: Set<String> = []
        for _ in 0..<20_000 {
            let (asked, held) = (Self.evidence(&chance), Self.evidence(&chance))
            let compared = Comparison(Sought(asked), held, placeIsHidden: false)
            let levels = [
                compared.given.rawValue, compared.family.rawValue, compared.place.rawValue, compared.middle.rawValue,
            ]
            let expected = PlainComparison(asked: asked, held: held).levels
            #expect(levels == expected, "\(asked.givens.texts) \(held.givens.texts) \(asked.families.texts)")
            seen.formUnion(expected)
        }
        // Otherwise the pairs would be too much alike to prove anything.
        #expect(
            seen.isSuperset(of: [
                "exact", "alias", "fuzzy", "initial", "part", "near", "sounds", "loose", "outward", "previous", "agree",
                "conflict",
            ])
        )
    }

    @Test("a card read into used room is read as into new room")
    func room() throws {
        var chance = Chance(state: 7)
        var used = Evidence()
        for _ in 0..<500 {
            let evidence = Self.evidence(&chance)
            let card = PersonRecord(evidence, isRestricted: false).card
            let read = Array(card.utf8).withUnsafeBufferPointer { used.read(card: $0) }
            #expect(read && used == evidence)
        }
    }

    @Test("the table of aliases is that of common roots")
    func aliases() {
        let names = ["jon", "john", "jack", "harry", "henry", "hal", "muhammad", "mo", "joseph", "youssef", "nobody"]
        for one in names {
            for other in names where one != other {
                let isAlias = Nicknames.aliases(of: one).texts.contains([other])
                #expect(isAlias == !Nicknames.roots(one).isDisjoint(with: Nicknames.roots(other)), "\(one) \(other)")
            }
        }
    }

    @Test("postcodes and pupil numbers are what they were written as")
    func numbers() {
        for text in Self.postcodes + ["A", "SW1A0AA", "ABCDEFGH"] { #expect(Postcode(text.utf8)?.text == text) }
        #expect(Postcode("".utf8) == nil && Postcode("SW1A0AAXX".utf8) == nil)
        #expect(PupilNumber("B801200005001")?.text == "B801200005001")
    }
}
