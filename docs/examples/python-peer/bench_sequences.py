"""The checks of more than one request, and of connections. checks.py runs them."""
import concurrent.futures
import dataclasses
import re
import secrets
import socket
import ssl
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import asking as client
import wire
from bench import (
    CLOSED, Sent, answered, bare, closed, problem, quoted, read, send_and_judge, told, verify, wrong_with_fields)
from asking import QUERY_PATH, NoVerifiedAnswer
from encoding import b64, b64url, padded, sha256
from signatures import COMPONENTS, content_digest, evidence, signature_base
from bench_requests import PADDED, field


def first_fault(*faults):
    return next((fault for fault in faults if fault), None)


def replay(bench):
    """The same octets again."""
    sent = bench.peer.request()
    return first_fault(
        send_and_judge(bench.peer, answered, sent), send_and_judge(bench.peer, problem("replayed"), sent))


def nonce_again(bench):
    """A nonce again, under a fresh signature over a fresh question."""
    nonce = b64url(secrets.token_bytes(24))
    return first_fault(
        send_and_judge(bench.peer, answered, bench.peer.request(parameters={"nonce": nonce})),
        send_and_judge(bench.peer, problem("replayed"), bench.peer.request(parameters={"nonce": nonce})))


def replay_reordered(bench):
    """The same signature with the fields in another order."""
    sent = bench.peer.request()
    start, *lines = sent.head.rstrip(b"\r\n").split(b"\r\n")
    again = dataclasses.replace(sent, head=b"\r\n".join([start, *reversed(lines)]) + b"\r\n\r\n")
    return first_fault(
        send_and_judge(bench.peer, answered, sent), send_and_judge(bench.peer, problem("replayed"), again))


def many_copies(bench):
    """16 copies at once: one is answered, the others are replays."""
    sent = bench.peer.request()
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        responses = list(pool.map(lambda _: bench.peer.send(sent.octets), range(16)))
    good = [response for response in responses if answered(bench.peer, sent, response) is None]
    replays = [response for response in responses if problem("replayed")(bench.peer, sent, response) is None]
    return None if (len(good), len(replays)) == (1, 15) else f"{len(good)} answered, {len(replays)} refused as replays"


def forged_nonce(bench):
    """A forged message does not use up the nonce it names."""
    nonce = b64url(secrets.token_bytes(24))
    forged = bench.peer.request(parameters={"nonce": nonce}, bend_signature=lambda signature: bytes(64))
    return first_fault(
        send_and_judge(bench.peer, problem("signature-invalid"), forged),
        send_and_judge(bench.peer, answered, bench.peer.request(parameters={"nonce": nonce})))


def honest_retry(bench):
    """The same question in a new attempt: the same answer, octet for octet, under a leaf of its own."""
    now = int(time.time())
    query = bench.peer.question(now)
    attempts = [client.sign(bench.peer.kit, bench.council, padded(query), now) for _ in range(2)]
    responses = [bench.peer.send(attempt.head() + attempt.body) for attempt in attempts]
    try:
        first, second = (
            verify(bench.peer, Sent(attempt, query, attempt.head()), response)
            for attempt, response in zip(attempts, responses))
    except NoVerifiedAnswer as fault:
        return str(fault)
    if responses[0].body != responses[1].body:
        return "the retry got other octets"
    return None if first.index < second.index else "the retry has no leaf of its own"


def id_again(bench):
    """One id for two questions."""
    query = {"id": "again-" + secrets.token_hex(12)}
    return first_fault(
        send_and_judge(bench.peer, answered, bench.peer.request(query=query)),
        send_and_judge(bench.peer, problem("query-id-conflict"), bench.peer.request(query=query)))


def foreign_key(bench):
    """A sound signature of one authority over the connection of another."""
    sent = bench.peer.request(key=bench.other.kit.signing_key, parameters={"keyid": bench.other.kit.key_id})
    return send_and_judge(bench.peer, problem("identity-mismatch"), sent)


