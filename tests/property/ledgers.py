#!/usr/bin/env python3
"""Two ledgers, one of them in another language and written from the page
alone, agree on random scenarios with everything in them.

ledgers.py PROGRAM [FIRST [COUNT]] plays the scenarios of COUNT seeds, from
FIRST on. Without COUNT the variable DEMARCHE_LEDGERS says how many.
"""
import collections
import concurrent.futures
import itertools
import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] /
                       "support"))
import random_scenario  # noqa: E402
import second_ledger  # noqa: E402

COUNT = 60
ALL_KINDS = 500  # scenarios in which there is no kind that never happens
ASKED = 4  # sentences of a run that `why` and `why-not` are asked
SHOWN = 3  # differences of one kind that are printed
CUT = 4  # one scenario of so many is also played up to some place
PACE = 2000000  # virtual seconds a second, so that there is time to stop it
PIPE = 4096  # bytes
TAIL = 2000  # characters of a run that failed

BY_ANOTHER = second_ledger.BOUNDED | {
    "HEARD", "MENTIONED", "SIGHTED", "MARKS_CHOSEN"}
JUDGED = {"ok": True, "BROKEN": False, "open": None}
ANSWERS = {True: (0, 2), False: (2, 0), None: (3, 3)}
KNOWN = re.compile(r"\S+ knows that (.*)")


def verdicts(text, sentences):
    """Each sentence and whether it holds, from the output of `run`, which
    breaks long lines; up to the first that is not there."""
    flat, at = " ".join(text[text.find("\nExpectations: "):].split()), 0
    for sentence in sentences:
        match = re.compile("(ok|BROKEN|open) %s(?= )" % re.escape(sentence)
                           ).search(flat, at)
        if not match:
            return
        at = match.end()
        yield sentence, JUDGED[match.group(1)]


def beyond(rows, givers, records, authors):
    """The rows of a ledger that lie above what those had whose acts they came
    about by, for whom the rows of the givers speak: the text above what the
    peer had at its act, and that it is the author's above the author."""
    had, acts, found = {}, {}, []
    for party, document, portion, level, _, number in givers:
        had.setdefault((party, document, portion), []).append((number, level))
    for record in records.values():
        if record["kind"] in second_ledger.OFFERS:
            acts.setdefault((record["party"], record.get("exchange"),
                             record["document"]), []).append(record["record"])

    def highest(party, document, portion, before):
        return max((level for number, level in
                    had.get((party, document, portion), [])
                    if number < before), default=0)

    for row in rows:
        _, document, portion, level, _, number = row
        record = records[number]
        if record["kind"] not in BY_ANOTHER or level < 2:
            continue
        peer = record.get("peer")
        act = max((at for at in acts.get(
            (peer, record.get("exchange"), document), []) if at < number),
            default=0)
        if (min(level, 3) > highest(peer, document, portion, act) or
                level > max(3, highest(authors[document], document, portion,
                                       number))):
            found.append(row)
    return found


