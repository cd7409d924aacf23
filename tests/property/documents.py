#!/usr/bin/env python3
"""Every command of README and docs is run, and prints what stands there.

    documents.py PROGRAM [DOCUMENT...]

With DEMARCHE_UPDATE the outputs are written anew, in their places. A block has
one word behind its fence, which says what it is:

    console     commands after "$ ", each followed by all that it prints
    sh          commands alone: each ends with 0
    others      no commands; with a name behind the word, a file of that name

Each document has a folder of its own, in which its files are written and its
commands run, from the first to the last: what one needs, an earlier one has to
have made. A command that ends otherwise says so: "# exit 2". One whose program
is not there, or that a table below leaves out, is not run, nor what follows it
in its block. Commands within a line are held against the pages of `help`, and
links against what they lead to.
"""
import collections
import concurrent.futures
import difflib
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
UPDATE = bool(os.environ.get("DEMARCHE_UPDATE"))
SECONDS = 120

# What a block may be besides console and sh.
OTHERS = {"text", "yaml", "sql", "python", "r"}

# Programs, or the first words of commands, that are not run here, and why.
LEFT_OUT = {
    "./dev": "it installs and builds; its words are held against its list",
    "cmake": "it builds",
    "sudo": "it installs",
    "git": "it fetches",
    "debootstrap": "it makes a system, as root",
    "demarche learn": "it asks somebody",
    "wireshark": "it opens a window; tshark is run",
    "sbatch": "it needs a Slurm: cluster/slurm",
    "mpirun": "it needs an MPI: cluster/ranks",
}

# Pictures that stand in a document, and what its commands draw them as.
PICTURES = {
    "docs/guide.md": ("docs/guide.svg", "studies/note-sweep/pictures/m1.svg"),
}

# Not of the program: how a derivation's info begins.
NO_COMMANDS = {"journal"}

# The page on which each command has a row.
COMMANDS = "docs/commands.md"

# Programs of others, which need not be there.
MAY_LACK = {"age", "dot", "jq", "openssl", "protoc", "python3", "sqlite3",
            "tshark", "xxd"}

# Commands without an output to compare are played with fewer runs.
FEWER = {"study": "--runs 20", "sweep": "--runs 20", "risk": "--runs 20"}

PROGRAM_AT = re.compile(r"(?:^|\||;|&&|\$\()\s*([\w./-]+)(?![\w./=-])")
INLINE = re.compile(r"`((?:demarche|\./dev) [^`]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")


class Block:
    """A fenced block: its word, its file's name, its lines and their place."""

    def __init__(self, kind, name, start):
        self.kind, self.name, self.start = kind, name, start
        self.lines = []


class Document:
    def __init__(self, path):
        self.path = path
        self.name = path.relative_to(ROOT).as_posix()
        self.lines = path.read_text(encoding="utf-8").splitlines()
        self.faults, self.untried = [], []
        self.commands = self.inline = 0
        self.blocks, self.prose = [], []
        self.split()

    def fault(self, number, text):
        self.faults.append(f"{self.name}:{number + 1}: {text}")

    def split(self):
        block = None
        for number, line in enumerate(self.lines):
            if line.startswith("```"):
                if block is None:
                    words = line[3:].split() + ["", ""]
                    block = Block(words[0], words[1], number + 1)
                else:
                    self.blocks.append(block)
                    block = None
            elif block is not None:
                block.lines.append(line)
            else:
                self.prose.append((number, line))
                before = self.lines[number - 1] if number else ""
                if line.startswith("    ") and not before.strip():
                    self.fault(number, "an indented block; fence it, with a "
                                       "word that says what it is")
        if block is not None:
            self.fault(block.start, "a fence that does not end")


def whole(command):
    """False while the next line belongs to it, too."""
    if re.search(r"(\\|\||&&)$", command):
        return False
    try:
        shlex.split(command, comments=True)
    except ValueError:
        return False
    return True


