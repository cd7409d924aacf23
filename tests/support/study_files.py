"""Studies for tests of who plays them: their files, and what must be the same
of their results, whoever did."""
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRIES = 20  # to kill a program at work

STUDY = """\
study: 1
scenario: insiders.yaml
seed: {seed}
{runs}
crypto: stand-in
vary:
  parties.us.readers: [6, 60]
measure:
  leaked: press holds us-response
  proven: press can prove us-response
"""
POINTS = 2


def write(folder, runs=500, seed=7, until=False):
    """A study in a folder of its own, with its scenario."""
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "scenarios/insiders.yaml", folder)
    rule = f"until: {{half-width: 3%, at most: {runs}}}" if until else \
        f"runs: {runs}"
    (folder / "study.yaml").write_text(STUDY.format(runs=rule, seed=seed),
                                       encoding="utf-8")
    return folder / "study.yaml"


def rows(folder, name="results.sqlite"):
    """The number of runs in a file of results; 0 where there is none yet."""
    path = folder / name
    if not path.exists():
        return 0
    with sqlite3.connect(path) as database:
        count = database.execute("SELECT count(*) FROM runs").fetchone()[0]
    database.close()
    return count


def facts(folder):
    """All that is to be the same."""
    with sqlite3.connect(folder / "results.sqlite") as database:
        dump = "\n".join(database.iterdump())
    database.close()
    return {"dump": dump,
            **{name: (folder / name).read_bytes()
               for name in ("runs.csv", "outcomes.csv")}}


def run(*words, expect=0, **options):
    """Runs a command that is to end with `expect`."""
    done = subprocess.run([str(w) for w in words], text=True,
                          capture_output=True, timeout=600, check=False,
                          **options)
    if done.returncode != expect:
        raise SystemExit(f"{' '.join(str(w) for w in words)}: ended with "
                         f"{done.returncode}, not {expect}\n{done.stdout}"
                         f"{done.stderr}")
    return done


def differ(what, one, other):
    """Ends the test where two facts are not the same."""
    for key, value in one.items():
        if other[key] != value:
            raise SystemExit(f"{what}: {key} differs")


def kill_at_work(command, path, whole, **options):
    """Lets `command`, of a number of seconds, run a program that is killed
    after so much work, and looks for the number where some rows were written
    into the file but not the `whole`. The folder is put back before each try.
    Returns how the last one ended."""
    folder, before = path.parent, rows(path.parent, path.name)
    spare = folder.with_name(folder.name + ".spare")
    if folder.exists():
        shutil.copytree(folder, spare)
    early, late = 0.0, None
    for _ in range(TRIES):
        seconds = (early + late) / 2 if late else 2 * early or 0.05
        done = subprocess.run([str(w) for w in command(seconds)], text=True,
                              capture_output=True, timeout=600, check=False,
                              **options)
        left = rows(folder, path.name)
        if before < left < whole:
            assert done.returncode != 0, done
            shutil.rmtree(spare, ignore_errors=True)
            return done
        early, late = (early, seconds) if left == whole else (seconds, late)
        shutil.rmtree(folder, ignore_errors=True)
        if spare.exists():
            shutil.copytree(spare, folder)
    raise SystemExit(f"{path}: no kill between {early} s and {late} s of work "
                     "left a part")


def killed_after(seconds, *words):
    """The words that run a program so; the first may be NAME=VALUE."""
    return [sys.executable, ROOT / "tests/support/killed_after.py", seconds,
            *words]


def blocks(document, first):
    """The one block of a document's shell that begins so."""
    found = [b for b in re.findall(r"^```sh\n(.*?)^```",
                                   (ROOT / document).read_text("utf-8"),
                                   re.DOTALL | re.MULTILINE)
             if b.startswith(first)]
    if len(found) != 1:
        raise SystemExit(f"{document}: {len(found)} blocks begin with {first}")
    return found[0]