def foreign_name(bench):
    """Our key under the name of another authority's."""
    sent = bench.peer.request(parameters={"keyid": bench.other.kit.key_id})
    return send_and_judge(bench.peer, problem("identity-mismatch"), sent)


def whole_message_of_another(bench):
    """A message of another authority, carried over our connection."""
    sent = bench.other.request()
    return send_and_judge(bench.peer, problem("identity-mismatch"), sent)


def one_connection(bench):
    """Two requests, one after another, over one connection."""
    deadline = time.monotonic() + 10
    with bench.peer.connect(deadline) as line:
        for _ in range(2):
            bench.peer.pace()
            sent = bench.peer.request()
            line.sendall(sent.octets)
            fault = answered(bench.peer, sent, read(line, deadline))
            if fault:
                return fault
    return None


def smuggled(bench):
    """A second request behind the first in one write: one answer, and the connection ends."""
    first, second = bench.peer.request(), bench.peer.request()
    deadline = time.monotonic() + 10
    with bench.peer.connect(deadline) as line:
        line.sendall(first.octets + second.octets)
        fault = answered(bench.peer, first, read(line, deadline))
        if fault:
            return fault
        return closed(bench.peer, second, read(line, deadline))


def bad_certificate(name):
    def run(bench):
        sent = bench.peer.request(bend_head=field("Client-Cert: :MIIB:"))
        return send_and_judge(bench.peer, closed, sent, certificate=name)

    return run


def old_tls(bench):
    """TLS 1.2."""
    return send_and_judge(bench.peer, closed, bench.peer.request(), newest=ssl.TLSVersion.TLSv1_2)


def no_tls(bench):
    """HTTP without TLS."""
    with socket.create_connection(bench.council.place, timeout=10) as line:
        line.sendall(bench.peer.request().octets)
        try:
            received = line.recv(4_096)
        except ConnectionError:
            return None
    return "an HTTP response came" if received.startswith(b"HTTP/") else None


def stalled_handshakes(bench):
    """50 connections that begin no handshake keep nobody else waiting."""
    address = bench.council.place
    lines = [socket.create_connection(address, timeout=10) for _ in range(50)]
    try:
        began = time.monotonic()
        fault = send_and_judge(bench.peer, answered, bench.peer.request())
        return fault or (None if time.monotonic() - began < 2 else "others had to wait")
    finally:
        for line in lines:
            line.close()


def too_many_connections(bench):
    """Of one authority 32 connections are served and the 33rd is cut."""
    deadline = time.monotonic() + 20
    lines = [bench.peer.connect(deadline) for _ in range(32)]
    try:
        time.sleep(0.2)
        return send_and_judge(bench.peer, closed, bench.peer.request())
    finally:
        for line in lines:
            line.close()
        time.sleep(0.2)


def slow_body(bench):
    """A body that comes octet by octet is refused after ten seconds."""
    sent = bench.other.request()
    deadline = time.monotonic() + 20
    with bench.other.connect(deadline) as line:
        line.sendall(sent.head)
        response = trickle(line, sent.attempt.body, deadline)
    return problem("timeout")(bench.other, sent, response)


def slow_head(bench):
    """So is a header."""
    sent = bench.other.request()
    deadline = time.monotonic() + 20
    with bench.other.connect(deadline) as line:
        response = trickle(line, sent.head, deadline)
    return bare(408)(bench.other, sent, response)


def trickle(line, octets, deadline):
    """Sends an octet every half second until something comes back."""
    for octet in octets:
        line.sendall(bytes([octet]))
        line.settimeout(0.5)
        try:
            received = line.recv(65_536)
        except TimeoutError:
            continue
        except (ssl.SSLError, ConnectionError):
            return CLOSED
        return wire.read_response(Begun(line, received), deadline) if received else CLOSED
    return CLOSED


