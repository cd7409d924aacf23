#!/usr/bin/env python3
"""Whatever call of the system fails in a command, no file stands by half under
its name, and the command ends with 0 only where nothing was lost.

failing_files.py PROGRAM, which has tests/support/failing_program.c in it.
"""
import concurrent.futures
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
STORY = ROOT / "scenarios/hotline.yaml"
KINDS = ("open", "stat", "fstat", "dup", "read", "pread", "write", "pwrite",
         "fsync", "flock", "ftruncate", "fallocate", "close", "fseek")
CALLS = 24  # of a kind; the later ones are the same again
TIMEOUT = 300
COMMANDS = (
    "run story.yaml --out new",
    "run story.yaml --out new --durability each --quiet",
    "run story.yaml --out run",
    "recover torn --out saved",
    "prove run --record 5 --out proof",
    "export run --to csv --out table",
    "export run --to sqlite --out table",
    "export run --to jsonl",
    "stats run --csv table",
    "who run",
    "show run",
    "diff run torn",
    "report run --out page.html",
    "sweep story.yaml --runs 3 --measure 'russia holds invitation' --threads 1"
    " --out swept --crypto stand-in",
)
# These grow under their names, and each reader judges how far they go.
GROWING = {"new/run.journal", "swept/results.sqlite"}
# Looked at before anything is made, so that what fails is as if it were not
# there; and a lock that cannot be asked for is said to be held.
ASKED = {"stat", "fstat", "flock"}


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def play(program, folder, command, failing):
    words = [program, *shlex.split(command)]
    return subprocess.run(
        words, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
        timeout=TIMEOUT, check=False,
        env={**os.environ, "FAILING": failing, "NO_COLOR": "1"})


class Command:
    def __init__(self, program, start, command):
        self.program, self.start, self.command = program, start, command
        with tempfile.TemporaryDirectory() as folder:
            self.end, self.files, _ = self.once(pathlib.Path(folder), "")
        self.before = files(start)

    def once(self, folder, failing):
        place = folder / "place"
        shutil.copytree(self.start, place)
        mark = folder / "mark"
        end = play(self.program, place, self.command,
                   f"{failing} {mark}" if failing else "")
        return end, files(place), mark.exists()

    def judge(self, end, there, kind):
        """What is wrong with an end and the files that it left."""
        if end.returncode < 0 or end.returncode > 64:
            yield f"ends with {end.returncode}: {end.stderr[-300:]}"
        for name, data in there.items():
            if data not in (self.files.get(name), self.before.get(name)) and \
                    name not in GROWING:
                yield f"{name} is there by half, with {end.returncode}"
        if end.returncode != self.end.returncode:
            if not end.stderr and b"journal" not in end.stdout:
                yield f"ends with {end.returncode}, without a word"
            return
        if end.returncode == 0 and kind not in ASKED and \
                end.stdout != self.end.stdout:
            yield "ends with 0, and said something else"
        if end.returncode == 0 and there != self.files:
            yield "ends with 0, and left other files"

    def try_kind(self, kind):
        """How many calls failed, and what was wrong."""
        for number in range(1, CALLS + 1):
            with tempfile.TemporaryDirectory() as folder:
                end, there, met = self.once(pathlib.Path(folder),
                                            f"{kind} {number}")
            if not met:
                return number - 1, []
            wrong = list(self.judge(end, there, kind))
            if wrong:
                return number, [f"{self.command}: {kind} {number}: {text}"
                                for text in wrong]
        return CALLS, []


def prepare(program, start):
    shutil.copy(STORY, start / "story.yaml")
    subprocess.run([program, "run", "story.yaml", "--out", "run", "--quiet"],
                   cwd=start, check=True, timeout=TIMEOUT)
    (start / "torn").mkdir()
    (start / "torn/run.journal").write_bytes(
        (start / "run/run.journal").read_bytes()[:-30])


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        start = pathlib.Path(folder)
        prepare(program, start)
        commands = [Command(program, start, words) for words in COMMANDS]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            tried = list(pool.map(lambda work: work[0].try_kind(work[1]),
                                  [(command, kind) for command in commands
                                   for kind in KINDS]))
    wrong = [text for _, texts in tried for text in texts]
    print("\n".join(wrong))
    failed = sum(count for count, _ in tried)
    print(f"{len(COMMANDS)} commands, {failed} calls failed, "
          f"{len(wrong)} left something")
    return 1 if wrong or failed < 10 * len(COMMANDS) else 0


if __name__ == "__main__":
    sys.exit(main())
