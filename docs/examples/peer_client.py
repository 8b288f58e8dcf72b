#!/usr/bin/env python3
"""Asks one council's gateway a question, as another authority would, and believes nothing it cannot check.

    peer_client.py .sandbox/peer-kit/E06999901                        the sample query, made fresh
    peer_client.py KIT --council E08000035 --query my-query.json
    peer_client.py KIT --json                                          for programs
    peer_client.py KIT --trace                                         with every octet that is signed

It shares no code with the gateway. It needs Python 3.9 and the package `cryptography` (Debian: python3-cryptography).
docs/integrator-guide.md explains it. Exit codes: 0 a verified answer; 1 none; 2 the command was not understood.
"""
import argparse
import base64
import dataclasses
import datetime
import hashlib
import json
import pathlib
import re
import secrets
import socket
import ssl
import sys
import time

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

QUERY_PATH = "/fcg/v1/query"
COMPONENTS = ("@method", "@authority", "@path", "@query", "content-type", "content-digest")
BLOCK, HEAD_LIMIT, BODY_LIMIT = 4096, 65_536, 262_144
SKEW, LONGEST_LIFE = 60, 300


class NoVerifiedAnswer(Exception):
    """Nothing that counts came back. It never means "nothing known"; `hint` is what the council said, if it did."""

    def __init__(self, why, hint=None):
        super().__init__(why)
        self.hint = hint


def demand(holds, why):
    if not holds:
        raise NoVerifiedAnswer(why)


# The kit


@dataclasses.dataclass(frozen=True)
class Council:
    """A council as the kit describes it; in a live federation the signed directory says the same."""

    authority: str
    name: str
    host: str
    port: int
    address: str  # host[:port] as it stands in `Host` and `@authority`
    key_id: str
    public_key: Ed25519PublicKey
    identity: str
    issuer: bytes
    logs: tuple


@dataclasses.dataclass(frozen=True)
class Kit:
    """What one test authority owns: names, keys, certificate, and the councils it may ask."""

    folder: pathlib.Path
    authority: str
    key_id: str
    signing_key: Ed25519PrivateKey
    councils: dict
    sample_for: str

    @staticmethod
    def load(folder):
        folder = pathlib.Path(folder)
        kit = json.loads((folder / "kit.json").read_text(encoding="utf-8"))
        key = load_pem_private_key((folder / "signing.pem").read_bytes(), password=None)
        councils = {entry["authority"]: council_of(entry) for entry in kit["councils"]}
        return Kit(folder, kit["authority"], kit["keyId"], key, councils, kit["sampleQueryIsFor"])

    def sample(self):
        return json.loads((self.folder / "sample-query.json").read_bytes())


def council_of(entry):
    address = entry["baseUrl"].removeprefix("https://")
    host, _, port = address.partition(":")
    return Council(
        entry["authority"], entry["name"], host, int(port or 443), address, entry["keyId"],
        Ed25519PublicKey.from_public_bytes(unb64url(entry["publicKey"])), entry["identity"],
        base64.b64decode(entry["issuer"]), tuple(entry["logs"]))


# Octets


def b64(octets):
    return base64.b64encode(octets).decode()


def b64url(octets):
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def unb64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sha256(octets):
    return hashlib.sha256(octets).digest()


