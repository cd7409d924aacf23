#!/usr/bin/env python3
"""Tests the house rules: each bad sample must be caught by its rule and by no
other, and the good ones by none."""
import sys

import rules

HEADER = """/* A sample. */
#ifndef PARTY_SAMPLE_H
#define PARTY_SAMPLE_H

#include "base/bytes.h"

struct sample_pouch {
    struct bytes letter;
};

#endif
"""

GOOD = """#include "party/sample.h"

#include <string.h>

static const char *const NAMES[] = {"time(NULL)", "rand()"};

/* No call of malloc() at all. */
static size_t size_of(const char *text)
{
    return strlen(text);
}

struct bytes sample_name(int i)
{
    return bytes_of(NAMES[i], size_of(NAMES[i]));
}

struct sample_pouch sample_pouch_of(struct bytes letter)
{
    return (struct sample_pouch){letter};
}
"""

PAGE = "src/page/sample.ts"
PAGE_GOOD = """/* A sample of a page. */

import { h } from "./dom";

h("p", {}, "text");
"""


# A file of a folder that the newest rules hold for already.
PLAIN = HEADER.replace("PARTY_SAMPLE", "BASE_PLAIN").replace(
    "sample_", "plain_")
PLAIN_C = """#include "base/plain.h"

#include <string.h>

struct plain_pair {
    size_t left, right;
};

/* The longer one decides. It is more than the other, as of now. */
static size_t add_sizes(const struct plain_pair *p)
{
    return p->left + p->right; /* of both */
}
"""


def body(line):
    """A good file with one more line of code in its first function."""
    return GOOD.replace("    return strlen", f"    {line}\n    return strlen")


def top(line):
    """The same with one more line after its includes."""
    return GOOD.replace("<string.h>\n", f"<string.h>\n{line}\n")


def include(name):
    return top(f"#include {name}")


SAMPLE = "src/party/sample.c"
LONG = "\n    ".join(["x = 1;"] * rules.FUNCTION_LINES)

ROOMS = "".join(
    f"| {floor} | `{room}` | its content | "
    f"{', '.join(f'`{n}`' if '/' in n else n for n in seen) or '-'} |\n"
    for room, floor in rules.floors().items()
    for seen in [rules.BELOW[room].split()])

