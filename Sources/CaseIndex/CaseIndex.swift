import Foundation
import GRDB
import PersonMatching
package import WireProtocol

/// Who is known to which service, as the overnight extracts say.
///
/// One SQLite file. A load replaces everything of its source in one transaction; whoever reads meanwhile keeps the
/// state their reading began with.
package final class CaseIndex: Sendable {
    private let pool: DatabasePool
    private let rules: MarkRules
    private let book: StaffBook?
    private let sourceMemory = SourceMemory()
    private let weighingMemory: WeighingMemory
    private let overlayMemory: OverlayMemory

    /// Which tables an index file has; another number, another file.
    package static let layout = Layout.version

    private init(_ pool: DatabasePool, _ rules: MarkRules, _ book: StaffBook?, _ terms: WeighingTerms) {
        self.pool = pool
        self.rules = rules
        self.book = book
        weighingMemory = WeighingMemory(terms)
        overlayMemory = OverlayMemory(book: book, rules: rules)
    }

    /// Opens the file, or makes an empty one that only its owner may read.
    ///
    /// An index that an earlier normaliser wrote is worked out anew from the rows it keeps.
    /// With a book of our own staff's marks, those hold from the next reading on.
    package static func open(
        path: String, rules: MarkRules = .vocabulary, book: StaffBook? = nil, terms: WeighingTerms = .shipped
    ) throws(CaseIndexFault) -> CaseIndex {
        let index = CaseIndex(try pool(path), rules, book, terms)
        let layout = try index.write { db in try Layout.prepare(db) }
        guard layout == Layout.version else { throw .otherLayout(path: path, found: layout) }
        try index.write { db in
            let normaliser = try Int.fetchOne(db, sql: "SELECT normaliser FROM state")
            if normaliser != Normaliser.version { try index.rebuild(db, at: nil) }
        }
        return index
    }

    private static func pool(_ path: String) throws(CaseIndexFault) -> DatabasePool {
        var configuration = Configuration()
        configuration.maximumReaderCount = 8
        configuration.busyMode = .timeout(5)
        // What a source no longer sends is overwritten, not only unlinked.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON") }
        do {
            if !FileManager.default.fileExists(atPath: path) {
                _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
            }
            return try DatabasePool(path: path, configuration: configuration)
        } catch {
            throw .cannotOpen(path: path)
        }
    }

    // MARK: Reading

    /// Reads one consistent state, whatever is loaded meanwhile. Blocks the thread; keep the closure short.
    package func read<Result>(_ body: (IndexSnapshot) throws -> Result) throws(CaseIndexFault) -> Result {
        try CaseIndex.faults {
            try pool.unsafeRead { db in
                try CaseIndex.inOneState(db) {
                    try body(try IndexSnapshot(db, sourceMemory, weighingMemory, overlayMemory))
                }
            }
        }
    }

    /// A transaction by statements that are kept: GRDB's own compiles both of its statements anew each time.
    private static func inOneState<Result>(_ db: Database, _ body: () throws -> Result) throws -> Result {
        try SteppedStatement(db, "BEGIN DEFERRED TRANSACTION").run()
        let result = Swift.Result(catching: body)
        try SteppedStatement(db, "COMMIT TRANSACTION").run()
        return try result.get()
    }

    /// What is loaded, by source id.
    package func sources() throws(CaseIndexFault) -> [SourceState] { try read { try $0.sources() } }

    /// What is wrong with what is loaded: somebody has to look into each.
    package func alarms(now: Instant) throws(CaseIndexFault) -> [SourceAlarm] {
        try sources().flatMap { SourceAlarm.of($0, now: now) }
    }

    /// Whether a source's own id names somebody who is loaded.
    package func knows(_ source: Code, _ local: String) throws(CaseIndexFault) -> Bool {
        try CaseIndex.faults {
            try pool.read { try !MarkOverlay.people(under: localKey(source, local), "local", $0).isEmpty }
        }
    }

    // MARK: Loading

    /// The folders under `root` that hold an extract.
    package static func extracts(under root: String) -> [String] { ExtractReader.folders(under: root) }

    /// Loads one source. When it is refused, what was served before is still served.
    package func load(
        folder: String, now: Instant, limits: LoadLimits = .ordinary, staff: StaffOverlay = StaffOverlay(),
        progress: LoadProgress = .unwatched
    ) throws(CaseIndexFault) -> LoadReport {
        let report = try load([folder], now, limits, staff, progress)[0]
        if case .refused(let refusal) = report.outcome { throw .refused(refusal) }
        return report
    }

    /// Loads every folder under `root` that has a manifest, all in one swap. A source that is refused stops no other.
    package func loadAll(
        root: String, now: Instant, limits: LoadLimits = .ordinary, staff: StaffOverlay = StaffOverlay(),
        progress: LoadProgress = .unwatched
    ) throws(CaseIndexFault) -> [LoadReport] {
        try load(ExtractReader.folders(under: root), now, limits, staff, progress)
    }

    private func load(
        _ folders: [String], _ now: Instant, _ limits: LoadLimits, _ staff: StaffOverlay, _ progress: LoadProgress
    ) throws(CaseIndexFault) -> [LoadReport] {
        let reports = try write { db in
            try db.execute(sql: "PRAGMA cache_size = -\(CaseIndex.cacheKibibytes)")
            let loader = SourceLoader(
                db: db, loadGuard: LoadGuard(limits: limits, loadedAt: now), staff: staff, progress: progress)
            progress.begin(.reading, of: folders.reduce(0) { $0 + ExtractReader.octets(in: $1) })
            var loaded: Set<Code> = []
            let reports = try folders.map { try loader.load($0, &loaded) }
            if !loaded.isEmpty { try rebuild(db, at: now, progress) }
            return reports
        }
        try forgetReplacedRows()
        return reports
    }

    /// What a load may hold of the file at once.
    private static let cacheKibibytes = 65_536

    /// The day is the load's, or that of the newest load there was.
    private func rebuild(_ db: Database, at now: Instant?, _ progress: LoadProgress = .unwatched) throws {
        let newest = try Int64.fetchOne(db, sql: "SELECT max(loaded) FROM source").map { Instant(milliseconds: $0) }
        let day = (now ?? newest)?.londonDay ?? CalendarDay(daysSinceEpoch: 0)
        try IndexBuilder(
            db: db, rules: rules, day: day, staffMarks: try book?.standing() ?? [], progress: progress
        ).rebuild()
    }

    /// Empties the write-ahead log, as far as readers allow, so that replaced rows do not linger in it.
    private func forgetReplacedRows() throws(CaseIndexFault) {
        try CaseIndex.faults { try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.passive) } }
    }

    // MARK: Faults

    private func write<Result>(_ body: (Database) throws -> Result) throws(CaseIndexFault) -> Result {
        try CaseIndex.faults { try pool.write(body) }
    }

    static func faults<Result>(_ body: () throws -> Result) throws(CaseIndexFault) -> Result {
        do {
            return try body()
        } catch let fault as CaseIndexFault {
            throw fault
        } catch let error as DatabaseError {
            throw .database(code: Int(error.resultCode.rawValue))
        } catch {
            throw .interrupted(by: String(describing: type(of: error)))
        }
    }
}
