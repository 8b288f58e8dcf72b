"""Signatures, trees and the record, against what the standards publish and what must be refused."""
import dataclasses
import json
import pathlib
import sqlite3
import tempfile
import unittest

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import merkle
from answering import Reservations
from encoding import b64, sha256, unb64, unb64url
from membership import public_octets
from record import Entry, Record
from signatures import (
    COMPONENTS, Key, Request, Response, Signature, base_of, check_digest, check_time, content_digest, evidence,
    parameters_text, signed_fields, signed_response, verify_request)
from test_formats import NOW, Case

# RFC 9421 appendix B: the published test key, which no directory may have, and the test request
RFC_KEY = Ed25519PrivateKey.from_private_bytes(unb64url("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU"))
RFC_REQUEST = Request(
    "POST", "example.com", "/foo", "?param=Value&Pet=dog", (
        ("Date", "Tue, 20 Apr 2021 02:07:55 GMT"), ("Content-Type", "application/json"), ("Content-Digest", (
            "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:")),
        ("Content-Length", "18")), b'{"hello": "world"}')
RFC_BASE = b'''"date": Tue, 20 Apr 2021 02:07:55 GMT
"@method": POST
"@path": /foo
"@authority": example.com
"content-type": application/json
"content-length": 18
"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;\
keyid="test-key-ed25519"'''
RFC_SIGNATURE = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="

ASKER_KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"fcg example asker key"))
KEYS = {"E08000035#2026a": Key("E08000035#2026a", "E08000035", "ed25519", public_octets(ASKER_KEY))}
ADDRESS = "gateway.stockport.example"
BODY = b'{"pad":"' + b"0" * 4_086 + b'"}'


def request(fields=(), components=COMPONENTS, key=ASKER_KEY, **given):
    """The example of docs/integrator-guide.md, or a bent one."""
    bare = Request("POST", ADDRESS, "/fcg/v1/query", "", (
        ("Content-Type", "application/json"), ("Content-Digest", content_digest(BODY)), *fields), BODY)
    covered = [(name, False) for name in components]
    given = {"created": NOW, "life": 120, "key_name": "E08000035#2026a", "tag": "fcg-request-v1",
             "nonce": "Cf_hUrUVwqaXtpb7Eg3MSoqiIVN4FI_o"} | given
    text = parameters_text(covered, **given)
    return dataclasses.replace(bare, fields=bare.fields + signed_fields(text, key.sign(base_of(covered, text, bare))))


def verify(message, owner="E08000035", now=NOW):
    return verify_request(message, ADDRESS, KEYS, owner, now)


def with_field(message, name, change):
    fields = tuple((field, change(value) if field == name else value) for field, value in message.fields)
    return dataclasses.replace(message, fields=tuple(pair for pair in fields if pair[1] is not None))


