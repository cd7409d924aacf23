#!/usr/bin/env python3
"""Bad samples for loot.py: each has to be found, and the good one passes."""
import sys

import loot

HEADER = """
struct party {
    const char *name; /* public */
    struct purse *purse, *spare;
    struct table shelves;
    void (*act)(struct party *);
    uint8_t seal[32];
};
struct purse {
    struct purse *next;
    struct purse_inner {
        uint8_t coin[4];
    } inner;
};
"""
CODE = """
static void take_purse(const struct party *p)
{
    use(p->purse->inner.coin);
}
"""
ROWS = """
party
  name    | public | all know it
  purse   | within purse | what it carries
  spare   | within purse | likewise
  shelves | within purse | by number
  act     | public | a function
  seal    | elsewhere | in a drawer

purse
  next    | within purse | the next one
  inner   | within purse_inner | it has a lining

purse_inner
  coin    | taken take_purse | it buys
"""


def findings(header=HEADER, rows=ROWS, code=CODE):
    functions = {m[1]: m[2] for m in loot.FUNCTION.finditer(code)}
    return loot.check(loot.read_structs(header), functions, rows)[0]


def swap(text, old, new):
    assert text.count(old) == 1, old
    return text.replace(old, new)


# Each: what is wrong, the finding's words, and the three texts.
BAD = [
    ("a new secret in the party", "party.key has no row",
     {"header": swap(HEADER, "uint8_t seal[32];",
                     "uint8_t seal[32], key[32];")}),
    ("a new secret further in", "purse_inner.note has no row",
     {"header": swap(HEADER, "uint8_t coin[4];",
                     "uint8_t coin[4]; struct bytes note;")}),
    ("a member that is gone", "party.seal has a row",
     {"header": swap(HEADER, "uint8_t seal[32];", "")}),
    ("a struct that nothing leads to", "purse_inner.coin has a row",
     {"rows": swap(ROWS, "within purse_inner | it has a lining",
                   "no secret | cloth")}),
    ("no reason", "no class, or no reason",
     {"rows": swap(ROWS, "elsewhere | in a drawer", "elsewhere |")}),
    ("no such class", "no class, or no reason",
     {"rows": swap(ROWS, "elsewhere | in", "hidden | in")}),
    ("the same row again", "party.seal again",
     {"rows": swap(ROWS, "\npurse\n", "  seal | public | no\n\npurse\n")}),
    ("taken by nobody", "no function take_all takes it",
     {"rows": swap(ROWS, "taken take_purse", "taken take_all")}),
    ("forgotten by the one that takes", "take_purse does not speak of it",
     {"code": swap(CODE, "inner.coin", "inner")}),
    ("it leads elsewhere", "it leads to purse, not to party",
     {"rows": swap(ROWS, "  spare   | within purse |",
                   "  spare   | within party |")}),
    ("a table that leads nowhere", "a table has to say",
     {"rows": swap(ROWS, "within purse | by number", "no secret | numbers")}),
]


def main():
    failed = [f"the good sample: {f}" for f in findings()]
    for what, words, texts in BAD:
        found = findings(**texts)
        if not any(words in f for f in found):
            failed.append(f"{what}: not found; {found}")
    for line in failed:
        print(line)
    print(f"loot: {len(BAD)} bad samples, {len(failed)} not as expected")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
