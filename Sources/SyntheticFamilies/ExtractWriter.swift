import Crypto
import WireProtocol

/// Writes what one source of one council sends: the CSV files and the manifest of `fcg.extract/1`.
struct ExtractWriter {
    let council: SyntheticCouncil
    let service: SyntheticService
    let households: [SyntheticHousehold]
    let involvements: [SyntheticInvolvement]
    let marks: [SyntheticMark]
    let extractedAt: Instant

    /// Parts several values of one field, such as middle names.
    static let separator = ";"

    /// The files by name.
    func files() -> [String: [UInt8]] {
        let members = members()
        var tables = [
            "person.csv": people(members), "address.csv": addresses(members),
            "relationship.csv": relationships(members), "involvement.csv": rows(), "contact.csv": contacts(),
            "flag.csv": flags(),
        ]
        if service.sendsMarks(at: council) { tables["mark.csv"] = marks(members) }
        // Both line ends of the format occur, so that a reader of only one is found out.
        let lineEnd = council == .bradford ? "\r\n" : "\n"
        var files = tables.mapValues { $0.encoded(lineEnd: lineEnd) }
        files["manifest.json"] = manifest(tables, files)
        return files
    }

    /// Who is in this source: the people it works with, and for children's social care whoever lives with them.
    private func members() -> [Member] {
        let known = Set(involvements.map(\.person))
        return households.flatMap { household -> [Member] in
            let isKnown = household.people.contains { known.contains($0.number) }
            let all = service == .childrensSocialCare && isKnown
            return household.people.filter { all || known.contains($0.number) }
                .map { Member(person: $0, household: household) }
        }
    }

    private struct Member {
        let person: SyntheticPerson
        let household: SyntheticHousehold
    }

    // MARK: Tables

    private func people(_ members: [Member]) -> CSVTable {
        var table = CSVTable([
            "person_id", "nhs_number", "upn", "given_name", "middle_names", "family_name", "previous_family_names",
            "known_as", "date_of_birth", "sex",
        ])
        for member in members {
            let person = member.person
            // A council they left knows the name they had then.
            let isHome = member.household.council == council
            table.add([
                person.localID(at: council), service == .housing ? "" : person.nhsNumber ?? "",
                service == .schools ? person.upn ?? "" : "", person.given,
                person.middle.joined(separator: ExtractWriter.separator),
                isHome ? person.family : person.earlierFamily,
                isHome ? person.previousFamilies.joined(separator: ExtractWriter.separator) : "",
                person.knownAs ?? "", person.dateOfBirth.description, person.sex.rawValue,
            ])
        }
        return table
    }

    private func addresses(_ members: [Member]) -> CSVTable {
        var table = CSVTable([
            "person_id", "address_line", "town", "postcode", "uprn", "authority", "from", "until",
        ])
        for member in members {
            for stay in member.household.stays(of: member.person, knownAt: council) {
                table.add([
                    member.person.localID(at: council), stay.address.line, stay.address.town, stay.address.postcode,
                    stay.address.uprn, stay.address.council.authority.code, stay.from.description,
                    stay.until?.description ?? "",
                ])
            }
        }
        return table
    }

    private func relationships(_ members: [Member]) -> CSVTable {
        var table = CSVTable(["person_id", "related_person_id", "relationship"])
        let ids = Dictionary(
            members.map { ($0.person.number, $0.person.localID(at: council)) }, uniquingKeysWith: { first, _ in first })
        for tie in households.flatMap(\.ties) {
            guard let person = ids[tie.person], let related = ids[tie.related] else { continue }
            table.add([person, related, tie.relationship])
        }
        return table
    }

    private func rows() -> CSVTable {
        var table = CSVTable([
            "involvement_id", "person_id", "category", "status", "started", "ended", "organisation", "contact_id",
        ])
        for (index, row) in involvements.enumerated() {
            table.add([
                id(index), localID(row.person), row.category.text, row.ended == nil ? "current" : "historic",
                row.started.description, row.ended?.description ?? "", row.organisation, row.contact?.id ?? "",
            ])
        }
        return table
    }

    private func contacts() -> CSVTable {
        var table = CSVTable([
            "contact_id", "name", "role", "phone", "email", "team_name", "team_phone", "team_email",
        ])
        let used = Set(involvements.compactMap(\.contact))
        for contact in used.sorted(by: { $0.id < $1.id }) {
            table.add([
                contact.id, contact.name, contact.role, contact.phone, contact.email, contact.teamName,
                contact.teamPhone, contact.teamEmail,
            ])
        }
        return table
    }

    private func flags() -> CSVTable {
        var table = CSVTable(["involvement_id", "flag", "value"])
        for (index, row) in involvements.enumerated() {
            for flag in row.flags { table.add([id(index), flag.name, flag.value]) }
        }
        return table
    }

    /// Every source has the marks of the people in it; a mark on one involvement stands in that source alone.
    private func marks(_ members: [Member]) -> CSVTable {
        var table = CSVTable(["person_id", "mark", "involvement_id", "from", "until"])
        let known = Set(members.map(\.person.number))
        for mark in marks where known.contains(mark.person) && (mark.involvement ?? service) == service {
            let index = involvements.firstIndex { mark.involvement != nil && $0.person == mark.person }
            table.add([localID(mark.person), mark.mark.text, index.map(id) ?? "", mark.from.description, ""])
        }
        return table
    }

    private func id(_ index: Int) -> String { "\(council.idPrefix)-I\(service.position)\(100_000 + index)" }

    private func localID(_ number: Int) -> String { SyntheticPerson.localID(number, at: council) }

    // MARK: Manifest

    private func manifest(_ tables: [String: CSVTable], _ files: [String: [UInt8]]) -> [UInt8] {
        let listed = tables.keys.map { name -> (String, JSONValue) in
            let digest = Hex.encode(SHA256.hash(data: files[name] ?? []))
            return (name, ["rows": .integer(Int64(tables[name]?.count ?? 0)), "sha256": .string(digest)])
        }
        let day = extractedAt.londonDay
        let coverage: JSONValue = [
            "from": .string(day.adding(days: -3_652).description), "to": .string(day.adding(days: -1).description),
            "area": [.string(council.authority.code)],
        ]
        let manifest: JSONValue = [
            "schema": "fcg.extract/1", "source": .string(service.source(at: council)),
            "name": .string(service.title(at: council)), "system": .string(service.system),
            "categories": .array(service.categories.map { .string($0.text) }),
            "extractedAt": .string(extractedAt.text), "coverage": coverage, "rules": .string(service.rules),
            "dates": "iso", "files": .object(Dictionary(listed) { first, _ in first }),
        ]
        return Array((CanonicalJSON.prettyText(manifest) + "\n").utf8)
    }
}
