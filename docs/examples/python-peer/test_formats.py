"""Formats and decisions: what is read, what is refused, what is told. No node, no network."""
import json
import unittest
import unittest.mock

import check_vectors
import structured
import wire
from deciding import Table
from encoding import Fault, canonical, milliseconds_of, padded, strict_json, unb64, unb64url, utc_precise
from messages import check_answer, check_query

NOW = 1_795_170_960  # 2026-11-20T10:36:00Z


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
                b'{"a":1,"a":2}', b'{"a":1,"\\u0061":2}', '{"\u00e9":1,"e\u0301":2}'.encode(),
                b'{"a":1.0}', b'{"a":1e2}', b'{"a":-0}', b'{"a":NaN}',
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
        for text in (
                "2026-02-30T00:00:00Z", "2026-11-20T10:36:00", "2026-11-20 10:36:00Z", "2026-11-20T10:36:00.4Z", 1):
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


def query(**changes):
    subject = {
        "ref": "s1", "about": "child", "name": {"given": ["Odalys"], "family": "Thistlewick"},
        "dateOfBirth": "2016-03-02", "previousPostcodes": ["SK90 0QZ"]}
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
        for changes in (
                {}, {"purpose": "early-help"}, {"purpose": "unheard"}, {"categories": ["housing"]}, {"upTo": "flag"}):
            answer, asked = answered(**changes)
            check_answer(answer | {"pad": ""}, asked, {"inReplyTo": asked["id"]})

    def test_the_question_alone_gives_reasons(self):
        def told(**changes):
            return [entry.get("refused") for entry in answered(**changes)[0]["subjects"][0]["categories"]]

        self.assertEqual(told(), [None, "category-not-covered"])
        self.assertEqual(told(purpose="early-help"), ["purpose-not-covered"] * 2)
        self.assertEqual(told(purpose="S47-enquiry"), ["vocabulary-unknown"] * 2)
        outcomes = [answered(**changes)[0]["outcome"] for changes in (
            {}, {"categories": ["school"]}, {"purpose": "early-help"})]
        self.assertEqual(outcomes, ["answered-partly", "answered", "refused"])

    def test_restricted_several_and_nobody_are_one(self):
        people = [
            ("Perpetua", "Hollinshade", "2015-12-11"), ("Jasper", "Quillfeather", "2018-05-30"),
            ("No", "Body", "2015-01-01")]
        told = set()
        for given, family, born in people:
            subject = query()["subjects"][0] | {"name": {"given": [given], "family": family}, "dateOfBirth": born}
            told.add(canonical(answered(subjects=[subject])[0]["subjects"]))
        self.assertEqual(len(told), 1)
        self.assertIn("not-confirmed", told.pop())

    def test_more_identifiers_tell_namesakes_apart_and_a_wrong_one_matches_nobody(self):
        name = {"given": ["JASPER"], "family": "Quillfeather"}
        jasper = query()["subjects"][0] | {"name": name, "dateOfBirth": "2018-05-30"}
        for number, outcome in (("9996001032", "matched"), ("9996001083", "not-confirmed")):
            answer, _ = answered(subjects=[jasper | {"ids": {"nhs": number}}])
            self.assertEqual(answer["subjects"][0]["outcome"], outcome)

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
                ("message", {"mood": 1}), ("upTo", {"upTo": None}), ("id", {"id": "a" * 21}),
                ("salt", {"salt": "A" * 42 + "B"}),
                ("purpose", {"purpose": ["s47-enquiry"]}), ("categories", {"categories": ["school"] * 2}),
                ("subjects[0]", {"subjects": [subject | {"mood": "low"}]}), ("subjects", {"subjects": [subject] * 2}),
                ("dateOfBirth", {"subjects": [subject | {"dateOfBirth": "2016-02-30"}]}), ("pad", {"pad": "1"}),
                ("expires", {"expires": "2026-11-20T10:46:01Z"}), ("to", {"to": "E08000007"}),
                ("from", {"from": "E08000007"}),
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
                ("body-size", b"4096", b"1" * 40), ("http-malformed", b"4096", b"+4096"),
                ("http-malformed", b"1.1", b"1.0"),
                ("http-malformed", b"POST", b"PUT"), ("http-malformed", b"Host:", b"Upgrade: h2c\r\nHost:"),
                ("target-size", b"/query", b"/" + b"q" * 2_048),
                ("header-size", b"Host:", b"X: " + b"a" * 8_192 + b"\r\nHost:"),
                ("header-size", b"Host:", b"X: 1\r\n" * 64 + b"Host:")):
            with self.subTest(new[:20]):
                self.refused(code, lambda: wire.body_length(*wire.parse_head(self.HEAD.replace(old, new, 1))))


class Vectors(unittest.TestCase):
    """What is said of vectors that do not hold, or that are of a later version."""

    def judge(self, expect, found, **more):
        topic = {"a": (lambda given, file: found, {"x"})}
        with unittest.mock.patch.dict(check_vectors.TOPICS, topic):
            return check_vectors.judge({"input": {"x": 1} | more, "expect": expect}, "a", {})

    def test_another_value_is_told_even_where_members_are_missing(self):
        said = self.judge({"result": "accept", "decision": "refused", "reason": "r"}, {"decision": "permitted"})
        self.assertEqual(said, "accepted, with `decision` 'permitted', not 'refused'")

    def test_only_what_is_not_known_here_is_skipped(self):
        self.assertEqual(self.judge({"result": "accept", "later": 1}, {"decision": 1}), check_vectors.SKIPPED)
        self.assertEqual(self.judge({"result": "accept"}, {"decision": 1}, later=1), check_vectors.SKIPPED)
        self.assertEqual(self.judge({"result": "accept", "decision": 1}, {"decision": 1}), check_vectors.HOLDS)


if __name__ == "__main__":
    unittest.main()
