"""The pieces against what the standards publish, and against what must be refused. No node, no network."""
import dataclasses
import json
import pathlib
import sqlite3
import tempfile
import unittest

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import merkle
import structured
import wire
from deciding import Table
from encoding import Fault, b64, canonical, milliseconds_of, padded, sha256, strict_json, unb64, unb64url, utc_precise
from membership import public_octets
from messages import check_answer, check_query
from record import Entry, Record
from signatures import (
    COMPONENTS, Key, Request, Response, Signature, base_of, check_digest, check_time, content_digest, evidence,
    parameters_text, signed_fields, signed_response, verify_request)


class Case(unittest.TestCase):
    def refused(self, code, run, *given, words=""):
        with self.assertRaises(Fault) as caught:
            run(*given)
        self.assertEqual(caught.exception.code, code)
        self.assertIn(words, str(caught.exception))


class JSON(Case):
    def test_canonical_json_sorts_by_utf16_and_escapes_no_more_than_it_must(self):
        value = {"\ufb33": 1, "\U0001f600": 2, "a": ["\u20ac", '"\\\n\x0f/'], "": True}
        self.assertEqual(canonical(value), '{"":true,"a":["€","\\"\\\\\\n\\u000f/"],"\U0001f600":2,"\ufb33":1}')

    def test_what_two_readers_could_take_differently_is_refused(self):
        for text in (
                b'{"a":1,"a":2}', b'{"a":1,"\\u0061":2}', b'{"a":1.0}', b'{"a":1e2}', b'{"a":-0}', b'{"a":NaN}',
                b'{"a":9007199254740993}', b'{"a":"\\ud800"}', b'{"a":"\\u0000"}', b'{"a":"\x00"}', b'\xef\xbb\xbf{}',
                b'{"a":"\xff"}', b"{} {}", b"", b'{"a":1,}', b"/**/{}", b"[" * 17 + b"]" * 17, b"[" * 99_999,
                b"[" + b"1," * 4_096 + b"1]", b'"' + b"a" * 4_097 + b'"', '{"a":1}'.encode("utf-16")):
            with self.subTest(text[:40]):
                self.refused("json-malformed", strict_json, text, 300_000)

    def test_what_is_sound_is_read(self):
        text = b' {"b":[1,-9007199254740992,true,null],"a":"\\ud83d\\ude00\xc3\xa9"} '
        self.assertEqual(strict_json(text), {"b": [1, -(2**53), True, None], "a": "\U0001f600é"})
        self.assertEqual(canonical(strict_json(b"[" * 16 + b"]" * 16)), "[" * 16 + "]" * 16)

    def test_padding_fills_blocks_of_4096_octets(self):
        for size, blocks in ((0, 1), (4_079, 1), (4_080, 2), (5_000, 2)):
            octets = padded({"a": "x" * size})
            self.assertEqual((len(octets), set(json.loads(octets)["pad"]) <= {"0"}), (4_096 * blocks, True))

    def test_base64_has_one_form(self):
        for text in ("YQ", "YR==", "YQ==\n", "Y Q==", "YQ==="):
            self.assertIsNone(unb64(text), text)
        for text in ("YQ==", "YR", "Y+", "YQ\n"):
            self.assertIsNone(unb64url(text), text)
        self.assertEqual((unb64("YQ=="), unb64url("YQ"), unb64url("-_8")), (b"a", b"a", b"\xfb\xff"))

    def test_times_have_two_forms(self):
        self.assertEqual(milliseconds_of("2026-11-20T10:36:00.412Z"), 1795170960412)
        self.assertEqual(utc_precise(1795170960412), "2026-11-20T10:36:00.412Z")
        for text in ("2026-02-30T00:00:00Z", "2026-11-20T10:36:00", "2026-11-20 10:36:00Z", "2026-11-20T10:36:00.4Z", 1):
            self.assertIsNone(milliseconds_of(text), text)


class Structured(Case):
    def test_a_dictionary_is_read_and_written_anew(self):
        found = structured.dictionary('fcg=( "@method"  "a";req );created=01;x="q\\"s\\\\", b=?0 ,\tc, d=:YQ==:')
        self.assertEqual(list(found), ["fcg", "b", "c", "d"])
        self.assertEqual(
            structured.written_inner_list(*found["fcg"]), '("@method" "a";req);created=1;x="q\\"s\\\\"')
        self.assertEqual([found[name][0] for name in "bcd"], [False, True, b"a"])

    def test_malformed_and_repeated_is_refused(self):
        for text in (
                "a=1, a=2", "a=1;b;b", "A=1", "a=", "a=1,", "a=1 b=2", "a=(1", 'a="x', "a=:YR==:", "a=1234567890123456",
                'a=("x""y")', 'a="\u00e9"', "a=?2"):
            with self.subTest(text), self.assertRaises(structured.Malformed):
                structured.dictionary(text)


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

