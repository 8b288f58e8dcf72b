import WireProtocol

@testable import PersonMatching

/// A day on which everybody born after 20 November 2008 is a child.
let today = CalendarDay(daysSinceEpoch: 20_777)

func day(_ text: String) -> CalendarDay? { CalendarDay(text) }

/// Invented people; numbers from the range that is never issued, postcodes that do not exist.
func held(
    _ given: String, _ family: String, born: String, postcode: String? = "SK99 1AA", previous: [String] = [],
    number: String? = nil, middle: [String] = [], sex: Sex? = nil, previousFamilies: [String] = [],
    knownAs: String = "",
    pupil: String? = nil
) -> HeldPerson {
    var person = HeldPerson(family: family)
    person.given = given
    person.middle = middle
    person.dateOfBirth = day(born)
    person.postcodes = postcode.map { [$0] } ?? []
    person.previousPostcodes = previous
    person.nhsNumber = number
    person.sex = sex
    person.previousFamilies = previousFamilies
    person.knownAs = knownAs
    person.pupilNumber = pupil
    return person
}

func record(_ person: HeldPerson, restricted: Bool = false) -> PersonRecord {
    PersonRecord([person], isRestricted: restricted)
}

func asked(
    _ given: [String], _ family: String, born: String? = nil, postcodes: [String] = [], previous: [String] = [],
    number: String? = nil, sex: Sex? = nil, previousNames: [PersonName] = []
) -> PersonDescription {
    PersonDescription(
        given: given, family: family, previousNames: previousNames, dateOfBirth: born.flatMap(day), sex: sex,
        postcodes: postcodes, previousPostcodes: previous, nhsNumber: number)
}

func key(_ row: Int64) -> PersonKey { PersonKey(generation: 1, row: row) }

/// How well two given names agree.
func level(_ left: String, _ right: String) -> GivenLevel {
    var evidence = Evidence()
    evidence.givens = Names([Normaliser.givenWords(left)])
    return Sought(evidence).level(of: 0, with: 0, of: Names([Normaliser.givenWords(right)]))
}

/// Decides among records whose keys are 1, 2, 3 and so on.
func decide(_ description: PersonDescription, _ records: PersonRecord..., capped: Bool = false) -> Matcher.Verdict {
    let candidates = records.enumerated().map { index, record in
        Candidate(key: key(Int64(index + 1)), record: record, isDecoy: false)
    }
    return Matcher(on: today).decide(description, among: candidates, capped: capped)
}

/// The `n`th valid NHS number of the range 999.
func number(_ n: Int) -> String {
    var found = 0
    for serial in 0..<1_000 {
        for check in 0...9 {
            let digits = "999" + String(repeating: "0", count: 6 - String(serial).count) + "\(serial)\(check)"
            if NHSNumber(digits) != nil {
                if found == n { return digits }
                found += 1
            }
        }
    }
    return ""
}
