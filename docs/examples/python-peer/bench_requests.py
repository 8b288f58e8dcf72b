"""The checks of one request: name, what must come back, how the request is bent. checks.py runs them."""
import gzip
import hashlib
import re
import time

from bench import Raw, answered, bare, problem, unknown_word
from asking import QUERY_PATH
from encoding import b64, b64url, canonical, utc
from signatures import COMPONENTS, content_digest

def edit(old, new):
    return lambda text: text.replace(old.encode(), new.encode(), 1)


def field(line):
    """One more header line, as it is."""
    return lambda head: head.replace(b"\r\nHost:", b"\r\n" + line.encode("latin-1") + b"\r\nHost:", 1)


def without(component):
    return tuple(name for name in COMPONENTS if name != component)


def plus_order(signature):
    """The same signature with the group's order added to S: malleable, and refused by RFC 8032 §5.1.7."""
    scalar = int.from_bytes(signature[32:], "little") + 2**252 + 27742317777372353535851937790883648493
    return signature[:32] + scalar.to_bytes(32, "little")


def der(signature):
    """The two halves as an ASN.1 sequence of integers, as ECDSA libraries like to write them."""
    halves = b"".join(b"\x02\x21\x00" + half for half in (signature[:32], signature[32:]))
    return b"\x30" + bytes([len(halves)]) + halves


def second_signature(head):
    head = re.sub(rb"(Signature-Input: )fcg=([^\r]*)", rb"\1fcg=\2, two=\2", head)
    return re.sub(rb"(Signature: )fcg=([^\r]*)", rb"\1fcg=\2, two=\2", head)


def unpadded(question):
    return canonical(question | {"pad": ""}).encode()


def chunk(body):
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def deep(levels):
    return edit('"type":"fcg.query/1"', '"type":"fcg.query/1","x":' + "[" * levels + "]" * levels)


def member(text):
    return edit('"type":"fcg.query/1"', '"type":"fcg.query/1",' + text)


def row(name, judge, **bends):
    return name, judge, bends


def digests(make):
    """Other digests of the body than the usual one; the body is known only when the request is made."""
    return {"Content-Digest": lambda body: ", ".join(make(content_digest(body), content_digest_512(body)))}


def content_digest_512(body):
    return f"sha-512=:{b64(hashlib.sha512(body).digest())}:"


EMPTY = content_digest(b"")
LONG_NAMES = b'"given":[' + b",".join([b'"' + b"a" * 4_000 + b'"'] * 4) + b"]"
PADDED = b'{"pad":"' + b"0" * 4086 + b'"}'

GOOD = [
    row("a good request", answered),
    row("a life of 300 seconds", answered, life=300),
    row("made 50 seconds ahead of the node's clock", answered, at=50),
    row("no `alg`", answered, parameters={"alg": None}),
    row("another label", answered, bend_head=lambda h: h.replace(b"fcg=(", b"sig1=(").replace(b"fcg=:", b"sig1=:")),
    row("a digest by SHA-512", answered, fields=digests(lambda short, long: [long])),
    row("two digests", answered, fields=digests(lambda short, long: [long, short])),
    row("a covered field of the asker's own", answered, fields={"X-Case": "7"}, components=COMPONENTS + ("x-case",)),
    row("the host in capitals", answered, bend_head=lambda h: h.replace(b"Host: localhost", b"Host: LOCALHOST")),
    row("components in another order", answered, components=tuple(reversed(COMPONENTS))),
    row("an unknown field beside the signed ones", answered, bend_head=field("X-Forwarded-Host: other.example")),
    row("names of 16,000 octets", answered, text=lambda text: re.sub(rb'"given":\[[^]]*]', LONG_NAMES, text, count=1)),
    row("an unknown purpose", unknown_word, query={"purpose": "idle-curiosity"}),
    row("a purpose in another case", unknown_word, query={"purpose": "s47-Enquiry"}),
    row("an unknown service", unknown_word, query={"categories": ["school", "tax-credits"]}),
]

