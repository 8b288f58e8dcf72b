#!/usr/bin/env python3
"""Checks an exported log, a .tlog-proof or the evidence of a fork, with code that shares nothing with the gateway's.

    verify_export.py DIR [--policy FILE]                    a folder that `fcg audit export` wrote
    verify_export.py FILE.tlog-proof --policy FILE [--entry FILE]
    verify_export.py FILE.fork --policy FILE        two notes that one log signed and that contradict each other

Needs python3-cryptography, no node and no network. Written from RFC 6962 and the C2SP documents signed-note, tlog-checkpoint,
tlog-cosignature, tlog-tiles, tlog-policy and tlog-proof. Give the policy from a source of your own: the one inside an
export was written by whoever wrote the export. Exit code 0 if everything holds, 1 if not, 2 if it could not be tried.
"""
import argparse
import base64
import hashlib
import hmac
import json
import pathlib
import re
import struct
import sys
import unicodedata

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FULL = 256
LOG_KEY, WITNESS_KEY = 1, 4
MOST_SIGNATURES = 100


class Fault(Exception):
    """What is wrong, and in which file."""


# --- hashes and proofs (RFC 6962 section 2.1, RFC 9162 section 2.1.3)


def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def row_root(hashes):
    """The root over hashes that lie side by side; a last one without a sibling moves up as it is."""
    row = list(hashes)
    if not row:
        return hashlib.sha256(b"").digest()
    while len(row) > 1:
        paired = [node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)]
        row = paired + row[len(row) & ~1:]
    return row[0]


def root_from_proof(leaf, index, size, hashes):
    if not 0 <= index < size:
        return None
    node, last, found = index, size - 1, leaf
    for sibling in hashes:
        if last == 0:
            return None
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return found if last == 0 else None


# --- notes, checkpoints, keys (signed-note, tlog-checkpoint, tlog-cosignature)


def unbase64(text):
    """Canonical base64 only: what is encoded again must be the same text."""
    try:
        octets = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        return None
    return octets if base64.b64encode(octets).decode() == text else None


def decimal(text):
    return int(text) if re.fullmatch("0|[1-9][0-9]{0,18}", text) and int(text) < 1 << 63 else None


def is_key_name(name):
    spaces = any(unicodedata.category(letter).startswith("Z") or letter.isspace() for letter in name)
    return bool(name) and "+" not in name and not spaces


class Key:
    """A verifier key `name+hash+base64(type || key)` of one type."""

    def __init__(self, text, kind):
        parts = text.split("+", 2)
        material = unbase64(parts[2]) if len(parts) == 3 else None
        if material is None or len(material) != 33 or material[0] != kind or not is_key_name(parts[0]):
            raise Fault(f"`{text}` is no verifier key of type {kind}")
        self.name, self.kind, self.public = parts[0], kind, material[1:]
        self.id = hashlib.sha256(self.name.encode() + b"\n" + material).digest()[:4]
        if parts[1] != self.id.hex():
            raise Fault(f"the hash in `{text}` is not the key's own")

    def verifies(self, signature, text):
        message = text
        if self.kind == WITNESS_KEY:
            if len(signature) != 72:
                return False
            (time,) = struct.unpack(">Q", signature[:8])
            if not 0 < time < 1 << 63:
                return False
            message, signature = b"cosignature/v1\ntime %d\n" % time + text, signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class Note:
    """A checkpoint with its signature lines, in its one form."""

    def __init__(self, octets):
        try:
            text = octets.decode("utf-8")
        except UnicodeDecodeError:
            raise Fault("checkpoint: not UTF-8") from None
        body, separator, tail = text.rpartition("\n\n")
        if not separator or not tail.endswith("\n") or re.search("[\x00-\x09\x0b-\x1f]", text):
            raise Fault("checkpoint: not a signed note")
        self.text = (body + "\n").encode()
        self.signatures = [self.signature(line) for line in tail[:-1].split("\n")]
        if len(self.signatures) > MOST_SIGNATURES:
            raise Fault("checkpoint: too many signatures")
        lines = body.split("\n")
        root = unbase64(lines[2]) if len(lines) >= 3 else None
        self.size = decimal(lines[1]) if len(lines) >= 3 else None
        if self.size is None or root is None or len(root) != 32 or "" in lines:
            raise Fault("checkpoint: not a checkpoint")
        if self.size == 0 and root != row_root([]):
            raise Fault("checkpoint: an empty log has another root")
        self.origin, self.root = lines[0], root

    @staticmethod
    def signature(line):
        parts = line.split(" ")
        octets = unbase64(parts[2]) if len(parts) == 3 else None
        if octets is None or parts[0] != "\u2014" or not is_key_name(parts[1]) or len(octets) < 5:
            raise Fault("checkpoint: a signature line is not in its one form")
        return parts[1], octets[:4], octets[4:]

    def signers(self, keys):
        """The keys that signed; a known key's line that fails refuses the note."""
        found = []
        for name, key_id, signature in self.signatures:
            for key in keys:
                if key.name == name and key.id == key_id:
                    if not key.verifies(signature, self.text):
                        raise Fault(f"checkpoint: the signature of `{name}` does not verify")
                    found.append(key)
        return found


