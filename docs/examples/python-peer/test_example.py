"""The exchange that the protocol's first page shows, octet for octet: what it says must come out of its octets here."""
import dataclasses
import json
import pathlib
import re
import unittest

import merkle
import wire
from asking import Attempt, NoVerifiedAnswer, check_proof, read_receipt, verify_answer
from encoding import b64, strict_json
from membership import Directory
from signatures import COMPONENTS, Response, verify_request

PROTOCOL = pathlib.Path(__file__).parents[2] / "protocol"


@unittest.skipUnless((PROTOCOL / "example").exists(), "docs/protocol/example is not here")
class Example(unittest.TestCase):
    def setUp(self):
        def octets(name):
            return (PROTOCOL / "example" / name).read_bytes()

        self.page = (PROTOCOL / "README.md").read_text(encoding="utf-8")
        self.directory = Directory.of(json.loads(octets("directory.json"))["signed"])
        head, _, body = octets("request.http").partition(b"\r\n\r\n")
        request, version = wire.parse_head(head)
        self.length = wire.body_length(request, version)
        self.request = dataclasses.replace(request, body=body)
        head, _, body = octets("response.http").partition(b"\r\n\r\n")
        self.response = Response(200, tuple((name.lower(), value) for name, value in wire.split_lines(head)[1]), body)
        self.proof = octets("receipt.tlog-proof")
        self.holder, self.query = self.directory.members["E08000007"], strict_json(self.request.body)

    def verified(self, response=None):
        signature, base = verify_request(
            self.request, self.request.address, self.directory.keys(), "E06999901", self.created())
        attempt = Attempt(
            **{field.name: getattr(self.request, field.name) for field in dataclasses.fields(self.request)},
            nonce=signature.parameters["nonce"], created=self.created(), covered=COMPONENTS, base=base,
            signature=signature.octets)
        return verify_answer(self.holder, self.query, attempt, response or self.response, self.created() + 1)

    def created(self):
        return int(re.search("created=([0-9]+)", dict(self.request.fields)["Signature-Input"])[1])

    def test_the_request_the_answer_and_the_receipt_verify_and_come_to_what_the_page_says(self):
        self.assertEqual((len(self.request.body), len(self.response.body)), (self.length, 4_096))
        verified = self.verified()
        for value in (verified.request_evidence, verified.answer_digest, verified.response_evidence):
            self.assertIn(value, self.page)

    def test_an_altered_answer_does_not(self):
        for old, new in ((b'"historic"', b'"current" '), (b'"pad":"0', b'"pad":"1')):
            self.assertIn(old, self.response.body)
            altered = dataclasses.replace(self.response, body=self.response.body.replace(old, new, 1))
            with self.assertRaises(NoVerifiedAnswer):
                self.verified(altered)

    def test_the_proof_leads_to_a_checkpoint_with_its_quorum(self):
        origin, _, leaf = read_receipt(self.response.fields)
        log = self.holder.logs[origin]
        witnesses = [self.directory.members[name].witness for name in log.witnesses]
        check_proof(self.proof, leaf, log, witnesses)
        self.assertIn(b64(merkle.leaf_hash(leaf)), self.page)
        with self.assertRaises(NoVerifiedAnswer):
            check_proof(self.proof, leaf, log, witnesses[:1])


if __name__ == "__main__":
    unittest.main()
