import GRDB

/// The tables of the index file.
///
/// `source` to `involvement` hold what the extracts say. Rows of one source's load stand one behind the other, and `source`
/// says from where to where, so that they need no index and go away as they came. `person` to `local` are worked out from
/// all sources together after every load, and written in the order of their keys.
enum Layout {
    static let version = 5

    static let tables = """
        CREATE TABLE state(id INTEGER PRIMARY KEY CHECK(id = 1), generation INTEGER NOT NULL,
            normaliser INTEGER NOT NULL, day INTEGER NOT NULL, first_decoy INTEGER NOT NULL,
            counted INTEGER NOT NULL) STRICT;
        CREATE TABLE source(id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
            system TEXT NOT NULL, categories TEXT NOT NULL, extracted INTEGER NOT NULL, loaded INTEGER NOT NULL,
            covers_from TEXT NOT NULL, covers_to TEXT NOT NULL, area TEXT NOT NULL, rules TEXT NOT NULL,
            marks TEXT NOT NULL, rows TEXT NOT NULL, left_out INTEGER NOT NULL, spans TEXT NOT NULL) STRICT;
        CREATE TABLE record(id INTEGER PRIMARY KEY, source INTEGER NOT NULL, local TEXT NOT NULL, nhs TEXT, upn TEXT,
            given TEXT, middle TEXT NOT NULL, family TEXT NOT NULL, previous TEXT NOT NULL, known_as TEXT, born INTEGER,
            sex TEXT, superseded TEXT NOT NULL, former_upns TEXT NOT NULL) STRICT;
        CREATE TABLE address(id INTEGER PRIMARY KEY, record INTEGER NOT NULL, line TEXT, postcode TEXT, uprn TEXT,
            authority TEXT, until INTEGER) STRICT;
        CREATE TABLE mark(id INTEGER PRIMARY KEY, record INTEGER NOT NULL, mark TEXT NOT NULL, involvement TEXT,
            until INTEGER) STRICT;
        CREATE TABLE contact(id INTEGER PRIMARY KEY, name TEXT, role TEXT, phone TEXT, email TEXT, team_name TEXT,
            team_phone TEXT, team_email TEXT) STRICT;
        CREATE TABLE involvement(id INTEGER PRIMARY KEY, record INTEGER NOT NULL, local TEXT NOT NULL,
            source TEXT NOT NULL, category TEXT NOT NULL, current INTEGER NOT NULL, started INTEGER, ended INTEGER,
            organisation TEXT, contact INTEGER NOT NULL, flags TEXT NOT NULL) STRICT;
        CREATE TABLE person(id INTEGER PRIMARY KEY, card TEXT NOT NULL, restricted INTEGER NOT NULL, marks TEXT,
            born INTEGER, left_out TEXT NOT NULL, authorities TEXT NOT NULL, homes TEXT NOT NULL) STRICT;
        CREATE TABLE block(key INTEGER NOT NULL, person INTEGER NOT NULL, PRIMARY KEY(key, person))
            STRICT, WITHOUT ROWID;
        CREATE TABLE shown(person INTEGER NOT NULL, category TEXT NOT NULL, position INTEGER NOT NULL,
            involvement INTEGER NOT NULL, left_out INTEGER NOT NULL, marks_known INTEGER NOT NULL,
            PRIMARY KEY(person, category, position)) STRICT, WITHOUT ROWID;
        CREATE TABLE household(key INTEGER NOT NULL, person INTEGER NOT NULL, PRIMARY KEY(key, person))
            STRICT, WITHOUT ROWID;
        CREATE TABLE local(key INTEGER NOT NULL, person INTEGER NOT NULL, PRIMARY KEY(key, person))
            STRICT, WITHOUT ROWID;
        CREATE TABLE name(family INTEGER NOT NULL, key INTEGER NOT NULL, people INTEGER NOT NULL,
            PRIMARY KEY(family, key)) STRICT, WITHOUT ROWID;
        CREATE TABLE severed(entry INTEGER PRIMARY KEY) STRICT;
        WITH RECURSIVE nobodys(id) AS (SELECT 0 UNION ALL SELECT id - \(apart) FROM nobodys LIMIT \(IndexBuilder.decoys))
            INSERT INTO contact SELECT id, 'Never Nobody', 'worker', '0000 000 0000', 'nobody@nowhere.example',
                'A team of nobody', '0000 000 0000', 'team@nowhere.example' FROM nobodys;
        INSERT INTO involvement SELECT id, 0, '0', 'nobody-nowhere', '~', 0, -719000, -718999,
            'An organisation of nobody', id, '{"nobody":"nothing"}' FROM contact;
        """

    /// Services of nobody have ids from nought down, this far apart: SQLite then looks each one up as it does a person's,
    /// and does not step from one to the next.
    static let apart: Int64 = 7

    /// What is worked out anew from all sources.
    static let derived = ["person", "block", "shown", "household", "local", "name", "severed"]

    /// Makes the tables in a new file; says which layout an old one has.
    static func prepare(_ db: Database) throws -> Int {
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard found == 0 else { return found }
        try db.execute(sql: tables)
        try db.execute(sql: "PRAGMA user_version = \(version)")
        return version
    }
}