# --- policies (tlog-policy)


class Policy:
    def __init__(self, octets):
        self.logs, self.witnesses, self.groups, self.quorum = [], {}, {}, None
        self.members = set()
        lines = octets.split(b"\n")
        if lines[-1] != b"":
            raise Fault("policy: the last line does not end")
        for number, line in enumerate(lines[:-1], 1):
            words = re.split(rb"[ \t]+", line.strip(b" \t"))
            if words[0] == b"" or words[0].startswith(b"#"):
                continue
            if re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line):
                raise Fault(f"policy:{number}: a control character")
            try:
                self.read(*[word.decode("latin-1") for word in words])
            except (Fault, TypeError, ValueError) as fault:
                raise Fault(f"policy:{number}: {fault}") from None
        if self.quorum is None:
            raise Fault("policy: no quorum")

    def read(self, keyword, *words):
        readers = {"log": self.log, "witness": self.witness, "group": self.group, "quorum": self.set_quorum}
        if keyword not in readers:
            raise Fault(f"unknown keyword `{keyword}`")
        readers[keyword](*words)

    def log(self, vkey, url=None):
        key = Key(vkey.encode("latin-1").decode(), LOG_KEY)
        if any(other.public == key.public for other in self.logs):
            raise Fault("the key stands twice")
        self.logs.append(key)

    def witness(self, name, vkey, url=None):
        key = Key(vkey.encode("latin-1").decode(), WITNESS_KEY)
        if any(other.public == key.public for other in self.witnesses.values()):
            raise Fault("the key stands twice")
        self.define(name)
        self.witnesses[name] = key

    def group(self, name, threshold, *members):
        needed = {"any": 1, "all": len(members)}.get(threshold) or decimal(threshold)
        if not needed or not 1 <= needed <= len(members):
            raise Fault("a group needs `all`, `any` or a number from 1 to its members")
        for member in members:
            if member not in self.witnesses and member not in self.groups or member in self.members:
                raise Fault(f"`{member}` is not defined before, or a member already")
            self.members.add(member)
        self.define(name)
        self.groups[name] = (needed, members)

    def define(self, name):
        if name == "none" or name in self.witnesses or name in self.groups:
            raise Fault(f"`{name}` is taken")

    def set_quorum(self, name):
        if self.quorum is not None or name != "none" and name not in self.witnesses and name not in self.groups:
            raise Fault("a second quorum, or one of a name that is not defined before")
        self.quorum = name

    def accept(self, note):
        """The names of the witnesses that cosigned, if log and quorum are as the policy wants them."""
        if not note.signers([key for key in self.logs if key.name == note.origin]):
            raise Fault("checkpoint: no log of the policy has signed it as its own")
        keys = {key.public for key in note.signers(self.witnesses.values())}
        cosigned = [name for name, key in self.witnesses.items() if key.public in keys]
        met = {"none", *cosigned}
        for name, (needed, members) in self.groups.items():
            if sum(member in met for member in members) >= needed:
                met.add(name)
        if self.quorum not in met:
            raise Fault(f"checkpoint: cosigned by {len(cosigned)} witnesses, and that is no quorum")
        return cosigned


# --- whole exports (tlog-tiles)


