#!/usr/bin/env python3
"""Programs that write to one place at once: one of them does, the others say
why they do not, and what is there in the end is whole.

at_once.py PROGRAM
"""
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
STORY = ROOT / "scenarios/hotline.yaml"
LEAKS = ROOT / "scenarios/insiders.yaml"
AT_ONCE = 4
ROUNDS = 3
TIMEOUT = 300
SWEEP = ("sweep", LEAKS, "--runs", "200", "--measure",
         "press holds us-response", "--crypto", "stand-in", "--threads", "1",
         "--quiet", "--out", "place")
# What is played, and what of it is compared.
COMMANDS = (
    (("run", STORY, "--quiet", "--out", "place"), "place/run.journal"),
    (("run", STORY, "--quiet", "--out", "place", "--force"),
     "place/run.journal"),
    (SWEEP, "place/runs.csv"),
    ((*SWEEP, "--force"), "place/runs.csv"),
    ((*SWEEP, "--resume"), "place/runs.csv"),
)
REASONS = ("still being written", "exists already", "is there already",
           "holds a run already",
           "has made", "has replaced or removed it")


def begin(program, words, folder):
    return subprocess.Popen(
        [program, *map(str, words)], cwd=folder, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "NO_COLOR": "1"})


def play(program, words, result, count):
    """The ends of so many at once, and what they left."""
    with tempfile.TemporaryDirectory() as folder:
        players = [begin(program, words, folder) for _ in range(count)]
        said = [player.communicate(timeout=TIMEOUT)[1] for player in players]
        path = pathlib.Path(folder) / result
        left = path.read_bytes() if path.exists() else None
    return [(player.returncode, text)
            for player, text in zip(players, said)], left


def judge(program, words, result, alone):
    ends, left = play(program, words, result, AT_ONCE)
    if all(code for code, _ in ends):
        yield f"none ends with 0: {ends}"
    if left != alone:
        yield f"{result} is not what one alone writes: {ends}"
    for code, text in ends:
        flat = " ".join(text.split())
        if code not in (0, 1) or \
                code == 1 and not any(word in flat for word in REASONS):
            yield f"ends with {code}: {text}"


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    wrong = 0
    for words, result in COMMANDS:
        ends, alone = play(program, words, result, 1)
        assert ends[0][0] == 0 and alone, ends
        for _ in range(ROUNDS):
            for text in judge(program, words, result, alone):
                wrong += 1
                print(*words, ":", text)
    print(f"{len(COMMANDS)} commands, {AT_ONCE} at once, {ROUNDS} rounds: "
          f"{wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
