#!/usr/bin/env python3
"""A study against a second reading. Each column of a run is worked out again
from the run's journal, as JSON lines; each figure of outcomes.csv from the
rows of runs.csv, by the textbook. Neither uses more than Python's own library.

Usage: studies.py DEMARCHE
"""
import csv
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parents[1] / "timeline"
STUDY = HERE / "studies/letters-study.yaml"
SCENARIO = HERE / "letters.yaml"
MARKS = HERE.parents[1] / "scenarios/studies/marks-and-accusation.yaml"
START = 12 * 3600            # the clock's, in seconds of its first day
CLOCK = 86400
Z = 1.9599639845400545       # of the normal distribution, 97.5 %
RUNS_READ = 12               # journals read again, at each point
T_200 = 1.9720               # Student's t, 97.5 %, to four digits, near 200
PARTIES = ["us", "russia", "nato", "press"]
SECONDS = {"margin", "late", "spread"}   # measures of spans


def fail(*words):
    print("studies:", *words)
    sys.exit(1)


def call(*words):
    return subprocess.run(words, check=False, capture_output=True, text=True)


# A run's columns out of its records.

def nanoseconds(time):
    """From the clock's start; a record's time has up to nine decimals."""
    day, clock = time.rstrip("Z").split("T")
    hours, minutes, seconds = clock.split(":")
    whole, _, part = seconds.partition(".")
    days = int(day[-2:]) - 26
    return ((days * 24 + int(hours)) * 3600 + int(minutes) * 60 + int(whole)
            - START) * 10**9 + int(part.ljust(9, "0"))


