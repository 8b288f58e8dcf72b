"""Merkle trees (RFC 6962, RFC 9162, section 2.1 of each); notes, checkpoints, cosignatures and proofs (C2SP)."""
import dataclasses
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from encoding import b64, unb64

LOG_KEY, WITNESS_KEY = 1, 4
DASH = "\u2014"


class BadNote(Exception):
    """A note or a proof is malformed, or is not signed as it must be."""


# Trees: lists of leaf hashes


def leaf_hash(leaf):
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size):
    """The largest power of two below a size of 2 or more."""
    return 1 << ((size - 1).bit_length() - 1)


def root(hashes):
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    middle = split(len(hashes))
    return node_hash(root(hashes[:middle]), root(hashes[middle:]))


def inclusion_path(hashes, index):
    """The siblings on the way from a leaf to the root, the nearest first."""
    if len(hashes) < 2:
        return []
    middle = split(len(hashes))
    if index < middle:
        return inclusion_path(hashes[:middle], index) + [root(hashes[middle:])]
    return inclusion_path(hashes[middle:], index - middle) + [root(hashes[:middle])]


def root_from_path(leaf, index, size, path):
    """The root that a path leads to (RFC 9162 section 2.1.3.2), or None if it does not fit index and size."""
    if not 0 <= index < size:
        return None
    node, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return found if last == 0 else None


def consistency_path(hashes, old):
    """That the first `old` leaves are those of the older tree (RFC 6962 section 2.1.2); empty from 0 and to itself."""
    if old in (0, len(hashes)):
        return []
    return _consistency(hashes, old, True)


def _consistency(hashes, old, is_whole):
    if old == len(hashes):
        return [] if is_whole else [root(hashes)]
    middle = split(len(hashes))
    if old <= middle:
        return _consistency(hashes[:middle], old, is_whole) + [root(hashes[middle:])]
    return _consistency(hashes[middle:], old - middle, False) + [root(hashes[:middle])]


def joins(old, old_root, new, new_root, path):
    """Whether a path shows that a tree of `old` leaves grew into one of `new` (RFC 9162 section 2.1.4.2)."""
    if old in (0, new):
        return not path and old_root == (new_root if old == new else root([]))
    path = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not 0 < old < new or not path:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        node, last = node >> 1, last >> 1
    return (first, second, last) == (old_root, new_root, 0)


# Signed notes


@dataclasses.dataclass(frozen=True)
class NoteKey:
    """A key of notes: a log's (type 1), or a witness's (type 4), whose cosignatures begin with a time."""

    name: str
    kind: int
    octets: bytes

    @property
    def id(self):
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.octets).digest()[:4]

    def __str__(self):
        return f"{self.name}+{self.id.hex()}+{b64(bytes([self.kind]) + self.octets)}"

    @staticmethod
    def of(text):
        """Reads the text form, which names its own hash."""
        name, _, rest = text.partition("+")
        octets = unb64(rest[9:])
        if octets is None or len(octets) != 33 or str(NoteKey(name, octets[0], octets[1:])) != text:
            raise BadNote("a verifier key is not in its one form")
        return NoteKey(name, octets[0], octets[1:])

    def signed(self, text, signature):
        """Whether these octets, key id left off, are its signature of a text."""
        if self.kind == WITNESS_KEY:
            if len(signature) != 72:
                return False
            time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            text = f"cosignature/v1\ntime {time}\n".encode() + text
        try:
            Ed25519PublicKey.from_public_bytes(self.octets).verify(signature, text)
            return True
        except InvalidSignature:
            return False


def signature_line(key, octets):
    return f"{DASH} {key.name} {b64(key.id + octets)}\n".encode()


def checkpoint_text(origin, size, root_hash):
    return f"{origin}\n{size}\n{b64(root_hash)}\n".encode()


@dataclasses.dataclass(frozen=True)
class Checkpoint:
    """A note's text and what it says (C2SP tlog-checkpoint). Who signed it is for `signers` to find out."""

    text: bytes
    lines: tuple  # (name, octets with key id)
    origin: str
    size: int
    root: bytes

    @staticmethod
    def of(note):
        text, separator, signatures = note.rpartition(b"\n\n")
        try:
            origin, size, root_hash = (text + b"\n").decode("utf-8").split("\n")[:3]
            *lines, end = signatures.decode("utf-8").split("\n")
            parsed = tuple(_line(line) for line in lines)
        except ValueError:
            raise BadNote("not a signed checkpoint") from None
        digest = unb64(root_hash)
        if end or any(octet < 0x20 and octet != 0x0A for octet in note):
            raise BadNote("a line without its end, or a control character")
        if not separator or digest is None or len(digest) != 32 or not size.isdigit() or str(int(size)) != size:
            raise BadNote("not a signed checkpoint")
        return Checkpoint(text + b"\n", parsed, origin, int(size), digest)

    def signers(self, keys):
        """Those of the keys that signed. A known key's line that does not verify spoils the note."""
        found = []
        for key in keys:
            for name, octets in self.lines:
                if name == key.name and octets[:4] == key.id:
                    if not key.signed(self.text, octets[4:]):
                        raise BadNote(f"a signature of {key.name} does not verify")
                    found.append(key)
                    break
        return found


def _line(line):
    dash, name, text = line.split(" ")
    octets = unb64(text)
    if dash != DASH or octets is None:
        raise ValueError
    return name, octets


# Proofs on file (C2SP tlog-proof)


def proof_text(leaf, index, path, note):
    """Our `extra` is the leaf in base64, a line end, and opened commitments, of which a peer gets none."""
    extra = b64(b64(leaf).encode() + b"\n{}")
    lines = ["c2sp.org/tlog-proof@v1", f"extra {extra}", f"index {index}", *map(b64, path), "", ""]
    return "\n".join(lines).encode() + note


def read_proof(octets):
    """Leaf, index, path and checkpoint of a proof. Nothing of it is believed yet."""
    head, _, note = octets.partition(b"\n\n")
    lines = head.decode("ascii", "replace").split("\n")
    if len(lines) < 3 or lines[0] != "c2sp.org/tlog-proof@v1" or not lines[2][6:].isdigit():
        raise BadNote("not a proof")
    extra, path = unb64(lines[1].removeprefix("extra ")), [unb64(line) for line in lines[3:]]
    leaf = unb64((extra or b"").split(b"\n")[0].decode("latin-1"))
    if not leaf or any(found is None or len(found) != 32 for found in path):
        raise BadNote("a proof without its leaf, or with what is no hash")
    return leaf, int(lines[2].removeprefix("index ")), path, Checkpoint.of(note)