NOW, ASKER_KEY = 1_795_170_960, Ed25519PrivateKey.from_private_bytes(sha256(b"fcg example asker key"))
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
            Response(200, (("Content-Type", "application/json"),), b"{}"), covered, asked, RFC_KEY, "E08000007#1", NOW, "n" * 22)
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
                self.assertEqual(merkle.joins(old, roots[0], new, bytes(32), path), old == 0, "from nothing, all may grow")
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
            merkle.read_proof(merkle.proof_text(LEAVES[5], 5, path, note)), (LEAVES[5], 5, path, merkle.Checkpoint.of(note)))


ENTRY = Entry("exchange.answered", "E08000035", "a" * 22, NOW * 1000, 1, b64(bytes(32)), b64(bytes(32)), {"actor": {"a": 1}})


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
        other = dataclasses.replace(ENTRY, payloads={"actor": {"name": "Somebody Else"}, "decision": {"outcome": "refused"}})
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
        self.record.database.execute("CREATE TRIGGER full BEFORE INSERT ON answered BEGIN SELECT RAISE(ABORT, 'full'); END")
        with self.assertRaises(sqlite3.Error):
            self.record.append(ENTRY, ("n" * 22, NOW + 180), (b"d" * 32, b"{}", NOW))
        self.assertEqual((self.record.size(2026), self.record.knows_nonce("E08000035", "n" * 22)), (0, False))


def query(**changes):
    subject = {"ref": "s1", "about": "child", "name": {"given": ["Odalys"], "family": "Thistlewick"}, "dateOfBirth": "2016-03-02",
               "previousPostcodes": ["SK90 0QZ"]}
    return {
        "type": "fcg.query/1", "id": "b" * 22, "from": "E08000035", "to": "E06999903", "issued": "2026-11-20T10:36:00Z",
        "expires": "2026-11-20T10:41:00Z", "salt": "A" * 43, "pad": "", "purpose": "s47-enquiry", "urgency": "same-day",
        "categories": ["school", "housing"], "upTo": "contact", "justification": "A" * 43,
        "law": {"article6": "6-1-e", "under": ["ca1989-s47"], "article9": "9-2-g", "schedule1": "sch1-18"},
        "case": {"ref": "A" * 43, "openedOn": "2026-11-19"},
        "worker": {"role": "social-worker", "staff": "p", "name": "A. Worker", "team": "t", "organisation": "o",
                   "phone": "01632 960000"},
        "subjects": [subject]} | changes


def answered(**changes):
    asked = query(**changes)
    return Table().answer(asked, padded(asked), {"phone": "01632 960000", "hours": "day and night"}), asked


class Deciding(Case):
    def test_every_answer_is_one_our_own_asker_accepts(self):
        for changes in ({}, {"purpose": "early-help"}, {"purpose": "unheard-of"}, {"categories": ["housing"]}, {"upTo": "flag"}):
            answer, asked = answered(**changes)
            check_answer(answer | {"pad": ""}, asked, {"inReplyTo": asked["id"]})

    def test_the_question_alone_gives_reasons(self):
        def told(**changes):
            return [entry.get("refused") for entry in answered(**changes)[0]["subjects"][0]["categories"]]

        self.assertEqual(told(), [None, "category-not-covered"])
        self.assertEqual(told(purpose="early-help"), ["purpose-not-covered"] * 2)
        self.assertEqual(told(purpose="S47-enquiry"), ["vocabulary-unknown"] * 2)
        self.assertEqual(
            [answered(**changes)[0]["outcome"] for changes in ({}, {"categories": ["school"]}, {"purpose": "early-help"})],
            ["answered-partly", "answered", "refused"])

    def test_restricted_several_and_nobody_are_one(self):
        people = [("Perpetua", "Hollinshade", "2015-12-11"), ("Jasper", "Quillfeather", "2018-05-30"), ("No", "Body", "2015-01-01")]
        told = set()
        for given, family, born in people:
            subject = query()["subjects"][0] | {"name": {"given": [given], "family": family}, "dateOfBirth": born}
            told.add(canonical(answered(subjects=[subject])[0]["subjects"]))
        self.assertEqual(len(told), 1)
        self.assertIn("not-confirmed", told.pop())

    def test_more_identifiers_tell_namesakes_apart_and_a_wrong_one_matches_nobody(self):
        jasper = query()["subjects"][0] | {"name": {"given": ["JASPER"], "family": "Quillfeather"}, "dateOfBirth": "2018-05-30"}
        for number, outcome in (("9996001032", "matched"), ("9996001083", "not-confirmed")):
            self.assertEqual(answered(subjects=[jasper | {"ids": {"nhs": number}}])[0]["subjects"][0]["outcome"], outcome)

    def test_name_and_birthday_alone_match_nobody_and_a_mistyped_number_counts_as_not_sent(self):
        odalys = query()["subjects"][0]
        bare = {name: value for name, value in odalys.items() if name != "previousPostcodes"}
        found = [answered(subjects=[subject])[0]["subjects"][0] for subject in (
            odalys, bare, bare | {"ids": {"nhs": "9996001016"}}, odalys | {"ids": {"nhs": "9996001017"}})]
        self.assertEqual([one["outcome"] for one in found], ["matched", "not-confirmed", "matched", "matched"])
        self.assertEqual(found[1]["couldHelp"], ["nhs-number", "previous-names", "previous-postcodes"])

    def test_a_name_alone_is_too_little(self):
        subject = {name: query()["subjects"][0][name] for name in ("ref", "about", "name")}
        found = answered(subjects=[subject])[0]["subjects"][0]
        self.assertEqual(found["outcome"], "too-little-to-search")
        self.assertEqual(found["couldHelp"], ["nhs-number", "date-of-birth", "previous-names", "previous-postcodes"])


