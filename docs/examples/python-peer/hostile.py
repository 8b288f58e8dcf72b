"""Answers that must not be believed: each is sound but for one thing. For checks of askers only."""
import dataclasses
import json
import re
import time

from encoding import b64url, canonical, padded, sha256
from signatures import (
    COMPONENTS, DEFAULT_LIFE, RESPONSE_TAG, Response, base_of, content_digest, parameters_text, signed_fields,
    structured)

OF_RESPONSE = ("@status", "content-type", "content-digest", "fcg-receipt")


def changed(response, **fields):
    """The response with these fields instead; None takes one away. Underscores stand for hyphens."""
    fields = {name.replace("_", "-"): value for name, value in fields.items()}
    kept = tuple(pair for pair in response.fields if pair[0].lower() not in fields)
    new = tuple((name, value) for name, value in fields.items() if value is not None)
    return dataclasses.replace(response, fields=kept + new)


class Hostile:
    """Alters what a holder was about to send. It has the holder's key, so it can sign whatever it likes."""

    def __init__(self, folder):
        self.folder, self.way, self.first = folder, None, None

    def __call__(self, response, request):
        if response.status != 200 or request.method != "POST":
            return response
        self.first = self.first or response
        return WAYS[self.way][0](self, response, request) if self.way else response

    def sign(self, response, request, own=OF_RESPONSE, of_request=COMPONENTS, tag=RESPONSE_TAG, nonce=None, **given):
        """Signs anew; `created`, `life` and `key` may be given."""
        found = re.search(r'nonce="([^"]*)"', dict(request.fields)["Signature-Input"])[1]
        covered = [(name, False) for name in own] + [(name, True) for name in of_request]
        text = parameters_text(
            covered, given.get("created", int(time.time())), given.get("life", DEFAULT_LIFE),
            given.get("key", self.folder.key_id), tag, nonce or found)
        digested = changed(response, content_digest=content_digest(response.body), signature=None, signature_input=None)
        octets = self.folder.signing_key.sign(base_of(covered, text, digested, request))
        return dataclasses.replace(digested, fields=digested.fields + signed_fields(text, octets))

    def with_body(self, response, request, body):
        """Another body, with a receipt that names it: nothing but what the body says is wrong."""
        leaf = self.leaf(response) | {"rs": b64url(sha256(body))}
        return self.with_leaf(dataclasses.replace(response, body=body), request, leaf)

    def with_leaf(self, response, request, leaf=None, **receipt):
        found = structured.dictionary(dict(response.fields)["FCG-Receipt"])
        members = {name: value for name, (value, _) in found.items()} | receipt
        if leaf:
            members["leaf"] = canonical(leaf).encode()
        text = ", ".join(f"{name}={structured.written(value)}" for name, value in members.items())
        return self.sign(with_receipt(response, text), request)

    def with_answer(self, response, request, change):
        answer = json.loads(response.body)
        change(answer)
        return self.with_body(response, request, padded(answer))

    def leaf(self, response):
        return json.loads(structured.dictionary(dict(response.fields)["FCG-Receipt"])["leaf"][0])


def with_receipt(response, text):
    fields = tuple((name, text if name == "FCG-Receipt" else value) for name, value in response.fields)
    return dataclasses.replace(response, fields=fields)


def flipped(text):
    return re.sub(r"=:(.)", lambda found: "=:" + ("A" if found[1] != "A" else "B"), text, count=1)


def other_body(response):
    return dataclasses.replace(response, body=response.body.replace(b"0000000", b"0000001", 1))


def doubled(response, name):
    value = dict(response.fields)[name]
    return f"{value}, two{value[3:]}"


def share_more(answer):
    entry = dict(answer["subjects"][0]["categories"][0], category="housing")
    answer["subjects"][0]["categories"].append(entry)


def unmatch(answer):
    answer["subjects"][0]["outcome"] = "not-confirmed"


def two_people(answer):
    answer["subjects"].append(dict(answer["subjects"][0], ref="s2"))


def too_much(answer):
    for entry in answer["subjects"][0]["categories"]:
        entry["level"], entry["detail"] = "detail", {"since": "2020"}


def setter(name, value):
    return lambda answer: answer.update({name: value})


def body_edit(old, new):
    return lambda self, r, q: self.with_body(r, q, r.body.replace(old, new, 1))


def answer_edit(change):
    return lambda self, r, q: self.with_answer(r, q, change)


