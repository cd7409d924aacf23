#!/usr/bin/env python3
"""The programs in docs/examples print what the texts beside them say.

examples.py PROGRAM; with DEMARCHE_UPDATE the texts are written anew.
"""
import os
import pathlib
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "docs" / "examples"


def main(program):
    examples, failed = sorted(FOLDER.glob("*.py")), 0
    for example in examples:
        done = subprocess.run([sys.executable, "-B", example, program],
                              text=True, capture_output=True, check=False)
        expected = example.with_suffix(".txt")
        if done.returncode == 0 and os.environ.get("DEMARCHE_UPDATE"):
            expected.write_text(done.stdout)
        if done.returncode != 0 or done.stdout != expected.read_text():
            print("%s ended with %d and printed:\n%s%s" %
                  (example.name, done.returncode, done.stdout, done.stderr))
            failed += 1
    print("%d examples, %d of them not as told" % (len(examples), failed))
    return 1 if failed or not examples else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
