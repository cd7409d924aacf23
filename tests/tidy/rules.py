#!/usr/bin/env python3
"""The house rules that a program can check, as a test of the source itself.

Prints one line a finding, file:line: message [rule], and exits with 1 when
there is any. samples.py holds a bad sample of every rule. With --comments it
prints how the comments of each folder speak, and judges nothing.
"""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# All that stands at the top level, besides what .gitignore names.
TOP = {"CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE",
       "SECURITY.md", "CHANGELOG.md", "CITATION.cff", "dev", ".clang-format",
       ".clang-tidy", ".gitignore", ".git", ".ci", "docs", "cmake", "proto",
       "scenarios", "src", "tests"}

COLUMNS = 80
# What else is written by the line: suffixes, and names without one.
PROGRAMS = {"lua", "proto", "py", "cmake", "ts", "css", "CMakeLists.txt", "dev",
            "run"}
FUNCTION_LINES = 60
FILE_LINES = 500
# A .c longer than the first opens with a comment of the second, or more.
STORY_FILE_LINES = 150
STORY_LINES = 4

# What each folder of src/ may include, itself aside: folders, or one header.
# A study sees nothing that runs a scenario, for the journal is its only
# witness. The exports share with the views the sentence of a record.
BELOW = {
    "base": "",
    "crypto": "base",
    "wire": "base",
    "statistics": "base",
    "scenario": "wire base",
    "party": "crypto wire base",
    "session": "party crypto wire base",
    "group": "session party crypto wire base",
    "document": "party crypto wire base",
    "machine": "document group session party crypto wire base",
    "journal": "crypto wire base",
    "opener": "document group session party journal scenario crypto wire base",
    "runtime": "machine group party journal scenario crypto wire base",
    "adversary": "opener document group session party wire crypto base",
    "sim": "adversary opener runtime party journal scenario wire crypto base",
    "live": "base",
    "database": "base",
    "cluster": "base",
    "plot": "statistics base",
    "study": "opener document party journal scenario crypto wire base",
    "experiment": "study sim adversary opener runtime document party journal"
                  " scenario crypto wire statistics base",
    "lesson": "experiment sim scenario base",
    "replication": "experiment study sim runtime scenario statistics wire base",
    "results": "replication scenario statistics database base",
    "view": "plot replication experiment study opener journal wire scenario"
            " statistics base",
    "json": "experiment study opener document party journal scenario crypto"
            " wire statistics base view/layer_tree.h",
    "export": "json experiment study opener journal scenario database wire base"
              " view/phrase.h",
    "report": "json replication experiment study opener journal scenario"
              " crypto wire statistics base view/obstacles.h view/outcomes.h"
              " view/phrase.h view/reasons.h view/verdict.h",
    "cli": "results report export json view replication lesson experiment study"
           " cluster live sim adversary opener runtime document party journal"
           " scenario wire"
           " database statistics crypto base",
}

# Headers that only some doors may include: of libraries, of the system, and of
# what answers for the curve. All others ask with a secret in hand.
DOORS = [
    (r"crypto/curve_(real|standin)\.h", "crypto/curve"),
    (r"sodium(/.*)?\.h", "crypto/"),
    (r"nettle/.*\.h", "crypto/sha256."),
    (r"(protobuf-c/)?protobuf-c\.h|.*\.pb-c\.h", "wire/"),
    (r"yaml\.h", "scenario/"),
    (r"utf8proc\.h", "base/utf8."),
    (r"uv(/.*)?\.h", "live/"),
    (r"sqlite3\.h", "database/database."),
    (r"mpi\.h", "cluster/ranks."),
    (r"zlib\.h", "report/page_pack."),
    (r"(sys/socket|netinet/.*|arpa/inet|netdb|poll|sys/epoll)\.h", "live/"),
    (r"(time|sys/time)\.h", "live/"),
    (r"(pthread|threads|stdatomic)\.h", ""),
    (r"sys/ioctl\.h", "view/text."),
    (r"(dirent|fcntl|unistd|sys/stat)\.h", "journal/ cli/"),
    (r"(sys/random|locale|setjmp|signal|fenv)\.h", "live/ cli/"),
]

