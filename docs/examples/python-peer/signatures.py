"""HTTP message signatures (RFC 9421) and content digests (RFC 9530) under the profile `fcg-sig-v1`, for both sides.

The algorithm is a property of the key in the directory: `alg` is compared and never obeyed. Labels mean nothing; what a
signature is for stands in its `tag`.
"""
import dataclasses
import hashlib
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

import structured
from encoding import Fault, b64, b64url, sha256, step

REQUEST_TAG, RESPONSE_TAG = "fcg-request-v1", "fcg-response-v1"
COMPONENTS = ("@method", "@authority", "@path", "@query", "content-type", "content-digest")
SKEW, LONGEST_LIFE, DEFAULT_LIFE = 60, 300, 120
NONCE, KEY_ID = re.compile(r"[A-Za-z0-9_-]{22,64}"), re.compile(r"[A-Za-z0-9._#:-]{1,128}")


# Messages


def value_of(fields, name):
    """A field's lines, trimmed and joined (RFC 9421 section 2.1); a field that is not there has no value."""
    lines = [value.strip(" \t") for field, value in fields if field.lower() == name]
    if not lines:
        raise Fault("signature-coverage", "a covered component is not in the message")
    return ", ".join(lines)


def has(fields, name):
    return any(field.lower() == name for field, _ in fields)


def one(fields, name, code="http-malformed"):
    """The value of a field that stands exactly once."""
    found = [value.strip(" \t") for field, value in fields if field.lower() == name]
    if len(found) != 1:
        raise Fault(code, f"`{name}` does not stand exactly once")
    return found[0]


def lower(text):
    """ASCII letters only: elsewhere lower case is somebody's opinion, and the Kelvin sign's is the letter k."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


@dataclasses.dataclass(frozen=True)
class Request:
    """A request as it was sent, or as it came. `query` holds the question mark, where there is one."""

    method: str
    address: str  # host[:port] as in `Host`
    path: str
    query: str
    fields: tuple
    body: bytes = b""

    def component(self, name):
        """The value of a component (RFC 9421 section 2.2): the authority in lower case (FCP-SIG-30), and an empty query
        still with its question mark (FCP-SIG-29)."""
        derived = {
            "@method": self.method, "@authority": lower(self.address).removesuffix(":443"), "@path": self.path,
            "@query": self.query or "?"}
        if name.startswith("@") and name not in derived:
            raise Fault("signature-coverage", "a covered component is not one of a request")
        return derived[name] if name in derived else value_of((("host", self.address), *self.fields), name)

    def head(self):
        lines = [f"{self.method} {self.path}{self.query} HTTP/1.1", f"Host: {self.address}"]
        lines += [f"{name}: {value}" for name, value in self.fields]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


@dataclasses.dataclass(frozen=True)
class Response:
    status: int
    fields: tuple
    body: bytes = b""
    head: bytes = b""

    def component(self, name):
        return str(self.status) if name == "@status" else value_of(self.fields, name)


# Keys


@dataclasses.dataclass(frozen=True)
class Key:
    """A message key as the directory has it. Times are seconds since 1970, both included."""

    name: str
    owner: str
    algorithm: str
    octets: bytes
    not_before: int = 0
    not_after: int = 2**53

    def verify(self, signature, base):
        """RFC 9421 section 3.3: Ed25519 (FCP-SIG-16), or P-256 as r and s side by side, never DER (FCP-SIG-17)."""
        if len(signature) != 64:
            raise Fault("signature-invalid", "the signature has not 64 octets")
        try:
            if self.algorithm == "ed25519":
                Ed25519PublicKey.from_public_bytes(self.octets).verify(signature, base)
            else:
                halves = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
                point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + self.octets)
                point.verify(encode_dss_signature(*halves), base, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            raise Fault("signature-invalid", "the signature does not verify") from None


# The signature base


def quoted(component):
    """A component's identifier as a line of the base has it: `("content-type", True)` is that of the request."""
    name, of_request = component
    return f'"{name}"' + (";req" if of_request else "")


