#!/usr/bin/env python3
"""What `cmake --install` brings, and how the program finds it by name.

    installed.py PROGRAM BUILD CMAKE SOURCE

The installation is made under a DESTDIR and then moved elsewhere, as one that
was unpacked from a tarball. All commands are given in a folder of their own,
from which no path leads to the sources.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FAULTS = []
PREFIX = "opt/demarche"

# Each command that takes a SCENARIO, with words that keep it short.
COMMANDS = [
    ["check"],
    ["run", "--quiet", "--out", "by-name"],
    ["attack", "--tactic", "replay"],
    ["compare", "--crypto", "stand-in", "--protect", "age"],
    ["metadata", "--crypto", "stand-in"],
    ["exposure", "--crypto", "stand-in"],
    ["risk", "--crypto", "stand-in", "--runs", "2"],
    ["sweep", "--crypto", "stand-in", "--runs", "2", "--quiet"],
]

# A name or path that leads nowhere, and what is said of it.
WRONG = [
    ("hotlin", "did you mean hotline, a scenario that comes with demarche?"),
    ("hotline.yaml", "did you mean hotline, a scenario"),
    ("scenarios/hotline.yaml", "did you mean hotline, a scenario"),
    ("xyzzy", "no scenario of that name comes with demarche; there are "
              "allied-review, confidential-talks, "),
    ("xyzzy", "... (demarche help --scenarios lists all)"),
    ("./hotline", "did you mean hotline, a scenario"),
    ("../xyzzy.yaml", "cannot open ../xyzzy.yaml: No such file or directory"),
    ("..", "cannot read ..: Is a directory"),
    ("courier-and-network", "courier-and-network is a study, not a scenario; "
                            "to carry it out: demarche study courier-and-net"),
]


def fault(text):
    FAULTS.append(text)
    print(text)


class Place:
    """A program, and the folder that it is called in."""

    def __init__(self, program, folder, **environment):
        self.program = pathlib.Path(program).resolve()
        self.folder = folder
        self.environment = {**os.environ, **environment}

    def call(self, *words):
        return subprocess.run([self.program, *words], cwd=self.folder,
                              env=self.environment, capture_output=True,
                              text=True, check=False, stdin=subprocess.DEVNULL)

    def out(self, *words):
        end = self.call(*words)
        if end.returncode:
            fault(f"{words}: exit {end.returncode}, {end.stderr}")
        return end.stdout

    def said(self, *words):
        end = self.call(*words)
        if end.returncode != 1:
            fault(f"{words}: exit {end.returncode}, not 1")
        return " ".join(end.stderr.split())

    def names(self, kind):
        return re.findall(r"^  (\S+)  ", self.out("help", f"--{kind}"), re.M)


def install(build, cmake, folder):
    stage = folder / "stage"
    end = subprocess.run([cmake, "--install", build, "--prefix", f"/{PREFIX}"],
                         env={**os.environ, "DESTDIR": str(stage)},
                         capture_output=True, text=True, check=False)
    if end.returncode:
        sys.exit(f"cmake --install: {end.stderr}")
    return shutil.move(stage / PREFIX, folder / "moved here")


def try_files(root, source):
    """What is installed is what the source has, byte for byte."""
    share = root / "share/demarche"
    wanted = {share / "scenarios" / path.relative_to(source / "scenarios"): path
              for path in (source / "scenarios").rglob("*")
              if path.suffix in (".yaml", ".json", ".txt")}
    wanted.update({share / path.name: path for path in
                   [*(source / "proto").glob("*.proto"),
                    source / "src/export/demarche.lua"]})
    docs = root / "share/doc/demarche"
    wanted.update({docs / path.relative_to(source): path for path in
                   [*source.glob("docs/*.md"),
                    *source.glob("docs/schema/*.json"),
                    source / "README.md", source / "LICENSE"]})
    for there, here in wanted.items():
        if not there.exists() or there.read_bytes() != here.read_bytes():
            fault(f"{there} is not {here}")
    if len(wanted) < 60:
        fault(f"only {len(wanted)} files were looked at")


def try_release(place, docs):
    """The version and the date of the release, wherever they are said."""
    version = place.out("--version").split()[1]
    cited = (docs / "CITATION.cff").read_text(encoding="utf-8")
    date = re.search(r"^date-released: (.*)$", cited, re.M)[1]
    if f"\nversion: {version}\n" not in cited:
        fault(f"CITATION.cff is not of {version}")
    changes = (docs / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (.*)$", changes, re.M)[1]
    if newest != f"{version} ({date})":
        fault(f"CHANGELOG.md begins with {newest}, not {version} ({date})")


def try_names(place, source):
    folder = source / "scenarios"
    for kind, where in (("scenarios", [folder, folder / "lessons"]),
                        ("studies", [folder / "studies"])):
        names = [path.stem for at in where for path in sorted(at.glob("*.yaml"))]
        if place.names(kind) != names or len(names) < 8:
            fault(f"{kind}: {place.names(kind)}, not {names}")
    place.out("check", *place.names("scenarios"))
    for name, said in WRONG:
        told = place.said("check", name)
        if said not in told:
            fault(f"{name}: {told}")
    told = place.said("study", "embargo-and-precedenc")
    if "did you mean embargo-and-precedence, a study" not in told:
        fault(f"study: {told}")
    if "Lesson 2 of" not in place.out("learn", "02-tampered-text",
                                      "--no-input"):
        fault("a lesson is not found by its name")
    told = place.said("study", "hotline")
    if "is a scenario, not a study; to run it: demarche run hotline" not in told:
        fault(f"study: {told}")


def try_commands(place):
    for command, *options in COMMANDS:
        place.out(command, "whose-key", *options)
        told = place.said(command, "whose-kee", *options)
        if "did you mean whose-key" not in told:
            fault(f"{command}: {told}")


def try_studies(place):
    quiet = ["--quiet", "--crypto", "stand-in", "--runs", "2"]
    place.out("study", "courier-and-network", *quiet)
    study = place.folder / "mine.yaml"
    for name in ("excuse", "nobody"):
        study.write_text(f"study: 1\nscenario: {name}\n"
                         "measure: {latency: {quantity: inversions}}\n",
                         encoding="utf-8")
        if name == "excuse":
            place.out("study", "mine.yaml", *quiet)
        elif "no scenario of that name" not in place.said("study", "mine.yaml"):
            fault("a study of a scenario that is nowhere is played")


def title_of(text):
    return re.search(r"^title: (.*)$", text, re.M)[1]


def try_order(place, source):
    """A file of that name, then the variable's, then what is installed."""
    scenarios = source / "scenarios"
    mine = (scenarios / "excuse.yaml").read_text(encoding="utf-8")
    named = (scenarios / "the-reply.yaml").read_text(encoding="utf-8")
    data = place.folder / "data"
    (data / "scenarios").mkdir(parents=True)
    (data / "scenarios/hotline.yaml").write_text(named, encoding="utf-8")
    os.mkfifo(data / "scenarios/pipe.yaml")
    other = Place(place.program, place.folder, DEMARCHE_DATA=str(data))

    def printed(place, name):
        return title_of(place.out("check", "--print", name))

    hotline = (scenarios / "hotline.yaml").read_text(encoding="utf-8")
    if printed(place, "hotline") != title_of(hotline):
        fault("hotline is not the one that ships")
    if printed(other, "hotline") != title_of(named):
        fault("DEMARCHE_DATA does not lead to hotline")
    if "no scenario of that name" not in other.said("check", "pipe"):
        fault("a pipe among what ships is read")
    (data / "scenarios/pipe.yaml").unlink()
    (data / "scenarios/hot\x1bline.yaml").write_text(named, encoding="utf-8")
    if other.names("scenarios") != ["hotline"]:
        fault(f"beside DEMARCHE_DATA's: {other.names('scenarios')}")
    (place.folder / "full-release").mkdir()
    place.out("check", "full-release")
    (place.folder / "hotline").write_text(mine, encoding="utf-8")
    for at in place, other:
        if printed(at, "hotline") != title_of(mine):
            fault("a file of that name does not come first")
    (place.folder / "hotline").unlink()
    for wrong in ("/nowhere", str(place.folder)):
        told = Place(place.program, place.folder,
                     DEMARCHE_DATA=wrong).said("check", "hotline")
        if "DEMARCHE_DATA names no folder with scenarios/ in it" not in told:
            fault(f"DEMARCHE_DATA={wrong}: {told}")
        lost = Place(place.program, place.folder, DEMARCHE_DATA=wrong)
        for words in (["learn"], ["learn", "1"], ["help", "--scenarios"],
                      ["help", "--studies"]):
            told = lost.said(*words)
            if "DEMARCHE_DATA names no folder" not in told:
                fault(f"DEMARCHE_DATA={wrong}: {words}: {told}")
    if "there are none in" not in other.said("learn", "1"):
        fault("a folder without lessons is not named")


