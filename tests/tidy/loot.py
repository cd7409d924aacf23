#!/usr/bin/env python3
"""A theft takes what is there: each member of a party's state is accounted for.

loot.txt has a row for each member of struct party and of every struct that it
leads to: taken by a thief of its `state`, or why not. Prints one line a
finding, and exits with 1 when there is any: a member without a row, a row
without a member, a struct that is not led to, a class that does not hold.
loot_samples.py tries all of this on bad samples.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
START = "party"
CLASSES = {"taken", "public", "no secret", "elsewhere", "within"}
# These lead to whatever they are given; the row says to what.
BLIND = {"table", "void"}

COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
STRUCT = re.compile(r"\bstruct (\w+)\s*\{")
FUNCTION = re.compile(r"^(?:\w[\w ]*[ *])?(\w+)\([^;{}]*\)\n\{\n(.*?)^\}",
                      re.DOTALL | re.MULTILINE)


def closing(text, at):
    """The place after the brace that closes the one before `at`."""
    depth = 1
    while depth:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
    return at


def declarations(body):
    """The declarations of a struct's body; one of a nested struct with its
    body left out."""
    out, at, start = [], 0, 0
    while at < len(body):
        if body[at] == "{":
            end = closing(body, at + 1)
            body = body[:at] + " " * (end - at) + body[end:]
        if body[at] == ";":
            out.append(" ".join(body[start:at].split()))
            start = at + 1
        at += 1
    return out


def members_of(body):
    """{member: the struct it is of or leads to, or the basic type}"""
    found = {}
    for declaration in declarations(body):
        function = re.search(r"\(\*(\w+)\)\(", declaration)
        if function:
            found[function[1]] = "function"
            continue
        kind = re.match(r"(?:const )?(?:struct|enum|union)? ?(\w+)",
                        declaration.replace("_Alignas(max_align_t) ", ""))[1]
        plain = re.sub(r"\[[^\]]*\]", "", declaration)
        for name in plain.split(","):
            found[re.findall(r"\w+", name)[-1]] = kind
    return found


def read_structs(text):
    """{struct: {member: type}} of all structs in a text of C."""
    text = COMMENT.sub(" ", text)
    return {found[1]: members_of(text[found.end():
                                      closing(text, found.end()) - 1])
            for found in STRUCT.finditer(text)}


def read_rows(text):
    """{(struct, member): (class, its word, reason)}, and findings."""
    rows, findings, struct = {}, [], None
    for number, line in enumerate(text.splitlines(), 1):
        if re.fullmatch(r"[a-z_]+", line):
            struct = line
        elif " | " in line and struct:
            member, kind, reason = (part.strip() for part in
                                    (line.split(" | ", 2) + [""])[:3])
            name = next((c for c in CLASSES if kind == c or
                         kind.startswith(c + " ")), None)
            if not name or not reason:
                findings.append(f"line {number}: no class, or no reason")
                continue
            if (struct, member) in rows:
                findings.append(f"line {number}: {struct}.{member} again")
            rows[struct, member] = name, kind[len(name):].strip(), reason
    return rows, findings


def check_row(structs, functions, key, row, kind):
    """What is wrong with the class of one row; None for nothing."""
    name, word, _ = row
    if name == "taken":
        if word not in functions:
            return f"no function {word} takes it"
        if key[1] not in functions[word]:
            return f"{word} does not speak of it"
    elif name == "within":
        if word not in structs:
            return f"there is no struct {word}"
        if kind != word and kind not in BLIND:
            return f"it leads to {kind}, not to {word}"
    elif word:
        return "the class has a word too many"
    elif kind in BLIND and name == "no secret":
        return "a table has to say what it leads to"
    return None


def check(structs, functions, text):
    """All findings."""
    rows, findings = read_rows(text)
    todo, seen = [START], set()
    while todo:
        struct = todo.pop()
        if struct in seen:
            continue
        seen.add(struct)
        for member, kind in structs[struct].items():
            row = rows.get((struct, member))
            if not row:
                findings.append(f"{struct}.{member} has no row: does a theft "
                                "take it?")
                continue
            wrong = check_row(structs, functions, (struct, member), row, kind)
            if wrong:
                findings.append(f"{struct}.{member}: {wrong}")
            elif row[0] == "within":
                todo.append(row[1])
    for struct, member in rows:
        if struct not in seen or member not in structs[struct]:
            findings.append(f"{struct}.{member} has a row, and is not there")
    return sorted(findings), len(rows)


def read_tree():
    """The structs of src/, and the bodies of the functions that take."""
    structs, functions = {}, {}
    for path in sorted((ROOT / "src").glob("*/*.[ch]")):
        structs.update(read_structs(path.read_text(encoding="utf-8")))
    for name in ("memory", "keys"):
        code = (ROOT / f"src/opener/{name}.c").read_text(encoding="utf-8")
        functions.update((m[1], m[2]) for m in FUNCTION.finditer(code))
    return structs, functions


def main():
    structs, functions = read_tree()
    table = pathlib.Path(__file__).with_suffix(".txt")
    findings, rows = check(structs, functions,
                           table.read_text(encoding="utf-8"))
    for finding in findings:
        print(finding)
    print(f"loot: {rows} members of a party's state, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
