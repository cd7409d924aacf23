#!/usr/bin/env python3
"""Scenarios and studies as other readers of YAML see them: alike by versions
1.1 and 1.2, valid by the JSON Schemas, and the same run once PyYAML has read
them and written them out.

yaml_readers.py PROGRAM needs python3-yaml and python3-jsonschema, and says so
where they are missing.
"""
import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

try:
    import jsonschema
    import yaml
except ImportError as error:
    print("skipped: %s; python3-yaml and python3-jsonschema are needed" % error)
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("scenarios", "scenarios/lessons", "scenarios/studies",
           "tests/tactics", "tests/timeline")
TRUTHS = {"yes": True, "no": False}


class CoreLoader(yaml.SafeLoader):
    """The core schema of YAML 1.2 (section 10.3.2): fewer words and numbers
    are more than text than in 1.1."""
    yaml_implicit_resolvers = {}


for tag, pattern, first in (
        ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
        ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
        ("int", r"[-+]?[0-9]+", list("-+0123456789")),
        ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
         list("-+.0123456789"))):
    CoreLoader.add_implicit_resolver("tag:yaml.org,2002:" + tag,
                                     re.compile("^(?:%s)$" % pattern), first)
for tag, kind in (("int", int), ("float", float)):
    CoreLoader.add_constructor(
        "tag:yaml.org,2002:" + tag,
        lambda loader, node, kind=kind: kind(loader.construct_scalar(node)))


def differences(old, new, path=""):
    """Where the two readings differ by more than the type of a truth value or
    a time, which the program takes in either spelling."""
    if isinstance(old, dict) and isinstance(new, dict):
        if list(old) != list(new):
            yield "%s: keys %s and %s" % (path, list(old), list(new))
            return
        for key, value in old.items():
            yield from differences(value, new[key], "%s.%s" % (path, key))
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield "%s: %d and %d items" % (path, len(old), len(new))
        for i, pair in enumerate(zip(old, new)):
            yield from differences(*pair, "%s[%d]" % (path, i))
    elif isinstance(old, datetime.date):
        if not str(new).startswith(old.isoformat()[:10]):
            yield "%s: %r and %r" % (path, old, new)
    elif isinstance(old, bool) and isinstance(new, str):
        if TRUTHS.get(new) is not old:
            yield "%s: %r and %r" % (path, old, new)
    elif old != new or type(old) is not type(new):
        yield "%s: %r and %r" % (path, old, new)


class Readers:
    def __init__(self, program):
        self.program, self.wrong, self.counts = program, [], {}
        self.validators = {
            name: jsonschema.Draft202012Validator(json.loads(
                (ROOT / "scenarios" / (name + ".schema.json")).read_text()))
            for name in ("scenario", "study")}

    def note(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def read(self, path):
        name, text = path.relative_to(ROOT).as_posix(), path.read_text()
        try:
            old = yaml.safe_load(text)
            new = yaml.load(text, Loader=CoreLoader)
        except yaml.YAMLError as error:
            self.wrong.append("%s: %s" % (name, error))
            return
        self.wrong += ["%s%s" % (name, d) for d in differences(old, new)]
        kind = "study" if "study" in old else "scenario"
        self.note(kind)
        # JSON has no times: they go into it as PyYAML writes them.
        plain = json.loads(json.dumps(old, default=str))
        for tree in (plain, new):
            for error in self.validators[kind].iter_errors(tree):
                self.wrong.append("%s %s: %s" % (name, error.json_path,
                                                 error.message))
        if kind == "scenario":
            self.write(name, path, old)

    def call(self, *words):
        return subprocess.run([self.program, *map(str, words)], text=True,
                              capture_output=True, check=False)

    def records(self, file, folder):
        ran = self.call("run", file, "--crypto", "stand-in", "--quiet",
                        "--out", folder)
        if ran.returncode not in (0, 2, 3):
            return ran.stderr
        return self.call("export", folder, "--to", "jsonl").stdout

    def write(self, name, path, tree):
        """What yaml.dump writes is the same scenario, keys sorted or not;
        with its keys in order it is the same run."""
        with tempfile.TemporaryDirectory() as folder:
            again = pathlib.Path(folder) / path.name
            for beside in tree.get("lesson", {}).get("files", []):
                (again.parent / beside).write_bytes(
                    (path.parent / beside).read_bytes())
            for ordered in (True, False):
                again.write_text(yaml.dump(tree, sort_keys=not ordered))
                checked = self.call("check", again)
                if checked.returncode != 0:
                    self.wrong.append("%s, dumped: %s" % (name,
                                                          checked.stderr))
                    return
                if ordered and "generate" not in tree:
                    self.note("run")
                    mine = self.records(path, folder + "/mine")
                    if not mine or mine != self.records(again,
                                                        folder + "/dumped"):
                        self.wrong.append("%s, dumped: another run" % name)


def told_apart():
    """The comparison and the schema see what they are here for."""
    text = "a: {on: line}\nb: 12:30:00\nc: 010\nd: 1_000\n"
    found = list(differences(yaml.safe_load(text),
                             yaml.load(text, Loader=CoreLoader)))
    return len(found) == 4 and not list(differences(
        yaml.safe_load("a: yes\nb: 2022-01-26\nc: 1.5\nd: {}\n"),
        yaml.load("a: yes\nb: 2022-01-26\nc: 1.5\nd: {}\n",
                  Loader=CoreLoader)))


def main(program):
    if not told_apart():
        print("the two readings of YAML are not told apart")
        return 1
    os.environ.pop("DEMARCHE_SEED", None)
    readers = Readers(program)
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).glob("*.yaml")):
            readers.read(path)
    for line in readers.wrong:
        print(line)
    print("%(scenario)d scenarios and %(study)d studies read by both, %(run)d "
          "run again from what yaml.dump wrote" % readers.counts)
    return 1 if readers.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
