"""The asker: puts a question to one holder, and believes nothing of what comes back that it cannot check.

Nothing that fails here means "nothing known". Clause ids name the rules in docs/protocol.
"""
import dataclasses
import re
import secrets
import ssl
import time

import merkle
import structured
import wire
from encoding import BLOCK, Fault, b64url, canonical, milliseconds_of, padded, sha256, strict_json, utc
from messages import check_answer
from record import Entry, Record
from signatures import (
    COMPONENTS, DEFAULT_LIFE, REQUEST_TAG, SKEW, Request, Signature, base_of, content_digest, evidence, one,
    parameters_text, signed_fields, verify_response)

QUERY_PATH = "/fcg/v1/query"


class NoVerifiedAnswer(Exception):
    """Nothing that counts came back. `hint` is what the council said, if it did; nobody acts upon it. `layer` is the
    part of the checks that ended it, as vectors name them."""

    def __init__(self, why, hint=None, state="not-verified", layer=None):
        super().__init__(why)
        self.hint, self.state, self.layer = hint, state, layer


def demand(holds, why):
    if not holds:
        raise NoVerifiedAnswer(why)


# The question


def fresh_query(template, asker, holder, now):
    """The question for one holder: a new id and salt, so that two holders cannot find out they were asked the same
    (FCP-QRY-24). The present postcode of a family never travels (FCP-QRY-26)."""
    query = template | {
        "type": "fcg.query/1", "id": "py-" + secrets.token_hex(16), "from": asker, "to": holder, "issued": utc(now),
        "expires": utc(now + 300), "salt": b64url(secrets.token_bytes(32))}
    query["subjects"] = [
        {name: value for name, value in subject.items() if name != "postcode"} for subject in template["subjects"]]
    return query


@dataclasses.dataclass(frozen=True)
class Attempt(Request):
    """One signed request. A retry sends the same body in a new attempt."""

    nonce: str = ""
    created: int = 0
    covered: tuple = COMPONENTS
    base: bytes = b""
    signature: bytes = b""


def sign(kit, council, body, now):
    """One attempt: a nonce of 24 random octets (FCP-SIG-22), valid for two minutes (FCP-SIG-39)."""
    nonce = b64url(secrets.token_bytes(24))
    unsigned = (
        ("Content-Type", "application/json"), ("Content-Length", str(len(body))),
        ("Content-Digest", content_digest(body)))
    bare = Attempt("POST", council.address, QUERY_PATH, "", unsigned, body, nonce, now)
    components = tuple((name, False) for name in COMPONENTS)
    text = parameters_text(components, now, DEFAULT_LIFE, kit.key_id, REQUEST_TAG, nonce)
    base = base_of(components, text, bare)
    signature = kit.signing_key.sign(base)
    return dataclasses.replace(bare, fields=unsigned + signed_fields(text, signature), base=base, signature=signature)


def send(kit, council, attempt, seconds=5):
    """Carries one attempt and brings back whatever came; transport trouble is told as what it is."""
    return carried(kit, council, attempt.head() + attempt.body, seconds)


def fetch(kit, council, path, seconds=5):
    """A GET: what comes proves itself, so it bears no signature."""
    return carried(kit, council, Request("GET", council.address, path, "", ()).head(), seconds)


def carried(kit, council, octets, seconds):
    try:
        return wire.exchange(kit, council, octets, seconds)
    except (OSError, ssl.SSLError) as error:
        raise NoVerifiedAnswer(f"{council.address}: {error}", state="unreachable") from error
    except Fault as fault:
        raise NoVerifiedAnswer(str(fault), state="silent" if fault.code == "timeout" else "unreachable") from fault


# The answer


@dataclasses.dataclass(frozen=True)
class Verified:
    """An answer whose transport, signature, digest, content and receipt have all been checked."""

    answer: dict
    origin: str
    index: int
    leaf: dict
    request_evidence: str  # rq
    answer_digest: str  # rs
    response_evidence: str  # ra


OF_RESPONSE = frozenset({("@status", False), ("content-type", False), ("content-digest", False)})
OF_TARGET = frozenset((name, True) for name in COMPONENTS[:4])
OF_REQUEST = frozenset((name, True) for name in COMPONENTS)


