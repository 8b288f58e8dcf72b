#!/usr/bin/env python3
"""Checks a log that `fcg audit export` wrote, or a proof of `fcg audit prove`, and believes nothing it cannot compute.

    verify_export.py export/                                        with the policy that came with it
    verify_export.py export/ --policy stockport-audit-2026.policy   with the one from the directory: better
    verify_export.py proof/exchange-2026-17.tlog-proof

It shares no code with the gateway. It follows RFC 6962 (tree), C2SP signed-note, tlog-checkpoint, tlog-tiles,
tlog-cosignature, tlog-policy and tlog-proof. It needs Python 3.9 and the package `cryptography` (Debian:
python3-cryptography). docs/audit-guide.md explains it. Exit codes: 0 all is well; 1 something is not, and it is named.
"""
import argparse
import base64
import hashlib
import hmac
import json
import pathlib
import struct
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FULL = 256


class Wrong(Exception):
    """Something does not fit: where, and what."""


def demand(holds, where, what):
    if not holds:
        raise Wrong(f"{where}: {what}")


def decoded(text, where):
    """Canonical base64 only: one text for one octet sequence."""
    try:
        octets = base64.b64decode(text, validate=True)
    except ValueError:
        raise Wrong(f"{where}: not base64") from None
    demand(base64.b64encode(octets).decode() == text, where, "base64 with stray bits")
    return octets


def decoded_url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


# --- the tree -------------------------------------------------------------------------------------------------------


