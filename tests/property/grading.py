#!/usr/bin/env python3
"""`demarche learn check` of every lesson, on learners' files that are made out
of the lesson's own scenario: one that is right, and three that are not: without
the protection, with a role that has no name, and one whose journal is not what
its scenario gives. And what is the same of all lessons: another lesson's file,
a journal that was cut short, a table, two files alike.

    grading.py PROGRAM
"""
import concurrent.futures
import csv
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))

import made_up_journal  # noqa: E402

# Of each lesson: its own fix, as changes, and a name for each role.
LESSONS = {
    1: (["protection.copy.seal=age"],
        {"listener": "listener", "letter": "us-response",
         "reader": "congress"}),
    2: (["parties.congress.accepts=[{from: us, signed: yes}]"],
        {"reader": "congress", "letter": "us-response", "outsider": "press",
         "time": "2022-01-26T20:00Z"}),
    3: (["protection.note.session=noise"],
        {"letter": "stray", "reader": "russia",
         "time": "2022-06-01T09:30Z"}),
    4: (["channels.allied.handshake=XX"], {"letter": "go", "reader": "nato"}),
    5: (["protection.talk.bind=names"],
        {"letter": "terms", "reader": "ukraine"}),
    6: (["protection.letter.sign=ed25519",
         "parties.embassy.accepts=[{from: us, signed: yes}]"],
        {"letter": "orders", "reader": "embassy"}),
    7: (["protection.letter.session=noise"],
        {"thief": "thief", "letter": "draft-answer", "reader": "nato"}),
    8: (["protection.letter.session=ratchet"],
        {"thief": "thief", "next": "third", "last": "fifth"}),
    9: (["protection.letter.sign=ed25519"],
        {"outsider": "congress", "letter": "promise"}),
    10: (["protection.formal.receipt=yes"],
         {"sender": "us", "letter": "annex"}),
    11: (["protection.in-trust.sign=none"],
         {"reader": "russia", "letter": "talking-points",
          "outsider": "press"}),
    12: (["documents.us-response.marking.releasable_to=[us, congress]"],
         {"holder": "congress", "letter": "us-response",
          "outsider": "members"}),
    13: (["script[2].portions=sovereignty"],
         {"reader": "parliament", "letter": "us-response",
          "shown": "sovereignty", "hidden": "arms-control"}),
    14: (["protection.formal.mark=per-copy"],
         {"letter": "us-response", "leaker": "russia", "outsider": "press"}),
    15: ([], {"letter": "us-response", "text": "15-mixed.txt",
              "holder": "nato"}),
    16: (["channels.cable.cover={every: 1 h}"],
         {"reader": "nato", "long": "answer", "short": "note"}),
    17: (["parties.nato.readers=10"],
         {"letter": "us-response", "time": "2022-02-02T12:00Z"}),
    18: (["script[2]={when: us has a receipt for us-response, announce: "
          "us-response, text: It was handed over today.}"],
         {"outsider": "press", "letter": "us-response", "reader": "russia",
          "time": "2022-01-26T17:45Z"}),
}
# Where a lesson's own file has the protection, what takes it away.
AWAY = {15: ["protection.formal.mark=none"]}


class Class:
    def __init__(self, program, folder):
        self.program = pathlib.Path(program).resolve()
        self.folder = pathlib.Path(folder)
        self.env = {**os.environ, "XDG_DATA_HOME": str(self.folder / "data")}
        self.faults = []

    def call(self, *words):
        return subprocess.run([self.program, *map(str, words)], text=True,
                              capture_output=True, check=False, env=self.env,
                              cwd=self.folder)

    def hand_in(self, name, number, changes, roles):
        """A run of the lesson's file, as a learner's."""
        path, = (ROOT / "scenarios/lessons").glob("%02d-*.yaml" % number)
        section = "lesson={number: %d, roles: {%s}}" % (number, ", ".join(
            '%s: "%s"' % pair for pair in roles.items()))
        run = self.folder / name
        words = [word for change in [*changes, section]
                 for word in ("--change", change)]
        done = self.call("run", path, "--out", run, *words)
        if done.returncode not in (0, 2):
            self.faults.append((name, done.stderr))
        for text in (ROOT / "scenarios/lessons").glob("%02d-*.txt" % number):
            if not text.name.endswith((".right.txt", ".wrong.txt")):
                (run / text.name).write_bytes(text.read_bytes())
        return run

    def grade(self, number, runs, status, *said, more=()):
        done = self.call("learn", "check", *runs, "--lesson", number, *more)
        flat = " ".join(done.stdout.split())
        if done.returncode != status or done.stderr or \
                any(text not in flat for text in said):
            self.faults.append((number, runs, done.returncode, status, said,
                                done.stdout, done.stderr))
        if any(len(line) > 80 for line in done.stdout.splitlines()
               if str(self.folder) not in line):
            self.faults.append((number, "a line is too wide", done.stdout))
        return done.stdout


def alter(run):
    """Another byte in the middle of the journal."""
    path = run / "run.journal"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut_short(c, run, whole):
    """Cuts the journal between two of its frames, where its close begins."""
    for size in range(len(whole) - 1, len(whole) - 1000, -1):
        (run / "run.journal").write_bytes(whole[:size])
        if c.call("verify", run).returncode == 3:
            return
    c.faults.append(("cut_short", "no frame ends there"))