# rule, path, text: samples that the rule must catch.
BAD = [
    ("rooms", "docs/architecture.md", ROOMS.replace("| 0 |", "| 1 |")),
    ("rooms", "docs/architecture.md", ROOMS.replace("wire, base", "base")),
    ("rooms", "docs/architecture.md",
     ROOMS + "| 1 | `attic` | odds | base |\n"),
    ("text", SAMPLE, GOOD.rstrip("\n")),
    ("text", SAMPLE, GOOD + "\n"),
    ("text", SAMPLE, body("\tx = 1;")),
    ("text", SAMPLE, body("x = 1; ")),
    ("text", "docs/sample.md", "No newline"),
    ("place", "share/sample.lua", "-- A sample.\n"),
    ("place", "Makefile", "all:\n"),
    ("unfinished", SAMPLE, body("/* TO" "DO: the rest. */")),
    ("unfinished", "docs/sample.md", "FIX" "ME: all of it.\n"),
    ("columns", SAMPLE, body("/* " + "long " * 16 + "*/")),
    ("columns", "tests/unit/sample.c", "/* " + "long " * 16 + "*/\n"),
    ("columns", "src/export/sample.lua", "-- " + "long " * 16 + "long\n"),
    ("columns", ".ci/run", "# " + "long " * 16 + "long\n"),
    ("function-length", SAMPLE, body(LONG)),
    ("file-length", SAMPLE,
     top("\n/* One\n * thing\n * after\n * another. */") +
     "/* More. */\n" * rules.FILE_LINES),
    ("door", SAMPLE, include("<sodium.h>")),
    ("door", SAMPLE, include("<sodium/crypto_box.h>")),
    ("door", SAMPLE, include("<yaml.h>")),
    ("door", SAMPLE, include("<uv.h>")),
    ("door", SAMPLE, include("<protobuf-c/protobuf-c.h>")),
    ("door", SAMPLE, include('"message.pb-c.h"')),
    ("door", SAMPLE, include("<sys/socket.h>")),
    ("door", SAMPLE, include("<time.h>")),
    ("door", SAMPLE, include("<pthread.h>")),
    ("door", SAMPLE, include("<unistd.h>")),
    ("door", SAMPLE, include("<locale.h>")),
    ("door", SAMPLE, include('"crypto/curve_standin.h"')),
    ("door", "src/crypto/lonely.h",
     HEADER.replace("PARTY_SAMPLE", "CRYPTO_LONELY").replace(
         "base/bytes.h", "crypto/curve_real.h").replace(
             "sample_", "lonely_")),
    ("include", SAMPLE, include('"bytes.h"')),
    ("include", SAMPLE, include('"../base/bytes.h"')),
    ("direction", SAMPLE, include('"journal/journal.h"')),
    ("direction", SAMPLE, include('"runtime/driver.h"')),
    ("direction", "src/study/study.h",
     HEADER.replace("PARTY_SAMPLE", "STUDY_STUDY").replace(
         "base/bytes.h", "sim/queue.h").replace("sample_", "study_")),
    ("header", "src/party/lonely.c", '#include "base/bytes.h"\n'),
    ("header", SAMPLE, GOOD.replace('#include "party/sample.h"\n\n', "")),
    ("header", "src/cli/sample.c", '#include <stdio.h>\n'),
    ("opening", "src/party/sample.h", HEADER.replace("/* A sample. */\n", "")),
    ("guard", "src/party/sample.h", HEADER.replace("PARTY_", "")),
    ("guard", "src/party/sample.h", HEADER.replace("#endif", "#if 1")),
    ("unique", "src/sim/sample.h", HEADER.replace("PARTY", "SIM")),
    ("entropy", SAMPLE, body("randombytes_buf(text, 1);")),
    ("entropy", SAMPLE, body("crypto_box_seal(c, m, 1, pk);")),
    ("entropy", SAMPLE, body("crypto_sign_keypair(pk, sk);")),
    ("entropy", SAMPLE, body("crypto_box_keypair (pk, sk);")),
    ("entropy", SAMPLE, body("crypto_secretbox_keygen(k);")),
    ("entropy", SAMPLE, body(
        "crypto_secretstream_xchacha20poly1305_init_push(s, h, k);")),
    ("entropy", SAMPLE, body("x = rand();")),
    ("entropy", SAMPLE, body("srand(1);")),
    ("entropy", SAMPLE, body("getrandom(text, 1, 0);")),
    ("clock", SAMPLE, body("t = time(NULL);")),
    ("clock", SAMPLE, body("gettimeofday(&t, NULL);")),
    ("clock", SAMPLE, body("clock_gettime(CLOCK_REALTIME, &t);")),
    ("locale", SAMPLE, body("localtime_r(&t, &tm);")),
    ("libm", SAMPLE, body("x = log(2.0);")),
    ("libm", SAMPLE, body("x = exp(2.0);")),
    ("libm", SAMPLE, body("x = powf(2.0f, 2.0f);")),
    ("unsafe", SAMPLE, body("strcpy(a, b);")),
    ("unsafe", SAMPLE, body("strcat(a, b);")),
    ("unsafe", SAMPLE, body('sprintf(a, "b");')),
    ("unsafe", SAMPLE, body("gets(a);")),
    ("unsafe", SAMPLE, body("x = atoi(text);")),
    ("allocation", SAMPLE, body("p = malloc(1);")),
    ("jump", SAMPLE, body("longjmp(place, 1);")),
    ("jump", SAMPLE, body("goto again;")),
    ("exit", SAMPLE, body("exit(1);")),
    ("prose", SAMPLE, body('x = strcmp(r->text, "forges a frame") == 0;')),
    ("prose", SAMPLE, body("x = strncmp(b->items[i].told, key, strlen(key));")),
    ("prose", SAMPLE, body('x = strstr(c->copies[i].way, "group") != NULL;')),
    ("prose", SAMPLE, body("x = record_names(r.words, name);")),
    ("prose", SAMPLE, body('sscanf(answer->because, "%d", &x);')),
    ("prose", SAMPLE, body("x = strchr(s->lines[1].sentence, 'N') != NULL;")),
    ("prose", SAMPLE, body('x = strtoul(labels[i].label, NULL, 10);')),
    ("prose", SAMPLE, body('x = memcmp(told, "it", 2);')),
    ("prose", SAMPLE, body("x = strcmp(record_reason_text(r), name);")),
    ("prose", SAMPLE, body("x = strstr(\n        phrase_whole(a, s, r),"
                           "\n        name) != NULL;")),
    ("prose", "src/study/lonely.h",
     HEADER.replace("PARTY_SAMPLE", "STUDY_LONELY").replace(
         "sample_", "lonely_").replace(
             "struct lonely_pouch {", "static inline int lonely(char *words)\n"
             '{\n    return strcmp(words, "x");\n}\n\n'
             "struct lonely_pouch {")),
    ("typedef", SAMPLE, top("typedef struct pouch pouch_t;")),
    ("assert", SAMPLE, top("#define NDEBUG")),
    ("static", SAMPLE, top("static int count;")),
    ("static", SAMPLE, body("static char text[8] = {0};")),
    ("static", SAMPLE, top("static _Thread_local int count;")),
    ("curve", SAMPLE, body("crypto_scalarmult_base(a, b);")),
    ("curve", SAMPLE, body("curve_use(curve_stand_in());")),
    ("threads", SAMPLE, body("uv_thread_create(a, b, c);")),
    ("global", SAMPLE, top("int count;")),
    ("global", SAMPLE, top("struct pouch *pouches[4] = {0};")),
    ("name", SAMPLE, GOOD.replace("sample_name(", "name(")),
    ("name", SAMPLE, GOOD.replace("static size_t", "size_t")),
    ("tag", "src/party/sample.h", HEADER.replace("struct sample_", "struct ")),
    ("tag", "src/base/plain.c", PLAIN_C.replace("plain_pair", "pair")),
    ("story", "src/base/plain.c", PLAIN_C + "int x();\n" *
     rules.STORY_FILE_LINES),
    ("bare", "src/base/plain.c", PLAIN_C.replace("add_sizes", "add")),
    ("pronoun", "src/base/plain.h", PLAIN.replace("sample", "sample of his")),
    ("pronoun", "src/base/plain.c", PLAIN_C.replace("both", "herself")),
    ("pronoun", "proto/sample.proto", "// Whose key he relies on.\n"),
    ("pronoun", "README.md", "One waits until he reads:\n\n    he = 1\n"),
    ("sentence", "src/base/plain.h", PLAIN.replace("A sample", "What it is")),
    ("sentence", "src/base/plain.c", PLAIN_C.replace("It is", "As it is")),
    ("sentence", "src/base/plain.c", PLAIN_C.replace(
        "The longer one decides.", "The longer one\n * decides. Whose it is.")),
    ("markup", PAGE, PAGE_GOOD + "e.innerHTML = name;\n"),
    ("markup", PAGE, PAGE_GOOD + "document.write(name);\n"),
    ("opening", PAGE, PAGE_GOOD.replace("/* A", "// A")),
    ("columns", PAGE, PAGE_GOOD + "// " + "x" * 80 + "\n"),
    ("file-length", PAGE, PAGE_GOOD + "f();\n" * rules.FILE_LINES),
    ("modules", PAGE, PAGE_GOOD + 'import { x } from "./sample";\n'),
]