def canonical(value):
    """RFC 8785, for the values the protocol has: no floats, no null."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def strict_json(octets):
    """One JSON text; what two readers could take for different values is refused."""

    def members(pairs):
        demand(len({name for name, _ in pairs}) == len(pairs), "a member stands twice in the JSON")
        return dict(pairs)

    def number(_):
        raise NoVerifiedAnswer("a number in the JSON is not whole")

    try:
        return json.loads(octets.decode("utf-8"), object_pairs_hook=members, parse_float=number, parse_constant=number)
    except (ValueError, RecursionError) as error:
        raise NoVerifiedAnswer("the body is not strict JSON") from error


def utc(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


# The question


def fresh_query(template, asker, holder, now):
    """The question for one holder: a new id and salt, so that two holders cannot find out they were asked the same."""
    return template | {
        "type": "fcg.query/1", "id": "py-" + secrets.token_hex(16), "from": asker, "to": holder, "issued": utc(now),
        "expires": utc(now + 300), "salt": b64url(secrets.token_bytes(32))}


def padded(query):
    """The octets that travel: canonical JSON, a multiple of 4,096, filled with zeros in `pad`."""
    bare = len(canonical(query | {"pad": ""}).encode())
    return canonical(query | {"pad": "0" * (-bare % BLOCK)}).encode()


@dataclasses.dataclass(frozen=True)
class Attempt:
    """One signed request. A retry sends the same body in a new attempt."""

    method: str
    address: str
    path: str
    query: str
    fields: tuple
    body: bytes
    nonce: str
    created: int
    covered: tuple = COMPONENTS
    base: bytes = b""
    signature: bytes = b""

    def head(self):
        lines = [f"{self.method} {self.path}{self.query} HTTP/1.1", f"Host: {self.address}"]
        lines += [f"{name}: {value}" for name, value in self.fields]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")

    def component(self, name):
        """The value of a component (RFC 9421 §2); an empty query still has its question mark."""
        derived = {
            "@method": self.method, "@authority": self.address.lower().removesuffix(":443"), "@path": self.path,
            "@query": self.query or "?"}
        return derived[name] if name in derived else one(self.fields, name)


def content_digest(body):
    return f"sha-256=:{b64(sha256(body))}:"


def signature_base(lines, parameters):
    """RFC 9421 §2.5: a line for each component, LF between lines and none at the end."""
    last = f'"@signature-params": {parameters}'
    return "\n".join([*(f"{name}: {value}" for name, value in lines), last]).encode("ascii")


def sign(kit, council, body, now):
    """One attempt: a nonce of 24 random octets, valid for two minutes."""
    nonce = b64url(secrets.token_bytes(24))
    unsigned = (
        ("Content-Type", "application/json"), ("Content-Length", str(len(body))),
        ("Content-Digest", content_digest(body)))
    parameters = "({});created={};expires={};nonce=\"{}\";keyid=\"{}\";alg=\"ed25519\";tag=\"fcg-request-v1\"".format(
        " ".join(f'"{name}"' for name in COMPONENTS), now, now + 120, nonce, kit.key_id)
    bare = Attempt("POST", council.address, QUERY_PATH, "", unsigned, body, nonce, now)
    base = signature_base([(f'"{name}"', bare.component(name)) for name in COMPONENTS], parameters)
    signature = kit.signing_key.sign(base)
    signed = unsigned + (("Signature-Input", f"fcg={parameters}"), ("Signature", f"fcg=:{b64(signature)}:"))
    return dataclasses.replace(bare, fields=signed, base=base, signature=signature)


def evidence(base, signature):
    """E(base, signature): names a message without showing anything of it."""
    return b64url(sha256(b"fcg-evidence/v1\n" + len(base).to_bytes(4, "big") + base + signature))


# Transport


def tls(kit, council, certificate="tls.crt.pem"):
    """TLS 1.3 both ways. The one root is the issuer pinned for this council, not for all of them."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cadata=council.issuer)
    if certificate:
        context.load_cert_chain(kit.folder / certificate, kit.folder / "tls.key.pem")
    return context


def connect(kit, council, deadline):
    plain = socket.create_connection((council.host, council.port), timeout=remaining(deadline))
    try:
        line = tls(kit, council).wrap_socket(plain, server_hostname=council.host)
    except BaseException:
        plain.close()
        raise
    try:
        demand(uri_names(line.getpeercert(True)) == [council.identity], "the server is not the council dialled")
    except BaseException:
        line.close()
        raise
    return line


def uri_names(der):
    try:
        names = x509.load_der_x509_certificate(der).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return []
    return names.value.get_values_for_type(x509.UniformResourceIdentifier)


def remaining(deadline):
    seconds = deadline - time.monotonic()
    demand(seconds > 0, "no complete answer in time")
    return seconds