class Signatures(Case):
    def test_the_base_and_the_signature_of_rfc_9421_b_2_6(self):
        components = [(name, False) for name in (
            "date", "@method", "@path", "@authority", "content-type", "content-length")]
        text = RFC_BASE.decode().rpartition('"@signature-params": ')[2]
        base = base_of(components, text, RFC_REQUEST)
        self.assertEqual(base, RFC_BASE)
        self.assertEqual(b64(RFC_KEY.sign(base)), RFC_SIGNATURE)
        Key("test-key-ed25519", "", "ed25519", public_octets(RFC_KEY)).verify(unb64(RFC_SIGNATURE), base)
        check_digest(RFC_REQUEST.fields, RFC_REQUEST.body)

    def test_the_example_of_the_guide(self):
        signature, base = verify(request())
        self.assertEqual(len(base), 429)
        self.assertEqual(b64(signature.octets), (
            "mnMgYkb1EfKXngGMrKMEAj1Dm+ZyXf0Eqo9DtYSxPxdv3kKBAk7jYvl6p1Nl/du/t7//3Zs9moK+1Mh6lWrMAw=="))
        self.assertEqual(evidence(base, signature.octets), "TvGMzJpcwjlmRyOra5pctC2ZaermSKNnLbAqt_KKQFw")

    def test_each_step_refuses_with_its_own_code(self):
        for code, message in (
                ("misdirected", dataclasses.replace(request(), address="other.example")),
                ("media-type", with_field(request(), "Content-Type", lambda _: "text/plain")),
                ("content-encoding", request(fields=(("Content-Encoding", "gzip"),))),
                ("signature-missing", with_field(request(), "Signature", lambda _: None)),
                ("signature-malformed", with_field(request(), "Signature", lambda value: value + ", " + value)),
                ("signature-malformed", with_field(request(), "Signature", lambda value: "two" + value[3:])),
                ("signature-malformed", dataclasses.replace(request(), fields=tuple(
                    (name, f"{value}, two{value[3:]}" if name.startswith("Signature") else value)
                    for name, value in request().fields))),
                ("signature-malformed", request(components=(*COMPONENTS, "@path"))),
                ("signature-malformed", with_field(request(), "Signature-Input", lambda value: value + ";sort=1")),
                ("signature-parameter", request(tag="fcg-response-v1")),
                ("signature-parameter", request(nonce=None)),
                ("signature-parameter", request(nonce="short")),
                ("signature-coverage", request(components=COMPONENTS[:5])),
                ("key-unknown", request(key_name="E08000035#2025a")),
                ("algorithm-mismatch", request(algorithm="hmac-sha256")),
                ("signature-time", request(created=NOW - 361)),
                ("digest-mismatch", dataclasses.replace(request(), body=BODY.replace(b"0", b"1", 1))),
                ("signature-invalid", request(key=RFC_KEY)),
                ("signature-invalid", dataclasses.replace(request(), method="PUT")),
                ("signature-invalid", with_field(request(), "Signature", lambda _: "fcg=:AAAA:"))):
            with self.subTest(code):
                self.refused(code, verify, message)
        self.refused("identity-mismatch", verify, request(), "E08000007")

    def test_the_authority_is_in_lower_case_and_without_the_port_443(self):
        for address in ("Gateway.Stockport.EXAMPLE", ADDRESS + ":443"):
            verify(dataclasses.replace(request(), address=address))
        self.refused("misdirected", verify, dataclasses.replace(request(), address=ADDRESS + ":8443"))

    def test_a_field_of_the_askers_own_may_be_covered(self):
        verify(request(fields=(("X-Case", "7"),), components=(*COMPONENTS, "x-case")))

    def test_times_hold_to_the_second(self):
        sound = {"created": NOW, "expires": NOW + 120}
        for now in (NOW - 60, NOW + 180):
            check_time(sound, now)
        for now in (NOW - 61, NOW + 181):
            self.refused("signature-time", check_time, sound, now)
        check_time({"created": NOW, "expires": NOW + 300}, NOW + 360)
        for expires in (NOW, NOW + 301, NOW - 1):
            self.refused("signature-time", check_time, {"created": NOW, "expires": expires}, NOW)

    def test_a_response_is_bound_to_its_request(self):
        asked, other = request(), request(nonce="another-nonce-of-24-octets")
        covered = [("@status", False), ("content-digest", False)] + [(name, True) for name in COMPONENTS]
        made = signed_response(
            Response(200, (("Content-Type", "application/json"),), b"{}"), covered, asked, RFC_KEY, "E08000007#1", NOW,
            "n" * 22)
        signature = Signature.of(made.fields, "fcg-response-v1")
        key = Key("E08000007#1", "E08000007", "ed25519", public_octets(RFC_KEY))
        key.verify(signature.octets, signature.base(made, asked))
        elsewhere = dataclasses.replace(other, path="/fcg/v2/query")
        self.refused("signature-invalid", key.verify, signature.octets, signature.base(made, elsewhere))


# Leaves and roots that the reference implementation of RFC 6962 tests with
LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")


