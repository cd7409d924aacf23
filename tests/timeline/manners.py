#!/usr/bin/env python3
"""Every command under conditions that its author did not have.

    manners.py PROGRAM [COMMAND]

ROWS are command lines of all subcommands. Each is first carried out plainly,
and then: with a pipe that nobody reads, or only one line of; without standard
input; with a terminal on all sides, and one under NO_COLOR; under LANG=C and
without an environment; with a full disk behind standard output; with a folder
that it may not write to; and with Ctrl-C at moments of its work. Each time its
exit code, its messages and its files are looked at: nothing is lost, no file is
there by half, and what is wrong is said once.
"""
import ctypes
import fcntl
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"
MESSAGE = re.compile(r"demarche[ :]")
# What may be said of a run without anything being wrong.
NOTES = re.compile(r"demarche: (note|warning): ")
# A line of progress, and what a narrow terminal shows of one.
LINE = re.compile(rb"\r\w+: [\d,]+ of [\d,]+ [\w ]+, \d+ %, [\d.]+ [\w ]+, "
                  rb"\d+ \w+ left\x1b\[K")
BEGUN = re.compile(rb"\r\w+: [\d,]+ of [\d,]+")
PATIENCE = 60
# Moments of Ctrl-C, until so many of them came while work was done.
MOMENTS, ENOUGH = 16, 4
PACES = 0.02, 0.013, 0.007  # seconds
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1

STORY = SCENARIOS / "written-responses.yaml"
LEAKS = SCENARIOS / "insiders.yaml"
SENTENCE = "us has a receipt for us-response"
SWEPT = ["--vary", "parties.nato.readers=3,300", "--measure",
         "press holds us-response", "--crypto", "stand-in"]


class Row:
    """A command line, within the prepared folder. OUT in it is a new folder;
    `files` are what it writes there. `long` is one of its kind that takes so
    long that Ctrl-C comes before its end; None: it never does. One that
    `lasts` would go on for minutes."""

    def __init__(self, *words, files=(), long=None, lasts=False,
                 input=False):
        self.words = list(words)
        self.files = list(files)
        self.long = long
        self.lasts = lasts
        self.input = input

    def name(self):
        return " ".join(map(str, self.words))


RUN_FILES = ["new/run.journal", "new/timeline.txt"]
STUDY_FILES = ["new/results.sqlite", "new/runs.csv", "new/outcomes.csv"]

