import Crypto
import Foundation
import GRDB
package import MerkleLog
package import WireProtocol

/// A checkpoint of another council's log, as this node cosigned it.
package struct WitnessedLog: Sendable, Equatable {
    package let origin: String
    package let size: Int64
    package let root: MerkleHash
}

extension WitnessFile {
    /// Cosigns an origin at most once in so many milliseconds.
    private static let pause: Int64 = 5_000

    /// Rules on an `add-checkpoint` body; what is to be cosigned is on disk before this returns.
    ///
    /// The ruling and the row are one transaction: two requests ruled side by side could roll a log back.
    package func rule(
        _ body: [UInt8], keys: (String) -> [any NoteVerifier]?, signer: Ed25519WitnessSigner, now: Instant
    ) throws(AuditFailure) -> WitnessReply {
        try write { database in
            var failure: (any Error)?
            var held: Held?
            let ruling = WitnessRuling.decide(
                body, keys: keys,
                latest: { origin in
                    do { held = try WitnessFile.row(origin, database) } catch { failure = error }
                    return held?.checkpoint
                })
            if let failure { throw failure }
            guard case .cosign(let checkpoint, let note) = ruling else { return .refused(ruling) }
            guard try WitnessFile.isCaughtUp(checkpoint.origin, database) else { return .silent }
            if !Mutant.quickCosigning.isOn, let last = held?.seen,
                (0..<WitnessFile.pause).contains(now.milliseconds - last)
            {
                return .tooSoon(seconds: 5)
            }
            let line = try signer.cosign(note.text, at: now.seconds)
            let bare = try note.keeping(try note.verify(with: keys(checkpoint.origin) ?? []).prefix(1))
            try WitnessFile.put(checkpoint, bare, line, now, database)
            return .cosigned(line)
        }
    }

    /// The note with our cosignature, by SHA-256 of the origin; `nil` where nothing was cosigned.
    package func witnessed(name: [UInt8]) throws(AuditFailure) -> [UInt8]? {
        try read { database in
            let find = "SELECT note, cosignature FROM witnessed WHERE name = ? AND cosignature IS NOT NULL"
            guard let row = try Row.fetchOne(database, sql: find, arguments: [Data(name)]) else { return nil }
            return Array(row["note"] as Data) + Array((row["cosignature"] as String).utf8)
        }
    }

    /// All that was cosigned, by origin.
    package func witnessed() throws(AuditFailure) -> [WitnessedLog] {
        try read { database in
            let find = "SELECT origin, size, root FROM witnessed WHERE cosignature IS NOT NULL ORDER BY origin"
            return try Row.fetchAll(database, sql: find).compactMap { row in
                MerkleHash(octets: Array(row["root"] as Data)).map {
                    WitnessedLog(origin: row["origin"], size: row["size"], root: $0)
                }
            }
        }
    }

    // MARK: Catching up

    /// From now on every origin must be caught up with before it is cosigned again.
    package func distrust() throws(AuditFailure) { try write { try WitnessFile.distrust($0) } }

    /// Whether an origin may be cosigned.
    package func isCaughtUp(_ origin: String) throws(AuditFailure) -> Bool {
        try read { try WitnessFile.isCaughtUp(origin, $0) }
    }

    /// The checkpoint that was taken or cosigned last.
    package func held(_ origin: String) throws(AuditFailure) -> SignedNote? {
        try read { database in
            try Data.fetchOne(database, sql: "SELECT note FROM witnessed WHERE origin = ?", arguments: [origin])
                .map { try SignedNote(octets: Array($0)) }
        }
    }

    /// Takes the largest checkpoint of an origin that others hold, `nil` if they hold none, without cosigning it: the
    /// origin may be cosigned again from there. The caller has checked the note, and that it joins what is held.
    package func catchUp(_ origin: String, with note: SignedNote?, now: Instant) throws(AuditFailure) {
        try write { database in
            if let note {
                let checkpoint = try Checkpoint(text: note.text)
                let held = try WitnessFile.row(origin, database)?.checkpoint.size ?? -1
                if checkpoint.size > held { try WitnessFile.put(checkpoint, note, nil, now, database) }
            }
            try database.execute(
                sql: "INSERT OR REPLACE INTO caught(origin, number) SELECT ?, number FROM standing", arguments: [origin]
            )
        }
    }

    // MARK: Rows

    private struct Held {
        let checkpoint: Checkpoint
        /// When it was cosigned; `nil` where it was only taken.
        let seen: Int64?
    }

    private static func row(_ origin: String, _ database: Database) throws -> Held? {
        let find = "SELECT size, root, seen, cosignature FROM witnessed WHERE origin = ?"
        let row = try Row.fetchOne(database.cachedStatement(sql: find), arguments: [origin])
        guard let row else { return nil }
        guard let root = MerkleHash(octets: Array(row["root"] as Data)) else {
            throw AuditFailure.damaged("witness.db holds no root of `\(origin)`")
        }
        let isCosigned = (row["cosignature"] as String?) != nil
        return Held(
            checkpoint: Checkpoint(origin: origin, size: row["size"], root: root), seen: isCosigned ? row["seen"] : nil)
    }

    private static func isCaughtUp(_ origin: String, _ database: Database) throws -> Bool {
        let find = "SELECT number <= coalesce((SELECT number FROM caught WHERE origin = ?), 0) FROM standing"
        return try Bool.fetchOne(database.cachedStatement(sql: find), arguments: [origin]) ?? false
    }

    private static func put(
        _ checkpoint: Checkpoint, _ note: SignedNote, _ line: NoteSignature?, _ now: Instant, _ database: Database
    ) throws {
        let put = try database.cachedStatement(
            sql: """
                INSERT INTO witnessed(origin, name, size, root, note, cosignature, seen) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT(origin) DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note,
                    cosignature = excluded.cosignature, seen = excluded.seen
                """)
        try put.execute(
            arguments: [
                checkpoint.origin, Data(WitnessedName.octets(of: checkpoint.origin)), checkpoint.size,
                Data(checkpoint.root.octets), Data(note.octets), line?.line, now.milliseconds,
            ])
    }
}

/// How endpoint 6 names a log: SHA-256 of its origin.
package enum WitnessedName {
    package static func octets(of origin: String) -> [UInt8] { Array(SHA256.hash(data: Array(origin.utf8))) }
    package static func path(of origin: String) -> String { "/witness/\(Hex.encode(octets(of: origin)))/checkpoint" }
}

extension SignedNote {
    /// The same text under some of its signatures.
    package func keeping(_ signatures: some Sequence<NoteSignature>) throws(NoteFault) -> SignedNote {
        try SignedNote(octets: Array((text + "\n" + signatures.map(\.line).joined()).utf8))
    }
}