# Calls that only some doors may make: rule, names, doors, what to say.
CALLS = [
    ("entropy",
     r"randombytes\w*|crypto_box_seal|crypto_\w+(?<!_seed)_keypair"
     r"|crypto_\w+_keygen|crypto_\w+_init_push|crypto_core_\w+_random"
     r"|crypto_pwhash\w*_str",
     "", "draws randomness of its own; take it from the party's rng"),
    ("entropy", r"s?rand(om)?(_r)?|[dlm]rand48|arc4random\w*",
     "", "hidden randomness; take it from the party's rng"),
    ("entropy", r"getrandom|getentropy|uv_random", "live/ cli/",
     "entropy enters through live/ and keygen only"),
    ("clock",
     r"time|clock|gettimeofday|clock_gettime|timespec_get|uv_hrtime"
     r"|uv_now|nanosleep|u?sleep",
     "live/", "reads a clock; time is event.now"),
    ("locale", r"localtime(_r)?|mktime|strftime|setlocale|strcoll", "",
     "depends on the locale or the time zone"),
    ("libm",
     r"(log|log2|log10|log1p|exp|exp2|expm1|pow|cbrt|sin|cos|tan|sinh|cosh"
     r"|tanh|fma|tgamma|lgamma|erf)[fl]?",
     "", "differs between processors; use + - * / sqrt or a table"),
    ("unsafe", r"strcpy|strcat|v?sprintf|gets|ato[ifl]|atoll|strtok|alloca",
     "", "unsafe; use a bounded form"),
    ("allocation", r"malloc|calloc|realloc|strdup|sodium_malloc",
     "base/ wire/ journal/ sim/ live/ study/ experiment/ view/"
     " cli/ export/ report/",
     "no allocation in crypto/; elsewhere from an arena"),
    ("curve",
     r"crypto_(scalarmult\w*|sign_(seed_|\w*detached|ed25519ph)\w*)",
     "crypto/curve_real.", "the curve has one door, crypto/curve"),
    ("curve", "curve_(use|stand_in|remembering)",
     "crypto/curve. journal/seal. experiment/rerun. cli/",
     "what answers for the curve is the command's choice, and no party's"),
    ("threads", r"uv_(thread|mutex|rwlock|cond|sem|barrier|once|key|queue)\w*",
     "live/workers.", "threads have one door, live/workers"),
    ("jump", r"setjmp|longjmp", "", "no longjmp"),
    ("exit", r"_?exit|abort", "base/arena. cli/", "only cli/ ends a process"),
]

# Calls that compare, search or parse a text, and names of texts that are for
# people: what code knows, it knows from fields and codes. The readers below
# read what was typed for them, in whatever words: notations of ours, scenarios,
# arguments; views lay sentences out; quote escapes what it is given; and whole
# records are compared field by field.
READING = (r"(?:record_names|str(?:n?cmp|n?casecmp|str|casestr|r?chr|c?spn|pbrk"
           r"|to[a-z]+)|mem(?:cmp|mem|chr)|sscanf)")
PROSE = re.compile(r"texts?|words|sentences?|way|because|label|said|told|prose")
PROSE_READERS = "base/ scenario/ view/ export/quote. wire/record_field."

# Forms of a line that no file may have: rule, pattern, what to say.
FORMS = [
    ("jump", r".*\bgoto (?!out;)", "the one label to go to is out"),
    ("typedef", r".*\btypedef\s+(struct|union|enum)\b",
     "a struct has one name"),
    ("assert", r".*\bNDEBUG\b", "assert() is on in every build"),
    ("static",
     r"\s*(static|_Thread_local)\b(?!.*\b(const|inline)\b)"
     r"(?! _Thread_local (struct curve_row row_in_use ="
     r"|const struct arena_end \*end_in_use;))[^(]*[;={]",
     "a static variable"),
    ("global",
     r"(?!static\b|enum\b|(struct|union) \w+;)(?!.*\b(const|typedef)\b)"
     r"\w[\w ]*[ *]+\w+(\[[^]]*\])*\s*(=.*|;)$",
     "a global variable"),
]

# The page's program makes elements and text nodes, so that nothing that a
# scenario or a journal says is ever read as markup or run.
MARKUP = re.compile(r"\b(innerHTML|outerHTML|insertAdjacentHTML|eval|srcdoc"
                    r"|createContextualFragment|DOMParser)\b"
                    r"|\bdocument\.write|\bnew Function\b")
MODULE = re.compile(r'^(?:import|export)\b[^;]*?\bfrom "\./(\w+)";', re.M)

# A comment opens with the thing or the act: in a folder of src/, at most so
# many of a hundred sentences may open with one of these words.
OPENINGS = {"What", "Who", "Whom", "Whose", "Whether", "Of", "As", "How",
            "Why"}
