import BenchFigures
import Foundation
package import WireProtocol

/// Writes the extracts of an invented town, file by file as it goes: its people take no room, only their numbers do.
///
/// Four sources hold overlapping parts of one population, so that there is something to join. The same seed and size give
/// the same octets.
package struct TownExtracts {
    /// Rows of `person.csv` of all sources together, about.
    let rows: Int
    let seed: UInt64

    /// An extract of so many rows; the same seed, the same town.
    package init(rows: Int, seed: UInt64) { (self.rows, self.seed) = (rows, seed) }

    private static let sources: [(id: String, category: String, share: UInt64)] = [
        ("town-housing", "housing", 60), ("town-schools", "school", 35), ("town-adult-care", "adult-social-care", 20),
        ("town-early-help", "early-help", 28),
    ]

    /// People of the town: each stands in 1.43 sources.
    package var population: Int { rows * 100 / 143 }

    /// Writes all sources under `root`; says how many rows `person.csv` has in all of them.
    package func write(under root: String) throws -> Int {
        try TownExtracts.sources.enumerated().reduce(0) { sum, source in
            sum + (try write(source.element, UInt64(source.offset), to: "\(root)/\(source.element.id)"))
        }
    }

    private func write(_ source: (id: String, category: String, share: UInt64), _ lane: UInt64, to folder: String)
        throws -> Int
    {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var files = try SourceFiles(folder: folder)
        for contact in 0..<2_000 {
            files.contact(
                "c\(contact),Worker \(contact),officer,0161 496 0001,w\(contact)@town.example,Team,0161 496 0002,t@town.example"
            )
        }
        for number in 0..<population where isIn(number, lane, source.share) {
            let person = TownPerson(number: number, seed: seed)
            write(person, of: source.id, category: source.category, to: &files)
        }
        return try files.finish(source.id, source.category)
    }

    private func write(_ one: TownPerson, of source: String, category: String, to files: inout SourceFiles) {
        let id = "\(source.prefix(8))-\(one.number)"
        files.person("\(id),\(one.nhs),,\(one.given),,\(one.family),,,\(one.born),\(one.sex)")
        files.address("\(id),\(one.line),Town,\(one.postcode),\(one.uprn),E08000007,2015-01-01,")
        if one.number % 10 == 0 {
            files.address("\(id),9 Old Row,Town,ZZ99 9AB,,E08000035,2010-01-01,2014-12-31")
        }
        let isCurrent = one.number % 4 != 0
        let status = isCurrent ? "current,2022-03-04," : "historic,2018-03-04,2020-05-06"
        files.involvement("i\(one.number),\(id),\(category),\(status),Town Service,c\(one.number % 2_000)")
        if one.number % 20 == 0 { files.flag("i\(one.number),rent-arrears,open") }
        if one.isMarked { files.mark("\(id),marac,,2026-01-01,") }
    }

    private func isIn(_ person: Int, _ lane: UInt64, _ share: UInt64) -> Bool {
        mixed(seed &+ UInt64(person) &* 8 &+ lane) % 100 < share
    }
}

/// One invented person, worked out from a number. Two or three of them share a house and a family name.
package struct TownPerson {
    package let number: Int
    package let given: String
    package let family: String
    package let born: CalendarDay
    package let sex: String
    package let nhs: String
    package let line: String
    package let postcode: String
    package let uprn: String
    package let isMarked: Bool

    /// The person of a number.
    package init(number: Int, seed: UInt64) {
        self.number = number
        let house = number / 5 * 2 + (number % 5 < 3 ? 0 : 1)
        let own = mixed(seed ^ UInt64(number) &* 31)
        let home = mixed(seed ^ UInt64(house) &* 17 ^ 0xABCD)
        given = TownPerson.word(TownPerson.skewed(own, 600), 3)
        family = TownPerson.word(TownPerson.skewed(home, 5_000), 4)
        born = CalendarDay(daysSinceEpoch: 20_700 - Int(own >> 20 % 33_000))
        sex = own & 1 == 0 ? "F" : "M"
        nhs = mixed(own) % 100 < 60 ? TownPerson.nhsNumber(number) : ""
        line = "\(1 + house % 90) \(TownPerson.word(house / 90 % 4_000, 3)) Row"
        let letters = Array("ABDEFGHJLNPQRSTUWXYZ")
        postcode =
            "ZZ\(1 + house / 15 / 4_000 % 90) \(house / 15 / 400 % 10)\(letters[house / 15 / 20 % 20])\(letters[house / 15 % 20])"
        uprn = String(999_900_000_000 + house)
        isMarked = mixed(own ^ 5) % 1_000 < 5
    }

    /// Small numbers often, large ones seldom, as names are.
    private static func skewed(_ chance: UInt64, _ count: Int) -> Int {
        let part = Double(chance >> 11) / Double(1 << 53)
        return min(count - 1, Int(Double(count) * part * part * part))
    }

    private static func word(_ number: Int, _ syllables: Int) -> String {
        let (starts, ends) = (["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t"], ["a", "e", "i", "o", "u"])
        var (rest, word) = (number, "")
        for _ in 0..<syllables {
            word += starts[rest % starts.count] + ends[rest / starts.count % ends.count]
            rest /= starts.count * ends.count
        }
        return word.prefix(1).uppercased() + word.dropFirst()
    }

    /// From 999, which is never issued; empty once the range is used up.
    private static func nhsNumber(_ number: Int) -> String {
        let nine = 999_000_000 + number
        guard number < 1_000_000 else { return "" }
        let digits = String(nine).utf8.map { Int($0) - 0x30 }
        let check = (11 - zip(digits, (2...10).reversed()).reduce(0) { $0 + $1.0 * $1.1 } % 11) % 11
        return check == 10 ? "" : "\(nine)\(check)"
    }
}
