#!/usr/bin/env python3
"""What commands answer with --json: it follows the schemas of docs/schema,
which refuse what is not so, and says what the same command says to people.

facts.py PROGRAM
"""
import collections
import csv
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import json_schema  # noqa: E402
import made_up_journal  # noqa: E402

SCENARIOS = sorted([*ROOT.glob("scenarios/*.yaml"),
                    *ROOT.glob("scenarios/lessons/*.yaml")])


class Facts:
    """A program, and what is found wrong with its answers."""

    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)
        self.found, self.runs, self.schemas, self.asked = [], {}, {}, {}
        self.commands = set()

    def call(self, *words, stdin=None):
        return subprocess.run([self.program, *map(str, words)], text=True,
                              input=stdin, capture_output=True, check=False)

    def expect(self, good, *what):
        if not good:
            self.found.append(" ".join(map(str, what))[:400])

    def run(self, name):
        """The folder of a run of a scenario, played once."""
        if name not in self.runs:
            self.runs[name] = self.folder / pathlib.Path(name).name
            self.call("run", ROOT / name, "--out", self.runs[name], "--quiet")
        return self.runs[name]

    def schema(self, name):
        if name not in self.schemas:
            path = ROOT / "docs/schema" / (name + ".json")
            self.schemas[name] = json.loads(path.read_text(encoding="utf-8"))
        return self.schemas[name]

    def ask(self, name, *words, exits=0, stdin=None):
        """The answer, which follows its schema; and one that is spoiled in any
        member of its top does not."""
        told = self.call(*words, "--json", stdin=stdin)
        self.commands.add(words[0])
        self.expect(told.returncode == exits, words, told.returncode,
                    told.stderr)
        self.expect("<" not in told.stdout, words, "an unescaped <")
        value = json.loads(told.stdout)
        for path, what in json_schema.errors(value, self.schema(name)):
            self.expect(False, words, path, what)
        if name not in self.asked:
            self.spoil(name, value)
        self.asked[name] = self.asked.get(name, 0) + 1
        return value

    def spoil(self, name, value):
        wrong = {"none of": [-1]}
        for key in [*value, "none of its members"]:
            for bad in ({**value, key: wrong},
                        {k: v for k, v in value.items() if k != key}):
                self.expect(bad == value or any(
                    True for _ in json_schema.errors(bad, self.schema(name))),
                    name, key, "may be spoiled")


def check_check(f):
    """The places of the text for people; of shipped scenarios no errors."""
    told = f.ask("check", "check", *SCENARIOS)
    f.expect(told["valid"] and len(told["scenarios"]) == len(SCENARIOS),
             "shipped scenarios have errors")
    text = SCENARIOS[0].read_text(encoding="utf-8")
    text = text.replace("channels:", "chan:")
    words = ["check", "-"]
    shown = f.call(*words, stdin=text).stderr
    one = f.ask("check", *words, exits=1, stdin=text)["scenarios"][0]
    places = re.findall(r"^<stdin>:(\d+):(\d+): (\w+): (.*)$", shown, re.M)
    f.expect(places and places == [
        (str(d["line"]), str(d["column"]), d["severity"], d["message"])
        for d in one["diagnostics"]], "check", places, one)
    gone = f.ask("check", "check", f.folder / "gone.yaml", exits=1)
    f.expect(gone["scenarios"][0]["diagnostics"][0]["line"] is None, gone)
    changed = f.ask("check", "check", SCENARIOS[0], "--change",
                    "clock.start=never", exits=1)["scenarios"][0]
    f.expect(changed["changed"] and changed["diagnostics"], changed)


