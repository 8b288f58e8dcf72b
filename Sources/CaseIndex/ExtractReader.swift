import Foundation
import PersonMatching
import WireProtocol

/// Who takes the rows of an extract, one after the other, and says under which place each is kept.
protocol ExtractSink {
    mutating func take(_ contact: ContactRow) throws -> Int64
    mutating func take(_ person: PersonRow) throws -> Int64
    mutating func take(_ address: AddressRow, of person: Int64) throws
    mutating func take(
        _ involvement: InvolvementRow, of person: Int64, contact: Int64?, flags: [Code: String]
    ) throws -> Int64
    mutating func take(_ mark: MarkRow, of person: Int64) throws
    /// Takes a row back: its id stands in another one, too.
    mutating func takeBack(_ file: ExtractFile, _ place: Int64) throws
}

/// Reads one extract folder: the manifest first, then every file it lists, exactly as it lists it.
///
/// Rows are handed on as they are read. Ids are kept, and little else, so that a file of any length needs no more room
/// than its ids.
struct ExtractReader {
    let folder: String
    let manifest: ExtractManifest
    private let limits: LoadLimits
    private let staff: StaffOverlay
    private let progress: LoadProgress
    private var faults = FaultLedger()
    private var quality = QualityTally()
    private var counts: [ExtractFile: Int] = [:]

    init(
        folder: String, limits: LoadLimits, staff: StaffOverlay = StaffOverlay(),
        progress: LoadProgress = .unwatched
    ) throws(CaseIndexFault) {
        self.folder = folder
        self.limits = limits
        self.staff = staff
        self.progress = progress
        manifest = try ExtractReader.manifest(folder)
    }

    /// Hands everything that can be loaded to `sink`. Throws when the folder as a whole cannot be trusted; what was
    /// handed over is then to be forgotten.
    mutating func read(into sink: inout some ExtractSink) throws -> Extract {
        try refuseUnlistedMarks()
        let contacts = try contacts(&sink)
        let people = try people(&sink)
        try addresses(&sink, people)
        try ties(people)
        var flags = try flags()
        let involvements = try involvements(&sink, people, contacts, &flags)
        leaveOutFlags(flags, involvements)
        try marks(&sink, people, involvements)
        return Extract(
            folder: folder, manifest: manifest, accepted: counts, faults: faults, quality: quality.shares(counts))
    }
}

// MARK: - File by file

extension ExtractReader {
    private mutating func contacts(_ sink: inout some ExtractSink) throws -> IdentifierTable {
        var ids = IdentifierTable()
        let source = manifest.source
        try rows(.contact, ContactRow.init) { reader, contact, number in
            let row = reader.staff.completed(contact, of: source)
            let place = try sink.take(row)
            guard let known = ids.add(row.id, place: place, row: number) else { return reader.quality.add(row) }
            try reader.leaveOutTwice(.contact, "contact_id", known, number, place, &sink)
        }
        counts[.contact] = ids.count
        return ids
    }

    private mutating func people(_ sink: inout some ExtractSink) throws -> IdentifierTable {
        var ids = IdentifierTable()
        let day = manifest.extractedAt.londonDay
        try rows(.person) { cells throws(RowFault) in
            try PersonRow(&cells, extracted: day)
        } each: {
            reader, row, number in
            let place = try sink.take(row)
            guard let known = ids.add(row.id, place: place, row: number) else {
                return reader.quality.add(row, at: place)
            }
            try reader.leaveOutTwice(.person, "person_id", known, number, place, &sink)
        }
        counts[.person] = ids.count
        return ids
    }

    private mutating func addresses(_ sink: inout some ExtractSink, _ people: IdentifierTable) throws {
        try rows(.address, AddressRow.init) { reader, row, number in
            guard let person = people[row.personID] else {
                return reader.unknown(.address, number, "person_id", .person)
            }
            try sink.take(row, of: person)
            reader.counts[.address, default: 0] += 1
            reader.quality.add(row, of: person)
        }
    }

    /// Checked and counted, and not kept, because nothing answers from it.
    private mutating func ties(_ people: IdentifierTable) throws {
        try rows(.relationship, RelationshipRow.init) { reader, row, number in
            guard people[row.personID] != nil else {
                return reader.unknown(.relationship, number, "person_id", .person)
            }
            guard people[row.relatedID] != nil else {
                return reader.unknown(.relationship, number, "related_person_id", .person)
            }
            reader.counts[.relationship, default: 0] += 1
        }
    }

    /// Flags by involvement. Read before involvements, which take their flags along.
    private mutating func flags() throws -> [String: [Placed<FlagRow>]] {
        var flags: [String: [Placed<FlagRow>]] = [:]
        try rows(.flag, FlagRow.init) { _, row, number in
            flags[row.involvementID, default: []].append(Placed(row: row, number: number))
        }
        for (id, rows) in flags where rows.count > 1 {
            let twice = Dictionary(grouping: rows, by: \.row.flag).filter { $0.value.count > 1 }
            for row in twice.values.flatMap(\.self).sorted(by: { $0.number < $1.number }) {
                leaveOut(.flag, row.number, "flag", ExtractReader.standsTwice)
            }
            flags[id] = rows.filter { twice[$0.row.flag] == nil }
        }
        return flags
    }

