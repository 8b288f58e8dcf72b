#!/usr/bin/env python3
"""A second implementation of the protocol, small enough to read in an evening: it asks, and it answers.

    peer.py ask .sandbox/peer-kit/E06999901                    the sample query, made fresh
    peer.py ask KIT --council E08000035 --query my-query.json
    peer.py ask KIT --json                                     for programs
    peer.py ask KIT --trace                                    with every octet that is signed
    peer.py ask KIT --question -                               what a worker writes, as `fcg ask --example` prints it
    peer.py init FOLDER --authority E06999903 --federation sandbox.example --endpoint localhost:7499 --signer KEY
    peer.py card FOLDER --out card.json                        for whoever keeps the directory
    peer.py answer FOLDER                                      with FOLDER/directory.json; until it is interrupted
    peer.py kit FOLDER --from .sandbox/peer-kit --out kits     for `fcg-conformance`, to test this peer
    peer.py verify FOLDER                                      its own record

It shares no code with the gateway and needs Python 3.10 and the package `cryptography` (Debian: python3-cryptography).
README.md beside it says what is where. Exit codes: 0 it did what it should, for `ask` a verified answer; 1 not, or no
verified answer; 2 the command was not understood.
"""
import argparse
import json
import pathlib
import signal
import sys
import threading
import time

import composing
import joining
import kits
import showing
from answering import Holder, Server
from asking import Asker, NoVerifiedAnswer, cosign
from encoding import Fault
from membership import Folder
from record import Record


def ask(options):
    kit = Folder.load(options.folder)
    if options.question:
        octets = sys.stdin.buffer.read() if options.question == "-" else pathlib.Path(options.question).read_bytes()
        print(json.dumps(composing.ask_all(Asker(kit), json.loads(octets))))
        return 0
    template = json.loads(pathlib.Path(options.query).read_bytes()) if options.query else kit.sample()
    council = kit.councils[options.council or kit.sample_for]
    trace = showing.trace if options.trace else lambda title, text: None
    try:
        verified = Asker(kit).ask(council, template, trace)
    except NoVerifiedAnswer as fault:
        print(showing.unverified(fault, options.json))
        return 1
    print(json.dumps(showing.for_programs(verified)) if options.json else showing.for_people(council, verified))
    return 0


def init(options):
    joining.make_folder(
        options.folder, options.authority, options.name, options.federation, options.endpoint, options.signer,
        int(time.time()))
    print(f"made {options.folder}; next: `peer.py card`, and the signed directory as {options.folder}/directory.json")
    return 0


def card(options):
    octets = joining.card(options.folder, int(time.time()), options.address, options.test)
    pathlib.Path(options.out).write_bytes(octets)
    print(f"wrote {options.out}\nread this out to whoever keeps the directory: {joining.fingerprint(octets)}")
    return 0


def kit(options):
    made = kits.make(Folder.load(options.folder), options.sandbox_kit, options.out)
    print(f"made {made}: two test authorities that ask {options.folder}")
    return 0


def answer(options):
    folder = Folder.load(options.folder)
    if folder.authority not in folder.councils:
        print(f"error: {options.folder}/directory.json has no entry for {folder.authority}", file=sys.stderr)
        return 2
    holder = Holder(folder)
    host, _, port = (options.listen or folder.councils[folder.authority].connect).rpartition(":")
    server = Server(holder, host, int(port))
    server.start()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, interrupted)
    print(f"{folder.authority} answers on https://{folder.about['endpoint']}", flush=True)
    try:
        while True:
            threading.Event().wait(10)
            witness_round(holder)
    except KeyboardInterrupt:
        server.stop()
    return 0


def interrupted(*_):
    """A stop in order: what was answered stands in the record, and the next start needs no fence."""
    raise KeyboardInterrupt


def witness_round(holder):
    """Offers the newest checkpoint, if anything was answered since the last that met its quorum."""
    year = int(time.strftime("%Y", time.gmtime()))
    size = holder.record.size(year)
    if size and not holder.record.cosigned(year, size - 1):
        cosign(holder.folder, holder.record, year, holder.note(year))


def verify(options):
    folder = Folder.load(options.folder)
    record = Record(folder.path / "record.db", folder.authority)
    faults = record.verify()
    print("\n".join(faults) if faults else "the record is whole")
    return 1 if faults else 0


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(run, text, *options):
        made = commands.add_parser(run.__name__, help=text)
        made.add_argument("folder", help="a folder of the sandbox's peer-kit, or one that `init` made")
        for name, given in options:
            made.add_argument(name, **given)
        made.set_defaults(run=run)

    flag = {"action": "store_true"}
    command(
        ask, "asks one council", ("--council", {"help": "its GSS code; the sample query's, if left out"}),
        ("--query", {"help": "a file with a query of yours; id, parties, times, salt and pad are made fresh"}),
        ("--question", {"help": "a worker's question in a file, or - for standard input; prints `fcg.ask-result/1`"}),
        ("--json", flag | {"help": "prints one JSON object"}),
        ("--trace", flag | {"help": "prints what is sent, what is signed and what comes back"}))
    command(
        init, "makes keys and a certificate", ("--authority", {"required": True}), ("--federation", {"required": True}),
        ("--endpoint", {"required": True, "help": "host and port, as they will stand in the directory"}),
        ("--signer", {"required": True, "help": "the directory's key, base64url"}),
        ("--name", {"default": "Invented Council"}))
    command(
        card, "writes the entry for the directory", ("--out", {"required": True}),
        ("--address", {"help": "where to connect, if not at the endpoint"}),
        ("--test", flag | {"help": "says that this is a test authority"}))
    command(
        kit, "writes the test authorities' folders for `fcg-conformance`",
        ("--from", {"required": True, "dest": "sandbox_kit", "help": "the sandbox's peer-kit"}),
        ("--out", {"required": True, "help": "a folder that is not there yet"}))
    command(answer, "answers until it is interrupted", ("--listen", {"help": "address and port"}))
    command(verify, "checks its own record")
    return parser.parse_args()


def main():
    options = arguments()
    try:
        return options.run(options)
    except (OSError, KeyError, ValueError, Fault) as error:
        print(f"error: the folder, the query or the council cannot be read: {error!r}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
