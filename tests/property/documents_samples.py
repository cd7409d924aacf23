#!/usr/bin/env python3
"""What is wrong in a document is found: a bad sample of each kind.

    documents_samples.py PROGRAM
"""
import pathlib
import sys
import tempfile

import documents

# A document, and what is said of it; "" where nothing is wrong.
SAMPLES = [
    ("```console\n$ echo one\none\n```\n", ""),
    ("```console\n$ echo one\ntwo\n```\n", "prints other than"),
    ("```console\n$ echo one\n```\n", "+one"),
    ("```console\n$ echo one \\\n      two\none two\n```\n", ""),
    ("```console\n$ echo 'one\ntwo'\none\ntwo\n```\n", ""),
    ("```console\n$ exit 2\n```\n", "exit 2"),
    ("```console\n$ (exit 2)  # exit 2\n```\n", ""),
    ("```console\n$ true  # exit 2\n```\n", "exit 0"),
    ("```console\none\n```\n", "without a command"),
    ("```sh\nfalse | true\n```\n", "exit 1"),
    ("```sh\n# a word\n```\n", "without a command"),
    ("```sh\n#!/bin/sh\nfalse\n```\n", ""),
    ("```sh\n./dev run\nfalse\n```\n", ""),
    ("```sh\ntrue | tshork -v\n```\n", "exit 127"),
    ("```text a.txt\nwords\n```\n\n```console\n$ cat a.txt\nwords\n```\n", ""),
    ("```\n$ true\n```\n", "a fence without"),
    ("```text\n$ true\n```\n", "a command in a block of text"),
    ("```yaml\ndemarche run x.yaml\n```\n", "a command in a block of yaml"),
    ("```sh\ntrue\n", "does not end"),
    ("Words:\n\n    demarche run x.yaml\n", "an indented block"),
    ("`demarche run x.yaml --seed 2`, `./dev test`, `demarche --version`", ""),
    ("`demarche rum x.yaml`", "there is no rum"),
    ("`demarche run x.yaml\n--sed 2`", "no option --sed"),
    ("`./dev tset`", "./dev has no tset"),
    ("# A head: and more\n[here](#a-head-and-more), [it](d.md), "
     "[out](https://x.org/y)\n", ""),
    ("[there](e.md)", "leads nowhere"),
    ("[there](d.md#no-head)", "no such heading"),
]


def main(program):
    known = documents.Help(program)
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        documents.ROOT = pathlib.Path(folder)
        documents.UPDATE = False
        for text, said in SAMPLES:
            path = documents.ROOT / "d.md"
            path.write_text(text, encoding="utf-8")
            document = documents.Document(path)
            documents.attempt(document, program, known)
            found = "\n".join(document.faults)
            if said not in found or (not said and found):
                print(f"{text!r}: expected {said!r}, not {found!r}")
                wrong += 1
        path.write_text("```console\n$ echo a; echo b\nx\n\ny\n```\nWords.\n",
                        encoding="utf-8")
        documents.UPDATE = True
        documents.attempt(documents.Document(path), program, known)
        now = path.read_text(encoding="utf-8")
        if now != "```console\n$ echo a; echo b\na\nb\n```\nWords.\n":
            print(f"written anew: {now!r}")
            wrong += 1
    print(f"{len(SAMPLES)} samples, {wrong} of them not as told")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