class Run:
    """A journal, as far as the study asks for it."""

    def __init__(self, lines):
        self.records = [json.loads(line) for line in lines.splitlines()]
        for r in self.records:
            r["at"] = nanoseconds(r["time"])

    def when(self, kind, party, document):
        """The first time of such a record."""
        return next((r["at"] for r in self.records if r["kind"] == kind
                     and r["party"] == party and r["document"] == document),
                    None)

    def holds(self, party, document):
        return self.when("DRAFTED" if party == "us" else "RECEIVED", party,
                         document)

    def deliveries(self):
        """(sent, received or None, from, to) of each giving, in order."""
        for r in self.records:
            if r["kind"] not in ("SENT", "LEAKED"):
                continue
            got = next((x["at"] for x in self.records
                        if x["kind"] == "RECEIVED"
                        and x["exchange"] == r["exchange"]
                        and x["party"] == r["peer"]), None)
            if r["kind"] == "SENT":
                yield r["at"], got, r["party"], r["peer"]

    def inversions(self):
        letters = list(self.deliveries())
        return sum(later[1] is not None
                   and (earlier[1] is None or earlier[1] > later[1])
                   for i, earlier in enumerate(letters)
                   for later in letters[i + 1:] if earlier[2:] == later[2:])

    def columns(self):
        memo, note = self.holds("russia", "memo"), self.holds("russia", "note")
        press = self.holds("press", "note")
        nato = self.holds("nato", "memo")
        frames = [r for r in self.records if r["kind"] == "FRAME_SENT"]
        took = [got - sent for sent, got, _, _ in self.deliveries()
                if got is not None]
        held = [self.holds(p, "note") for p in PARTIES[1:]]
        held = [t for t in held if t is not None]
        count = lambda kind: sum(r["kind"] == kind for r in self.records)
        early = memo is not None and memo < 4 * 3600 * 10**9
        return {
            "leak": press, "early": early,
            "margin_from": note, "margin_to": memo,
            "late_from": note, "late_to": press,
            "late_given": memo is not None and memo <= 6 * 3600 * 10**9,
            "never": press, "never_given": None,
            "spread_russia": memo, "spread_nato": nato,
            **{f"readers_{p}": self.holds(p, "note") for p in PARTIES},
            "first_1": nato, "first_2": memo, "first_3": note,
            "frames": len(frames),
            "bytes": sum(len(r["data"]) // 2 for r in frames),
            "latency": sum(took) // len(took) if took else None,
            "inversions": self.inversions(),
            "receipts": count("ACKNOWLEDGED") - count("RECEIPT_HELD"),
            "holders": len(held),
            # The document has two portions, and all copies are whole.
            "exposure": sum(2 * (CLOCK * 10**9 - t) for t in held),
            "expect_1": early,
            "expect_2": press,
        }


def cell(name, row, times):
    """A cell of runs.csv: None, or nanoseconds, or a number."""
    text = row[name]
    if not text:
        return None
    if name in times:
        whole, part = text.split(".")
        return int(whole) * 10**9 + int(part)
    return int(text)


TIMES = {"leak", "margin_from", "margin_to", "late_from", "late_to", "never",
         "never_given", "spread_russia", "spread_nato", "first_1", "first_2",
         "first_3", "expect_2"} | {f"readers_{p}" for p in PARTIES}


def check_columns(demarche, folder, rows):
    for row in rows:
        if int(row["run"]) >= RUNS_READ:
            continue
        journal = pathlib.Path(folder, "kept", f"{row['point']}-{row['run']}")
        done = call(demarche, "export", str(journal), "--to", "jsonl")
        if done.returncode != 0:
            fail(journal, done.stderr)
        for name, value in Run(done.stdout).columns().items():
            found = cell(name, row, TIMES)
            if found != value:
                fail(f"point {row['point']} run {row['run']} {name}: {found},"
                     f" from the journal {value}")


# Figures out of the rows.

def wilson(seen, asked):
    p, z2 = seen / asked, Z * Z
    middle = (p + z2 / (2 * asked)) / (1 + z2 / asked)
    half = Z / (1 + z2 / asked) * math.sqrt(
        p * (1 - p) / asked + z2 / (4 * asked * asked))
    return middle - half, middle + half


def level_time(steps, sought):
    """The time at which a curve is down to a level: the middle of the span in
    which it stays there, as R's survfit has it."""
    down = [i for i, (_, level) in enumerate(steps) if level <= sought + 1e-8]
    if not down:
        return None
    below = next((i for i in down if steps[i][1] <= sought - 1e-8),
                 len(steps) - 1)
    return (steps[down[0]][0] + steps[below][0]) / 2


def kaplan_meier(times, share):
    """The time by which that share has come about, with the ends of its
    interval (Brookmeyer and Crowley, log-log)."""
    survival, greenwood = 1.0, 0.0
    curve, lows, highs = [], [], []
    for t in sorted({t for t, _ in times}):
        at_risk = sum(x >= t for x, _ in times)
        events = sum(x == t and event for x, event in times)
        survival *= 1 - events / at_risk
        if at_risk > events:
            greenwood += events / (at_risk * (at_risk - events))
        curve.append((t, survival))
        band = (1, 1)
        if 1e-12 < survival < 1:
            theta = Z * math.sqrt(greenwood) / math.log(survival)
            band = sorted((survival ** math.exp(-theta),
                           survival ** math.exp(theta)))
        lows.append((t, band[0]))
        highs.append((t, band[1]))
    return [level_time(x, 1 - share) for x in (curve, lows, highs)]


def mean_interval(values):
    n = len(values)
    mean = sum(values) / n
    if n < 2:
        return mean, None
    half = Z * math.sqrt(sum((v - mean) ** 2 for v in values) / (n - 1) / n)
    return mean, half


def reading(measure, row):
    """None where the run does not count; else its value and whether it came
    about."""
    at = lambda name: cell(name, row, TIMES)
    span = lambda t: (CLOCK * 10**9, False) if t is None else (t, True)
    if measure == "leak":
        return span(at("leak"))
    if measure == "never":
        return None if at("never_given") is None else span(at("never"))
    if measure == "early":
        return 0, at("early") == 1
    if measure == "first":
        times = [t for t in map(at, ("first_1", "first_2", "first_3"))
                 if t is not None]
        return span(min(times) if times else None)
    if measure in ("margin", "late"):
        begin, end = at(measure + "_from"), at(measure + "_to")
        if begin is None or measure == "late" and at("late_given") != 1:
            return None
        return (CLOCK * 10**9 - begin, False) if end is None else \
            (end - begin, True)
    if measure == "spread":
        times = [at("spread_russia"), at("spread_nato")]
        there = [t for t in times if t is not None]
        if not there:
            return None
        return (max(there) - min(there), True) if len(there) == 2 else \
            (CLOCK * 10**9 - min(there), False)
    if measure == "readers":
        return sum(at(f"readers_{p}") is not None for p in PARTIES), True
    return at(measure), True


def near(found, expected, what, digits=1e-9):
    if expected is None or found == "":
        if expected is not None or found != "":
            fail(f"{what}: {found!r}, expected {expected}")
    elif not math.isclose(float(found), expected, rel_tol=digits,
                          abs_tol=1e-9):
        fail(f"{what}: {found}, expected {expected!r}")


def check_figure(figure, first, here):
    """One row of outcomes.csv; the runs of the first point and of its own, as
    readings. True if there is a second reading of it."""
    name, measure = figure["figure"], figure["measure"]
    what = f"{figure['label']}, {measure}, {name}"
    runs = [r for r in here if r is not None]
    unit = 1e9 if measure in SECONDS | {"leak", "never"} else 1
    low, high = figure["low"], figure["high"]
    if name == "difference":
        pairs = [(a, b) for a, b in zip(first, here) if a and b]
        if measure in ("leak", "early", "never"):
            shares = [float(b[1]) - float(a[1]) for a, b in pairs]
            near(figure["runs"], len(pairs), what)
            if not pairs:
                return True
            near(figure["value"], sum(shares) / len(shares), what)
            # Bonett and Price: one more of either kind, in two more pairs.
            n = len(pairs) + 2
            up, down = ((shares.count(x) + 1) / n for x in (1, -1))
            half = Z * math.sqrt((up + down - (up - down) ** 2) / n)
            near(low, max(up - down - half, -1), what)
            near(high, min(up - down + half, 1), what)
            return True
        values = [(b[0] - a[0]) / unit for a, b in pairs if a[1] and b[1]]
        near(figure["runs"], len(values), what)
        if not values:
            return True
        mean, half = mean_interval(values)
        near(figure["value"], mean, what)
        # Student's t by a table, so to three digits.
        if half and len(values) > 100:
            near(float(high) - float(low), 2 * half * T_200 / Z, what, 0.01)
        return True
    near(figure["runs"], len(runs), what)
    if name == "share":
        seen = sum(event for _, event in runs)
        if not runs:
            near(figure["value"], None, what)
            return True
        near(figure["value"], seen / len(runs), what)
        near(low, wilson(seen, len(runs))[0], what)
        near(high, wilson(seen, len(runs))[1], what)
        return True
    if name == "median" and unit == 1e9:
        time, *ends = kaplan_meier(runs, 0.5)
        near(figure["value"], None if time is None else time / 1e9, what)
        # An end that the data do not bound is left out, or that of the band.
        for found, t in zip((low, high), ends):
            if found != "" and t is not None:
                near(found, t / 1e9, what)
        return True
    if name == "mean":
        mean, half = mean_interval([v for v, _ in runs])
        near(figure["value"], mean, what)
        if half and len(runs) > 100:
            near(float(high) - float(low), 2 * half * T_200 / Z, what, 0.01)
        return True
    return False


def check_outcomes(folder, rows):
    points = {}
    for row in rows:
        points.setdefault(row["point"], []).append(row)
    done = {}
    with open(pathlib.Path(folder, "outcomes.csv"), encoding="utf-8") as f:
        for figure in csv.DictReader(f):
            first, here = (
                [reading(figure["measure"], row) for row in points[point]]
                for point in ("0", figure["point"]))
            if check_figure(figure, first, here):
                done[figure["figure"]] = done.get(figure["figure"], 0) + 1
            elif figure["figure"].startswith("first-"):
                check_cause(figure, points[figure["point"]])
                done["first"] = done.get("first", 0) + 1
    return done


def check_cause(figure, rows):
    """No run is censored before the clock's end, so that the incidence is the
    share of runs in which the sentence came first."""
    which = int(figure["figure"][-1])
    seen = 0
    for row in rows:
        times = [cell(f"first_{k}", row, TIMES) for k in (1, 2, 3)]
        best = min((t for t in times if t is not None), default=None)
        seen += best is not None and times.index(best) + 1 == which
    near(figure["value"], seen / len(rows), f"cause {which}")


# Accusations, from what `attribute` says of the journal.

def accused(demarche, journal):
    """Each holder's probability, in tenths of a percent, as the author has it;
    and who really leaked."""
    done = call(demarche, "attribute", str(journal), "letter")
    rows = re.findall(r"^  (\w+) .* (\d+)\.(\d) % +\d+\.\d %$", done.stdout,
                      re.M)
    told = {party: int(whole + tenth) for party, whole, tenth in rows}
    done = call(demarche, "export", str(journal), "--to", "jsonl")
    run = Run(done.stdout)
    first = next(r for r in run.records if r["kind"] == "RECEIVED"
                 and r["party"] == "press")
    return told, first["peer"]


def check_accusations(demarche):
    """All runs of the shipped study of marks that were kept."""
    found = {"attributed": 0, "wrong": 0, "tied": 0}
    with tempfile.TemporaryDirectory() as parent:
        folder = str(pathlib.Path(parent, "marks"))
        done = call(demarche, "study", str(MARKS), "--out", folder, "--quiet",
                    "--runs", str(RUNS_READ), "--keep", str(RUNS_READ))
        if done.returncode != 0 or done.stderr:
            fail(done.returncode, done.stderr)
        with open(pathlib.Path(folder, "runs.csv"), encoding="utf-8") as f:
            rows = list(csv.DictReader(f))
        for row in rows:
            told, leaker = accused(demarche, pathlib.Path(
                folder, "kept", f"{row['point']}-{row['run']}"))
            if len(told) != 7:
                fail("holders", told)
            best = sorted(told.values())[-2:]
            if best[0] == best[1]:
                found["tied"] += 1
                continue
            right = told[leaker] == best[1]
            wrong = any(p >= 950 and party != leaker
                        for party, p in told.items())
            if (row["attributed"], row["accused"]) != \
                    (str(int(right)), str(int(wrong))):
                fail(row, told, leaker)
            found["attributed" if right else "wrong"] += 1
    if not found["attributed"] or not found["wrong"]:
        fail("nothing to compare:", found)
    return sum(found.values()) - found["tied"]


def main():
    demarche = sys.argv[1]
    accusations = check_accusations(demarche)
    with tempfile.TemporaryDirectory() as parent:
        folder = str(pathlib.Path(parent, "a study"))
        done = call(demarche, "study", str(STUDY), "--out", folder, "--quiet",
                    "--runs", "200", "--keep", str(RUNS_READ))
        # One expectation is denied.
        if done.returncode != 2 or done.stderr:
            fail(done.returncode, done.stderr)
        with open(pathlib.Path(folder, "runs.csv"), encoding="utf-8") as f:
            rows = list(csv.DictReader(f))
        if len(rows) != 4 * 200:
            fail(len(rows), "rows")
        check_columns(demarche, folder, rows)
        figures = check_outcomes(folder, rows)
    # Nothing above was checked of nothing.
    expected = {"share": 4 * 7, "median": 4 * 4, "mean": 4 * 8,
                "difference": 3 * 14, "first": 4 * 3}
    if figures != expected:
        fail(figures, "figures, expected", expected)
    print("studies: 48 runs,", sum(figures.values()), "figures and",
          accusations, "accusations agree")


if __name__ == "__main__":
    main()
