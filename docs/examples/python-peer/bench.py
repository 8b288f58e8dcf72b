"""Requests that are good but for one thing, and what must come back. checks.py uses it."""
import dataclasses
import json
import re
import secrets
import socket
import ssl
import threading
import time

import asking as client
import wire
from asking import QUERY_PATH, NoVerifiedAnswer
from encoding import BLOCK, Fault, b64, b64url, padded
from signatures import COMPONENTS, Signature, content_digest, signature_base

STATUS = {
    "http-malformed": 400, "json-malformed": 400, "signature-malformed": 400, "signature-missing": 401,
    "signature-parameter": 401, "signature-coverage": 401, "key-unknown": 401, "algorithm-mismatch": 401,
    "signature-time": 401, "digest-mismatch": 401, "signature-invalid": 401, "identity-mismatch": 401, "replayed": 401,
    "peer-suspended": 403, "not-found": 404, "method": 405, "timeout": 408, "query-id-conflict": 409,
    "length-required": 411, "body-size": 413, "target-size": 414, "media-type": 415, "content-encoding": 415,
    "misdirected": 421, "schema": 422, "rate": 429, "header-size": 431, "unavailable": 503, "clock": 503}
CANARY = "Canary Wharfinger"  # stands in every query, and must stand in no refusal
CLOSED = "closed without a response"


# What is sent


class Raw(str):
    """A parameter's value that is written as it is."""


@dataclasses.dataclass(frozen=True)
class Sent:
    """A request as octets, with what is needed to check the response to it."""

    attempt: client.Attempt
    query: dict
    head: bytes

    @property
    def octets(self):
        return self.head + self.attempt.body


@dataclasses.dataclass(frozen=True)
class Bend:
    """What is unusual about one request. What is left out is as it should be."""

    at: int = 0  # when it is signed, in seconds from now
    life: int = 120
    query: dict = dataclasses.field(default_factory=dict)  # members of the question
    text: callable = None  # changes the question's JSON; its padding is mended afterwards
    body: bytes = None  # stands in for the question
    method: str = "POST"
    target: str = QUERY_PATH
    host: str = None
    version: str = "HTTP/1.1"
    fields: dict = dataclasses.field(default_factory=dict)  # None leaves one out; a function makes one of the body
    components: tuple = COMPONENTS
    parameters: dict = dataclasses.field(default_factory=dict)  # None leaves one out
    signed: dict = dataclasses.field(default_factory=dict)  # other values in the signature base
    key: object = None
    bend_signature: callable = lambda octets: octets  # the rest happens after signing
    bend_head: callable = lambda octets: octets
    bend_body: callable = lambda octets: octets

    def octets(self, question):
        if self.body is not None:
            return self.body(question) if callable(self.body) else self.body
        octets = padded(question)
        return refit(self.text(octets)) if self.text else octets

    def plain_fields(self, body):
        fields = {
            "Content-Type": "application/json", "Content-Length": str(len(body)),
            "Content-Digest": content_digest(body)} | self.fields
        made = ((name, value(body) if callable(value) else value) for name, value in fields.items())
        return tuple((name, value) for name, value in made if value is not None)

    def given(self, now, key_id):
        given = {
            "created": now + self.at, "expires": now + self.at + self.life, "nonce": b64url(secrets.token_bytes(24)),
            "keyid": key_id, "alg": "ed25519", "tag": "fcg-request-v1"} | self.parameters
        return {name: value for name, value in given.items() if value is not None}

    def line(self, attempt, component):
        """A line of the signature base; what is not in the message has none, and the node refuses before it looks."""
        name = component.partition(";")[0]
        try:
            return [(quoted(component), self.signed.get(component) or attempt.component(name))]
        except Fault:
            return []


class Leaves:
    """The log as its receipts show it: every answer makes one leaf, and nothing else does."""

    def __init__(self):
        self.last = None

    def note(self, index):
        expected = index if self.last is None else self.last + 1
        self.last = index
        client.demand(index == expected, f"the answer is leaf {index}, not {expected}: what was refused made a leaf")


