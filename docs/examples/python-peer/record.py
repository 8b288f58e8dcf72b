"""This peer's own record: an append-only log in SQLite, as a Merkle tree, with nonces and kept answers beside it.

Everything of one attempt is one transaction with `synchronous=FULL`. Before it returns, nothing leaves; there is no
state in which a nonce is used up and its record lost.
"""
import dataclasses
import hashlib
import hmac
import json
import secrets
import sqlite3
import threading
import time

import merkle
from encoding import Fault, b64url, canonical, unb64url, utc_precise

TABLES = """
CREATE TABLE IF NOT EXISTS leaf(
    year INTEGER, place INTEGER, octets BLOB NOT NULL, hash BLOB NOT NULL, opened TEXT NOT NULL,
    base BLOB, signature BLOB, PRIMARY KEY(year, place)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS nonce(
    authority TEXT, nonce TEXT, until INTEGER, PRIMARY KEY(authority, nonce)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answered(
    authority TEXT, id TEXT, digest BLOB NOT NULL, answer BLOB NOT NULL, until INTEGER NOT NULL,
    year INTEGER, place INTEGER, PRIMARY KEY(authority, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS checkpoint(year INTEGER, size INTEGER, note BLOB, PRIMARY KEY(year, size)) WITHOUT ROWID;
"""
# What may go: nonces that no signature can bring back, and the octets of answers that no retry can ask for.
SWEEP = ("DELETE FROM nonce WHERE until < ?", "UPDATE answered SET answer = x'' WHERE until < ?")


@dataclasses.dataclass(frozen=True)
class Entry:
    """What a leaf says. `payloads` are committed to and stay here: who, what was decided, why, about whom."""

    event: str
    counterpart: str
    exchange: str
    milliseconds: int
    directory: int
    request_evidence: str
    answer_digest: str = ""
    payloads: dict = dataclasses.field(default_factory=dict)
    base: bytes = b""
    signature: bytes = b""