def grade_lesson(job):
    program, number = job
    changes, roles = LESSONS[number]
    with tempfile.TemporaryDirectory() as folder:
        c = Class(program, folder)
        right = c.hand_in("right", number, changes, roles)
        told = c.grade(number, [right], 0, "ok the journal verifies",
                       "ok without ", "this breaks: ")
        if "BROKEN" in told or "open" in told.split("right\n")[-1]:
            c.faults.append((number, told))
        bare = c.hand_in("bare", number, AWAY.get(number, []), roles)
        c.grade(number, [bare], 2, "BROKEN")
        first = next(iter(roles))
        lacking = c.hand_in("lacking", number, changes, {
            role: name for role, name in roles.items() if role != first} or
            {"nobody": "x"})
        c.grade(number, [lacking], 2,
                "BROKEN the role %s has a name" % first)
        alter(right)
        c.grade(number, [right], 2, "BROKEN the journal verifies")
        return c.faults


def grade_others(program, folder):
    """What does not hang on a lesson, with lesson 1."""
    c = Class(program, folder)
    changes, roles = LESSONS[1]
    right = c.hand_in("right", 1, changes, roles)
    again = c.hand_in("again", 1, changes, roles)
    c.grade(1, [right, again], 0, "again has the same scenario as",
            "2 of 2 runs meet all criteria.")
    c.grade(7, [right], 2, "BROKEN the scenario is for lesson 7",
            "it names lesson 1")
    # The adversary is not there: nothing of it is the protection's.
    harmless = c.hand_in("harmless", 1,
                         [*changes, "adversary.listener.can=[drop]"], roles)
    c.grade(1, [harmless, right], 2, "1 of 2 runs meets all criteria.")
    wishful = c.hand_in("wishful", 1, changes, {
        **roles, "letter": "us-response before 2022-01-26T12:00Z"})
    c.grade(1, [wishful], 2, "BROKEN the role letter has a name")
    nobody = c.hand_in("nobody", 1, changes, {**roles, "listener": "spy"})
    c.grade(1, [nobody], 2, 'unknown party "spy"')
    plain = c.folder / "plain"
    c.call("run", ROOT / "scenarios/hotline.yaml", "--out", plain)
    c.grade(1, [plain], 2, "it has no section lesson")
    whole = (right / "run.journal").read_bytes()
    # A cut cannot be judged, wherever it is: in a frame, in the header, or
    # before it; nor can what another version wrote.
    for part, said in ((whole[:-40], "record 8: it is cut short"),
                       (whole[:200], "its header does not hold: it is cut"),
                       (whole[:3], "its header does not hold: it is cut"),
                       (b"", "it is empty"),
                       (made_up_journal.of_version(whole, 9),
                        "its format version is unknown")):
        (right / "run.journal").write_bytes(part)
        c.grade(1, [right], 3, "open the journal verifies", said)
    cut_short(c, right, whole)
    c.grade(1, [right], 3, "open the journal verifies")
    (right / "run.journal").write_bytes(whole)
    table = c.folder / "table.csv"
    c.grade(1, [right, harmless], 2, more=("--csv", table))
    with table.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    if {row["criterion"] for row in rows} != {"journal", "holds", "without"} \
            or {row["verdict"] for row in rows if row["run"] == str(right)} != \
            {"ok"} or {row["lesson"] for row in rows} != {"1"}:
        c.faults.append(("csv", rows))
    c.grade(1, [right], 0, more=("--csv", table, "--force"))
    for runs, to in (([right], [table]),
                     ([right, harmless], [right / "run.journal", "--force"]),
                     ([harmless, right], [right / "run.journal", "--force"])):
        done = c.call("learn", "check", *runs, "--lesson", 1, "--csv", *to)
        if done.returncode != 1 or "name another file" not in done.stderr:
            c.faults.append(("replaces", to, done.returncode, done.stderr))
    if (right / "run.journal").read_bytes() != whole:
        c.faults.append("a run is gone")
    (c.folder / "none").write_text("nothing", encoding="utf-8")
    c.grade(1, [c.folder / "none"], 2, "BROKEN the journal verifies")
    # One that is not there keeps no other from its grade.
    done = c.call("learn", "check", "nowhere", right, "--lesson", 1)
    if done.returncode != 1 or "cannot open nowhere" not in done.stderr or \
            "1 of 2 runs meets all criteria." not in done.stdout:
        c.faults.append(("nowhere", done))
    for words, status in ((["--lesson", 1], 64), ([right], 64),
                          ([right, "--lesson", 98], 64),
                          ([right, "--lesson", 1, "--no-input"], 64),
                          (["nowhere", "--lesson", 1], 1)):
        done = c.call("learn", "check", *words)
        if done.returncode != status or not done.stderr:
            c.faults.append((words, done.returncode, done.stderr))
    return c.faults


def main():
    program, faults = sys.argv[1], []
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        for found in pool.map(grade_lesson, ((program, number)
                                             for number in LESSONS)):
            faults += found
    with tempfile.TemporaryDirectory() as folder:
        faults += grade_others(program, folder)
    for fault in faults:
        print(*fault, sep="\n  ")
    print("grading: %d lessons, %d faults" % (len(LESSONS), len(faults)))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
