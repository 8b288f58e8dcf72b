"""TLS 1.3 with certificates on both sides, and the part of HTTP/1.1 (RFC 9112) that the protocol speaks.

Nothing is repaired: a difference between two readers of one message is an attack.
"""
import re
import socket
import ssl
import time

from encoding import Fault
from membership import uri_names
from signatures import Request, Response, has

TARGET_LIMIT, FIELD_LIMIT, FIELD_COUNT, HEAD_LIMIT = 2_048, 8_192, 64, 32_768
QUERY_LIMIT, ANSWER_LIMIT = 65_536, 262_144
NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
VALUE = re.compile(r"[\t -~]*")
TARGET = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*")
HOST = re.compile(r"[A-Za-z0-9._~:\[\]-]+")


class Closed(Exception):
    """The other side has closed the connection, or was silent for too long, before anything came."""


class Unsignable(Exception):
    """What came is not one HTTP request to one host, so no response to it can be signed; `status` says what to send."""

    def __init__(self, status):
        super().__init__(status)
        self.status = status


# TLS


def context(side, folder, issuers, certificate="tls.crt.pem"):
    made = ssl.SSLContext(side)
    made.minimum_version = ssl.TLSVersion.TLSv1_3
    made.verify_mode = ssl.CERT_REQUIRED
    made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # a pinned issuer need not have signed itself
    made.set_alpn_protocols(["http/1.1"])
    for issuer in issuers:
        made.load_verify_locations(cadata=issuer)
    if certificate:
        made.load_cert_chain(folder.path / certificate, folder.path / "tls.key.pem")
    return made


def tls(folder, council, certificate="tls.crt.pem"):
    """The asking side. The one root is the issuer pinned for this council, not those of all."""
    return context(ssl.PROTOCOL_TLS_CLIENT, folder, [council.issuer], certificate)


def tls_server(folder):
    """The answering side. Whose issuer it was is looked at after the handshake. No tickets: a resumed session would
    outlive the directory that let it in."""
    made = context(ssl.PROTOCOL_TLS_SERVER, folder, [member.issuer for member in folder.councils.values()])
    made.num_tickets = 0
    return made


def connect(folder, council, deadline):
    plain = socket.create_connection(council.place, timeout=remaining(deadline))
    try:
        line = tls(folder, council).wrap_socket(plain, server_hostname=council.host)
    except BaseException:
        plain.close()
        raise
    if uri_names(line.getpeercert(True)) != [council.identity]:
        line.close()
        raise Fault("identity-mismatch", "the server is not the council dialled")
    return line


def remaining(deadline):
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise Fault("timeout", "no complete message in time")
    return seconds


# Reading, on both sides


def receive(line, deadline):
    """What comes next; nothing at all means that the other side has closed."""
    line.settimeout(remaining(deadline))
    try:
        return line.recv(65_536)
    except (TimeoutError, socket.timeout):
        raise Fault("timeout", "no complete message in time") from None


def split_lines(head):
    """The first line, and name and value of each field; a line that is no field is a fault."""
    text = head.decode("latin-1")
    if re.search(r"[\0\n\r]", text.replace("\r\n", "")):
        raise ValueError("a line ends in an odd way")
    start, *lines = text.split("\r\n")
    fields = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not NAME.fullmatch(name) or not VALUE.fullmatch(value):
            raise ValueError("a line is no field")
        fields.append((name, value.strip(" \t")))
    return start, tuple(fields)


# Responses, as their asker reads them


