#!/usr/bin/env python3
"""Judges every vector of Tests/Vectors with this peer's code, which shares nothing with the program that wrote them.

    check_vectors.py Tests/Vectors

A vector holds if it is accepted or refused as it says: a refusal at the layer and with the code it names, an acceptance
with the values it names. One with a member that is not known here is skipped and counted: skipping is never passing.
Exit codes: 0 all hold; 1 some do not, or were skipped; 2 there are none.
"""
import argparse
import collections
import dataclasses
import json
import pathlib
import sys

import asking
import directories
import matching
import merkle
import policies
import wire
from encoding import Fault, b64, canonical, step, strict_json, unb64, unb64url
from membership import Log, Member
from signatures import (
    COMPONENTS, Key, Request, Response, Signature, check_digest, evidence, has, verify_request, verify_response)

HOLDS, SKIPPED = "holds", "skipped"


class Unknown(Exception):
    """A member that this program does not know."""


class Given:
    """A vector's input. Each topic says which members it knows; any other makes the vector one of a later version."""

    def __init__(self, members, known):
        for name in set(members) - set(known):
            raise Unknown(f"input.{name}")
        self.members = members

    def __contains__(self, name):
        return name in self.members

    def __getitem__(self, name):
        return self.members[name]

    def octets(self, name):
        octets = unb64(self.members[name])
        if octets is None:
            raise ValueError(f"input.{name} is not base64")
        return octets


def fields_of(pairs):
    return tuple((name, value) for name, value in pairs)


def request_of(given, body):
    path, mark, query = given["path"].partition("?")
    fields = fields_of(given["fields"])
    with step("authority"):
        if "authority" not in given:
            raise Fault("http-malformed", "there is no `host`")
        if has(fields, "host"):
            raise Fault("misdirected", "there is more than one `host`")
    return Request(given["method"], given["authority"], path, mark + query, fields, body)


def keys_of(file):
    return {
        name: Key(
            name, key.get("owner", name.partition("#")[0]), key["alg"], unb64(key["public"]), key.get("notBefore", 0),
            key.get("notAfter", 2**53))
        for name, key in file.get("keys", {}).items()}


# The topics: each gives what it found, or raises a fault


def canonical_json(given, file):
    value = json.loads(given.octets("json"))
    return {"canonical": b64(canonical(value).encode())}


def strict(given, file):
    limits = given["limits"] if "limits" in given else {}
    names = {"octets": "limit", "members": "most", "depth": "deepest", "string": "longest"}
    if set(limits) - set(names):
        raise Unknown("input.limits")
    with step("json"):
        strict_json(given.octets("json"), **{names[name]: value for name, value in limits.items()})
    return {}


def content_digest(given, file):
    fields = (("Content-Digest", given["field"]),) if "field" in given else ()
    with step("digest"):
        check_digest(fields, given.octets("body"))
    return {}


def request_signature(given, file):
    request = request_of(given, given.octets("body"))
    names = given["authorities"]
    with step("authority"):
        if request.component("@authority") not in names:
            raise Fault("misdirected", "the authority is none of this node's")
    signature, base = verify_request(
        request, request.component("@authority"), keys_of(file), given["connection"], given["now"])
    return {"base": b64(base), "rq": b64(unb64url(evidence(base, signature.octets)))}


def response_signature(given, file):
    asked = Given(given["request"], {"method", "authority", "path", "fields", "body"})
    request = request_of(asked, b"")  # its digest says what its body was
    own = Signature.of(request.fields)
    response = Response(given["status"], fields_of(given["fields"]), given.octets("body"))
    covered = [(name, False) for name in ("@status", "content-type", "content-digest", "fcg-receipt")]
    covered += [(name, True) for name, _ in own.components]
    with step("media-type"):
        if not 200 <= given["status"] < 300 and not 400 <= given["status"] < 600:
            raise Fault("http-malformed", "neither an answer nor an error")
    media_type = "application/json" if given["status"] < 300 else "application/problem+json"
    signature, base = verify_response(
        response, request, own.parameters["nonce"], media_type, covered, keys_of(file), given["dialled"], given["now"])
    return {"base": b64(base), "ra": b64(unb64url(evidence(base, signature.octets)))}


