import GRDB
import PersonMatching
import WireProtocol

/// Puts the rows of one extract in the place of those its source sent before. Runs inside the caller's transaction.
struct IndexWriter {
    let db: Database
    let loadedAt: Instant

    /// Throws when the extract is older than what is served, or has shrunk too far.
    func compare(_ extract: Extract, limits: LoadLimits) throws {
        let manifest = extract.manifest
        let sql = "SELECT extracted, rows FROM source WHERE source = ?"
        if manifest.extractedAt > loadedAt.adding(seconds: 86_400) {
            throw refusal(extract, "manifest.json:extractedAt", "lies in the future", "correct the clock of the export")
        }
        guard let before = try Row.fetchOne(db, sql: sql, arguments: [manifest.source.text]) else { return }
        if Instant(milliseconds: before["extracted"]) > manifest.extractedAt {
            throw refusal(
                extract, "manifest.json:extractedAt", "is older than what is served", "send the newest folder")
        }
        let rows = RowCounts(before["rows"] as String)
        for file in ExtractFile.watched where manifest.files[file] != nil {
            let after = extract.accepted[file] ?? 0
            guard limits.forbidsFall(from: rows[file], to: after) else { continue }
            throw refusal(
                extract, file.rawValue,
                "has \(after) usable rows, \(rows[file]) before: more than \(limits.dropPercent) % are gone",
                "check the export; if it is right, load it once with a higher limit")
        }
    }

    private func refusal(_ extract: Extract, _ place: String, _ problem: String, _ remedy: String) -> CaseIndexFault {
        .refused(Refusal(folder: extract.folder, place: place, problem: problem, remedy: remedy))
    }

    /// Replaces everything the source sent before.
    func replace(with extract: Extract) throws {
        try remove(extract.manifest.source)
        let source = try insertSource(extract)
        var ids: [String: Int64] = [:]
        for person in extract.people { ids[person.id] = try insert(person, source) }
        for address in extract.addresses { try ids[address.personID].map { try insert(address, $0) } }
        for mark in extract.marks { try ids[mark.personID].map { try insert(mark, $0) } }
        for row in extract.involvements { try ids[row.personID].map { try insert(row, $0, extract) } }
    }

    private func remove(_ source: Code) throws {
        let sql = "SELECT id FROM source WHERE source = ?"
        guard let id = try Int64.fetchOne(db, sql: sql, arguments: [source.text]) else { return }
        for table in ["address", "mark", "involvement"] {
            try db.execute(
                sql: "DELETE FROM \(table) WHERE record IN (SELECT id FROM record WHERE source = ?)", arguments: [id])
        }
        try db.execute(sql: "DELETE FROM record WHERE source = ?", arguments: [id])
        try db.execute(sql: "DELETE FROM source WHERE id = ?", arguments: [id])
    }

    private func insertSource(_ extract: Extract) throws -> Int64 {
        let manifest = extract.manifest
        let leftOut = extract.faults.count { $0.effect == .rowLeftOut }
        return try insert(
            """
            INSERT INTO source(source, name, system, categories, extracted, loaded, covers_from, covers_to, area,
                rules, marks, rows, left_out) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                manifest.source.text, manifest.name, manifest.system, Words.join(manifest.categories.map(\.text)),
                manifest.extractedAt.milliseconds, loadedAt.milliseconds, manifest.from.description,
                manifest.to.description, Words.join(manifest.area.map(\.code)), manifest.rules,
                extract.marksFeed.rawValue, RowCounts(extract.accepted).text, leftOut,
            ])
    }

    private func insert(_ person: PersonRow, _ source: Int64) throws -> Int64 {
        try insert(
            """
            INSERT INTO record(source, local, nhs, upn, given, middle, family, previous, known_as, born, sex)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                source, person.id, person.nhsNumber, person.pupilNumber, person.given, Words.join(person.middle),
                person.family, Words.join(person.previousFamilies), person.knownAs, person.dateOfBirth?.description,
                person.sex?.rawValue,
            ])
    }

    private func insert(_ address: AddressRow, _ record: Int64) throws {
        _ = try insert(
            "INSERT INTO address(record, line, postcode, uprn, authority, until) VALUES (?, ?, ?, ?, ?, ?)",
            [
                record, address.line.map(Normaliser.addressLine), address.postcode, address.uprn,
                address.authority?.code, address.until?.description,
            ])
    }

    private func insert(_ mark: MarkRow, _ record: Int64) throws {
        _ = try insert(
            "INSERT INTO mark(record, mark, involvement, until) VALUES (?, ?, ?, ?)",
            [record, mark.mark.text, mark.involvementID, mark.until?.description])
    }

    private func insert(_ row: InvolvementRow, _ record: Int64, _ extract: Extract) throws {
        let contact = row.contactID.flatMap { extract.contacts[$0] }
        let flags = (extract.flags[row.id] ?? [:]).map { ($0.key.text, JSONValue.string($0.value)) }
        let fields = CanonicalJSON.text(.object(Dictionary(flags) { first, _ in first }))
        _ = try insert(
            """
            INSERT INTO involvement(record, local, source, category, current, started, ended, organisation, name, role,
                phone, email, team_name, team_phone, team_email, flags)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                record, row.id, extract.manifest.source.text, row.category.text, row.isCurrent,
                row.started?.description, row.ended?.description, row.organisation, contact?.name, contact?.role,
                contact?.phone, contact?.email, contact?.teamName, contact?.teamPhone, contact?.teamEmail, fields,
            ])
    }

    private func insert(_ sql: String, _ values: StatementArguments) throws -> Int64 {
        try db.cachedStatement(sql: sql).execute(arguments: values)
        return db.lastInsertedRowID
    }
}

/// Lists kept in one column. Names hold no semicolon: it parts them in the extract, too.
enum Words {
    static func join(_ words: [String]) -> String { words.joined(separator: ";") }
    static func split(_ text: String) -> [String] { text.split(separator: ";").map(String.init) }
}

/// Rows taken, by file, as kept beside a source.
struct RowCounts {
    let text: String
    private let counts: [String: Int]

    init(_ accepted: [ExtractFile: Int]) {
        text = Words.join(accepted.map { "\($0.key.rawValue)=\($0.value)" }.sorted())
        counts = Dictionary(accepted.map { ($0.key.rawValue, $0.value) }) { first, _ in first }
    }

    init(_ text: String) {
        self.text = text
        let pairs = Words.split(text).map { $0.split(separator: "=") }.filter { $0.count == 2 }
        counts = Dictionary(pairs.map { (String($0[0]), Int($0[1]) ?? 0) }) { first, _ in first }
    }

    subscript(file: ExtractFile) -> Int { counts[file.rawValue] ?? 0 }
    /// By file name.
    var all: [String: Int] { counts }
}