def verify_answer(council, query, attempt, response, now):
    """FCP-ANS-11 to 32, and 36. A response of any status but 200 is no answer, even if it is signed."""
    if response.status != 200:
        hint = problem_of(council, attempt, response, now)
        raise NoVerifiedAnswer(f"the message was refused with {response.status}", hint, "refused-message", "status")
    covered = OF_RESPONSE | {("fcg-receipt", False)} | {(name, True) for name in attempt.covered}
    base, signature = verify_signature(council, attempt, response, "application/json", covered, now)
    expected = {
        "from": council.authority, "to": query["from"], "inReplyTo": query["id"],
        "queryDigest": b64url(sha256(attempt.body))}
    try:
        if len(response.body) % BLOCK:
            raise Fault("schema", "it does not fill a block")
        answer = strict_json(response.body, limit=wire.ANSWER_LIMIT)
        check_answer(answer, query, expected)
    except Fault as fault:
        raise NoVerifiedAnswer(f"the answer: {fault}", layer="answer") from fault
    rq, rs = evidence(attempt.base, attempt.signature), b64url(sha256(response.body))
    try:
        origin, index, leaf = check_receipt(response, council, query, attempt, (rq, rs), now)
    except NoVerifiedAnswer as why:
        why.layer = "receipt"
        raise
    return Verified(answer, origin, index, leaf, rq, rs, evidence(base, signature.octets))


def verify_signature(council, attempt, response, media_type, covered, now, needs_nonce=True):
    """A response of this council to this attempt; only a problem may go without a nonce."""
    try:
        signature, base = verify_response(
            response, attempt, attempt.nonce, media_type, covered, council.keys, council.authority, now, needs_nonce)
    except Fault as fault:
        raise NoVerifiedAnswer(str(fault), layer=fault.step) from fault
    return base, signature


LEAF = {"v", "e", "n", "p", "x", "t", "d", "rq", "rs", "c"}


def read_receipt(fields):
    """FCP-AUD-10: origin, index and leaf, in their one serialised form."""
    try:
        text = one(fields, "fcg-receipt")
        members = structured.dictionary(text)
        (origin, _), (index, _), (leaf, _) = (members[name] for name in ("origin", "index", "leaf"))
    except (Fault, structured.Malformed, KeyError):
        raise NoVerifiedAnswer("there is no receipt that can be read") from None
    demand(type(origin) is str and type(index) is int and index >= 0 and isinstance(leaf, bytes), "the receipt is none")
    demand(text == receipt_text(origin, index, leaf), "the receipt is not in its one form")
    return origin, index, leaf


def receipt_text(origin, index, leaf):
    return f"origin={structured.written(origin)}, index={index}, leaf={structured.written(leaf)}"


def check_receipt(response, council, query, attempt, digests, now):
    """The leaf names this exchange, this request and this answer, at a time that fits, in a log of this council."""
    origin, index, octets = read_receipt(response.fields)
    demand(origin in council.logs and "/audit/" in origin, "the receipt is not of the council's exchange log")
    try:
        leaf = strict_json(octets, limit=4_096)
    except Fault as fault:
        raise NoVerifiedAnswer(f"the leaf: {fault}") from fault
    demand(canonical(leaf).encode() == octets and set(leaf) == LEAF, "the leaf is not in its one form")
    expected = {
        "v": 1, "e": "exchange.answered", "n": council.authority, "p": query["from"], "x": query["id"],
        "rq": digests[0], "rs": digests[1]}
    for name, wanted in expected.items():
        demand(leaf[name] == wanted, f"the leaf's `{name}` is not that of this exchange")
    time_of_leaf = milliseconds_of(leaf["t"])
    demand(time_of_leaf is not None, "the leaf has no time")
    in_time = (attempt.created - SKEW) * 1000 <= time_of_leaf <= (now + SKEW) * 1000
    demand(in_time, "the leaf is not of now")
    return origin, index, leaf


def problem_of(council, attempt, response, now):
    """What a refusal says of itself. A hint beside "no verified answer", never evidence."""
    try:
        document = strict_json(response.body)
        code, detail = str(document["code"]), str(document.get("detail", ""))
        covered = set(Signature.of(response.fields).components)
    except (Fault, KeyError, TypeError, AttributeError):
        return None
    try:
        demand(OF_RESPONSE | OF_TARGET <= covered <= OF_RESPONSE | OF_REQUEST, "covers too little")
        verify_signature(council, attempt, response, "application/problem+json", covered, now, needs_nonce=False)
        signed = True
    except NoVerifiedAnswer:
        signed = False
    return {"code": code, "detail": detail, "signedByCouncil": signed}


# The whole walk


