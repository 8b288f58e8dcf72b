"""Whether a directory file may come into force, by the rules of docs/protocol/directory-file.md.

`membership.Directory.open` believes what one pinned signer signed, which is enough for a client. This is the whole list.
"""
import re

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from encoding import Fault, b64url, canonical, milliseconds_of, sha256, step, strict_json, unb64, unb64url
from membership import is_authority
from messages import Optional, authority, fail, form, listed, moment, octets_32, record, text, whole
from merkle import BadNote, NoteKey
from signatures import Key

LIMIT = 4 << 20


def octets_of(*lengths):
    return form(r"[A-Za-z0-9_-]+", lambda value: len(unb64url(value) or b"") in lengths)


def flag(value, path):
    if not isinstance(value, bool):
        fail(path, "is neither true nor false")


def is_endpoint(value):
    host, _, port = value.partition(":")
    return bool(re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", host)) and (":" not in value or is_port(port, "443"))


def is_port(port, other_than=""):
    return bool(re.fullmatch("[1-9][0-9]{0,4}", port)) and int(port) < 65_536 and port != other_than


origin = form(r"[A-Za-z0-9./:_-]{1,255}")
KEY = record(
    id=form(r"E(06|07|08|09|10)[0-9]{6}#[A-Za-z0-9._:-]{1,118}"), alg=form("ed25519|ecdsa-p256-sha256"),
    key=octets_of(32, 64), notBefore=moment, notAfter=moment)
LOG = record(
    origin=origin, vkey=text(512), witnesses=Optional(listed(authority, 1, 15)), quorum=Optional(whole(1, 15)))
MEMBER = record(
    authority=authority, name=text(200), organisation=Optional(text(200)),
    endpoint=record(
        authority=form(".{1,255}", is_endpoint),
        address=Optional(form(r"[^:]{1,255}:[0-9]+", lambda value: is_port(value.rpartition(":")[2])))),
    identity=text(512), issuer=form("[A-Za-z0-9+/=]+", lambda value: unb64(value) is not None),
    signingKeys=listed(KEY, 1, 16), logs=listed(LOG, 0, 16), witness=Optional(record(name=origin, key=octets_32)),
    dutyDesk=record(phone=text(64), hours=text(200)),
    messages=listed(form(r"fcg\.[a-z]+/[1-9][0-9]*"), 0, 64, distinct=str),
    extensions=listed(form("[a-z][a-z0-9-]{0,31}"), 0, 64, distinct=str), test=flag, suspended=Optional(flag),
    auditor=Optional(flag))
SIGNED = record(
    type=form("fcg\\.directory/1"), version=whole(1, 2**53), federation=form("[a-z0-9._-]{1,255}"), issued=moment,
    expires=moment, members=listed(MEMBER, 1, 1_000))
ENVELOPE = record(
    signed=lambda value, path: None,
    signatures=listed(record(key=octets_32, sig=octets_of(64)), 1, 1))


def open_directory(octets, signers, now):
    """What is signed, once everything about it alone holds. `signers` are raw keys; `now` is in seconds."""
    with step("json"):
        value = strict_json(octets, limit=LIMIT, most=1_000_000, longest=65_536)
    with step("canonical"):
        if canonical(value).encode() != octets:
            raise Fault(None, "it is not in its one form")
    with step("schema"):
        ENVELOPE(value, "")
    signed, (signature,) = value["signed"], value["signatures"]
    with step("crypto"):
        signer = next((key for key in signers if b64url(sha256(key)) == signature["key"]), None)
        if signer is None:
            raise Fault(None, "nobody who is trusted has signed it")
        message = b"fcg-directory/v1\n" + canonical(signed).encode()
        Key("signer", "", "ed25519", signer).verify(unb64url(signature["sig"]), message)
    with step("schema"):
        check_form(signed)
    with step("rules"):
        check_rules(signed, signers)
    with step("time"):
        if now * 1_000 > milliseconds_of(signed["expires"]):
            raise Fault(None, "its time is over")
    return signed


def check_form(signed):
    """Beyond the form of each member: pairs of members that belong together."""
    SIGNED(signed, "signed")
    in_order(signed, "issued", "expires")
    for member in signed["members"]:
        for key in member["signingKeys"]:
            in_order(key, "notBefore", "notAfter")
            if len(unb64url(key["key"])) != (32 if key["alg"] == "ed25519" else 64):
                fail("key", "is not as long as its algorithm has it")
        for log in member["logs"]:
            if ("witnesses" in log) != ("quorum" in log):
                fail("quorum", "and `witnesses` go together")
            try:
                named = NoteKey.of(log["vkey"]).name == log["origin"]
            except BadNote:
                named = False
            if not named:
                fail("vkey", "is not the key of its origin")


def in_order(value, first, last):
    if milliseconds_of(value[first]) >= milliseconds_of(value[last]):
        fail(last, f"is not after `{first}`")


def check_rules(signed, signers):
    """FCP-DIR-7 to 12, and 14: what must hold of all members together."""
    keys, names = list(signers), []
    for member in signed["members"]:
        code = member["authority"]
        names += [code, member["endpoint"]["authority"]]
        for key in member["signingKeys"]:
            names.append(key["id"])
            keys.append(unb64url(key["key"]))
            demand(key["id"].partition("#")[0] == code, "a key id names another authority")
            demand(is_public_key(key["alg"], keys[-1]), "a key is none of its algorithm")
        for log in member["logs"]:
            names.append(log["origin"])
            keys.append(NoteKey.of(log["vkey"]).octets)
        if "witness" in member:
            names.append(member["witness"]["name"])
            keys.append(unb64url(member["witness"]["key"]))
        identity = f"spiffe://{signed['federation']}/authority/{code}"
        demand(member["identity"] == identity, "an identity is not the member's own")
        demand(may_issue(unb64(member["issuer"])), "an issuer may not issue")
    demand(len(set(names)) == len(names), "a name stands twice")
    demand(len(set(keys)) == len(keys), "a key stands twice")
    witnesses = {member["authority"] for member in signed["members"] if "witness" in member}
    for member in signed["members"]:
        for log in member["logs"]:
            check_witnesses(log, member["authority"], witnesses)


def check_witnesses(log, owner, witnesses):
    named, quorum = log.get("witnesses", []), log.get("quorum", 0)
    if not named:
        return
    demand(len(set(named)) == len(named), "a witness stands twice")
    demand(owner not in named and set(named) <= witnesses, "a witness cannot be one of this log")
    demand(len(named) >= min(3, len(witnesses - {owner})), "there are too few witnesses")
    demand(len(named) < 2 * quorum <= 2 * len(named), "the quorum is no majority")


def demand(holds, why):
    if not holds:
        raise Fault(None, why)


def may_issue(der):
    try:
        x509.load_der_x509_certificate(der)
    except ValueError:
        return False
    return is_authority(der)


# edwards25519 (RFC 8032 section 5.1)
P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


def is_public_key(algorithm, octets):
    """A point of the curve, and none whose order divides 8: under such a key anybody could sign."""
    if algorithm == "ed25519":
        point = decompressed(octets)
        return point is not None and times_8(point) != (0, 1)
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + octets)
    except ValueError:
        return False
    return True


def decompressed(octets):
    y, sign = int.from_bytes(octets, "little") & (2**255 - 1), octets[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square:
        return None
    return ((P - x) % P if x % 2 != sign else x), y % P


def times_8(point):
    for _ in range(3):
        (x, y), dxy = point, D * pow(point[0] * point[1], 2, P)
        point = 2 * x * y * pow(1 + dxy, -1, P) % P, (y * y + x * x) * pow(1 - dxy, -1, P) % P
    return point


# What was in force before


class InForce:
    """The directory in force, and which key each id ever named: FCP-DIR-4 to 6, and 20."""

    def __init__(self):
        self.signed, self.octets, self.keys = None, None, {}

    def offer(self, octets, signed):
        with step("history"):
            if self.signed:
                demand(signed["federation"] == self.signed["federation"], "it is of another federation")
                demand(signed["version"] >= self.signed["version"], "it is an older one")
                is_other = octets != self.octets
                demand(signed["version"] > self.signed["version"] or not is_other, "two have one version")
            named = {key["id"]: key["key"] for member in signed["members"] for key in member["signingKeys"]}
            demand(all(self.keys.get(name, key) == key for name, key in named.items()), "a key id names another key")
            self.signed, self.octets, self.keys = signed, octets, self.keys | named