def try_journals(place, built, source):
    """Where a scenario lay makes no difference to its journal."""
    story = source / "scenarios/written-responses.yaml"
    shutil.copy(story, place.folder)
    journals = set()
    for number, (at, name) in enumerate([
            (place, "written-responses"), (built, "written-responses"),
            (place, str(story)), (place, "written-responses.yaml")]):
        at.out("run", name, "--quiet", "--out", f"run-{number}")
        journals.add((place.folder / f"run-{number}/run.journal").read_bytes())
    if len(journals) != 1:
        fault("the journal tells where its scenario lay")
    place.out("verify", "run-0", "--rerun")
    (place.folder / story.name).unlink()


def main():
    program, build, cmake, source = sys.argv[1:]
    source = pathlib.Path(source).resolve()
    os.environ.pop("DEMARCHE_DATA", None)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder).resolve()
        root = pathlib.Path(install(build, cmake, folder))
        work = folder / "work"
        work.mkdir()
        (folder / "link").symlink_to(root / "bin/demarche")
        place = Place(root / "bin/demarche", work)
        built = Place(program, work)
        try_files(root, source)
        try_release(place, root / "share/doc/demarche")
        try_names(place, source)
        try_commands(place)
        try_studies(place)
        try_order(place, source)
        try_journals(place, built, source)
        for at in built, Place(folder / "link", work):
            if at.names("scenarios") != place.names("scenarios"):
                fault(f"{at.program}: {at.names('scenarios')}")
    print(f"{len(FAULTS)} faults")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
