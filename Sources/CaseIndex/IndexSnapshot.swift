import GRDB
package import PersonMatching
package import WireProtocol

/// One consistent state of the index. Valid only inside the closure it was given to.
///
/// A look-up costs the same whoever is asked about: it reads ``rowsPerBlock`` rows from each of
/// ``BlockKeys/perDescription`` keys on and compares exactly ``candidatesPerLookUp`` people, filled up with whoever stands
/// next in the index. Facts, authorities and involvements are read by statements that return the same number of rows
/// for every key, keys of nobody included.
package struct IndexSnapshot {
    /// How many people every look-up compares. More in the blocks is ambiguous at best.
    package static let candidatesPerLookUp = 16
    /// One more than are compared, so that an overflow is seen.
    package static let rowsPerBlock = 17
    /// The most involvements that can be asked for at once.
    package static let mostInvolvements = Int(IndexBuilder.decoys)

    /// Statements run and rows read so far.
    package struct Work: Sendable, Equatable {
        /// Statements run.
        package var statements = 0
        /// Rows read.
        package var rows = 0
    }
    /// Statements run and rows read so far in this snapshot.
    package var work: Work { tally.work }

    private let db: Database
    private let tally = Tally()
    private let generation: Int64
    private let firstDecoy: Int64
    private let matcher: Matcher
    private let sourceMemory: SourceMemory

    init(_ db: Database, _ sourceMemory: SourceMemory) throws {
        self.db = db
        self.sourceMemory = sourceMemory
        let statement = try db.cachedStatement(sql: "SELECT * FROM state")
        guard let row = try Row.fetchOne(statement) else {
            throw CaseIndexFault.damaged(table: "state")
        }
        generation = row["generation"]
        firstDecoy = row["first_decoy"]
        matcher = Matcher(on: CalendarDay(daysSinceEpoch: row["day"]))
    }

    /// Who, if anybody, the description means. Always the same work, unless the question holds too little to search.
    package func find(_ description: PersonDescription) throws -> MatchResult {
        let keys = BlockKeys.of(description)
        guard description.isEnoughToSearch else { return result(matcher.decide(description, among: []), keys) }
        let met = try meet(keys)
        let verdict = matcher.decide(description, among: try candidates(met), capped: met.overflows)
        return result(verdict, keys)
    }

    private func result(_ verdict: Matcher.Verdict, _ keys: [Int64]) -> MatchResult {
        let nobody = PersonKey(generation: generation, row: firstDecoy + (keys.first ?? 0) % IndexBuilder.decoys)
        var key = nobody
        if case .match(let found) = verdict.outcome { key = found }
        return MatchResult(
            outcome: verdict.outcome, explanation: verdict.explanation, key: key, candidates: verdict.fitting)
    }

    // MARK: The person found

    /// What is known of a person. For a key of nobody: marks unknown, and nothing else.
    package func facts(of key: PersonKey) throws -> HeldFacts {
        let row = try person(key, "SELECT marks, born, left_out FROM person WHERE id = ?")
        return HeldFacts(
            marks: (row["marks"] as String?).map { Set(Words.split($0).compactMap { Code($0) }) },
            dateOfBirth: (row["born"] as String?).flatMap { CalendarDay($0) },
            rowsLeftOut: Set(Words.split(row["left_out"])))
    }

    /// The authorities named in the address rows of somebody who is not hidden: where our own question may go.
    package func previousAuthorities(of key: PersonKey) throws -> Set<AuthorityID> {
        let row = try person(key, "SELECT authorities FROM person WHERE id = ?")
        return Set(Words.split(row["authorities"]).compactMap { AuthorityID($0) })
    }

    /// A person's involvements of a category: what may be shown first, then current ones, then the latest.
    package func involvements(of key: PersonKey, category: Code, limit: Int = 5) throws -> [Involvement] {
        try neighbourhood(of: key, category: category, limit: limit).filter(\.isTheirs).map(\.involvement)
    }

    /// `limit` rows (at most ``mostInvolvements``) from the person's place in the index on, whoever they belong to.
    ///
    /// The rows of strangers are there so that whoever weighs what was read does the same for everybody; nothing of them
    /// may be kept.
    package func neighbourhood(of key: PersonKey, category: Code, limit: Int = 5) throws -> [NeighbouringRow] {
        try check(key)
        let wanted = min(max(limit, 0), IndexSnapshot.mostInvolvements)
        var rows: [NeighbouringRow] = []
        try each(Involvement.neighbours, [key.row, category.text, wanted]) { row in
            let isTheirs = row[0] as Int64 == key.row && row[1] as String == category.text
            rows.append(NeighbouringRow(isTheirs: isTheirs, involvement: try Involvement(row)))
        }
        return rows
    }

    // MARK: Sources

    /// All loaded sources of a category, by id: what was searched.
    package func sources(for category: Code) throws -> [SourceNote] {
        try sources().filter { $0.categories.contains(category) }.map(\.note)
    }

    /// All loaded sources, by id. Read once a generation: they change with it and say nothing of anybody.
    package func sources() throws -> [SourceState] {
        if let known = sourceMemory.sources(of: generation) { return known }
        let read = try all("SELECT * FROM source ORDER BY source", []).map(SourceState.init)
        sourceMemory.keep(read, of: generation)
        return read
    }
}

// MARK: - Equal work

extension IndexSnapshot {
    private struct Met {
        var people: [(id: Int64, isDecoy: Bool)] = []
        var overflows = false
    }