class Play:
    """One scenario, played by the program and read by the second ledger."""

    def __init__(self, program, folder, seed):
        self.program, self.folder = program, pathlib.Path(folder)
        made = random_scenario.Scenario(seed)
        self.scenario, self.seed = made.mapping(), seed
        self.hopeless = made.hopeless
        self.found, self.kinds = [], collections.Counter()
        self.all_kinds, self.counts = set(), collections.Counter()

    def call(self, *words):
        return subprocess.run([self.program, *map(str, words)], text=True,
                              capture_output=True, check=False)

    def export(self, *words):
        done = self.call("export", *words)
        if done.returncode != 0 or done.stderr:
            self.differ("export ended with %d" % done.returncode,
                        [done.stderr])
        return done.stdout

    def differ(self, what, things):
        if things:
            self.found.append("%s, %d: %s" % (what, len(things),
                                              things[:SHOWN]))

    def play(self):
        # JSON is YAML, so that the scenario needs no writer of its own.
        file, run = self.folder / "random.yaml", self.folder / "run"
        file.write_text(json.dumps(self.scenario, indent=0))
        done = self.call("run", file, "--out", run)
        told = done.stdout + done.stderr
        whole = self.hold(done.returncode, told, run)
        if whole and self.seed % CUT == 0:
            self.cut(file, told, whole)

    def cut(self, file, told, whole):
        """Stops it somewhere: up to there it is the whole one. What it tells
        on its way goes into a pipe so short that it cannot run ahead."""
        share = random_scenario.Draw(self.seed).random() * 0.8
        lines = told.split("\nWho knows what")[0].count("\n")
        part, begun = self.folder / "part", []
        with subprocess.Popen(
                [self.program, "run", file, "--out", part, "--pace", str(PACE)],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                pipesize=PIPE) as process:
            for line in process.stdout:
                begun.append(line)
                if len(begun) > lines * share:
                    break
            process.send_signal(signal.SIGTERM)
            begun.append(process.stdout.read())
        if process.returncode == -signal.SIGTERM:
            # It was over: the signals are let through once the journal is.
            self.rerun(part)
            return
        records = self.hold(process.returncode, "".join(begun), part)
        if records and list(records.values())[-1]["kind"] == "STOPPED":
            records.popitem()
            self.counts["cut"] += 1
        self.differ("records that the whole run does not have",
                    [number for number, record in records.items()
                     if record != whole.get(number)])

    def rerun(self, run):
        again = self.call("verify", "--rerun", run)
        if again.returncode != 0:
            self.differ("verify --rerun", [again.stdout + again.stderr])

    def hold(self, status, told, run):
        """Holds both ledgers of a run against each other; its records."""
        if status not in (0, 2, 3):
            self.differ("run ended with %d" % status, [told[-TAIL:]])
            return {}
        self.rerun(run)
        lines = self.export(run, "--to", "jsonl")
        records = {record["record"]: record for record in
                   map(json.loads, lines.splitlines())}
        self.kinds.update(record["kind"] for record in records.values())
        ledger = second_ledger.Ledger(self.scenario, records.values())
        self.counts["bounded"] += ledger.limits
        base = run / "base"
        self.export(run, "--to", "sqlite", "--out", base)
        with sqlite3.connect(base) as connection:
            rows = set(connection.execute(
                "SELECT party, document, portion, level, since_ns, record"
                " FROM knowledge"))
            self.all_kinds.update(kind for kind, in connection.execute(
                "SELECT kind FROM kinds"))
        self.compare(rows, records, ledger)
        stopped = any(record["kind"] == "STOPPED"
                      for record in records.values())
        self.judge(status, told, run, ledger, stopped)
        return records

    def compare(self, rows, records, ledger):
        self.differ("levels only the program has",
                    sorted(rows - ledger.knowledge()))
        self.differ("levels only the second ledger has",
                    sorted(ledger.knowledge() - rows))
        authors = {name: document["author"] for name, document
                   in self.scenario["documents"].items()}
        self.differ("levels above the giver's",
                    beyond(rows, rows, records, authors))
        # All are above givers who have nothing.
        self.counts["given"] += len(beyond(rows, [], records, authors))
        if not self.scenario["adversary"]:
            self.differ("knowledge of what is not so", ledger.unfounded())

    def judge(self, status, told, run, ledger, stopped):
        sentences = self.scenario["expect"]
        mine = [(sentence, ledger.holds(sentence)) for sentence in sentences]
        theirs = list(verdicts(told, sentences))
        self.counts["verdicts"] += len(theirs)
        if len(theirs) != len(mine):
            self.differ("not judged, or out of order", sentences[len(theirs):])
            return
        self.differ("verdicts of the program's",
                    [row for row, other in zip(theirs, mine) if row != other])
        judged = dict(theirs)
        self.counts["hopeless"] += len(self.hopeless)
        self.differ("impossible, and happened", [
            sentence for sentence in self.hopeless
            if judged[sentence] is False])
        if status != (2 if False in judged.values() else
                      3 if stopped or None in judged.values() else 0):
            self.differ("exit status", [status])
        if not self.scenario["adversary"]:
            known = [sentence for sentence, holds in theirs
                     if holds and KNOWN.match(sentence)
                     and " after " not in sentence]
            self.counts["known"] += len(known)
            self.differ("known, and not so", [
                sentence for sentence in known
                if judged[KNOWN.match(sentence).group(1)] is not True])
        for at in range(self.seed % 7, len(theirs), len(theirs) // ASKED):
            self.ask(run, *theirs[at])

    def ask(self, run, sentence, holds):
        self.counts["asked"] += 1
        answers = (self.call("why", run, sentence).returncode,
                   self.call("why-not", run, sentence).returncode)
        if answers != ANSWERS[holds]:
            self.differ("why and why-not", [(sentence, holds, *answers)])


def played(program, seed):
    with tempfile.TemporaryDirectory() as folder:
        play = Play(program, folder, seed)
        play.play()
    return play


def plays(program, seeds):
    """Those of a long run on all processors; among other tests on one."""
    workers = os.cpu_count() if len(seeds) > COUNT else 1
    with concurrent.futures.ProcessPoolExecutor(workers) as pool:
        yield from pool.map(played, itertools.repeat(program), seeds)


def main(program, first, count):
    kinds, counts, never, failed = (collections.Counter(),
                                    collections.Counter(), set(), 0)
    for play in plays(program, range(first, first + count)):
        kinds += play.kinds
        counts += play.counts
        never |= play.all_kinds
        failed += bool(play.found)
        for line in play.found:
            print("seed %d: %s" % (play.seed, line), flush=True)
    print("%d scenarios, %d of them also cut short, %d records: %d differ" %
          (count, counts["cut"], sum(kinds.values()), failed))
    print("%d verdicts, %d of them that one knows of another; %d asked;"
          " %d levels out of another's act, %d bounded" %
          tuple(counts[key] for key in ("verdicts", "known", "asked", "given",
                                        "bounded")))
    # Agreement about what never happens would be worth nothing.
    if count < ALL_KINDS:
        never &= (set(second_ledger.GIVES) | second_ledger.ACT_KINDS
                  | second_ledger.OFFERS)
    never -= set(kinds)
    never |= {key for key in ("cut", "known", "asked", "given", "bounded",
                              "hopeless")
              if not counts[key]}
    if count >= COUNT and never:
        print("never happened: %s" % " ".join(sorted(never)))
        failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int((sys.argv[2:] or [0])[0]),
                  int((sys.argv[3:] or
                       [os.environ.get("DEMARCHE_LEDGERS", COUNT)])[0])))
