#!/usr/bin/env python3
"""The pictures of a study through the program: which there are, that each is
XML which says what it rests on, and that nothing is replaced unasked.

Usage: study_pictures.py DEMARCHE
"""
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree

HERE = pathlib.Path(__file__).resolve().parents[1] / "timeline"
STUDY = HERE / "studies/letters-study.yaml"
POINTS = 4
CAUSES = {f"first-{point}" for point in range(POINTS)}
TIMED = {"leak", "margin", "late", "spread"}
COUNTED = {"readers", "frames", "bytes", "latency", "inversions", "receipts",
           "holders", "exposure"}
# Of `never` no run counts: it has no curve.
PAIRED = TIMED | COUNTED | {"early", "never"}


def fail(*words):
    print("study pictures:", *words)
    sys.exit(1)


def call(*words):
    return subprocess.run(words, check=False, capture_output=True, text=True)


def check_picture(path):
    root = tree.parse(path).getroot()
    if not root.tag.endswith("svg"):
        fail(path.name, "is no SVG")
    words = " ".join("".join(e.itertext()) for e in root.iter()
                     if e.tag.endswith("text"))
    if "N = " not in words or "seed 1" not in words:
        fail(path.name, "does not say what it rests on")


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as scratch:
        folder = str(pathlib.Path(scratch) / "study")
        ended = call(program, "study", STUDY, "--out", folder, "--runs", "64",
                     "--quiet")
        if ended.returncode not in (0, 2):
            fail("the study failed", ended.stderr)
        drawn = call(program, "plot", folder)
        if drawn.returncode:
            fail("nothing drawn", drawn.stderr)
        found = {p.stem for p in (pathlib.Path(folder) / "pictures").iterdir()}
        wanted = TIMED | COUNTED | CAUSES | {
            f"{name}-{what}" for name in PAIRED
            for what in ("heat", "differences")}
        if found != wanted:
            fail("lacking", sorted(wanted - found), "strange",
                 sorted(found - wanted))
        for path in (pathlib.Path(folder) / "pictures").iterdir():
            check_picture(path)
        again = call(program, "plot", folder)
        if again.returncode != 1 or "--force" not in again.stderr:
            fail("a picture was replaced unasked", again.stderr)
        other = str(pathlib.Path(scratch) / "other")
        call(program, "plot", folder, "--measure", "early", "-o", other)
        few = {p.stem for p in pathlib.Path(other).iterdir()}
        if few != {"early-heat", "early-differences"}:
            fail("one measure's:", sorted(few))
        for words in (["plot", scratch], ["plot", folder, "--measure", "none",
                                          "-o", other]):
            if call(program, *words).returncode != 1:
                fail(*words, "ends with something else than 1")
    print("study pictures:", len(wanted), "drawn")


if __name__ == "__main__":
    main()