    private mutating func involvements(
        _ sink: inout some ExtractSink, _ people: IdentifierTable, _ contacts: IdentifierTable,
        _ flags: inout [String: [Placed<FlagRow>]]
    ) throws -> IdentifierTable {
        var ids = IdentifierTable()
        let (categories, day) = (Set(manifest.categories), manifest.extractedAt.londonDay)
        try rows(.involvement) { cells throws(RowFault) in
            try InvolvementRow(&cells, categories: categories, extracted: day)
        } each: { reader, row, number in
            guard let person = people[row.personID] else {
                return reader.unknown(.involvement, number, "person_id", .person)
            }
            let contact = row.contactID.flatMap { contacts[$0] }
            if row.contactID != nil, contact == nil {
                reader.leaveOut(.involvement, number, "contact_id", ExtractReader.withoutContact, .cellLeftOut)
            }
            let fields = flags[row.id].map { Dictionary($0.map { ($0.row.flag, $0.row.value) }) { first, _ in first } }
            let place = try sink.take(row, of: person, contact: contact, flags: fields ?? [:])
            if let known = ids.add(row.id, place: place, row: number) {
                return try reader.leaveOutTwice(.involvement, "involvement_id", known, number, place, &sink)
            }
            reader.quality.add(row, hasContact: contact != nil)
        }
        counts[.involvement] = ids.count
        return ids
    }

    private mutating func leaveOutFlags(_ flags: [String: [Placed<FlagRow>]], _ involvements: IdentifierTable) {
        for (id, rows) in flags {
            guard involvements[id] == nil else {
                counts[.flag, default: 0] += rows.count
                continue
            }
            for row in rows { unknown(.flag, row.number, "involvement_id", .involvement) }
        }
    }

    private mutating func marks(
        _ sink: inout some ExtractSink, _ people: IdentifierTable, _ involvements: IdentifierTable
    ) throws {
        try rows(.mark, MarkRow.init) { reader, row, number in
            guard let person = people[row.personID] else { return reader.unknown(.mark, number, "person_id", .person) }
            if let id = row.involvementID, involvements[id] == nil {
                return reader.unknown(.mark, number, "involvement_id", .involvement)
            }
            try sink.take(row, of: person)
            reader.counts[.mark, default: 0] += 1
        }
    }
}

// MARK: - Rows that do not fit together

extension ExtractReader {
    private static let standsTwice = "stands in more than one row: keep the right one"
    private static let withoutContact = "names no row taken from contact.csv: shown without contact"

    /// Where an id stands twice nobody can say which row is right, so both are left out.
    private mutating func leaveOutTwice(
        _ file: ExtractFile, _ column: String, _ known: IdentifierTable.Entry, _ row: Int, _ place: Int64,
        _ sink: inout some ExtractSink
    ) throws {
        try sink.takeBack(file, place)
        if !known.isTwice {
            try sink.takeBack(file, known.place)
            leaveOut(file, Int(known.row), column, ExtractReader.standsTwice)
        }
        leaveOut(file, row, column, ExtractReader.standsTwice)
    }

    private mutating func unknown(_ file: ExtractFile, _ row: Int, _ column: String, _ other: ExtractFile) {
        leaveOut(file, row, column, "names no row taken from \(other.rawValue): correct one of the two")
    }

    private mutating func leaveOut(
        _ file: ExtractFile, _ row: Int, _ column: String, _ reason: String, _ effect: RowFault.Effect = .rowLeftOut
    ) {
        faults.add(RowFault(file: file.rawValue, row: row, column: column, reason: reason, effect: effect))
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

    /// Reads a file to its end, row by row. `each` gets this reader, the row and its number.
    private mutating func rows<Row>(
        _ file: ExtractFile, _ parse: (inout RowCells) throws(RowFault) -> Row,
        each: (inout ExtractReader, Row, Int) throws -> Void
    ) throws {
        guard let entry = manifest.files[file] else { return }
        guard let stream = FileStream(path: "\(folder)/\(file.rawValue)") else {
            throw refuse(file.rawValue, "is missing", "export the folder again")
        }
        let progress = progress
        var reader = CSVReader(longest: limits.fieldOctets) { () throws(CSVFault) in
            do {
                let octets = try stream.next()
                progress.read(octets.count)
                return octets
            } catch { throw CSVFault(reason: .unreadable, row: 0, column: 0) }
        }
        let header =
            try next(&reader, file) ? (0..<reader.fields.count).map { reader.fields.text(reader.fields.range($0)) } : []
        var cells = RowCells(of: file, places: try columns(file, header), dates: manifest.dates)
        while try next(&reader, file) {
            swap(&reader.fields, &cells.fields)
            cells.row = reader.row
            let row: Row?
            do throws(RowFault) { row = try parse(&cells) } catch {
                faults.add(error)
                row = nil
            }
            if !cells.left.isEmpty { noteCells(&cells) }
            if let row { try each(&self, row, reader.row) }
        }
        try compare(file, entry, rows: reader.row - 1, digest: stream.sha256)
    }

    private mutating func noteCells(_ cells: inout RowCells) {
        for fault in cells.left { faults.add(fault) }
        cells.left.removeAll(keepingCapacity: true)
    }

    private func next(_ reader: inout CSVReader, _ file: ExtractFile) throws(CaseIndexFault) -> Bool {
        guard reader.row <= limits.rows else { throw refuse(file.rawValue, "has too many rows", "raise the limit") }
        do {
            return try reader.advance()
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

    /// At which index each column stands. The columns of the format and no others, in any order.
    private func columns(_ file: ExtractFile, _ header: [String]) throws(CaseIndexFault) -> [String: Int] {
        let known = file.columns + file.optionalColumns
        for (index, name) in header.enumerated() where !known.contains(name) {
            throw refuse("\(file.rawValue):1:column \(index + 1)", "is no column of the format", "take it out")
        }
        for name in file.columns where header.filter({ $0 == name }).count != 1 {
            throw refuse("\(file.rawValue):1:\(name)", "must be a column, once", "export it, empty if it is not known")
        }
        for name in file.optionalColumns where header.filter({ $0 == name }).count > 1 {
            throw refuse("\(file.rawValue):1:\(name)", "stands twice", "take one of the two out")
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