UNVERIFIED, TRANSPORT, OVER = {"not-verified"}, {"unreachable", "silent", "not-verified"}, {"over-sharing"}
WAYS = {  # how it is altered, what a council's node may call it, and the clause that wants it refused
    "unsigned": (lambda self, r, q: changed(r, signature=None, signature_input=None), UNVERIFIED, "FCP-ANS-11"),
    "no digest": (lambda self, r, q: changed(r, content_digest=None), UNVERIFIED, "FCP-ANS-18"),
    "another body": (lambda self, r, q: other_body(r), UNVERIFIED, "FCP-ANS-18"),
    "another body with its digest": (
        lambda self, r, q: changed(other_body(r), content_digest=content_digest(other_body(r).body)), UNVERIFIED,
        "FCP-ANS-11"),
    "one bit of the signature": (
        lambda self, r, q: changed(r, signature=flipped(dict(r.fields)["Signature"])), UNVERIFIED, "FCP-ANS-11"),
    "another nonce": (lambda self, r, q: self.sign(r, q, nonce="a" * 32), UNVERIFIED, "FCP-ANS-12"),
    "nothing of the request covered": (lambda self, r, q: self.sign(r, q, of_request=()), UNVERIFIED, "FCP-ANS-14"),
    "the request's digest not covered": (
        lambda self, r, q: self.sign(r, q, of_request=COMPONENTS[:5]), UNVERIFIED, "FCP-ANS-14"),
    "the receipt not covered": (lambda self, r, q: self.sign(r, q, own=OF_RESPONSE[:3]), UNVERIFIED, "FCP-ANS-14"),
    "the tag of a request": (lambda self, r, q: self.sign(r, q, tag="fcg-request-v1"), UNVERIFIED, "FCP-ANS-16"),
    "the request's signature sent back": (
        lambda self, r, q: changed(r, signature=dict(q.fields)["Signature"],
                                   signature_input=dict(q.fields)["Signature-Input"]), UNVERIFIED, "FCP-ANS-16"),
    "the name of another's key": (lambda self, r, q: self.sign(r, q, key="E06999901#kit"), UNVERIFIED, "FCP-ANS-13"),
    "made an hour ago": (
        lambda self, r, q: self.sign(r, q, created=int(time.time()) - 3_600), UNVERIFIED, "FCP-ANS-15"),
    "made for a year": (lambda self, r, q: self.sign(r, q, life=31_536_000), UNVERIFIED, "FCP-ANS-15"),
    "two signatures": (
        lambda self, r, q: changed(r, signature=doubled(r, "Signature"), signature_input=doubled(r, "Signature-Input")),
        UNVERIFIED, "FCP-ANS-17"),
    "the first answer again": (lambda self, r, q: self.first, UNVERIFIED, "FCP-ANS-12"),
    "no receipt": (
        lambda self, r, q: self.sign(changed(r, fcg_receipt=None), q, own=OF_RESPONSE[:3]), UNVERIFIED, "FCP-ANS-30"),
    "the receipt of another exchange": (
        lambda self, r, q: self.with_leaf(r, q, self.leaf(r) | {"x": "a" * 22}), UNVERIFIED, "FCP-ANS-30"),
    "the receipt of another request": (
        lambda self, r, q: self.with_leaf(r, q, self.leaf(r) | {"rq": b64url(bytes(32))}), UNVERIFIED, "FCP-ANS-30"),
    "the receipt of another answer": (
        lambda self, r, q: self.with_leaf(r, q, self.leaf(r) | {"rs": b64url(bytes(32))}), UNVERIFIED, "FCP-ANS-30"),
    "the receipt of another log": (
        lambda self, r, q: self.with_leaf(r, q, origin="localhost:1/audit/2026"), UNVERIFIED, "FCP-ANS-31"),
    "a member twice": (body_edit(b'"type":', b'"type":"fcg.answer/1","type":'), UNVERIFIED, "FCP-ANS-24"),
    "an unknown member": (answer_edit(setter("mood", "good")), UNVERIFIED, "FCP-ANS-24"),
    "an answer to another question": (answer_edit(setter("inReplyTo", "a" * 22)), UNVERIFIED, "FCP-ANS-25"),
    "the digest of another question": (answer_edit(setter("queryDigest", b64url(bytes(32)))), UNVERIFIED, "FCP-ANS-25"),
    "from another council": (answer_edit(setter("from", "E06999901")), UNVERIFIED, "FCP-ANS-25"),
    "an outcome that does not fit": (answer_edit(setter("outcome", "refused")), UNVERIFIED, "FCP-ANS-29"),
    "more services than asked": (answer_edit(share_more), OVER, "FCP-ANS-26"),
    "more people than asked": (answer_edit(two_people), OVER, "FCP-ANS-26"),
    "shown of somebody not matched": (answer_edit(unmatch), OVER, "FCP-ANS-27"),
    "more than the level asked": (answer_edit(too_much), OVER, "FCP-ANS-28"),
    "a coding": (lambda self, r, q: changed(r, content_encoding="gzip"), TRANSPORT, "FCP-ANS-21"),
    "a redirect": (
        lambda self, r, q: Response(302, (("Location", "https://localhost:1/"),)), TRANSPORT | {"refused-message"},
        "FCP-ANS-20"),
    "a body of 300 KiB": (
        lambda self, r, q: self.sign(dataclasses.replace(r, body=b"0" * 307_200), q), TRANSPORT, "FCP-ANS-22"),
    "an error, signed": (
        lambda self, r, q: self.sign(dataclasses.replace(r, status=503), q), {"refused-message"}, "FCP-ANS-19"),
}
