#!/usr/bin/env python3
"""Ties docs/claims.md to what is there: each row names a test and one of its
functions, and each tactic that it names is one of the program's. And no tactic
that tests a claim is left out of the page.

Prints one line a fault, and exits with 1 when there is any.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
COLUMNS = 5
OTHERS = {"accepts", "exposure"}  # words in the column of tactics


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def rows_of(page):
    """The cells of each row of the tables."""
    for line in page.splitlines():
        if line.startswith("| ") and not line.startswith("| claim "):
            yield [cell.strip() for cell in line.strip("|\n").split(" | ")]


def has_function(test, function):
    path = ROOT / f"tests/{test}.c"
    return path.exists() and f" {function}(" in read(f"tests/{test}.c")


def faults(page, tactics):
    """`tactics`: by name, whether it tests a claim."""
    rows = list(rows_of(page))
    if len(rows) < 20:
        yield f"only {len(rows)} rows were found"
    for row in rows:
        what = row[0].lstrip("| ")[:50]
        if len(row) != COLUMNS:
            yield f"{what}: {len(row)} cells, expected {COLUMNS}"
            continue
        tie = re.fullmatch(r"`(\w+/\w+)` (\w+)", row[-1].rstrip(" |"))
        if not tie or not has_function(*tie.groups()):
            yield f"{what}: no such test: {row[-1]}"
        for word in re.findall(r"`([a-z-]+)`", row[3]):
            if word not in tactics and word not in OTHERS:
                yield f"{what}: no such tactic: {word}"
    for tactic, tests in tactics.items():
        if tests and f"`{tactic}`" not in page:
            yield f"{tactic} tests a claim, and is not named"


def tactics_of(source):
    table = source[source.index("tactic_rows[] = {"):]
    return {name: "CLAIM_" in rest for name, rest in re.findall(
        r'\{"([a-z-]+)", "[^"]+", TACTIC_\w+,(.*?)\}', table, re.S)}


def main():
    page = read("docs/claims.md")
    tactics = tactics_of(read("src/adversary/tactic.c"))
    found = list(faults(page, tactics))
    # What is wrong has to be seen.
    blind = [what for what, changed in [
        ("test", page.replace("test_healing", "test_heeling")),
        ("tactic", page.replace("`harvest`", "`harvester`")),
        ("cell", page.replace("| D 2.6, 6.1 ", "")),
    ] if list(faults(changed, tactics)) == found]
    for line in found:
        print(f"docs/claims.md: {line}")
    for what in blind:
        print(f"claims: a wrong {what} is not seen")
    print(f"claims: {len(tactics)} tactics, {len(found)} faults")
    return 1 if found or blind else 0


if __name__ == "__main__":
    sys.exit(main())
