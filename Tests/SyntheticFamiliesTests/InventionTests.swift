import SyntheticFamilies
import Testing
import WireProtocol

/// Nothing written may belong to a real person.
@Suite("Invention")
struct InventionTests {
    @Test("NHS numbers are valid, from 999, and nobody shares one")
    func nhsNumbers() {
        let people = Fixture.families.households.flatMap(\.people)
        let numbers = people.compactMap(\.nhsNumber)

        #expect(numbers.allSatisfy { $0.hasPrefix("999") && NHSNumber($0) != nil })
        #expect(Set(numbers).count == numbers.count)
        #expect(numbers.count < people.count)
    }

    @Test("pupil numbers have a right check letter and an authority that does not exist")
    func upns() {
        let upns = Fixture.families.households.flatMap(\.people).compactMap(\.upn)

        #expect(upns.count > 50 && Set(upns).count == upns.count)
        #expect(upns.allSatisfy { $0.count == 13 && $0.dropFirst().hasPrefix("000") && hasRightLetter($0) })
        #expect(hasRightLetter("B801200005001"))
        #expect(!hasRightLetter("C801200005001"))
    }

    @Test("property references lie beyond those in use and postcodes begin with codes never issued")
    func places() {
        let rows = Fixture.rows("address.csv")

        #expect(rows.allSatisfy { ($0["uprn"] ?? "") > "999900000000" && $0["uprn"]?.count == 12 })
        #expect(rows.allSatisfy { ["SK90 ", "LS90 ", "BD90 "].contains(($0["postcode"] ?? "").prefix(5)) })
        #expect(rows.allSatisfy { row in isInward(row["postcode"]?.suffix(3) ?? "") })
    }

    @Test("lines lie in the ranges kept for drama, mail addresses under .example")
    func lines() {
        let rows = Fixture.rows("contact.csv")
        let phones = rows.flatMap { [$0["phone"] ?? "", $0["team_phone"] ?? ""] }
        let mails = rows.flatMap { [$0["email"] ?? "", $0["team_email"] ?? ""] }

        #expect(rows.count > 50)
        #expect(
            phones.allSatisfy { phone in
                phone.count - phone.filter(\.isNumber).count <= 2
                    && ["0161 496 0", "0113 496 0", "01632 960"].contains { phone.hasPrefix($0) }
                    && phone.filter(\.isNumber).count == 11
            })
        #expect(mails.allSatisfy { $0.hasSuffix(".example") && $0.utf8.allSatisfy { $0 < 0x80 } })
    }

    @Test("a worker's direct line is nobody else's and no team's")
    func directLines() {
        for council in SyntheticCouncil.allCases {
            let workers = SyntheticService.allCases.flatMap { Fixture.families.contacts(of: $0, at: council) }
            let direct = Set(workers.map(\.phone))

            #expect(direct.count == workers.count)
            #expect(direct.isDisjoint(with: workers.map(\.teamPhone) + [council.dutyDesk]))
        }
    }

    @Test("the strings to search logs for hold whatever an extract says about a person or a worker")
    func personalStrings() {
        let strings = Fixture.families.allPersonalStrings()
        let personal = [
            "person.csv": ["person_id", "nhs_number", "upn", "given_name", "family_name", "known_as"],
            "address.csv": ["address_line", "postcode", "uprn"], "contact.csv": ["name", "phone", "email"],
        ]

        for (file, columns) in personal {
            let found = Fixture.rows(file).flatMap { row in columns.map { row[$0] ?? "" } }.filter { !$0.isEmpty }
            #expect(found.count > 100 && found.allSatisfy(strings.contains))
        }
        #expect(strings.contains("Wrexcombe"))
        #expect(strings.isDisjoint(with: ["Stockport", "Leeds", "0161 496 0000", "01614960000"]))
        #expect(strings.allSatisfy { $0.count >= 5 })
    }

    private func hasRightLetter(_ upn: String) -> Bool {
        let weighted = upn.dropFirst().compactMap(\.wholeNumberValue).enumerated()
        let sum = weighted.reduce(0) { $0 + $1.element * ($1.offset + 2) }
        return Array("ABCDEFGHJKLMNPQRTUVWXYZ")[sum % 23] == upn.first
    }

    private func isInward(_ text: Substring) -> Bool {
        text.count == 3 && text.first?.isNumber == true
            && text.dropFirst().allSatisfy { "ABDEFGHJLNPQRSTUWXYZ".contains($0) }
    }
}
