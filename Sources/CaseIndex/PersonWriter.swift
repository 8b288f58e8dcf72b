import GRDB
import PersonMatching
import WireProtocol

/// Writes the people, and everything they are found by, each table in the order of its keys.
struct PersonWriter {
    let db: Database
    let rows: HeldRows
    let rules: MarkRules
    let sources: [HeldRows.Source]
    let homes: HeldHomes
    let records: RecordTable
    let people: PersonList
    let marks: PersonMarks
    let progress: LoadProgress

    func write() throws {
        progress.begin(.writing, of: people.count)
        let special = try specialPeople()
        let insert = try SteppedStatement(
            db,
            """
            INSERT INTO person(id, card, restricted, marks, born, left_out, authorities, homes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        var households: [FiledKey] = []
        for person in 1..<Int32(people.count + 1) {
            try write(person, special[person], insert, &households)
            if person.isMultiple(of: 8_192) { progress.advance(by: 8_192) }
        }
        progress.advance(by: people.count)
        try file(blockKeys(special), in: "block")
        try file(households.sorted(), in: "household")
        let locals = records.locals.enumerated().map { FiledKey(key: $1, owner: people.person[$0]) }
        try file(locals.sorted(), in: "local")
    }

    // MARK: People

    /// Whoever is more than one record as it stands: of several records, or marked.
    private struct Special: Sendable {
        let card: String
        let keys: [Int64]
        let isRestricted: Bool

        init(_ held: [HeldPerson], currentIdentityOnly: Bool, isRestricted: Bool) {
            let record = PersonRecord(
                held, isRestricted: isRestricted, currentIdentityOnly: currentIdentityOnly)
            card = record.card
            keys = BlockKeys.of(record).sorted()
            self.isRestricted = isRestricted
        }
    }

    private func specialPeople() throws -> [Int32: Special] {
        let places = Set(people.several.keys).union(marks.all.keys).union(marks.severed.keys).sorted()
        var special: [Int32: Special] = [:]
        special.reserveCapacity(places.count)
        for start in stride(from: 0, to: places.count, by: 16_384) {
            let batch = places[start..<min(places.count, start + 16_384)]
            let held = try batch.map { try records(heldBy: $0) }
            let kinds = batch.map { (marks.severed[$0] != nil, (marks.all[$0] ?? []).contains(where: rules.hides)) }
            let made = inParallel(held.count) { place in
                Special(held[place], currentIdentityOnly: kinds[place].0, isRestricted: kinds[place].1)
            }
            for (person, one) in zip(batch, made) { special[person] = one }
        }
        return special
    }

    /// What the sources hold of a person; of somebody with another identity than before, the records that say so.
    private func records(heldBy person: Int32) throws -> [HeldPerson] {
        let places = marks.severed[person] ?? people.records(of: person)
        return try places.map { place in
            guard let held = try rows.person(id: records.ids[place], homes) else {
                throw CaseIndexFault.damaged(table: "record")
            }
            return held
        }
    }

    private func write(
        _ person: Int32, _ special: Special?, _ insert: SteppedStatement, _ households: inout [FiledKey]
    ) throws {
        let places = people.records(of: person)
        insert.bind(Int64(person), at: 1)
        if let special {
            insert.bind(special.card, at: 2)
        } else {
            records.cards.withOctets(places[0]) { insert.bind(octets: $0, at: 2) }
        }
        insert.bind(special?.isRestricted == true ? 1 : 0, at: 3)
        insert.bind(markText(person, places), at: 4)
        let born = places.lazy.map { records.born[$0] }.first { $0 != RecordTable.unknownDay }
        insert.bind(born.map { CalendarDay(daysSinceEpoch: Int($0)) }, at: 5)
        insert.bind(try leftOut(places), at: 6)
        var authorities: Set<Int16> = []
        var keys: [Int64] = []
        for home in places.lazy.flatMap({ homes.of(records.ids[$0]) }) {
            if home.authority >= 0 { authorities.insert(home.authority) }
            if home.isCurrent { for key in home.households where !keys.contains(key) { keys.append(key) } }
        }
        insert.bind(special?.isRestricted == true ? "" : authorityText(authorities), at: 7)
        insert.bind(keys.isEmpty ? "" : Words.join(keys.map { String($0) }), at: 8)
        try insert.run()
        for key in keys { households.append(FiledKey(key: key, owner: person)) }
    }

    /// The marks as far as they are known: `nil` where no source of this person sends any and none reached them.
    private func markText(_ person: Int32, _ places: [Int]) -> String? {
        if let words = marks.all[person] { return Words.join(words.map(\.text).sorted()) }
        return places.contains { sources[Int(records.sources[$0])].marksAreKnown } ? "" : nil
    }

    private func authorityText(_ places: Set<Int16>) -> String {
        if places.count == 1, let only = places.first { return homes.authorities[Int(only)].code }
        return Words.join(places.map { homes.authorities[Int($0)].code }.sorted())
    }

    /// The ids of the involvements that marks leave out.
    private func leftOut(_ places: [Int]) throws -> String {
        guard !marks.leftOut.isEmpty else { return "" }
        var ids: [String] = []
        for record in places.map({ records.ids[$0] }) {
            for id in marks.leftOut[record] ?? [] {
                ids += try String.fetchAll(
                    db, sql: "SELECT local FROM involvement WHERE record = ? AND local = coalesce(?, local)",
                    arguments: [record, id])
            }
        }
        return Words.join(Set(ids).sorted())
    }

    // MARK: Keys

    private func blockKeys(_ special: [Int32: Special]) -> [FiledKey] {
        var keys: [FiledKey] = []
        keys.reserveCapacity(records.keys.count)
        for filed in records.keys {
            let person = people.person[Int(filed.owner)]
            if special[person] == nil { keys.append(FiledKey(key: filed.key, owner: person)) }
        }
        for (person, one) in special { for key in one.keys { keys.append(FiledKey(key: key, owner: person)) } }
        return keys.sorted()
    }

    private func file(_ keys: [FiledKey], in table: String) throws {
        let insert = try SteppedStatement(db, "INSERT OR IGNORE INTO \(table)(key, person) VALUES (?, ?)")
        for filed in keys {
            insert.bind(filed.key, at: 1)
            insert.bind(Int64(filed.owner), at: 2)
            try insert.run()
        }
    }
}

// MARK: - Involvements

extension PersonWriter {
    /// Ties every involvement to its person: what may be shown first, then current ones, then the latest.
    func writeInvolvements(_ held: HeldMarks) throws {
        var (rows, categories) = try involvements()
        let order = categories.indices.sorted { categories[$0] < categories[$1] }
        var rank = [Int](repeating: 0, count: order.count)
        for (place, category) in order.enumerated() { rank[category] = place }
        for index in rows.indices { rows[index].category = Int16(rank[Int(rows[index].category)]) }
        categories.sort()
        rows.sort { $0.order < $1.order }
        let insert = try SteppedStatement(db, "INSERT INTO shown VALUES (?, ?, ?, ?, ?, ?)")
        var position: Int64 = 0
        var last: (Int32, Int16) = (0, 0)
        for row in rows {
            position = (row.person, row.category) == last ? position + 1 : 1
            last = (row.person, row.category)
            insert.bind(Int64(row.person), at: 1)
            insert.bind(categories[Int(row.category)], at: 2)
            insert.bind(position, at: 3)
            insert.bind(row.id, at: 4)
            insert.bind(row.isLeftOut ? 1 : 0, at: 5)
            insert.bind(row.marksAreKnown ? 1 : 0, at: 6)
            try insert.run()
        }
    }

    private struct Row {
        let id: Int64
        let person: Int32
        let started: Int32
        var category: Int16
        let isLeftOut: Bool
        let marksAreKnown: Bool
        let isCurrent: Bool

        var order: (Int32, Int16, Int, Int32, Int64) {
            let rank = (isLeftOut ? 4 : 0) + (marksAreKnown ? 0 : 2) + (isCurrent ? 0 : 1)
            return (person, category, rank, -started, id)
        }
    }

    private func involvements() throws -> ([Row], [String]) {
        var rows: [Row] = []
        var categories: [String] = []
        var places: [String: Int16] = [:]
        var near = 0
        let sql = "SELECT id, record, category, current, started, local FROM involvement WHERE id > 0 ORDER BY id"
        try SteppedStatement(db, sql).each { row in
            guard let place = records.place(of: row.number(1), near: &near), let word = row.text(2) else { return }
            let category = places[word] ?? Int16(categories.count)
            if places.updateValue(category, forKey: word) == nil { categories.append(word) }
            let leftOut = marks.leftOut.isEmpty ? nil : marks.leftOut[row.number(1)]
            rows.append(
                Row(
                    id: row.number(0), person: people.person[place],
                    started: row.day(4).map { Int32($0.daysSinceEpoch) } ?? -Int32.max, category: category,
                    isLeftOut: leftOut.map { $0.contains(nil) || $0.contains(row.text(5)) } ?? false,
                    marksAreKnown: sources[Int(records.sources[place])].marksAreKnown, isCurrent: row.flag(3)))
        }
        return (rows, categories)
    }
}
