#!/usr/bin/env python3
"""All that is said of the commands' options, held together.

    commands.py PROGRAM BUILD CMAKE

An option is one row of a table in src/cli. Here it has to be what the command
line takes, what the forms of `help` name, and what the manual's source and the
completions of three shells have, each read by itself. The scripts are run by
bash, and by zsh and fish where they are installed; the manual is made and
judged where scdoc, man or mandoc are. Last, what `cmake --install` brings.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

OPTION = re.compile(r"^  (?:-(\w), )?--([a-z-]+)(?: (\S+))?(?:  +(.*))?$")
IN_FORM = re.compile(r"(?<![\w-])(-\w|--[a-z-]+)(?: ([^\s\[\]|-][^\s\]]*))?")
FAULTS = []


def fault(text):
    FAULTS.append(text)
    print(text)


def call(words, **more):
    return subprocess.run(words, capture_output=True, text=True, check=False,
                          **more)


class Program:
    def __init__(self, path):
        self.path = path

    def print(self, *words):
        end = call([self.path, *words])
        if end.returncode or end.stderr:
            fault(f"{words}: exit {end.returncode}, {end.stderr}")
        return end.stdout

    def commands(self):
        return re.findall(r"^  ([a-z-]+)  ", self.print("help"), re.M)


def options_of(page):
    """{name: (letter, value, text)} of a page of help."""
    found, name = {}, None
    for line in page.splitlines():
        option = OPTION.match(line)
        if option:
            letter, name, value, text = option.groups()
            found[name] = [letter, value, text or ""]
        elif name and re.match(r"^ {4,}\S", line):
            found[name][2] = f"{found[name][2]} {line.strip()}".strip()
        else:
            name = None
    return found


def try_forms(command, page, options):
    """What the forms name is what the table has, with the same values."""
    forms = " ".join(page.split("\n\n")[1].split())
    letters = {f"-{letter}": name
               for name, (letter, _, _) in options.items() if letter}
    named = {}
    for word, value in IN_FORM.findall(forms):
        named.setdefault(letters.get(word, word[2:]), set()).add(value or None)
    for name in named.keys() ^ options.keys():
        fault(f"{command}: --{name} is not in both forms and options")
    if re.search(rf"demarche {command} SCENARIO", forms) and \
            "change" not in options:
        fault(f"{command}: takes a SCENARIO, and no --change")
    for name in named.keys() & options.keys():
        if named[name] != {options[name][1]}:
            fault(f"{command}: --{name} takes {options[name][1]}, and in the "
                  f"forms {named[name]}")


def try_words(program, command, options):
    """The command line takes each, and each is guessed where it is misspelt."""
    for name, (letter, value, _) in options.items():
        for word in [f"--{name}"] + ([f"-{letter}"] if letter else []):
            end = call([program.path, command, word])
            wanted = f"{word} needs a value" if value else ""
            if "no option" in end.stderr or wanted not in end.stderr:
                fault(f"{command} {word}: {end.returncode}, {end.stderr}")
        if len(name) < 4:
            continue
        end = call([program.path, command, f"--{name}x"])
        if f"--{name}x; did you mean --{name}?" not in \
                " ".join(end.stderr.split()):
            fault(f"{command} --{name}x: {end.stderr}")


def try_manual(program, command, options):
    source = program.print("help", command, "--man")
    found = {}
    for head, text in re.findall(r"^((?:\*-\w\*, )?\*--.*)\n\t(.*)$", source,
                                 re.M):
        letter, name, value = re.fullmatch(
            r"(?:\*-(\w)\*, )?\*--([a-z-]+)\*(?: (.*))?", head).groups()
        plain = value and re.sub(r"[\\_*]", "", value)
        found[name] = [letter, plain, text.replace("\\", "")]
    if found != options:
        fault(f"{command}: the manual has {found}, help {options}")


def words_of(options):
    words = {"--help"} | {f"--{name}" for name in options}
    return words | {f"-{letter}" for letter, _, _ in options.values() if letter}


def bash(script, words, folder=None):
    """What bash offers for the last of these words."""
    line = f'source "$1"; shift; COMP_WORDS=("$@"); ' \
        f'COMP_CWORD={len(words) - 1}; ' \
        'complete -p demarche | grep -qw -- "-F _demarche" || exit 9; ' \
        '_demarche; printf "%s\\n" "${COMPREPLY[@]}"'
    end = call(["bash", "-c", line, "bash", script, *words], cwd=folder)
    if end.returncode or end.stderr:
        fault(f"bash, {words}: exit {end.returncode}, {end.stderr}")
    return set(end.stdout.split("\n")) - {""}


# A line, and what bash offers for its end, in a folder of these things.
THINGS = ["a.yaml", "notes.txt", "one.journal", "two words.yaml"]
FOLDERS = ["runs"]
CASES = [
    (["ru"], {"run"}),
    (["--v"], {"--version"}),
    (["why"], {"why", "why-not"}),
    (["run", "t"], {"two words.yaml", "the-reply"}),
    (["run", "r"], {"runs"}),
    (["run", "two"], {"two words.yaml"}),
    (["run", "written-r"], {"written-responses"}),
    (["check", "a.yaml", "whose"], {"whose-key"}),
    (["study", "emb"], {"embargo-and-precedence"}),
    (["run", "a.yaml", "--cr"], {"--crypto"}),
    (["run", "--crypto", ""], {"real", "stand-in"}),
    (["run", "--crypto", "=", "st"], {"stand-in"}),
    (["run", "--crypto", "="], {"real", "stand-in"}),
    (["run", "--durability", "b"], {"batch"}),
    (["run", "--seed", ""], set()),
    (["run", "--out", ""], {"runs"}),
    (["run", "--sign-key", "n"], {"notes.txt"}),
    (["show", ""], {"one.journal", "runs"}),
    (["show", "runs", "--kind", "received,frame-l"],
     {"received,frame-lost"}),
    (["attack", "a.yaml", "--tactic", "mit"], {"mitm"}),
    (["attack", "a.yaml", "--protect", "age,noise-N"], {"age,noise-NN"}),
    (["export", "one.journal", "--to", "s"], {"shiviz", "sqlite"}),
    (["report", "runs", "-o", "n"], {"notes.txt"}),
    (["exposure", "runs", "--steal", "i"], {"identity"}),
    (["plot", ""], {"runs"}),
    (["keygen", ""], {"--help", "--out", "-o"}),
    (["help", "ch"], {"check"}),
    (["learn", "2"], {"2"}),
    (["learn", "1"], {"1", *(str(number) for number in range(10, 19))}),
    (["learn", "ch"], {"check"}),
    (["learn", "a.y"], {"a.yaml"}),
    (["learn", "check", "o"], {"one.journal"}),
    (["learn", "check", "runs", "--lesson", "7"], {"7"}),
    (["help", "--completion", ""], {"bash", "zsh", "fish"}),
    (["xyzzy", "--"], set()),
]


def try_bash(script, tables):
    for command, options in tables.items():
        offered = bash(script, ["demarche", command, "-"])
        if offered != words_of(options):
            fault(f"bash, {command} -: {offered ^ words_of(options)}")
    with tempfile.TemporaryDirectory() as folder:
        for name in THINGS:
            pathlib.Path(folder, name).touch()
        for name in FOLDERS:
            pathlib.Path(folder, name).mkdir()
        for words, wanted in CASES:
            offered = bash(script, ["demarche", *words], folder)
            if offered != wanted:
                fault(f"bash, {words}: {sorted(offered)}")


def try_zsh(text, tables):
    for command, options in tables.items():
        body = text.split(f"\n    ({command})\n")[1].split(";;")[0]
        named = set(re.findall(r"^ +(?:'[^']*')?(--?[a-z-]+)=?'\[", body, re.M))
        if named | {"--help"} != words_of(options):
            fault(f"zsh, {command}: {named ^ words_of(options)}")


def try_fish(text, tables):
    for command, options in tables.items():
        rows = re.findall(rf"'__demarche_is {command}' -l ([a-z-]+)"
                          r"(?: -s (\w))?( -r)?", text)
        named = {name: (letter or None, bool(takes))
                 for name, letter, takes in rows}
        wanted = {name: (letter, value is not None)
                  for name, (letter, value, _) in options.items()}
        if named != wanted:
            fault(f"fish, {command}: {named}, not {wanted}")


def fish(script, words):
    """The words that fish offers, without their texts."""
    end = call(["fish", "-c", 'source $argv[1]; complete -C $argv[2]',
                script, " ".join(words)])
    if end.returncode or end.stderr:
        fault(f"fish, {words}: exit {end.returncode}, {end.stderr}")
    return {line.split("\t")[0] for line in end.stdout.splitlines()}


def run_fish(script):
    """As with bash, but for files, of which fish offers any, and options."""
    for words, wanted in CASES:
        if wanted & {*THINGS, *FOLDERS} or "=" in words or \
                words[0] in ("keygen", "xyzzy"):
            continue
        offered = fish(script, ["demarche", *words])
        if offered - {"-h"} != wanted:
            fault(f"fish, {words}: {sorted(offered)}")


def run_zsh(program, script):
    """The lessons that zsh offers, by their numbers and with their titles."""
    line = 'compdef() {}; source "$1"; program=$2; ' \
        '_describe() { print -rl -- $lessons }; _demarche_lessons'
    end = call(["zsh", "-fc", line, "zsh", script, program.path])
    if end.stdout.splitlines()[:1] != ["1:The open wire"] or end.stderr or \
            len(end.stdout.splitlines()) != 18:
        fault(f"zsh, lessons: {end.stdout}{end.stderr}")


def try_shells(program, tables):
    with tempfile.TemporaryDirectory() as folder:
        for shell, look in (("bash", None), ("zsh", try_zsh),
                            ("fish", try_fish)):
            script = pathlib.Path(folder, shell)
            script.write_text(program.print("help", "--completion", shell),
                              encoding="utf-8")
            if look:
                look(script.read_text(encoding="utf-8"), tables)
            else:
                try_bash(script, tables)
            if not shutil.which(shell):
                print(f"{shell} is missing: its script was not parsed")
                continue
            end = call([shell, "-n", script])
            if end.returncode or end.stderr:
                fault(f"{shell} -n: exit {end.returncode}, {end.stderr}")
            if shell == "fish":
                run_fish(script)
            elif shell == "zsh":
                run_zsh(program, script)


def judge(page):
    """What man and mandoc have to say against a page."""
    for tool, *more in (["man", "--warnings", "-l"],
                        ["mandoc", "-T", "lint", "-W", "error"]):
        if not shutil.which(tool):
            continue
        end = call([tool, *more, page])
        bad = end.stderr if tool == "man" else end.stdout
        if end.returncode or bad:
            fault(f"{tool}, {page}: exit {end.returncode}, {bad}")


def try_installed(build, cmake, tables):
    made = shutil.which("scdoc") and \
        pathlib.Path(build, "manual", "demarche.1").exists()
    with tempfile.TemporaryDirectory() as folder:
        end = call([cmake, "--install", build, "--prefix", folder])
        if end.returncode:
            return fault(f"cmake --install: {end.stderr}")
        share = pathlib.Path(folder, "share")
        wanted = ["bash-completion/completions/demarche",
                  "zsh/site-functions/_demarche",
                  "fish/vendor_completions.d/demarche.fish"]
        if made:
            wanted += ["man/man1/demarche.1"] + \
                [f"man/man1/demarche-{name}.1" for name in tables]
        for name in wanted:
            if not (share / name).exists() or not (share / name).stat().st_size:
                fault(f"share/{name} is not installed")
        if not made:
            return print("scdoc is missing: there is no manual to look at")
        for name in wanted[3:]:
            judge(share / name)


def main():
    program = Program(sys.argv[1])
    # The scripts ask the program that is called for what ships.
    os.environ["PATH"] = f"{pathlib.Path(program.path).resolve().parent}:" \
        f"{os.environ['PATH']}"
    tables = {}
    for command in program.commands():
        page = program.print("help", command)
        options = tables[command] = options_of(page)
        try_forms(command, page, options)
        try_words(program, command, options)
        try_manual(program, command, options)
    program.print("help", "--man")
    if len(tables) < 20 or sum(len(t) for t in tables.values()) < 100:
        fault(f"too few: {tables}")
    try_shells(program, tables)
    try_installed(*sys.argv[2:4], tables)
    print(f"{len(tables)} commands, "
          f"{sum(len(t) for t in tables.values())} options, "
          f"{len(CASES)} lines completed, {len(FAULTS)} faults")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