# path, text: samples that no rule may catch.
FINE = [
    (PAGE, PAGE_GOOD),
    ("docs/architecture.md", ROOMS),
    (SAMPLE, body("x = sqrt(catalog(2.0));")),
    (SAMPLE, body('/* The pattern XX, rand (a coin), and time (of day). */')),
    (SAMPLE, body("goto out;")),
    (SAMPLE, body('x = strcmp(r->party, "text") + strlen(r->text);')),
    (SAMPLE, body("x = strcmp(text->name, way.channel);")),
    (SAMPLE, body('put(r->text, strcmp(name, "words"));')),
    (SAMPLE, body("x = strcmp(word, peer_name(text));")),
    ("src/scenario/simple.h", HEADER.replace(
        "PARTY_SAMPLE", "SCENARIO_SIMPLE").replace(
            "struct sample_pouch {", "static inline int simple(char *text)\n"
            '{\n    return strcmp(text, "x");\n}\n\nstruct simple_pouch {')),
    (SAMPLE, top("__extension__ typedef unsigned __int128 wide;")),
    (SAMPLE, top("struct sample_pouch;\nextern const int SAMPLE_SIZES[4];")),
    ("src/base/plain.h", PLAIN),
    ("src/base/plain.c", PLAIN_C),
    ("src/base/plain.c", PLAIN_C.replace(
        "struct plain", "/* One\n * thing\n * after\n * another. */\n"
        "struct plain", 1) + "int x();\n" * rules.STORY_FILE_LINES),
    ("README.md", "Who reads `he = 1`?\n\n```\nhe\n```\n\n    he = 1\n"),
    ("src/party/sample_more.h",
     HEADER.replace("SAMPLE", "SAMPLE_MORE")),
    ("src/study/study.h",
     HEADER.replace("PARTY_SAMPLE", "STUDY_STUDY").replace(
         "base/bytes.h", "scenario/meaning.h").replace("sample_", "study_")),
    ("src/cli/command.c", '#include "sim/sample.h"\n#include <unistd.h>\n'),
]


def findings(path, text):
    files = {"src/party/sample.h": HEADER, SAMPLE: GOOD,
             "src/base/plain.h": PLAIN,
             "src/cli/sample.h": HEADER.replace("PARTY", "CLI"), path: text}
    return [rule for where, _, rule, _ in rules.check(
        [rules.Source(*file) for file in files.items()]) if where == path]


def main():
    failures = 0
    for rule, path, text in BAD:
        found = findings(path, text)
        if set(found) != {rule}:
            print(f"{path}: {rule} wanted, {found} found in:\n{text}")
            failures += 1
    for path, text in [(SAMPLE, GOOD), ("src/party/sample.h", HEADER), *FINE]:
        found = findings(path, text)
        if found:
            print(f"{path}: {found} found in the good sample:\n{text}")
            failures += 1
    unused = {row[0] for row in rules.CALLS + rules.FORMS} - \
        {row[0] for row in BAD}
    if unused:
        print(f"no sample of {sorted(unused)}")
        failures += 1
    print(f"house rules: {len(BAD)} bad samples, {len(FINE) + 2} good ones, "
          f"{failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
