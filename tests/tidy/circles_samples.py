#!/usr/bin/env python3
"""Tests circles.py on objects compiled from bad samples: circles_samples.py
CC [NM]."""
import pathlib
import subprocess
import sys
import tempfile

import circles

# Unit: the units whose functions it calls.
STRAIGHT = {"top": ["middle"], "middle": ["low"], "low": []}
CIRCLE = {"top": ["left"], "left": ["right"], "right": ["left"]}
GROWN = {"top": ["left"], "left": ["right"], "right": ["top"]}
ALONE = {"top": []}
LEFT = {"top": ["low"], "low": [], "gone": ["top"]}

GONE = {"gone"}  # Units whose objects alone are left.

PAIR = ("sample", "left right", "they are one thing")

# Calls, the list, whether there must be findings, words that must stand there.
CASES = [
    (STRAIGHT, [], False, "3 units, 2 arrows, 0 circles"),
    (CIRCLE, [], True, "the circle left right is not listed"),
    (CIRCLE, [PAIR], False, "stands: they are one thing"),
    (GROWN, [PAIR], True, "the circle left right top differs"),
    (STRAIGHT, [PAIR], True, "the listed circle left right is gone"),
    (LEFT, [], False, "2 units, 1 arrows, 0 circles"),
    (ALONE, [], True, "holds no objects"),
    ({}, [], True, "holds no objects"),
]


def build(calls, cc, folder):
    folder.mkdir(parents=True)
    for unit, callees in calls.items():
        source = folder / f"{unit}.c"
        source.write_text(
            "".join(f"void {c}(void);\n" for c in callees) +
            f"void {unit}(void);\nvoid {unit}(void)\n{{\n" +
            "".join(f"    {c}();\n" for c in callees) + "}\n",
            encoding="utf-8")
        subprocess.run([cc, "-c", source, "-o", f"{source}.o"], check=True)
        if unit in GONE:
            source.unlink()


def main(cc, nm="nm"):
    failures = 0
    for number, (calls, listed, bad, words) in enumerate(CASES):
        with tempfile.TemporaryDirectory() as place:
            root = pathlib.Path(place)
            build(calls, cc, root / "src" / "sample")
            said = []
            circles.print = lambda line: said.append(line)
            found = circles.main(place, nm, listed, root)
        if bool(found) != bad or words not in "\n".join(said):
            failures += 1
            print(f"sample {number}: expected {'a finding' if bad else 'none'}"
                  f" and {words!r}, got:", *said, sep="\n  ")
    print(f"circles: {len(CASES)} samples, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