class Begun:
    """A connection of which the first octets have been read."""

    def __init__(self, line, received):
        self.line, self.received = line, received

    def settimeout(self, seconds):
        self.line.settimeout(seconds)

    def recv(self, most):
        received, self.received = self.received, b""
        return received or self.line.recv(most)


def get(bench, path, judge=None, contains=b""):
    sent = bench.peer.request(method="GET", target=path, body=b"", fields={"Content-Length": None})
    head = re.sub(rb"(Signature|Content)[^\r]*\r\n", b"", sent.head)
    attempt = dataclasses.replace(sent.attempt, nonce="", fields=())
    response = bench.peer.send(head)
    if judge:
        return judge(bench.peer, dataclasses.replace(sent, attempt=attempt), response)
    fits = response != CLOSED and response.status == 200 and contains in response.body
    return None if fits else told(response)


def node_page(bench):
    """The node describes itself to members."""
    return get(bench, "/fcg/v1/node", contains=b'"type":"fcg.node/1"')


def checkpoint(bench):
    """The log's checkpoint is a signed note that begins with its origin."""
    origin = next(log for log in bench.council.logs if "/audit/" in log)
    return get(bench, origin.removeprefix(bench.council.address) + "/checkpoint", contains=origin.encode() + b"\n")


def entries(bench):
    """The log's entries are not for peers."""
    origin = next(log for log in bench.council.logs if "/audit/" in log)
    path = origin.removeprefix(bench.council.address) + "/tile/entries/000"
    return get(bench, path, problem("not-found"))


def flood(bench):
    """More than the allowance is refused with 429 for this authority, while another is served."""
    deadline = time.monotonic() + 20
    head = f"GET /fcg/v1/node HTTP/1.1\r\nHost: {bench.council.address}\r\n\r\n".encode()
    statuses = []
    with bench.peer.connect(deadline) as line:
        while 429 not in statuses and len(statuses) < 400:
            line.sendall(head)
            response = read(line, deadline)
            if response == CLOSED:
                return CLOSED
            statuses.append(response.status)
    if 429 not in statuses:
        return f"{len(statuses)} requests were served"
    return first_fault(wrong_with_fields("rate", response), bench.liveness())


def known_answer(bench):
    """The example of docs/integrator-guide.md, octet for octet; it needs no node."""
    seed = sha256(b"fcg example asker key")
    digest = content_digest(PADDED)
    lines = [
        ("@method", "POST"), ("@authority", "gateway.stockport.example"), ("@path", QUERY_PATH), ("@query", "?"),
        ("content-type", "application/json"), ("content-digest", digest)]
    parameters = (
        f"({' '.join(map(quoted, COMPONENTS))});created=1795170960;expires=1795171080;"
        'nonce="Cf_hUrUVwqaXtpb7Eg3MSoqiIVN4FI_o";keyid="E08000035#2026a";alg="ed25519";tag="fcg-request-v1"')
    base = signature_base([(quoted(name), value) for name, value in lines], parameters)
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(base)
    told_by_guide = (
        429, "sha-256=:JWqSFdvUzYNtX8gDy6pDA60FI3x3w8cNdiExC98fV9c=:",
        "mnMgYkb1EfKXngGMrKMEAj1Dm+ZyXf0Eqo9DtYSxPxdv3kKBAk7jYvl6p1Nl/du/t7//3Zs9moK+1Mh6lWrMAw==",
        "TvGMzJpcwjlmRyOra5pctC2ZaermSKNnLbAqt_KKQFw")
    made = (len(base), digest, b64(signature), evidence(base, signature))
    return None if made == told_by_guide else f"the guide's example does not come out: {made}"


def changed(name, change):
    """A response with one field changed; None takes the field away."""

    def bend(response):
        given = response.fields + (() if name in dict(response.fields) else ((name, ""),))
        fields = [(field, change(value) if field == name else value) for field, value in given]
        return dataclasses.replace(response, fields=tuple(pair for pair in fields if pair[1] is not None))

    return bend


