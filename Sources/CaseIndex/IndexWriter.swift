import GRDB
import PersonMatching
import WireProtocol

/// Puts the rows of one extract into the index, behind those its source sent before. Runs inside the caller's transaction.
struct IndexWriter: ExtractSink {
    private let db: Database
    private let manifest: ExtractManifest
    private let source: Int64
    private let sourceText: String
    private let statements: InsertStatements

    /// The tables that hold what sources send.
    enum Held: String, CaseIterable {
        case record
        case address
        case mark
        case contact
        case involvement
    }

    init(_ db: Database, _ manifest: ExtractManifest) throws {
        self.db = db
        self.manifest = manifest
        sourceText = manifest.source.text
        source = try Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) + 1 FROM source") ?? 1
        statements = try InsertStatements(db)
        for table in Held.allCases {
            let last = try Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) FROM \(table.rawValue)") ?? 0
            next[table.place] = last + 1
        }
        first = next
    }

    private var next = [Int64](repeating: 1, count: Held.allCases.count)
    private var first: [Int64] = []

    private mutating func place(in table: Held) -> Int64 {
        defer { next[table.place] += 1 }
        return next[table.place]
    }

    // MARK: Rows

    mutating func take(_ contact: ContactRow) throws -> Int64 {
        let (id, row) = (place(in: .contact), statements.contact)
        row.bind(id, at: 1)
        for (index, text) in [
            contact.name, contact.role, contact.phone, contact.email, contact.teamName, contact.teamPhone,
            contact.teamEmail,
        ].enumerated() { row.bind(text, at: Int32(index + 2)) }
        try row.run()
        return id
    }

    mutating func take(_ person: PersonRow) throws -> Int64 {
        let (id, row) = (place(in: .record), statements.record)
        row.bind(id, at: 1)
        row.bind(source, at: 2)
        row.bind(person.id, at: 3)
        row.bind(person.nhsNumber, at: 4)
        row.bind(person.pupilNumber, at: 5)
        row.bind(person.given, at: 6)
        row.bind(Words.join(person.middle), at: 7)
        row.bind(person.family, at: 8)
        row.bind(Words.join(person.previousFamilies), at: 9)
        row.bind(person.knownAs, at: 10)
        row.bind(person.dateOfBirth, at: 11)
        row.bind(person.sex?.rawValue, at: 12)
        row.bind(Words.join(person.supersededNumbers), at: 13)
        row.bind(Words.join(person.formerPupilNumbers), at: 14)
        try row.run()
        return id
    }

    mutating func take(_ address: AddressRow, of person: Int64) throws {
        let row = statements.address
        row.bind(place(in: .address), at: 1)
        row.bind(person, at: 2)
        row.bind(address.line.map(Normaliser.addressLine), at: 3)
        row.bind(address.postcode, at: 4)
        row.bind(address.uprn, at: 5)
        row.bind(address.authority?.code, at: 6)
        row.bind(address.until, at: 7)
        try row.run()
    }

    mutating func take(
        _ involvement: InvolvementRow, of person: Int64, contact: Int64?, flags: [Code: String]
    ) throws -> Int64 {
        let (id, row) = (place(in: .involvement), statements.involvement)
        row.bind(id, at: 1)
        row.bind(person, at: 2)
        row.bind(involvement.id, at: 3)
        row.bind(sourceText, at: 4)
        row.bind(involvement.category.text, at: 5)
        row.bind(involvement.isCurrent ? 1 : 0, at: 6)
        row.bind(involvement.started, at: 7)
        row.bind(involvement.ended, at: 8)
        row.bind(involvement.organisation, at: 9)
        row.bind(contact ?? 0, at: 10)
        row.bind(flags.isEmpty ? "{}" : IndexWriter.text(flags), at: 11)
        try row.run()
        return id
    }

    private static func text(_ flags: [Code: String]) -> String {
        let members = flags.map { ($0.key.text, JSONValue.string($0.value)) }
        return CanonicalJSON.text(.object(Dictionary(members) { first, _ in first }))
    }

    mutating func take(_ mark: MarkRow, of person: Int64) throws {
        let row = statements.mark
        row.bind(place(in: .mark), at: 1)
        row.bind(person, at: 2)
        row.bind(mark.mark.text, at: 3)
        row.bind(mark.involvementID, at: 4)
        row.bind(mark.until, at: 5)
        try row.run()
    }

    mutating func takeBack(_ file: ExtractFile, _ place: Int64) throws {
        let tables: [ExtractFile: Held] = [.person: .record, .contact: .contact, .involvement: .involvement]
        guard let table = tables[file] else { return }
        try db.execute(sql: "DELETE FROM \(table.rawValue) WHERE id = ?", arguments: [place])
    }

    // MARK: The source

    /// Takes away what the source sent before, and says what stands there now.
    func replace(with extract: Extract, loadedAt: Instant) throws {
        try removeOlder()
        let spans = Held.allCases.map { "\($0.rawValue)=\(first[$0.place])-\(next[$0.place] - 1)" }
        try db.execute(
            sql: """
                INSERT INTO source(id, source, name, system, categories, extracted, loaded, covers_from, covers_to, area,
                    rules, marks, rows, left_out, spans) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                source, manifest.source.text, manifest.name, manifest.system,
                Words.join(manifest.categories.map(\.text)), manifest.extractedAt.milliseconds, loadedAt.milliseconds,
                manifest.from.description, manifest.to.description, Words.join(manifest.area.map(\.code)),
                manifest.rules, extract.marksFeed.rawValue, RowCounts(extract.accepted).text,
                extract.faults.count(.rowLeftOut), Words.join(spans),
            ])
    }

    private func removeOlder() throws {
        let sql = "SELECT spans FROM source WHERE source = ?"
        guard let spans = try String.fetchOne(db, sql: sql, arguments: [sourceText]) else { return }
        for span in Words.split(spans) {
            let parts = span.split(whereSeparator: { $0 == "=" || $0 == "-" })
            guard parts.count == 3, let table = Held(rawValue: String(parts[0])), let from = Int64(parts[1]),
                let to = Int64(parts[2])
            else { throw CaseIndexFault.damaged(table: "source") }
            try db.execute(sql: "DELETE FROM \(table.rawValue) WHERE id BETWEEN ? AND ?", arguments: [from, to])
        }
        try db.execute(sql: "DELETE FROM source WHERE source = ?", arguments: [sourceText])
    }
}

extension IndexWriter.Held {
    fileprivate var place: Int {
        switch self {
        case .record: 0
        case .address: 1
        case .mark: 2
        case .contact: 3
        case .involvement: 4
        }
    }
}

/// One statement a table.
private struct InsertStatements {
    let record: SteppedStatement
    let address: SteppedStatement
    let mark: SteppedStatement
    let contact: SteppedStatement
    let involvement: SteppedStatement

    init(_ db: Database) throws {
        func insert(_ table: String, _ columns: Int) throws -> SteppedStatement {
            let places = [String](repeating: "?", count: columns).joined(separator: ", ")
            return try SteppedStatement(db, "INSERT INTO \(table) VALUES (\(places))")
        }
        record = try insert("record", 14)
        address = try insert("address", 7)
        mark = try insert("mark", 5)
        contact = try insert("contact", 8)
        involvement = try insert("involvement", 11)
    }
}

/// Lists kept in one column. Names hold no semicolon: it parts them in the extract, too.
enum Words {
    static func join(_ words: [String]) -> String { words.isEmpty ? "" : words.joined(separator: ";") }
    static func split(_ text: String) -> [String] {
        text.isEmpty ? [] : text.split(separator: ";").map(String.init)
    }
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
