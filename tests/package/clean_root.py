#!/usr/bin/env python3
"""A package installed, used and purged in a clean root of Debian.

    clean_root.py DEB TARBALL

The root is made by debootstrap, of the release that this machine has, with what
the package depends on and what a user's shell has: man and bash-completion.
Then the package is all that is added, so that a purge has to leave what was
there before. Ends with 77 where such a root cannot be made: it takes Debian,
root, debootstrap, and a mirror.
"""
import os
import pathlib
import platform
import pty
import re
import select
import shutil
import stat
import subprocess
import sys
import tempfile
import time

NOT_TRIED = 77
MIRROR = os.environ.get("DEMARCHE_MIRROR", "http://deb.debian.org/debian")
TOOLS = "bash-completion,man-db"
# What any installation writes, whatever it installs.
VOLATILE = re.compile(r"/(proc|dev|run|tmp|root)(/|$)"
                      r"|/var/(log|cache|lib/(dpkg|apt|systemd))(/|$)")
FAULTS = []

# What is typed, up to a tab; and what the shell makes of it.
TYPED = [
    ("demarche ru", "demarche run "),
    ("demarche run --cry", "demarche run --crypto "),
    ("demarche run written-r", "demarche run written-responses "),
    ("demarche study embarg", "demarche study embargo-and-precedence "),
    ("demarche export x --to sq", "demarche export x --to sqlite "),
]


def fault(text):
    FAULTS.append(text)
    print(text)


def lack(text):
    print(text)
    sys.exit(NOT_TRIED)


def call(words, **more):
    return subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False,
                          stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                          **more)


class Root:
    """A folder that is the root of a system."""

    def __init__(self, path):
        self.path = path

    def words(self, script, *arguments):
        """With a /proc of its own, which goes when the command ends."""
        return ["unshare", "--mount", "sh", "-c",
                'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"',
                str(self.path), "sh", "-c", script, "sh", *arguments]

    def environment(self):
        return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
                "HOME": "/tmp", "TERM": "dumb", "PAGER": "cat",
                "DEBIAN_FRONTEND": "noninteractive"}

    def call(self, script, *arguments):
        return call(self.words(script, *arguments), env=self.environment())

    def out(self, script, *arguments):
        end = self.call(script, *arguments)
        if end.returncode:
            fault(f"{script}: exit {end.returncode}, {end.stdout}")
        return end.stdout

    def files(self):
        """{path: (mode, size)} of all that does not change by itself."""
        found = {}
        for folder, folders, names in os.walk(self.path):
            for name in folders + names:
                path = pathlib.Path(folder, name)
                inner = f"/{path.relative_to(self.path)}"
                if VOLATILE.match(inner):
                    continue
                st = path.lstat()
                found[inner] = (st.st_mode, 0 if stat.S_ISDIR(st.st_mode)
                                else st.st_size)
        return found


def make_root(folder, deb):
    if os.geteuid() != 0:
        lack("only root can make a root")
    if not shutil.which("debootstrap"):
        lack("debootstrap is missing")
    system = platform.freedesktop_os_release()
    if system["ID"] != "debian":
        lack(f"the package is for {system['ID']}, and the root of Debian")
    root = Root(folder / "root")
    end = call(["debootstrap", "--variant=minbase", f"--include={TOOLS}",
                system.get("VERSION_CODENAME", "sid"), root.path, MIRROR])
    if end.returncode:
        lack(f"debootstrap could not make a root:\n{end.stdout[-2000:]}")
    if root.call("true").returncode:
        lack(f"no command starts there: {root.call('true').stdout}")
    depends = call(["dpkg-deb", "-f", deb, "Depends"]).stdout
    names = [re.split(r"[ (]", item.strip())[0] for item in depends.split(",")]
    end = root.call("apt-get update && apt-get install --yes "
                    '--no-install-recommends "$@"', *names)
    if end.returncode:
        lack(f"apt-get could not install {names}:\n{end.stdout[-2000:]}")
    return root


