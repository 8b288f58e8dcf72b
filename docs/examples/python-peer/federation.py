"""For checks: makes the Python peer a member of the sandbox's federation, with the sandbox's own commands.

In a live federation people do this: each hands in a card, somebody telephones and signs, everybody loads the directory.
"""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

from cryptography import x509
from cryptography.hazmat.primitives import serialization

import joining
import kits
from encoding import b64url
from kits import KNOWN, child
from membership import Folder, load_key, public_octets

AUTHORITY = "E06999903"  # a code that is never issued
COUNCILS = {"stockport": "E08000007", "leeds": "E08000035", "bradford": "E08000032"}

NAMESAKES = child("Jasper", "Quillfeather", "2018-05-30", "s2")


class Federation:
    def __init__(self, fcg, sandbox, port):
        self.fcg, self.sandbox, self.endpoint = fcg, pathlib.Path(sandbox), f"localhost:{port}"
        self.folder, self.port = self.sandbox / "python-peer", port

    def config(self, council):
        return str(self.sandbox / council / "node.yaml")

    def run(self, *command):
        done = subprocess.run([self.fcg, *map(str, command)], capture_output=True, text=True, timeout=120)
        if done.returncode:
            raise RuntimeError(f"fcg {command[0]} {command[1]}: {done.stderr or done.stdout}")
        return done.stdout

    def join(self):
        """A folder of our own, cards of everybody, a directory of the next version in every folder."""
        signer = b64url(public_octets(load_key(self.sandbox / "directory-signer.pem")))
        now = int(time.time())
        joining.make_folder(
            self.folder, AUTHORITY, "Invented Council", "sandbox.example", self.endpoint, signer, now)
        octets = self.sign([*self.council_cards(), *self.peer_cards(now)])
        folders = [self.sandbox / council for council in COUNCILS]
        for folder in [*folders, self.folder]:
            (folder / "directory.json").write_bytes(octets)
        for folder in folders:
            os.kill(int((folder / "serve.pid").read_text()), signal.SIGHUP)
        self.wait_for_nodes()
        return Folder.load(self.folder)

    def council_cards(self):
        for council, code in COUNCILS.items():
            card = self.sandbox / f"{council}.card"
            port = self.port_of(council)
            self.run(
                "peer", "card", "--config", self.config(council), "--duty-phone", "01632 960000", "--duty-hours",
                "day and night", "--address", f"127.0.0.1:{port}", "--out", card)
            yield card

    def port_of(self, council):
        return re.search("localhost:([0-9]+)", pathlib.Path(self.config(council)).read_text(encoding="utf-8"))[1]

    def peer_cards(self, now):
        """The two test authorities, which only ask here, and the peer itself."""
        kits = [self.sandbox / "peer-kit" / code for code in ("E06999901", "E06999902")]
        here = f"127.0.0.1:{self.port}"
        for kit, address, is_test in ((kits[0], None, True), (kits[1], None, True), (self.folder, here, False)):
            card = self.sandbox / f"{kit.name}.card"
            card.write_bytes(joining.card(kit, now, address, is_test))
            yield card

    def sign(self, cards):
        out = self.sandbox / "directory.2.json"
        key = self.sandbox / "directory-signer.pem"
        self.run("peer", "sign", "--key", key, "--version", 2, "--out", out, *cards)
        return out.read_bytes()

    def asking_kits(self):
        """The two test authorities' folders again, with the directory instead of the list of councils, and with a
        sample question about somebody whom the peer knows."""
        about = json.loads((self.folder / "kit.json").read_text(encoding="utf-8"))
        for code in ("E06999901", "E06999902"):
            kit = self.sandbox / "kits" / code
            shutil.copytree(self.sandbox / "peer-kit" / code, kit)
            shutil.copy(self.folder / "directory.json", kit)
            own = {"authority": code, "keyId": f"{code}#kit", "sampleQueryIsFor": AUTHORITY}
            own["directorySigner"] = about["directorySigner"]
            (kit / "kit.json").write_text(json.dumps(own), encoding="utf-8")
            query = json.loads((kit / "sample-query.json").read_bytes()) | {"subjects": [KNOWN]}
            (kit / "sample-query.json").write_text(json.dumps(query), encoding="utf-8")
        return self.sandbox / "kits"

    def conformance_kits(self):
        """The sandbox's kits with this peer as the council, and with people whom it knows, hides and does not know."""
        return kits.make(Folder.load(self.folder), self.sandbox / "peer-kit", self.sandbox / "conformance-kit")

    def asking_folder(self):
        """The peer's folder without its record, so that what it asks meanwhile adds nothing to the holder's log."""
        folder = self.sandbox / "python-peer-asking"
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("record.db*", "lock", "stopped*"))
        return folder

    def impostor(self):
        """A folder whose certificate names one test authority and was issued by the other's issuer."""
        kit, other = self.sandbox / "kits" / "E06999901", self.sandbox / "peer-kit" / "E06999902"
        false = self.sandbox / "impostor"
        shutil.copytree(kit, false)
        issuer_key = load_key(other / "ca/ca.key")
        issuer = x509.load_pem_x509_certificate((other / "ca/ca.pem").read_bytes())
        identity = joining.uri_names_of_file(kit / "tls.crt.pem")[0]
        made = joining.gateway_certificate(
            identity, "localhost", load_key(false / "tls.key.pem"), issuer.subject, issuer_key, int(time.time()))
        (false / "tls.crt.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
        return Folder.load(false)

    def wait_for_nodes(self):
        """Until each node says in its log that it reads the new directory."""
        deadline = time.monotonic() + 20
        for council in COUNCILS:
            log = self.sandbox / council / "serve.log"
            while not any("directory read" in line and "version=2" in line for line in open(log, encoding="utf-8")):
                if time.monotonic() > deadline:
                    raise RuntimeError(f"{council} did not take the new directory: {log.read_text()[-2000:]}")
                time.sleep(0.1)