class Peer:
    """One registered authority that sends requests, good but for how they are bent."""

    def __init__(self, kit, council, leaves):
        self.kit, self.council, self.leaves = kit, council, leaves
        self.sent, self.started, self.lock = 0, time.monotonic(), threading.Lock()

    def question(self, now):
        query = client.fresh_query(self.kit.sample(), self.kit.authority, self.council.authority, now)
        return query | {"worker": query["worker"] | {"name": CANARY}}

    def request(self, **bends):
        bend, now = Bend(**bends), int(time.time())
        question = self.question(now) | bend.query
        body, given = bend.octets(question), bend.given(now, self.kit.key_id)
        path, mark, search = bend.target.partition("?")
        bare = client.Attempt(
            bend.method, bend.host or self.council.address, path, mark + search, bend.plain_fields(body), body,
            given.get("nonce", ""), now + bend.at, bend.components)
        parameters = "({}){}".format(" ".join(map(quoted, bend.components)), "".join(map(parameter, given.items())))
        lines = [line for name in bend.components for line in bend.line(bare, name)]
        base = signature_base(lines, parameters)
        signature = (bend.key or self.kit.signing_key).sign(base)
        wire = f"fcg=:{b64(bend.bend_signature(signature))}:"
        fields = bare.fields + (("Signature-Input", f"fcg={parameters}"), ("Signature", wire))
        attempt = dataclasses.replace(
            bare, fields=fields, body=bend.bend_body(body), base=base, signature=signature)
        head = attempt.head().replace(b" HTTP/1.1\r\n", f" {bend.version}\r\n".encode(), 1)
        return Sent(attempt, question, bend.bend_head(head))

    def pace(self):
        """Stays below the allowance of 20 requests a second with 100 at once, which has a check of its own."""
        with self.lock:
            self.sent += 1
            ahead = self.sent - 80 - 18 * (time.monotonic() - self.started)
        if ahead > 0:
            time.sleep(ahead / 18)

    def send(self, octets, seconds=15, **line):
        """The response to raw octets, or `CLOSED`."""
        self.pace()
        deadline = time.monotonic() + seconds
        try:
            with self.connect(deadline, **line) as connection:
                connection.sendall(octets)
                return read(connection, deadline)
        except (ssl.SSLError, ConnectionError):
            return CLOSED

    def connect(self, deadline, certificate="tls.crt.pem", newest=ssl.TLSVersion.TLSv1_3):
        context = wire.tls(self.kit, self.council, certificate)
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1_2, newest
        plain = socket.create_connection(self.council.place, timeout=wire.remaining(deadline))
        return context.wrap_socket(plain, server_hostname=self.council.host)


def read(connection, deadline):
    """A response of whatever kind; a connection that ends before one is `CLOSED`, one that stays silent is a fault."""
    connection.settimeout(wire.remaining(deadline))
    try:
        return wire.read_response(connection, deadline)
    except Fault as fault:
        if "connection was closed" in str(fault):
            return CLOSED
        raise
    except (ssl.SSLError, ConnectionError):
        return CLOSED


def quoted(component):
    name, mark, parameters = component.partition(";")
    return f'"{name}"{mark}{parameters}'


def parameter(item):
    name, value = item
    return f";{name}={value}" if isinstance(value, (int, Raw)) else f';{name}="{value}"'


def refit(body):
    """The same with as many zeros in `pad` as fill the last block, so that padding is not what is wrong with it."""
    bare = re.sub(rb'"pad":"0*"', b'"pad":""', body, count=1)
    return bare.replace(b'"pad":""', b'"pad":"' + b"0" * (-len(bare) % BLOCK) + b'"', 1)


# What must come back: each returns what is wrong, or None


def closed(peer, sent, response):
    return None if response == CLOSED else f"a response came: {told(response)}"


