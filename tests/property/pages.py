#!/usr/bin/env python3
"""The page of every shipped scenario, taken apart without a browser.

    pages.py PROGRAM

Its data has to be what docs/schema/page.json says; every index in it has to
lead somewhere; knowledge replayed from its gains has to be what `who --at`
answers; its pieces have to hold every frame once, and the journal byte for
byte. A party's page must not name what the party never saw.
"""
import base64
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs/schema/page.json").read_text("utf-8"))
MOMENTS = 20
PIECE = re.compile(r'<script type="application/octet-stream" id="(\w+)">'
                   r"([A-Za-z0-9+/=]*)</script>")
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool,
         "null": type(None)}


def fail(message):
    raise AssertionError(message)


def is_type(value, name):
    if name in ("integer", "number"):
        return isinstance(value, (int, float) if name == "number" else int) \
            and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def validate(value, schema, at="data"):
    """What of JSON Schema docs/schema/page.json uses; fails otherwise."""
    for key, rule in schema.items():
        if key == "$ref":
            validate(value, SCHEMA["$defs"][rule.split("/")[-1]], at)
        elif key == "type":
            names = rule if isinstance(rule, list) else [rule]
            if not any(is_type(value, name) for name in names):
                fail(f"{at}: {value!r} is no {rule}")
        elif key == "enum" and value not in rule:
            fail(f"{at}: {value!r} is none of {rule}")
        elif key == "const" and value != rule:
            fail(f"{at}: {value!r} is not {rule}")
        elif key == "pattern" and not re.search(rule, value):
            fail(f"{at}: {value!r} does not match {rule}")
        elif key == "minimum" and value < rule:
            fail(f"{at}: {value} is below {rule}")
        elif key == "maximum" and value > rule:
            fail(f"{at}: {value} is above {rule}")
        elif key == "minItems" and len(value) < rule:
            fail(f"{at}: fewer than {rule}")
        elif key == "maxItems" and len(value) > rule:
            fail(f"{at}: more than {rule}")
        elif key == "items":
            for i, item in enumerate(value):
                validate(item, rule, f"{at}[{i}]")
        elif key == "anyOf":
            validate_any(value, rule, at)
        elif key == "required" and not set(rule) <= set(value):
            fail(f"{at} lacks {set(rule) - set(value)}")
        elif key == "properties":
            for name in rule.keys() & value.keys():
                validate(value[name], rule[name], f"{at}.{name}")
        elif key == "additionalProperties":
            for name in value.keys() - schema.get("properties", {}).keys():
                if rule is False:
                    fail(f"{at} has {name}")
                validate(value[name], rule, f"{at}.{name}")
        elif key not in ("$schema", "$defs", "title", "description", "enum",
                         "const", "pattern", "minimum", "maximum", "minItems",
                         "maxItems", "required"):
            fail(f"the schema uses {key}, which is not known here")


def validate_any(value, schemas, at):
    for schema in schemas:
        try:
            return validate(value, schema, at)
        except AssertionError as error:
            last = error
    raise last


def pieces_of(path):
    page = path.read_text("utf-8")
    return {m[1]: zlib.decompress(base64.b64decode(m[2]))
            for m in PIECE.finditer(page)}


def check_columns(data):
    """Columns are as long as each other, and name what there is."""
    rows, actors = len(data["records"]["number"]), len(data["actors"])
    most = {"actor": actors, "peer": actors, "from": actors, "to": actors,
            "document": len(data["documents"]), "kind": len(data["kinds"]),
            "channel": len(data["channels"])}
    for name in ("records", "gains", "arrows", "frames"):
        table = {k: v for k, v in data[name].items()
                 if k not in ("words", "reason", "violation") or
                 name == "arrows"}
        if len({len(column) for column in table.values()}) != 1:
            fail(f"{name}: columns of different lengths")
        for key, column in table.items():
            limit = most.get(key, rows if key in
                             ("act", "arrived", "taken", "row", "sent",
                              "lost") else None)
            if limit is not None and max(column, default=-1) >= limit:
                fail(f"{name}.{key} names what is not there")
    numbers = data["records"]["number"]
    if numbers != sorted(set(numbers)):
        fail("records are not in order")
    for row, chain in zip(data["gains"]["row"], data["gains"]["why"]):
        if chain[:1] != [row] or chain != sorted(chain, reverse=True):
            fail(f"the chain of row {row} is {chain}")


