#!/usr/bin/env python3
"""Puts Cedar beside the gateway's policy engine: the same rules, the same questions, the same run; answers compared.

    PolicyBenchmark --export FOLDER && python3 Benchmarks/cedar_beside.py FOLDER --bench path/to/policy-bench

Needs `cedarpy` from PyPI. Exit code 1 if any of the three decides otherwise than the others, or if a probe is let through.
Cedar is told of every fact that may be missing, since it passes over a forbid that it cannot evaluate; the last table
shows what becomes of a ban on a marker when it is written as one would.
"""
import argparse
import json
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

import cedarpy

WORDS = {
    "purposes": "purpose", "authorities": "authority", "roles": "role", "categories": "category", "levels": "level",
    "subjects": "subject", "consent": "consent",
}
ROUNDS = 5
MOST = {20: 400, 200: 400, 2_000: 120, 20_000: 12}


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def median_seconds(rounds, call):
    times = []
    for _ in range(rounds):
        start = processor_seconds()
        call()
        times.append(processor_seconds() - start)
    return statistics.median(times)


def tests_of(rule):
    """The attribute that each condition of a rule looks at, and the condition in Cedar's words."""
    for key, name in WORDS.items():
        if key in rule:
            yield name, f"{json.dumps(rule[key])}.contains(context.{name})"
    for name, value in rule.get("flags", {}).items():
        yield name, f"context.{name} == {json.dumps(value)}"
    for key, name, sign in [("age_max", "age", "<="), ("valid_from", "today", ">="), ("valid_until", "today", "<=")]:
        if key in rule:
            yield name, f"context.{name} {sign} {rule[key]}"


def cedar(rule):
    """Missing facts as the gateway reads them: bans hold, shares fail."""
    if rule["effect"] == "permit":
        parts = [f"context has {name} && {test}" for name, test in tests_of(rule)]
    else:
        parts = [f"(!(context has {name}) || {test})" for name, test in tests_of(rule)]
    return f"{rule['effect']} (principal, action, resource) when {{ {' && '.join(parts) or 'true'} }};"


def schema():
    text = {"type": "String", "required": False}
    attributes = {name: text for name in WORDS.values()}
    attributes |= {name: {"type": "Long", "required": False} for name in ["age", "today"]}
    attributes["explained"] = {"type": "Boolean", "required": False}
    context = {"type": "Record", "attributes": attributes}
    return {"": {
        "entityTypes": {"Asker": {}, "Record": {}},
        "actions": {"ask": {"appliesTo": {
            "principalTypes": ["Asker"], "resourceTypes": ["Record"], "context": context}}},
    }}


def cedar_request(facts):
    return {"principal": 'Asker::"a"', "action": 'Action::"ask"', "resource": 'Record::"r"', "context": facts}


class Side:
    """Cedar with all rules, or with those of one authority and those of none."""

    def __init__(self, rules):
        self.rules = rules
        self.policies = cedarpy.PolicySet.from_str("\n".join(map(cedar, rules)))

    def decide(self, requests):
        return cedarpy.is_authorized_batch([cedar_request(facts) for facts in requests], self.policies, [])

    def seconds(self, requests):
        """What the decisions take without Python and the building of requests: the time less that without any policy."""
        asked = [cedar_request(facts) for facts in requests]
        none = cedarpy.PolicySet.from_str("")
        with_policies = median_seconds(ROUNDS, lambda: cedarpy.is_authorized_batch(asked, self.policies, []))
        return with_policies - median_seconds(ROUNDS, lambda: cedarpy.is_authorized_batch(asked, none, []))

    def outcome(self, result):
        allows = result.decision == cedarpy.Decision.Allow
        reasons = sorted(self.rules[int(reason.removeprefix("policy"))]["id"] for reason in result.diagnostics.reasons)
        return "allow" if allows else "deny", reasons


def sliced(rules):
    """One side for each authority that some rule names."""
    authorities = {name for rule in rules for name in rule.get("authorities", [])}
    return {
        name: Side([rule for rule in rules if name in rule.get("authorities", [name])]) for name in sorted(authorities)
    }


def run_bench(bench, rules, requests):
    command = [bench, "--rules", str(rules), "--requests", str(requests), "--repeat", "1"]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def compare(size, lines, ours, whole, slices):
    """How many of the questions put to all of them were decided differently by any two."""
    differing = 0
    for place, line in enumerate(lines):
        facts = line["request"]
        decided = ours["decisions"][place], sorted(ours["matched"][place])
        answers = {decided[0], line["decision"], whole[place][0], slices[place][0]}
        alike = len(answers) == 1 and decided == whole[place] == slices[place]
        if line["decision"] == "allow":
            alike = alike and sorted(line["matched"]) == decided[1]
        if not alike:
            differing += 1
            print(f"error: at {size} rules the answers to {facts} differ: {decided}, {whole[place]}", file=sys.stderr)
    return differing