def leaf_hash(octets):
    return hashlib.sha256(b"\x00" + octets).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes):
    """The root over hashes of one level that lie side by side."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    while len(hashes) > 1:
        paired = [node_hash(*hashes[i : i + 2]) for i in range(0, len(hashes) - 1, 2)]
        hashes = paired + hashes[len(hashes) & ~1 :]
    return hashes[0]


def root_from_proof(index, size, leaf, hashes):
    """RFC 9162, section 2.1.3.2."""
    node, last, value = index, size - 1, leaf
    for sibling in hashes:
        if last == 0:
            return None
        if node & 1 or node == last:
            value = node_hash(sibling, value)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            value = node_hash(value, sibling)
        node, last = node >> 1, last >> 1
    return value if last == 0 else None


# --- notes, keys, policy --------------------------------------------------------------------------------------------


class Key:
    """`<name>+<hash>+<base64 of type and key>`; type 1 signs checkpoints, type 4 cosigns them."""

    def __init__(self, text, kind, where):
        name, digest, rest = (text.split("+", 2) + ["", ""])[:3]
        octets = decoded(rest, where)
        demand(len(octets) == 33 and octets[0] == kind, where, "not an Ed25519 key of this kind")
        self.name, self.id = name, hashlib.sha256(name.encode() + b"\n" + octets).digest()[:4]
        demand(self.id.hex() == digest, where, "the key's hash is not its own")
        self.key = Ed25519PublicKey.from_public_bytes(octets[1:])

    def verifies(self, signature, message):
        try:
            self.key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


class Policy:
    """C2SP tlog-policy."""

    def __init__(self, text, where):
        self.logs, self.witnesses, self.groups, self.quorum = {}, {}, {}, None
        for number, line in enumerate(text.splitlines(), start=1):
            words, place = line.split(), f"{where}:{number}"
            if not words or words[0].startswith("#"):
                continue
            if words[0] == "log":
                key = Key(words[1], 1, place)
                self.logs[key.name] = key
            elif words[0] == "witness":
                self.witnesses[words[1]] = Key(words[2], 4, place)
            elif words[0] == "group":
                count = {"any": 1, "all": len(words) - 3}.get(words[2]) or int(words[2])
                self.groups[words[1]] = (count, words[3:])
            elif words[0] == "quorum":
                self.quorum = words[1]
            else:
                raise Wrong(f"{place}: unknown word `{words[0]}`")
        demand(self.quorum, where, "names no quorum")

    def is_met(self, name, seen):
        if name == "none":
            return True
        if name in self.groups:
            count, members = self.groups[name]
            return sum(self.is_met(member, seen) for member in members) >= count
        return name in seen


def checkpoint(octets, policy, where):
    """Origin, size and root of a note that the policy accepts, and the witnesses it was cosigned by."""
    text, _, lines = octets.decode().rpartition("\n\n")
    text += "\n"
    fields = text.split("\n")
    demand(len(fields) == 4 and fields[3] == "" and lines.endswith("\n"), where, "not a checkpoint")
    origin, size, root = fields[0], int(fields[1]), decoded(fields[2], where)
    log = policy.logs.get(origin)
    demand(log is not None, where, f"the policy does not know the log `{origin}`")
    signed, seen = False, set()
    for line in lines.splitlines():
        dash, name, blob = line.split(" ")
        octets = decoded(blob, where)
        demand(dash == "\u2014", where, "not a signature line")
        if name == log.name and octets[:4] == log.id:
            demand(log.verifies(octets[4:], text.encode()), where, "the log's signature is false")
            signed = True
        for witness, key in policy.witnesses.items():
            if name == key.name and octets[:4] == key.id:
                seconds = struct.unpack(">Q", octets[4:12])[0]
                message = f"cosignature/v1\ntime {seconds}\n{text}".encode()
                demand(key.verifies(octets[12:], message), where, f"the cosignature of `{witness}` is false")
                seen.add(witness)
    demand(signed, where, "not signed by the log")
    demand(policy.is_met(policy.quorum, seen), where, f"too few witnesses: {sorted(seen)}")
    return origin, size, root, seen


# --- an export ------------------------------------------------------------------------------------------------------


def tile_path(kind, index, width):
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03d}")
    return f"tile/{kind}/{'/'.join(groups)}" + ("" if width == FULL else f".p/{width}")


def tiles_of(size):
    """Every tile as (level, index, width), level by level."""
    for level in range(8):
        count = size >> (8 * level)
        for index in range((count + FULL - 1) // FULL):
            yield level, index, min(FULL, count - index * FULL)


def entries_of(octets, width, where):
    entries, at = [], 0
    while at < len(octets):
        (length,) = struct.unpack(">H", octets[at : at + 2])
        entries.append(octets[at + 2 : at + 2 + length])
        at += 2 + length
    demand(at == len(octets) and len(entries) == width, where, "not the entries its name says")
    return entries


def check_tree(folder, size, root):
    """Every tile holds the roots of those below it, the lowest the hashes of the entries; all end in the root."""
    hashes = []
    held = {}
    for level, index, width in tiles_of(size):
        path = tile_path(level, index, width)
        octets = (folder / path).read_bytes()
        demand(len(octets) == 32 * width, path, "has not the length its name says")
        held[level, index] = [octets[i : i + 32] for i in range(0, len(octets), 32)]
        if level == 0:
            bundle = tile_path("entries", index, width)
            entries = entries_of((folder / bundle).read_bytes(), width, bundle)
            for number, (entry, digest) in enumerate(zip(entries, held[0, index])):
                demand(leaf_hash(entry) == digest, bundle, f"entry {index * FULL + number} was altered")
                yield index * FULL + number, entry
                hashes.append(digest)
        else:
            for number, digest in enumerate(held[level, index]):
                below = held[level - 1, index * FULL + number]
                demand(root_of(below) == digest, path, "does not hold what lies below it")
    demand(root_of(hashes) == root, "checkpoint", "signs another tree than the one in tile/")


def commitment(opening):
    payload = opening["payload"]
    octets = payload if isinstance(payload, bytes) else canonical(payload)
    return hmac.new(opening["key"], b"fcg-audit/payload/v1\n" + octets, hashlib.sha256).digest()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def check_opening(leaf, name, opening, where):
    held = decoded_url(json.loads(leaf)["c"][name])
    demand(commitment(opening) == held, where, f"the opening of `{name}` does not fit the entry")


def check_export(folder, policy):
    note = (folder / "checkpoint").read_bytes()
    origin, size, root, seen = checkpoint(note, policy, "checkpoint")
    lines = (folder / "leaves.jsonl").open("rb") if (folder / "leaves.jsonl").exists() else None
    opened = {}
    if (folder / "payloads.jsonl").exists():
        for line in (folder / "payloads.jsonl").open("rb"):
            value = json.loads(line)
            demand(canonical(value) + b"\n" == line, "payloads.jsonl", "a line is not in its one form")
            opened[value["index"]] = value["openings"]
    count = 0
    for index, entry in check_tree(folder, size, root):
        if lines is not None:
            expected = b'{"index":%d,"leaf":%s}\n' % (index, entry)
            demand(lines.readline() == expected, "leaves.jsonl", f"line {index + 1} is not what entry {index} says")
        for name, opening in opened.pop(index, {}).items():
            opening["key"] = decoded_url(opening["key"])
            check_opening(entry, name, opening, f"payloads.jsonl, entry {index}")
            count += 1
    demand(lines is None or lines.readline() == b"", "leaves.jsonl", "has lines after the last entry")
    demand(not opened, "payloads.jsonl", "opens entries that do not exist")
    return f"intact: {origin}: {size} entries, {count} commitments opened, cosigned by {sorted(seen) or 'nobody'}"


# --- a proof --------------------------------------------------------------------------------------------------------


def check_proof(path, policy):
    lines = path.read_bytes().decode().split("\n")
    demand(lines[0] == "c2sp.org/tlog-proof@v1" and lines[1].startswith("extra "), path.name, "not a proof of ours")
    extra = decoded(lines[1][len("extra ") :], path.name)
    demand(lines[2].startswith("index "), path.name, "names no index")
    index, end = int(lines[2][len("index ") :]), lines.index("")
    hashes = [decoded(line, path.name) for line in lines[3:end]]
    origin, size, root, seen = checkpoint("\n".join(lines[end + 1 :]).encode(), policy, path.name)
    leaf_text, _, openings = extra.partition(b"\n")
    leaf = decoded(leaf_text.decode(), path.name)
    found = root_from_proof(index, size, leaf_hash(leaf), hashes)
    demand(found == root, path.name, "the entry does not stand in the log")
    for name, opening in json.loads(openings).items():
        pair = {part: decoded_url(opening[part]) for part in ("key", "payload")}
        check_opening(leaf, name, pair, path.name)
    return f"proven: entry {index} of {origin}, at {size} entries, cosigned by {sorted(seen) or 'nobody'}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=pathlib.Path)
    parser.add_argument("--policy", type=pathlib.Path, help="instead of the policy that came with the files")
    arguments = parser.parse_args()
    folder = arguments.path if arguments.path.is_dir() else arguments.path.parent
    try:
        source = arguments.policy or folder / "policy"
        policy = Policy(source.read_text(encoding="utf-8"), source.name)
        print(check_export(folder, policy) if arguments.path.is_dir() else check_proof(arguments.path, policy))
        if not arguments.policy:
            print("believed: the `policy` that came with it; compare it with the council's entry in the directory")
    except Wrong as wrong:
        sys.exit(f"wrong: {wrong}")
    except OSError as error:
        sys.exit(f"wrong: {error.filename}: {error.strerror}")
    except (KeyError, ValueError, IndexError, struct.error) as error:
        sys.exit(f"wrong: not in its one form: {error!r}")


if __name__ == "__main__":
    main()
