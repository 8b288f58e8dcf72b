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
    private let statements: Statements
    private let tally = Tally()
    private let generation: Int64
    private let firstDecoy: Int64
    private let matcher: Matcher
    private let sourceMemory: SourceMemory
    private let overlay: MarkOverlay

    init(
        _ db: Database, _ sourceMemory: SourceMemory, _ weighings: WeighingMemory, _ overlays: OverlayMemory
    ) throws {
        self.db = db
        statements = Statements(db)
        self.sourceMemory = sourceMemory
        var state: [Int64] = []
        try SteppedStatement(db, "SELECT generation, first_decoy, day, counted FROM state").each { row in
            state = [row.number(0), row.number(1), row.number(2), row.number(3)]
        }
        guard state.count == 4 else { throw CaseIndexFault.damaged(table: "state") }
        (generation, firstDecoy) = (state[0], state[1])
        let loaded = CalendarDay(daysSinceEpoch: Int(state[2]))
        matcher = Matcher(
            on: loaded, try weighings.weighing(of: generation, counted: Int(state[3]), in: db))
        overlay = try overlays.overlay(of: generation, on: loaded, in: db)
    }

    /// Who, if anybody, the description means. Always the same work, unless the question holds too little to search.
    package func find(_ description: PersonDescription) throws -> MatchResult {
        let keys = BlockKeys.of(description)
        var lookUp = matcher.look(for: description)
        guard description.isEnoughToSearch else { return result(lookUp.verdict(capped: false), keys) }
        let met = try meet(keys)
        try compare(met, &lookUp)
        return result(lookUp.verdict(capped: met.overflows), keys)
    }

    private func result(_ verdict: Matcher.Verdict, _ keys: [Int64]) -> MatchResult {
        let nobody = PersonKey(generation: generation, row: firstDecoy + (keys.first ?? 0) % IndexBuilder.decoys)
        var key = nobody
        if case .match(let found) = verdict.outcome { key = found }
        return MatchResult(
            outcome: verdict.outcome, explanation: verdict.explanation, key: key, candidates: verdict.fitting)
    }

    // MARK: The person found

    /// What is known of a person. For a key of nobody: marks unknown, and nothing else; as much is read for it as for
    /// somebody with a mark.
    package func facts(of key: PersonKey) throws -> HeldFacts {
        try person(key, "SELECT marks, born, left_out FROM person WHERE id = ?") { row in
            let marks = row.text(0)
            let read = Set(Words.split(marks ?? "address-restricted").compactMap { Code($0) })
            let known = marks == nil ? Mutant.marksFeedAbsent.isOn ? [] : nil : read
            let ours = overlay.marks[key.row]
            return HeldFacts(
                marks: ours.map { $0.union(known ?? []) } ?? known,
                dateOfBirth: row.day(1),
                rowsLeftOut: Set(Words.split(row.text(2) ?? "")))
        }
    }

    /// The authorities named in the address rows of somebody who is not hidden: where our own question may go.
    package func previousAuthorities(of key: PersonKey) throws -> Set<AuthorityID> {
        try person(key, "SELECT authorities FROM person WHERE id = ?") { row in
            if overlay.hidden.contains(key.row) { return [] }
            return Set(Words.split(row.text(0) ?? "").compactMap { AuthorityID($0) })
        }
    }

    /// A person's involvements of a category: what may be shown first, then current ones, then the latest.
    package func involvements(of key: PersonKey, category: Code, limit: Int = 5) throws -> [Involvement] {
        try neighbourhood(of: key, category: category, limit: limit, whole: true).compactMap(\.involvement)
    }

    /// `limit` rows (at most ``mostInvolvements``) from the person's place in the index on, whoever they belong to.
    ///
    /// The rows of strangers are there so that whoever weighs what was read does the same for everybody. Whom to ring is
    /// taken from the person's own rows only, and only where `whole` says that it may be shown.
    package func neighbourhood(
        of key: PersonKey, category: Code, limit: Int = 5, whole: Bool
    ) throws -> [NeighbouringRow] {
        try check(key)
        let statement = try statements.of(.neighbours)
        statement.bind(key.row, at: 1)
        statement.bind(category.text, at: 2)
        let asked = max(limit, 0) + (Mutant.sixInvolvements.isOn ? 1 : 0)
        statement.bind(Int64(min(asked, IndexSnapshot.mostInvolvements)), at: 3)
        var rows: [NeighbouringRow] = []
        rows.reserveCapacity(limit)
        try each(statement) { row in
            let isTheirs = row.number(0) == key.row && row.isText(1, category.text)
            rows.append(try NeighbouringRow(row, isTheirs: isTheirs, whole: whole))
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
        let statement = try db.cachedStatement(sql: "SELECT * FROM source ORDER BY source")
        let read = try Row.fetchAll(statement).map(SourceState.init)
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
        behind.reserveCapacity(keys.count * IndexSnapshot.rowsPerBlock + Int(IndexBuilder.decoys))
        var under = 0
        var last = -1
        var met = Met()
        let statement = try statements.of(.blocks)
        for (place, key) in keys.enumerated() {
            statement.bind(key, at: Int32(2 * place + 1))
            statement.bind(Int64(IndexSnapshot.rowsPerBlock), at: Int32(2 * place + 2))
        }
        try each(statement) { row in
            let place = Int(row.number(0))
            if place != last { (last, under) = (place, 0) }
            guard row.number(1) == keys[place] else { return behind.append(row.number(2)) }
            found.append(row.number(2))
            under += 1
            if under == IndexSnapshot.rowsPerBlock { met.overflows = true }
        }
        behind += firstDecoy..<firstDecoy + IndexBuilder.decoys
        fill(&met, found: found, behind: Mutant.fewerReads.isOn ? [] : behind)
        return met
    }

    /// Shows everybody met to the look-up, in the order in which the index has them.
    private func compare(_ met: Met, _ lookUp: inout LookUp) throws {
        let statement = try statements.of(.cards)
        for (place, person) in met.people.enumerated() { statement.bind(person.id, at: Int32(place + 1)) }
        var compared = 0
        try each(statement) { row in
            let id = row.number(0)
            guard let place = met.people.firstIndex(where: { $0.id == id }),
                let card = row.octets(1),
                lookUp.meet(
                    PersonKey(generation: generation, row: id), at: place, card: card,
                    isRestricted: row.flag(2) || overlay.hidden.contains(id),
                    isDecoy: met.people[place].isDecoy)
            else { throw CaseIndexFault.damaged(table: "person") }
            compared += 1
        }
        guard compared == met.people.count else { throw CaseIndexFault.damaged(table: "person") }
    }

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

    private func person<Value>(
        _ key: PersonKey, _ sql: String, _ read: (SteppedRow) throws -> Value
    ) throws -> Value {
        try check(key)
        let statement = try SteppedStatement(db, sql)
        statement.bind(key.row, at: 1)
        var value: Value?
        try each(statement) { value = try read($0) }
        guard let value else { throw CaseIndexFault.damaged(table: "person") }
        return value
    }

    /// A key of another generation may belong to somebody else here.
    private func check(_ key: PersonKey) throws {
        guard key.generation == generation else { throw CaseIndexFault.outdatedKey }
    }

    private func each(_ statement: SteppedStatement, _ body: (SteppedRow) throws -> Void) throws {
        var rows = 0
        defer { tally.add(rows: rows) }
        try statement.each { row in
            rows += 1
            try body(row)
        }
    }
}