def other_body(response):
    return dataclasses.replace(response, body=response.body.replace(b'"matched"', b'"unknown"', 1))


def other_body_and_digest(response):
    other = other_body(response)
    return changed("content-digest", lambda value: content_digest(other.body))(other)


ALTERED = {
    "the status": lambda response: dataclasses.replace(response, status=503),
    "the body": other_body,
    "the body and its digest": other_body_and_digest,
    "the receipt's index": changed("fcg-receipt", lambda value: re.sub("index=[0-9]+", "index=999", value)),
    "the receipt": changed("fcg-receipt", lambda value: None),
    "the signature": changed("signature", lambda value: None),
    "one bit of it": changed("signature", lambda value: value.replace("fcg=:", "fcg=:A", 1)[:-4] + "==:"),
    "a second signature": changed("signature", lambda value: f"{value}, two{value[3:]}"),
    "the nonce": changed("signature-input", lambda value: re.sub('nonce="[^"]*"', f'nonce="{"a" * 32}"', value)),
    "the tag": changed("signature-input", lambda value: value.replace("fcg-response-v1", "fcg-request-v1")),
    "the key": changed("signature-input", lambda value: value.replace('keyid="', 'keyid="E06999902#kit', 1)),
    "the times": changed("signature-input", lambda value: re.sub("created=[0-9]+", "created=1", value)),
    "the coverage": changed("signature-input", lambda value: value.replace(' "fcg-receipt"', "", 1)),
    "a coding": changed("content-encoding", lambda value: "gzip"),
}


def altered_answers(bench):
    """The client itself: an answer that was altered in any place, or answers another attempt, is no answer."""
    sent, other = bench.peer.request(), bench.peer.request()
    response = bench.peer.send(sent.octets)
    verify(bench.peer, sent, response)
    believed = [name for name, bend in ALTERED.items() if is_believed(bench, sent, bend(response))]
    if is_believed(bench, other, response):
        believed.append("an answer to another attempt")
    return f"the client believes an answer with other {believed}" if believed else None


def is_believed(bench, sent, response):
    try:
        client.verify_answer(bench.council, sent.query, sent.attempt, response, int(time.time()))
        return True
    except NoVerifiedAnswer:
        return False


LONG = [
    ("guide", "the known answer", known_answer), ("client", "altered answers", altered_answers),
    ("replay", "the same octets again", replay), ("replay", "a nonce again, freshly signed", nonce_again),
    ("replay", "the same with fields in another order", replay_reordered), ("replay", "16 copies at once", many_copies),
    ("replay", "a nonce that a forgery named", forged_nonce), ("replay", "an honest retry", honest_retry),
    ("replay", "an id for two questions", id_again), ("identity", "the key of another authority", foreign_key),
    ("identity", "our key under another authority's name", foreign_name),
    ("identity", "another authority's message", whole_message_of_another),
    ("tls", "no client certificate", bad_certificate(None)),
    ("tls", "an expired certificate", bad_certificate("bad/expired.crt.pem")),
    ("tls", "a certificate of another issuer", bad_certificate("bad/other-ca.crt.pem")),
    ("tls", "a certificate not for clients", bad_certificate("bad/no-client-auth.crt.pem")),
    ("tls", "TLS 1.2", old_tls), ("tls", "no TLS", no_tls), ("tls", "50 stalled handshakes", stalled_handshakes),
    ("connection", "two requests, one after another", one_connection),
    ("connection", "a request hidden behind another", smuggled),
    ("connection", "the 33rd connection", too_many_connections),
    ("pages", "the node's page", node_page), ("pages", "the log's checkpoint", checkpoint),
    ("pages", "the log's entries", entries), ("limits", "a flood", flood),
]
SLOW = [("limits", "a slow body", slow_body), ("limits", "a slow header", slow_head)]