class Merkle(Case):
    hashes = [merkle.leaf_hash(leaf) for leaf in LEAVES]

    def test_roots_are_those_of_the_reference(self):
        self.assertEqual(merkle.root([]).hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        self.assertEqual([merkle.root(self.hashes[:size]).hex() for size in range(1, 9)], list(ROOTS))

    def test_a_path_leads_to_the_root_and_no_other_does(self):
        for size in range(1, 9):
            for index in range(size):
                path, top = merkle.inclusion_path(self.hashes[:size], index), merkle.root(self.hashes[:size])
                lead = merkle.root_from_path
                self.assertEqual(lead(self.hashes[index], index, size, path), top)
                self.assertNotEqual(lead(self.hashes[index], index, size, path + [bytes(32)]), top)
                self.assertNotEqual(lead(self.hashes[index - 1], index, size, path) if size > 1 else None, top)
                self.assertIsNone(lead(self.hashes[index], size, size, path))
                if path:
                    self.assertIsNone(lead(self.hashes[index], index, size, path[:-1]))

    def test_consistency_paths_are_those_of_rfc_6962_2_1_3(self):
        seven = self.hashes[:7]
        g, h, i = (merkle.node_hash(*seven[at:at + 2]) for at in (0, 2, 4))
        j, k = seven[6], merkle.node_hash(g, h)
        last = merkle.node_hash(i, j)
        self.assertEqual(merkle.consistency_path(seven, 3), [seven[2], seven[3], g, last])
        self.assertEqual(merkle.consistency_path(seven, 4), [last])
        self.assertEqual(merkle.consistency_path(seven, 6), [i, j, k])
        self.assertEqual([merkle.consistency_path(seven, old) for old in (0, 7)], [[], []])

    def test_every_growth_is_proved_and_no_other(self):
        for new in range(1, 9):
            for old in range(new + 1):
                path = merkle.consistency_path(self.hashes[:new], old)
                roots = [merkle.root(self.hashes[:size]) for size in (old, new)]
                self.assertTrue(merkle.joins(old, roots[0], new, roots[1], path), (old, new))
                self.assertFalse(merkle.joins(old, roots[0], new, roots[1], path + [bytes(32)]), (old, new))
                from_nothing = old == 0  # there is nothing to prove then
                self.assertEqual(merkle.joins(old, roots[0], new, bytes(32), path), from_nothing, (old, new))
                self.assertFalse(merkle.joins(old, bytes(32), new, roots[1], path), (old, new))
                self.assertFalse(merkle.joins(old, roots[0], new, roots[1], path[:-1]) if path else False, (old, new))

    def test_a_note_is_believed_by_its_signature_only(self):
        key = merkle.NoteKey("log.example/audit/2026", merkle.LOG_KEY, public_octets(ASKER_KEY))
        text = merkle.checkpoint_text(key.name, 8, merkle.root(self.hashes))
        note = text + b"\n" + merkle.signature_line(key, ASKER_KEY.sign(text))
        read = merkle.Checkpoint.of(note)
        self.assertEqual((read.origin, read.size, read.root.hex()), (key.name, 8, ROOTS[7]))
        self.assertEqual(read.signers([key]), [key])
        self.assertEqual(merkle.NoteKey.of(str(key)), key)
        with self.assertRaises(merkle.BadNote):
            merkle.Checkpoint.of(note.replace(b"\n8\n", b"\n7\n")).signers([key])
        other = merkle.NoteKey(key.name, merkle.LOG_KEY, public_octets(RFC_KEY))
        self.assertEqual(read.signers([other]), [])
        for bad in (b"", b"a\nb\n", note.replace(b"\n8\n", b"\n08\n"), text):
            with self.assertRaises(merkle.BadNote):
                merkle.Checkpoint.of(bad)

    def test_a_witness_signs_the_time_as_well(self):
        witness = merkle.NoteKey("w.example/witness", merkle.WITNESS_KEY, public_octets(RFC_KEY))
        text = merkle.checkpoint_text("log.example/audit/2026", 1, self.hashes[0])
        octets = NOW.to_bytes(8, "big") + RFC_KEY.sign(f"cosignature/v1\ntime {NOW}\n".encode() + text)
        self.assertTrue(witness.signed(text, octets))
        self.assertFalse(witness.signed(text, (NOW + 1).to_bytes(8, "big") + octets[8:]))

    def test_a_proof_is_read_as_it_was_written(self):
        text = merkle.checkpoint_text("log.example/audit/2026", 8, merkle.root(self.hashes)) + b"\n"
        key = merkle.NoteKey("log.example/audit/2026", merkle.LOG_KEY, public_octets(ASKER_KEY))
        note = text + merkle.signature_line(key, ASKER_KEY.sign(text[:-1]))
        path = merkle.inclusion_path(self.hashes, 5)
        self.assertEqual(
            merkle.read_proof(merkle.proof_text(LEAVES[5], 5, path, note)),
            (LEAVES[5], 5, path, merkle.Checkpoint.of(note)))


DIGEST = b64(bytes(32))
ENTRY = Entry("exchange.answered", "E08000035", "a" * 22, NOW * 1000, 1, DIGEST, DIGEST, {"actor": {"a": 1}})


class Records(Case):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.record = Record(pathlib.Path(self.folder.name) / "record.db", "E06999903")

    def tearDown(self):
        self.record.database.close()
        self.folder.cleanup()

    def test_a_nonce_that_is_recorded_fails_its_caller_and_makes_no_leaf(self):
        self.assertEqual(self.record.append(ENTRY, ("n" * 22, NOW + 180))[:2], (2026, 0))
        self.refused("replayed", self.record.append, ENTRY, ("n" * 22, NOW + 180))
        self.assertEqual(self.record.size(2026), 1)
        self.assertEqual(self.record.append(ENTRY, ("m" * 22, NOW + 180))[:2], (2026, 1))

    def test_leaves_have_one_length_and_show_nothing(self):
        payloads = {"actor": {"name": "Somebody Else"}, "decision": {"outcome": "refused"}}
        other = dataclasses.replace(ENTRY, payloads=payloads)
        leaves = [self.record.append(entry)[2] for entry in (ENTRY, other)]
        self.assertEqual(len(leaves[0]), len(leaves[1]))
        self.assertNotIn(b"refused", leaves[1])
        self.assertEqual(set(json.loads(leaves[0])), {"v", "e", "n", "p", "x", "t", "d", "rq", "rs", "c"})

    def test_what_was_altered_is_found(self):
        for _ in range(3):
            self.record.append(ENTRY)
        key = merkle.NoteKey("log.example/audit/2026", merkle.LOG_KEY, public_octets(ASKER_KEY))
        self.record.keep_note(2026, 3, self.record.note(2026, key.name, ASKER_KEY, key))
        self.assertEqual(self.record.verify(), [])
        for statement in (
                "UPDATE leaf SET octets = CAST(replace(octets, 'E08000035', 'E08000036') AS BLOB) WHERE place = 1",
                "UPDATE leaf SET opened = replace(opened, '{}', '{ }') WHERE place = 1",
                "DELETE FROM leaf WHERE place = 1", "DELETE FROM leaf WHERE place = 2"):
            with self.subTest(statement):
                self.record.database.execute("SAVEPOINT before")
                self.record.database.execute(statement)
                self.assertTrue(self.record.verify())
                self.record.database.execute("ROLLBACK TO before")
                self.record.database.execute("RELEASE before")

    def test_nothing_of_a_failed_commit_stays(self):
        self.record.database.execute(
            "CREATE TRIGGER full BEFORE INSERT ON answered BEGIN SELECT RAISE(ABORT, 'full'); END")
        with self.assertRaises(sqlite3.Error):
            self.record.append(ENTRY, ("n" * 22, NOW + 180), (b"d" * 32, b"{}", NOW))
        self.assertEqual((self.record.size(2026), self.record.one("SELECT count(*) FROM nonce")), (0, (0,)))

    def test_a_nonce_is_reserved_once_until_its_time_is_over_or_it_is_given_back(self):
        held = Reservations()
        held.reserve("E08000035", "n" * 22, NOW + 180, NOW)
        self.refused("replayed", held.reserve, "E08000035", "n" * 22, NOW + 180, NOW + 180)
        held.reserve("E08000007", "n" * 22, NOW + 180, NOW)
        held.reserve("E08000035", "n" * 22, NOW + 400, NOW + 181)
        held.release("E08000035", "n" * 22)
        held.reserve("E08000035", "n" * 22, NOW + 400, NOW + 181)

    def test_live_nonces_are_counted_and_never_dropped(self):
        held = Reservations(most=2)
        for nonce in ("a" * 22, "b" * 22):
            held.reserve("E08000035", nonce, NOW + 180, NOW)
        self.refused("rate", held.reserve, "E08000035", "c" * 22, NOW + 180, NOW)
        self.refused("replayed", held.reserve, "E08000035", "a" * 22, NOW + 180, NOW)
        held.reserve("E08000007", "c" * 22, NOW + 180, NOW)


if __name__ == "__main__":
    unittest.main()