def measure(folder, bench, size):
    rules = json.loads((folder / f"rules-{size}.json").read_text())
    all_lines = [json.loads(line) for line in (folder / f"requests-{size}.jsonl").read_text().splitlines()]
    lines = all_lines[:MOST.get(size, 50)]
    figures = {row["name"].split(" (")[0]: row for row in json.loads((folder / f"figures-{size}.json").read_text())}
    ours = run_bench(bench, folder / f"rules-{size}.json", folder / f"requests-{size}.jsonl")

    unsliced, by_authority = Side(rules), sliced(rules)
    results = unsliced.decide([line["request"] for line in lines])
    slice_results = [by_authority[line["request"]["authority"]].decide([line["request"]])[0] for line in lines]
    whole = [unsliced.outcome(result) for result in results]
    slices = [
        by_authority[line["request"]["authority"]].outcome(result) for line, result in zip(lines, slice_results)]
    differing = compare(size, lines, ours, whole, slices)

    asked = [line["request"] for line in lines]
    cedar_us = unsliced.seconds(asked) / len(lines) * 1_000_000
    by_name = {}
    for facts in asked:
        by_name.setdefault(facts["authority"], []).append(facts)
    parts = sum(by_authority[name].seconds(those) for name, those in by_name.items())
    sliced_us = max(parts, 0) / len(lines) * 1_000_000
    rows = [("decision", "us", figures["decision"]["figure"], cedar_us, sliced_us)]
    rows.append(("decision, the rules in plain JSON", "us", ours["cpu_us"], cedar_us, sliced_us))
    family = figures["family question"]["figure"]
    rows.append(("family question (Cedar: 90 decisions)", "ms", family, cedar_us * 0.09, sliced_us * 0.09))
    if size <= 2_000:
        text = "\n".join(map(cedar, rules))
        load = median_seconds(3, lambda: cedarpy.validate_policies(text, schema()))
        rows.append(("load and check", "ms", figures["load from YAML"]["figure"], load * 1_000, None))
        layout = median_seconds(1, lambda: cedarpy.format_policies(text))
        rows.append(("format", "ms", figures["format"]["figure"], layout * 1_000, None))
    again = figures["1,000,000 decisions again"]["figure"]
    rows.append(("a million again (Cedar: reckoned)", "s", again, cedar_us, sliced_us))
    print(f"\n{size} rules, {len(lines)} questions put to all of them, {differing} decided differently")
    print(f"  {'':38} {'ours':>11} {'Cedar':>13} {'ratio':>9} {'sliced':>13} {'ratio':>9}")
    for name, unit, own, other, part in rows:
        cells = [f"{other:10.4g} {unit}", f"{other / own:8.0f}x"]
        cells += [f"{part:10.4g} {unit}", f"{part / own:8.0f}x"] if part is not None else []
        print(f"  {name:38} {own:8.3g} {unit} " + " ".join(cells))
    return differing


def probe(bench):
    """A marker that is missing, null or misspelt, against a ban on it: who lets the question through."""
    rules = [
        {"id": "share", "effect": "permit", "purposes": ["s47-enquiry"]},
        {"id": "hidden", "effect": "forbid", "flags": {"marked": True}},
    ]
    natural = cedarpy.PolicySet.from_str(
        'permit (principal, action, resource) when { context.purpose == "s47-enquiry" };\n'
        "forbid (principal, action, resource) when { context.marked == true };")
    forms = {
        "missing": {}, "null": {"marked": None}, "misspelt": {"maked": True},
    }
    let_through = 0
    print("\na ban on a marker, 400 questions about marked people in each form: how many were allowed")
    for form, said in forms.items():
        facts = [{"purpose": "s47-enquiry", "case": number} | said for number in range(400)]
        with tempfile.TemporaryDirectory() as folder:
            rule_file, request_file = pathlib.Path(folder, "rules.json"), pathlib.Path(folder, "requests.jsonl")
            rule_file.write_text(json.dumps(rules))
            request_file.write_text("\n".join(json.dumps({"request": each}) for each in facts))
            ours = run_bench(bench, rule_file, request_file)["decisions"].count("allow")
        # Cedar's JSON has no null: who writes one leaves the attribute out.
        present = [{key: value for key, value in each.items() if value is not None} for each in facts]
        results = cedarpy.is_authorized_batch([cedar_request(each) for each in present], natural, [])
        theirs = sum(result.decision == cedarpy.Decision.Allow for result in results)
        print(f"  {form:10} ours {ours:3} of 400    Cedar without a schema {theirs:3} of 400")
        let_through += ours
    return let_through


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path, help="what PolicyBenchmark --export wrote")
    parser.add_argument("--bench", required=True, help="the program policy-bench")
    arguments = parser.parse_args()
    sizes = sorted(int(path.stem.removeprefix("rules-")) for path in arguments.folder.glob("rules-*.json"))
    print("processor time; Cedar's decisions are its time less that of the same call without any policy")
    failures = sum(measure(arguments.folder, arguments.bench, size) for size in sizes)
    failures += probe(arguments.bench)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