ROWS = [
    Row("help"),
    Row("help", "run"),
    Row("check", STORY),
    Row("check", "wrong.yaml"),
    Row("run", STORY, "--out", "OUT/new", files=RUN_FILES,
        long=["run", "big.yaml", "--out", "OUT/new"]),
    Row("run", STORY, "--out", "OUT/new", "--quiet", files=RUN_FILES),
    Row("attack", STORY, "--crypto", "stand-in",
        long=["attack", STORY, "--protect",
              "open,signed,age,noise-NN,noise-XX,ratchet,padded"]),
    Row("show", "run", long=["show", "big"]),
    Row("show", "run", "--exchange", "17"),
    Row("show", "-", input=True),
    Row("who", "run", long=["who", "big"]),
    Row("verify", "run", long=["verify", "big", "--rerun"]),
    Row("verify", "run", "--rerun"),
    Row("keygen", "-o", "OUT/new", files=["new"]),
    Row("recover", "run", "--out", "OUT/new", files=["new"],
        long=["recover", "big", "--out", "OUT/new"]),
    Row("study", "study.yaml", "--runs", "4", "--out", "OUT/new",
        files=STUDY_FILES, lasts=True,
        long=["study", "study.yaml", "--runs", "100000", "--out", "OUT/new"]),
    Row("sweep", LEAKS, *SWEPT, "--runs", "4", "--out", "OUT/new",
        files=STUDY_FILES, lasts=True,
        long=["sweep", LEAKS, *SWEPT, "--runs", "100000", "--out", "OUT/new"]),
    Row("learn"),
    Row("learn", "4", "--no-input"),
    Row("merge", "OUT/shards", files=["shards/results.sqlite"]),
    Row("plot", "study", "--out", "OUT/new"),
    Row("risk", LEAKS, "--runs", "20", lasts=True,
        long=["risk", LEAKS, "--runs", "100000"]),
    Row("attribute", "leaked", "us-response"),
    Row("export", "run", "--to", "jsonl",
        long=["export", "big", "--to", "csv"]),
    Row("export", "run", "--to", "sqlite", "--out", "OUT/new", files=["new"],
        long=["export", "big", "--to", "sqlite", "--out", "OUT/new"]),
    Row("report", "run", "--out", "OUT/new", files=["new"],
        long=["report", "big", "--out", "OUT/new"]),
    Row("prove", "run", "--record", "42"),
    Row("prove", "run", "--state", "--out", "OUT/new", files=["new"]),
    Row("stats", "run", long=["stats", "big"]),
    Row("why", "run", *SENTENCE.split()),
    Row("why-not", "run", *"press holds us-response".split()),
    Row("diff", "run", "late", long=["diff", "big", "big"]),
    Row("compare", STORY, "--protect", "open,signed-age",
        long=["compare", STORY, "--time", "--protect",
              "noise-NN,noise-XX,noise-IK,noise-KK,ratchet,padded"]),
    Row("compare", STORY, "--protect", "open", "--csv", "OUT/new",
        files=["new"]),
    Row("compare", "--grades", long=["compare", "--grades"]),
    Row("metadata", STORY, "--runs", "2", lasts=True,
        long=["metadata", STORY, "--runs", "10000"]),
    Row("exposure", STORY, long=["exposure", "big.yaml"]),
    Row("exposure", STORY, "--csv", "OUT/new", files=["new"]),
]


