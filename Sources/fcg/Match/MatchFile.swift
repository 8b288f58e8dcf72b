import PersonMatching
import WireProtocol

/// A file of people or questions, row by row in the matcher's terms.
struct MatchFile {
    /// One row.
    struct Entry {
        let id: String
        let localID: String
        let person: HeldPerson
    }

    private var table: MatchTable
    private let places: [String: Int]
    private let id: Int
    private let isForLinking: Bool

    /// `idColumns` in the order of preference. `forLinking` takes what an answer never would: other countries' postcodes,
    /// and dates that are no days.
    init(_ path: String, idColumns: [String], forLinking: Bool) throws {
        table = try MatchTable(path)
        places = Dictionary(table.columns.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        guard let id = idColumns.lazy.compactMap({ [places] in places[$0] }).first else {
            throw Complaint("\(path):1: error: no column `\(idColumns[0])`\n    help: each row needs an id of its own")
        }
        self.id = id
        isForLinking = forLinking
    }

    /// Whether the file has a column.
    func has(_ column: String) -> Bool { places[column] != nil }

    /// Everybody, to the last row; `body` also gets what stands in columns of other names.
    mutating func each(_ body: (Entry, (String) -> String) throws -> Void) throws {
        while let row = try table.next() {
            let cell = { [places] (column: String) in
                let text = places[column].map { row[$0] } ?? ""
                return Normaliser.isNoValue(text) ? "" : text
            }
            try body(Entry(id: row[id], localID: cell("local_id"), person: person(cell)), cell)
        }
    }

    private func person(_ cell: (String) -> String) -> HeldPerson {
        func list(_ column: String) -> [String] {
            cell(column).split(separator: ";").map { String($0).trimmingPrefix(while: { $0 == " " }).description }
        }
        var person = HeldPerson(family: cell("family_name"))
        person.given = cell("given_name")
        person.middle = list("middle_names")
        person.previousFamilies = list("previous_family_names")
        person.knownAs = cell("known_as")
        person.sex = MatchFile.sex(cell("sex"))
        person.postcodes = list("postcode")
        person.previousPostcodes = list("previous_postcodes")
        let (numbers, pupilNumbers) = (list("nhs_number"), list("upn"))
        person.nhsNumber = numbers.first.flatMap(MatchFile.number)
        person.supersededNumbers = numbers.dropFirst().compactMap(MatchFile.number)
        person.pupilNumber = pupilNumbers.first.flatMap(MatchFile.number)
        person.formerPupilNumbers = pupilNumbers.dropFirst().compactMap(MatchFile.number)
        person.addressLine = cell("address_line")
        person.town = cell("town")
        person.uprn = MatchFile.number(cell("uprn"))
        person.takesAnyPostcode = isForLinking
        let digits = MatchFile.digits(cell("date_of_birth"))
        person.dateOfBirth = digits.flatMap { CalendarDay(year: $0 / 10_000, month: $0 / 100 % 100, day: $0 % 100) }
        if isForLinking, person.dateOfBirth == nil { person.birthDigits = digits }
        return person
    }

    private static func number(_ text: String) -> String? {
        let plain = text.filter { $0 != " " && $0 != "-" }
        return plain.isEmpty ? nil : plain
    }

    private static func sex(_ text: String) -> Sex? {
        switch text.lowercased() {
        case "f", "female", "2": .female
        case "m", "male", "1": .male
        default: nil
        }
    }

    /// `2012-05-12`, `20120512` or `12/05/2012` as `yyyymmdd`, whether or not there was such a day.
    static func digits(_ text: String) -> Int? {
        let parts = text.prefix(10).split { $0 == "-" || $0 == "/" }
        let numbers = parts.compactMap { part in part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil }
        guard numbers.count == parts.count else { return nil }
        if numbers.count == 1, parts[0].count == 8 { return numbers[0] }
        guard numbers.count == 3, parts.allSatisfy({ $0.count <= 4 }) else { return nil }
        let isISO = parts[0].count == 4
        guard isISO || parts[2].count == 4, numbers[1] < 100, numbers[isISO ? 2 : 0] < 100 else { return nil }
        return isISO
            ? numbers[0] * 10_000 + numbers[1] * 100 + numbers[2] : numbers[2] * 10_000 + numbers[1] * 100 + numbers[0]
    }
}

/// People of a file in the index a node would have of them, with their ids.
struct MatchPopulation {
    private(set) var ids: [String] = []
    let index: PopulationIndex

    init(_ path: String, idColumns: [String] = ["person_id"], forLinking: Bool) throws {
        var file = try MatchFile(path, idColumns: idColumns, forLinking: forLinking)
        var builder = PopulationIndex.Builder(forLinking: forLinking)
        var ids: [String] = []
        try file.each { entry, _ in
            ids.append(entry.id)
            builder.add(PersonRecord([entry.person], isRestricted: false), localID: entry.localID)
        }
        guard !ids.isEmpty else { throw Complaint("\(path): error: has no rows") }
        self.ids = ids
        index = builder.built()
    }
}
