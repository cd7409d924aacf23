"""Studies for tests of who plays them: their files, and what must be the same
of their results, whoever did."""
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHUNK = 64  # runs that are played and written at once
TRIES = 10  # to kill a command before it is done

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


def kill_at_work(words, path, whole, kill=None, **options):
    """Starts a command and, once it has written rows into the file, kills it
    (or what `kill` picks of it). Returns how many rows were there then and the
    ended process. A busy machine may kill late: where all of the `whole` rows
    were written, the folder is put back and the command killed again."""
    folder = path.parent
    spare = folder.with_name(folder.name + ".spare")
    if folder.exists():
        shutil.copytree(folder, spare)
    for _ in range(TRIES):
        process = start_and_kill(words, path, kill, options)
        left = rows(folder, path.name)
        if process.returncode != 0 and 0 < left < whole:
            shutil.rmtree(spare, ignore_errors=True)
            return left, process
        shutil.rmtree(folder, ignore_errors=True)
        if spare.exists():
            shutil.copytree(spare, folder)
    raise SystemExit(f"{path}: {TRIES} kills came too late")


def start_and_kill(words, path, kill, options):
    process = subprocess.Popen([str(w) for w in words], text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               **options)
    before = rows(path.parent, path.name)
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline and \
            rows(path.parent, path.name) < before + CHUNK:
        time.sleep(0.005)
    if kill:
        kill(process)
    else:
        process.send_signal(signal.SIGKILL)
    process.out, process.err = process.communicate(timeout=120)
    return process


def blocks(document, first):
    """The one block of a document's shell that begins so."""
    found = [b for b in re.findall(r"^```sh\n(.*?)^```",
                                   (ROOT / document).read_text("utf-8"),
                                   re.DOTALL | re.MULTILINE)
             if b.startswith(first)]
    if len(found) != 1:
        raise SystemExit(f"{document}: {len(found)} blocks begin with {first}")
    return found[0]
