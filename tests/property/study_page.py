#!/usr/bin/env python3
"""The page of a study, taken apart without a browser: its data is what
docs/schema/study.json says, its figures are those of outcomes.csv, its curves
those of the rows of runs.csv, and the page says and replaces what it should.

Usage: study_page.py DEMARCHE
"""
import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import pages

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs/schema/study.json").read_text("utf-8"))
STUDY = ROOT / "tests/timeline/studies/letters-study.yaml"
RUNS = 600                   # so many that curves are thinned
SECONDS = 1e9
SPANS = {"from", "spread"}   # kinds whose differences are times


def fail(*words):
    print("study page:", *words)
    sys.exit(1)


def call(*words):
    return subprocess.run(words, check=False, capture_output=True, text=True)


def table(folder, name):
    with open(pathlib.Path(folder, name), encoding="utf-8") as f:
        return list(csv.DictReader(f))


def near(found, wanted, what, unit=1):
    """A figure of the page, and a cell."""
    if found is None or wanted == "":
        if found is not None or wanted != "":
            fail(what, found, "is not", wanted)
    elif not math.isclose(found, float(wanted) * unit, rel_tol=1e-9,
                          abs_tol=1e-9 * unit):
        fail(what, found, "is not", wanted)


def near_interval(found, row, what, unit=1):
    near(found["low"], row["low"], f"{what}, low", unit)
    near(found["high"], row["high"], f"{what}, high", unit)


def near_time(found, row, what):
    """The end of a time's interval that nothing bounds is told as 0."""
    near(found["at"], row["value"], what, SECONDS)
    if found["low"] is not None:
        near(found["low"], row["low"], f"{what}, low", SECONDS)
    elif row["low"] not in ("", "0"):
        fail(what, "lacks a low end")
    near(found["high"], row["high"], f"{what}, high", SECONDS)


def check_figure(measure, outcome, row):
    name, kind = row["figure"], measure["kind"]
    what = f"{row['label']}, {measure['name']}, {name}"
    if name == "difference":
        unit = SECONDS if kind in SPANS else 1
        near(outcome["difference"]["pairs"], row["runs"], what)
        near(outcome["difference"]["value"], row["value"], what, unit)
        near_interval(outcome["difference"], row, what, unit)
        return
    near(outcome["counted"], row["runs"], what)
    if name == "share":
        if outcome["counted"]:
            near(outcome["reached"] / outcome["counted"], row["value"], what)
        near_interval(outcome, row, what)
    elif name == "mean":
        near(outcome["numbers"]["mean"], row["value"], what)
        near_interval(outcome["numbers"], row, what)
    elif name.startswith("first-"):
        cause = outcome["causes"][int(name[6:]) - 1]
        near(cause["share"], row["value"], what)
        near_interval(cause, row, what)
    else:
        which = {"quartile-1": 0, "median": 1, "quartile-3": 2}[name]
        if "times" in outcome:
            near_time(outcome["times"][which], row, what)
        else:
            near(outcome["numbers"]["quartiles"][which]["at"], row["value"],
                 what)
            near_interval(outcome["numbers"]["quartiles"][which], row, what)


def check_curve(curve, values, runs, grain, what):
    """Steps against values, of which those beyond the runs' ends are left
    out: each step is exact, and none that is left out moves far."""
    columns = [column for column in curve.values()]
    if len({len(column) for column in columns}) != 1:
        fail(what, "has columns of different lengths")
    if curve["at"] != sorted(set(curve["at"])):
        fail(what, "is out of order")
    if len(curve["at"]) > 1 / grain + 2:
        fail(what, len(curve["at"]), "steps")
    for i, at in enumerate(curve["at"]):
        share = sum(v <= at for v in values) / runs
        if not math.isclose(curve["value"][i], share, abs_tol=1e-9):
            fail(what, at, curve["value"][i], "is not", share)
    before = 0
    for value in sorted(values):
        kept = [i for i, at in enumerate(curve["at"]) if at <= value]
        shown = curve["value"][kept[-1]] if kept else before
        share = sum(v <= value for v in values) / runs
        if share - shown >= grain:
            fail(what, value, shown, "is far from", share)


