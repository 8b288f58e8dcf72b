"""The conformance suite against a sandbox whose node holds a mutant: what `.ci/mutants` asks from outside."""
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS = ROOT / ".build/debug"
CASES = "Sources/ConformanceKit/"
ASKING = ("AskingCases.swift", "HostileBodies.swift", "HostileTransport.swift")
CODES = (1, 2, 7, 32, 35)


class SuiteBench:
    """A sandbox of its own. Stockport is asked and Leeds asks; each is started anew with a mutant."""

    def __init__(self, folder, cited):
        self.folder = pathlib.Path(folder) / "s"
        self.base = free_base()
        self.sides = {}
        for citation in cited:
            if citation.path.startswith(CASES):
                side = "ask" if citation.path.endswith(ASKING) else "answer"
                self.sides.setdefault(citation.id, set()).add(side)

    def __enter__(self):
        self.up(None)
        return self

    def __exit__(self, *_):
        self.fcg("sandbox", "down", *self.place)

    @property
    def place(self):
        return ["--folder", str(self.folder), "--port-base", str(self.base)]

    def fcg(self, *arguments, mutant=None):
        environment = dict(os.environ)
        environment.pop("FCG_MUTANT", None)
        if mutant:
            environment["FCG_MUTANT"] = mutant
        return subprocess.run(
            [str(PROGRAMS / "fcg"), *arguments], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)

    def up(self, mutant):
        """Starts what does not run."""
        done = self.fcg("sandbox", "up", *self.place, mutant=mutant)
        if done.returncode != 0:
            raise RuntimeError(f"the sandbox does not start: {done.stdout[-400:]}")

    def restart(self, council, mutant):
        pid = int((self.folder / council / "serve.pid").read_text(encoding="utf-8"))
        os.kill(pid, signal.SIGTERM)
        for _ in range(200):
            if not alive(pid):
                break
            time.sleep(0.05)
        else:
            os.kill(pid, signal.SIGKILL)
        (self.folder / council / "serve.pid").unlink()
        self.up(mutant)

    def run(self, side, only=()):
        """The verdicts of a run, by case; an empty report where the suite itself failed."""
        report = self.folder / "report.json"
        report.unlink(missing_ok=True)
        command = [str(PROGRAMS / "fcg-conformance"), "run", "--kit", str(self.folder / "peer-kit"), "--json", str(report)]
        if side == "ask":
            ask = f"'{PROGRAMS / 'fcg'}' ask --config '{self.folder / 'leeds/node.yaml'}' --json --question -"
            command += ["--profile", "ask", "--node", f"https://localhost:{self.base + 35}",
                        "--ask-port", str(self.base + 1), "--ask-command", ask]
        else:
            command += ["--profile", "answer", "--profile", "audit"]
        for clause in only:
            command += ["--only", clause]
        environment = {name: value for name, value in os.environ.items() if name != "FCG_MUTANT"}
        subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False)
        if not report.exists():
            return {}
        results = json.loads(report.read_text(encoding="utf-8"))["results"]
        return {result["id"]: result["verdict"] for result in results if result["verdict"] != "not-claimed"}

    def find(self, mutant):
        """The first case of the mutant's clause that fails while it is on; `None` where no case of the suite is of the clause."""
        sides = self.sides.get(mutant.clause)
        if not sides:
            return None
        side = "answer" if "answer" in sides else "ask"
        council = "stockport" if side == "answer" else "leeds"
        try:
            self.restart(council, mutant.name)
            verdicts = self.run(side, [mutant.clause])
            return next((case for case, verdict in verdicts.items() if verdict in ("fail", "warn")), "")
        except RuntimeError:
            return ""
        finally:
            self.restart(council, None)


def alive(pid):
    try:
        os.kill(pid, 0)
        return True
    except ProcessLookupError:
        return False


def free_base():
    def free(port):
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", port)) != 0

    return next(base for base in random.sample(range(15_000, 32_000), 50) if all(free(base + code) for code in CODES))