def check_verify(f):
    """The verdict is the first word of the text, and the exit code its own; a
    byte that is changed is found at its record."""
    run = f.run("scenarios/excuse.yaml")
    key = f.ask("verify", "verify", run, "--rerun")["journal"]["first_key"]
    good = f.ask("verify", "verify", run, "--rerun", "--key", key)
    f.expect(good["key"] is True and good["state"] is None and
             good["rerun"]["same"] == good["frames"], good)
    bad = f.ask("verify", "verify", run, "--key", "00" * 32, exits=5)
    f.expect(bad["key"] is False and bad["verdict"] == "FAIL", bad)
    data = (run / "run.journal").read_bytes()
    spoiled = f.folder / "spoiled.journal"
    for text, exits, verdict in (
            (data[:len(data) // 2], 4, "TORN"),
            (data[:-900] + bytes([data[-900] ^ 1]) + data[-899:], 5, "FAIL"),
            (data[:9], 4, "TORN"), (b"not one", 5, "FAIL")):
        spoiled.write_bytes(text)
        told = f.ask("verify", "verify", spoiled, exits=exits)
        shown = f.call("verify", spoiled).stdout
        f.expect(told["verdict"] == verdict == shown.split(":")[0] and
                 told["failure"], told, shown)
        record = re.search(r"^  record +(\d+) does not hold", shown, re.M)
        f.expect(record and int(record[1]) == told["failure"]["record"],
                 told, shown)
    spoiled.write_bytes(made_up_journal.made_up(data, 20))
    told = f.ask("verify", "verify", spoiled, "--rerun", exits=5)
    f.expect(told["verdict"] == "INCOMPLETE" and
             told["rerun"]["verdict"] == "DIFFERENT" and
             told["rerun"]["same"] == 20, told)
    pair = told["rerun"]["differs"]
    f.expect(pair["here"].pop("time") != pair["replayed"].pop("time") and
             pair["here"] == pair["replayed"] and pair["here"]["event"] and
             pair["here"]["record"] == 20, pair)
    f.call("prove", run, "--state", "--out", f.folder / "state")
    for name, exits in (("excuse", 0), ("insiders", 5)):
        told = f.ask("verify", "verify", f.run("scenarios/%s.yaml" % name),
                     "--state", f.folder / "state", exits=exits)
        f.expect(told["state"] is (exits == 0), name, told)


def check_attack(f):
    """The counts of the table; each trial is of a copy, and of a claim that
    the copy has when it is broken."""
    verdicts = ["idle", "harmless", "detected", "succeeded"]
    for words, exits in ((["scenarios/excuse.yaml"], 0),
                         (["scenarios/insiders.yaml", "--protect",
                           "age,noise-KK,signed-age"], 0),
                         (["tests/timeline/attacked.yaml"], 0),
                         (["scenarios/excuse.yaml", "--tactic", "mitm"], 0)):
        words = ["attack", ROOT / words[0], *words[1:], "--crypto", "stand-in"]
        told = f.ask("attack", *words, exits=exits)
        shown = f.call(*words).stdout
        rows = re.findall(r"^[! ] (\S+)((?: +(?:\d+|-)){4})  ", shown, re.M)
        counted = []
        for under in told["protections"]:
            copies = {c["exchange"]: c for c in under["copies"]}
            for name in [t["tactic"] for t in told["tactics"]]:
                found = [t["verdict"] for t in under["trials"]
                         if t["tactic"] == name]
                if found and "--tactic" not in words:
                    counted.append((name, [str(found.count(v) or "-")
                                           for v in verdicts]))
            for trial in under["trials"]:
                copy = copies[trial["exchange"]]
                f.expect(set(trial["broken"]) <= set(copy["claims"]) and
                         copy["document"] == trial["document"] and
                         (trial["gained"] is None) ==
                         (trial["verdict"] != "succeeded") and
                         (trial["verdict"] != "detected" or trial["noticed"]),
                         words, trial, copy)
        f.expect(counted == [(n, c.split()) for n, c in rows], words, rows)
        f.expect(told["complete"] and (counted or "--tactic" in words), words)


def check_compare(f):
    """The table for spreadsheets, which says the same; and the grades of the
    table for people."""
    words = ["compare", ROOT / "scenarios/excuse.yaml", "--protect",
             "open,age,noise-XX,ratchet", "--crypto", "stand-in"]
    told = f.ask("compare", *words)
    rows = list(csv.DictReader(io.StringIO(f.call(*words, "--csv",
                                                  "-").stdout)))
    keys = {"forward-secret": "forward_secret", "hides-sender": "hides_sender",
            "heals": "post_compromise_secure", "hides-length": "hides_length",
            "confidential": "confidential", "origin": "origin",
            "provable": "provable"}
    f.expect(len(rows) == 4 == len(told["protections"]) and
             told["grades"] is None, words)
    for row, one in zip(rows, told["protections"]):
        f.expect([row[k] for k in ("protection", "papers", "bytes", "frames",
                                   "trips", "primitives")] ==
                 [str(one[k]) for k in ("protection", "copies", "bytes",
                                        "frames", "trips", "primitives")] and
                 round(one["latency_s"] * 10**9) == int(row["latency"]), row)
        for name, key in keys.items():
            answer = one["properties"][key]
            f.expect({"yes": True, "no": False, "n.a.": None}[row[name]] is
                     answer["has"] and
                     row[name + "-because"] == answer["because"], name, row)
    alone = f.ask("compare", "compare", "--grades")
    f.expect(alone["run"] is None and not alone["protections"], "--grades")
    shown = f.call("compare", "--grades", "--explain").stdout
    sets = [line[28:] for line in shown.split("only listened")[1].split("\n")
            if line[6:8] in ("->", "<-")]
    payloads = [p for g in alone["grades"] for p in g["payloads"]]
    f.expect(len(alone["grades"]) == 12 and len(payloads) == len(sets) > 40,
             len(payloads), len(sets))
    for payload, text in zip(payloads, sets):
        opened = {"none is needed": [[]], "no keys of the session": []}.get(
            text, [s.split(" + ") for s in text.split(", or ")])
        f.expect(payload["opened_by"] == opened, payload, text)


QUESTIONS = ["us has a receipt for us-response", "press holds us-response",
             "russia can prove us-response by 2022-01-26T18:00Z",
             "congress never holds nato-response",
             "us knows that russia holds us-response",
             "press was told nato-response/far-apart", "congress drafts note"]


def check_why(f):
    """The chain that is drawn with --all, whose records are those of the
    export; both commands say the same, and end with opposite codes."""
    run = f.run("scenarios/written-responses.yaml")
    records = {}
    for line in f.call("export", run, "--to", "jsonl").stdout.splitlines():
        one = json.loads(line)
        del one["sentence"]
        one.pop("data", None)
        records[one["record"]] = one
    ends = {"holds": (0, 2), "broken": (2, 0), "undetermined": (3, 3)}
    seen = set()
    for question in QUESTIONS[:-1]:
        shown = f.call("why", run, question, "--all")
        told = f.ask("why", "why", run, question, exits=shown.returncode)
        f.expect(ends[told["verdict"]][0] == shown.returncode, question, told)
        f.expect(told == f.ask("why", "why-not", run, question,
                               exits=ends[told["verdict"]][1]), question)
        for link in told["causes"] or ():
            record = {k: v for k, v in link.items() if k != "way"}
            f.expect(record == records[link["record"]], question, link)
        numbers = re.findall(r"^ +(\d+)  20", shown.stdout, re.M)
        if told["verdict"] == "holds" and not told["asked"]["never"]:
            f.expect(numbers == [str(c["record"]) for c in told["causes"]],
                     question, numbers)
            f.expect(told["reached"]["record"] == int(numbers[0]), told)
        for item in told["lacks"] or ():
            f.expect(item["record"] is None or item["record"] in records, item)
        seen |= {told["verdict"], told["origin"],
                 *[i["kind"] for i in told["lacks"] or ()]}
    f.expect({"holds", "broken", "author", "reached", "attempt",
              "holder"} <= seen, "why", seen)
    wrong = f.call("why", run, QUESTIONS[-1], "--json")
    f.expect(wrong.returncode == 64 and not wrong.stdout, wrong)


def check_exposure(f):
    """The table for spreadsheets has the same windows of the same copies; of a
    run the same is said as of its scenario."""
    for name, count in (("lessons/stolen-keys", 10), ("excuse", 1),
                        ("lessons/a-group-of-allies", 5)):
        path = ROOT / "scenarios" / (name + ".yaml")
        words = ["exposure", path]
        told = f.ask("exposure", *words)
        copies = {c["copy"]: c for c in told["copies"]}
        windows = [
            [t["party"], t["steals"], str(w["copy"]), copies[w["copy"]][
                "document"], ", ".join(copies[w["copy"]]["portions"]),
             copies[w["copy"]]["from"], copies[w["copy"]]["to"],
             copies[w["copy"]]["channel"], copies[w["copy"]]["sent"],
             w["from"], w["until"], w["recorded_before"], w["recorded_after"],
             w["level"]] for t in told["thefts"] for w in t["windows"]]
        rows = csv.reader(io.StringIO(f.call(*words, "--csv", "-").stdout))
        next(rows)
        f.expect(windows == [
            [*r[:8], *r[9:12], r[12] == "yes", r[13] == "yes", r[14]]
            for r in rows] and len(windows) >= count, words, len(windows))
        f.expect(told == f.ask("exposure", "exposure",
                               f.run("scenarios/%s.yaml" % name)), words)
        for side in [p[k] for p in told["protections"]
                     for k in ("after", "before", "prior")]:
            f.expect((side["opened_by"] == "span") ==
                     (side["span_s"] is not None), side)


def check_attribute(f):
    """The lines of the table, to the digits that it shows."""
    copy = f.folder / "surfaced.txt"
    copy.write_text("Nothing of it.\n", encoding="utf-8")
    cases = [(f.run("scenarios/%s.yaml" % name), document["document"], more)
             for name in ("insiders", "full-release", "excuse")
             for document in f.ask("who", "who", f.run(
                 "scenarios/%s.yaml" % name))["parties"][0]["documents"]
             for more in ([], ["--surfaced", copy])]
    for run, document, more in cases:
        words = ["attribute", run, document, *more]
        if f.call(*words).returncode:
            f.expect(not f.call(*words, "--json").stdout, words)
            continue
        told = f.ask("attribute", *words)
        lines = re.findall(
            r"^  (\S+) .* (\d+) +([\d.]+) % +(-|\d+/\d+) +([\d.]+) %"
            r" +([\d.]+) %$", f.call(*words).stdout, re.M)
        f.expect(lines and lines == [
            (h["party"], str(h["readers"]), "%.1f" % (100 * h["prior"]),
             "%d/%d" % (h["marks"]["equal"], h["marks"]["readable"])
             if h["marks"] and h["marks"]["readable"] else "-",
             "%.1f" % (100 * h["to_author"]), "%.1f" % (100 * h["to_others"]))
            for h in told["holders"]], words, lines, told)
        f.expect(told["code"] is None and not any(
            h["accused"] or h["score"] for h in told["holders"]), told)
        f.expect((told["file"] is not None) == bool(more), told)
        f.expect(abs(sum(h["prior"] for h in told["holders"]) - 1) < 1e-9, told)
    f.expect(f.asked["attribute"] > 5, "attribute", f.asked)


def check_risk(f):
    """The figures of the tables, to the digits that these show."""
    def shown(number):
        small = 0 < number < 0.001
        return ("%.2g %%" if small else "%.1f %%") % (100 * number)

    words = ["risk", ROOT / "scenarios/insiders.yaml", "--runs", 20,
             "--crypto", "stand-in"]
    told = f.ask("risk", *words)
    text = f.call(*words).stdout
    f.expect(told["circles"] is None and told["hazards"]["runs"] == 20 and
             told["hazards"]["documents"], told)
    for one in told["hazards"]["documents"]:
        part = text[text.index("\n%s\n" % one["document"]):]
        for row in [*one["leaked_by"], *one["leaks_first"]]:
            head = row.get("party") or row["time"][:16].replace("T", " ")
            line = re.search(r"^  %s .*$" % re.escape(head), part, re.M)[0]
            cells = [shown(row["computed"]) if row["computed"] is not None
                     else "-", shown(row["counted"])]
            f.expect(" ".join(cells) in " ".join(line.split()), line, row)
            f.expect("%.1f to %.1f %%" % (100 * row["low"], 100 * row["high"])
                     in re.sub(" +", " ", line), line, row)
        for row in one["leaked_in"]:
            line = re.search(r"^  %.0f %% of runs +(.{16})" %
                             (100 * row["share"]), part, re.M)[1].strip()
            f.expect((row["time"] or "later")[:16].replace("T", " ") == line,
                     line, row)
    none = f.ask("risk", "risk", ROOT / "scenarios/excuse.yaml", "--by",
                 "2022-01-27T00:00Z", "--runs", 1, "--crypto", "stand-in")
    f.expect(none["by"] == "2022-01-27T00:00:00Z", none)
    words = [*words[:2], "--model", "grimes", "--half-life", "3000 d"]
    told = f.ask("risk", *words)
    rows = re.findall(r"^  (\S+) +(\d+) +(\S+ %) +([\d.]+)$",
                      f.call(*words).stdout, re.M)
    f.expect(rows and rows == [
        (d["document"], "%.0f" % d["people"], shown(d["leaked"]),
         "%.1f" % d["years_until_95"]) for d in told["circles"]["documents"]],
        words, rows, told)


def check_diff(f):
    """Of a run and itself nothing; else the first record that differs in the
    exports, and what `who` says of both."""
    path = ROOT / "scenarios/written-responses.yaml"
    runs = [f.run(path.relative_to(ROOT)), f.folder / "late"]
    f.call("run", path, "--out", runs[1], "--quiet", "--change",
           "parties.russia.processing_delay=1 h")
    same = f.ask("diff", "diff", runs[0], runs[0])
    f.expect(same["same"] and same["first"] is None and not same["knowledge"],
             same)
    told = f.ask("diff", "diff", *runs, exits=2)
    f.expect(not told["same"] and told["scenario_line"] and
             len(told["expectations"]) == 2, told)
    exports = [[json.loads(line) for line in f.call(
        "export", run, "--to", "jsonl").stdout.splitlines()] for run in runs]
    differ = next(pair for pair in zip(*exports) if pair[0] != pair[1])
    for one, event in zip(differ, told["first"]):
        one.pop("data", None)
        one.pop("sentence")
        f.expect(one == event, one, event)
    levels = [{(p["name"], d["document"]): (d["level"], d["since"])
               for p in f.ask("who", "who", run)["parties"]
               for d in p["documents"]} for run in runs]
    changed = {k for k in levels[0] if levels[0][k] != levels[1][k]}
    f.expect(changed and changed <= {(r["party"], r["document"])
                                     for r in told["knowledge"]}, changed)
    for row in told["knowledge"]:
        for level, since in zip(levels, row["since"]):
            last = level[row["party"], row["document"]]
            f.expect(last[0] != row["level"] or last[1] == since, row, last)


def check_stats(f):
    """The counts of the exported records; percentiles of the latencies that
    are written one by one."""
    for name in ("written-responses", "hotline", "lessons/stolen-keys"):
        run = f.run("scenarios/%s.yaml" % name)
        told = f.ask("stats", "stats", run)
        records = [json.loads(line) for line in f.call(
            "export", run, "--to", "jsonl").stdout.splitlines()]
        spans = collections.defaultdict(list)
        rows = csv.DictReader(io.StringIO(f.call("stats", run, "--csv",
                                                 "-").stdout))
        for row in rows:
            spans[row["of"], row["name"]].append(int(row["latency"]))
        f.expect(told["records"] == len(records), name, told["records"])
        for one in told["channels"]:
            sent = [r for r in records if r["kind"] == "FRAME_SENT" and
                    r.get("channel") == one["channel"]]
            f.expect(one["frames"] == len(sent) and one["bytes"] == sum(
                len(r["data"]) // 2 for r in sent) or not one["channel"],
                name, one, len(sent))
        for one in told["channels"] + told["precedences"]:
            of = "channel" if "channel" in one else "precedence"
            took = spans.pop((of, one[of] or ""), [])
            f.expect((one["latency"] is None) == (not took), name, one)
            if took:
                exact = [took[max(0, -(-len(took) * p // 100) - 1)]
                         for p in (0, 50, 95, 100)]
                f.expect([len(took), *exact] == [one["latency"]["count"], *[
                    round(one["latency"][k] * 10**9) for k in
                    ("least_s", "p50_s", "p95_s", "most_s")]] and
                    took == sorted(took), name, one, exact)
        f.expect(not spans, name, spans)
    file = f.folder / "latencies.csv"
    f.expect("channel" in f.call("stats", run, "--csv", file).stdout.lower() and
             f.call("stats", run, "--csv", file).returncode == 1 and
             f.call("stats", run, "--csv", file, "--force").returncode == 0 and
             file.read_text().startswith("of,name,latency"), "--csv FILE")


def check_metadata(f):
    """The figures of the tables, to the digits that these show."""
    words = ["metadata", ROOT / "scenarios/lessons/who-looks-on.yaml",
             "--runs", 3, "--crypto", "stand-in"]
    told = f.ask("metadata", *words)
    text = f.call(*words).stdout
    f.expect(told["runs"] == 3 and len(told["ways"]) > 1, told)
    parts = text.split("Correct guesses")[1:]
    f.expect(len(parts) == 4, "metadata: tables")
    for question, part in zip(("which", "from", "to", "whether"), parts):
        for way in told["ways"]:
            scores = way["guesses"][question]
            cells = [
                "%.1f (%.1f-%.1f)" % (100 * s["right"] / s["asked"],
                                      100 * s["low"], 100 * s["high"])
                if s else "-" for s in map(scores.get, ("size", "time",
                                                        "both"))]
            base = scores["baseline"]
            cells.append("%.1f" % (100 * base["right"] / base["asked"])
                         if base else "-")
            line = re.search(r"^  %s +(.*)$" % way["way"], part, re.M)[1]
            f.expect(" ".join(line.split()) == " ".join(cells), question, line,
                     cells)
    costs = text.split("Costs per run")[1]
    for way in told["ways"]:
        line = re.search(r"^  %s +(.*)$" % way["way"], costs, re.M)[1].split()
        f.expect(line[:3] == ["%.1f" % (way["documents"] / 3),
                              "{:,}".format(way["frames"] // 3),
                              "{:,}".format(way["bytes"] // 3)], line, way)


def check_all(f):
    """Each command that takes --json has been asked, and has its row in the
    page; each schema has been followed, but those of other tests."""
    page = "".join(re.findall(r"^\|.*", (ROOT / "docs/json.md").read_text(
        encoding="utf-8"), re.M))
    for name in re.findall(r"^  ([a-z-]+)  ", f.call("help").stdout, re.M):
        takes = "  --json " in f.call("help", name).stdout
        f.expect(takes == bool(re.search(r"`%s\b" % name, page)),
                 name, "--json and docs/json.md")
        f.expect(not takes or name in f.commands | {"show"}, name, "not asked")
    f.expect(set(f.asked) | {"layers", "page", "study"} ==
             {p.stem for p in (ROOT / "docs/schema").glob("*.json")}, f.asked)


CHECKS = [check_check, check_verify, check_attack, check_compare, check_why,
          check_exposure, check_attribute, check_risk,
          check_diff, check_stats, check_metadata]


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        facts = Facts(program, folder)
        for check in CHECKS:
            check(facts)
        check_all(facts)
    for line in facts.found[:40]:
        print(line)
    print("facts: %s, %d findings" % (", ".join(
        "%d %s" % (n, k) for k, n in facts.asked.items()), len(facts.found)))
    return 1 if facts.found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
