"""The holder: a server that verifies in the fixed order, decides, records, and only then answers.

Each connection has a thread. A step that fails raises a `Fault` with its problem code, and nothing of what was asked
goes back. Clause ids name the rules in docs/protocol.
"""
import collections
import dataclasses
import datetime
import fcntl
import json
import re
import secrets
import socket
import ssl
import threading
import time

import merkle
import wire
from deciding import Table
from encoding import Fault, b64url, canonical, padded, sha256, strict_json, utc
from membership import identity_of
from messages import check_query
from record import Entry, Record
from signatures import (
    COMPONENTS, Response, Signature, evidence, has, one, read_digests, signed_response, structured, verify_request)

QUERY_PATH = "/fcg/v1/query"
STATUS = {  # FCP-ERR-1
    "http-malformed": 400, "json-malformed": 400, "signature-malformed": 400, "signature-missing": 401,
    "signature-parameter": 401, "signature-coverage": 401, "key-unknown": 401, "algorithm-mismatch": 401,
    "signature-time": 401, "digest-mismatch": 401, "signature-invalid": 401, "identity-mismatch": 401, "replayed": 401,
    "peer-suspended": 403, "not-found": 404, "method": 405, "timeout": 408, "query-id-conflict": 409,
    "length-required": 411, "body-size": 413, "target-size": 414, "media-type": 415, "content-encoding": 415,
    "misdirected": 421, "schema": 422, "rate": 429, "header-size": 431, "unavailable": 503, "clock": 503,
    "receipt-pending": 503}
WANTED = structured.written_inner_list(
    [(name, {}) for name in COMPONENTS], {"created": True, "expires": True, "tag": "fcg-request-v1"})
CHALLENGE = (  # FCP-ERR-8
    ("WWW-Authenticate", 'FCG-Signature profile="fcg-sig-v1"'), ("Accept-Signature", f"fcg={WANTED}"))
CONNECTIONS, RATE, BURST, ATTEMPTS_A_DAY, LIVE_NONCES, THREADS = 32, 20, 100, 5_000, 16_800, 400


