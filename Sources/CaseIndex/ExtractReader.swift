import Foundation
import PersonMatching
import WireProtocol

/// Reads one extract folder: the manifest first, then every file it lists, exactly as it lists it.
struct ExtractReader {
    private let folder: String
    private let limits: LoadLimits
    private let manifest: ExtractManifest
    private var faults: [RowFault] = []

    init(folder: String, limits: LoadLimits) throws(CaseIndexFault) {
        self.folder = folder
        self.limits = limits
        manifest = try ExtractReader.manifest(folder)
    }

    /// Everything that can be loaded. Throws when the folder as a whole cannot be trusted.
    mutating func read() throws(CaseIndexFault) -> Extract {
        let day = manifest.extractedAt.londonDay
        let categories = Set(manifest.categories)
        try refuseUnlistedMarks()
        let people = try rows(.person) { cells throws(RowFault) in try PersonRow(&cells, extracted: day) }
        let addresses = try rows(.address, AddressRow.init)
        let ties = try rows(.relationship, RelationshipRow.init)
        let involvements = try rows(.involvement) { cells throws(RowFault) in
            try InvolvementRow(&cells, categories: categories, extracted: day)
        }
        let contacts = try rows(.contact, ContactRow.init)
        let flags = try rows(.flag, FlagRow.init)
        let marks = try rows(.mark, MarkRow.init)
        return assemble(people, addresses, ties, involvements, contacts, flags, marks)
    }

    private mutating func assemble(
        _ people: [Placed<PersonRow>], _ addresses: [Placed<AddressRow>], _ ties: [Placed<RelationshipRow>],
        _ involvements: [Placed<InvolvementRow>], _ contacts: [Placed<ContactRow>], _ flags: [Placed<FlagRow>],
        _ marks: [Placed<MarkRow>]
    ) -> Extract {
        var extract = Extract(folder: folder, manifest: manifest)
        extract.people = unique(people, .person, "person_id", \.id)
        let ids = Set(extract.people.map(\.id))
        extract.addresses = known(addresses, .address, "person_id", \.personID, ids, in: .person).map(\.row)
        let tied = known(ties, .relationship, "person_id", \.personID, ids, in: .person)
        let related = known(tied, .relationship, "related_person_id", \.relatedID, ids, in: .person)
        let held = known(involvements, .involvement, "person_id", \.personID, ids, in: .person)
        extract.involvements = unique(held, .involvement, "involvement_id", \.id)
        let contactRows = unique(contacts, .contact, "contact_id", \.id)
        extract.contacts = Dictionary(contactRows.map { ($0.id, $0) }) { first, _ in first }
        noteMissingContacts(held, extract.contacts)
        let rowIDs = Set(extract.involvements.map(\.id))
        let fields = known(flags, .flag, "involvement_id", \.involvementID, rowIDs, in: .involvement)
        for field in unique(fields, .flag, "flag", { "\($0.involvementID)\n\($0.flag)" }) {
            extract.flags[field.involvementID, default: [:]][field.flag] = field.value
        }
        extract.marks = self.marks(marks, people: ids, involvements: rowIDs)
        extract.accepted = [
            .person: ids.count, .address: extract.addresses.count, .relationship: related.count,
            .involvement: extract.involvements.count, .contact: contactRows.count,
            .flag: extract.flags.values.reduce(0) { $0 + $1.count }, .mark: extract.marks.count,
        ]
        extract.faults = faults
        return extract
    }

    private mutating func marks(
        _ marks: [Placed<MarkRow>], people: Set<String>, involvements: Set<String>
    ) -> [MarkRow] {
        let named = known(marks, .mark, "person_id", \.personID, people, in: .person)
        let nameless = named.filter { $0.row.involvementID == nil }
        let precise = known(
            named.filter { $0.row.involvementID != nil }, .mark, "involvement_id", { $0.involvementID ?? "" },
            involvements, in: .involvement)
        return (nameless + precise).map(\.row)
    }
}

// MARK: - Rows that do not fit together

extension ExtractReader {
    /// Rows whose id stands once. Where an id stands twice nobody can say which row is right, so both are left out.
    private mutating func unique<Row>(
        _ rows: [Placed<Row>], _ file: ExtractFile, _ column: String, _ id: (Row) -> String
    ) -> [Row] {
        let counts = rows.reduce(into: [String: Int]()) { $0[id($1.row), default: 0] += 1 }
        for row in rows where counts[id(row.row)] != 1 {
            leaveOut(file, row.number, column, "stands in more than one row: keep the right one")
        }
        return rows.filter { counts[id($0.row)] == 1 }.map(\.row)
    }

    /// Rows whose reference leads to a row that was taken.
    private mutating func known<Row>(
        _ rows: [Placed<Row>], _ file: ExtractFile, _ column: String, _ id: (Row) -> String, _ ids: Set<String>,
        in other: ExtractFile
    ) -> [Placed<Row>] {
        for row in rows where !ids.contains(id(row.row)) {
            leaveOut(file, row.number, column, "names no row taken from \(other.rawValue): correct one of the two")
        }
        return rows.filter { ids.contains(id($0.row)) }
    }