def merkle_proofs(given, file):
    if given["kind"] == "leaf":
        return {"hash": b64(merkle.leaf_hash(given.octets("leaf")))}
    path = [unb64(text) for text in given["hashes"]]
    with step("proof"):
        if given["kind"] == "inclusion":
            found = merkle.root_from_path(given.octets("leafHash"), given["index"], given["size"], path)
            joined = found == given.octets("root")
        else:
            joined = merkle.joins(
                given["oldSize"], given.octets("oldRoot"), given["newSize"], given.octets("newRoot"), path)
        if not joined:
            raise Fault(None, "the hashes do not join")
    return {}


def checkpoints(given, file):
    def key(name, kind):
        entry = file["keys"][name]
        return merkle.NoteKey(entry["name"], kind, unb64(entry["public"]))

    log = key(given["logKey"], merkle.LOG_KEY)
    witnesses = {name: key(name, merkle.WITNESS_KEY) for name in given["witnessKeys"]}
    with step("grammar"):
        note = believed(merkle.Checkpoint.of, given.octets("note"))
    with step("origin"):
        if note.origin != log.name:
            raise Fault(None, "the note is of another log")
    with step("crypto"):
        signed, cosigned = believed(note.signers, [log]), believed(note.signers, list(witnesses.values()))
    with step("origin"):
        if not signed:
            raise Fault(None, "the log has not signed it")
    with step("quorum"):
        if len({one.octets for one in cosigned}) < given["quorum"]:
            raise Fault(None, "too few witnesses")
    names = sorted({one.name for one in cosigned})
    return {"origin": note.origin, "size": note.size, "root": b64(note.root), "witnesses": names}


def directory_files(given, file):
    signers = [unb64(file["keys"][name]["public"]) for name in given["signers"]]
    force, before = directories.InForce(), given["before"] if "before" in given else []
    for octets in [*map(unb64, before), given.octets("directory")]:
        force.offer(octets, directories.open_directory(octets, signers, given["now"]))
    return {"version": force.signed["version"], "keyIDs": sorted(
        key["id"] for member in force.signed["members"] for key in member["signingKeys"])}


def exchanges(given, file):
    def parts(name):
        head, _, body = given.octets(name).partition(b"\r\n\r\n")
        return wire.split_lines(head), head, body

    _, head, body = parts("request")
    request = dataclasses.replace(wire.parse_head(head)[0], body=body)
    keys, holder, now = keys_of(file), given["dialled"], given["now"]
    signature, base = verify_request(request, request.address, keys, given["asker"], now)
    attempt = asking.Attempt(
        **{field.name: getattr(request, field.name) for field in dataclasses.fields(request)},
        nonce=signature.parameters["nonce"], created=signature.parameters["created"], covered=COMPONENTS, base=base,
        signature=signature.octets)
    (line, fields), _, body = parts("response")
    response = Response(int(line.split()[1]), tuple((name.lower(), value) for name, value in fields), body)
    logs = {origin: Log() for origin in given["logs"]}
    council = Member(holder, holder, request.address, request.address, "", b"", keys, logs)
    try:
        found = asking.verify_answer(council, strict_json(request.body), attempt, response, now)
    except asking.NoVerifiedAnswer as why:
        fault = Fault(why.__cause__.code if isinstance(why.__cause__, Fault) else None, str(why))
        fault.step = why.layer
        raise fault from why
    digests = {"rq": found.request_evidence, "rs": found.answer_digest, "ra": found.response_evidence}
    leaf = merkle.leaf_hash(canonical(found.leaf).encode())
    return {name: b64(unb64url(text)) for name, text in digests.items()} | {
        "origin": found.origin, "index": found.index, "leafHash": b64(leaf)}


