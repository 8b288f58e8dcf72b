import BenchKit
import SyntheticFamilies
import WireProtocol

/// A child the holder hides, and a twin in shape whom nobody knows.
struct ProbePair {
    /// As an asker would describe the child.
    let restricted: Subject
    /// Names of the same lengths; the same sex, birthday and identifiers.
    let unknown: Subject

    /// Every child of a household with a mark on a person: the marks hide whoever lives there.
    static func all(_ families: SyntheticFamilies, holder: SyntheticCouncil, day: CalendarDay) -> [ProbePair] {
        let marked = Set(families.marks.filter { $0.council == holder && $0.involvement == nil }.map(\.person))
        let households = families.households.filter { $0.people.contains { marked.contains($0.number) } }
        let children = households.flatMap(\.people).filter {
            (1...16).contains($0.dateOfBirth.wholeYears(until: day))
                && !families.involvements(of: $0, at: holder).isEmpty
        }
        return children.map(ProbePair.init)
    }

    private init(_ child: SyntheticPerson) {
        restricted = ProbePair.subject(child, name: (child.given, child.family))
        unknown = ProbePair.subject(child, name: (child.given.strangersName, child.family.strangersName))
    }

    private static func subject(_ person: SyntheticPerson, name: (given: String, family: String)) -> Subject {
        Subject(
            ref: "s1", about: "child", relationship: nil,
            name: Redacted(PersonName(given: [name.given], family: name.family)),
            dateOfBirth: Redacted(person.dateOfBirth), sex: Redacted(person.sex), previousNames: nil,
            previousPostcodes: person.previousPostcodes.isEmpty ? nil : Redacted(person.previousPostcodes),
            nhsNumber: nil)
    }
}

extension String {
    /// A name as long as this one that nobody bears: vowels become other vowels, consonants other consonants.
    fileprivate var strangersName: String {
        String(
            map { letter in
                let isUpper = letter.isUppercase
                for row in ["aeiou", "bcdfghjklmnpqrstvwxyz"] {
                    let letters = Array(row)
                    guard let place = letters.firstIndex(of: Character(letter.lowercased())) else { continue }
                    let other = letters[(place + 2) % letters.count]
                    return isUpper ? Character(other.uppercased()) : other
                }
                return letter
            })
    }
}