SIGNATURE = [
    row("no signature", problem("signature-missing"), bend_head=lambda h: re.sub(rb"Signature[^\r]*\r\n", b"", h)),
    row(
        "`Signature-Input` alone", problem("signature-missing"),
        bend_head=lambda h: re.sub(rb"Signature:[^\r]*\r\n", b"", h)),
    row("two signatures", problem("signature-malformed", "more than one signature"), bend_head=second_signature),
    row("labels that differ", problem("signature-malformed"), bend_head=lambda h: h.replace(b"fcg=:", b"other=:")),
    row(
        "a signature that is a string", problem("signature-malformed"),
        bend_head=lambda h: re.sub(rb"fcg=:([^:]*):", rb'fcg="\1"', h)),
    row("a signature of 63 octets", problem("signature-invalid"), bend_signature=lambda s: s[:63]),
    row("a signature of 65 octets", problem("signature-invalid"), bend_signature=lambda s: s + b"\0"),
    row("an empty signature", problem("signature-invalid"), bend_signature=lambda s: b""),
    row("a signature of zeros", problem("signature-invalid"), bend_signature=lambda s: bytes(64)),
    row("one flipped bit", problem("signature-invalid"), bend_signature=lambda s: bytes([s[0] ^ 1]) + s[1:]),
    row("a malleated signature", problem("signature-invalid"), bend_signature=plus_order),
    row("a signature in DER", problem("signature-invalid"), bend_signature=der),
    *[row(f"`{name}` not covered", problem("signature-coverage", "must be covered"), components=without(name))
      for name in COMPONENTS],
    row("nothing covered", problem("signature-coverage"), components=()),
    row("a component twice", problem("signature-malformed", "covered twice"), components=COMPONENTS + ("@path",)),
    row(
        "`@status` in a request", problem("signature-coverage"),
        components=COMPONENTS + ("@status",), signed={"@status": "200"}),
    row("a component with `req`", problem("signature-coverage"), components=COMPONENTS + ("@method;req",)),
    row(
        "a covered field that is not there", problem("signature-coverage", "not in the message"),
        components=COMPONENTS + ("x-case",)),
    row("an unknown parameter", problem("signature-malformed", "does not know"), parameters={"priority": "high"}),
    row("no `created`", problem("signature-parameter"), parameters={"created": None}),
    row("no `expires`", problem("signature-parameter"), parameters={"expires": None}),
    row("no `nonce`", problem("signature-parameter"), parameters={"nonce": None}),
    row("no `keyid`", problem("signature-parameter"), parameters={"keyid": None}),
    row("no `tag`", problem("signature-parameter"), parameters={"tag": None}),
    row("the tag of a response", problem("signature-parameter"), parameters={"tag": "fcg-response-v1"}),
    row("`created` as text", problem("signature-parameter"), parameters={"created": "1795170960"}),
    row("`created` with a fraction", problem("signature-parameter"), parameters={"created": Raw("1795170960.0")}),
    row("`created` with 16 digits", problem("signature-malformed"), parameters={"created": Raw("1" * 16)}),
    row("a nonce of 21 characters", problem("signature-parameter"), parameters={"nonce": "a" * 21}),
    row(
        "a key name that is an address", problem("signature-parameter"),
        parameters={"keyid": "https://other.example/key"}),
    row("an unknown key name", problem("key-unknown"), parameters={"keyid": "E06999901#other"}),
    row("the key name in another case", problem("key-unknown"), parameters={"keyid": "e06999901#kit"}),
    row("a key name of RFC 9421", problem("key-unknown"), parameters={"keyid": "test-key-ed25519"}),
    row("an algorithm that is not the key's", problem("algorithm-mismatch"), parameters={"alg": "ecdsa-p256-sha256"}),
    row("`alg` none", problem("algorithm-mismatch"), parameters={"alg": "none"}),
    row("`alg` hmac-sha256", problem("algorithm-mismatch"), parameters={"alg": "hmac-sha256"}),
]

TIME = [
    row("made 400 seconds ago", problem("signature-time", "360 seconds ago"), at=-400, life=300),
    row("expired 70 seconds ago", problem("signature-time", "60 seconds ago"), at=-100, life=30),
    row("made 90 seconds ahead", problem("signature-time", "60 seconds ahead"), at=90),
    row("a life of 301 seconds", problem("signature-time", "1 to 300 seconds"), life=301),
    row("a life of a year", problem("signature-time", "1 to 300 seconds"), life=31_536_000),
    row("expires before it is created", problem("signature-time", "1 to 300 seconds"), life=-1),
    row("made in 1970", problem("signature-time"), parameters={"created": 0, "expires": 120}),
]