def signature_base(lines, parameters):
    """RFC 9421 section 2.5: a line for each component, LF between lines and none at the end."""
    last = f'"@signature-params": {parameters}'
    try:
        return "\n".join([*(f"{name}: {value}" for name, value in lines), last]).encode("ascii")
    except UnicodeEncodeError:
        raise Fault("signature-malformed", "a covered value is not ASCII") from None


def base_of(components, parameters, message, request=None):
    """The base of a message; `request` is the one that a response answers."""
    lines = [(quoted(component), (request if component[1] else message).component(component[0]))
             for component in components]
    return signature_base(lines, parameters)


def evidence(base, signature):
    """E(base, signature), FCP-AUD-7: names a message without showing anything of it."""
    return b64url(sha256(b"fcg-evidence/v1\n" + len(base).to_bytes(4, "big") + base + signature))


# Reading a signature


@dataclasses.dataclass(frozen=True)
class Signature:
    """The one signature of a message, taken apart. `text` is what stands behind `@signature-params`."""

    text: str
    components: tuple  # (name, is of the request)
    parameters: dict
    octets: bytes

    @staticmethod
    def of(fields, tag=None):
        """Reads grammar first (FCP-SIG-9 to 11), then that there is one signature only (FCP-SIG-8), then its tag
        (FCP-SIG-12, FCP-SIG-13), then its parameters."""
        with step("grammar"):
            inputs, signatures = _dictionary(fields, "signature-input"), _dictionary(fields, "signature")
            if set(inputs) != set(signatures):
                raise Fault("signature-malformed", "the two signature fields have different labels")
            parsed = {label: _input(*member) for label, member in inputs.items()}
            if not all(isinstance(octets, bytes) and not own for octets, own in signatures.values()):
                raise Fault("signature-malformed", "a signature is no byte sequence")
        with step("one-signature"):
            if len(parsed) != 1:
                raise Fault("signature-malformed", "there is more than one signature")
        ((label, (components, parameters)),) = parsed.items()
        with step("parameters"):
            _check_types(parameters)
        with step("one-signature"):
            if tag and parameters.get("tag") != tag:
                raise Fault("signature-parameter", "`tag` is missing, or of something else")
        with step("parameters"):
            _check_parameters(parameters)
        text = structured.written_inner_list(inputs[label][0], parameters)
        return Signature(text, components, parameters, signatures[label][0])

    def base(self, message, request=None):
        return base_of(self.components, self.text, message, request)


def _dictionary(fields, name):
    """Each line by itself, so that none begins what another ends (FCP-SIG-40), and no key twice in all of them."""
    if not has(fields, name) or not value_of(fields, name):
        raise Fault("signature-missing", f"`{name}` is not there")
    found = {}
    try:
        for line in (value for field, value in fields if field.lower() == name):
            members = structured.dictionary(line.strip(" \t"))
            if set(members) & set(found):
                raise structured.Malformed("a label stands twice")
            found |= members
    except structured.Malformed as error:
        raise Fault("signature-malformed", f"`{name}`: {error}") from None
    return found


def _input(items, parameters):
    if not isinstance(items, list):
        raise Fault("signature-malformed", "a member of `signature-input` is no inner list")
    components = tuple(_component(*item) for item in items)
    if len(set(components)) < len(components):
        raise Fault("signature-malformed", "a component is covered twice")
    return components, parameters


DERIVED = {
    "@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query", "@query-param", "@status"}


def _component(name, parameters):
    """FCP-SIG-4: a field's name in lower case, or a derived component of RFC 9421."""
    if not _is_text(name) or not (name in DERIVED or re.fullmatch(r"[a-z0-9!#$%&'*+.^_`|~-]+", name)):
        raise Fault("signature-malformed", "a component's name is none")
    if not set(parameters) <= {"req", "sf", "bs", "key", "tr", "name"}:
        raise Fault("signature-malformed", "a component has a parameter that nobody knows")
    if parameters in ({}, {"req": True}):
        return name, bool(parameters)
    return name, structured.written_parameters(parameters)  # another component, which no message here may cover


