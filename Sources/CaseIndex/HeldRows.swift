import Dispatch
import GRDB
import PersonMatching
import Synchronization
import WireProtocol

/// Reads back what the sources sent, in the order in which it stands.
struct HeldRows {
    let db: Database
    let rules: MarkRules
    /// The day on which marks and addresses must be in force.
    let day: CalendarDay

    /// A source, as far as its records need it.
    struct Source {
        let id: Int64
        let code: Code
        let marksAreKnown: Bool
    }

    func sources() throws -> [Source] {
        var sources: [Source] = []
        try SteppedStatement(db, "SELECT id, source, marks FROM source ORDER BY id").each { row in
            guard let code = row.text(1).flatMap({ Code($0) }) else { throw CaseIndexFault.damaged(table: "source") }
            sources.append(
                Source(id: row.number(0), code: code, marksAreKnown: row.text(2) == MarksFeed.known.rawValue))
        }
        return sources
    }

    /// Until the end of its last day, or without one.
    private func isInForce(_ until: CalendarDay?) -> Bool { until.map { $0 >= day } ?? true }

    func marks() throws -> HeldMarks {
        var marks = HeldMarks()
        try SteppedStatement(db, "SELECT record, mark, involvement, until FROM mark ORDER BY id").each { row in
            guard let word = row.text(1).flatMap({ Code($0) }), isInForce(row.day(3)) else { return }
            marks.add(HeldMark(word: word, involvementID: row.text(2)), to: row.number(0))
        }
        return marks
    }

    /// The records that marks of our own staff name, as far as they sever an identity from another; and which marks those are.
    func severed(by staff: [StaffBook.Entry]) throws -> (records: Set<Int64>, entries: [Int64]) {
        let severing = staff.filter { rules.severing.contains($0.mark.mark) && $0.mark.isInForce(on: day) }
        guard !severing.isEmpty else { return ([], []) }
        let named = Set(severing.map { localKey($0.mark.source, $0.mark.local) })
        var records: Set<Int64> = []
        let codes = Dictionary(try sources().map { ($0.id, $0.code) }) { first, _ in first }
        try SteppedStatement(db, "SELECT id, source, local FROM record").each { row in
            guard let source = codes[row.number(1)], let local = row.text(2) else { return }
            if named.contains(localKey(source, local)) { records.insert(row.number(0)) }
        }
        return (records, severing.map(\.id))
    }

    /// Those records and every other one with the same present NHS number: it is one person's, whatever name stands there.
    func sharingNumbers(with severed: Set<Int64>) throws -> Set<Int64> {
        guard !severed.isEmpty else { return [] }
        var numbers: Set<String> = []
        var all = severed
        let sql = "SELECT id, nhs FROM record WHERE nhs IS NOT NULL"
        try SteppedStatement(db, sql).each { row in
            if severed.contains(row.number(0)), let number = row.text(1) { numbers.insert(number) }
        }
        guard !numbers.isEmpty else { return all }
        try SteppedStatement(db, sql).each { row in
            if let number = row.text(1), numbers.contains(number) { all.insert(row.number(0)) }
        }
        return all
    }

    func homes() throws -> HeldHomes {
        var homes = HeldHomes()
        let sql = "SELECT record, line, postcode, uprn, authority, until FROM address ORDER BY id"
        try SteppedStatement(db, sql).each { row in
            var line: Int64 = 0
            if let text = row.octets(1), !text.isEmpty, let postcode = row.octets(2) {
                var hash = StableHash("line|".utf8)
                hash.add(postcode)
                hash.add(CollectionOfOne(0x7C))
                hash.add(text)
                line = hash.key
            }
            var property: Int64 = 0
            if let uprn = row.octets(3) {
                var hash = StableHash("uprn|".utf8)
                hash.add(uprn)
                property = hash.key
            }
            homes.append(
                HeldHome(
                    record: row.number(0), postcode: HeldHome.packed(row.octets(2)), property: property, line: line,
                    authority: homes.place(of: row.text(4)), isCurrent: isInForce(row.day(5))))
        }
        homes.sort()
        return homes
    }

    // MARK: Records

    private static let columns =
        """
        id, source, local, nhs, upn, given, middle, family, previous, known_as, born, sex, superseded, former_upns
        FROM record
        """

    /// Every record, brought into normal form on as many cores as there are.
    func records(
        _ sources: [Source], _ homes: HeldHomes, severed: Set<Int64>, _ progress: LoadProgress
    ) throws -> RecordTable {
        var table = RecordTable()
        let all = try Int.fetchOne(db, sql: "SELECT count(*) FROM record") ?? 0
        progress.begin(.joining, of: all)
        var batch: [HeldPerson] = []
        var isSevered: [Bool] = []
        let places = Dictionary(sources.enumerated().map { ($0.element.id, Int16($0.offset)) }) { first, _ in first }
        var cursor = 0
        func flush() {
            table.append(normalised(batch, isSevered))
            progress.advance(by: batch.count)
            batch.removeAll(keepingCapacity: true)
            isSevered.removeAll(keepingCapacity: true)
        }
        try SteppedStatement(db, "SELECT \(HeldRows.columns) ORDER BY id").each { row in
            let (id, number) = (row.number(0), row.text(3))
            guard let source = places[row.number(1)], let local = row.text(2) else {
                throw CaseIndexFault.damaged(table: "record")
            }
            table.ids.append(id)
            table.sources.append(source)
            table.numbers.append(number.flatMap { Int64($0) } ?? 0)
            let superseded = Words.split(row.text(12) ?? "").compactMap { Int64($0) }
            if !superseded.isEmpty, !severed.contains(id) { table.superseded[Int32(table.count - 1)] = superseded }
            table.born.append(row.day(10).map { Int32($0.daysSinceEpoch) } ?? RecordTable.unknownDay)
            table.locals.append(localKey(sources[Int(source)].code, local))
            batch.append(person(row, homes.of(id, from: &cursor)))
            isSevered.append(severed.contains(id))
            if batch.count == HeldRows.batchSize { flush() }
        }
        flush()
        return table
    }