    private mutating func noteMissingContacts(
        _ rows: [Placed<InvolvementRow>], _ contacts: [String: ContactRow]
    ) {
        for row in rows {
            guard let id = row.row.contactID, contacts[id] == nil else { continue }
            leaveOut(
                .involvement, row.number, "contact_id", "names no row taken from contact.csv: shown without contact",
                .cellLeftOut)
        }
    }

    private mutating func leaveOut(
        _ file: ExtractFile, _ row: Int, _ column: String, _ reason: String, _ effect: RowFault.Effect = .rowLeftOut
    ) {
        faults.append(RowFault(file: file.rawValue, row: row, column: column, reason: reason, effect: effect))
    }
}

// MARK: - Files

extension ExtractReader {
    private static func manifest(_ folder: String) throws(CaseIndexFault) -> ExtractManifest {
        guard let octets = FileManager.default.contents(atPath: "\(folder)/\(ExtractFile.manifest)") else {
            throw refusal(folder, ExtractFile.manifest, "is missing", "name the folder of one source")
        }
        do {
            return try ExtractManifest(try StrictJSON.parse(Array(octets), limits: .file))
        } catch {
            throw refusal(folder, ExtractFile.manifest, "\(error)", "correct the export's manifest")
        }
    }

    /// A marks file that the manifest does not list might have been meant: nobody's marks are dropped in silence.
    private func refuseUnlistedMarks() throws(CaseIndexFault) {
        guard !manifest.sendsMarks, FileManager.default.fileExists(atPath: "\(folder)/\(ExtractFile.mark.rawValue)")
        else { return }
        throw ExtractReader.refusal(
            folder, ExtractFile.mark.rawValue, "is in the folder and not in the manifest", "list it or take it away")
    }

    private mutating func rows<Row: Sendable>(
        _ file: ExtractFile, _ parse: (inout RowCells) throws(RowFault) -> Row
    ) throws(CaseIndexFault) -> [Placed<Row>] {
        guard let entry = manifest.files[file] else { return [] }
        guard let stream = FileStream(path: "\(folder)/\(file.rawValue)") else {
            throw refuse(file.rawValue, "is missing", "export the folder again")
        }
        var reader = CSVReader(longest: limits.fieldOctets) { () throws(CSVFault) in
            do { return try stream.next() } catch { throw CSVFault(reason: .unreadable, row: 0, column: 0) }
        }
        let places = try columns(file, try next(&reader, file) ?? [])
        var rows: [Placed<Row>] = []
        while let fields = try next(&reader, file) {
            var cells = RowCells(fields, of: file, row: reader.row, places: places, dates: manifest.dates)
            do {
                rows.append(Placed(row: try parse(&cells), number: reader.row))
            } catch {
                faults.append(error)
            }
            faults += cells.left
        }
        try compare(file, entry, rows: reader.row - 1, digest: stream.sha256)
        return rows
    }

    private func next(_ reader: inout CSVReader, _ file: ExtractFile) throws(CaseIndexFault) -> [String]? {
        guard reader.row <= limits.rows else { throw refuse(file.rawValue, "has too many rows", "raise the limit") }
        do {
            return try reader.next()
        } catch {
            let place = "\(file.rawValue):\(error.row):column \(error.column)"
            throw refuse(place, "holds \(error.reason.rawValue)", "export the file again as RFC 4180 CSV in UTF-8")
        }
    }

    private func compare(
        _ file: ExtractFile, _ entry: ExtractManifest.FileEntry, rows: Int, digest: String
    ) throws(CaseIndexFault) {
        guard rows == entry.rows else {
            throw refuse(
                file.rawValue, "has \(rows) rows where the manifest says \(entry.rows): it is cut off or changed",
                "send the folder again")
        }
        guard digest == entry.sha256 else {
            throw refuse(
                file.rawValue, "has not the SHA-256 of the manifest: it was changed after the export",
                "send the folder again")
        }
    }

    /// At which index each column stands. Exactly the columns of the format, in any order.
    private func columns(_ file: ExtractFile, _ header: [String]) throws(CaseIndexFault) -> [String: Int] {
        for (index, name) in header.enumerated() where !file.columns.contains(name) {
            throw refuse("\(file.rawValue):1:column \(index + 1)", "is no column of the format", "take it out")
        }
        for name in file.columns where header.filter({ $0 == name }).count != 1 {
            throw refuse("\(file.rawValue):1:\(name)", "must be a column, once", "export it, empty if it is not known")
        }
        return Dictionary(header.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
    }

    private func refuse(_ place: String, _ problem: String, _ remedy: String) -> CaseIndexFault {
        ExtractReader.refusal(folder, place, problem, remedy)
    }

    private static func refusal(
        _ folder: String, _ place: String, _ problem: String, _ remedy: String
    ) -> CaseIndexFault {
        .refused(Refusal(folder: folder, place: place, problem: problem, remedy: remedy))
    }
}
