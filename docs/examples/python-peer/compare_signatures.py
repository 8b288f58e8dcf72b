#!/usr/bin/env python3
"""Compares this peer's signatures with those of the library `http-message-signatures`, which somebody else wrote.

Each must verify what the other has signed, requests and responses, and neither what was altered. The library is on PyPI
and not in Debian: `make nightly` runs this in an environment of its own. Exit codes: 0 they agree; 1 they do not.
"""
import dataclasses
import datetime
import sys
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver, InvalidSignature
from http_message_signatures.algorithms import ED25519

from encoding import Fault, b64url
from membership import public_octets
from signatures import (
    COMPONENTS, Key, Request, Response, Signature, base_of, content_digest, parameters_text, signed_fields,
    signed_response, verify_request)

ADDRESS, NAME = "gateway.stockport.example:8443", "E08000035#1"
KEY = Ed25519PrivateKey.generate()
KEYS = {NAME: Key(NAME, "E08000035", "ed25519", public_octets(KEY))}
COVERED = [("@status", False), ("content-type", False), ("content-digest", False), ("fcg-receipt", False)]
COVERED += [(name, True) for name in COMPONENTS]


class Keys(HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id):
        return KEY.public_key() if key_id == NAME else None

    def resolve_private_key(self, key_id):
        return KEY


class Message:
    """A message as the library wants it."""

    def __init__(self, message, request=None):
        self.headers = dict(message.fields)
        if isinstance(message, Request):
            self.method, self.url = message.method, f"https://{message.address}{message.path}{message.query}"
            self.headers["Host"] = message.address
        else:
            self.status_code, self.request = message.status, Message(request)


def bare(body, query=""):
    fields = (("Content-Type", "application/json"), ("Content-Digest", content_digest(body)), ("X-Case", " 7 "))
    return Request("POST", ADDRESS, "/fcg/v1/query", query, fields, body)


def signed(request, components):
    covered = [(name, False) for name in components]
    text = parameters_text(covered, int(time.time()), 120, NAME, "fcg-request-v1", b64url(bytes(24)))
    octets = KEY.sign(base_of(covered, text, request))
    return dataclasses.replace(request, fields=request.fields + signed_fields(text, octets))


def signed_by_library(request, components):
    message, now = Message(request), datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=Keys())
    signer.sign(
        message, key_id=NAME, created=now, expires=now + datetime.timedelta(seconds=120), nonce=b64url(bytes(24)),
        label="fcg", tag="fcg-request-v1", covered_component_ids=list(components), use_existing_digest=True,
        body=request.body)
    added = tuple((name, message.headers[name]) for name in ("Signature-Input", "Signature"))
    return dataclasses.replace(request, fields=request.fields + added)


def library_believes(message, request=None, tag="fcg-request-v1"):
    verifier = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=Keys())
    try:
        return len(verifier.verify(Message(message, request), expect_tag=tag, body=message.body)) == 1
    except InvalidSignature:
        return False


def we_believe(message, request=None):
    try:
        if request is None:
            return bool(verify_request(message, ADDRESS, KEYS, "E08000035", int(time.time())))
        signature = Signature.of(message.fields, "fcg-response-v1")
        KEYS[NAME].verify(signature.octets, signature.base(message, request))
        return True
    except Fault:
        return False


def comparisons():
    """Name, whether it must be believed, by whom, and the message."""
    for components in (COMPONENTS, (*COMPONENTS, "x-case"), tuple(reversed(COMPONENTS))):
        request = bare(b'{"pad":""}')
        yield "our request", True, library_believes(signed(request, components))
        yield "the library's request", True, we_believe(signed_by_library(request, components))
    request = signed(bare(b"{}"), COMPONENTS)
    fields = (("Content-Type", "application/json"), ("FCG-Receipt", "index=0"))
    bare_response, nonce = Response(200, fields, b"{}"), b64url(bytes(24))
    response = signed_response(bare_response, COVERED, request, KEY, NAME, int(time.time()), nonce)
    yield "our response", True, library_believes(response, request, "fcg-response-v1")
    for name, altered in (
            ("another path", dataclasses.replace(request, path="/fcg/v2/query")),
            ("another query", dataclasses.replace(request, query="?a=1")),
            ("another body", dataclasses.replace(request, body=b"[]"))):
        yield f"{name}, to the library", False, library_believes(altered)
        yield f"{name}, to us", False, we_believe(altered)
    other = dataclasses.replace(request, path="/fcg/v2/query")
    yield "a response to another request, to the library", False, library_believes(response, other, "fcg-response-v1")
    yield "a response to another request, to us", False, we_believe(response, other)


def main():
    results = list(comparisons())
    wrong = [name for name, expected, found in results if expected != found]
    print(f"{len(results)} comparisons with http-message-signatures, {len(wrong)} differ", *wrong, sep="\n  ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