def _is_text(value):
    return type(value) is str


def _check_types(given):
    for name, value in given.items():
        if name in ("created", "expires") and type(value) is not int:
            raise Fault("signature-parameter", f"`{name}` is no whole number of seconds")
        if name in ("nonce", "keyid", "alg", "tag") and not _is_text(value):
            raise Fault("signature-parameter", f"`{name}` is no string")


def _check_parameters(given):
    """Six are known (FCP-SIG-7), all but `alg` must be there (FCP-SIG-5), and of their form (FCP-SIG-6, FCP-SIG-21);
    whether a nonce must, its reader says."""
    if not set(given) <= {"created", "expires", "nonce", "keyid", "alg", "tag"}:
        raise Fault("signature-malformed", "there is a parameter that this profile does not know")
    for name in ("created", "expires", "keyid"):
        if name not in given:
            raise Fault("signature-parameter", f"`{name}` is missing")
    for name, form in (("keyid", KEY_ID), ("nonce", NONCE)):
        if name in given and not form.fullmatch(given[name]):
            raise Fault("signature-parameter", f"`{name}` has not its form")
    if given.get("alg", "ed25519") not in ("ed25519", "ecdsa-p256-sha256"):
        raise Fault("algorithm-mismatch", "`alg` is none that this profile has")


# Steps of verification that both sides share


def check_content(fields, media_type):
    """One media type without parameters (FCP-SIG-27), and no coding: what is hashed is what is read."""
    with step("media-type"):
        if lower(one(fields, "content-type", "media-type")) != media_type:
            raise Fault("media-type", f"`content-type` is not {media_type}")
        if has(fields, "content-encoding"):
            raise Fault("content-encoding", "the content is coded")
        if has(fields, "trailer") or (has(fields, "transfer-encoding") and has(fields, "content-length")):
            raise Fault("http-malformed", "the content ends in two ways, or has trailers")


def check_key(given, keys, owner, now):
    """The key must be known (FCP-SIG-18) and valid now (FCP-SIG-19), its algorithm the one named (FCP-SIG-14), its
    owner the other end of the connection (FCP-IDN-12)."""
    with step("key"):
        key = keys.get(given["keyid"])
        if key is None or not key.not_before <= now <= key.not_after:
            raise Fault("key-unknown", "no key of this name is valid now")
        if given.get("alg", key.algorithm) != key.algorithm:
            raise Fault("algorithm-mismatch", "`alg` is not the key's")
    with step("identity"):
        if key.owner != owner:
            raise Fault("identity-mismatch", "the key belongs to another authority than the certificate")
    return key


def check_time(given, now):
    """FCP-TIM-1 to 4, in whole seconds."""
    created, expires = given["created"], given["expires"]
    if not 0 < expires - created <= LONGEST_LIFE:
        raise Fault("signature-time", "a signature lives 1 to 300 seconds")
    if created > now + SKEW:
        raise Fault("signature-time", "`created` is more than 60 seconds ahead")
    if created < now - LONGEST_LIFE - SKEW:
        raise Fault("signature-time", "`created` is more than 360 seconds ago")
    if now > expires + SKEW:
        raise Fault("signature-time", "`expires` is more than 60 seconds ago")


DIGESTS = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}


def content_digest(body):
    return f"sha-256=:{b64(sha256(body))}:"


def read_digests(fields):
    """The digests that a message names for its body (RFC 9530): known ones (FCP-SIG-25), each once, each of its length
    (FCP-SIG-26)."""
    if not has(fields, "content-digest"):
        raise Fault("digest-mismatch", "there is no `content-digest`")
    try:
        found = structured.dictionary(value_of(fields, "content-digest"))
    except structured.Malformed as error:
        raise Fault("signature-malformed", f"`content-digest`: {error}") from None
    if not found or not set(found) <= set(DIGESTS):
        raise Fault("digest-mismatch", "a digest is neither sha-256 nor sha-512")
    for name, (octets, parameters) in found.items():
        if not isinstance(octets, bytes) or parameters or len(octets) != DIGESTS[name]().digest_size:
            raise Fault("signature-malformed", "a digest has not the form of its algorithm")
    return {name: octets for name, (octets, _) in found.items()}