    /// Whoever stands under the keys, filled up to the same number with whoever stands behind them.
    private func meet(_ keys: [Int64]) throws -> Met {
        var found: [Int64] = []
        var behind: [Int64] = []
        var under = 0
        var last = -1
        var met = Met()
        let bounds = keys.flatMap { [$0, Int64(IndexSnapshot.rowsPerBlock)] }
        try each(IndexSnapshot.blocks, StatementArguments(bounds)) { row in
            let place: Int = row[0]
            if place != last { (last, under) = (place, 0) }
            guard row[1] as Int64 == keys[place] else { return behind.append(row[2]) }
            found.append(row[2])
            under += 1
            if under == IndexSnapshot.rowsPerBlock { met.overflows = true }
        }
        fill(&met, found: found, behind: behind + Array(firstDecoy..<firstDecoy + IndexBuilder.decoys))
        return met
    }

    /// The rows from each key on, in the order of the keys: one statement for all of them.
    private static let blocks = (0..<BlockKeys.perDescription).map { place in
        """
        SELECT * FROM (SELECT \(place), key, person FROM block WHERE key >= ? ORDER BY key, person LIMIT ?)
        """
    }.joined(separator: " UNION ALL ")

    /// The records of everybody met, in the order in which they were met.
    private func candidates(_ met: Met) throws -> [Candidate] {
        var records: [Int64: PersonRecord] = [:]
        try each(IndexSnapshot.cards, StatementArguments(met.people.map(\.id))) { row in
            records[row[0]] = PersonRecord(card: row[1], isRestricted: row[2])
        }
        return try met.people.map { id, isDecoy in
            guard let record = records[id] else { throw CaseIndexFault.damaged(table: "person") }
            return Candidate(key: PersonKey(generation: generation, row: id), record: record, isDecoy: isDecoy)
        }
    }

    private static let cards =
        "SELECT id, card, restricted FROM person WHERE id IN ("
        + [String](repeating: "?", count: candidatesPerLookUp).joined(separator: ", ") + ")"

    private func fill(_ met: inout Met, found: [Int64], behind: [Int64]) {
        for (ids, isDecoy) in [(found, false), (behind, true)] {
            for id in ids where !met.people.contains(where: { $0.id == id }) {
                if met.people.count < IndexSnapshot.candidatesPerLookUp {
                    met.people.append((id, isDecoy))
                } else if isDecoy {
                    return
                } else {
                    met.overflows = true
                }
            }
        }
    }

    private func person(_ key: PersonKey, _ sql: String) throws -> Row {
        try check(key)
        return try one(sql, [key.row], table: "person")
    }

    /// A key of another generation may belong to somebody else here.
    private func check(_ key: PersonKey) throws {
        guard key.generation == generation else { throw CaseIndexFault.outdatedKey }
    }

    private func one(_ sql: String, _ values: StatementArguments, table: String) throws -> Row {
        let rows = try all(sql, values)
        guard let row = rows.first, rows.count == 1 else { throw CaseIndexFault.damaged(table: table) }
        return row
    }

    /// The hottest reading: no row is copied. A row lives only until `body` returns.
    private func each(_ sql: String, _ values: StatementArguments, _ body: (Row) throws -> Void) throws {
        let rows = try Row.fetchCursor(try db.cachedStatement(sql: sql), arguments: values)
        tally.work.statements += 1
        while let row = try rows.next() {
            tally.work.rows += 1
            try body(row)
        }
    }

    private func all(_ sql: String, _ values: StatementArguments) throws -> [Row] {
        let rows = try Row.fetchAll(try db.cachedStatement(sql: sql), arguments: values)
        tally.work.statements += 1
        tally.work.rows += rows.count
        return rows
    }
}

private final class Tally {
    var work = IndexSnapshot.Work()
}

extension Involvement {
    /// The columns in the order in which they are read.
    fileprivate static let neighbours = """
        SELECT person, category, source, flags, local, current, started, ended, marks_known, left_out, organisation,
            name, role, phone, email, team_name, team_phone, team_email
        FROM involvement WHERE (person, category, position) >= (?, ?, 0)
        ORDER BY person, category, position LIMIT ?
        """

    fileprivate init(_ row: Row) throws {
        guard let source = Code(row[2] as String),
            case .object(let flags)? = try? StrictJSON.parse(Array((row[3] as String).utf8), limits: .file)
        else { throw CaseIndexFault.damaged(table: "involvement") }
        id = row[4]
        status = row[5] ? .current : .historic
        started = (row[6] as String?).flatMap { CalendarDay($0) }
        ended = (row[7] as String?).flatMap { CalendarDay($0) }
        self.source = source
        marksKnown = row[8]
        leftOut = row[9]
        organisation = row[10]
        contact = Contact(row)
        self.flags = Dictionary(flags.compactMap(Involvement.flag)) { first, _ in first }
    }

    private static func flag(_ name: String, _ value: JSONValue) -> (Code, String)? {
        guard let code = Code(name), case .string(let text) = value else { return nil }
        return (code, text)
    }
}

extension Contact {
    fileprivate init(_ row: Row) {
        name = (row[11] as String?).map(Redacted.init)
        role = row[12]
        phone = (row[13] as String?).map(Redacted.init)
        email = (row[14] as String?).map(Redacted.init)
        teamName = row[15]
        teamPhone = (row[16] as String?).map(Redacted.init)
        teamEmail = (row[17] as String?).map(Redacted.init)
    }
}