class Record:
    def __init__(self, path, authority):
        self.authority, self.lock, self.opened = authority, threading.RLock(), time.monotonic()
        self.database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.execute("PRAGMA synchronous=FULL")
        self.database.executescript(TABLES)

    def append(self, entry, nonce=None, answered=None):
        """Commits one leaf; for a holder with the nonce it uses up, (text, seconds), and the answer it kept,
        (digest of the question, octets, seconds); FCP-TIM-10. Gives year, index and leaf."""
        leaf, opened = self.leaf(entry)
        year = int(utc_precise(entry.milliseconds)[:4])
        with self.lock:
            self.database.execute("BEGIN IMMEDIATE")
            try:
                if nonce:
                    self.use_nonce(entry.counterpart, *nonce)
                place = self.size(year)
                self.database.execute(
                    "INSERT INTO leaf VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (year, place, leaf, merkle.leaf_hash(leaf), opened, entry.base, entry.signature))
                if answered:
                    self.database.execute(
                        "INSERT OR REPLACE INTO answered VALUES (?, ?, ?, ?, ?, ?, ?)",
                        (entry.counterpart, entry.exchange, *answered, year, place))
                self.sweep(entry.milliseconds // 1000)
                self.database.execute("COMMIT")
            except BaseException:
                self.database.execute("ROLLBACK")
                raise
        return year, place, leaf

    def use_nonce(self, authority, nonce, until):
        try:
            self.database.execute("INSERT INTO nonce VALUES (?, ?, ?)", (authority, nonce, until))
        except sqlite3.IntegrityError:
            raise Fault("replayed", "this nonce was used before") from None

    def leaf(self, entry):
        """A leaf has one shape, whatever happened (FCP-AUD-4 to 6): what differs is committed to (FCP-AUD-9)."""
        opened, commitments = {}, {}
        for name in ("actor", "decision", "reason", "subject"):
            key, payload = secrets.token_bytes(32), canonical(entry.payloads.get(name, {}))
            digest = hmac.new(key, b"fcg-audit/payload/v1\n" + payload.encode(), hashlib.sha256).digest()
            commitments[name], opened[name] = b64url(digest), {"key": b64url(key), "payload": payload}
        leaf = {
            "v": 1, "e": entry.event, "n": self.authority, "p": entry.counterpart, "x": entry.exchange,
            "t": utc_precise(entry.milliseconds), "d": entry.directory, "rq": entry.request_evidence,
            "rs": entry.answer_digest, "c": commitments}
        return canonical(leaf).encode(), json.dumps(opened)

    def sweep(self, now):
        """FCP-TIM-13: not in the first 720 seconds, so that a clock that jumped ahead forgets nothing."""
        for statement in SWEEP if time.monotonic() > self.opened + 720 else ():
            self.database.execute(statement, (now,))

    # Questions answered before

    def kept(self, authority, exchange):
        """Digest of the question and octets of the answer, none any more after its time."""
        return self.one("SELECT digest, answer FROM answered WHERE authority = ? AND id = ?", authority, exchange)

    def place_of(self, authority, exchange):
        return self.one("SELECT year, place FROM answered WHERE authority = ? AND id = ?", authority, exchange)

    # The tree

    def is_empty(self):
        return not self.one("SELECT 1 FROM leaf LIMIT 1")

    def size(self, year):
        return self.one("SELECT count(*) FROM leaf WHERE year = ?", year)[0]

    def hashes(self, year):
        with self.lock:
            rows = self.database.execute("SELECT hash FROM leaf WHERE year = ? ORDER BY place", (year,)).fetchall()
        return [row[0] for row in rows]

    def leaf_at(self, year, place):
        return self.one("SELECT octets FROM leaf WHERE year = ? AND place = ?", year, place)[0]

    def note(self, year, origin, key, note_key):
        """A checkpoint over what is committed (FCP-WIT-2): of one size there is one root, and one signature of it."""
        hashes = self.hashes(year)
        text = merkle.checkpoint_text(origin, len(hashes), merkle.root(hashes))
        return text + b"\n" + merkle.signature_line(note_key, key.sign(text))

    def keep_note(self, year, size, note):
        with self.lock:
            self.database.execute("INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?)", (year, size, note))

    def cosigned(self, year, place):
        """The newest checkpoint that reaches a leaf and had its quorum, or None."""
        return self.one(
            "SELECT size, note FROM checkpoint WHERE year = ? AND size > ? ORDER BY size DESC LIMIT 1", year, place)

    def one(self, statement, *values):
        with self.lock:
            return self.database.execute(statement, values).fetchone()

    def verify(self):
        """What is wrong with the record: a gap, a leaf that is not the one hashed, a payload that does not open it."""
        columns, faults, expected = "year, place, octets, hash, opened", [], {}
        rows = self.database.execute(f"SELECT {columns} FROM leaf ORDER BY year, place").fetchall()
        for year, place, octets, digest, opened in rows:
            if place != expected.get(year, 0) or merkle.leaf_hash(octets) != digest:
                faults.append(f"leaf {place} of {year} is not what was recorded")
            for name, opening in json.loads(opened).items():
                key, payload = opening["key"], b"fcg-audit/payload/v1\n" + opening["payload"].encode()
                made = hmac.new(unb64url(key), payload, hashlib.sha256).digest()
                if json.loads(octets)["c"][name] != b64url(made):
                    faults.append(f"`{name}` of leaf {place} of {year} does not open its commitment")
            expected[year] = place + 1
        return faults + self.cut_off()

    def cut_off(self):
        """What a kept checkpoint holds and the record does not: nothing else shows that an end was cut off."""
        notes = self.database.execute("SELECT year, size, note FROM checkpoint").fetchall()
        return [
            f"the first {size} leaves of {year} are not those of a checkpoint that was signed"
            for year, size, note in notes
            if merkle.root(self.hashes(year)[:size]) != merkle.Checkpoint.of(note).root or self.size(year) < size]