class Allowances:
    """What each authority may take of this node (FCP-LIM-8 to 11). Its flood costs it, and nobody else."""

    def __init__(self):
        self.lock = threading.Lock()
        self.lines, self.attempts = collections.Counter(), collections.Counter()
        self.tokens = {}

    def open(self, authority):
        with self.lock:
            self.lines[authority] += 1
            return self.lines[authority] <= CONNECTIONS

    def close(self, authority):
        with self.lock:
            self.lines[authority] -= 1

    def take(self, authority, now, is_query):
        """One request, and one of the day's attempts. A connection has one in flight, so 32 are the most."""
        with self.lock:
            tokens, at = self.tokens.get(authority, (BURST, now))
            tokens = min(BURST, tokens + (now - at) * RATE)
            self.tokens[authority] = (max(0, tokens - 1), now)
            day = (authority, int(time.time()) // 86_400)
            self.attempts[day] += is_query
            if tokens < 1 or self.attempts[day] > ATTEMPTS_A_DAY:
                raise Fault("rate", "more requests than are allowed; wait")


class Reservations:
    """Nonces in use (FCP-TIM-7, FCP-TIM-19). The record's unique row decides in the end; this saves the work before."""

    def __init__(self, most=LIVE_NONCES):
        self.lock, self.until, self.most = threading.Lock(), collections.defaultdict(dict), most

    def reserve(self, authority, nonce, until, now):
        with self.lock:
            live = self.until[authority] = {name: end for name, end in self.until[authority].items() if end >= now}
            if nonce in live:
                raise Fault("replayed", "this nonce was used before; make a fresh one for every attempt")
            if len(live) >= self.most:
                raise Fault("rate", "too many live nonces; wait")
            live[nonce] = until

    def release(self, authority, nonce):
        with self.lock:
            self.until[authority].pop(nonce, None)


class Clock:
    """Wall time, unless it parts from the monotonic clock by more than a minute (FCP-TIM-17)."""

    def __init__(self):
        self.offset = time.time() - time.monotonic()

    def now(self):
        if abs(time.time() - time.monotonic() - self.offset) > 60:
            raise Fault("clock", "this node does not believe its own clock")
        return time.time()


class Holder:
    """What answers, apart from sockets: a request of a member goes in, a signed response comes out."""

    def __init__(self, folder, table=None):
        self.folder, self.table = folder, table or Table()
        self.record = Record(folder.path / "record.db", folder.authority)
        self.allowances, self.reservations, self.clock = Allowances(), Reservations(), Clock()
        self.deciding = threading.Lock()
        self.keys = folder.directory.keys()
        self.address = folder.about["endpoint"]
        self.fence = self.take_place()

    # FCP-TIM-15 and 16: one process, and after an unclean stop nothing that may have been answered before

    def take_place(self):
        self.lock_file = open(self.folder.path / "lock", "w")
        try:
            fcntl.flock(self.lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.lock_file.close()
            raise
        self.marker = self.folder.path / "stopped-in-order"
        is_fresh = self.record.is_empty() or self.marker.exists()
        self.marker.unlink(missing_ok=True)
        return 0 if is_fresh else int(time.time()) + 60

    def stop(self):
        """A stop in order lifts the fence only when the last message that it refuses has expired."""
        if time.time() > self.fence + 360:
            self.marker.touch()
        self.lock_file.close()

    # One request

    def respond(self, request, peer, read_body):
        """The response to a request whose header is sound. `read_body` reads its body, once there is reason to."""
        try:
            self.admit(request, peer)
            if request.path == QUERY_PATH:
                return self.answer(dataclasses.replace(request, body=read_body()), peer)
            read_body()
            return self.resource(request, peer)
        except Fault as fault:
            return self.problem(fault, request, peer)

    def admit(self, request, peer):
        if peer.is_suspended:
            raise Fault("peer-suspended", "this authority is suspended here")
        self.allowances.take(peer.authority, time.monotonic(), request.path == QUERY_PATH)
        if has(request.fields, "content-encoding"):
            raise Fault("content-encoding", "the content is coded")
        wanted = "POST" if request.path == QUERY_PATH else "GET"
        if wanted == "GET" and not self.is_offered(request):
            raise Fault("not-found", "there is nothing at this address")
        if request.method != wanted:
            raise Fault("method", f"only {wanted} is offered here")
        if wanted == "GET" and request.component("@authority") != self.address:  # FCP-TLS-25
            raise Fault("misdirected", "`host` is not the address of this node")

    def answer(self, request, peer):
        """What fails before the record makes no leaf (FCP-AUD-3), and nothing leaves before it (FCP-AUD-2)."""
        now = int(self.clock.now())
        if now > self.folder.directory.expires:  # FCP-DIR-16
            raise Fault("unavailable", "the directory has expired")
        signature, base = verify_request(request, self.address, self.keys, peer.authority, now)  # FCP-SIG-34
        given = signature.parameters
        if given["created"] < self.fence:
            raise Fault("signature-time", "signed before this node can know what it answered; sign anew")
        if request.query:
            raise Fault("not-found", "there is nothing at this address")
        self.reservations.reserve(peer.authority, given["nonce"], given["expires"] + 60, now)
        try:
            query = self.read_query(request, peer, given["created"])
            octets, receipt = self.decide_and_record(query, request, peer, signature, base)
        except Fault:
            raise
        except Exception as error:  # FCP-TIM-14: no state in which a nonce is used up and its record lost
            self.reservations.release(peer.authority, given["nonce"])
            raise Fault("unavailable", "the answer could not be recorded; nothing is released") from error
        fields = (("Content-Type", "application/json"), ("FCG-Receipt", receipt))
        covered = [(name, False) for name in ("@status", "content-type", "content-digest", "fcg-receipt")]
        covered += [(name, True) for name, _ in signature.components]  # FCP-SIG-35
        return signed_response(
            Response(200, fields, octets), covered, request, self.folder.signing_key, self.folder.key_id, now,
            given["nonce"])

    def read_query(self, request, peer, created):
        query = strict_json(request.body)
        check_query(query, request.body, peer.authority, self.folder.authority, created)
        if "ext" in query:
            raise Fault("schema", "`ext` holds an extension this node does not list")  # FCP-VER-1
        if not self.table.knows_relationships(query):
            raise Fault("schema", "`subjects` has a relationship that does not fit `about`")
        return query

    def decide_and_record(self, query, request, peer, signature, base):
        """One question at a time: a retry that arrives meanwhile finds the kept answer (FCP-TIM-20 to 22)."""
        with self.deciding:
            milliseconds = int(self.clock.now() * 1000)
            digest, kept = sha256(request.body), self.record.kept(peer.authority, query["id"])
            if kept and kept[0] != digest:
                raise Fault("query-id-conflict", "this id stands for other octets; a new question needs a new id")
            octets = kept[1] if kept and kept[1] else padded(self.table.answer(query, request.body, self.duty_desk))
            given = signature.parameters
            entry = Entry(
                "exchange.answered", peer.authority, query["id"], milliseconds, self.folder.directory.version,
                evidence(base, signature.octets), b64url(sha256(octets)), payloads(query, octets, bool(kept)), base,
                signature.octets)
            until = int(milliseconds / 1000) + 720
            year, place, leaf = self.record.append(
                entry, (given["nonce"], given["expires"] + 60), (digest, octets, until))
        receipt = (("origin", self.folder.origin(year)), ("index", place), ("leaf", leaf))
        return octets, ", ".join(f"{name}={structured.written(value)}" for name, value in receipt)

    @property
    def duty_desk(self):
        own = self.folder.councils.get(self.folder.authority)
        return own.duty_desk if own else {"phone": "see the directory", "hours": "see the directory"}

    # Problems

    def problem(self, fault, request, peer):
        """Signed as far as the request allows (FCP-ERR-4 to 6). Why in words is for test authorities only."""
        status = STATUS[fault.code]
        body = {
            "code": fault.code, "status": status, "title": TITLES.get(fault.code, "The request is not authenticated"),
            "instance": b64url(secrets.token_bytes(12))}
        if peer.is_test:
            body["detail"] = str(fault)
        fields = (("Content-Type", "application/problem+json"),) + CHALLENGE * (status == 401)
        fields += (("Retry-After", "30"),) * (status in (429, 503))
        fields += (("Allow", "POST" if request.path == QUERY_PATH else "GET"),) * (status == 405)
        response = Response(status, fields, canonical(body).encode())
        components, nonce = bindable(request)
        return signed_response(
            response, components, request, self.folder.signing_key, self.folder.key_id, int(time.time()), nonce)

    # What members may fetch: it proves itself, or decides nothing, so it bears no message signature

    def is_offered(self, request):
        return not request.query and (request.path == "/fcg/v1/node" or bool(CHECKPOINT.fullmatch(request.path))
                                      or bool(RECEIPT.fullmatch(request.path)))

    def resource(self, request, peer):
        checkpoint, receipt = CHECKPOINT.fullmatch(request.path), RECEIPT.fullmatch(request.path)
        if checkpoint:
            year = int(checkpoint[1])
            if not self.record.size(year):
                raise Fault("not-found", "there is nothing at this address")
            return plain(self.note(year))
        return plain(self.proof(receipt[1], peer)) if receipt else self.about_node()

    def about_node(self):
        year = datetime.datetime.now(datetime.timezone.utc).year
        directory = self.folder.directory
        about = {
            "type": "fcg.node/1", "authority": self.folder.authority, "software": "python-peer 1",
            "profiles": ["fcg-sig-v1"], "directory": directory.version, "directoryIssued": utc(directory.issued),
            "directoryExpires": utc(directory.expires), "log": self.folder.origin(year), "clock": utc(time.time())}
        return Response(200, (("Content-Type", "application/json"),), canonical(about).encode())

    def note(self, year):
        key, note_key = self.folder.log_key(year)
        return self.record.note(year, self.folder.origin(year), key, note_key)

    def proof(self, exchange, peer):
        """FCP-AUD-20 to 22: for the authority that asked, once a checkpoint with its quorum reaches the leaf."""
        place = self.record.place_of(peer.authority, exchange)
        if not place:
            raise Fault("not-found", "there is nothing at this address")
        found = self.record.cosigned(*place)
        if not found:
            raise Fault("receipt-pending", "no checkpoint with its quorum reaches this leaf yet")
        year, index = place
        path = merkle.inclusion_path(self.record.hashes(year)[:found[0]], index)
        return merkle.proof_text(self.record.leaf_at(year, index), index, path, found[1])


CHECKPOINT = re.compile(r"/audit/([0-9]{4})/checkpoint")
RECEIPT = re.compile(r"/fcg/v1/exchanges/([A-Za-z0-9-]{22,36})/receipt")
TITLES = {
    "http-malformed": "The request is not well-formed HTTP", "json-malformed": "The body is not well-formed JSON",
    "signature-malformed": "The signature fields are not well-formed", "peer-suspended": "This authority is suspended",
    "not-found": "There is nothing at this address", "method": "This method is not offered here",
    "timeout": "The request took too long", "query-id-conflict": "This id was used for another question",
    "length-required": "The request has no length", "body-size": "The body is too large",
    "target-size": "The target is too long", "header-size": "The header fields are too large",
    "media-type": "The media type is not supported", "content-encoding": "Content codings are not supported",
    "misdirected": "The request is for another authority", "schema": "The message does not fit its schema",
    "rate": "Too many requests", "unavailable": "The node cannot answer now",
    "clock": "The node cannot trust its clock", "receipt-pending": "The receipt is not ready"}


def plain(octets):
    return Response(200, (("Content-Type", "text/plain; charset=utf-8"),), octets)


def payloads(query, octets, is_repeat):
    """What the leaf commits to and does not show. It stays here, of the same members whatever was decided."""
    answer = json.loads(octets)
    return {
        "actor": query["worker"], "reason": {"case": query["case"], "justification": query["justification"]},
        "decision": {"purpose": query["purpose"], "outcome": answer["outcome"], "isRepeat": is_repeat},
        "subject": {"subjects": query["subjects"]}}


def bindable(request):
    """Which components of a request a problem can be bound to, and the nonce, if there is one good one."""
    covered = [(name, False) for name in ("@status", "content-type", "content-digest")]
    covered += [(name, True) for name in COMPONENTS[:4]]
    try:
        if one(request.fields, "content-type"):
            covered.append(("content-type", True))
    except Fault:
        pass
    try:
        one(request.fields, "content-digest")
        read_digests(request.fields)
        covered.append(("content-digest", True))
    except Fault:
        pass
    return covered, usable_nonce(request)


def usable_nonce(request):
    """FCP-ERR-17: that of a signature that can be read; where it cannot, whose nonce it is can be doubted."""
    try:
        signature = Signature.of(request.fields)
    except Fault:
        return None
    is_plain = all(isinstance(of_request, bool) for _, of_request in signature.components)
    return signature.parameters.get("nonce") if is_plain else None


class Server:
    """Sockets and threads around a holder. `alter` is for checks: it may change a response before it leaves."""

    def __init__(self, holder, host, port, alter=lambda response, request: response):
        self.holder, self.alter = holder, alter
        self.tls = wire.tls_server(holder.folder)
        self.listener = socket.create_server((host, port), backlog=128)
        self.room = threading.BoundedSemaphore(THREADS)

    def run(self):
        while True:
            try:
                plain_line, _ = self.listener.accept()
            except OSError:
                return
            self.room.acquire()
            threading.Thread(target=self.serve, args=(plain_line,), daemon=True).start()

    def start(self):
        threading.Thread(target=self.run, daemon=True).start()

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.holder.stop()

    def serve(self, plain_line):
        try:
            with plain_line:
                plain_line.settimeout(10)
                with self.tls.wrap_socket(plain_line, server_side=True) as line:
                    self.greet(line)
        except (OSError, ssl.SSLError, wire.Closed):
            pass
        finally:
            self.room.release()

    def greet(self, line):
        """Whose certificate it is: one name, of a member, under the issuer pinned for that member."""
        peer = identity_of(line.getpeercert(True), self.holder.folder.directory)
        if peer is None or not self.holder.allowances.open(peer.authority):
            if peer:
                self.holder.allowances.close(peer.authority)
            return
        try:
            self.converse(wire.Conversation(line), peer)
        finally:
            self.holder.allowances.close(peer.authority)

    def converse(self, conversation, peer):
        is_last = False
        while not is_last:
            try:
                request, version = wire.parse_head(conversation.head())
            except wire.Unsignable as refusal:
                conversation.send(refusal.status, (("Allow", "GET, POST"),) * (refusal.status == 405), b"", True)
                break
            is_last = self.one_request(conversation, request, version, peer)
        conversation.finish()

    def one_request(self, conversation, request, version, peer):
        """Whether it was the last: after a fault of framing nobody can say where the next one would begin."""
        unread = [True]

        def read_body():
            if length and has(request.fields, "expect"):  # FCP-TLS-14: only once the header has passed
                conversation.line.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            body = conversation.body(length)
            unread.clear()
            return body

        try:
            length = wire.body_length(request, version)
            response = self.health(request) or self.holder.respond(request, peer, read_body)
        except Fault as fault:
            length, response = 1, self.holder.problem(fault, request, peer)
        response = self.alter(response, request)
        asks = any(name.lower() == "connection" and "close" in value.lower() for name, value in request.fields)
        is_last = asks or bool(unread and length) or conversation.has_more()  # FCP-TLS-11
        conversation.send(response.status, response.fields, response.body, is_last)
        return is_last

    def health(self, request):
        """FCP-TLS-20: 204 while a query would be answered, 503 while none would, and no body."""
        if (request.method, request.path + request.query) != ("GET", "/health"):
            return None
        try:
            is_well = self.holder.clock.now() <= self.holder.folder.directory.expires
        except Fault:
            is_well = False
        return Response(204, ()) if is_well else Response(503, (("Retry-After", "30"),))