class Messages(Case):
    def check(self, **changes):
        check_query(query(**changes), b"0" * 4_096, "E08000035", "E06999903", NOW)

    def test_a_sound_query_passes(self):
        self.check()

    def test_a_query_departs_from_its_schema_at_a_place(self):
        subject = query()["subjects"][0]
        for words, changes in (
                ("message", {"mood": 1}), ("upTo", {"upTo": None}), ("id", {"id": "a" * 21}), ("salt", {"salt": "A" * 42 + "B"}),
                ("purpose", {"purpose": ["s47-enquiry"]}), ("categories", {"categories": ["school"] * 2}),
                ("subjects[0]", {"subjects": [subject | {"mood": "low"}]}), ("subjects", {"subjects": [subject] * 2}),
                ("dateOfBirth", {"subjects": [subject | {"dateOfBirth": "2016-02-30"}]}), ("pad", {"pad": "1"}),
                ("expires", {"expires": "2026-11-20T10:46:01Z"}), ("to", {"to": "E08000007"}), ("from", {"from": "E08000007"}),
                ("issued", {"issued": "2026-11-20T10:37:01Z"}), ("type", {"type": "fcg.query/2"})):
            with self.subTest(words):
                self.refused("schema", lambda: self.check(**changes), words=words)


class Wire(Case):
    HEAD = b"POST /fcg/v1/query HTTP/1.1\r\nHost: a.example\r\nContent-Length: 4096"

    def test_a_sound_header_is_read(self):
        request, version = wire.parse_head(self.HEAD + b"\r\nX-One:  a b \t")
        self.assertEqual((request.method, request.address, request.path, request.query, version),
                         ("POST", "a.example", "/fcg/v1/query", "", "HTTP/1.1"))
        self.assertEqual(request.fields[-1], ("X-One", "a b"))
        self.assertEqual(wire.body_length(request, version), 4_096)

    def test_what_is_not_one_request_to_one_host_cannot_be_named(self):
        for old, new, status in (
                (b"Host: a.example", b"Host: a.example\r\nHost: b.example", 400), (b"Host: a.example\r\n", b"", 400),
                (b"Length:", b"Length :", 400), (b"Host:", b"X: \xff\r\nHost:", 400), (b"Host:", b" Host:", 400),
                (b" /fcg", b" https://a.example/fcg", 400), (b"POST /fcg/v1/query", b"CONNECT a.example:443", 405),
                (b"4096", b"4096\r\nContent-Length: 4096", 400), (b"4096", b"4096\r\nTransfer-Encoding: chunked", 400),
                (b"POST ", b"POST  ", 400), (b"Host:", b"X: a\nHost:", 400), (b"Host:", b"X: \0\r\nHost:", 400)):
            with self.subTest(new), self.assertRaises(wire.Unsignable) as caught:
                wire.parse_head(self.HEAD.replace(old, new, 1))
            self.assertEqual(caught.exception.status, status)

    def test_sizes_and_framing_have_codes(self):
        for code, old, new in (
                ("length-required", b"\r\nContent-Length: 4096", b""), ("body-size", b"4096", b"65537"),
                ("body-size", b"4096", b"1" * 40), ("http-malformed", b"4096", b"+4096"), ("http-malformed", b"1.1", b"1.0"),
                ("http-malformed", b"POST", b"PUT"), ("http-malformed", b"Host:", b"Upgrade: h2c\r\nHost:"),
                ("target-size", b"/query", b"/" + b"q" * 2_048), ("header-size", b"Host:", b"X: " + b"a" * 8_192 + b"\r\nHost:"),
                ("header-size", b"Host:", b"X: 1\r\n" * 64 + b"Host:")):
            with self.subTest(new[:20]):
                self.refused(code, lambda: wire.body_length(*wire.parse_head(self.HEAD.replace(old, new, 1))))


if __name__ == "__main__":
    unittest.main()