class Asker:
    """Asks, and records: `asked` before anything leaves, `received` or `unanswered` before anything is shown."""

    def __init__(self, kit):
        self.kit, self.record = kit, Record(kit.path / "record.db", kit.authority)

    def ask(self, council, template, trace=lambda title, text: None, openings=None):
        now = int(time.time())
        demand(now <= self.kit.directory.expires, "the directory has expired, so nobody can be asked")  # FCP-DIR-16
        query = fresh_query(template, self.kit.authority, council.authority, now)
        attempt = sign(self.kit, council, padded(query), now)
        self.note("exchange.asked", council, query, attempt, openings=openings)  # FCP-AUD-12, 13: before it is sent
        trace("request", attempt.head().decode("ascii").rstrip())
        trace("what is signed", attempt.base.decode("ascii"))
        try:
            response = send(self.kit, council, attempt)
            trace("response", response.head.decode("latin-1"))
            verified = verify_answer(council, query, attempt, response, int(time.time()))
        except NoVerifiedAnswer as why:
            self.note("exchange.unanswered", council, query, attempt, decision={"class": str(why)[:200]})
            raise
        decision = {
            "ra": verified.response_evidence, "origin": verified.origin, "index": verified.index,
            "leaf": b64url(merkle.leaf_hash(canonical(verified.leaf).encode()))}
        self.note("exchange.received", council, query, attempt, verified.answer_digest, decision)
        return verified

    def note(self, event, council, query, attempt, answer_digest="", decision=None, openings=None):
        self.record.append(Entry(
            event, council.authority, query["id"], int(time.time() * 1000), self.kit.directory.version,
            evidence(attempt.base, attempt.signature), answer_digest,
            {"actor": query["worker"], "subject": {"subjects": query["subjects"]}, "decision": decision or {},
             "reason": openings or {"case": query["case"]}},
            attempt.base, attempt.signature))


# The receipt's proof, later


def check_proof(octets, leaf, log, witnesses):
    """FCP-AUD-23: the very leaf, under a checkpoint of this log that its quorum cosigned. Gives the tree's size."""
    held, index, path, checkpoint = merkle.read_proof(octets)
    demand(held == leaf, "the proof is of another leaf")
    demand(checkpoint.origin == log.key.name and checkpoint.signers([log.key]), "the log has not signed the checkpoint")
    cosigned = {key.octets for key in checkpoint.signers(witnesses)}
    demand(len(cosigned) >= log.quorum, f"{len(cosigned)} witnesses have cosigned, and {log.quorum} must")
    found = merkle.root_from_path(merkle.leaf_hash(leaf), index, checkpoint.size, path)
    demand(found == checkpoint.root, "the proof does not lead to the checkpoint's root")
    return checkpoint.size


def fetch_proof(kit, council, exchange, origin, leaf):
    response = fetch(kit, council, f"/fcg/v1/exchanges/{exchange}/receipt")
    demand(response.status == 200, f"no proof yet: {response.status}")
    log = council.logs[origin]
    demand(log.key, "the directory is needed to check a proof, and this folder has none")
    witnesses = [kit.councils[name].witness for name in log.witnesses if name in kit.councils]
    try:
        return check_proof(response.body, leaf, log, [key for key in witnesses if key])
    except merkle.BadNote as error:
        raise NoVerifiedAnswer(f"the proof: {error}") from error


# What witnesses hold of our log


def offer_checkpoint(kit, holder_note, hashes, witness):
    """C2SP add-checkpoint: our newest note, with a proof that it holds what this witness saw. Gives its cosignatures.

    We begin from nothing; a witness that holds more says how much (409), and gets the proof from there.
    """
    old = 0
    for _ in range(2):
        lines = [f"old {old}", *map(merkle.b64, merkle.consistency_path(hashes, old)), "", ""]
        body = "\n".join(lines).encode() + holder_note
        length = (("Content-Length", str(len(body))),)
        head = Request("POST", witness.address, "/witness/add-checkpoint", "", length).head()
        response = carried(kit, witness, head + body, 5)
        if response.status == 200:
            return response.body
        text = response.body.decode("latin-1").strip()
        if response.status != 409 or not re.fullmatch("[0-9]{1,15}", text) or int(text) > len(hashes):
            break
        old = int(text)
    return b""


def cosign(kit, record, year, note):
    """Takes a note to the log's witnesses and keeps it with their cosignatures, if its quorum is met."""
    checkpoint, log = merkle.Checkpoint.of(note), kit.councils[kit.authority].logs[kit.origin(year)]
    hashes, whole, cosigned = record.hashes(year)[:checkpoint.size], note, 0
    for name in log.witnesses:
        witness = kit.councils[name]
        try:
            lines = offer_checkpoint(kit, note, hashes, witness)
            with_line = merkle.Checkpoint.of(note + lines)
        except (NoVerifiedAnswer, merkle.BadNote):
            continue
        if lines and with_line.signers([witness.witness]):
            whole, cosigned = whole + lines, cosigned + 1
    if cosigned >= log.quorum:
        record.keep_note(year, checkpoint.size, whole)
    return cosigned