def knowledge(data, row):
    """{(actor, document): level of each portion} after a row."""
    gains, levels = data["gains"], {}
    for i, at in enumerate(gains["row"]):
        if at > row:
            break
        document = gains["document"][i]
        mine = levels.setdefault(
            (gains["actor"][i], document),
            [0] * len(data["documents"][document]["portions"]))
        for k in range(len(mine)):
            if gains["portion"][i] in (-1, k):
                mine[k] = max(mine[k], gains["level"][i])
    return levels


def check_knowledge(program, run, data):
    records = data["records"]
    rows = len(records["number"])
    for i in range(MOMENTS):
        row = i * (rows - 1) // (MOMENTS - 1)
        second, nano = records["second"][row], records["nano"][row]
        while row + 1 < rows and (records["second"][row + 1],
                                  records["nano"][row + 1]) == (second, nano):
            row += 1
        said = json.loads(subprocess.run(
            [program, "who", run, "--at", moment(data, second, nano),
             "--json"], check=True, capture_output=True).stdout)
        levels = knowledge(data, row)
        for a, party in enumerate(said["parties"]):
            for k, document in enumerate(party["documents"]):
                wanted = [data["levels"].index(p["level"])
                          for p in document["portions"]]
                found = levels.get((a, k), [0] * len(wanted))
                if wanted != found:
                    fail(f"row {row}: {party['name']} {document['name']}: "
                         f"{found}, who says {wanted}")


def moment(data, second, nano):
    seconds = data["run"]["start"] + second
    days, rest = divmod(seconds, 86400)
    # Days since 1970 as a date, after Howard Hinnant.
    days += 719468
    era, doe = divmod(days, 146097)
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    day, month = doy - (153 * mp + 2) // 5 + 1, mp + 3 if mp < 10 else mp - 9
    year = yoe + era * 400 + (month <= 2)
    return f"{year:04}-{month:02}-{day:02}T{rest // 3600:02}:" \
           f"{rest // 60 % 60:02}:{rest % 60:02}.{nano:09}Z"


def check_pieces(data, pieces, journal):
    if pieces.pop("journal") != journal:
        fail("the journal in the page differs")
    parts, seen = data["parts"], []
    for loose, key in ((False, "exchanges"), (True, "loose")):
        for part in parts[key]:
            for frame in json.loads(pieces.pop(part["id"])):
                at = frame["record" if loose else "exchange"]
                if (frame["exchange"] is None) != loose or \
                        not part["from"] <= at <= part["to"]:
                    fail(f"record {frame['record']} is in {part['id']}")
                seen.append(frame["record"])
    sent = [data["records"]["number"][row] for row in data["frames"]["sent"]]
    if sorted(seen) != sent:
        fail("the pieces do not hold every frame once")
    if pieces.keys() != {"data"}:
        fail(f"pieces that nothing names: {pieces.keys()}")


def check_view(program, run, data, party, folder):
    """A party's page says nothing of documents that its records never name."""
    out = folder / "view.html"
    subprocess.run([program, "report", run, "--as", party["name"], "-o", out,
                    "--force"], check=True)
    pieces = pieces_of(out)
    view = json.loads(pieces["data"])
    validate(view, SCHEMA)
    check_columns(view)
    me = [a["name"] for a in data["actors"]].index(party["name"])
    own = [i for i, a in enumerate(data["records"]["actor"]) if a == me]
    if view["records"]["sentence"] != \
            [data["records"]["sentence"][i] for i in own]:
        fail(f"{party['name']} sees other records than its own")
    text = json.dumps({k: v for k, v in view.items() if k != "kinds"})
    met = {data["records"]["document"][i] for i in own}
    for i, document in enumerate(data["documents"]):
        if i not in met and re.search(f'"{document["name"]}"(?!:)', text):
            fail(f"{party['name']}'s page names {document['name']}")
    if "journal" in pieces or view["lesson"] or view["run"]["seed"] or \
            view["run"]["story"]:
        fail(f"{party['name']}'s page has more than its view")


def check_tables(program, scenario, folder):
    """The tables have the numbers that the commands print."""
    run, out = folder / scenario.stem, folder / "tables.html"
    subprocess.run([program, "report", run, "-o", out, "--with",
                    "attack,compare"], check=True)
    data = json.loads(pieces_of(out)["data"])
    validate(data, SCHEMA)
    attack, compare = data["tables"]
    for table, numbers in ((attack, slice(1, 5)), (compare, slice(1, 5))):
        said = subprocess.run([program, table["name"], scenario], check=False,
                              capture_output=True, text=True).stdout
        for row in table["rows"]:
            wanted = [cell for cell in row["cells"][numbers] if cell]
            lines = [re.findall(r"[0-9]+", line.replace(",", ""))
                     for line in said.splitlines()
                     if line[1:].split()[:1] == [row["cells"][0]]]
            if wanted not in [line[:len(wanted)] for line in lines]:
                fail(f"{table['name']}: {row['cells']} is not in\n{said}")