def try_manual(root):
    commands = re.findall(r"^  ([a-z-]+)  ", root.out("demarche help"), re.M)
    if len(commands) < 20:
        fault(f"too few commands: {commands}")
    for command in commands:
        page = root.out(f"man demarche-{command}")
        if not re.search(rf"demarche {command}\b", page) or \
                "EXIT STATUS" not in page:
            fault(f"man demarche-{command}: {page[:200]}")
    if "--seed N" not in root.out("man demarche-run"):
        fault("man demarche-run does not tell of --seed")


def read_until(terminal, wanted, seconds=20):
    """All that is shown until it ends with that, or time is up."""
    shown, end = "", time.monotonic() + seconds
    while not shown.endswith(wanted) and time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                shown += os.read(terminal, 4096).decode(errors="replace")
            except OSError:
                break
    return shown


def try_tabs(root):
    child, terminal = pty.fork()
    if child == 0:
        words = root.words("cd /tmp && exec bash --norc --noprofile -i")
        os.execvpe(words[0], words, {**root.environment(), "PS1": "% "})
    read_until(terminal, "% ")
    # As a user's shell does by itself.
    os.write(terminal, b". /usr/share/bash-completion/bash_completion\n")
    read_until(terminal, "% ")
    for typed, wanted in TYPED:
        os.write(terminal, typed.encode() + b"\t")
        shown = read_until(terminal, wanted)
        if not shown.endswith(wanted):
            fault(f"{typed}<TAB>: {shown!r}")
        os.write(terminal, b"\x03")
        read_until(terminal, "% ")
    os.write(terminal, b"exit\n")
    os.waitpid(child, 0)
    os.close(terminal)


def try_program(root, version):
    def say(script):
        return root.out(f"cd /tmp && {script}")

    if say("demarche --version") != f"demarche {version}\n":
        fault(f"{say('demarche --version')} is not of {version}")
    told = say("demarche run written-responses --out out")
    if "Expectations: 31 ok" not in told:
        fault(f"run: {told[-500:]}")
    say("demarche verify out --rerun")
    say("demarche show out > shown && test -s shown")
    say("demarche study courier-and-network --crypto stand-in --runs 2 --quiet")
    # Without /proc, it is the prefix that leads to them.
    end = call(["chroot", root.path, "demarche", "check", "written-responses"],
               env=root.environment())
    if end.returncode or "/usr/share/demarche/" not in end.stdout:
        fault(f"without /proc: {end.stdout}")


def try_package(root, deb):
    version = call(["dpkg-deb", "-f", deb, "Version"]).stdout.strip()
    shutil.copy(deb, root.path / "tmp/demarche.deb")
    before = root.files()
    root.out("apt-get install --yes /tmp/demarche.deb")
    added = root.files().keys() - before.keys()
    if "/usr/bin/demarche" not in added or len(added) < 100:
        fault(f"installed: {sorted(added)}")
    odd = [path for path in added
           if not re.match(r"/usr/(bin/demarche$|share/)", path)]
    if odd:
        fault(f"installed elsewhere: {odd}")
    try_manual(root)
    try_tabs(root)
    try_program(root, version)
    root.out("dpkg --purge demarche")
    after = root.files()
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            fault(f"{path}: {before.get(path)} before, {after.get(path)} after")
    return len(added)


def try_tarball(folder, tarball):
    """Unpacked anywhere, by a system that has the libraries."""
    place = folder / "some where"
    place.mkdir()
    call(["tar", "-xzf", tarball, "-C", place])
    for program in place.glob("*/bin/demarche"):
        end = call([program, "check", "hotline"], cwd=folder,
                   env={**os.environ, "DEMARCHE_COLUMNS": "200"})
        wanted = program.parents[1] / "share/demarche/scenarios/hotline.yaml"
        if end.returncode or not end.stdout.startswith(f"{wanted}: "):
            fault(f"from the tarball: {end.stdout}")
        return
    fault("there is no program in the tarball")


def main():
    deb, tarball = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    os.environ.pop("DEMARCHE_DATA", None)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        try_tarball(folder, tarball)
        root = make_root(folder, deb)
        count = try_package(root, deb)
    print(f"{count} files and folders installed and purged, "
          f"{len(FAULTS)} faults")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
