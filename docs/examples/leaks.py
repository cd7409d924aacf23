#!/usr/bin/env python3
"""Drives demarche from Python: writes a scenario, plays it many times, reads
the results, and asks one run who knows what.

    leaks.py [DEMARCHE]

DEMARCHE is the program, found in the PATH if left out. Nothing but Python's own
library is needed.
"""
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

LEAK = "press holds note"
READERS = [3, 30, 300]


def scenario():
    """JSON is YAML, so that a scenario can be a Python value."""
    return {
        "demarche": 1,
        "title": "A note and its readers",
        "clock": {"start": "2022-01-26T00:00Z", "end": "2022-02-23T00:00Z"},
        "parties": {"us": {}, "nato": {"readers": 30},
                    "press": {"kind": "public"}},
        "channels": {"allied": {"between": ["us", "nato"],
                                "medium": "network", "delay": "60 ms"}},
        "documents": {"note": {"author": "us", "portions": {
            "offer": "Talks on inspections.", "limits": "None on allies."}}},
        "protection": {"formal": {"sign": "ed25519", "seal": "age",
                                  "receipt": True}},
        "script": [
            {"at": "2022-01-26T16:00Z", "draft": "note"},
            {"at": "2022-01-26T16:30Z", "send": "note", "to": "nato",
             "protect": "formal"},
            {"when": "nato holds note", "leak": "note", "from": "nato",
             "to": "press", "hazard": {"per-reader": "0.001 / day"}},
        ],
        "expect": ["nato can prove note"],
    }


def call(program, *words):
    """Its standard output. Of the exit codes 0, 2 and 3 mean that it did what
    it was asked for: all holds, an expectation is broken, some are open."""
    done = subprocess.run([program, *map(str, words)], text=True,
                          capture_output=True, check=False)
    if done.returncode not in (0, 2, 3):
        sys.exit(done.stderr)
    return done.stdout


def shares(base):
    """Of each point of a sweep its label and the share of the runs in which
    the leak came about, with the median day."""
    with sqlite3.connect(base) as connection:
        for point, label in connection.execute(
                "SELECT point, label FROM points ORDER BY point").fetchall():
            times = sorted(time for time, in connection.execute(
                "SELECT m1 FROM runs WHERE point = ? AND m1 IS NOT NULL",
                [point]))
            runs, = connection.execute(
                "SELECT count(*) FROM runs WHERE point = ?", [point]).fetchone()
            day = times[len(times) // 2] / 86400e9 if times else float("nan")
            yield label, len(times) / runs, day


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "note.yaml"
        file.write_text(json.dumps(scenario(), indent=1))
        call(program, "check", file)

        sweep = pathlib.Path(folder) / "sweep"
        call(program, "sweep", file, "--crypto", "stand-in", "--quiet",
             "--runs", 200, "--measure", LEAK, "--out", sweep, "--vary",
             "parties.nato.readers=" + ",".join(map(str, READERS)))
        print("How often the press gets it, and the median day of a leak:")
        for label, share, day in shares(sweep / "results.sqlite"):
            print("  %-12s %5.1f %%  day %4.1f" % (label, 100 * share, day))

        run = pathlib.Path(folder) / "run"
        call(program, "run", file, "--quiet", "--out", run, "--change",
             "parties.nato.readers=300")
        known = json.loads(call(program, "who", run, "--json"))
        print("Who knows what at %s, in one run of %s with 300 readers:" %
              (known["at"], known["run"]["scenario"]))
        for party in known["parties"]:
            for document in party["documents"]:
                print("  %-6s %-9s since %s, record %d" %
                      (party["name"], document["level"], document["since"],
                       document["record"]))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "demarche")
