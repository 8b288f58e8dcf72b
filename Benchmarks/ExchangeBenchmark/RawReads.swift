import BenchFigures
import BenchKit
import CaseIndex
import PersonMatching
import WireProtocol

/// The rows a question makes the index read, read by SQLite's own calls from the same file.
struct RawReads {
    /// How much was read.
    struct Work: Equatable {
        var statements = 0
        var rows = 0

        fileprivate mutating func count(_ found: [Int64]) {
            statements += 1
            rows += found.count
        }
    }

    private let database: RawDatabase
    private let state: RawStatement
    private let block: RawStatement
    private let candidate: RawStatement
    private let facts: RawStatement
    private let involvement: RawStatement
    private let descriptions: [PersonDescription]
    private let categories: [Code]

    init(index path: String, subjects: [Subject], categories: [Code]) throws {
        database = try RawDatabase(path: path, readOnly: true)
        state = try database.prepare("SELECT first_decoy, * FROM state")
        block = try database.prepare(
            [String](
                repeating: "SELECT * FROM (SELECT person, key FROM block WHERE key >= ? ORDER BY key, person LIMIT ?)",
                count: BlockKeys.perDescription
            ).joined(separator: " UNION ALL "))
        let places = [String](repeating: "?", count: IndexSnapshot.candidatesPerLookUp).joined(separator: ", ")
        candidate = try database.prepare("SELECT id, card, restricted FROM person WHERE id IN (\(places))")
        facts = try database.prepare("SELECT marks, born, left_out FROM person WHERE id = ?")
        involvement = try database.prepare(
            """
            SELECT shown.person, shown.category, involvement.source, flags, local, current, started, ended, marks_known,
                left_out, organisation, name, role, phone, email, team_name, team_phone, team_email
            FROM shown CROSS JOIN involvement ON involvement.id = shown.involvement
                CROSS JOIN contact ON contact.id = involvement.contact
            WHERE (shown.person, shown.category, shown.position) >= (?, ?, 0)
            ORDER BY shown.person, shown.category, shown.position LIMIT 5
            """)
        descriptions = subjects.map(PersonDescription.init)
        self.categories = categories
    }

    /// Reads everything once, in one transaction as the node does; says how many statements and rows that was.
    @discardableResult
    func read() throws -> Work {
        var work = Work()
        try database.execute("BEGIN")
        let decoy = try state.run().first ?? 0
        for description in descriptions { try read(description, decoy, &work) }
        try database.execute("COMMIT")
        return work
    }

    private func read(_ description: PersonDescription, _ decoy: Int64, _ work: inout Work) throws {
        for (place, key) in BlockKeys.of(description).enumerated() {
            block.bind(key, at: Int32(2 * place + 1))
            block.bind(Int64(IndexSnapshot.rowsPerBlock), at: Int32(2 * place + 2))
        }
        let people = try block.run()
        work.count(people)
        let compared = Set(people).prefix(IndexSnapshot.candidatesPerLookUp)
        let filling = (0..<Int64(IndexSnapshot.candidatesPerLookUp - compared.count)).map { decoy + $0 }
        for (place, person) in (compared + filling).enumerated() { candidate.bind(person, at: Int32(place + 1)) }
        work.count(try candidate.run())
        facts.bind(people.first ?? decoy, at: 1)
        work.count(try facts.run())
        for category in categories {
            involvement.bind(people.first ?? decoy, at: 1)
            involvement.bind(category.text, at: 2)
            work.count(try involvement.run())
        }
    }

    /// Has the index itself read for the same question, and refuses to go on where that is more or less than above:
    /// a limit for other work than the node's would be none.
    func check(index path: String) throws {
        let index = try CaseIndex.open(path: path)
        let node = try index.read { snapshot in
            for description in descriptions {
                let key = try snapshot.find(description).key
                _ = try snapshot.facts(of: key)
                for category in categories {
                    _ = try snapshot.involvements(of: key, category: category, limit: 5)
                }
            }
            return Work(statements: snapshot.work.statements, rows: snapshot.work.rows)
        }
        let ours = try read()
        guard node == ours else { throw BenchFault("the index did \(node), the limit \(ours): mend `RawReads`") }
    }
}
