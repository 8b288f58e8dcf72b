import GRDB
import Synchronization
import WireProtocol

/// The marks our own staff set, resolved to the people of one generation: they hold from the next question on.
struct MarkOverlay: Sendable {
    /// Marks by person, spread to the household.
    private(set) var marks: [Int64: Set<Code>] = [:]
    /// People whom those marks hide.
    private(set) var hidden: Set<Int64> = []

    static let none = MarkOverlay()

    private init() {}

    /// `day` says which marks have not ended.
    init(_ entries: [StaffBook.Entry], rules: MarkRules, day: CalendarDay, in db: Database) throws {
        let applied = try Set(Int64.fetchAll(db, sql: "SELECT entry FROM severed"))
        for entry in entries where entry.mark.isInForce(on: day) {
            let word = entry.mark.mark
            // A new identity is told from the old one by the next load; until then nothing is said of either.
            let hides = rules.hides(word) || !applied.contains(entry.id)
            for person in try MarkOverlay.people(under: localKey(entry.mark.source, entry.mark.local), "local", db) {
                add(word, to: person, hides: hides)
                guard rules.hides(word), !Mutant.householdSpread.isOn else { continue }
                for neighbour in try MarkOverlay.household(of: person, db) { add(word, to: neighbour, hides: true) }
            }
        }
    }

    private mutating func add(_ word: Code, to person: Int64, hides: Bool) {
        marks[person, default: []].insert(word)
        if hides { hidden.insert(person) }
    }

    private static func household(of person: Int64, _ db: Database) throws -> [Int64] {
        let homes = try String.fetchOne(db, sql: "SELECT homes FROM person WHERE id = ?", arguments: [person])
        return try Words.split(homes ?? "").compactMap { Int64($0) }.flatMap { try people(under: $0, "household", db) }
    }

    static func people(under key: Int64, _ table: String, _ db: Database) throws -> [Int64] {
        try Int64.fetchAll(db, sql: "SELECT person FROM \(table) WHERE key = ?", arguments: [key])
    }
}

/// The overlay that was worked out last, and of what.
final class OverlayMemory: Sendable {
    private struct Kept {
        let generation: Int64
        let version: Int
        let overlay: MarkOverlay
    }

    private let book: StaffBook?
    private let rules: MarkRules
    private let kept = Mutex<Kept?>(nil)

    init(book: StaffBook?, rules: MarkRules) {
        self.book = book
        self.rules = rules
    }

    /// The overlay of a generation, whose day is `day`: a mark that ends holds until the load after its last day. Worked out
    /// at the first reading after a load or a change: which reading that is has nothing to do with whom it asks about.
    func overlay(of generation: Int64, on day: CalendarDay, in db: Database) throws -> MarkOverlay {
        guard let book else { return .none }
        let version = book.version
        let known = kept.withLock { $0 }
        if let known, known.generation == generation, known.version == version || Mutant.markNextLoad.isOn {
            return known.overlay
        }
        let overlay = try MarkOverlay(try book.standing(), rules: rules, day: day, in: db)
        kept.withLock { $0 = Kept(generation: generation, version: version, overlay: overlay) }
        return overlay
    }
}
