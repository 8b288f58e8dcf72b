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
    private let sourceMemory = SourceMemory()

    private init(_ pool: DatabasePool, _ rules: MarkRules) {
        self.pool = pool
        self.rules = rules
    }

    /// Opens the file, or makes an empty one that only its owner may read.
    ///
    /// An index that an earlier normaliser wrote is worked out anew from the rows it keeps.
    package static func open(path: String, rules: MarkRules = .vocabulary) throws(CaseIndexFault) -> CaseIndex {
        let index = CaseIndex(try pool(path), rules)
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
                try CaseIndex.inOneState(db) { try body(try IndexSnapshot(db, sourceMemory)) }
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

    // MARK: Loading

    /// Loads one source. When it is refused, what was served before is still served.
    package func load(
        folder: String, now: Instant, limits: LoadLimits = .ordinary
    ) throws(CaseIndexFault) -> LoadReport {
        var reader = try ExtractReader(folder: folder, limits: limits)
        let extract = try reader.read()
        try write { db in
            let writer = IndexWriter(db: db, loadedAt: now)
            try writer.compare(extract, limits: limits)
            try writer.replace(with: extract)
            try rebuild(db, at: now)
        }
        try forgetReplacedRows()
        return LoadReport(extract)
    }

    /// Loads every folder under `root` that has a manifest, all in one swap. A source that is refused stops no other.
    package func loadAll(
        root: String, now: Instant, limits: LoadLimits = .ordinary
    ) throws(CaseIndexFault) -> [LoadReport] {
        let read = CaseIndex.folders(under: root).map { CaseIndex.extract($0, limits) }
        let reports = try write { db in
            let writer = IndexWriter(db: db, loadedAt: now)
            var loaded: Set<Code> = []
            let reports = try read.map { try CaseIndex.take($0, writer, limits, &loaded) }
            if !loaded.isEmpty { try rebuild(db, at: now) }
            return reports
        }
        try forgetReplacedRows()
        return reports
    }

    private static func extract(_ folder: String, _ limits: LoadLimits) -> Swift.Result<Extract, CaseIndexFault> {
        do throws(CaseIndexFault) {
            var reader = try ExtractReader(folder: folder, limits: limits)
            return .success(try reader.read())
        } catch {
            return .failure(error)
        }
    }

    private static func take(
        _ read: Swift.Result<Extract, CaseIndexFault>, _ writer: IndexWriter, _ limits: LoadLimits,
        _ loaded: inout Set<Code>
    ) throws -> LoadReport {
        do {
            let extract = try read.get()
            try refuseSecond(extract, loaded)
            try writer.compare(extract, limits: limits)
            try writer.replace(with: extract)
            loaded.insert(extract.manifest.source)
            return LoadReport(extract)
        } catch CaseIndexFault.refused(let refusal) {
            return LoadReport(refusal, source: (try? read.get())?.manifest.source)
        }
    }

    private static func refuseSecond(_ extract: Extract, _ loaded: Set<Code>) throws(CaseIndexFault) {
        guard loaded.contains(extract.manifest.source) else { return }
        throw .refused(
            Refusal(
                folder: extract.folder, place: "manifest.json:source", problem: "is the source of another folder, too",
                remedy: "keep one folder a source"))
    }

    private static func folders(under root: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return names.sorted().map { "\(root)/\($0)" }
            .filter { FileManager.default.fileExists(atPath: "\($0)/\(ExtractFile.manifest)") }
    }

    /// The day is the load's, or that of the newest load there was.
    private func rebuild(_ db: Database, at now: Instant?) throws {
        let newest = try Int64.fetchOne(db, sql: "SELECT max(loaded) FROM source").map { Instant(milliseconds: $0) }
        let day = (now ?? newest)?.londonDay ?? CalendarDay(daysSinceEpoch: 0)
        try IndexBuilder(db: db, rules: rules, day: day).rebuild()
    }

    /// Empties the write-ahead log, as far as readers allow, so that replaced rows do not linger in it.
    private func forgetReplacedRows() throws(CaseIndexFault) {
        try CaseIndex.faults { try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.passive) } }
    }

    // MARK: Faults

    private func write<Result>(_ body: (Database) throws -> Result) throws(CaseIndexFault) -> Result {
        try CaseIndex.faults { try pool.write(body) }
    }

    private static func faults<Result>(_ body: () throws -> Result) throws(CaseIndexFault) -> Result {
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
