#!/usr/bin/env python3
"""A study's results do not depend on who plays it: one thread or two, shards in
any number and order, with processes killed at work and gone on with.

shards.py PROGRAM
"""
import pathlib
import random
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] /
                       "support"))
import study_files as studies  # noqa: E402

RUNS = 500        # at each point: 8 chunks, the last one not full
LONG = 3000  # so many that it can be killed at work, again and again
TOGETHER = 20  # studies of which all shards begin at once
SHARDS = [1, 2, 3, 7, 19]  # the last has more than there are chunks


class Test:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.draw = random.Random(1)
        self.file = studies.write(folder / "study", RUNS)

    def study(self, out, *words, file=None, **options):
        return studies.run(self.program, "study", file or self.file, "--out",
                           self.folder / out, "--quiet", *words, **options)

    def merge(self, out, *words, **options):
        return studies.run(self.program, "merge", self.folder / out, *words,
                           **options)

    def same(self, what, out, reference="one"):
        studies.differ(what, studies.facts(self.folder / reference),
                       studies.facts(self.folder / out))

    def threads(self):
        self.study("one", "--threads", 1)
        assert studies.rows(self.folder / "one") == studies.POINTS * RUNS
        self.study("two", "--threads", 2)
        self.same("two threads", "two")

    def shards(self):
        for count in SHARDS:
            out = f"shards-{count}"
            order = list(range(1, count + 1))
            self.draw.shuffle(order)
            for shard in order:
                self.study(out, "--shard", f"{shard}/{count}", "--threads",
                           self.draw.choice([1, 2]))
            told = self.merge(out)
            self.same(f"{count} shards", out)
            whole = studies.run(self.program, "study", self.file, "--out",
                                self.folder / "told", "--force")
            assert told.stdout.replace(out, "told") == whole.stdout, told.stdout
        # What is there stays, unless it is to be replaced.
        self.merge(out, expect=1)
        self.merge(out, "--force", "--quiet")
        self.same("merged again", out)

    def together(self):
        """Shards that begin at the same time in a folder that is new to all."""
        for i in range(TOGETHER):
            out = self.folder / f"together-{i}"
            begun = [subprocess.Popen(
                [self.program, "study", self.file, "--out", out, "--runs",
                 "64", "--quiet", "--resume", "--shard", f"{shard}/8"],
                stderr=subprocess.PIPE, text=True) for shard in range(1, 9)]
            said = [process.communicate()[1] for process in begun]
            assert not any(said), said

    def missing(self):
        """Each shard that lacks is named with a command, which mends it."""
        for shard in (1, 3, 4):
            self.study("lacking", "--shard", f"{shard}/5")
        done = self.merge("lacking", expect=3)
        assert not (self.folder / "lacking/results.sqlite").exists()
        lines = done.stderr.splitlines()
        assert [line.split(";")[0] for line in lines] == [
            f"demarche: shard {shard} of 5 is missing" for shard in (2, 5)]
        for line in lines:
            words = shlex.split(line.split("; ")[1].replace(" plays it", ""))
            studies.run(self.program, *words[1:], cwd="/")
        self.merge("lacking", "--quiet")
        self.same("what was missing", "lacking")

    def foreign(self):
        """Shards of another seed, or of another cutting, are not joined."""
        self.study("foreign", "--shard", "1/2")
        self.study("foreign", "--shard", "2/2", "--seed", 8)
        done = self.merge("foreign", expect=1)
        assert "results-2-of-2.sqlite: it is of another" in done.stderr
        self.study("cuttings", "--shard", "1/2")
        self.study("cuttings", "--shard", "3/3")
        done = self.merge("cuttings", expect=1)
        assert "shards of" in done.stderr, done.stderr
        (self.folder / "empty").mkdir()
        self.merge("empty", expect=1)
        self.merge("nowhere", expect=1)

    def killed(self):
        """A process that is killed leaves whole chunks, and another goes on
        with the file or with the folder alone."""
        file = studies.write(self.folder / "long", LONG)
        whole = self.folder / "killed/results.sqlite"
        self.study("uncut", file=file)
        for words in (["--threads", "1"], ["--threads", "2"], []):
            studies.kill_at_work(
                lambda seconds, words=words: studies.killed_after(
                    seconds, self.program, "study", file, "--out", whole.parent,
                    "--resume", "--quiet", *words), whole,
                studies.POINTS * LONG)
        studies.run(self.program, "study", whole.parent, "--resume", "--quiet")
        self.same("killed", "killed", "uncut")

    def killed_shard(self):
        """Of a shard that was killed, merge says that it is not complete."""
        file = self.folder / "long/study.yaml"
        part = self.folder / "cut/results-2-of-2.sqlite"
        self.study("cut", "--shard", "1/2", file=file)
        studies.kill_at_work(
            lambda seconds: studies.killed_after(
                seconds, self.program, "study", file, "--out", part.parent,
                "--shard", "2/2"), part, studies.POINTS * LONG // 2)
        done = self.merge("cut", expect=3)
        assert "shard 2 of 2 is not complete" in done.stderr, done.stderr
        self.study("cut", "--shard", "2/2", "--resume", file=file)
        self.merge("cut", "--quiet")
        self.same("a killed shard", "cut", "uncut")

    def begun(self):
        """A file that was never finished is no hindrance."""
        folder = self.folder / "begun"
        folder.mkdir()
        (folder / "results.sqlite.new").write_bytes(b"half a")
        self.study("begun", "--resume")
        self.same("begun", "begun")

    def until(self):
        """A rule that stops looks at the same runs, whoever played them."""
        file = studies.write(self.folder / "rule", LONG, until=True)
        self.study("until-1", "--threads", 1, file=file)
        self.study("until-2", "--threads", 2, file=file)
        self.same("two threads, until", "until-2", "until-1")
        count = studies.rows(self.folder / "until-1")
        assert 0 < count < studies.POINTS * LONG, count
        self.study("until-3", "--shard", "1/2", file=file, expect=64)


def main():
    with tempfile.TemporaryDirectory() as folder:
        test = Test(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(folder))
        parts = [test.threads, test.shards, test.together, test.missing,
                 test.foreign, test.killed, test.killed_shard, test.begun,
                 test.until]
        for part in parts:
            part()
    print(f"shards: {len(parts)} parts hold")


if __name__ == "__main__":
    main()
