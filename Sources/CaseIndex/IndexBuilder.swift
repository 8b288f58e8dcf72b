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
    /// Marks that our own staff have entered.
    var staffMarks: [StaffBook.Entry] = []
    var progress = LoadProgress.unwatched

    /// Rows of nobody at the end of every table, so that a look-up always finds as many rows as it reads.
    static let decoys: Int64 = 32
    /// Sorts behind every category.
    static let lastCategory = "~"

    /// Rebuilds everything that is worked out.
    func rebuild() throws {
        let extracted = try Int64.fetchOne(db, sql: "SELECT max(extracted) FROM source").map {
            Instant(milliseconds: $0)
        }
        let asOf = extracted?.londonDay ?? CalendarDay(daysSinceEpoch: 0)
        let rows = HeldRows(db: db, rules: rules, day: day)
        let sources = try rows.sources()
        let homes = try rows.homes()
        var marks = try rows.marks()
        let byStaff = try rows.severed(by: staffMarks)
        marks.sever(byStaff.records)
        let severed = try rows.sharingNumbers(with: marks.severed(by: rules))
        var records = try rows.records(sources, homes, severed: severed, progress)
        records.keys.sort()
        let apart = Set(severed.compactMap(records.place))
        let first = PersonJoining(records: records, severed: apart, matcher: Matcher(on: asOf)).people()
        let people = PersonList(first: first)
        let known = PersonMarks(people, records, marks, homes, rules)
        try clear()
        let writer = PersonWriter(
            db: db, rows: rows, rules: rules, sources: sources, homes: homes, records: records, people: people,
            marks: known, progress: progress)
        try writer.write()
        try writer.writeInvolvements(marks)
        try insertDecoys(from: Int64(people.count + 1))
        try insert(records.names)
        for entry in byStaff.entries { try db.execute(sql: "INSERT INTO severed VALUES (?)", arguments: [entry]) }
        try db.execute(
            sql: """
                INSERT INTO state(id, generation, normaliser, day, first_decoy, counted) VALUES (1, 1, ?, ?, ?, ?)
                ON CONFLICT(id) DO UPDATE SET generation = generation + 1, normaliser = excluded.normaliser,
                    day = excluded.day, first_decoy = excluded.first_decoy, counted = excluded.counted
                """,
            arguments: [Normaliser.version, asOf.daysSinceEpoch, people.count + 1, records.names.people])
    }

    private func insert(_ names: NameCounts) throws {
        let insert = try SteppedStatement(db, "INSERT INTO name(family, key, people) VALUES (?, ?, ?)")
        for row in names.rows {
            insert.bind(row.isFamily ? 1 : 0, at: 1)
            insert.bind(row.key, at: 2)
            insert.bind(Int64(row.people), at: 3)
            try insert.run()
        }
    }

    private func clear() throws {
        for table in Layout.derived { try db.execute(sql: "DELETE FROM \(table)") }
    }

    private func insertDecoys(from first: Int64) throws {
        for id in first..<first + IndexBuilder.decoys {
            try db.execute(
                sql: """
                    INSERT INTO person(id, card, restricted, marks, born, left_out, authorities, homes)
                    VALUES (?, ?, 0, NULL, NULL, '', '', '')
                    """, arguments: [id, Decoy.card])
            try db.execute(
                sql: "INSERT INTO block(key, person) VALUES (?, ?)", arguments: [BlockKeys.ceiling, id])
            try db.execute(
                sql: """
                    INSERT INTO shown(person, category, position, involvement, left_out, marks_known)
                    VALUES (?, ?, ?, ?, 0, 1)
                    """,
                arguments: [
                    first + IndexBuilder.decoys, IndexBuilder.lastCategory, id, (first - id) * Layout.apart,
                ])
        }
    }
}

extension RecordTable {
    fileprivate func place(of id: Int64) -> Int? {
        var near = 0
        return place(of: id, near: &near)
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
