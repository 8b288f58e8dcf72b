import BenchKit
import BenchTown
import Foundation
import SyntheticFamilies
import WireProtocol

/// What the holder would say to itself of somebody; outside all of them are one answer.
enum ProbeKind: String, CaseIterable {
    case hidden
    case unknown
    /// Two people are held whom the description fits alike.
    case ambiguous
}

/// A child the holder hides, and two twins in shape: one whom nobody knows, and one who could be either of two people.
struct ProbePair {
    /// As an asker would describe each: names of the same lengths, the same sex, birthday and identifiers.
    private let subjects: [ProbeKind: Subject]

    subscript(kind: ProbeKind) -> Subject {
        guard let subject = subjects[kind] else { preconditionFailure("every kind has a subject") }
        return subject
    }

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
        func stranger(_ step: Int) -> Subject {
            ProbePair.subject(child, name: (child.given.strangersName(step), child.family.strangersName(step)))
        }
        subjects = [
            .hidden: ProbePair.subject(child, name: (child.given, child.family)), .unknown: stranger(2),
            .ambiguous: stranger(3),
        ]
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
    fileprivate func strangersName(_ step: Int) -> String {
        String(
            map { letter in
                let isUpper = letter.isUppercase
                for row in ["aeiou", "bcdfghjklmnpqrstvwxyz"] {
                    let letters = Array(row)
                    guard let place = letters.firstIndex(of: Character(letter.lowercased())) else { continue }
                    let other = letters[(place + step) % letters.count]
                    return isUpper ? Character(other.uppercased()) : other
                }
                return letter
            })
    }
}

// MARK: - Two people for one description

extension ProbePair {
    /// Writes a source that holds two people for each pair whom its third description fits alike.
    static func writeDoubles(_ pairs: [ProbePair], to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var files = try SourceFiles(folder: folder)
        for (place, pair) in pairs.enumerated() {
            let subject = pair[.ambiguous]
            let name = subject.name.reveal()
            guard let born = subject.dateOfBirth?.reveal() else { continue }
            let sex = subject.sex?.reveal().rawValue ?? ""
            for letter in ["A", "B"] {
                let id = "double-\(place)-\(letter)"
                files.person("\(id),,,\(name.given.joined(separator: " ")),,\(name.family),,,\(born),\(sex)")
                files.address(
                    "\(id),\(1 + place) \(letter) Row,Town,ZZ98 \(place % 10)A\(letter),,E08000007,2015-01-01,")
            }
        }
        _ = try files.finish("probe-doubles", "school")
    }
}
