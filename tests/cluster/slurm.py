#!/usr/bin/env python3
"""The scripts of docs/cluster.md in a Slurm of one node, which is started here
on this machine alone: an array of shards, and a merge that waits for it. Then a
task is killed at work: the merge names its shard, and the command that it
prints plays it. Ends with 77 where there is no Slurm or no munge.

slurm.py PROGRAM
"""
import os
import pathlib
import re
import resource
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] /
                       "support"))
import study_files as studies  # noqa: E402

RUNS = 1000
LONG = 10000
LOST = "2/8"
PATIENCE = 120  # seconds, for whatever has to come about
SKIPPED = 77
NEEDED = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol"]

CONFIGURATION = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=2
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
NodeName={host} NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def wait_for(what, holds, pause=0.1):
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit(f"waited {PATIENCE} s for {what}")
        time.sleep(pause)


def free_ports(count):
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in held]
    for s in held:
        s.close()
    return ports


class Slurm:
    """Munge, Slurm's controller and its one node, for the time of the test;
    all their files lie in one folder."""

    def __init__(self, folder, program):
        self.folder, self.started = folder, []
        self.environment = {
            **os.environ, "SLURM_CONF": str(folder / "slurm.conf"),
            "PATH": f"{program.parent}:{os.environ['PATH']}"}

    def __enter__(self):
        folder = self.folder
        for name in ("state", "spool"):
            (folder / name).mkdir()
        key = folder / "munge.key"
        key.write_bytes(secrets.token_bytes(128))
        key.chmod(0o400)
        (folder / "slurm.conf").write_text(CONFIGURATION.format(
            host=socket.gethostname().split(".")[0], folder=folder,
            ports=free_ports(2), user=subprocess.check_output(
                ["id", "-un"], text=True).strip()), encoding="utf-8")
        try:
            # With --force it takes a folder that others may write beside.
            self.start("munged", "--foreground", "--force",
                       "--key-file", key, "--socket", folder / "munge.socket",
                       "--pid-file", folder / "munged.pid",
                       "--log-file", folder / "munged.log",
                       "--seed-file", folder / "munged.seed")
            wait_for("munged", (folder / "munge.socket").exists)
            self.start("slurmctld", "-D")
            self.start("slurmd", "-D")
            wait_for("the node", lambda: "idle" in self.ask("sinfo", "-h"))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.started):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, *words):
        with open(self.folder / f"{words[0]}.out", "wb") as out:
            self.started.append(subprocess.Popen(
                [str(w) for w in words], stdout=out, stderr=out,
                env=self.environment))

    def stand_in(self, script):
        """What `demarche` is in jobs submitted from now on."""
        path = self.folder / "bin/demarche"
        path.parent.mkdir()
        path.write_text("#!/bin/sh\n" + script, encoding="utf-8")
        path.chmod(0o755)
        self.environment["PATH"] = \
            f"{path.parent}:{self.environment['PATH']}"

    def ask(self, *words):
        """What a command of Slurm prints, be it that it fails."""
        return subprocess.run(words, text=True, capture_output=True,
                              timeout=PATIENCE, check=False,
                              env=self.environment).stdout

    def submit(self, folder):
        """Submits as the document says; the identifiers of the two jobs."""
        (folder / "shards.sbatch").write_text(
            studies.blocks("docs/cluster.md", "#!/bin/bash"), encoding="utf-8")
        done = studies.run(
            "sh", "-c", studies.blocks("docs/cluster.md", "shards=$(sbatch") +
            'echo "shards $shards"\n', cwd=folder, env=self.environment)
        return (re.search(r"shards (\d+)", done.stdout)[1],
                re.search(r"batch job (\d+)", done.stdout)[1])

    def state(self, job):
        shown = self.ask("scontrol", "show", "job", job)
        return re.findall(r"JobState=(\w+)", shown), \
            re.findall(r"ExitCode=(\d+):", shown)

    def ended(self, job):
        states = self.state(job)[0]
        return states and all(s not in ("PENDING", "RUNNING", "COMPLETING",
                                        "CONFIGURING") for s in states)


def whole(slurm, program, folder):
    """The scripts, left alone."""
    studies.write(folder, RUNS)
    shards, merge = slurm.submit(folder)
    wait_for("the merge", lambda: slurm.ended(merge))
    assert slurm.state(shards)[0] == ["COMPLETED"] * 8, slurm.state(shards)
    assert slurm.state(merge) == (["COMPLETED"], ["0"]), slurm.state(merge)
    told = (folder / f"slurm-{merge}.out").read_text(encoding="utf-8")
    alone = studies.run(program, "study", "study.yaml", "--out", "alone",
                        cwd=folder)
    assert told == alone.stdout.replace("Results: alone", "Results: results")
    studies.differ("shards under Slurm", studies.facts(folder / "alone"),
                   studies.facts(folder / "results"))


def work(*words, **options):
    """Runs a command; the seconds of processors' time that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    studies.run(*words, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def lost(slurm, program, folder):
    """One task is killed halfway through its work."""
    studies.write(folder, LONG)
    half = work(program, "study", "study.yaml", "--out", "tried", "--shard",
                LOST, "--quiet", cwd=folder) / 2
    slurm.stand_in(f"""\
case " $* " in
*" {LOST} "*) exec {shlex.join(map(str, studies.killed_after(half, program)))} \
    "$@" ;;
*) exec {program} "$@" ;;
esac
""")
    shards, merge = slurm.submit(folder)
    wait_for("the merge", lambda: slurm.ended(merge))
    assert slurm.state(shards)[0].count("FAILED") == 1, slurm.state(shards)
    assert slurm.state(merge)[1] == ["3"], slurm.state(merge)
    said = (folder / f"slurm-{merge}.out").read_text(encoding="utf-8")
    assert said.startswith("demarche: shard 2 of 8 is not complete; "), said
    words = shlex.split(said.split("; ")[1].replace(" plays it", ""))
    studies.run(program, *words[1:], cwd=folder)
    studies.run(program, "merge", "results", "--quiet", cwd=folder)
    studies.run(program, "study", "study.yaml", "--out", "alone", "--quiet",
                cwd=folder)
    studies.differ("a shard that was lost", studies.facts(folder / "alone"),
                   studies.facts(folder / "results"))


def main():
    lacking = [name for name in NEEDED if not shutil.which(name)]
    if lacking:
        print(f"SKIPPED: without {', '.join(lacking)}; ./dev cluster installs "
              "them")
        return SKIPPED
    program = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "slurm").mkdir()
        with Slurm(folder / "slurm", program) as slurm:
            whole(slurm, program, folder / "whole")
            lost(slurm, program, folder / "lost")
    print("slurm: an array of shards, its merge, and a lost task hold")
    return 0


if __name__ == "__main__":
    sys.exit(main())