class Manners:
    def __init__(self, program, folder):
        self.program = program
        self.folder = pathlib.Path(folder)
        self.findings = 0
        self.tried = 0

    def prepare(self):
        """The runs and studies that the rows are about."""
        demarche = lambda *words: subprocess.run(
            [self.program, *map(str, words)], cwd=self.folder, check=False,
            stdout=subprocess.DEVNULL)
        text = (ROOT / "tests/twin/network.yaml").read_text()
        (self.folder / "big.yaml").write_text(
            text.replace("messages: 200", "messages: 8000"))
        (self.folder / "wrong.yaml").write_text("demarche: 1\ntitle: [x\n")
        demarche("run", STORY, "--out", "run")
        demarche("run", STORY, "--out", "late", "--change",
                 "parties.russia.processing_delay=1 h")
        demarche("run", LEAKS, "--out", "leaked")
        demarche("run", "big.yaml", "--out", "big", "--quiet", "--crypto",
                 "stand-in")
        demarche("sweep", LEAKS, *SWEPT, "--runs", "4", "--out", "study",
                 "--quiet")
        (self.folder / "study.yaml").write_text(
            (self.folder / "study/study.yaml").read_text())
        shutil.copy(LEAKS, self.folder)
        for shard in "1/2", "2/2":
            demarche("sweep", LEAKS, *SWEPT, "--runs", "4", "--out", "shards",
                     "--shard", shard, "--quiet")
        if not (self.folder / "shards/results-2-of-2.sqlite").exists():
            sys.exit("manners: nothing could be prepared")

    def out(self):
        out = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        shutil.copytree(self.folder / "shards", out / "shards")
        return out

    def line(self, words, out):
        return [self.program, *(str(word).replace("OUT", str(out))
                                for word in words)]

    def differ(self, row, condition, what, *more):
        self.findings += 1
        print(f"{row.name()}: {condition}: {what}", *more)

    def call(self, row, out, **gift):
        """(exit code, standard output, standard error) of a row."""
        self.tried += 1
        gift.setdefault("stdout", subprocess.PIPE)
        if row.input:
            gift["stdin"] = (self.folder / "run/run.journal").open("rb")
        else:
            gift.setdefault("stdin", subprocess.DEVNULL)
        with subprocess.Popen(self.line(row.words, out), cwd=self.folder,
                              stderr=subprocess.PIPE, **gift) as process:
            told, said = process.communicate(timeout=PATIENCE)
        return process.returncode, told, said.decode()

    @staticmethod
    def written(out):
        """What a folder has, without what differs from run to run."""
        return {path.relative_to(out).as_posix(): path.stat().st_size
                for path in out.rglob("*") if path.is_file()}

    def plain(self, row):
        out = self.out()
        code, told, said = self.call(row, out)
        files = self.written(out)
        for file in row.files:
            if file not in files:
                self.differ(row, "plainly", f"{file} is not there", said)
        if code not in (0, 1, 2, 3):
            self.differ(row, "plainly", f"exit code {code}", said)
        return code, told.replace(str(out).encode(), b"OUT"), said, files

    def hold(self, row, condition, plain, code, said, out, **but):
        """Nothing of it is another than plainly, but for what is named."""
        if code != but.get("code", plain[0]):
            self.differ(row, condition, f"exit code {code}, not "
                        f"{but.get('code', plain[0])}", said)
        if said != but.get("said", plain[2]):
            self.differ(row, condition, f"says {said!r}, not "
                        f"{but.get('said', plain[2])!r}")
        if but.get("files", True) and self.written(out) != plain[3]:
            self.differ(row, condition, "other files",
                        set(self.written(out).items()) ^ set(plain[3].items()))
        self.hold_whole(row, condition, out)

    def hold_whole(self, row, condition, out):
        halves = [str(path) for path in out.rglob("*.part*")]
        if halves:
            self.differ(row, condition, "left by half", halves)

    def closed_pipe(self, row, plain):
        for lines in 0, 1:
            out = self.out()
            reading, writing = os.pipe()
            if lines == 0:
                os.close(reading)
            self.tried += 1
            stdin = (self.folder / "run/run.journal").open("rb") \
                if row.input else subprocess.DEVNULL
            with subprocess.Popen(self.line(row.words, out), cwd=self.folder,
                                  stdin=stdin, stdout=writing,
                                  stderr=subprocess.PIPE) as process:
                os.close(writing)
                if lines == 1:
                    with os.fdopen(reading, "rb", buffering=0) as pipe:
                        pipe.readline()
                said = process.stderr.read().decode()
            self.hold(row, f"closed after {lines} lines", plain,
                      process.returncode, said, out)

    def no_input(self, row, plain):
        if row.input:
            return
        out = self.out()
        code, told, said = self.call(row, out, stdin=None,
                                     preexec_fn=lambda: os.close(0))
        self.hold(row, "no input", plain, code, said, out)

    def environments(self, row, plain):
        """Neither words nor bytes depend on them."""
        for environment in {"LANG": "C", "LC_ALL": "C"}, \
                {"LC_ALL": "tr_TR.UTF-8"}, {}, {"NO_COLOR": "1"}:
            out = self.out()
            code, told, said = self.call(row, out, env=environment)
            self.hold(row, environment, plain, code, said, out)
            told = told.replace(str(out).encode(), b"OUT")
            if told != plain[1] and row.words[0] != "keygen" and \
                    "--time" not in row.words:
                self.differ(row, environment, "another output")

    def on_terminal(self, row, out, **variables):
        main, side = pty.openpty()
        environment = dict(os.environ, TERM="xterm", DEMARCHE_PAGER="cat",
                           PAGER="cat", **variables)
        self.tried += 1
        stdin = (self.folder / "run/run.journal").open("rb") \
            if row.input else side
        told = b""
        with subprocess.Popen(self.line(row.words, out), cwd=self.folder,
                              stdin=stdin, stdout=side, stderr=side,
                              env=environment) as process:
            os.close(side)
            until = time.monotonic() + PATIENCE
            while time.monotonic() < until:
                if not select.select([main], [], [], 1)[0]:
                    continue
                try:
                    piece = os.read(main, 65536)
                except OSError:
                    break
                if not piece:
                    break
                told += piece
        os.close(main)
        return process.returncode, told

    def terminals(self, row, plain):
        out = self.out()
        code, told = self.on_terminal(row, out)
        if code != plain[0]:
            self.differ(row, "a terminal", f"exit code {code}",
                        told[-200:].decode())
        code, told = self.on_terminal(row, self.out(), NO_COLOR="1")
        # A line of progress may be there, and go; colours may not.
        if re.search(rb"\x1b\[[0-9;]*m", told):
            self.differ(row, "NO_COLOR", "colours on a terminal")

    def full_disk(self, row, plain):
        out = self.out()
        with open("/dev/full", "wb") as full:
            code, _, said = self.call(row, out, stdout=full)
        if not plain[1]:
            self.hold(row, "full disk", plain, code, said, out)
            return
        self.hold_whole(row, "full disk", out)
        if code != 1:
            self.differ(row, "full disk", f"exit code {code}", said)
        rest = said.replace(plain[2], "", 1).splitlines()
        if len(rest) != 1 or "No space left on device" not in rest[0]:
            self.differ(row, "full disk", f"says {said!r}")

    def read_only(self, row):
        """The folder may be read, and nothing be made in it."""
        if not row.files:
            return
        out = self.out()
        places = [out, out / "shards"]
        for place in places:
            place.chmod(0o555)
        before = self.written(out)
        code, _, said = self.call(row, out, preexec_fn=without_override)
        for place in places:
            place.chmod(0o755)
        said = [line for line in said.splitlines() if not NOTES.match(line)]
        if code != 1 or len(said) != 1 or not MESSAGE.match(said[0]):
            self.differ(row, "read-only", f"exit code {code}, says {said}")
        if self.written(out) != before:
            self.differ(row, "read-only", "something is left")

    def interrupted(self, row, plain):
        """Ctrl-C at growing moments, until the command comes to its end; at
        finer ones where none met it at work, as on a busy machine."""
        if not row.long:
            return
        long = Row(*row.long, files=row.files)
        if not any(self.interrupt(long, pace) for pace in PACES):
            self.differ(long, "Ctrl-C", "never stopped")

    def interrupt(self, long, pace):
        """How often it stopped at a moment of this pace."""
        stopped = 0
        for step in range(1, MOMENTS):
            out = self.out()
            self.tried += 1
            with subprocess.Popen(
                    self.line(long.words, out), cwd=self.folder,
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE) as process:
                timer = delayed(process, pace * step ** 2)
                told, said = process.communicate(timeout=PATIENCE)
                timer.cancel()
            code = process.returncode
            if code not in (3, 0, 1, 2, -signal.SIGINT):
                self.differ(long, "Ctrl-C", f"exit code {code}", said)
            if code == 3:
                stopped += 1
                if b"artial" not in told + said and b"stopped" not in said:
                    self.differ(long, "Ctrl-C", "not marked", said)
            self.hold_quiet(long, said.decode())
            self.hold_whole(long, "Ctrl-C", out)
            self.hold_complete(long, code, out)
            shutil.rmtree(out)
            if code in (0, 1, 2) or stopped == ENOUGH:
                break
        return stopped

    def hold_quiet(self, row, said):
        """Notes, then one message; and no line of progress in a pipe."""
        lines = [line for line in said.splitlines() if not NOTES.match(line)]
        if len(lines) > 1 or "\r" in said:
            self.differ(row, "Ctrl-C", f"says {said!r}")

    def progress(self, row, columns, awaited):
        """A line on a terminal, no wider than that; Ctrl-C removes it."""
        if not row.lasts:
            return
        out = self.out()
        main, side = pty.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ,
                    struct.pack("HHHH", 24, columns, 0, 0))
        said = b""
        self.tried += 1
        with subprocess.Popen(self.line(row.long, out), cwd=self.folder,
                              stdout=subprocess.DEVNULL, stderr=side,
                              env=dict(os.environ, TERM="xterm")) as process:
            os.close(side)
            until = time.monotonic() + PATIENCE
            while not awaited.search(said) and time.monotonic() < until:
                if select.select([main], [], [], 1)[0]:
                    said += os.read(main, 65536)
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)
            while select.select([main], [], [], 0)[0]:
                try:
                    said += os.read(main, 65536)
                except OSError:
                    break
        os.close(main)
        wide = max(map(len, re.findall(rb"\r([^\r\x1b]*)\x1b\[K", said)),
                   default=0)
        if process.returncode != 3 or not awaited.search(said) \
                or wide >= columns or b"\r\x1b[K" not in said \
                or said.count(b"\n") > 1:
            self.differ(Row(*row.long), "progress",
                        f"exit code {process.returncode}, says {said!r}")

    def hold_complete(self, row, code, out):
        """A journal that is there is closed; results are gone on with."""
        if row.words[0] == "run" and (out / "new/run.journal").exists():
            ended = subprocess.run([self.program, "verify", out / "new"],
                                   stdout=subprocess.PIPE, check=False)
            if ended.returncode != 0:
                self.differ(row, "Ctrl-C", "the journal is not closed",
                            ended.stdout.decode())
        elif code == 3 and row.words[0] not in ("run", "study", "sweep"):
            there = [file for file in row.files if (out / file).exists()]
            if there:
                self.differ(row, "Ctrl-C", "there, of a stopped command",
                            there)

    def look_at(self, row, override, terminals):
        plain = self.plain(row)
        self.closed_pipe(row, plain)
        self.no_input(row, plain)
        self.environments(row, plain)
        if terminals:
            self.terminals(row, plain)
        self.full_disk(row, plain)
        if override:
            self.read_only(row)
        self.interrupted(row, plain)
        if terminals:
            self.progress(row, 80, LINE)
            self.progress(row, 24, BEGUN)
        for out in self.folder.glob("tmp*"):
            shutil.rmtree(out)


