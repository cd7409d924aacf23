#!/usr/bin/env python3
"""The figures of a document, taken from rows of `./dev bench --json`.

figures.py DOCUMENT ROWS: writes figures into the document's tables. A line of a
table whose last cell is `bench: name` has the figure in the cell before it, and
of whom and how much beside it, if there is somebody. Lines of a bench without
rows stay as they are.

figures.py --check DOCUMENT PROGRAM...: runs a bench for a moment and holds its
rows against their form, and the document's names against its rows. No figure is
judged.
"""
import json
import pathlib
import re
import subprocess
import sys

LINE = re.compile(r"^\|(?P<what>[^|]*)\|[^|]*\|(?P<key>\s*`(?P<bench>\w+):"
                  r" (?P<name>[^`]+)`\s*)\|$", re.M)
KINDS = ("floor", "peer", "before", "bound")
TEXTS = {"bench", "name", "unit", "of"}


def number(value):
    """Three digits."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def figure(rows):
    """A row's value and, of each that stands beside it, the ratio."""
    cell = f"{number(rows[0]['value'])} {rows[0]['unit']}"
    beside = [f"{row['ratio']:.2f} of "
              f"{'an earlier commit' if 'before' in row else row['of']}"
              for row in rows if "ratio" in row]
    return ", ".join([cell, *beside])


def fill(text, rows):
    """The text with figures, and the names in it that are no row's."""
    measured = {row["bench"] for row in rows}
    unknown = []

    def line_of(found):
        key = found["bench"], found["name"]
        mine = [r for r in rows if (r["bench"], r["name"]) == key]
        if not mine:
            if found["bench"] in measured:
                unknown.append(": ".join(key))
            return found[0]
        return f"|{found['what']}| {figure(mine)} |{found['key']}|"

    return LINE.sub(line_of, text), unknown


def faults(row):
    """What is wrong with the form of a row."""
    kinds = [kind for kind in KINDS if kind in row]
    keys = {"bench", "name", "unit", "value", "load"}
    if kinds:
        keys |= {kinds[0], "of", "ratio"}
    if row.keys() != keys:
        yield f"its keys are {', '.join(row)}"
    for key, value in row.items():
        if not isinstance(value, str if key in TEXTS else (int, float)):
            yield f"{key} is {value!r}"
    if kinds and not row["ratio"] > 0:
        yield f"its ratio is {row['ratio']}"


def check(document, command):
    end = subprocess.run([command[0], "--brief", "--json", *command[1:]],
                         stdout=subprocess.PIPE, text=True, check=True)
    rows = [json.loads(line) for line in end.stdout.splitlines()]
    bench = pathlib.Path(command[0]).name.removeprefix("bench_")
    found = [f"{row}: {fault}" for row in rows for fault in faults(row)]
    found += [f"a row of the bench {row['bench']}" for row in rows
              if row["bench"] != bench]
    text, unknown = fill(document.read_text(encoding="utf-8"), rows)
    found += [f"{document} names {name}, which is no row" for name in unknown]
    cells = [f"| {figure([r for r in rows if r['name'] == line['name']])} |"
             for line in LINE.finditer(text) if line["bench"] == bench
             and not unknown]
    found += [f"{cell} is not written" for cell in cells if cell not in text]
    if not rows:
        found.append("no rows")
    print("\n".join([*found, f"{len(rows)} rows, {len(found)} faults"]))
    return 1 if found else 0


def main():
    words = sys.argv[1:]
    if words[:1] == ["--check"]:
        return check(pathlib.Path(words[1]), words[2:])
    document = pathlib.Path(words[0])
    with open(words[1], encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    text, unknown = fill(document.read_text(encoding="utf-8"), rows)
    document.write_text(text, encoding="utf-8")
    for name in unknown:
        print(f"{document}: no row is named {name}", file=sys.stderr)
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