def verified(peer, sent, response):
    """A verified answer, whatever it says: an agreement may have a limit for the day."""
    try:
        verify(peer, sent, response)
    except NoVerifiedAnswer as fault:
        return f"{told(response)}: {fault}"
    return None


def answered(peer, sent, response):
    """A verified answer that is no refusal."""
    fault = verified(peer, sent, response)
    if fault or b'"outcome":"refused"' not in response.body:
        return fault
    return f"the answer is a refusal: {sorted(reasons(response))}"


def unknown_word(peer, sent, response):
    """A verified answer that refuses what has no word in the vocabulary."""
    fault = verified(peer, sent, response)
    if fault or "vocabulary-unknown" in reasons(response):
        return fault
    return f"nothing is refused as `vocabulary-unknown`: {sorted(reasons(response))}"


def reasons(response):
    categories = (entry for subject in json.loads(response.body)["subjects"] for entry in subject["categories"])
    return {entry["refused"] for entry in categories if "refused" in entry}


def verify(peer, sent, response):
    if response == CLOSED:
        raise NoVerifiedAnswer(CLOSED)
    return noted(peer, client.verify_answer(peer.council, sent.query, sent.attempt, response, int(time.time())))


def noted(peer, verified):
    peer.leaves.note(verified.index)
    return verified


def bare(status):
    """A refusal nobody could sign, because the request has no name for itself; the connection ends."""

    def judge(peer, sent, response):
        if response == CLOSED or response.status != status:
            return told(response)
        fits = not response.body and ("connection", "close") in response.fields
        return None if fits else "the response has a body, or leaves the connection open"

    judge.expected = f"{status}, unsigned"
    return judge


def problem(code, hint=""):
    """A problem document of this code, signed, that echoes nothing; `hint` stands in its detail for test peers."""

    def judge(peer, sent, response):
        if response == CLOSED or response.status != STATUS[code] or not response.body:
            return told(response)
        document = json.loads(response.body)
        if (document.get("code"), document.get("status")) != (code, STATUS[code]):
            return told(response)
        if not document.get("detail") or hint not in document["detail"]:
            return f"the detail does not speak of `{hint}`: {document.get('detail')}"
        return wrong_with_fields(code, response) or wrong_with_signature(peer, sent, response)

    judge.expected = f"{STATUS[code]} {code}"
    return judge


def wrong_with_fields(code, response):
    names = {name for name, _ in response.fields}
    needed = {401: {"www-authenticate", "accept-signature"}, 405: {"allow"}, 429: {"retry-after"}, 503: {"retry-after"}}
    missing = needed.get(STATUS[code], set()) - names
    if missing:
        return f"the response lacks {missing}"
    echoed = CANARY.encode() in response.head + response.body or "fcg-receipt" in names
    return "the refusal echoes the question, or has a receipt" if echoed else None


def wrong_with_signature(peer, sent, response):
    """Signed over the request's target always, its type and digest and the nonce where they could be read."""
    try:
        signature = Signature.of(response.fields)
        given = set(signature.components)
        required = client.OF_RESPONSE | client.OF_TARGET
        if not required <= given <= required | client.OF_REQUEST:
            return f"the refusal's signature covers {given}"
        kind, now = "application/problem+json", int(time.time())
        client.verify_signature(peer.council, sent.attempt, response, kind, given, now, needs_nonce=False)
    except (Fault, NoVerifiedAnswer) as fault:
        return f"the refusal's signature: {fault}"
    return None


def send_and_judge(peer, judge, sent, **line):
    return judge(peer, sent, peer.send(sent.octets, **line))


def told(response):
    if response == CLOSED:
        return CLOSED
    try:
        document = json.loads(response.body)
        return f"{response.status} {document.get('code', '')} {document.get('detail', '')}".rstrip()
    except (ValueError, AttributeError):
        return f"{response.status} with {len(response.body)} octets"