def commands_of(block):
    """(its lines, the lines of its output) of each command of a block."""
    found, at = [], 0
    while at < len(block.lines):
        line, at = block.lines[at], at + 1
        if block.kind == "console" and not line.startswith("$ "):
            if not found:
                return None
            found[-1][1].append(line)
            continue
        if not line.strip() or line.startswith("#"):
            continue
        command = [line]
        while at < len(block.lines) and \
                not whole("\n".join(command).removeprefix("$ ")):
            command.append(block.lines[at])
            at += 1
        found.append((command, []))
    return found


def program_of(text):
    """The first of its programs that is not run, with the reason; or None."""
    for words in LEFT_OUT:
        if re.match(rf"{re.escape(words)}(?![\w./-])", text):
            return words, LEFT_OUT[words]
    for name in PROGRAM_AT.findall(re.sub(r"'[^']*'|\"[^\"]*\"", "''", text)):
        if name in LEFT_OUT:
            return name, LEFT_OUT[name]
        if name in MAY_LACK and not shutil.which(name):
            return name, "it is not there"
    return None


class Folder:
    """Where the commands of one document are run."""

    def __init__(self, path, program):
        self.path = pathlib.Path(path)
        for name in ("scenarios", "proto", "docs", "tests"):
            (self.path / name).symlink_to(ROOT / name)
        tools = self.path / ".tools"
        tools.mkdir()
        (tools / "demarche").symlink_to(pathlib.Path(program).resolve())
        self.environment = {
            "PATH": f"{tools}:{os.environ['PATH']}", "HOME": path,
            "LC_ALL": "C.UTF-8",
            **{name: os.environ[name] for name in ("ASAN_OPTIONS",)
               if name in os.environ}}

    def run(self, command, strict):
        """Strict: whatever a pipe carries has to end well, too. Elsewhere
        `head` may close it early."""
        options = ["-o", "pipefail"] if strict else []
        end = subprocess.run(["bash", *options, "-c", command],
                             cwd=self.path, env=self.environment, check=False,
                             stdin=subprocess.DEVNULL, timeout=SECONDS,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return end.returncode, end.stdout.decode("utf-8", "replace")


def fewer(text):
    word = re.match(r"demarche (\w+) ", text)
    if not word or word[1] not in FEWER or "--runs" in text:
        return text
    return f"{text} {FEWER[word[1]]}"


def try_block(document, block, folder):
    """Runs its commands; gives back its lines as they should be."""
    commands = commands_of(block)
    if not commands:
        document.fault(block.start, "a block without a command")
        return block.lines
    lines = []
    for lead, output in commands:
        text = "\n".join(lead).removeprefix("$ ")
        lines += lead
        lacking = program_of(text)
        if lacking:
            document.untried.append(
                f"{document.name}:{block.start + 1}: {lacking[0]}: "
                f"{lacking[1]}")
            return block.lines
        wanted = re.search(r"# exit (\d+)$", text)
        code, printed = folder.run(text, False) \
            if block.kind == "console" else folder.run(fewer(text), True)
        document.commands += 1
        if code != int(wanted[1] if wanted else 0):
            document.fault(block.start, f"{text}: exit {code}\n{printed}")
        now = [line.rstrip() for line in printed.splitlines()]
        if block.kind == "console" and now != output and not UPDATE:
            document.fault(block.start, "\n".join(
                [f"{text}: prints other than what stands there",
                 *difflib.unified_diff(output, now, "there", "printed",
                                       lineterm="")]))
        lines += now
    return lines if block.kind == "console" else block.lines


def try_picture(document, folder):
    if document.name not in PICTURES:
        return
    there, drawn = PICTURES[document.name]
    drawn = (folder.path / drawn).read_bytes()
    if UPDATE:
        (ROOT / there).write_bytes(drawn)
    elif (ROOT / there).read_bytes() != drawn:
        document.fault(0, f"{there} is not what is drawn")


def is_run(block):
    """A script for another machine is not; who has one runs it there."""
    script = block.lines and block.lines[0].startswith("#!")
    return block.kind in ("console", "sh") and not block.name and not script


def try_blocks(document, program):
    changed = []
    with tempfile.TemporaryDirectory() as path:
        folder = Folder(path, program)
        for block in document.blocks:
            if is_run(block):
                changed.append((block, try_block(document, block, folder)))
                continue
            if block.kind not in OTHERS | {"sh"}:
                document.fault(block.start - 1, "a fence without one of the "
                               f"words {sorted(OTHERS | {'console', 'sh'})}")
            if block.name:
                (folder.path / block.name).write_text(
                    "\n".join(block.lines) + "\n", encoding="utf-8")
            for line in block.lines:
                if re.match(r"(\$ |demarche )", line) and not block.name and \
                        block.kind != "sh":
                    document.fault(block.start, f"a command in a block of "
                                   f"{block.kind}: {line}")
        try_picture(document, folder)
    if UPDATE:
        for block, lines in reversed(changed):
            document.lines[block.start:block.start + len(block.lines)] = lines
        document.path.write_text("\n".join(document.lines) + "\n",
                                 encoding="utf-8")


class Help:
    """The commands that there are, and the options of each."""

    def __init__(self, program):
        def call(*words):
            return subprocess.run(words, capture_output=True, text=True,
                                  check=True, cwd=ROOT).stdout

        names = re.findall(r"^  ([a-z-]+)  ", call(program, "help"), re.M)
        self.options = {
            name: set(re.findall(r"(?<!\w)--[\w-]+",
                                 call(program, "help", name)))
            for name in [*names, "help"]}
        self.words = set(re.findall(r"^  (?:\./dev )?([a-z]+) ",
                                    call("./dev", "help"), re.M))


def try_inline(document, known):
    text = " ".join(line for _, line in document.prose)
    for command in INLINE.findall(text):
        program, word, *rest = command.split()
        document.inline += 1
        if program == "./dev":
            if word not in known.words:
                document.fault(0, f"`{command}`: ./dev has no {word}")
            continue
        if not re.match(r"[a-z][a-z-]+$", word) or word in NO_COMMANDS:
            continue
        if word not in known.options:
            document.fault(0, f"`{command}`: there is no {word}")
            continue
        for option in re.findall(r"(?<![\w-])--[a-z-]+", " ".join(rest)):
            if option not in known.options[word] | {"--help"}:
                document.fault(0, f"`{command}`: no option {option}")


def try_rows(document, known):
    text = "\n".join(document.lines)
    for name in known.options if document.name == COMMANDS else ():
        if not re.search(rf"^\| `demarche {name}\b", text, re.M):
            document.fault(0, f"demarche {name} has no row")


def anchors_of(path):
    """The anchors that GitHub gives to the headings of a page."""
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"),
                  flags=re.M | re.S)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-")
            for head in re.findall(r"^#+ (.*)$", text, re.M)}


