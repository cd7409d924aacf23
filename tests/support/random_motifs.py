"""Turns of a story that chance alone hardly ever takes, each about a document
of its own, of the parties a, its author, b, c and d. Channels that all share:
`table`; `net`; and `open`, on which some stories have a forger, who adds a text
in the sender's name to all that names a document."""

STEP = 7 * 60  # minutes; most ways and processing take less
DRAFT = {"draft": None}


def step(verb, source, target=None, over="table", **more):
    """An entry about the motif's document, None."""
    entry = {verb: None, "from": source, **more}
    if target:
        entry.update({"to": [target], "over": over})
    return entry


def named(source, target):
    """What the forger takes as an occasion."""
    return step("announce", source, target, "open", text="Said of it.")


def revocation(source, target, **more):
    return {"revoke": source, "to": [target], "over": "table", **more}


def truly_told(a, b, c, d):
    """A forged text comes with a true briefing; both are passed on."""
    return [DRAFT, step("brief", a, b, "open"), step("brief", b, c),
            step("brief", c, d), step("forward", b, d)]


def untruly_told(a, b, c, d):
    """One who has no more than a forged text briefs on it."""
    return [DRAFT, named(a, b), step("brief", b, c), step("brief", c, d),
            step("leak", b, d)]


def read_apart(a, b, c, d):
    """The true text is read, while a forged one stays in hand."""
    return [DRAFT, named(a, b), step("send", a, b), step("brief", b, c),
            step("leak", b, d), step("publish", b)]


def not_kept(a, b, c, d):
    """The true text is rejected, so that a forged one is taken in."""
    return [DRAFT, revocation(a, b), step("send", a, b, protect="shared"),
            named(a, b), step("brief", b, c), step("forward", b, d)]


def rejected_again(a, b, c, d):
    """A forged text comes a second time, and is rejected for a key."""
    return [DRAFT, named(a, c), step("forward", c, b), step("send", a, b),
            revocation(c, b), step("forward", c, b, protect="shared"),
            step("brief", b, d)]


def replaced(a, b, c, d):
    """A forged text gives way to the true one, which is signed."""
    return [DRAFT, named(a, b), step("send", a, b, protect="shared"),
            step("brief", b, c), step("forward", c, d)]


def in_the_clear(a, b, c, d):
    """It goes over a network, and nobody encrypts it."""
    return [DRAFT, step("send", a, b, "net", protect="clear"),
            step("forward", b, c, "net", protect="clear"),
            step("send", a, c, "net", protect="clear", portions=["q0"])]


def set_aside(a, b, c, d):
    """A proof is of no use any more, for the key was lost before its date."""
    return [DRAFT, step("send", a, b, protect="shared"),
            revocation(a, b, serial=1, since=None),
            step("forward", b, c, protect="shared"), step("brief", c, d)]


def objected(a, b, c, d):
    """Two review it, of whom one objects."""
    return [DRAFT, {**step("review", a, b, deadline="2 d"), "to": [b, c]},
            {"approve": None, "from": b, "over": "table"},
            {"object": None, "from": c, "over": "table",
             "text": "Said of it."}, step("brief", b, d)]


def unnamed(a, b, c, d):
    """A receipt for a portion that its holder does not have."""
    return [DRAFT, step("send", a, b, protect="shared", portions=["q0"]),
            step("send", a, c, portions=["q1"]), step("acknowledge", b, c),
            step("sign", b, c), step("brief", c, d)]


MOTIFS = [truly_told, untruly_told, read_apart, not_kept, rejected_again,
          replaced, in_the_clear, set_aside, objected, unnamed]