OPENINGS_MAX = 5
# A party, an adversary and a reader are named by their role, or are "they".
PRONOUNS = re.compile(r"\b(he|him|his|himself|she|hers?|herself)\b", re.I)
# Verbs that say nothing alone: a static function of that name gets its file's
# noun, so that one can search for it.
BARE = {"add", "advance", "begin", "check", "close", "copy", "count", "create",
        "decrypt", "encrypt", "find", "finish", "follow", "forget", "keep",
        "open", "place", "put", "read", "release", "seal", "split", "step",
        "take", "walk", "write"}

# Comments and literals, for rules that look at code only.
NOT_CODE = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'',
    re.DOTALL)
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')
CONTROL = {"if", "for", "while", "switch", "return", "sizeof", "_Alignas",
           "__attribute__", "_Static_assert"}


class Source:
    """One file: its path from the root, its text, and its code alone."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.splitlines()
        # Keeps literals' quotes and every newline, so that lines match.
        self.code = NOT_CODE.sub(
            lambda m: '""' if m[0][0] == '"' else "\n" * m[0].count("\n"),
            text).split("\n")
        parts = path.split("/")
        self.in_src = parts[0] == "src" and len(parts) == 3
        self.place = "/".join(parts[:-1][:2])
        self.folder = parts[1] if len(parts) == 3 else ""
        self.stem, _, self.suffix = parts[-1].rpartition(".")
        self.is_c = self.suffix in ("c", "h")
        self.is_page = self.suffix == "ts" and self.place == "src/page"
        self.is_program = self.is_c or self.suffix in PROGRAMS or \
            parts[-1] in PROGRAMS

    def includes(self):
        for number, line in enumerate(self.lines, 1):
            found = INCLUDE.match(line)
            if found:
                yield number, found[1], found[2]

    def functions(self):
        """(first line, last line, head) of each definition; clang-format
        puts both of a body's braces alone in the first column."""
        start = None
        for i, line in enumerate(self.code):
            if line == "{":
                start = i
                while start > 0 and self.code[start - 1].strip() and \
                        self.code[start - 1][0] not in "};#/":
                    start -= 1
            elif line == "}" and start is not None:
                head = " ".join(self.code[start:i]).split("{")[0]
                yield start + 1, i + 1, head
                start = None

    def prose(self):
        """(offset, text) of each comment; of Markdown, all but its code."""
        if self.suffix == "md":
            yield 0, re.sub(r"^```.*?^```|^    .*?$|`[^`]*`",
                            lambda m: re.sub(r"[^\n]", " ", m[0]), self.text,
                            flags=re.DOTALL | re.MULTILINE)
        for found in NOT_CODE.finditer(self.text) \
                if self.is_c or self.suffix == "proto" else ():
            if found[0].startswith("/"):
                yield found.start(), found[0]

    def sentences(self):
        """(line, text) of each sentence of the comments: what begins with a
        capital. A field's note, such as "of the next one", is none."""
        for start, text in self.prose():
            plain = re.sub(r"^/[*/] ?|\*/$|(?<=\n) *(\*|//) ?",
                           lambda m: " " * len(m[0]), text)
            for found in re.finditer(r"(?:^|(?<=[.!?]))\s*(?=[A-Z])", plain):
                rest = plain[found.end():]
                yield self.line_at(start + found.end()), \
                    re.split(r"(?<=[.!?])\s", rest, maxsplit=1)[0]

    def line_at(self, offset):
        return self.text.count("\n", 0, offset) + 1

    def behind(self, doors):
        return any(f"{self.folder}/{self.stem}.".startswith(door)
                   for door in doors.split())


def check_page_file(s, _):
    if not s.text.startswith("/* "):
        yield 1, "opening", "a module opens with a sentence on what it is"
    for found in MARKUP.finditer(s.text):
        yield s.line_at(found.start()), "markup", \
            f"{found[0]} may read a text as markup or run it"


def name_of(head):
    for name in re.findall(r"(\w+)\s*\(", head):
        if name not in CONTROL:
            return name
    return ""


# Rules of every text file.

def check_place(s, _):
    if s.path.split("/")[0] not in TOP:
        yield 1, "place", "nothing of that name is for the top level"