def try_links(document):
    for number, line in document.prose:
        for link in LINK.findall(line):
            if re.match(r"\w+:", link):
                continue
            name, _, anchor = link.partition("#")
            path = document.path.parent / name if name else document.path
            if not path.exists():
                document.fault(number, f"{link} leads nowhere")
            elif anchor and anchor not in anchors_of(path):
                document.fault(number, f"{link}: no such heading")


def attempt(document, program, known):
    try_blocks(document, program)
    try_inline(document, known)
    try_rows(document, known)
    try_links(document)


def main():
    program, *only = sys.argv[1:]
    known = Help(program)
    paths = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
    documents = [Document(path) for path in paths
                 if not only or path.name in only]

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda d: attempt(d, program, known), documents))
    tried = collections.Counter()
    for document in documents:
        print(*document.faults, sep="\n", end="\n" if document.faults else "")
        tried["faults"] += len(document.faults)
        tried["commands"] += document.commands
        tried["inline"] += document.inline
    for document in documents:
        for line in document.untried:
            print(f"not tried: {line}")
    print(f"{len(documents)} documents, {tried['commands']} commands run, "
          f"{tried['inline']} within lines, {tried['faults']} faults")
    return 1 if tried["faults"] or not tried["commands"] else 0


if __name__ == "__main__":
    sys.exit(main())
