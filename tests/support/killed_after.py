#!/usr/bin/env python3
"""Runs a program that ends without warning once it has worked for so long:
seconds of its processors' time, whatever else the machine does. With NAME=VALUE
only where the environment says so, as one rank of an MPI job.

killed_after.py SECONDS [NAME=VALUE] PROGRAM [WORD...]
"""
import os
import signal
import sys


def main():
    seconds, words = float(sys.argv[1]), sys.argv[2:]
    name, equals, value = words[0].partition("=")
    if equals:
        del words[0]
    if not equals or os.environ.get(name) == value:
        # The timer outlives exec; nothing catches what it sends.
        signal.setitimer(signal.ITIMER_PROF, seconds)
    os.execvp(words[0], words)


if __name__ == "__main__":
    main()