    private static let batchSize = 16_384

    /// One record as its source holds it.
    func person(id: Int64, _ homes: HeldHomes) throws -> HeldPerson? {
        let statement = try SteppedStatement(db, "SELECT \(HeldRows.columns) WHERE id = ?")
        statement.bind(id, at: 1)
        var found: HeldPerson?
        try statement.each { found = person($0, homes.of(id)) }
        return found
    }

    private func person(_ row: SteppedRow, _ homes: ArraySlice<HeldHome>) -> HeldPerson {
        var person = HeldPerson(family: row.text(7) ?? "")
        person.given = row.text(5) ?? ""
        person.middle = Words.split(row.text(6) ?? "")
        person.previousFamilies = Words.split(row.text(8) ?? "")
        person.knownAs = row.text(9) ?? ""
        person.dateOfBirth = row.day(10)
        person.sex = row.text(11).flatMap { Sex(rawValue: $0) }
        person.nhsNumber = row.text(3)
        person.pupilNumber = row.text(4)
        person.supersededNumbers = Words.split(row.text(12) ?? "")
        person.formerPupilNumbers = Words.split(row.text(13) ?? "")
        for home in homes {
            guard let postcode = home.postcodeText else { continue }
            if home.isCurrent { person.postcodes.append(postcode) } else { person.previousPostcodes.append(postcode) }
        }
        return person
    }

    private func normalised(_ people: [HeldPerson], _ severed: [Bool]) -> [NormalRecord] {
        inParallel(people.count) { place in
            let record = PersonRecord([people[place]], isRestricted: false, currentIdentityOnly: severed[place])
            return NormalRecord(card: record.card, keys: BlockKeys.of(record).sorted(), names: record.nameKeys)
        }
    }
}

/// A record in normal form, and the keys it is filed under.
struct NormalRecord: Sendable {
    let card: String
    let keys: [Int64]
    let names: NameCounts.Keys
}

extension RecordTable {
    fileprivate mutating func append(_ records: [NormalRecord]) {
        let start = count - records.count
        for (offset, record) in records.enumerated() {
            cards.append(record.card)
            names.count(record.names)
            keys += record.keys.map { FiledKey(key: $0, owner: Int32(start + offset)) }
        }
    }
}

/// What `work` gives for each number below `count`, on as many cores as there are.
func inParallel<Value: Sendable>(_ count: Int, _ work: @Sendable (Int) -> Value) -> [Value] {
    let piece = 1_024
    guard count > piece else { return (0..<count).map(work) }
    let parts = (count + piece - 1) / piece
    let done = Mutex([[Value]](repeating: [], count: parts))
    withoutActuallyEscaping(work) { work in
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let values = (part * piece..<min(count, (part + 1) * piece)).map(work)
            done.withLock { $0[part] = values }
        }
    }
    return done.withLock { Array($0.joined()) }
}

/// Every address, by record.
struct HeldHomes {
    private(set) var authorities: [AuthorityID] = []
    private var homes: [HeldHome] = []
    private var places: [String: Int16] = [:]

    /// All of them, in the order of their records.
    var all: [HeldHome] { homes }

    mutating func append(_ home: HeldHome) { homes.append(home) }

    mutating func place(of authority: String?) -> Int16 {
        guard let authority, let id = AuthorityID(authority) else { return -1 }
        if let known = places[authority] { return known }
        authorities.append(id)
        places[authority] = Int16(authorities.count - 1)
        return Int16(authorities.count - 1)
    }

    /// Mostly they stand like that already.
    mutating func sort() {
        let isSorted = zip(homes, homes.dropFirst()).allSatisfy { $0.record <= $1.record }
        guard !isSorted else { return }
        homes = homes.enumerated().sorted { ($0.element.record, $0.offset) < ($1.element.record, $1.offset) }.map(
            \.element)
    }

    /// Those of a record; `cursor` is where the record before it ended.
    func of(_ record: Int64, from cursor: inout Int) -> ArraySlice<HeldHome> {
        while cursor < homes.count, homes[cursor].record < record { cursor += 1 }
        let start = cursor
        while cursor < homes.count, homes[cursor].record == record { cursor += 1 }
        return homes[start..<cursor]
    }

    func of(_ record: Int64) -> ArraySlice<HeldHome> {
        var (low, high) = (0, homes.count)
        while low < high {
            let middle = (low + high) / 2
            if homes[middle].record < record { low = middle + 1 } else { high = middle }
        }
        return of(record, from: &low)
    }
}
