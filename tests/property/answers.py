#!/usr/bin/env python3
"""The answers in JSON, of every scenario that is shipped: they follow their
schemas, agree with what people are shown and with the exports, and can be
verified by others: signatures by openssl, Merkle roots by hashlib.

answers.py PROGRAM
"""
import base64
import collections
import copy
import hashlib
import json
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import json_schema  # noqa: E402

MOMENTS = 12         # of each run at which `who` is asked
RECORDS_EVERY = 5    # of the frames, the records that are asked for alone
SIGNATURES_EACH = 3  # of each purpose, by openssl in each run
LEVELS = ["unaware", "aware", "told", "holds", "verified", "provable"]
# An Ed25519 key as SubjectPublicKeyInfo (RFC 8410).
SPKI = bytes.fromhex("302a300506032b6570032100")

SCHEMAS = {name: json.loads((ROOT / "docs/schema" / (name + ".json"))
                            .read_text(encoding="utf-8"))
           for name in ("layers", "who")}


def sha256(data):
    return hashlib.sha256(data).digest()


def root_of(leaves):
    """RFC 9162 2.1.1, of leaf hashes."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while 2 * half < len(leaves):
        half *= 2
    return sha256(b"\1" + root_of(leaves[:half]) + root_of(leaves[half:]))


def shown_layers(text):
    """[(name, size, bytes, [name of a field's first line])] of the layers that
    `show --hex` draws; bytes are empty where a layer around it has them."""
    layers = []
    for line in text.split("\n"):
        head = re.match(r"  (\w+) +([\d,]+) bytes?: (.*)", line)
        part = re.match(
            r" {4}([0-9a-f]{4,})  ((?:[0-9a-f]{2} ?)+) *"
            r"\|(.{1,8})\|(?: +(.*))?$", line)
        if head and head[3] != "none; the statement is not signed":
            layers.append((head[1], int(head[2].replace(",", "")),
                           bytearray(), []))
        elif part:
            data = bytes.fromhex(part[2])
            assert part[3] == "".join(chr(b) if 32 <= b < 127 else "."
                                      for b in data), line
            layers[-1][2].extend(data)
            if part[4]:
                layers[-1][3].append(part[4])
    return layers


class Answers:
    """One run, and what is found wrong with the answers about it."""

    def __init__(self, program, folder, scenario):
        self.program, self.folder = program, pathlib.Path(folder)
        self.run, self.scenario = self.folder / "run", scenario
        self.found, self.done = [], collections.Counter()
        self.asked = collections.Counter()  # signatures, by purpose

    def call(self, *words):
        return subprocess.run([self.program, *map(str, words)], text=True,
                              capture_output=True, check=False)

    def expect(self, good, what, *more):
        if not good:
            self.found.append("%s: %s %s" % (self.scenario.name, what,
                                             more or ""))

    def answer(self, schema, *words):
        told = self.call(*words, "--json")
        self.expect(told.returncode == 0 and not told.stderr, words,
                    told.returncode, told.stderr)
        self.expect("<" not in told.stdout, words, "an unescaped <")
        value = json.loads(told.stdout)
        for path, what in json_schema.errors(value, SCHEMAS[schema]):
            self.expect(False, words, path, what)
        self.expect(not value["damaged"], words, "damaged")
        return value

    def check(self):
        self.call("run", self.scenario, "--out", self.run, "--quiet")
        lines = self.call("export", self.run, "--to", "jsonl").stdout
        records = [json.loads(line) for line in lines.splitlines()]
        sent = [r for r in records if r["kind"] == "FRAME_SENT"]
        frames = {}
        for exchange in sorted({r.get("exchange") for r in sent} - {None}):
            told = self.answer("layers", "show", self.run, "--exchange",
                               exchange)
            for frame in told["frames"]:
                frames[frame["record"]] = frame
                self.check_frame(frame)
        for i, record in enumerate(sent):
            self.check_record(record, frames.get(record["record"]),
                              i % RECORDS_EVERY == 0)
        self.check_who(records)
        self.check_secrets(frames)
        self.check_views(sent)
        self.check_damage(sent)

    # ---- Layers ----

    def check_record(self, record, frame, alone):
        if frame and not frame["repeats"]:
            self.expect(frame["layers"][0]["hex"] == record["data"],
                        record["record"], "is not what was sent")
        if not alone:
            return
        number = record["record"]
        told = self.answer("layers", "show", self.run, "--record", number)
        single = told["frames"][0]
        self.check_frame(single)
        self.check_shown(single, self.call("show", self.run, "--record", number,
                                           "--hex").stdout)
        if frame and not frame["repeats"]:
            self.expect({**frame, "frame": 1} == single, number,
                        "differs from its exchange's")

    def check_frame(self, frame):
        layers = frame["layers"]
        where = "record %d" % frame["record"]
        for number, layer in enumerate(layers):
            data = bytes.fromhex(layer["hex"])
            self.expect(len(data) == layer["size"], where, number, "size")
            at = 0
            for field in layer["fields"]:
                self.expect(field["at"] == at, where, number, field)
                at += field["size"]
            self.expect(at == len(data), where, number, "a gap at the end")
            self.check_place(layers, number, where)
            if "covers" in layer:
                self.check_signature(layers, layer, where)
            if layer["name"] == "copy" and not layer["malformed"]:
                self.check_root(layers, number, where)
            self.done["layers"] += 1
        names = [layer["name"] for layer in layers]
        if layers:
            self.check_answers(frame, names, where)
        self.done["frames"] += 1

    def check_answers(self, frame, names, where):
        """Null is what no key at hand opens, and nothing else."""
        read = any(x["name"] == "message" and not x["malformed"]
                   for x in frame["layers"])
        closed = not read or "envelope" in names and "copy" not in names
        self.expect(frame["sealed"] == ("envelope" in names if read else None),
                    where, "sealed")
        self.expect(frame["signed"] == ("signature" in names or
                                        (None if closed else False)),
                    where, "signed")
        self.expect(frame["session"] ==
                    (frame["layers"][0]["words"] != "plain"), where, "session")
        self.done["undecided"] += closed

    def check_place(self, layers, number, where):
        """Each layer but the frame lies in an earlier one, or comes from it."""
        layer = layers[number]
        links = [layer[k] for k in ("within", "of") if layer[k] is not None]
        self.expect(len(links) == (number > 0), where, number, links)
        self.expect(all(link < number for link in links), where, number, links)
        if layer["within"] is not None:
            around = bytes.fromhex(layers[layer["within"]]["hex"])
            at = layer["at"]
            self.expect(around[at:at + layer["size"]] ==
                        bytes.fromhex(layer["hex"]), where, number, "within")

    def check_root(self, layers, number, where):
        """Leaf hashes from the portions' bytes, the root from these, and the
        statements of the copy are over it."""
        leaves = []
        for portion in layers:
            if portion["name"] != "portion" or portion["within"] != number:
                continue
            leaf = bytes.fromhex(portion["leaf"])
            if not portion["hidden"]:
                self.expect(leaf == sha256(b"\0" + bytes.fromhex(
                    portion["hex"])), where, "leaf")
                self.done["leaves shown"] += 1
            leaves.append(leaf)
        root = root_of(leaves).hex()
        self.expect(root == layers[number]["root"], where, "root")
        stated = [s["root"] for s in layers if s["name"] == "statement" and
                  s["within"] == number and s.get("holds")]
        self.expect(set(stated) <= {root}, where, "a root that is stated")
        self.done["roots"] += 1

    def check_signature(self, layers, layer, where):
        """The bytes that are covered are those that openssl verifies."""
        def cut(span):
            data = bytes.fromhex(layers[span["layer"]]["hex"])
            return data[span["at"]:span["at"] + span["size"]]

        if layer["purpose"] == "envelope":
            envelope = next(e for e in layers if e["name"] == "envelope")
            leaf = sha256(b"\0" + bytes.fromhex(envelope["hex"]))
            self.expect(leaf.hex() == layer["root"], where, "around")
        self.asked[layer["purpose"]] += 1
        if self.asked[layer["purpose"]] > SIGNATURES_EACH or not layer["key"]:
            return
        pem = base64.b64encode(SPKI + bytes.fromhex(layer["key"])).decode()
        files = {"pem": "-----BEGIN PUBLIC KEY-----\n%s\n"
                        "-----END PUBLIC KEY-----\n" % pem,
                 "sig": cut(layer["signature"]), "in": cut(layer["covers"])}
        for name, data in files.items():
            (self.folder / name).write_bytes(
                data.encode() if isinstance(data, str) else data)
        told = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey",
             "pem", "-sigfile", "sig", "-in", "in"], cwd=self.folder,
            capture_output=True, text=True, check=False)
        self.expect((told.returncode == 0) == layer["holds"], where,
                    told.stdout, told.stderr)
        self.done["signatures"] += told.returncode == 0

    def check_shown(self, frame, text):
        """The same layers with the same bytes and fields as people are shown;
        there the frame leaves its payload to what follows."""
        shown = shown_layers(text)
        layers = frame["layers"]
        where = "record %d" % frame["record"]
        self.expect([(s[0], s[1]) for s in shown] ==
                    [(x["name"], x["size"]) for x in layers], where, "shown")
        for (name, _, data, lines), layer in zip(shown, layers):
            if not data:
                continue
            fields = layer["fields"]
            if name == "frame" and fields[-1]["name"] == "payload":
                fields = fields[:-1]
            size = fields[-1]["at"] + fields[-1]["size"]
            self.expect(bytes(data).hex() == layer["hex"][:2 * size], where,
                        name, "bytes")
            at = 0
            for line in lines:
                if at < len(fields) and line.startswith(fields[at]["name"]):
                    at += 1
            self.expect(at == len(fields), where, name, fields[at:at + 1])
            self.done["layers shown"] += 1

    def check_secrets(self, frames):
        """In full only where they are asked for; their fingerprints are theirs,
        and all else is as without."""
        for number, frame in frames.items():
            self.expect(not any("key" in s for s in frame["secrets"]), number,
                        "a secret in full")
        for exchange in {f["exchange"] for f in frames.values()
                         if f["secrets"]} - {None}:
            told = self.answer("layers", "show", self.run, "--exchange",
                               exchange, "--reveal-secrets")
            for frame in told["frames"]:
                for secret in frame["secrets"]:
                    digest = sha256(b"demarche/fingerprint/1" +
                                    bytes.fromhex(secret.pop("key")))
                    self.expect(digest[:4].hex() == secret["fingerprint"],
                                frame["record"], secret)
                    self.done["secrets"] += 1
                self.expect({**frame, "frame": 1} ==
                            {**frames[frame["record"]], "frame": 1} or
                            frame["repeats"], frame["record"], "revealed")

    def check_views(self, sent):
        """A party has the frames that it sent or was sent, which may be none,
        and of their layers no more than all keys show."""
        exchange = min(r["exchange"] for r in sent if "exchange" in r)
        whole = self.answer("layers", "show", self.run, "--exchange", exchange)
        for party in self.answer("who", "who", self.run)["parties"]:
            name = party["name"]
            told = self.answer("layers", "show", self.run, "--exchange",
                               exchange, "--as", name)
            seen = [f["record"] for f in told["frames"]]
            self.expect(told["as"] == name, name, "--as")
            for frame in told["frames"]:
                self.check_frame(frame)
            if not party["adversary"]:
                self.expect(set(seen) <= {r["record"] for r in sent if name in
                                          (r["party"], r["peer"])}, name, seen)
            for frame in told["frames"]:
                full = [f for f in whole["frames"]
                        if f["record"] == frame["record"]]
                self.expect(len(frame["layers"]) <= len(full[0]["layers"])
                            if full else True, name, frame["record"])
                for key in ("sealed", "signed"):
                    self.expect(not full or frame[key] in (None, full[0][key]),
                                name, frame["record"], key)
            self.done["views of none"] += not told["frames"]

    def check_damage(self, sent):
        """The records before the damage are told, and that there is some."""
        journal = next(self.run.glob("*.journal"))
        data = bytearray(journal.read_bytes())
        frame = bytes.fromhex(sent[0]["data"])
        end = data.index(frame) + len(frame)
        data[len(data) - (len(data) - end) // 8] ^= 1
        spoiled = self.folder / "spoiled.journal"
        spoiled.write_bytes(data)
        for words in (["who"], ["show", "--record", sent[0]["record"]]):
            told = self.call(words[0], spoiled, *words[1:], "--json")
            schema = "who" if words[0] == "who" else "layers"
            value = json.loads(told.stdout)
            self.expect(not list(json_schema.errors(value, SCHEMAS[schema])),
                        words, "spoiled")
            self.expect(value["damaged"] and told.returncode == 1 and
                        "does not verify" in told.stderr, words, told.stderr)

    # ---- Who knows what ----

    def check_who(self, records):
        file = self.folder / "run.db"
        self.call("export", self.run, "--to", "sqlite", "--force", "-o", file)
        with sqlite3.connect(file) as base:
            rows = base.execute(
                "SELECT party, document, portion, level, since, record "
                "FROM knowledge").fetchall()
        base.close()
        times = sorted({r["time"] for r in records})
        for time in times[::max(1, len(times) // MOMENTS)] + [times[-1]]:
            told = self.answer("who", "who", self.run, "--at", time)
            self.expect(told["at"] == time, "at", told["at"], time)
            self.expect(told["record"] == max(
                r["record"] for r in records if key(r["time"]) <= key(time)),
                time, "record")
            self.check_levels(told, [r for r in rows if key(r[4]) <= key(time)],
                              time)
        end = self.answer("who", "who", self.run)
        one = end["parties"][0]
        some = one["documents"][-1]
        less = self.answer("who", "who", self.run, "--party", one["name"],
                           "--document", some["document"])
        self.expect(less["parties"] == [{**one, "documents": [some]}],
                    "--party and --document")

    def check_levels(self, told, rows, time):
        reached = collections.defaultdict(dict)
        for party, document, portion, level, since, record in rows:
            reached[party, document, portion][level] = (since, record)
        for party in told["parties"]:
            for document in party["documents"]:
                levels = []
                for portion in document["portions"]:
                    own = reached.get((party["name"], document["document"],
                                       portion["portion"]), {})
                    level = max(own, default=0)
                    since, record = own.get(level, (None, None))
                    self.expect(portion == {
                        "portion": portion["portion"], "level": LEVELS[level],
                        "since": since, "record": record}, time,
                        party["name"], portion, own)
                    levels.append(level)
                    self.done["levels"] += 1
                self.check_whole(document, levels, (time, party["name"]))

    def check_whole(self, document, levels, where):
        """The highest of the portions' levels; the least of them, but to be
        aware of one is to be aware of all."""
        highest, least = max(levels), min(levels)
        self.expect(document["level"] == LEVELS[highest], where, document)
        self.expect(document["least"] == LEVELS[max(least, highest > 0)],
                    where, document)
        self.expect((document["since"] is None) == (highest == 0), where,
                    document)


def key(time):
    """A time to sort by: decimals are as many as it takes."""
    seconds, _, decimals = time.rstrip("Z").partition(".")
    return seconds, decimals.ljust(9, "0")


def check_validator(layers, who):
    """Answers that are spoiled do not pass."""
    spoiled = []
    for value, schema, change in [
            (layers, "layers", lambda v: v.pop("frames")),
            (layers, "layers", lambda v: v.update(record=3)),
            (layers, "layers", lambda v: v["run"].update(seed=1)),
            (layers, "layers", lambda v: v["frames"][0].update(sealed="yes")),
            (layers, "layers", lambda v: v["frames"][0].update(more=1)),
            (layers, "layers",
             lambda v: v["frames"][0]["layers"][0].update(hex="0")),
            (layers, "layers",
             lambda v: v["frames"][0]["layers"][0].update(hidden=True)),
            (layers, "layers",
             lambda v: v["frames"][0]["layers"][0].update(at=-1)),
            (who, "who", lambda v: v.update(at="2022-01-26 16:30")),
            (who, "who", lambda v: v["parties"][0].update(kind="ship")),
            (who, "who", lambda v: v["parties"][0]["documents"][0].update(
                level="guessed")),
    ]:
        changed = copy.deepcopy(value)
        change(changed)
        if not any(True for _ in json_schema.errors(changed, SCHEMAS[schema])):
            spoiled.append(change)
    return ["%d spoiled answers pass" % len(spoiled)] if spoiled else []


def main(program):
    found, done = [], collections.Counter()
    # Those of scenarios/studies are studies, and played by their own tests.
    for scenario in sorted([*ROOT.glob("scenarios/*.yaml"),
                            *ROOT.glob("scenarios/lessons/*.yaml")]):
        with tempfile.TemporaryDirectory() as folder:
            answers = Answers(program, folder, scenario)
            answers.check()
            if not done:
                found += check_validator(
                    answers.answer("layers", "show", answers.run,
                                   "--exchange", 1),
                    answers.answer("who", "who", answers.run))
        found += answers.found
        done += answers.done
        done["runs"] += 1
    for line in found[:40]:
        print(line)
    counts = ", ".join("%d %s" % (n, k) for k, n in done.items())
    print("answers: %s, %d findings" % (counts, len(found)))
    least = {"runs": 20, "signatures": 40, "roots": 100, "leaves shown": 250,
             "levels": 2000, "layers shown": 300, "secrets": 100,
             "views of none": 20, "undecided": 20}
    few = {k: done[k] for k, n in least.items() if done[k] < n}
    if few:
        print("answers: too few were looked at: %s" % few)
    return 1 if found or few else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
