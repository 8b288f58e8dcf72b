import GRDB
package import PersonMatching
package import WireProtocol

/// One consistent state of the index. Valid only inside the closure it was given to.
///
/// A look-up costs the same whoever is asked about: it reads ``rowsPerBlock`` rows under each of
/// ``BlockKeys/perDescription`` keys and compares exactly ``candidatesPerLookUp`` people, filled up with whoever stands
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

    init(_ db: Database) throws {
        self.db = db
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM state") else {
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
        var candidates: [Candidate] = []
        for (id, isDecoy) in met.people { candidates.append(try candidate(id, isDecoy: isDecoy)) }
        return result(matcher.decide(description, among: candidates, capped: met.overflows), keys)
    }

    private func result(_ verdict: Matcher.Verdict, _ keys: [Int64]) -> MatchResult {
        let nobody = PersonKey(generation: generation, row: firstDecoy + (keys.first ?? 0) % IndexBuilder.decoys)
        var key = nobody
        if case .match(let found) = verdict.outcome { key = found }
        return MatchResult(
            outcome: verdict.outcome, explanation: verdict.explanation, key: key, candidates: verdict.fitting)
    }

    private func candidate(_ id: Int64, isDecoy: Bool) throws -> Candidate {
        let row = try one("SELECT card, restricted FROM person WHERE id = ?", [id], table: "person")
        guard let record = PersonRecord(card: row["card"], isRestricted: row["restricted"]) else {
            throw CaseIndexFault.damaged(table: "person")
        }
        return Candidate(key: PersonKey(generation: generation, row: id), record: record, isDecoy: isDecoy)
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
    ///
    /// Reads `limit` rows (at most ``mostInvolvements``) from the person's place in the index on, whoever they belong to,
    /// and keeps those that are theirs.
    package func involvements(of key: PersonKey, category: Code, limit: Int = 5) throws -> [Involvement] {
        try check(key)
        let sql = """
            SELECT * FROM involvement WHERE (person, category, position) >= (?, ?, 0)
            ORDER BY person, category, position LIMIT ?
            """
        let wanted = min(max(limit, 0), IndexSnapshot.mostInvolvements)
        let rows = try all(sql, [key.row, category.text, wanted])
        let theirs = rows.filter { $0["person"] as Int64 == key.row && $0["category"] as String == category.text }
        return try theirs.map(Involvement.init)
    }

    // MARK: Sources

    /// All loaded sources of a category, by name: what was searched.
    package func sources(for category: Code) throws -> [SourceNote] {
        try sources().filter { $0.categories.contains(category) }.map(\.note)
    }

    /// All loaded sources, by id.
    package func sources() throws -> [SourceState] {
        try all("SELECT * FROM source ORDER BY source", []).map(SourceState.init)
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
        var met = Met()
        for key in keys {
            let under = found.count
            try readBlock(from: key) { at, person in
                if at == key { found.append(person) } else { behind.append(person) }
            }
            if found.count - under == IndexSnapshot.rowsPerBlock { met.overflows = true }
        }
        fill(&met, found: found, behind: behind + Array(firstDecoy..<firstDecoy + IndexBuilder.decoys))
        return met
    }

    /// The hottest reading: no row is copied.
    private func readBlock(from key: Int64, _ body: (_ key: Int64, _ person: Int64) -> Void) throws {
        let statement = try db.cachedStatement(
            sql: "SELECT key, person FROM block WHERE key >= ? ORDER BY key, person LIMIT ?")
        let rows = try Row.fetchCursor(statement, arguments: [key, IndexSnapshot.rowsPerBlock])
        tally.work.statements += 1
        while let row = try rows.next() {
            tally.work.rows += 1
            body(row[0], row[1])
        }
    }

    private func fill(_ met: inout Met, found: [Int64], behind: [Int64]) {
        var seen: Set<Int64> = []
        for (ids, isDecoy) in [(found, false), (behind, true)] {
            for id in ids where seen.insert(id).inserted {
                if met.people.count < IndexSnapshot.candidatesPerLookUp {
                    met.people.append((id, isDecoy))
                } else if !isDecoy {
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
    fileprivate init(_ row: Row) throws {
        guard let source = Code(row["source"] as String),
            case .object(let flags)? = try? StrictJSON.parse(Array((row["flags"] as String).utf8), limits: .file)
        else { throw CaseIndexFault.damaged(table: "involvement") }
        id = row["local"]
        status = row["current"] ? .current : .historic
        started = (row["started"] as String?).flatMap { CalendarDay($0) }
        ended = (row["ended"] as String?).flatMap { CalendarDay($0) }
        self.source = source
        marksKnown = row["marks_known"]
        leftOut = row["left_out"]
        organisation = row["organisation"]
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
        name = (row["name"] as String?).map(Redacted.init)
        role = row["role"]
        phone = (row["phone"] as String?).map(Redacted.init)
        email = (row["email"] as String?).map(Redacted.init)
        teamName = row["team_name"]
        teamPhone = (row["team_phone"] as String?).map(Redacted.init)
        teamEmail = (row["team_email"] as String?).map(Redacted.init)
    }
}