def tile_path(level, index, width):
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return f"tile/{level}/" + "/".join(groups) + ("" if width == FULL else f".p/{width}")


def expected_files(size):
    """Level, index and width of every tile of a tree, and of its bundles as level `entries`."""
    for level in range(8):
        count = size >> 8 * level
        for index in range((count + FULL - 1) // FULL):
            width = min(FULL, count - index * FULL)
            yield level, index, width
            if level == 0:
                yield "entries", index, width


def read_file(folder, path):
    try:
        return (folder / path).read_bytes()
    except OSError:
        raise Fault(f"{path}: cannot be read") from None


def read_tile(folder, level, index, width):
    path = tile_path(level, index, width)
    octets = read_file(folder, path)
    if len(octets) != 32 * width:
        raise Fault(f"{path}: has not the length its name says")
    return [octets[at:at + 32] for at in range(0, len(octets), 32)]


def entries_of(octets, path):
    at = 0
    while at < len(octets):
        (length,) = struct.unpack(">H", octets[at:at + 2]) if at + 2 <= len(octets) else (len(octets),)
        if at + 2 + length > len(octets):
            raise Fault(f"{path}: ends inside an entry")
        yield octets[at + 2:at + 2 + length]
        at += 2 + length


def verify_tree(folder, size, root):
    """Builds the tree from the entries upwards and compares every tile with it."""
    row = []
    for level, index, width in expected_files(size):
        if level == "entries":
            path = tile_path(level, index, width)
            hashes = [leaf_hash(entry) for entry in entries_of(read_file(folder, path), path)]
            if len(hashes) != width:
                raise Fault(f"{path}: has not the entries its name says")
            row += hashes
    below, tail, level = row, [], 0
    while below:
        for index in range((len(below) + FULL - 1) // FULL):
            part = below[index * FULL:(index + 1) * FULL]
            if read_tile(folder, level, index, len(part)) != part:
                raise Fault(f"{tile_path(level, index, len(part))}: does not hold what lies below it")
        full = len(below) // FULL
        tail.append(below[full * FULL:])
        below = [row_root(below[at * FULL:(at + 1) * FULL]) for at in range(full)]
        level += 1
    found = None
    for part in tail:
        if part:
            found = row_root(part + ([] if found is None else [found]))
    if (row_root([]) if found is None else found) != root:
        raise Fault("checkpoint: signs another tree than the files hold")


def verify_export(folder, policy_octets=None):
    note = Note(read_file(folder, "checkpoint"))
    own = Policy(read_file(folder, "policy"))
    line = read_file(folder, "vkey")
    key = Key(line[:-1].decode("utf-8", "replace"), LOG_KEY)
    if line[-1:] != b"\n" or key.name != note.origin or [log.public for log in own.logs] != [key.public]:
        raise Fault("vkey: is not the one key of policy and checkpoint")
    policy = own if policy_octets is None else Policy(policy_octets)
    own.accept(note)
    cosigned = policy.accept(note)
    known = {tile_path(*file) for file in expected_files(note.size)}
    for file in sorted((folder / "tile").rglob("*")):
        if file.is_file() and file.relative_to(folder).as_posix() not in known:
            raise Fault(f"{file.relative_to(folder)}: belongs to no tree of {note.size} entries")
    verify_tree(folder, note.size, note.root)
    return note, cosigned


# --- proofs on file (tlog-proof, and what `fcg audit prove` puts into `extra`)


class Proof:
    def __init__(self, octets):
        head, separator, rest = octets.partition(b"\n\n")
        try:
            lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError:
            raise Fault("proof: not ASCII") from None
        if not separator or lines.pop(0) != "c2sp.org/tlog-proof@v1":
            raise Fault("proof: not a tlog-proof")
        self.extra = None
        if lines and lines[0].startswith("extra "):
            self.extra = unbase64(lines.pop(0)[6:])
            if self.extra is None:
                raise Fault("proof: `extra` is not base64 in its one form")
        line = lines.pop(0) if lines else ""
        self.index = decimal(line[6:]) if line.startswith("index ") else None
        self.hashes = [unbase64(line) for line in lines]
        if self.index is None or len(self.hashes) > 63 or any(found is None or len(found) != 32 for found in self.hashes):
            raise Fault("proof: an index or a hash is not in its one form")
        self.note = Note(rest)


def openings_of(extra):
    leaf, separator, rest = extra.partition(b"\n")
    entry = unbase64(leaf.decode("latin-1"))
    if not separator or entry is None:
        raise Fault("proof: `extra` does not begin with an entry")
    try:
        openings = json.loads(rest)
    except ValueError:
        raise Fault("proof: the openings are not JSON") from None
    if json.dumps(openings, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() != rest:
        raise Fault("proof: the openings are not in their one form")
    return entry, openings


def unbase64url(text):
    octets = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(octets).rstrip(b"=").decode() != text:
        raise Fault("proof: base64url that is not in its one form")
    return octets


def verify_openings(entry, openings):
    committed = json.loads(entry)["c"] if openings else {}
    for name, opening in openings.items():
        key, payload = unbase64url(opening["key"]), unbase64url(opening["payload"])
        found = hmac.new(key, b"fcg-audit/payload/v1\n" + payload, hashlib.sha256).digest()
        text = base64.urlsafe_b64encode(found).rstrip(b"=").decode()
        if set(opening) != {"key", "payload"} or len(key) != 32 or committed.get(name) != text:
            raise Fault(f"proof: the opening of `{name}` does not fit the entry")


def verify_proof(octets, policy_octets, entry=None):
    proof, openings = Proof(octets), {}
    cosigned = Policy(policy_octets).accept(proof.note)
    if proof.extra is not None:
        held, openings = openings_of(proof.extra)
        entry = held if entry is None else entry
        if held != entry:
            raise Fault("proof: `extra` holds another entry")
    if entry is None:
        raise Fault("proof: holds no entry; give one with --entry")
    if root_from_proof(leaf_hash(entry), proof.index, proof.note.size, proof.hashes) != proof.note.root:
        raise Fault("proof: does not lead from the entry to the checkpoint's root")
    try:
        verify_openings(entry, openings)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Fault("proof: the openings do not have the form they must have") from None
    return proof, cosigned


# --- the evidence of a fork: one size, two roots, both signed by the log


def verify_fork(octets, policy_octets):
    lines = octets.split(b"\n")
    notes = [unbase64(line.decode("latin-1")) for line in lines[1:3]]
    if len(lines) != 4 or lines[0] != b"fcg-fork/v1" or lines[3] or None in notes:
        raise Fault("fork: not an evidence file")
    first, second = (Note(note) for note in notes)
    policy = Policy(policy_octets)
    for note in (first, second):
        note.signers(policy.witnesses.values())
        if not note.signers([key for key in policy.logs if key.name == note.origin]):
            raise Fault("fork: a note is not signed by a log of the policy as its own")
    if (first.origin, first.size) != (second.origin, second.size) or first.root == second.root:
        raise Fault("fork: the notes do not contradict each other")
    return first


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("path", type=pathlib.Path, help="the folder of an export, a .tlog-proof, or the evidence of a fork")
    parser.add_argument("--policy", type=pathlib.Path, help="whom you trust (tlog-policy)")
    parser.add_argument("--entry", type=pathlib.Path, help="the entry, if the proof does not carry it")
    given = parser.parse_args(arguments)
    policy = given.policy.read_bytes() if given.policy else None
    try:
        if given.path.is_dir():
            note, cosigned = verify_export(given.path, policy)
            what = f"{note.size} entries"
            if policy is None:
                print("caution: the policy is the export's own; give yours with --policy", file=sys.stderr)
        elif policy is None:
            parser.error("a proof needs --policy")
        elif given.path.read_bytes().startswith(b"fcg-fork/v1\n"):
            note = verify_fork(given.path.read_bytes(), policy)
            print(f"fork: {note.origin} signed two trees of {note.size} entries")
            return 0
        else:
            entry = given.entry.read_bytes() if given.entry else None
            proof, cosigned = verify_proof(given.path.read_bytes(), policy, entry)
            note, what = proof.note, f"entry {proof.index}"
    except Fault as fault:
        print(f"altered: {fault}", file=sys.stderr)
        return 1
    print(f"intact: {note.origin}: {what} of a tree of {note.size}, cosigned by {len(cosigned)} witnesses")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
