import GRDB

/// The tables of a log's database. Rows count leaves through all shards by `seq`; a shard's index is `seq - first`.
enum LogSchema {
    static func create(in database: Database) throws {
        try database.execute(sql: tables + ResidueRow.table + frozen.map(trigger).joined() + growing)
    }

    private static let tables = """
        CREATE TABLE IF NOT EXISTS shard(
            year INTEGER PRIMARY KEY, origin TEXT NOT NULL UNIQUE, first INTEGER NOT NULL CHECK(first >= 0)) STRICT;
        CREATE TABLE IF NOT EXISTS leaf(
            seq INTEGER PRIMARY KEY, octets BLOB NOT NULL CHECK(length(octets) BETWEEN 1 AND 4096)) STRICT;
        CREATE TABLE IF NOT EXISTS payload(
            seq INTEGER PRIMARY KEY, key INTEGER NOT NULL,
            actor BLOB, decision BLOB, reason BLOB, subject BLOB) STRICT;
        CREATE TABLE IF NOT EXISTS evidence(
            seq INTEGER PRIMARY KEY, base BLOB NOT NULL, signature BLOB NOT NULL, key_id TEXT NOT NULL,
            key_hash BLOB NOT NULL, query_digest BLOB, nonce TEXT, nonce_expires INTEGER) STRICT;
        CREATE TABLE IF NOT EXISTS body(
            seq INTEGER PRIMARY KEY, day INTEGER NOT NULL, key INTEGER NOT NULL, query BLOB, answer BLOB) STRICT;
        CREATE TABLE IF NOT EXISTS nonce(
            authority TEXT NOT NULL, nonce TEXT NOT NULL, expires INTEGER NOT NULL, seq INTEGER NOT NULL,
            PRIMARY KEY(authority, nonce)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS nonce_expires ON nonce(expires);
        CREATE TABLE IF NOT EXISTS exchange(
            authority TEXT NOT NULL, id TEXT NOT NULL, digest BLOB NOT NULL, first INTEGER NOT NULL,
            PRIMARY KEY(authority, id)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS outbox(
            id INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER NOT NULL, key INTEGER NOT NULL,
            sealed BLOB NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS outbox_aside(
            id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, key INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS tile(
            year INTEGER NOT NULL, level INTEGER NOT NULL, idx INTEGER NOT NULL, hashes BLOB NOT NULL,
            PRIMARY KEY(year, level, idx)) STRICT;
        CREATE TABLE IF NOT EXISTS head(
            number INTEGER PRIMARY KEY, year INTEGER NOT NULL, size INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS checkpoint(
            number INTEGER PRIMARY KEY, year INTEGER NOT NULL, size INTEGER NOT NULL, note BLOB NOT NULL,
            UNIQUE(year, size)) STRICT;

        """

    /// Tables whose rows never change and never go.
    private static let frozen = ["shard", "leaf", "evidence", "exchange", "head", "checkpoint"]

    private static func trigger(_ table: String) -> String {
        """
        CREATE TRIGGER IF NOT EXISTS \(table)_stays BEFORE UPDATE ON \(table)
            BEGIN SELECT RAISE(ABORT, 'rows of \(table) never change'); END;
        CREATE TRIGGER IF NOT EXISTS \(table)_remains BEFORE DELETE ON \(table)
            BEGIN SELECT RAISE(ABORT, 'rows of \(table) are never removed'); END;

        """
    }

    /// The tile at the edge may only grow; payloads may only be erased; bodies may only go.
    private static let growing = """
        CREATE TRIGGER IF NOT EXISTS tile_grows BEFORE UPDATE ON tile
            WHEN length(old.hashes) >= 8192 OR length(new.hashes) < length(old.hashes)
                OR substr(new.hashes, 1, length(old.hashes)) IS NOT old.hashes
                OR new.year IS NOT old.year OR new.level IS NOT old.level OR new.idx IS NOT old.idx
            BEGIN SELECT RAISE(ABORT, 'tiles only grow'); END;
        CREATE TRIGGER IF NOT EXISTS tile_remains BEFORE DELETE ON tile
            BEGIN SELECT RAISE(ABORT, 'tiles are never removed'); END;
        CREATE TRIGGER IF NOT EXISTS payload_erased BEFORE UPDATE ON payload
            WHEN new.seq IS NOT old.seq OR new.key IS NOT old.key
                OR (new.actor IS NOT NULL AND new.actor IS NOT old.actor)
                OR (new.decision IS NOT NULL AND new.decision IS NOT old.decision)
                OR (new.reason IS NOT NULL AND new.reason IS NOT old.reason)
                OR (new.subject IS NOT NULL AND new.subject IS NOT old.subject)
            BEGIN SELECT RAISE(ABORT, 'payloads are only erased'); END;
        CREATE TRIGGER IF NOT EXISTS payload_remains BEFORE DELETE ON payload
            BEGIN SELECT RAISE(ABORT, 'rows of payload are never removed'); END;
        CREATE TRIGGER IF NOT EXISTS body_stays BEFORE UPDATE ON body
            BEGIN SELECT RAISE(ABORT, 'bodies never change'); END;
        """
}
