import GRDB

/// The tables of the index file.
///
/// `source` to `mark` hold what the extracts say; `person`, `block` and three columns of `involvement` are worked out
/// from all sources together after every load.
enum Layout {
    static let version = 1

    static let tables = """
        CREATE TABLE state(id INTEGER PRIMARY KEY CHECK(id = 1), generation INTEGER NOT NULL,
            normaliser INTEGER NOT NULL, day INTEGER NOT NULL, first_decoy INTEGER NOT NULL) STRICT;
        CREATE TABLE source(id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
            system TEXT NOT NULL, categories TEXT NOT NULL, extracted INTEGER NOT NULL, loaded INTEGER NOT NULL,
            covers_from TEXT NOT NULL, covers_to TEXT NOT NULL, area TEXT NOT NULL, rules TEXT NOT NULL,
            marks TEXT NOT NULL, rows TEXT NOT NULL, left_out INTEGER NOT NULL) STRICT;
        CREATE TABLE record(id INTEGER PRIMARY KEY, source INTEGER NOT NULL, local TEXT NOT NULL, nhs TEXT, upn TEXT,
            given TEXT, middle TEXT NOT NULL, family TEXT NOT NULL, previous TEXT NOT NULL, known_as TEXT, born TEXT,
            sex TEXT) STRICT;
        CREATE INDEX record_source ON record(source, local);
        CREATE TABLE address(id INTEGER PRIMARY KEY, record INTEGER NOT NULL, line TEXT, postcode TEXT, uprn TEXT,
            authority TEXT, until TEXT) STRICT;
        CREATE INDEX address_record ON address(record);
        CREATE TABLE mark(id INTEGER PRIMARY KEY, record INTEGER NOT NULL, mark TEXT NOT NULL, involvement TEXT,
            until TEXT) STRICT;
        CREATE INDEX mark_record ON mark(record);
        CREATE TABLE involvement(id INTEGER PRIMARY KEY, record INTEGER NOT NULL, local TEXT NOT NULL,
            source TEXT NOT NULL, category TEXT NOT NULL, current INTEGER NOT NULL, started TEXT, ended TEXT,
            organisation TEXT, name TEXT, role TEXT, phone TEXT, email TEXT, team_name TEXT, team_phone TEXT,
            team_email TEXT, flags TEXT NOT NULL, person INTEGER, position INTEGER, left_out INTEGER,
            marks_known INTEGER) STRICT;
        CREATE INDEX involvement_record ON involvement(record);
        CREATE INDEX involvement_person ON involvement(person, category, position);
        CREATE TABLE person(id INTEGER PRIMARY KEY, card TEXT NOT NULL, restricted INTEGER NOT NULL, marks TEXT,
            born TEXT, left_out TEXT NOT NULL, authorities TEXT NOT NULL) STRICT;
        CREATE TABLE block(key INTEGER NOT NULL, person INTEGER NOT NULL, PRIMARY KEY(key, person))
            STRICT, WITHOUT ROWID;
        """

    /// Makes the tables in a new file; says which layout an old one has.
    static func prepare(_ db: Database) throws -> Int {
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard found == 0 else { return found }
        try db.execute(sql: tables)
        try db.execute(sql: "PRAGMA user_version = \(version)")
        return version
    }
}
