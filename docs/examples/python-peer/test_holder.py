"""A holder without sockets: what it answers, keeps and refuses over retries, failures and restarts."""
import dataclasses
import json
import pathlib
import tempfile
import time
import unittest

import joining
from answering import Holder
from asking import fresh_query, sign, verify_answer
from encoding import b64url, padded
from membership import Directory, Folder
from test_formats import query

ASKER, HOLDER = "E06999901", "E06999903"


class Holding(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        root, cards = pathlib.Path(self.place.name), []
        for authority in (ASKER, HOLDER):
            joining.make_folder(
                root / authority, authority, "Invented", "sandbox.example", f"{authority.lower()}.example",
                b64url(bytes(32)), int(time.time()))
            cards += json.loads(joining.card(root / authority, int(time.time()), None, True))["signed"]["members"]
        self.directory = Directory.of({"members": cards, "version": 1, "issued": "2026-01-01T00:00:00Z", "expires": "2999-01-01T00:00:00Z"})
        self.folder, self.kit = (
            dataclasses.replace(Folder.load(root / name), directory=self.directory) for name in (HOLDER, ASKER))
        self.council, self.peer = self.directory.members[HOLDER], self.directory.members[ASKER]
        self.holder = Holder(self.folder)

    def tearDown(self):
        self.holder.record.database.close()
        self.holder.stop()
        self.place.cleanup()

    def restart(self, in_order=True):
        self.holder.record.database.close()
        self.holder.stop()
        if not in_order:
            self.holder.marker.unlink(missing_ok=True)
        self.holder = Holder(self.folder)

    def question(self, **changes):
        now = int(time.time())
        return padded(fresh_query(query(**changes), ASKER, HOLDER, now) | changes)

    def attempt(self, octets):
        return sign(self.kit, self.council, octets, int(time.time()))

    def respond(self, attempt):
        return self.holder.respond(attempt, self.peer, lambda: attempt.body)

    def verified(self, attempt, response):
        lower = dataclasses.replace(response, fields=tuple((name.lower(), value) for name, value in response.fields))
        return verify_answer(self.council, json.loads(attempt.body), attempt, lower, int(time.time()))

    def code(self, attempt):
        response = self.respond(attempt)
        return "answered" if response.status == 200 else json.loads(response.body)["code"]

    def size(self):
        return self.holder.record.size(int(time.strftime("%Y", time.gmtime())))

    def test_every_attempt_that_is_answered_has_one_leaf_and_no_other_has(self):
        attempt = self.attempt(self.question())
        self.assertEqual(self.verified(attempt, self.respond(attempt)).index, 0)
        for changes in ({"to": ASKER}, {"id": "short"}, {"ext": {"call-back": {"exchange": "a" * 22}}}):
            self.assertEqual(self.code(self.attempt(self.question(**changes))), "schema")
        self.assertEqual((self.code(attempt), self.size()), ("replayed", 1))
        refused = self.attempt(self.question(purpose="early-help"))
        self.assertEqual(self.verified(refused, self.respond(refused)).answer["outcome"], "refused")
        self.assertEqual(self.size(), 2)

    def test_a_retry_gets_the_same_octets_after_a_restart_too_and_a_replay_nothing(self):
        octets = self.question()
        first = self.attempt(octets)
        answers = [self.respond(first).body]
        self.restart()
        self.assertEqual(self.code(first), "replayed")
        for again in (self.attempt(octets), self.attempt(octets)):
            answers.append(self.respond(again).body)
        self.assertEqual((len(set(answers)), self.size()), (1, 3))

    def test_an_id_stands_for_one_question(self):
        self.code(self.attempt(self.question(id="a" * 22)))
        self.assertEqual(self.code(self.attempt(self.question(id="a" * 22))), "query-id-conflict")
        self.assertEqual(self.size(), 1)

    def test_what_cannot_be_recorded_is_not_answered_and_uses_nothing_up(self):
        attempt = self.attempt(self.question())
        self.holder.record.database.execute(
            "CREATE TRIGGER full BEFORE INSERT ON leaf BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
        response = self.respond(attempt)
        self.assertEqual((response.status, json.loads(response.body)["code"]), (503, "unavailable"))
        self.assertNotIn("FCG-Receipt", dict(response.fields))
        self.holder.record.database.execute("DROP TRIGGER full")
        self.assertEqual((self.code(attempt), self.size()), ("answered", 1))

    def test_after_an_unclean_stop_older_signatures_are_refused(self):
        self.code(self.attempt(self.question()))
        self.restart(in_order=False)
        self.assertEqual(self.code(self.attempt(self.question())), "signature-time")
        self.restart()  # the fence stands as long as there may be somebody in front of it
        self.assertEqual(self.code(self.attempt(self.question())), "signature-time")
        self.holder.fence = int(time.time()) - 361
        self.restart()
        self.assertEqual(self.code(self.attempt(self.question())), "answered")

    def test_a_second_process_does_not_start_on_one_folder(self):
        with self.assertRaises(BlockingIOError):
            Holder(self.folder)

    def test_an_expired_directory_answers_nobody(self):
        self.holder.folder = dataclasses.replace(self.folder, directory=dataclasses.replace(self.directory, expires=0))
        self.assertEqual(self.code(self.attempt(self.question())), "unavailable")

    def test_a_suspended_member_gets_a_signed_403(self):
        self.peer = dataclasses.replace(self.peer, is_suspended=True)
        response = self.respond(self.attempt(self.question()))
        self.assertEqual((response.status, "Signature" in dict(response.fields)), (403, True))

    def test_a_problem_tells_details_to_test_authorities_only_and_repeats_nothing(self):
        attempt = self.attempt(self.question(purpose="Secret Word"))
        for is_test in (True, False):
            self.peer = dataclasses.replace(self.peer, is_test=is_test)
            problem = json.loads(self.respond(self.attempt(attempt.body)).body)
            self.assertEqual(("detail" in problem, problem["code"]), (is_test, "schema"))
            self.assertNotIn("Secret", json.dumps(problem))


if __name__ == "__main__":
    unittest.main()