def delayed(process, seconds):
    timer = threading.Timer(seconds, process.send_signal, [signal.SIGINT])
    timer.start()
    return timer


def without_override():
    """Root, too, minds the modes of a folder."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


def minds_modes(folder):
    """True if a folder's mode can keep a program from writing to it."""
    locked = pathlib.Path(folder) / "locked"
    locked.mkdir(mode=0o555)
    tried = subprocess.run(["touch", locked / "x"], check=False,
                           preexec_fn=without_override,
                           stderr=subprocess.DEVNULL)
    shutil.rmtree(locked)
    return tried.returncode != 0


def has_terminals():
    """False where the machine has no pseudo-terminals to give."""
    try:
        ends = pty.openpty()
    except OSError:
        return False
    for end in ends:
        os.close(end)
    return True


def main():
    # Where this was started to ignore Ctrl-C, the commands would as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    program = pathlib.Path(sys.argv[1]).resolve()
    chosen = [row for row in ROWS
              if len(sys.argv) < 3 or row.words[0] == sys.argv[2]]
    overview = subprocess.run([program], check=True, capture_output=True,
                              text=True).stdout
    for name in re.findall(r"^  ([a-z-]+)  ", overview, re.M):
        if not any(row.words[0] == name for row in ROWS):
            sys.exit(f"manners: {name} has no row")
    with tempfile.TemporaryDirectory() as folder:
        # What somebody has learnt here is nobody's business.
        os.environ["XDG_DATA_HOME"] = folder
        manners = Manners(program, folder)
        manners.prepare()
        override = minds_modes(folder)
        if not override:
            print("SKIPPED: no folder can be made read-only here")
        terminals = has_terminals()
        if not terminals:
            print("SKIPPED: no terminal can be opened here")
        for row in chosen:
            manners.look_at(row, override, terminals)
    print(f"manners: {len(chosen)} command lines, {manners.tried} calls, "
          f"{manners.findings} findings")
    sys.exit(manners.findings > 0)


if __name__ == "__main__":
    main()
