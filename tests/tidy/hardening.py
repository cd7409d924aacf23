#!/usr/bin/env python3
"""Whether a program was linked as cmake/hardening.cmake means it to be.

Its argument is the program; --fortified after it asks for the checked calls
of glibc, too, which a build without optimisation does not have.
"""
import re
import subprocess
import sys

MARKS = [
    ("position independent", "-h", r"Type: +DYN "),
    ("BIND_NOW", "-d", r"\(FLAGS\).*\bBIND_NOW\b"),
    ("RELRO", "-l", r"^ +GNU_RELRO "),
    ("a stack that cannot be run", "-l", r"^ +GNU_STACK .* RW +0x"),
    ("the stack protector", "--dyn-syms", r"\b__stack_chk_fail\b"),
]
FORTIFIED = ("checked calls", "--dyn-syms", r"\b__(?!stack)\w+_chk\b")


def main():
    program, *options = sys.argv[1:]
    lacks = []
    for name, option, pattern in \
            MARKS + [FORTIFIED] * ("--fortified" in options):
        told = subprocess.run(["readelf", "--wide", option, program],
                              capture_output=True, text=True, check=True)
        if not re.search(pattern, told.stdout, re.M):
            lacks.append(name)
    for name in lacks:
        print(f"{program} lacks {name}")
    return 1 if lacks else 0


if __name__ == "__main__":
    sys.exit(main())
