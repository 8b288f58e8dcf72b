#!/usr/bin/env python3
"""Sends one council good and hostile requests, and looks whether each is met as the protocol says.

    checks.py .sandbox/peer-kit                     against the council of the sample query
    checks.py .sandbox/peer-kit --council E08000035 --only replay

After every hostile request another authority must still get a verified answer, under the next leaf of the log, because
what is refused makes none. So nobody else may ask this council meanwhile. Exit codes: 0 everything as it should be;
1 something is not; 2 the command was not understood. A node of your own needs two registered test authorities.
"""
import argparse
import concurrent.futures
import pathlib
import sys
import time

from bench import Leaves, Peer, send_and_judge, verified
from asking import NoVerifiedAnswer
from encoding import Fault
from membership import Folder
from bench_requests import GROUPS
from bench_sequences import LONG, SLOW


class Bench:
    def __init__(self, council, peer, other):
        self.council, self.peer, self.other = council, peer, other
        self.checks, self.faults = 0, []

    def liveness(self):
        """What is wrong with the answer to a good question of the other authority."""
        return send_and_judge(self.other, verified, self.other.request())

    def report(self, group, name, run):
        try:
            fault = run()
            if not fault and group != "good":
                fault = self.liveness()
                fault = fault and f"the node does not answer as it should afterwards: {fault}"
        except (Fault, NoVerifiedAnswer, OSError) as error:
            fault = f"{type(error).__name__}: {error}"
        self.checks += 1
        print(f"{'FAIL' if fault else 'ok  '} {group}: {name}" + (f"\n       {fault}" if fault else ""), flush=True)
        if fault:
            self.faults.append(f"{group}: {name}")


def run_all(bench, wanted):
    """The slow checks run beside the others."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        slow = [(group, name, pool.submit(run, bench)) for group, name, run in SLOW if wanted(group, name)]
        for group, rows in GROUPS.items():
            for name, judge, bends in rows:
                if wanted(group, name):
                    run_row(bench, group, name, judge, bends)
        for group, name, run in LONG:
            if wanted(group, name):
                bench.report(group, name, lambda: run(bench))
        for group, name, result in slow:
            bench.report(group, name, result.result)


def run_row(bench, group, name, judge, bends):
    expected = getattr(judge, "expected", judge.__name__.replace("_", " "))
    bench.report(
        group, f"{name} → {expected}", lambda: send_and_judge(bench.peer, judge, bench.peer.request(**bends)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kits", help="the sandbox's folder peer-kit, with two authorities in it")
    parser.add_argument("--council", help="the GSS code of the council; the sample query's, if left out")
    parser.add_argument("--only", default="", help="runs the checks whose name has this in it")
    options = parser.parse_args()
    try:
        kits = [Folder.load(file.parent) for file in sorted(pathlib.Path(options.kits).glob("*/kit.json"))][:2]
        council = kits[0].councils[options.council or kits[0].sample_for]
        leaves = Leaves()
        bench = Bench(council, Peer(kits[0], council, leaves), Peer(kits[1], council, leaves))
    except (OSError, KeyError, IndexError, ValueError) as error:
        print(f"error: there are no two kits here, or the council is not in them: {error!r}", file=sys.stderr)
        return 2
    began = time.monotonic()
    run_all(bench, lambda group, name: options.only in f"{group}: {name}")
    seconds = time.monotonic() - began
    print(f"{bench.checks} checks against {council.name}, {len(bench.faults)} failed, {seconds:.1f} s")
    return 1 if bench.faults or not bench.checks else 0


if __name__ == "__main__":
    sys.exit(main())
