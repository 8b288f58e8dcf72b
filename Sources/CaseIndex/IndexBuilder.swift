import GRDB
import PersonMatching
import WireProtocol

/// Works out who is who from the rows of all sources. Runs inside the caller's transaction.
///
/// Every run makes a new generation, with new keys; keys of an earlier one are refused.
struct IndexBuilder {
    let db: Database
    let rules: MarkRules
    /// The day on which marks and addresses must be in force.
    let day: CalendarDay

    /// Rows of nobody at the end of every table, so that a look-up always finds as many rows as it reads.
    static let decoys: Int64 = 32
    /// Sorts behind every category.
    private static let lastCategory = "~"

    /// Rebuilds `person`, `block` and what is worked out in `involvement`.
    func rebuild() throws {
        let extracted = try Int64.fetchOne(db, sql: "SELECT max(extracted) FROM source").map {
            Instant(milliseconds: $0)
        }
        let asOf = extracted?.londonDay ?? CalendarDay(daysSinceEpoch: 0)
        let records = try heldRecords()
        let joining = PersonJoining(
            records: records.map { PersonRecord([$0.person], isRestricted: false) }, sources: records.map(\.source),
            matcher: Matcher(on: asOf))
        let groups = joining.people().map { group in IndexedPerson(group.map { records[$0] }, rules: rules) }
        try clear()
        for (index, person) in spreadMarks(groups, rules).enumerated() { try insert(person, id: Int64(index + 1)) }
        try insertDecoys(from: Int64(groups.count + 1))
        try orderInvolvements()
        try db.execute(
            sql: """
                INSERT INTO state(id, generation, normaliser, day, first_decoy) VALUES (1, 1, ?, ?, ?)
                ON CONFLICT(id) DO UPDATE SET generation = generation + 1, normaliser = excluded.normaliser,
                    day = excluded.day, first_decoy = excluded.first_decoy
                """,
            arguments: [Normaliser.version, asOf.daysSinceEpoch, groups.count + 1])
    }

    private func clear() throws {
        for table in ["person", "block"] { try db.execute(sql: "DELETE FROM \(table)") }
        try db.execute(sql: "DELETE FROM involvement WHERE record = 0")
    }

    private func insert(_ person: IndexedPerson, id: Int64) throws {
        let record = person.record(rules)
        let marks = person.knownMarks.map { Words.join($0.map(\.text).sorted()) }
        let authorities = record.isRestricted ? [] : Set(person.records.flatMap(\.homes).compactMap(\.authority))
        var leftOut: [String] = []
        for held in person.records { leftOut += try place(held, person: id) }
        let born = person.records.compactMap(\.person.dateOfBirth).first
        try execute(
            "INSERT INTO person(id, card, restricted, marks, born, left_out, authorities) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                id, record.card, record.isRestricted, marks, born?.description, Words.join(leftOut.sorted()),
                Words.join(authorities.map(\.code).sorted()),
            ])
        for key in BlockKeys.of(record).sorted() { try file(id, under: key) }
    }

    /// Ties the involvements of a record to the person; returns the ids of those a mark leaves out.
    private func place(_ held: HeldRecord, person: Int64) throws -> [String] {
        try execute(
            "UPDATE involvement SET person = ?, marks_known = ?, left_out = 0, position = 0 WHERE record = ?",
            [person, held.marksAreKnown, held.id])
        var leftOut: [String] = []
        for row in IndexedPerson.rowsLeftOut(held, rules) {
            try execute(
                "UPDATE involvement SET left_out = 1 WHERE record = ? AND local = coalesce(?, local)", [held.id, row])
            leftOut += try String.fetchAll(
                db, sql: "SELECT local FROM involvement WHERE record = ? AND local = coalesce(?, local)",
                arguments: [held.id, row])
        }
        return leftOut
    }

    /// What may be shown first, then current ones, then the latest.
    private func orderInvolvements() throws {
        try db.execute(
            sql: """
                UPDATE involvement SET position = ranked.position FROM (
                    SELECT id, row_number() OVER (PARTITION BY person, category
                        ORDER BY left_out, marks_known DESC, current DESC, started DESC, source, local) AS position
                    FROM involvement) AS ranked
                WHERE ranked.id = involvement.id
                """)
    }

    private func insertDecoys(from first: Int64) throws {
        for id in first..<first + IndexBuilder.decoys {
            try execute(
                """
                INSERT INTO person(id, card, restricted, marks, born, left_out, authorities)
                VALUES (?, ?, 0, NULL, NULL, '', '')
                """, [id, Decoy.card])
            try file(id, under: BlockKeys.ceiling)
            try execute(
                """
                INSERT INTO involvement(record, local, source, category, current, started, ended, organisation, name, role,
                    phone, email, team_name, team_phone, team_email, flags, person, position, left_out, marks_known)
                VALUES (0, ?, 'nobody-nowhere', ?, 0, '0001-02-03', '0001-02-04', 'An organisation of nobody',
                    'Never Nobody', 'worker', '0000 000 0000', 'nobody@nowhere.example', 'A team of nobody',
                    '0000 000 0000', 'team@nowhere.example', '{"nobody":"nothing"}', ?, 0, 0, 1)
                """, ["\(id)", IndexBuilder.lastCategory, first + IndexBuilder.decoys])
        }
    }

    private func file(_ person: Int64, under key: Int64) throws {
        try execute("INSERT INTO block(key, person) VALUES (?, ?)", [key, person])
    }

    private func execute(_ sql: String, _ values: StatementArguments) throws {
        try db.cachedStatement(sql: sql).execute(arguments: values)
    }
}

