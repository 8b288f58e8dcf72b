import Crypto
import Foundation
import GRDB
import WireProtocol

/// The keys of payloads, residues, bodies and outbox rows: one a record, and one a day for bodies beside it, wrapped by
/// the master key in a database of their own.
///
/// Keys are on disk before anything is encrypted with them, and made ahead: a record only takes one.
final class KeyVault: Sendable {
    let file: KeyFile
    /// Opens what was sealed before.
    let reader: KeyReader
    let days: DayKeys
    /// The highest number that was given before this start.
    let lastBefore: Int64
    private let pool: RecordKeyPool

    init(_ configuration: AuditConfiguration) throws(AuditFailure) {
        file = try KeyFile(configuration)
        reader = try KeyReader(folder: configuration.folder, masterKey: configuration.masterKey)
        days = DayKeys(file)
        try days.makeAhead(of: configuration.now())
        lastBefore = try file.read { try RecordKeyPool.nextNumber(in: $0) - 1 }
        pool = try RecordKeyPool(file)
    }

    /// Makes keys of the coming days. Cheap when none is missing.
    func makeAhead(of now: Instant) throws(AuditFailure) { try days.makeAhead(of: now) }

    /// A key that no record has had; every record takes one, whatever its outcome.
    func take() throws(AuditFailure) -> RecordKeys { try pool.take() }

    func close() {
        pool.finish()
        reader.close()
        try? file.queue.close()
    }
}