def check_digest(fields, body):
    """Every digest that is there must be right (FCP-SIG-24)."""
    for name, octets in read_digests(fields).items():
        if DIGESTS[name](body).digest() != octets:
            raise Fault("digest-mismatch", "a digest is not that of the body")


# A request, as its receiver verifies it


def verify_request(request, address, keys, owner, now):
    """FCP-SIG-34: the steps in their one order, cheapest and least trusting first; the digest before the signature, so
    that the octets of strangers are only hashed. Gives the signature and its base."""
    with step("authority"):
        if request.component("@authority") != address:
            raise Fault("misdirected", "`host` is not the address of this node")
    check_content(request.fields, "application/json")
    signature = Signature.of(request.fields, REQUEST_TAG)
    with step("parameters"):
        if "nonce" not in signature.parameters:
            raise Fault("signature-parameter", "`nonce` is missing")
    with step("coverage"):
        check_request_coverage(request, signature.components)
    return signature, check_signature(signature, request, None, keys, owner, now)


def check_signature(signature, message, request, keys, owner, now):
    """The steps from the key on, alike for requests and responses. Gives the base."""
    key = check_key(signature.parameters, keys, owner, now)
    with step("time"):
        check_time(signature.parameters, now)
    with step("digest"):
        check_digest(message.fields, message.body)
    with step("crypto"):
        base = signature.base(message, request)
        key.verify(signature.octets, base)
    return base


# A response, as the asker verifies it


def verify_response(response, request, nonce, media_type, covered, keys, owner, now, needs_nonce=True):
    """`nonce` is ours, and only a problem may go without; `covered` is the whole coverage, neither more nor less
    (FCP-ANS-12 to 18). Gives the signature and its base."""
    check_content(response.fields, media_type)
    signature = Signature.of(response.fields, RESPONSE_TAG)
    with step("parameters"):
        given = signature.parameters.get("nonce")
        if given != nonce and (needs_nonce or given is not None):
            raise Fault("signature-parameter", "the nonce is not ours")
    with step("coverage"):
        if set(signature.components) != set(covered):
            raise Fault("signature-coverage", "the signature does not cover what it must")
    return signature, check_signature(signature, response, request, keys, owner, now)


def check_request_coverage(request, components):
    """All six (FCP-SIG-1); beside them plain fields that are there (FCP-SIG-2, FCP-SIG-3)."""
    for name in COMPONENTS:
        if (name, False) not in components:
            raise Fault("signature-coverage", f"`{name}` must be covered")
    for name, of_request in components:
        if name in COMPONENTS and not of_request:
            continue
        if of_request or name.startswith("@") or name in ("signature", "signature-input"):
            raise Fault("signature-coverage", "a component is covered that a request may not cover")
        if name != "host" and not has(request.fields, name):
            raise Fault("signature-coverage", "a covered component is not in the message")


# Signing


def parameters_text(components, created, life, key_name, tag, nonce=None, algorithm="ed25519"):
    given = {
        "created": created, "expires": created + life, "nonce": nonce, "keyid": key_name, "alg": algorithm, "tag": tag}
    items = [(name, {"req": True} if of_request else {}) for name, of_request in components]
    return structured.written_inner_list(items, {name: value for name, value in given.items() if value is not None})


def signed_fields(text, octets):
    return (("Signature-Input", f"fcg={text}"), ("Signature", f"fcg=:{b64(octets)}:"))


def signed_response(response, components, request, key, key_name, now, nonce=None):
    """The response with its digest and its signature over `components`."""
    digested = dataclasses.replace(
        response, fields=response.fields + (("Content-Digest", content_digest(response.body)),))
    text = parameters_text(components, now, DEFAULT_LIFE, key_name, RESPONSE_TAG, nonce)
    octets = key.sign(base_of(components, text, digested, request))
    return dataclasses.replace(digested, fields=digested.fields + signed_fields(text, octets))
