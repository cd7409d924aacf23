#!/usr/bin/env python3
"""Two ledgers, one of them in another language and written from the page
alone, agree on random scenarios with everything in them.

ledgers.py PROGRAM [FIRST [COUNT]] plays the scenarios of COUNT seeds, from
FIRST on. Without COUNT the variable DEMARCHE_LEDGERS says how many.
"""
import collections
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] /
                       "support"))
import random_scenario  # noqa: E402
import second_ledger  # noqa: E402

COUNT = 60
ASKED = 1  # sentence of a scenario that `why` and `why-not` are asked
SHOWN = 3  # differences of one kind that are printed


def verdicts(text, sentences):
    """Each sentence and whether it holds, from the output of `run`, which
    breaks long lines; up to the first that is not there."""
    flat, at = " ".join(text[text.find("\nExpectations: "):].split()), 0
    for sentence in sentences:
        match = re.compile("(ok|BROKEN) %s(?= )" % re.escape(sentence)).search(
            flat, at)
        if not match:
            return
        at = match.end()
        yield sentence, match.group(1) == "ok"


class Play:
    """One scenario, played by the program and read by the second ledger."""

    def __init__(self, program, folder, seed):
        self.program, self.folder = program, pathlib.Path(folder)
        self.scenario = random_scenario.make(seed)
        self.found, self.kinds = [], collections.Counter()
        self.verdicts = self.limits = 0

    def call(self, *words):
        return subprocess.run([self.program, *map(str, words)], text=True,
                              capture_output=True, check=False)

    def differ(self, what, things):
        if things:
            self.found.append("%s, %d: %s" % (what, len(things),
                                              things[:SHOWN]))

    def play(self):
        file, run = self.folder / "random.yaml", self.folder / "run"
        # JSON is YAML, so that the scenario needs no writer of its own.
        file.write_text(json.dumps(self.scenario, indent=0))
        told = self.call("run", file, "--out", run)
        if told.returncode not in (0, 2):
            self.differ("run ended with %d" % told.returncode, [told.stderr])
            return
        again = self.call("verify", "--rerun", run)
        if again.returncode != 0:
            self.differ("verify --rerun", [again.stdout + again.stderr])
        self.hold(told, run)

    def hold(self, told, run):
        lines, base = self.folder / "lines", self.folder / "base"
        self.call("export", run, "--to", "jsonl", "--out", lines)
        self.call("export", run, "--to", "sqlite", "--out", base)
        records = [json.loads(line) for line in lines.open()]
        self.kinds.update(record["kind"] for record in records)
        ledger = second_ledger.Ledger(self.scenario, records)
        self.limits = ledger.limits
        with sqlite3.connect(base) as connection:
            rows = set(connection.execute(
                "SELECT party, document, portion, level, since_ns, record"
                " FROM knowledge"))
        self.differ("levels only the program has",
                    sorted(rows - ledger.knowledge()))
        self.differ("levels only the second ledger has",
                    sorted(ledger.knowledge() - rows))
        if not self.scenario["adversary"]:
            self.differ("knowledge of what is not so", ledger.unfounded())
        self.judge(told, run, ledger)

    def judge(self, told, run, ledger):
        mine = [(sentence, ledger.holds(sentence))
                for sentence in self.scenario["expect"]]
        theirs = list(verdicts(told.stdout, self.scenario["expect"]))
        self.verdicts = len(theirs)
        if len(theirs) != len(mine):
            self.differ("not judged, or out of order",
                        self.scenario["expect"][len(theirs):])
            return
        self.differ("verdicts of the program's",
                    [row for row, other in zip(theirs, mine) if row != other])
        if (told.returncode == 0) != all(holds for _, holds in theirs):
            self.differ("exit status", [told.returncode])
        for sentence, holds in theirs[:ASKED]:
            why = self.call("why", run, sentence).returncode
            why_not = self.call("why-not", run, sentence).returncode
            if (why, why_not) != ((0, 2) if holds else (2, 0)):
                self.differ("why and why-not", [(sentence, why, why_not)])


def main(program, first, count):
    kinds, verdicts, limits, failed = collections.Counter(), 0, 0, 0
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory() as folder:
            play = Play(program, folder, seed)
            play.play()
        kinds += play.kinds
        verdicts += play.verdicts
        limits += play.limits
        failed += bool(play.found)
        for line in play.found:
            print("seed %d: %s" % (seed, line))
    print("%d scenarios, %d records, %d verdicts, %d levels bounded: %d differ"
          % (count, sum(kinds.values()), verdicts, limits, failed))
    # Agreement about what never happens would be worth nothing.
    absent = sorted((set(second_ledger.GIVES) | second_ledger.ACT_KINDS
                     | second_ledger.OFFERS) - set(kinds))
    if count >= COUNT and (absent or limits == 0):
        print("never happened: %s" % " ".join(absent))
        failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int((sys.argv[2:] or [0])[0]),
                  int((sys.argv[3:] or
                       [os.environ.get("DEMARCHE_LEDGERS", COUNT)])[0])))