def matching_outcomes(given, file):
    known = {"given", "family", "previousFamilies", "dateOfBirth", "nhs", "postcodes", "previousPostcodes", "restricted"}
    for person in given["people"]:
        Given(person, known)
    return matching.judge(given["people"], given["subject"])


def policy_decisions(given, file):
    known = {"holder", "requester", "team", "purpose", "role", "about", "category", "upTo", "says", "age", "day"}
    try:
        return policies.Policies(given["policies"]).decide(Given(given["question"], known).members)
    except policies.NotKnown as why:
        raise Unknown(str(why)) from None


def believed(run, given):
    try:
        return run(given)
    except merkle.BadNote as error:
        raise Fault(None, str(error)) from None


MESSAGE = {"method", "authority", "path", "fields", "body"}
TOPICS = {
    "canonical-json": (canonical_json, {"json", "jsonText"}),
    "strict-json": (strict, {"json", "jsonText", "limits"}),
    "content-digest": (content_digest, {"body", "bodyText", "field"}),
    "request-signature": (request_signature, MESSAGE | {"bodyText", "now", "connection", "authorities"}),
    "response-signature": (response_signature, {"request", "status", "fields", "body", "bodyText", "now", "dialled"}),
    "merkle-proofs": (merkle_proofs, {
        "kind", "leaf", "leafText", "leafHash", "index", "size", "root", "hashes", "oldSize", "oldRoot", "newSize",
        "newRoot"}),
    "directory-files": (directory_files, {"directory", "directoryText", "signers", "now", "before"}),
    "exchanges": (exchanges, {"request", "asker", "dialled", "now", "logs", "response"}),
    "matching-outcomes": (matching_outcomes, {"people", "subject"}),
    "policy-decisions": (policy_decisions, {"policies", "question"}),
    "checkpoints": (checkpoints, {"note", "noteText", "logKey", "witnessKeys", "quorum"}),
}


def judge(vector, topic, file):
    """`holds`, `skipped`, or what is wrong."""
    run, known = TOPICS[topic]
    expected = vector["expect"]
    try:
        found = run(Given(file.get("shared", {}) | vector["input"], known), file)
    except Unknown:
        return SKIPPED
    except Fault as fault:
        if expected["result"] == "accept":
            return f"refused at `{fault.step}` with `{fault.code}`: {fault}"
        if set(expected) - {"result", "layer", "code"}:
            return SKIPPED
        wrong = fault.step != expected["layer"] or ("code" in expected and fault.code != expected["code"])
        return f"refused at `{fault.step}` with `{fault.code}`, not {expected}: {fault}" if wrong else HOLDS
    if expected["result"] == "refuse":
        return f"accepted, though it is to be refused at `{expected['layer']}`"
    # What differs is said before what is not known here: a wrong answer can lack members that the right one has.
    differing = [f"`{name}` {found[name]!r}, not {expected[name]!r}"
                 for name in sorted(found) if name in expected and expected[name] != found[name]]
    if differing:
        return "accepted, with " + "; ".join(differing)
    return SKIPPED if set(expected) - {"result"} - set(found) - {f"{name}Text" for name in found} else HOLDS


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--quiet", action="store_true", help="prints what does not hold, and the counts")
    options = parser.parse_args()
    counts = collections.Counter()
    for path in sorted(options.folder.glob("*.json")):
        file = json.loads(path.read_text(encoding="utf-8"))
        if file.get("type") != "fcg.vectors/1":
            continue
        for vector in file["vectors"]:
            verdict = judge(vector, file["topic"], file) if file["topic"] in TOPICS else SKIPPED
            counts[verdict if verdict in (HOLDS, SKIPPED) else "does not hold"] += 1
            if verdict != HOLDS or not options.quiet:
                print(f"{path.name} {vector['id']} {vector['name']} ({vector['clause']}): {verdict}")
    told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    print(f"{sum(counts.values())} vectors: {told}")
    wrong = counts["does not hold"] + counts[SKIPPED]
    return 2 if not counts else 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