def check_text(s, _):
    if s.text and not s.text.endswith("\n"):
        yield len(s.lines), "text", "the file does not end with a newline"
    if s.text.endswith("\n\n"):
        yield len(s.lines), "text", "the file ends with an empty line"
    for number, line in enumerate(s.lines, 1):
        if "\t" in line:
            yield number, "text", "a tab"
        if line != line.rstrip():
            yield number, "text", "space at the end of the line"
        # Split so that this file does not find itself.
        if re.search(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b", line):
            yield number, "unfinished", "an unfinished thing"


def check_pronouns(s, _):
    for start, text in s.prose():
        for found in PRONOUNS.finditer(text):
            yield s.line_at(start + found.start()), "pronoun", \
                f'"{found[0]}": name the role, or say "they"'


# Rules of programs in any language.

def check_columns(s, _):
    for number, line in enumerate(s.lines, 1):
        if len(line) > COLUMNS:
            yield number, "columns", f"{len(line)} columns"


# Rules of C, tests included.

def check_length(s, _):
    for first, last, head in s.functions():
        if last - first + 1 > FUNCTION_LINES:
            yield first, "function-length", \
                f"{name_of(head)} has {last - first + 1} lines"


# Rules of src/.

def check_file_length(s, _):
    if len(s.lines) > FILE_LINES:
        yield FILE_LINES + 1, "file-length", f"{len(s.lines)} lines"


def check_story(s, _):
    """After the includes, before the first code, a longer file tells what it
    does, in which order, and the ordinary way through it."""
    if s.suffix != "c" or len(s.lines) <= STORY_FILE_LINES:
        return
    last = max((number for number, _, _ in s.includes()), default=0)
    rest = "\n".join(s.lines[last:]).lstrip("\n")
    if rest.startswith("#endif"):
        rest = rest[len("#endif"):].lstrip("\n")
    story = re.match(r"/\*.*?\*/", rest, re.DOTALL)
    if not story or story[0].count("\n") + 1 < STORY_LINES:
        yield last + 1, "story", f"{len(s.lines)} lines, and no opening story"


def check_includes(s, _):
    for number, mark, name in s.includes():
        for pattern, doors in DOORS:
            if re.fullmatch(pattern, name) and not s.behind(doors):
                yield number, "door", f"<{name}> is for {doors} only"
        if mark == "<" or name.endswith(".pb-c.h"):
            continue
        folder = name.split("/")[0]
        if name.count("/") != 1 or folder not in BELOW:
            yield number, "include", f'"{name}" is no path from src'
        elif not {s.folder, *BELOW[s.folder].split()} & {folder, name}:
            yield number, "direction", f"{s.folder} may not include {name}"


def check_own_header(s, paths):
    own = f"{s.folder}/{s.stem}.h"
    if s.suffix != "c":
        return
    if f"src/{own}" not in paths:
        if s.folder != "cli":
            yield 1, "header", f"{own} is missing"
        return
    number, _, name = next(s.includes(), (1, "", ""))
    if name != own:
        yield number, "header", f'"{own}" is to be included first'


def check_header(s, _):
    if s.suffix != "h":
        return
    if not s.text.startswith("/* "):
        yield 1, "opening", "a header opens with a sentence on what it is"
    guard = f"{s.folder}_{s.stem}_H".upper()
    directives = [line for line in s.code if line.startswith("#")]
    if directives[:2] != [f"#ifndef {guard}", f"#define {guard}"] or \
            directives[-1] != "#endif":
        yield 1, "guard", f"the include guard is to be {guard}"


def check_unique(s, paths):
    # A subcommand's file bears the subcommand's name.
    if s.folder == "cli":
        return
    for other in paths:
        folder, stem = other.split("/")[1], other.split("/")[-1]
        if stem.rpartition(".")[0] == s.stem and \
                folder not in (s.folder, "cli"):
            yield 1, "unique", f"{other} has the same name"


def check_calls(s, _):
    code = "\n".join(s.code)
    for rule, names, doors, message in CALLS:
        if s.behind(doors):
            continue
        for found in re.finditer(rf"\b({names})\s*\(", code):
            # A member of that name is another matter.
            if found.start() == 0 or code[found.start() - 1] not in ".>":
                yield code.count("\n", 0, found.start()) + 1, rule, \
                    f"{found[1]} {message}"


def arguments(code, at):
    """The arguments of the call whose parenthesis opens at `at`."""
    depth, start, out = 0, at + 1, []
    for i in range(at, len(code)):
        if code[i] in "([{":
            depth += 1
        elif code[i] in ")]}":
            depth -= 1
        if depth == 0 or depth == 1 and code[i] == ",":
            out.append(code[start:i].strip())
            start = i + 1
        if depth == 0:
            break
    return out


def is_prose(argument):
    """Whether an argument's last member or name is that of a text for people,
    or it is a call that makes one."""
    call = re.match(r"(\w+)\s*\(.*\)$", argument, re.DOTALL)
    if call:
        return call[1].endswith("_text") or call[1].startswith("phrase_")
    name = re.search(r"(\w+)(\[[^]]*\])*$", argument)
    return bool(name and PROSE.fullmatch(name[1]))


def check_prose(s, _):
    if s.behind(PROSE_READERS):
        return
    code = "\n".join(s.code)
    for found in re.finditer(rf"\b{READING}\s*(\()", code):
        for argument in arguments(code, found.start(1)):
            if is_prose(argument):
                yield code.count("\n", 0, found.start()) + 1, "prose", \
                    f"reads {argument}, a text for people; ask a field"


def check_forms(s, _):
    for number, line in enumerate(s.code, 1):
        for rule, pattern, message in FORMS:
            if re.match(pattern, line):
                yield number, rule, message


def check_names(s, paths):
    """A symbol begins with its file's name, or with the name of a type that
    its header defines (writer_put beside struct writer in bytes.h), or, in a
    file split off another, with that one's name (age_ in age_header.c)."""
    if s.suffix != "c" or s.folder == "cli":
        return
    header = paths.get(f"src/{s.folder}/{s.stem}.h")
    text = "\n".join(header.code if header else [])
    words = s.stem.split("_")
    owners = ["_".join(words[:n]) for n in range(1, len(words))]
    prefixes = {s.stem} | \
        {o for o in owners if f"src/{s.folder}/{o}.h" in paths} | \
        set(re.findall(r"^(?:struct|enum|union) (\w+) {", text, re.M)) | \
        set(re.findall(r"^typedef [\w ]+ (\w+);", text, re.M))
    for first, _, head in s.functions():
        name = name_of(head)
        # A macro in capitals may head a row of like functions.
        if re.search(r"\bstatic\b", head) or name.upper() == name:
            continue
        if not any(name == p or name.startswith(p + "_") for p in prefixes):
            yield first, "name", f"{name} does not begin with {s.stem}_"


def check_tags(s, paths):
    """A tag begins with its file's name, or, in a file split off another, with
    that one's name."""
    words = s.stem.split("_")
    owners = {s.stem} | {
        owner for owner in ("_".join(words[:n]) for n in range(1, len(words)))
        if f"src/{s.folder}/{owner}.h" in paths}
    for number, line in enumerate(s.code, 1):
        found = re.match(r"(?:struct|enum|union) (\w+) {", line)
        if found and not any(found[1].startswith(o) for o in owners):
            yield number, "tag", f"{found[1]} does not begin with {s.stem}"


def check_bare(s, _):
    for first, _, head in s.functions():
        if re.search(r"\bstatic\b", head) and name_of(head) in BARE:
            yield first, "bare", f"{name_of(head)} lacks its file's noun"


def openings(sources):
    """Of each folder of src/, the number of its sentences and those that open
    with one of OPENINGS, as (source, line)."""
    counts, found = collections.Counter(), collections.defaultdict(list)
    for s in sources:
        if not (s.is_c and s.in_src):
            continue
        for line, text in s.sentences():
            counts[s.place] += 1
            if re.match(r"\w+", text)[0] in OPENINGS:
                found[s.place].append((s, line))
    return {place: (counts[place], found[place]) for place in counts}


def check_openings(sources):
    for place, (count, found) in openings(sources).items():
        if 100 * len(found) <= OPENINGS_MAX * count:
            continue
        worst = collections.Counter(s.path for s, _ in found).most_common(5)
        yield worst[0][0], next(line for s, line in found
                                if s.path == worst[0][0]), "sentence", \
            f"{len(found)} of the {count} comment sentences of {place} open" \
            f" with What, Of, As, ...: " + \
            ", ".join(f"{path} {n}" for path, n in worst)


def check_modules(sources):
    """The page's modules import each other in one direction."""
    uses = {s.stem: MODULE.findall(s.text) for s in sources if s.is_page}
    done = set()

    def visit(name, above):
        if name in above:
            yield f"src/page/{name}.ts", 1, "modules", "a circle: " + \
                " ".join(above[above.index(name):] + [name])
        elif name in uses and name not in done:
            for other in uses[name]:
                yield from visit(other, above + [name])
            done.add(name)

    for name in sorted(uses):
        yield from visit(name, [])


def floors():
    """{room: its floor}, from BELOW: one above the highest that it sees."""
    found = {}

    def floor_of(room):
        if room not in found:
            found[room] = 1 + max((floor_of(seen.split("/")[0])
                                   for seen in BELOW[room].split()),
                                  default=-1)
        return found[room]

    for room in BELOW:
        floor_of(room)
    return found


def check_rooms(sources):
    """The table of rooms in docs/architecture.md says what BELOW says."""
    for s in sources:
        if s.path != "docs/architecture.md":
            continue
        rows = {m[2]: (int(m[1]), m[3]) for m in re.finditer(
            r"^\| (\d+) \| `(\w+)` \|.*\| ([^|]*) \|$", s.text, re.M)}
        for room, floor in floors().items():
            seen = ", ".join(f"`{name}`" if "/" in name else name
                             for name in BELOW[room].split()) or "-"
            if rows.get(room) != (floor, seen):
                yield s.path, 1, "rooms", \
                    f"the row of {room} is to be floor {floor}, sees {seen}"
        for room in rows.keys() - BELOW.keys():
            yield s.path, 1, "rooms", f"no room {room} is known"


def print_comments(sources):
    pronouns = collections.Counter()
    for s in sources:
        pronouns[s.place] += sum(len(PRONOUNS.findall(text))
                                 for _, text in s.prose())
    spoken = openings(sources)
    print("folder            sentences  openings       pronouns")
    for place in sorted(spoken.keys() | {p for p in pronouns if pronouns[p]}):
        count, found = spoken.get(place, (0, []))
        share = f"{100 * len(found) / count:5.1f} %" if count else ""
        print(f"{place or '.':18}{count or '':>9}"
              f"{len(found) if count else '':>10} {share:7}"
              f"{pronouns[place]:>9}")


TEXT = [check_place, check_text, check_pronouns]
C = [check_length]
PAGE = [check_page_file, check_file_length]
SRC = [check_file_length, check_story, check_includes, check_own_header,
       check_header, check_unique, check_calls, check_prose, check_forms,
       check_names, check_tags, check_bare]


def check(sources):
    """All findings, as (path, line, rule, message)."""
    paths = {s.path: s for s in sources if s.in_src and s.is_c}
    for s in sources:
        rules = list(TEXT)
        if s.is_program:
            rules.append(check_columns)
        if s.is_page:
            rules += PAGE
        if s.is_c:
            rules += C
        if s.is_c and s.in_src:
            rules += SRC
            if s.folder not in BELOW:
                yield s.path, 1, "include", f"no folder {s.folder} is known"
                continue
        for rule in rules:
            for number, name, message in rule(s, paths):
                yield s.path, number, name, message
    yield from check_openings(sources)
    yield from check_rooms(sources)
    yield from check_modules(sources)


def read_tree():
    top = [ROOT / name for name in ("CMakeLists.txt", "CMakePresets.json",
                                    "README.md", "dev", ".ci/run")]
    trees = ("src", "proto", "scenarios", "cmake", "docs", "tests")
    suffixes = {".c", ".h", ".lua", ".txt", ".md", ".py", ".yaml", ".proto",
                ".cmake", ".ts", ".css", ".html"}
    files = [p for p in top if p.exists()]
    for tree in trees:
        files += sorted(p for p in (ROOT / tree).rglob("*")
                        if p.suffix in suffixes and p.is_file())
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    for path in sorted(ROOT.iterdir()):
        if path.name not in TOP and f"/{path.name}/" not in ignored:
            yield Source(path.name, "")
    for path in files:
        # Fuzz seeds and expected outputs are data, whatever they are named.
        relative = path.relative_to(ROOT).as_posix()
        if re.match(r"tests/(fuzz|twin)/.+/|tests/timeline/", relative) and \
                path.suffix not in (".c", ".h"):
            continue
        yield Source(relative, path.read_text(encoding="utf-8"))


def main():
    sources = list(read_tree())
    if sys.argv[1:] == ["--comments"]:
        return print_comments(sources)
    findings = list(check(sources))
    for path, line, rule, message in findings:
        print(f"{path}:{line}: {message} [{rule}]")
    print(f"house rules: {len(sources)} files, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