@dataclasses.dataclass(frozen=True)
class Response:
    status: int
    fields: tuple
    body: bytes
    head: bytes


def one(fields, name):
    """The value of a field that stands exactly once."""
    found = [value for field, value in fields if field.lower() == name]
    demand(len(found) == 1, f"`{name}` does not stand exactly once")
    return found[0]


def read_response(line, deadline):
    """One response with a length, within the limits; no interim ones, no coding, no redirect is followed."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += receive(line, deadline)
        demand(len(received) <= HEAD_LIMIT + BODY_LIMIT, "the answer's header is too long")
    head, _, body = received.partition(b"\r\n\r\n")
    demand(len(head) <= HEAD_LIMIT, "the answer's header is too long")
    start, *lines = head.decode("latin-1").split("\r\n")
    status = re.fullmatch(r"HTTP/1\.1 ([2-5][0-9]{2})( .*)?", start)
    demand(status, "what came back is not one HTTP/1.1 response")
    fields = tuple((name.lower(), value.strip(" \t")) for name, _, value in (text.partition(":") for text in lines))
    demand(not any(name == "transfer-encoding" for name, _ in fields), "the answer is framed in another way")
    length = one(fields, "content-length") if status[1] != "204" else "0"
    demand(length.isascii() and length.isdigit() and int(length) <= BODY_LIMIT, "the answer is too long")
    while len(body) < int(length):
        body += receive(line, deadline)
    demand(len(body) == int(length), "octets follow the answer")
    return Response(int(status[1]), fields, body, head)


def receive(line, deadline):
    line.settimeout(remaining(deadline))
    octets = line.recv(65_536)
    demand(octets, "the connection was closed before the answer was complete")
    return octets


def send(kit, council, attempt, seconds=5):
    """Carries one attempt and brings back whatever came; transport trouble is told as what it is."""
    deadline = time.monotonic() + seconds
    try:
        with connect(kit, council, deadline) as line:
            line.sendall(attempt.head() + attempt.body)
            return read_response(line, deadline)
    except (OSError, ssl.SSLError) as error:
        raise NoVerifiedAnswer(f"{council.address}: {error}") from error


# The answer

LABEL = r"[a-z*][a-z0-9_.*-]*"
PARAMETER = r';([a-z]+)=(?:([0-9]{1,15})|"([ !#-\[\]-~]*)")'
INPUT = re.compile(rf"({LABEL})=(\(([^()]*)\)((?:{PARAMETER})*))")
SIGNATURE = re.compile(rf"({LABEL})=:([A-Za-z0-9+/]{{86}}==):")


@dataclasses.dataclass(frozen=True)
class Signature:
    """The one signature of a response, taken apart.

    `text` is what stands behind `@signature-params`. The patterns accept nothing but the strict serialisation
    (RFC 9421 §2.3), so it needs no writing anew.
    """

    text: str
    components: tuple  # (name, is of the request)
    parameters: dict
    octets: bytes

    @staticmethod
    def of(fields):
        found = INPUT.fullmatch(one(fields, "signature-input"))
        signature = SIGNATURE.fullmatch(one(fields, "signature"))
        demand(found and signature and found[1] == signature[1], "there is not exactly one well-formed signature")
        items = [re.fullmatch(r'"([@a-z0-9-]+)"(;req)?', item) for item in found[3].split(" ")]
        demand(all(items), "a covered component is not one this profile knows")
        parameters = re.findall(PARAMETER, found[4])
        names = [name for name, _, _ in parameters]
        demand(len(set(names)) == len(names), "a signature parameter stands twice")
        return Signature(
            found[2], tuple((item[1], bool(item[2])) for item in items),
            {name: int(number) if number else text for name, number, text in parameters},
            base64.b64decode(signature[2]))

    def base(self, response, attempt):
        lines = []
        for name, of_request in self.components:
            if of_request:
                lines.append((f'"{name}";req', attempt.component(name)))
            else:
                lines.append((f'"{name}"', str(response.status) if name == "@status" else one(response.fields, name)))
        return signature_base(lines, self.text)


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


def verify_answer(council, query, attempt, response, now):
    if response.status != 200:
        hint = problem_of(council, attempt, response, now)
        raise NoVerifiedAnswer(f"the message was refused with {response.status}", hint)
    covered = OF_RESPONSE | {("fcg-receipt", False)} | {(name, True) for name in attempt.covered}
    base, signature = verify_signature(council, attempt, response, "application/json", covered, now)
    answer = strict_json(response.body)
    check_answer(answer, council, query, attempt)
    rq, rs = evidence(attempt.base, attempt.signature), b64url(sha256(response.body))
    origin, index, leaf = check_receipt(one(response.fields, "fcg-receipt"), council, query, attempt, (rq, rs), now)
    return Verified(answer, origin, index, leaf, rq, rs, evidence(base, signature.octets))


OF_RESPONSE = frozenset({("@status", False), ("content-type", False), ("content-digest", False)})
OF_TARGET = frozenset((name, True) for name in COMPONENTS[:4])
OF_REQUEST = frozenset((name, True) for name in COMPONENTS)


def verify_signature(council, attempt, response, media_type, covered, now, needs_nonce=True):
    """The fixed order: media type, one signature, tag, nonce, coverage, key, time, digest, and only then Ed25519."""
    fields = response.fields
    demand(one(fields, "content-type") == media_type, f"the answer is not {media_type}")
    demand(not any(name in ("content-encoding", "trailer") for name, _ in fields), "the answer is coded")
    signature = Signature.of(fields)
    given = signature.parameters
    allowed = {"created", "expires", "nonce", "keyid", "alg", "tag"}
    demand(set(given) <= allowed, "a signature parameter is unknown")
    demand(given.get("tag") == "fcg-response-v1", "the signature was made for something else")
    demand(given.get("nonce") == attempt.nonce or (not needs_nonce and "nonce" not in given), "the nonce is not ours")
    demand(set(signature.components) == covered, "the signature does not cover what it must")
    demand(len(signature.components) == len(covered), "a component is covered twice")
    demand(given.get("keyid") == council.key_id, "the key is not that of the council dialled")
    demand(given.get("alg", "ed25519") == "ed25519", "the algorithm is not the key's")
    check_time(given, now)
    check_digest(one(fields, "content-digest"), response.body)
    base = signature.base(response, attempt)
    try:
        council.public_key.verify(signature.octets, base)
    except InvalidSignature as error:
        raise NoVerifiedAnswer("the signature does not verify") from error
    return base, signature


def check_time(given, now):
    created, expires = given.get("created"), given.get("expires")
    demand(isinstance(created, int) and isinstance(expires, int), "the signature has no times")
    demand(0 < expires - created <= LONGEST_LIFE, "the signature lives too long")
    demand(now - LONGEST_LIFE - SKEW <= created <= now + SKEW and now <= expires + SKEW, "the signature is not of now")


def check_digest(value, body):
    """Every digest present must be right."""
    makers = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}
    members = [re.fullmatch(r"(sha-256|sha-512)=:([A-Za-z0-9+/]+={0,2}):", text) for text in value.split(", ")]
    demand(all(members) and len({member[1] for member in members}) == len(members), "a digest is not one we know")
    for member in members:
        demand(b64(makers[member[1]](body).digest()) == member[2], "a digest is not that of the body")


def check_answer(answer, council, query, attempt):
    members(answer, "type from to inReplyTo queryDigest salt pad outcome policySet subjects standing handling")
    expected = {
        "type": "fcg.answer/1", "from": council.authority, "to": query["from"], "inReplyTo": query["id"],
        "queryDigest": b64url(sha256(attempt.body))}
    for name, wanted in expected.items():
        demand(answer[name] == wanted, f"the answer's `{name}` is not that of this exchange")
    members(answer["standing"], "text callBack dutyDesk")
    members(answer["standing"]["dutyDesk"], "phone hours")
    members(answer["handling"], "use onward keepHours")
    demand(isinstance(answer["subjects"], list), "the answer has no subjects")
    for subject in answer["subjects"]:
        check_subject(subject, query)
    asked = [subject["ref"] for subject in query["subjects"]]
    demand([subject["ref"] for subject in answer["subjects"]] == asked, "the answer is about other people")


def check_subject(subject, query):
    """Everything that was asked and nothing else; somebody who is not matched is known to no service."""
    members(subject, "ref outcome categories", "couldHelp")
    demand(isinstance(subject["categories"], list), "a subject has no categories")
    for category in subject["categories"]:
        if isinstance(category, dict) and "refused" in category:
            members(category, "category refused", "rule owner")
        else:
            members(category, "category shown sources", "level contact detail")
            for source in category["sources"]:
                members(source, "name currentAsOf coverage rules")
                members(source["coverage"], "from to area")
            known = category["shown"] != "nothing-to-show"
            demand(not known or subject["outcome"] == "matched", "something is shown of somebody who is not matched")
    told = {category["category"] for category in subject["categories"]}
    demand(told == set(query["categories"]), "the answer tells of other services than were asked about")


def members(value, required, optional=""):
    """Nothing unknown is ignored."""
    needed = set(required.split())
    fits = isinstance(value, dict) and needed <= set(value) <= needed | set(optional.split())
    demand(fits, f"the answer does not fit its schema at `{required.split()[0]}`")


RECEIPT = re.compile(r'origin="([A-Za-z0-9./:_-]+)", index=(0|[1-9][0-9]{0,14}), leaf=:([A-Za-z0-9+/]+={0,2}):')

TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


def check_receipt(value, council, query, attempt, digests, now):
    """The leaf names this exchange, this request and this answer, at a time that fits."""
    found = RECEIPT.fullmatch(value)
    demand(found and found[1] in council.logs and "/audit/" in found[1], "the receipt is not of the council's exchange log")
    leaf = strict_json(base64.b64decode(found[3] + "=="))
    demand(b64(canonical(leaf).encode()) == found[3], "the leaf is not canonical")
    members(leaf, "v e n p x t d rq rs c")
    expected = {
        "v": 1, "e": "exchange.answered", "n": council.authority, "p": query["from"], "x": query["id"],
        "rq": digests[0], "rs": digests[1]}
    for name, wanted in expected.items():
        demand(leaf[name] == wanted, f"the leaf's `{name}` is not that of this exchange")
    demand(TIME.fullmatch(str(leaf["t"])), "the leaf has no time")
    in_time = utc(attempt.created - SKEW) <= leaf["t"][:19] + "Z" <= utc(now + SKEW)
    demand(in_time, "the leaf is not of now")
    return found[1], int(found[2]), leaf


def problem_of(council, attempt, response, now):
    """What a refusal says of itself. A hint beside "no verified answer", never evidence."""
    try:
        document = strict_json(response.body)
        code, detail = str(document["code"]), str(document.get("detail", ""))
    except (NoVerifiedAnswer, KeyError, TypeError, AttributeError):
        return None
    try:
        covered = OF_RESPONSE | OF_REQUEST
        verify_signature(council, attempt, response, "application/problem+json", covered, now, needs_nonce=False)
        signed = True
    except NoVerifiedAnswer:
        signed = False
    return {"code": code, "detail": detail, "signedByCouncil": signed}


# For people


def plain(text):
    """Text of somebody else, without anything a terminal would obey."""
    return "".join(character if character.isprintable() else "�" for character in str(text))


def for_people(council, verified):
    answer = verified.answer
    lines = [f"{council.name} ({council.authority}): {plain(answer['outcome'])}"]
    for subject in answer["subjects"]:
        lines += ["", f"  {plain(subject['ref'])}: {plain(subject['outcome'])}"]
        if subject.get("couldHelp"):
            lines.append("      would help: " + ", ".join(map(plain, subject["couldHelp"])))
        for category in subject["categories"]:
            lines += category_lines(category)
    desk = answer["standing"]["dutyDesk"]
    lines += [
        "", "  " + plain(answer["standing"]["text"]), f"  Duty desk: {plain(desk['phone'])} ({plain(desk['hours'])})",
        "  Call back: " + plain(answer["standing"]["callBack"]),
        "  Use: {use}; keep {keepHours} hours; pass on to: {onward}".format(
            **{name: plain(value) for name, value in answer["handling"].items()}), "",
        f"  recorded as leaf {verified.index} of {verified.origin}",
        f"  rq {verified.request_evidence}   the request, as both logs name it",
        f"  rs {verified.answer_digest}   the answer",
        f"  ra {verified.response_evidence}   the response, for our own log"]
    return "\n".join(lines)


def category_lines(category):
    name = plain(category["category"])
    if "refused" in category:
        owner = f"; ask {plain(category['owner'])}" if "owner" in category else ""
        return [f"      {name}: refused, {plain(category['refused'])}{owner}"]
    lines = [f"      {name}: {plain(category['shown'])}"]
    if "contact" in category:
        known = [category["contact"].get(part) for part in ("name", "organisation", "phone", "email")]
        lines.append("          ring: " + ", ".join(plain(part) for part in known if part))
    for field, value in category.get("detail", {}).items():
        lines.append(f"          {plain(field)}: {plain(value)}")
    for source in category["sources"]:
        covers = " to ".join(plain(source["coverage"][end]) for end in ("from", "to"))
        lines.append(f"          source: {plain(source['name'])}, as of {plain(source['currentAsOf'])}, covers {covers}")
    return lines


def for_programs(verified):
    return {
        "state": "verified", "answer": verified.answer,
        "receipt": {"origin": verified.origin, "index": verified.index, "leaf": verified.leaf},
        "evidence": {"rq": verified.request_evidence, "rs": verified.answer_digest, "ra": verified.response_evidence}}


# The command


def ask(kit, council, template, trace=lambda title, text: None):
    now = int(time.time())
    query = fresh_query(template, kit.authority, council.authority, now)
    attempt = sign(kit, council, padded(query), now)
    trace("request", attempt.head().decode("ascii").rstrip())
    trace("what is signed", attempt.base.decode("ascii"))
    response = send(kit, council, attempt)
    trace("response", response.head.decode("latin-1"))
    return verify_answer(council, query, attempt, response, int(time.time()))


def show_trace(title, text):
    print("\n".join([f"--- {title}", *(plain(line) for line in text.splitlines()), ""]))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kit", help="a folder of the sandbox's peer-kit")
    parser.add_argument("--council", help="the GSS code of the council to ask; the sample query's, if left out")
    parser.add_argument("--query", help="a file with a query of yours; id, parties, times, salt and pad are made fresh")
    parser.add_argument("--json", action="store_true", help="prints one JSON object")
    parser.add_argument("--trace", action="store_true", help="prints what is sent, what is signed and what comes back")
    return parser.parse_args()


def main():
    options = arguments()
    try:
        kit = Kit.load(options.kit)
        template = json.loads(pathlib.Path(options.query).read_bytes()) if options.query else kit.sample()
        council = kit.councils[options.council or kit.sample_for]
    except (OSError, KeyError, ValueError) as error:
        print(f"error: the kit, the query or the council cannot be read: {error!r}", file=sys.stderr)
        return 2
    try:
        verified = ask(kit, council, template, show_trace if options.trace else lambda title, text: None)
    except NoVerifiedAnswer as fault:
        told = {"state": "no-verified-answer", "why": str(fault), "hint": fault.hint}
        hint = f"\n  the council says: {fault.hint['code']}. {plain(fault.hint['detail'])}" if fault.hint else ""
        print(json.dumps(told) if options.json else f"no verified answer: {plain(fault)}{hint}")
        return 1
    print(json.dumps(for_programs(verified)) if options.json else for_people(council, verified))
    return 0


if __name__ == "__main__":
    sys.exit(main())