/// Nobody, in the form of somebody.
enum Decoy {
    static let card: String = {
        var nobody = HeldPerson(family: "Nobody")
        nobody.given = "Decoy"
        nobody.middle = ["Never"]
        nobody.dateOfBirth = CalendarDay(year: 1, month: 2, day: 3)
        nobody.sex = .female
        nobody.postcodes = ["QQ0 0QQ"]
        nobody.previousPostcodes = ["QQ1 1QQ"]
        return PersonRecord([nobody], isRestricted: false).card
    }()
}

// MARK: - Reading back what the sources sent

extension IndexBuilder {
    private func heldRecords() throws -> [HeldRecord] {
        let sql = """
            SELECT record.*, source.marks FROM record JOIN source ON source.id = record.source
            ORDER BY source.source, record.local
            """
        var records = try Row.fetchAll(db, sql: sql).map(heldRecord)
        let places = Dictionary(records.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
        let homes = try Row.fetchCursor(db, sql: "SELECT * FROM address ORDER BY id")
        while let row = try homes.next() {
            if let place = places[row["record"]] { records[place].add(home(row)) }
        }
        let marks = try Row.fetchCursor(db, sql: "SELECT * FROM mark ORDER BY id")
        while let row = try marks.next() {
            guard let place = places[row["record"]], let word = Code(row["mark"] as String), isInForce(row) else {
                continue
            }
            records[place].marks.append(HeldRecord.Mark(word: word, involvementID: row["involvement"]))
        }
        return records
    }

    private func heldRecord(_ row: Row) -> HeldRecord {
        var person = HeldPerson(family: row["family"])
        person.given = row["given"] ?? ""
        person.middle = Words.split(row["middle"])
        person.previousFamilies = Words.split(row["previous"])
        person.knownAs = row["known_as"] ?? ""
        person.dateOfBirth = (row["born"] as String?).flatMap { CalendarDay($0) }
        person.sex = (row["sex"] as String?).flatMap { Sex(rawValue: $0) }
        person.nhsNumber = row["nhs"]
        person.pupilNumber = row["upn"]
        let known = row["marks"] as String == MarksFeed.known.rawValue
        return HeldRecord(id: row["id"], source: row["source"], marksAreKnown: known, person: person)
    }

    private func home(_ row: Row) -> HeldRecord.Home {
        HeldRecord.Home(
            line: row["line"], postcode: row["postcode"], uprn: row["uprn"],
            authority: (row["authority"] as String?).flatMap { AuthorityID($0) }, isCurrent: isInForce(row))
    }

    /// Until the end of its last day, or without one.
    private func isInForce(_ row: Row) -> Bool {
        (row["until"] as String?).flatMap { CalendarDay($0) }.map { $0 >= day } ?? true
    }
}

extension HeldRecord {
    mutating func add(_ home: Home) {
        homes.append(home)
        guard let postcode = home.postcode else { return }
        if home.isCurrent { person.postcodes.append(postcode) } else { person.previousPostcodes.append(postcode) }
    }
}