def read_response(line, deadline):
    """One response with a length, within the limits; no interim ones, no coding, no redirect is followed."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += more(line, deadline)
        if len(received) > HEAD_LIMIT + ANSWER_LIMIT:
            raise Fault("header-size", "the answer's header is too long")
    head, _, body = received.partition(b"\r\n\r\n")
    if len(head) > HEAD_LIMIT:
        raise Fault("header-size", "the answer's header is too long")
    try:
        start, fields = split_lines(head)
    except ValueError as error:
        raise Fault("http-malformed", str(error)) from None
    status = re.fullmatch(r"HTTP/1\.1 ([2-5][0-9]{2})( .*)?", start)
    if not status or has(fields, "transfer-encoding"):
        raise Fault("http-malformed", "what came back is not one HTTP/1.1 response with a length")
    lengths = ["0"] if status[1] == "204" else [value for name, value in fields if name.lower() == "content-length"]
    if len(lengths) != 1 or not re.fullmatch("[0-9]{1,7}", lengths[0]) or int(lengths[0]) > ANSWER_LIMIT:
        raise Fault("body-size", "the answer has no length, or too much of it")
    while len(body) < int(lengths[0]):
        body += more(line, deadline)
    if len(body) > int(lengths[0]):
        raise Fault("http-malformed", "octets follow the answer")
    return Response(int(status[1]), tuple((name.lower(), value) for name, value in fields), body, head)


def more(line, deadline):
    octets = receive(line, deadline)
    if not octets:
        raise Fault("http-malformed", "the connection was closed before the answer was complete")
    return octets


def exchange(folder, council, octets, seconds):
    """Carries octets to one council and brings back its response, within one deadline over everything."""
    deadline = time.monotonic() + seconds
    with connect(folder, council, deadline) as line:
        line.sendall(octets)
        return read_response(line, deadline)


# Requests, as their holder reads them


class Conversation:
    """One connection of a peer. `early` holds what came behind the request that is being answered."""

    def __init__(self, line, idle=60, head=10, body=10):
        self.line, self.early = line, b""
        self.idle, self.head_time, self.body_time = idle, head, body

    def head(self):
        """A request's header; ten seconds from its first octet."""
        try:
            received = self.early or receive(self.line, time.monotonic() + self.idle)
        except Fault:
            raise Closed from None
        deadline = time.monotonic() + self.head_time
        while b"\r\n\r\n" not in received:
            if not received:
                raise Closed
            if len(received) > 2 * HEAD_LIMIT:
                raise Unsignable(431)
            try:
                octets = receive(self.line, deadline)
            except Fault:
                raise Unsignable(408) from None
            if not octets:
                raise Closed
            received += octets
        head, _, self.early = received.partition(b"\r\n\r\n")
        return head

    def body(self, length):
        """The body; ten seconds for all of it. What comes behind it stays in `early`."""
        deadline = time.monotonic() + self.body_time
        while len(self.early) < length:
            octets = receive(self.line, deadline)
            if not octets:
                raise Closed
            self.early += octets
        body, self.early = self.early[:length], self.early[length:]
        return body

    def has_more(self):
        """Whether something came before our response: nobody can say what it answers."""
        if self.early or self.line.pending():
            return True
        self.line.settimeout(0)
        try:
            self.early = self.line.recv(1)
            return True
        except (ssl.SSLWantReadError, BlockingIOError):
            return False

    def send(self, status, fields, body, is_last):
        lines = [f"HTTP/1.1 {status} {REASONS.get(status, '')}".rstrip()]
        lines += [f"{name}: {value}" for name, value in fields]
        lines += ["Connection: close"] * is_last + [f"Content-Length: {len(body)}"] * (status != 204)
        self.line.settimeout(self.idle)
        self.line.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("ascii") + body)

    def finish(self):
        """Ends the connection so that the peer can still read what was sent: says goodbye, and drops what comes for up
        to a second. Closing on unread octets would make the system throw the response away."""
        deadline = time.monotonic() + 1
        try:
            self.line.settimeout(0)
            self.line.unwrap()
        except (OSError, ValueError):
            pass
        try:
            socket.socket.shutdown(self.line, socket.SHUT_WR)
            while time.monotonic() < deadline:
                self.line.settimeout(remaining(deadline))
                if not socket.socket.recv(self.line, 65_536):
                    break
        except (OSError, ValueError, Fault):
            pass
        self.line.close()


REASONS = {
    200: "OK", 204: "No Content", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict", 411: "Length Required",
    413: "Content Too Large", 414: "URI Too Long", 415: "Unsupported Media Type", 421: "Misdirected Request",
    422: "Unprocessable Content", 429: "Too Many Requests", 431: "Request Header Fields Too Large",
    503: "Service Unavailable"}


def parse_head(head):
    """The request as a signature can name it (one host, a target in origin form, ASCII fields) and the version.

    Two lengths, or a length beside a coding, leave open where the request ends (FCP-TLS-9): that cannot even be refused
    by name (FCP-ERR-7).
    """
    try:
        start, fields = split_lines(head)
        method, target, version = start.split(" ")
    except ValueError:
        raise Unsignable(400) from None
    hosts = [value for name, value in fields if name.lower() == "host"]
    lengths = [value for name, value in fields if name.lower() == "content-length"]
    if not re.fullmatch(r"HTTP/1\.[0-9]", version) or not re.fullmatch("[A-Z]{1,32}", method):
        raise Unsignable(400)
    if len(hosts) != 1 or not HOST.fullmatch(hosts[0]) or not TARGET.fullmatch(target):
        raise Unsignable(400 if method in ("GET", "POST") else 405)
    if len(lengths) > 1 or (lengths and has(fields, "transfer-encoding")):
        raise Unsignable(400)
    path, mark, query = target.partition("?")
    others = tuple(pair for pair in fields if pair[0].lower() != "host")
    return Request(method, hosts[0], path, mark + query, others), version


def body_length(request, version):
    """How many octets of body follow. Raises what is wrong with the header's size (FCP-LIM-1 to 3) or framing."""
    if len(request.path) + len(request.query) > TARGET_LIMIT:
        raise Fault("target-size", "the target is longer than 2,048 octets")
    sizes = [len(name) + len(value) for name, value in request.fields]
    if len(sizes) >= FIELD_COUNT or max(sizes, default=0) > FIELD_LIMIT or sum(sizes) > HEAD_LIMIT:
        raise Fault("header-size", "there are too many fields, or too long ones")
    codings = [value for name, value in request.fields if name.lower() == "transfer-encoding"]
    expected = [value for name, value in request.fields if name.lower() == "expect"]
    lengths = [value for name, value in request.fields if name.lower() == "content-length"]
    if version != "HTTP/1.1" or has(request.fields, "upgrade") or codings not in ([], ["chunked"]):
        raise Fault("http-malformed", "the version, an upgrade or a coding is not one we speak")
    if any(value.lower() != "100-continue" for value in expected):
        raise Fault("http-malformed", "nothing but 100-continue can be expected")
    if not lengths:
        if request.method == "POST" or codings:
            raise Fault("length-required", "there is no `content-length`")
        return 0
    if not re.fullmatch("[0-9]+", lengths[0]) or (request.method != "POST" and lengths[0] != "0"):
        raise Fault("http-malformed", "the length is no number, or the method has no body")
    if len(lengths[0]) > 9 or int(lengths[0]) > QUERY_LIMIT:
        raise Fault("body-size", "the body is longer than 65,536 octets")
    return int(lengths[0])