/// The statements of a snapshot, each looked up once: their texts are long.
private final class Statements {
    enum Name {
        case blocks
        case cards
        case neighbours
    }

    private let db: Database
    private var kept: [Name: SteppedStatement] = [:]

    init(_ db: Database) { self.db = db }

    func of(_ name: Name) throws -> SteppedStatement {
        if let known = kept[name] { return known }
        let statement = try SteppedStatement(db, Statements.text(name))
        kept[name] = statement
        return statement
    }

    private static func text(_ name: Name) -> String {
        switch name {
        case .blocks: blocks
        case .cards: cards
        case .neighbours: NeighbouringRow.columns
        }
    }

    /// The rows from each key on, in the order of the keys: one statement for all of them.
    private static let blocks = (0..<BlockKeys.perDescription).map { place in
        """
        SELECT * FROM (SELECT \(place), key, person FROM block WHERE key >= ? ORDER BY key, person LIMIT ?)
        """
    }.joined(separator: " UNION ALL ")

    private static let cards =
        "SELECT id, card, restricted FROM person WHERE id IN ("
        + [String](repeating: "?", count: IndexSnapshot.candidatesPerLookUp).joined(separator: ", ") + ")"
}

private final class Tally {
    private(set) var work = IndexSnapshot.Work()

    func add(rows: Int) {
        work.statements += 1
        work.rows += rows
    }
}
