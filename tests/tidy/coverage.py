#!/usr/bin/env python3
"""The table of docs/coverage.md, of a summary that gcovr wrote."""
import json
import sys


def share(reached, there):
    return f"{100 * reached / there:.1f} %" if there else "-"


def main():
    folders = {}
    with open(sys.argv[1], encoding="utf-8") as summary:
        files = json.load(summary)["files"]
    for file in files:
        for name in ("/".join(file["filename"].split("/")[:2]), "all"):
            row = folders.setdefault(name, [0] * 4)
            for i, key in enumerate(("line_covered", "line_total",
                                     "branch_covered", "branch_total")):
                row[i] += file[key]
    print("| folder | lines | reached | branches | reached |")
    print("|---|---|---|---|---|")
    for name in sorted(folders, key=lambda n: (n == "all", n)):
        lines, line_count, branches, branch_count = folders[name]
        print(f"| {name} | {line_count} | {share(lines, line_count)}"
              f" | {branch_count} | {share(branches, branch_count)} |")


if __name__ == "__main__":
    main()