CONTENT = [
    row(
        "a body altered after signing", problem("digest-mismatch"),
        bend_body=lambda b: b.replace(b'"pad":"0', b'"pad":"1', 1)),
    row("the digest of another body", problem("digest-mismatch"), fields={"Content-Digest": EMPTY}),
    row(
        "one of two digests wrong", problem("digest-mismatch"),
        fields=digests(lambda short, long: [short, content_digest_512(b"")])),
    row("no digest", problem("digest-mismatch"), fields={"Content-Digest": None}, signed={"content-digest": EMPTY}),
    row(
        "only `Digest`, as it used to be", problem("digest-mismatch"),
        fields={"Content-Digest": None, "Digest": "SHA-256=" + b64(bytes(32))}),
    row(
        "a digest of another algorithm", problem("digest-mismatch", "neither"),
        fields={"Content-Digest": "md5=:1B2M2Y8AsgTpgAmY7PhCfg==:"}),
    row("a digest key in upper case", problem("signature-malformed"), fields={"Content-Digest": EMPTY.upper()}),
    row(
        "a digest twice", problem("signature-malformed", "stands twice"),
        fields={"Content-Digest": f"{EMPTY}, {EMPTY}"}),
    row("a short digest", problem("signature-malformed"), fields={"Content-Digest": f"sha-256=:{b64(bytes(31))}:"}),
    row("a gzip body", problem("content-encoding"), body=gzip.compress(PADDED), fields={"Content-Encoding": "gzip"}),
    row("text/plain", problem("media-type"), fields={"Content-Type": "text/plain"}),
    row("a charset parameter", problem("media-type"), fields={"Content-Type": "application/json; charset=utf-8"}),
    row("no media type", problem("media-type"), fields={"Content-Type": None}, signed={"content-type": "x"}),
    row("a body over 64 KiB", problem("body-size"), body=b"0" * 65_537),
    row(
        "a declared tebibyte", problem("body-size"),
        bend_head=lambda h: re.sub(rb"Content-Length: \d+", b"Content-Length: 1099511627776", h)),
]

TARGET = [
    row("addressed to another host", problem("misdirected"), host="other.example"),
    row("signed for another host", problem("signature-invalid"), signed={"@authority": "other.example"}),
    row("signed for another path", problem("signature-invalid"), signed={"@path": "/fcg/v2/query"}),
    row("signed for another method", problem("signature-invalid"), signed={"@method": "PUT"}),
    row("a query string, signed", problem("not-found"), target=QUERY_PATH + "?trace=1"),
    row("signed without the question mark", problem("signature-invalid"), signed={"@query": " "}),
    row("GET on the query", problem("method"), method="GET", body=b"", fields={"Content-Length": "0"}),
    row("PUT on the query", problem("http-malformed"), method="PUT"),
    row("an unknown path", problem("not-found"), target="/fcg/v1/queries"),
    row("the path with a slash behind", problem("not-found"), target=QUERY_PATH + "/"),
    row("the path with two slashes", problem("not-found"), target="//fcg/v1/query"),
    row("an encoded letter in the path", problem("not-found"), target="/fcg/v1/%71uery"),
    row("dot segments", problem("not-found"), target="/fcg/v1/x/../query"),
    row("the next protocol version", problem("not-found"), target="/fcg/v2/query"),
    row("a target of 3,000 octets", problem("target-size"), target="/" + "a" * 3_000),
]

FRAMING = [
    row(
        "chunked", problem("length-required"),
        fields={"Content-Length": None, "Transfer-Encoding": "chunked"}, bend_body=chunk),
    row("chunked and a length", bare(400), fields={"Transfer-Encoding": "chunked"}),
    row("no length", problem("length-required"), fields={"Content-Length": None}),
    row("HTTP/1.0", problem("http-malformed"), version="HTTP/1.0"),
    row("an expectation nobody has", problem("http-malformed"), bend_head=field("Expect: 200-maybe")),
    row("an upgrade to HTTP/2", problem("http-malformed"), bend_head=field("Upgrade: h2c")),
    row("65 fields", problem("header-size"), bend_head=field("\r\n".join(f"X-{number}: 1" for number in range(65)))),
    row("a field of 9,000 octets", problem("header-size"), bend_head=field("X-Long: " + "a" * 9_000)),
    row("two hosts", bare(400), bend_head=field("Host: other.example")),
    row("no host", bare(400), bend_head=lambda h: re.sub(rb"Host:[^\r]*\r\n", b"", h)),
    row("two lengths", bare(400), bend_head=field("Content-Length: 4096")),
    row("a field that is not ASCII", bare(400), bend_head=field("X-Name: Zoë")),
    row("the absolute form", bare(400), bend_head=lambda h: h.replace(b"POST /", b"POST https://other.example/", 1)),
    row("CONNECT", bare(405), bend_head=lambda h: h.replace(b"POST /fcg/v1/query", b"CONNECT other.example:443", 1)),
    row("a folded field", bare(400), bend_head=field("X-Fold: a\r\n b")),
    row("a space before the colon", bare(400), bend_head=field("X-Space : a")),
    row("not HTTP at all", bare(400), bend_head=lambda h: b"\x16\x03\x01 hello\r\n\r\n"),
]

