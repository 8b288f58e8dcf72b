import Crypto
import Foundation
import GRDB
import Synchronization
package import MerkleLog
package import WireProtocol

/// A council that is not answered because a log of its told two stories.
package struct HeldBackPeer: Sendable, Equatable {
    package let authority: AuthorityID
    package let origin: String
    /// The file with both notes.
    package let evidence: String
    package let found: Instant
}

/// Two notes of one log with two sizes, to be joined with tiles that the log itself serves.
package struct LogGap: Sendable, Equatable {
    package let origin: String
    package let held: SignedNote
    package let other: SignedNote
    /// Since when the log answers and does not join them; `nil` if it was not heard since.
    package let unjoinedSince: Instant?

    package init(origin: String, held: SignedNote, other: SignedNote, unjoinedSince: Instant? = nil) {
        self.origin = origin
        self.held = held
        self.other = other
        self.unjoinedSince = unjoinedSince
    }
}

extension WitnessFile {
    // MARK: The largest note seen of each log

    /// The largest note of a log that was ever seen and joined what was seen before.
    package func seen(_ origin: String) throws(AuditFailure) -> SignedNote? {
        try read { database in
            try Data.fetchOne(database, sql: "SELECT note FROM seen WHERE origin = ?", arguments: [origin])
                .map { try SignedNote(octets: Array($0)) }
        }
    }

    /// Puts a larger note in the place of the one seen before. The caller has checked it, and that it joins.
    package func see(_ note: SignedNote) throws(AuditFailure) {
        try write { database in
            let checkpoint = try Checkpoint(text: note.text)
            try database.execute(
                sql: """
                    INSERT INTO seen(origin, size, note) VALUES (?, ?, ?)
                    ON CONFLICT(origin) DO UPDATE SET size = excluded.size, note = excluded.note
                        WHERE excluded.size > size
                    """, arguments: [checkpoint.origin, checkpoint.size, Data(note.octets)])
        }
    }

    // MARK: Two sizes that are not joined yet

    /// Two notes of each log that wait for tiles to join them. A pair stays until it is settled, so that a log cannot
    /// win time by growing.
    package func gaps() throws(AuditFailure) -> [LogGap] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM gap ORDER BY origin").map { row in
                LogGap(
                    origin: row["origin"], held: try SignedNote(octets: Array(row["held"] as Data)),
                    other: try SignedNote(octets: Array(row["other"] as Data)),
                    unjoinedSince: (row["since"] as Int64?).map { Instant(milliseconds: $0) })
            }
        }
    }

    /// Two notes are apart; changes nothing if two of this log are already.
    package func open(_ gap: LogGap) throws(AuditFailure) {
        try write { database in
            try database.execute(
                sql: "INSERT OR IGNORE INTO gap(origin, held, other) VALUES (?, ?, ?)",
                arguments: [gap.origin, Data(gap.held.octets), Data(gap.other.octets)])
        }
    }

    /// The log was heard and did not join the pair; the first time counts.
    package func notJoined(_ origin: String, now: Instant) throws(AuditFailure) {
        try write { database in
            try database.execute(
                sql: "UPDATE gap SET since = coalesce(since, ?) WHERE origin = ?",
                arguments: [now.milliseconds, origin])
        }
    }

    /// The pair is settled.
    package func close(_ gap: LogGap) throws(AuditFailure) {
        try write { try $0.execute(sql: "DELETE FROM gap WHERE origin = ?", arguments: [gap.origin]) }
    }

    // MARK: Forks

    /// Writes both notes to a file of their own, once, and holds the council back; `nil` if this fork is known.
    ///
    /// The file needs nothing of ours to be checked but the log's public key: the line `fcg-fork/v1`, or for two sizes
    /// that the log did not join `fcg-unjoined/v1`, then both notes in base64.
    package func keepFork(
        of origin: String, by authority: AuthorityID, _ first: SignedNote, _ second: SignedNote, isUnjoined: Bool,
        now: Instant
    ) throws(AuditFailure) -> (digest: String, file: String)? {
        let notes = [first, second].sorted { $0.text < $1.text }
        let digest = Hex.encode(Array(SHA256.hash(data: Array(notes.map(\.text).joined(separator: "\n").utf8))))
        let isKnown = try read { database in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM fork WHERE digest = ?)", arguments: [digest]) ?? false
        }
        guard !isKnown else { return nil }
        let lines = [isUnjoined ? "fcg-unjoined/v1" : "fcg-fork/v1"] + notes.map { Base64.encode($0.octets) }
        let file = forksFolder + "/\(digest.prefix(16)).fork"
        guard mkdir(forksFolder, 0o700) == 0 || errno == EEXIST else {
            throw .notDurable("`\(forksFolder)`: \(String(cString: strerror(errno)))")
        }
        try DurableFile.replace(file, with: Array(lines.map { $0 + "\n" }.joined().utf8))
        try write { database in
            try database.execute(
                sql: "INSERT INTO fork(digest, authority, origin, file, found) VALUES (?, ?, ?, ?, ?)",
                arguments: [digest, authority.code, origin, file, now.milliseconds])
        }
        heldBack.withLock { _ = $0.insert(authority) }
        return (digest, file)
    }

    // MARK: Councils held back

    /// Whether a council is not answered until an officer releases it.
    package func isHeldBack(_ authority: AuthorityID) -> Bool { heldBack.withLock { $0.contains(authority) } }

    /// Every council held back, and why.
    package func heldBackPeers() throws(AuditFailure) -> [HeldBackPeer] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM fork WHERE released IS NULL ORDER BY found").compactMap {
                row in
                AuthorityID(row["authority"] as String).map {
                    HeldBackPeer(
                        authority: $0, origin: row["origin"], evidence: row["file"],
                        found: Instant(milliseconds: row["found"]))
                }
            }
        }
    }

    /// Answers a council again. The same two notes do not hold it back another time; two others do.
    package func release(
        _ authority: AuthorityID, by officer: String, reason: String, now: Instant
    ) throws(AuditFailure) {
        try write { database in
            try database.execute(
                sql: """
                    UPDATE fork SET released = ?, officer = ?, reason = ? WHERE authority = ? AND released IS NULL
                    """, arguments: [now.milliseconds, officer, reason, authority.code])
        }
        heldBack.withLock { _ = $0.remove(authority) }
    }

    func recallHeldBack() throws(AuditFailure) {
        let authorities = try heldBackPeers().map(\.authority)
        heldBack.withLock { $0 = Set(authorities) }
    }
}
