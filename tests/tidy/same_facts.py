#!/usr/bin/env python3
"""Compares two folders of exports to jsonl, before and after sentences became
fields: line by line, the facts that both have are the same.

    same_facts.py BEFORE AFTER

Left aside are `text` and `sentence`, fields that are new everywhere, and those
of NEW, where facts that lay in a text stand in fields that other kinds had.
Reasons of REWORDED compare as their new words. Exits with 1 when a line
differs.
"""
import collections
import json
import pathlib
import sys

PROSE = {"text", "sentence"}
FIELDS = {"words", "group", "members", "owner", "serial", "fingerprint",
          "trust", "verb", "act", "forged", "stolen", "entry", "protocol",
          "count", "number"}
NEW = {
    "ADOPTED": {"reason"},
    "FRAME_DROPPED": {"reason"},
    "GROUP_REFUSED": {"peer"},
    "NOT_ADOPTED": {"reason", "peer"},
    "PROOF_SET_ASIDE": {"reason"},
    "SESSION_LEFT": {"reason"},
}
REWORDED = {
    "the marking (releasable to) of": "the releasability marking",
}


def facts(line):
    record = {k: v for k, v in json.loads(line).items() if k not in PROSE}
    if record.get("reason") in REWORDED:
        record["reason"] = REWORDED[record["reason"]]
    return record


def compare(before, after, seen):
    """Whether two lines have the same facts; counts the fields that are new."""
    added = after.keys() - before.keys()
    if added - FIELDS - NEW.get(after["kind"], set()):
        return False
    seen.update(added)
    return all(after.get(name) == value for name, value in before.items())


def main():
    before, after = map(pathlib.Path, sys.argv[1:])
    names = sorted({p.name for folder in (before, after)
                    for p in folder.glob("*.jsonl")})
    lines = differ = 0
    seen = collections.Counter()
    for name in names:
        texts = []
        for folder in (before, after):
            path = folder / name
            texts.append(path.read_text(encoding="utf-8").splitlines()
                         if path.exists() else [])
        if len(texts[0]) != len(texts[1]) or not texts[0]:
            print(f"{name}: {len(texts[0])} and {len(texts[1])} lines")
            differ += 1
        for number, (x, y) in enumerate(zip(*texts), 1):
            lines += 1
            if not compare(facts(x), facts(y), seen):
                differ += 1
                print(f"{name}:{number}:\n  {x[:300]}\n  {y[:300]}")
    print(f"same facts: {len(names)} exports, {lines} lines, "
          f"{differ} differences; new: "
          + ", ".join(f"{n} {c}" for n, c in sorted(seen.items())))
    return 1 if differ or not names else 0


if __name__ == "__main__":
    sys.exit(main())