def check_stand_in(program, scenario, folder):
    """A page of a stand-in's run says so, with the tables of the real one."""
    pages = []
    for crypto in ("real", "stand-in"):
        run, out = folder / crypto, folder / f"{crypto}.html"
        subprocess.run([program, "run", scenario, "--out", run, "--quiet",
                        "--crypto", crypto], check=True)
        subprocess.run([program, "report", run, "-o", out, "--with",
                        "attack,compare,risk"], check=True,
                       stderr=subprocess.DEVNULL)
        pages.append(json.loads(pieces_of(out)["data"]))
    real, stand_in = pages
    if real["tables"] != stand_in["tables"]:
        fail("the tables of a stand-in's page differ")
    words = "stand-in: proves nothing"
    if [words in page["verdict"]["sentence"] for page in pages] != \
            [False, True]:
        fail("the wrong page says that it proves nothing")


def check_lesson(program, scenario, folder, lesson):
    """Without the change a claim is broken, with it all hold, and then there
    is nothing to ask; the places that gains name are there."""
    verdicts = [claim["verdicts"] for claim in lesson["second"]["claims"]]
    if "broken" not in [v[0] for v in verdicts] or \
            {v[1] for v in verdicts} != {"holds"}:
        fail(f"the claims are {verdicts}")
    gains = lesson["second"]["gains"]
    if len({len(column) for column in gains.values()}) != 1 or \
            gains["number"] != sorted(gains["number"]):
        fail(f"the second run's gains are {gains}")
    fixed = folder / "fixed"
    changes = [c for choice in lesson["fix"]["choices"] if choice["right"]
               for c in choice["changes"]]
    subprocess.run([program, "run", scenario, "--out", fixed, "--report",
                    "--quiet", *[word for c in changes
                                 for word in ("--change", c)]],
                   capture_output=True, check=False)
    data = json.loads(pieces_of(fixed / "report.html")["data"])
    validate(data, SCHEMA)
    if data["lesson"] is not None:
        fail("a run with the change still asks")
    for look in lesson["look"]:
        if look["view"] in ("attack", "metadata", "risk") and \
                not look["printed"]:
            fail(f"nothing is printed of {look['command']}")


def check_strange(program, scenario, folder):
    """No lesson of a journal reads a file that does not ship with it, or makes
    a command write one or take longer."""
    for words in ("--surfaced ../../../README.md", "--surfaced /etc/passwd",
                  "--surfaced=15-mixed.txt", "--json", "-o x"):
        strange = folder / scenario.name
        strange.write_text(scenario.read_text("utf-8").replace(
            "--surfaced 15-mixed.txt", words), "utf-8")
        run = folder / "strange"
        subprocess.run([program, "run", strange, "--out", run, "--report",
                        "--quiet", "--force"], capture_output=True, check=False)
        data = json.loads(pieces_of(run / "report.html")["data"])
        look = data["lesson"]["look"][0]
        if words not in look["command"] or look["printed"]:
            fail(f"{look['command']} prints {look['printed']}")


def check_scenario(program, scenario, folder):
    run = folder / scenario.stem
    subprocess.run([program, "run", scenario, "--out", run, "--report",
                    "--quiet"], capture_output=True, check=False)
    pieces = pieces_of(run / "report.html")
    data = json.loads(pieces["data"])
    validate(data, SCHEMA)
    check_columns(data)
    check_knowledge(program, run, data)
    check_pieces(data, pieces, (run / "run.journal").read_bytes())
    if (data["lesson"] is not None) != scenario.stem[:1].isdigit():
        fail("a lesson asks, and nothing else")
    if data["lesson"]:
        check_lesson(program, scenario, folder, data["lesson"])
    if scenario.stem == "15-framing":
        check_strange(program, scenario, folder)
    if scenario.stem == "hotline":
        check_tables(program, scenario, folder)
        check_stand_in(program, scenario, folder)
    for party in data["actors"]:
        if not party["adversary"]:
            check_view(program, run, data, party, folder)


def main(program):
    scenarios = sorted([*ROOT.glob("scenarios/*.yaml"),
                        *ROOT.glob("scenarios/lessons/*.yaml")])
    for scenario in scenarios:
        with tempfile.TemporaryDirectory() as folder:
            try:
                check_scenario(program, scenario, pathlib.Path(folder))
            except AssertionError as error:
                print(f"{scenario.name}: {error}")
                return 1
    print(f"{len(scenarios)} pages hold")
    return 0 if scenarios else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