def check_curves(data, rows):
    """Measures whose columns need no reading of their own; that many."""
    done = 0
    for measure in data["measures"]:
        name = measure["name"]
        for point, outcome in enumerate(measure["outcomes"]):
            cells = [row[name] for row in rows[str(point)]] \
                if name in rows["0"][0] else []
            what = f"curve of {name} at {point}"
            if name == "leak":
                times = [round(float(c) * SECONDS) for c in cells if c]
                check_curve(outcome["curve"], times, len(cells),
                            data["grain"], what)
                done += 1
            elif measure["kind"] == "quantity":
                check_curve(outcome["numbers"]["curve"],
                            [int(c) for c in cells], len(cells),
                            data["grain"], what)
                done += 1
    return done


def check_expectations(data, rows):
    for k, expectation in enumerate(data["expectations"], 1):
        for point, found in enumerate(expectation["points"]):
            seen = sum(row[f"expect_{k}"] not in ("", "0")
                       for row in rows[str(point)])
            share, bound = seen / len(rows[str(point)]), expectation["share"]
            if (found["seen"], found["asked"]) != \
                    (seen, len(rows[str(point)])):
                fail("expectation", k, "at", point, found, seen)
            low, high = found["low"], found["high"]
            if not low <= share <= high:
                fail("expectation", k, "at", point, "lies outside")
            least, most = (low, high) if expectation["atLeast"] \
                else (1 - high, 1 - low)
            aim = bound if expectation["atLeast"] else 1 - bound
            verdict = "holds" if least >= aim else \
                "denied" if most < aim else "open"
            if verdict != found["verdict"]:
                fail("expectation", k, "at", point, found["verdict"])


def check_page(program, folder):
    page = pathlib.Path(folder, "report.html")
    text = page.read_text("utf-8")
    for part in ("default-src 'none'; script-src 'sha256-",
                 "Letters that overtake one another"):
        if part not in text:
            fail("the page lacks", part)
    if "unsafe-" in text or "http://" in text.split("</script>")[0]:
        fail("the page trusts more than itself")
    again = call(program, "report", "--study", folder)
    if again.returncode != 1 or "--force" not in again.stderr:
        fail("a page was replaced unasked", again.stderr)
    out = call(program, "report", "--study", folder, "-o", "-")
    if out.stdout != text:
        fail("standard output is another page")
    pieces = pages.pieces_of(page)
    if list(pieces) != ["data"]:
        fail("pieces", list(pieces))
    return json.loads(pieces["data"])


def main():
    program = sys.argv[1]
    pages.SCHEMA = SCHEMA
    with tempfile.TemporaryDirectory() as scratch:
        folder = str(pathlib.Path(scratch, "study"))
        ended = call(program, "study", STUDY, "--out", folder, "--runs",
                     str(RUNS), "--quiet")
        if ended.returncode != 2:  # an expectation is denied
            fail("the study ended with", ended.returncode, ended.stderr)
        ended = call(program, "report", "--study", folder)
        if ended.returncode or "Report: " not in ended.stdout:
            fail("no page", ended.stderr)
        data = check_page(program, folder)
        pages.validate(data, SCHEMA)
        figures, rows = table(folder, "outcomes.csv"), {}
        for row in table(folder, "runs.csv"):
            rows.setdefault(row["point"], []).append(row)
    measures = {m["name"]: m for m in data["measures"]}
    for row in figures:
        measure = measures[row["measure"]]
        outcome = measure["outcomes"][int(row["point"])]
        check_figure(measure, outcome, row)
    for at, point in enumerate(data["points"]):
        levels = [f["levels"][k] for f, k in zip(data["factors"],
                                                 point["levels"])]
        if levels != [rows[str(at)][0][f["path"]] for f in data["factors"]]:
            fail("point", at, "has the values", levels)
    curves = check_curves(data, rows)
    check_expectations(data, rows)
    if not figures or curves != 4 * 8 or not data["study"]["standIn"]:
        fail("too little was looked at:", len(figures), curves)
    print("study page:", len(figures), "figures and", curves, "curves agree")


if __name__ == "__main__":
    try:
        main()
    except AssertionError as error:
        fail(error)
