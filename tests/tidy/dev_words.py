#!/usr/bin/env python3
"""The words that ./dev takes: what it refuses, and where it looks for files.

Nothing is built or installed: a wrong word is refused before that, and other
parts of the script are called with a stand-in for the compiler.
"""
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Words, and what standard error has to say of them.
WRONG = [
    (["build", "extra"], "build takes at most 0 words, not: extra"),
    (["bench", "nothing"], "no bench is named nothing; there are"),
    (["bench", "--beside"], "--beside takes a commit, not nothing"),
    (["bench", "--beside", "-x"], "--beside takes a commit, not -x"),
    (["package", "try"], "package takes --try, not: try"),
    (["setup", "all"], "setup takes at most 0 words, not: all"),
    (["help", "run"], "help takes at most 0 words, not: run"),
    (["golden", "a", "b"], "golden takes at most 1 words, not: a b"),
    (["fuzz", "1", "2"], "fuzz takes at most 1 words, not: 1 2"),
    ([".*"], "no command named .*"),
    (["b[u]ild"], "no command named b[u]ild"),
    (["build "], "no command named build "),
    (["-"], "no command named -"),
]

# Files, from the root, and the message; without one they are listed.
NAMED = [
    (["README.md"], "there is no C file in README.md"),
    (["docs"], "there is no C file in docs"),
    (["src/cli/main.c", "dev"], "there is no C file in dev"),
    (["nowhere.c"], "there is no nowhere.c in this tree"),
    (["src/cli/main.c", "src/cli/help.h"], None),
]


def call(line, words, folder=ROOT):
    """Runs a line of bash after the script, whose own command is `help`."""
    script = f'source "{ROOT}/dev" help >/dev/null; {line} "$@"'
    return subprocess.run(["bash", "-c", script, f"{ROOT}/dev", *words],
                          cwd=folder, capture_output=True, text=True,
                          check=False)


def try_wrong():
    for words, said in WRONG:
        end = subprocess.run([f"{ROOT}/dev", *words], cwd=ROOT, text=True,
                             capture_output=True, check=False)
        if end.returncode != 1 or f"dev: {said}\n" not in end.stderr:
            yield f"./dev {words}: {end.returncode}, {end.stderr}"


def try_named():
    for words, said in NAMED:
        end = call("named", words)
        if said and (end.returncode != 1 or said not in end.stderr):
            yield f"named {words}: {end.returncode}, {end.stderr}"
        if not said and sorted(end.stdout.split()) != sorted(words):
            yield f"named {words}: {end.stdout}{end.stderr}"


def try_run():
    """The program runs where the caller stands."""
    with tempfile.TemporaryDirectory() as name:
        tree = pathlib.Path(name, "tree")
        program = tree / "build/release/demarche"
        program.parent.mkdir(parents=True)
        program.write_text('#!/bin/sh\necho "$PWD: $*"\n')
        program.chmod(0o755)
        stand_in = f'compile() {{ :; }}; root={tree}; do_run'
        cases = [(["mine.yaml", "--out", "x"],
                  "run --report mine.yaml --out x"),
                 (["--seed", "3"], f"run --report {tree}/scenarios/"
                  "written-responses.yaml --seed 3")]
        for words, expected in cases:
            end = call(stand_in, words, name)
            if end.stdout != f"{pathlib.Path(name).resolve()}: {expected}\n":
                yield f"run {words}: {end.stdout}{end.stderr}"


def try_bench():
    """Each bench is given its form and the commit to compare with."""
    stand_in = ("compile() { :; }; build_before() { :; }; git() { echo 1a2b; };"
                " programs_of() { echo bench_crypto; };"
                " bench_rows() { echo \"$1,$2,$3\"; }; do_bench")
    cases = [([], "crypto,,\npage,,\n"),
             (["--json", "page"], "page,--json,\n"),
             (["crypto", "--beside", "old"], "crypto,,1a2b\n")]
    for words, expected in cases:
        end = call(stand_in, words)
        if end.stdout != expected:
            yield f"bench {words}: {end.stdout}{end.stderr}"


def main():
    findings = [*try_wrong(), *try_named(), *try_run(), *try_bench()]
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
