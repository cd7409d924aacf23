#!/usr/bin/env python3
"""Circles of units inside each folder of src/, as the linker sees them.

    circles.py BUILD [NM]

A unit is one .c file. An arrow leads from a unit to another of its folder
that defines a symbol it needs, by what NM says of the object files below
BUILD; of a unit that is no more an object may be left, which is passed over.
Units that reach each other form a circle. LISTED holds those that
stand, each with its reason. A circle that is not listed, one that has grown
or shrunk, and a listed one that is gone are findings, so that the list stays
true. circles_samples.py tries all of this on bad samples.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Folder, the units of a circle, and the reason why it stands.
LISTED = []

OBJECT = re.compile(r".*/src/(\w+)/(\w+)\.c\.o")


def read_objects(build, nm, root=ROOT):
    """{folder: {unit: (symbols defined, symbols needed)}}"""
    objects = {}
    for path in sorted(pathlib.Path(build).rglob("*.c.o")):
        found = OBJECT.fullmatch(path.as_posix())
        if found and (root / "src" / found[1] / f"{found[2]}.c").exists():
            objects[path.as_posix()] = found.groups()
    folders = {}
    if not objects:
        return folders
    # POSIX format, one symbol a line: "OBJECT: NAME TYPE ...".
    lines = subprocess.run([nm, "-A", "-g", "-P", *objects], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    for folder, unit in objects.values():
        folders.setdefault(folder, {})[unit] = (set(), set())
    for line in lines:
        path, _, symbol = line.rpartition(": ")
        name, kind = symbol.split()[:2]
        folder, unit = objects[path]
        folders[folder][unit][kind in "Uvw"].add(name)
    return folders


def arrows_of(units):
    """{unit: the other units of its folder that it needs}"""
    home = {name: unit for unit, (defined, _) in units.items()
            for name in defined}
    return {unit: {home[name] for name in needed if name in home} - {unit}
            for unit, (_, needed) in units.items()}


def reached(arrows, start):
    seen, todo = set(), [start]
    while todo:
        for unit in arrows[todo.pop()] - seen:
            seen.add(unit)
            todo.append(unit)
    return seen


def circles_of(arrows):
    """The sets of two units or more that all reach each other."""
    reach = {unit: reached(arrows, unit) for unit in arrows}
    circles = {frozenset(other for other in reach[unit]
                         if unit in reach[other])
               for unit in arrows if unit in reach[unit]}
    return sorted(circles, key=sorted)


def compare(found, listed):
    """The findings, a line each: found and listed are (folder, units)."""
    for folder, units in found - listed:
        names = " ".join(sorted(units))
        near = [u for f, u in listed if f == folder and u & units]
        how = "is not listed" if not near else \
            "differs from the one listed: " + " ".join(sorted(near[0]))
        yield f"src/{folder}: the circle {names} {how}"
    for folder, units in listed - found:
        if not any(f == folder and u & units for f, u in found):
            yield f"src/{folder}: the listed circle " \
                  f"{' '.join(sorted(units))} is gone"


def main(build, nm="nm", table=None, root=ROOT):
    table = LISTED if table is None else table
    folders = read_objects(build, nm, root)
    found, unit_count, arrow_count = set(), 0, 0
    for folder, units in sorted(folders.items()):
        arrows = arrows_of(units)
        unit_count += len(units)
        arrow_count += sum(map(len, arrows.values()))
        for circle in circles_of(arrows):
            found.add((folder, circle))
    reasons = {(folder, frozenset(units.split())): reason
               for folder, units, reason in table}
    for folder, circle in sorted(found, key=lambda c: (c[0], sorted(c[1]))):
        print(f"src/{folder}: {len(circle)} of {len(folders[folder])} units: "
              f"{' '.join(sorted(circle))}")
        if (folder, circle) in reasons:
            print(f"    stands: {reasons[folder, circle]}")
    findings = sorted(compare(found, set(reasons)))
    if unit_count == 0 or arrow_count == 0:
        findings.append(f"{build} holds no objects to read; build it first")
    for finding in findings:
        print(finding)
    print(f"circles: {len(folders)} folders, {unit_count} units, "
          f"{arrow_count} arrows, {len(found)} circles, "
          f"{len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