JSON = [
    row("a member twice", problem("json-malformed"), text=member('"type":"fcg.query/1"')),
    row("a member twice, once escaped", problem("json-malformed"), text=member(r'"t\u0079pe":"fcg.query/1"')),
    row("1,000 levels", problem("json-malformed"), text=deep(1_000)),
    row("30,000 levels", problem("json-malformed"), text=deep(30_000)),
    row("5,000 members", problem("json-malformed"), text=member('"x":[' + "1," * 5_000 + "1]")),
    row("a string of 5,000 octets", problem("json-malformed"), text=member('"x":"' + "a" * 5_000 + '"')),
    row("a fraction", problem("json-malformed"), text=member('"x":1.5')),
    row("an exponent", problem("json-malformed"), text=member('"x":1e400')),
    row("NaN", problem("json-malformed"), text=member('"x":NaN')),
    row("a leading zero", problem("json-malformed"), text=member('"x":01')),
    row("a byte order mark", problem("json-malformed"), text=lambda text: b"\xef\xbb\xbf" + text),
    row("UTF-16", problem("json-malformed"), text=lambda text: text.decode().encode("utf-16-le")),
    row("invalid UTF-8", problem("json-malformed"), text=lambda text: text.replace(b"Canary", b"Can\xffry", 1)),
    row("half a surrogate pair", problem("json-malformed"), text=edit("Canary", r"\ud800")),
    row("a NUL", problem("json-malformed"), text=edit("Canary", r"\u0000")),
    row("a trailing comma", problem("json-malformed"), text=edit('"fcg.query/1"', '"fcg.query/1",')),
    row("a comment", problem("json-malformed"), text=edit("{", "{/* */")),
    row("two values", problem("json-malformed"), text=lambda text: text + b"{}"),
    row("a truncated text", problem("json-malformed"), text=lambda text: text[:-1]),
    row("an empty body", problem("json-malformed"), body=b""),
    row("a list", problem("schema"), text=lambda text: b"[" + text + b"]"),
    row("an unknown member", problem("schema", "unknown member"), text=member('"x":1')),
    row(
        "an unknown member of a person", problem("schema", "subjects[0]"),
        text=edit('"subjects":[{', '"subjects":[{"mood":"low",')),
    row("null", problem("schema", "upTo"), query={"upTo": None}),
    row("a number for a word", problem("schema", "purpose"), query={"purpose": 47}),
    row("a list for a word", problem("schema", "purpose"), query={"purpose": ["s47-enquiry"]}),
    row("a purpose with a space", problem("schema", "purpose"), query={"purpose": "s47-enquiry "}),
    row("a wildcard for the services", problem("schema", "categories"), query={"categories": ["*"]}),
    row("a service twice", problem("schema", "categories"), query={"categories": ["school", "school"]}),
    row("25 services", problem("schema", "categories"), query={"categories": [f"c{n}" for n in range(25)]}),
    row("nobody", problem("schema", "subjects"), query={"subjects": []}),
    row("a short salt", problem("schema", "salt"), query={"salt": b64url(bytes(31))}),
    row("a short id", problem("schema", "id"), query={"id": "a" * 21}),
    row(
        "a question open for 11 minutes", problem("schema", "expires"),
        query={"expires": utc(int(time.time()) + 700)}),
    row("a question made after its signature", problem("schema", "issued"), at=-100),
    row("an unknown extension", problem("schema", "ext"), query={"ext": {"telepathy": {}}}),
    row("addressed to another authority", problem("schema", "to"), query={"to": "E06999902"}),
    row("from another authority", problem("schema", "from"), query={"from": "E06999902"}),
    row("another message type", problem("schema", "type"), query={"type": "fcg.query/2"}),
    row(
        "padding of ones", problem("schema", "pad"),
        text=lambda text: re.sub(rb'"pad":"0', b'"pad":"1', text, count=1)),
    row("a body that fills no block", problem("schema", "pad"), body=unpadded),
]


GROUPS = {
    "good": GOOD, "signature": SIGNATURE, "time": TIME, "content": CONTENT, "target": TARGET, "framing": FRAMING,
    "json": JSON}
