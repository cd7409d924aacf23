#!/usr/bin/env python3
"""A study over the ranks of an MPI job has the results of one in one process:
for any number of ranks, after a rank was killed, and with a rule that stops;
and jobs on ranks keep to what jobs_run promises. The line of docs/cluster.md is
what is run. Ends with 77 where there is no MPI.

ranks.py PROGRAM [MPI-PROGRAM JOBS]
"""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] /
                       "support"))
import study_files as studies  # noqa: E402

RUNS = 500
LONG = 6000
BEGUN = 16 * 1024  # bytes of results once some runs are written
RANKS = [1, 2, 4]
SKIPPED = 77


class Test:
    def __init__(self, program, ranked, jobs, folder):
        self.program, self.jobs, self.folder = program, jobs, folder
        # More ranks than processors, as root, and the program by its name.
        self.environment = {
            **os.environ,
            "PATH": f"{ranked.parent}:{os.environ['PATH']}",
            "OMPI_ALLOW_RUN_AS_ROOT": "1",
            "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
            "OMPI_MCA_rmaps_base_oversubscribe": "1",
        }
        studies.write(folder / "short", RUNS)
        studies.write(folder / "long", LONG)
        studies.write(folder / "rule", LONG, until=True)

    def words(self, ranks, *more):
        return ["mpirun", "-n", ranks, "demarche-mpi", *more]

    def play(self, study, out, ranks, *more, **options):
        words = self.words(ranks, "study.yaml", "--out", out, *more)
        return studies.run(*words, cwd=self.folder / study,
                           env=self.environment, **options)

    def alone(self, study, out, *more):
        return studies.run(self.program, "study", "study.yaml", "--out", out,
                           *more, cwd=self.folder / study)

    def same(self, what, study, out, reference="alone"):
        studies.differ(what, studies.facts(self.folder / study / reference),
                       studies.facts(self.folder / study / out))

    def contract(self):
        """What jobs_run promises, of rounds that end in every way."""
        for ranks in RANKS:
            done = studies.run("mpirun", "-n", ranks, self.jobs,
                               env=self.environment)
            assert done.stdout.count("taken") == 18, done.stdout

    def document(self):
        """The line of the document, word by word."""
        told = self.alone("short", "alone").stdout
        line = studies.blocks("docs/cluster.md", "mpirun")
        done = studies.run("sh", "-c", line, cwd=self.folder / "short",
                           env=self.environment)
        self.same("the document's line", "short", "results")
        assert done.stdout.replace("\r", "") == \
            told.replace("Results: alone", "Results: results"), done.stdout

    def ranks(self):
        for ranks in RANKS:
            self.play("short", f"ranks-{ranks}", ranks, "--quiet")
            self.same(f"{ranks} ranks", "short", f"ranks-{ranks}")

    def until(self):
        self.alone("rule", "alone", "--quiet")
        self.play("rule", "ranks", 4, "--quiet")
        self.same("4 ranks, until", "rule", "ranks")

    def killed(self):
        """A rank that is lost is named; with it or without it, the study is
        gone on with."""
        self.alone("long", "alone", "--quiet")
        folder = self.folder / "long/killed"
        for victim in (3, 0):
            done = studies.kill_at_work(
                lambda seconds, victim=victim: [
                    "mpirun", "-n", 4, *studies.killed_after(
                        seconds, f"OMPI_COMM_WORLD_RANK={victim}",
                        "demarche-mpi", "study.yaml", "--out", "killed",
                        "--resume", "--quiet")],
                folder / "results.sqlite", studies.POINTS * LONG,
                cwd=folder.parent, env=self.environment)
            assert re.search(rf"rank {victim} .* signal {signal.SIGPROF:d} ",
                             done.stderr), done.stderr
        self.play("long", "killed", 4, "--resume", "--quiet")
        self.same("killed ranks", "long", "killed")

    def stopped(self):
        """Rank 0 that is asked to end does so after a chunk, and says so."""
        results = self.folder / "long/stopped/results.sqlite"
        with subprocess.Popen(
                [str(w) for w in self.words(2, "study.yaml", "--out",
                                            "stopped")],
                text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                cwd=self.folder / "long", env=self.environment) as mpirun:
            while mpirun.poll() is None and not (
                    results.exists() and results.stat().st_size > BEGUN):
                time.sleep(0.001)
            end_rank(mpirun, 0)
            said = mpirun.communicate(timeout=120)[1]
        assert mpirun.returncode == 3 and "--resume goes on" in said, said
        self.alone("long", "stopped", "--resume", "--quiet")
        self.same("a stopped study", "long", "stopped")

    def shards(self):
        """Ranks may play a shard, too."""
        for shard in ("1/2", "2/2"):
            self.play("short", "shards", 2, "--shard", shard)
        studies.run(self.program, "merge", self.folder / "short/shards",
                    "--quiet")
        self.same("shards by ranks", "short", "shards")

    def errors(self):
        """Where rank 0 cannot begin, all ranks end."""
        done = self.play("short", "alone", 2, expect=1)
        assert "--resume" in done.stderr, done.stderr
        self.play("short", "x", 2, "--threads", "2", expect=64)
        studies.run(*self.words(2, "nowhere.yaml"), cwd=self.folder, expect=1,
                    env=self.environment)


def end_rank(mpirun, rank):
    """Asks a rank to end; its environment tells which it is."""
    mark = f"OMPI_COMM_WORLD_RANK={rank}".encode()
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parent = (path / "stat").read_text().rsplit(")", 1)[1].split()[1]
            if int(parent) == mpirun.pid and \
                    mark in (path / "environ").read_bytes().split(b"\0"):
                os.kill(int(path.name), signal.SIGTERM)
        except (OSError, ProcessLookupError):
            continue


def main():
    if len(sys.argv) < 4 or not shutil.which("mpirun"):
        print("SKIPPED: no demarche-mpi was built to be tried, or there is no "
              "mpirun; ./dev cluster installs an MPI")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        test = Test(*(pathlib.Path(path).resolve() for path in sys.argv[1:]),
                    pathlib.Path(folder))
        parts = [test.contract, test.document, test.ranks, test.until,
                 test.killed, test.stopped, test.shards, test.errors]
        for part in parts:
            part()
    print(f"ranks: {len(parts)} parts hold")
    return 0


if __name__ == "__main__":
    sys.exit(main())
