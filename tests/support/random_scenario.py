"""Random scenarios in which everything may stand together: every verb,
channel, protection, adversary and group. The same seed makes the same one."""
import random

import random_motifs

START, HOURS = "2022-01-10", 10 * 24
PATTERNS = ["NN", "NK", "NX", "KN", "KK", "KX", "XN", "XK", "XX", "IN", "IK",
            "IX"]
KNOWLEDGE = ["knows of", "was told", "holds", "reads", "verified", "can prove"]
ACTS = ["drafts", "comments on", "approves", "objects to", "adopts", "signs",
        "sends", "forwards", "receives", "briefs", "announces", "acknowledges",
        "withholds", "replies with", "publishes", "violates",
        "has a receipt for", "leaks"]
SHOWN = ["receives", "acknowledges", "signs", "drafts", "briefs", "announces"]
# What somebody can show of another party, and of a document's author.
SHOWN_OF_PEERS = {"knows of", "was told", "holds", "reads", *SHOWN} - {"drafts"}
SHOWN_OF_AUTHORS = SHOWN_OF_PEERS | {"verified", "can prove", "drafts"}
BY_AUTHORS = {"drafts", "adopts"}
ALONE = {"drafts", "signs", "receives", "acknowledges", "withholds", "violates",
         "has a receipt for"}  # by a party that reaches nobody
DONE = dict(zip("""comment approve object sign send forward brief announce
    acknowledge withhold reply publish leak""".split(), [
        "comments on", "approves", "objects to", "signs", "sends", "forwards",
        "briefs", "announces", "acknowledges", "withholds", "replies with",
        "publishes", "leaks"]))
VERBS = """draft sign send send send send forward forward forward reply reply
    brief brief brief announce publish acknowledge acknowledge leak leak review
    comment approve object withhold outage restore rotate revoke add remove
    compare compromise""".split()
IN_GROUPS = {"review", "sign", "send", "forward", "reply", "brief", "announce",
             "acknowledge", "comment", "approve", "object"}
SENTENCES = 240
MOTIFS = 2  # in each scenario


class Draw:
    """Draws on random() alone, whose values every Python gives alike."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def below(self, count):
        return int(self.random() * count)

    def one(self, items):
        return items[self.below(len(items))]

    def chance(self, likely):
        return self.random() < likely

    def some(self, items, least=1):
        rest, taken = list(items), []
        for _ in range(least + self.below(len(rest) - least + 1)):
            taken.append(rest.pop(self.below(len(rest))))
        return taken


def moment(minutes):
    day, rest = divmod(minutes, 24 * 60)
    return "2022-01-%02dT%02d:%02dZ" % (10 + day, rest // 60, rest % 60)


def span(draw):
    return draw.one([
        "2 s", "40 ms", "25 min", "3 h", {"lognormal": {"median": "50 ms",
                                                        "sigma": 0.5}},
        {"uniform": {"from": "1 s", "to": "2 h"}},
        {"exponential": {"mean": "10 min"}}, {"empirical": ["1 s", "1 h"]},
        {"triangular": {"from": "1 s", "mode": "1 min", "to": "1 h"}}])


class Scenario:
    """One scenario on its way."""

    def __init__(self, seed):
        self.draw, self.seed = Draw(seed), seed
        self.hostile = seed % 3 != 0
        self.out, self.reached = [], {}  # channels; those whom each went to
        self.casts = []  # of the motifs: a document and those it is about
        self.parties, self.channels, self.groups = {}, {}, {}
        self.documents, self.protection, self.adversaries = {}, {}, {}
        self.make_parties()
        self.make_channels()
        self.make_groups()
        self.make_documents()
        self.make_protection()
        self.make_adversaries()
        self.script = self.make_script()
        self.hopeless = set()  # sentences that are true as no run can break it
        self.times = [entry["at"] for entry in self.script if "at" in entry]
        self.done = [(entry[verb], entry["from"], act,
                      self.others(entry.get("to", [])))
                     for entry in self.script for verb, act in DONE.items()
                     if verb in entry and "from" in entry]
        self.done += [(entry["answers"], entry["from"], "knows of",
                       self.others(entry["to"]))
                      for entry in self.script if "answers" in entry]
        self.expect = [sentence for _ in range(SENTENCES)
                       for sentence in self.sentences()]

    def make_parties(self):
        draw = self.draw
        self.names = ["p%d" % i for i in range(3 + draw.below(3))]
        directory = draw.chance(0.2)
        trusts = ["pinned"] * 4 + ["first-use"] + ["directory"] * directory
        for name in self.names:
            self.parties[name] = {
                "kind": draw.one(["state", "alliance", "legislature", "agency",
                                  "person"]),
                "readers": 1 + draw.below(50), "trust": draw.one(trusts),
                "prekeys": draw.one([1 + draw.below(3), {
                    "one-time": draw.below(3),
                    "renew": draw.one(["5 h", "7 d"]),
                    "keep": draw.one(["0 s", "9 h", "21 d"])}])}
            if draw.chance(0.4):
                self.parties[name]["processing_delay"] = draw.one(
                    ["10 min", "1 s", "5 h"])
        if directory:
            self.parties["keys"] = {"kind": "directory"}
        self.public = draw.chance(0.8)
        if self.public:
            self.parties["press"] = {"kind": "public"}
        self.make_policies(Draw("accepts %d" % self.seed))

    def make_policies(self, draw):
        """By draws of their own, so that all else stays as it is."""
        for party in self.parties.values():
            rules = []
            for _ in range(draw.below(3) if draw.chance(0.4) else 0):
                rule = {"signed": draw.one(["yes", "yes", "no"]),
                        "session": draw.one(["any", "authenticated"])}
                if draw.chance(0.7):
                    rule["from"] = draw.some(self.names)
                rules.append(rule)
            if rules:
                party["accepts"] = rules

    def make_channels(self):
        draw = self.draw
        self.channels["table"] = {"between": self.names, "medium": "hand"}
        self.channels["bag"] = {"between": self.names, "medium": "courier"}
        self.channels["open"] = {"between": self.names, "medium": "courier"}
        self.channels["net"] = {"between": [n for n in self.parties
                                            if n != "press"]}
        for i in range(draw.below(4)):
            self.channels["c%d" % i] = {
                "between": draw.some(list(self.parties), 2),
                "medium": draw.one(["hand", "courier", "network", "network",
                                    "press"])}
        for name, channel in self.channels.items():
            medium = channel.setdefault("medium", "network")
            if name == "open":
                continue
            if draw.chance(0.6):
                channel["delay"] = span(draw)
            if medium in ("network", "courier") and draw.chance(0.6):
                channel["loss"] = draw.one(["1%", "10%"])
                channel["duplicate"] = draw.one(["0%", "30%"])
                if "delay" in channel:
                    channel["reorder"] = draw.one(["0%", "30%"])
            if draw.chance(0.15):
                channel["hold"] = span(draw)
            if medium == "network":
                channel["handshake"] = draw.one(PATTERNS + ["XX", "IK"])
                if draw.chance(0.08):
                    channel["cover"] = {"every": "8 h", "size": 512}

    def make_groups(self):
        draw = self.draw
        for i in range(draw.below(3)):
            over = draw.one(["net", "table"])
            members = draw.some(self.names, 2)
            self.groups["g%d" % i] = {"members": members, "over": over,
                                      "founder": draw.one(members)}
        self.ever = {n: set(g["members"]) for n, g in self.groups.items()}

    def make_documents(self):
        draw = self.draw
        for i in range(2 + draw.below(4)):
            document = {"author": draw.one(self.names), "portions": {
                "q%d" % j: "Text %d of %d: {yes|no} and {more|less} of it." %
                (j, i) for j in range(1 + draw.below(3))}}
            if draw.chance(0.3):
                document["marking"] = {
                    "classification": draw.one(["restricted", "secret"]),
                    "releasable_to": draw.some(self.names)}
            self.documents["d%d" % i] = document
            self.reached["d%d" % i] = [document["author"]]

    def make_protection(self):
        draw = self.draw
        for i in range(7):
            row = {"sign": draw.one(["none", "ed25519", "ed25519"]),
                   "seal": draw.one(["none", "age", "hpke-base", "hpke-auth"]),
                   "receipt": draw.one(["yes", "no"]),
                   "mark": draw.one(["none", "none", "per-copy"]),
                   "padding": draw.one(["none", "padme", "blocks"])}
            session = draw.one([None, None, "none", "noise", "ratchet"])
            if session:
                row["session"] = session
            if session == "ratchet" and draw.chance(0.3):
                row["bind"] = draw.one(["names", "keys"])
            if session == "noise" and draw.chance(0.6):
                row["pattern"] = draw.one(PATTERNS)
            if session == "noise" and i % 2 == 0:
                row["payload"] = "early"
            if (row["sign"], row["seal"] == "none") == ("ed25519", False):
                row["order"] = draw.one(["sign-then-seal", "seal-then-sign"])
            self.protection["s%d" % i] = row
        self.protection["shared"] = {"sign": "ed25519", "seal": "age",
                                     "receipt": "yes"}
        self.protection["clear"] = {"session": "none"}
        self.make_marks(Draw("marks %d" % self.seed))

    def make_marks(self, draw):
        """Of those who mark copies, some with their recipients, some against
        colluders."""
        for row in self.protection.values():
            if row.get("mark") == "per-copy":
                if draw.chance(0.6):
                    row["mark"] = "shared"
                if draw.chance(0.5):
                    row["colluders"] = draw.one([1, 2, 3])

    def make_adversaries(self):
        draw = self.draw
        for i in range(1 + draw.below(3) if self.hostile else 0):
            acts = draw.some(["drop", "delay", "reorder", "replay", "modify",
                              "inject", "inject"], 0)[:2]
            adversary = {
                "channels": draw.some(list(self.channels)),
                "can": ["observe"] + [{act: draw.one(["5%", "20%", "40%"])}
                                      for act in sorted(set(acts))]}
            if draw.chance(0.5):
                adversary["steals"] = "%s %s" % (
                    draw.one(self.names), draw.one(["identity key", "state"]))
                adversary["at"] = moment(draw.below(HOURS * 60))
                if draw.chance(0.5):
                    adversary["then"] = draw.one(["pose", ["pose", "read"]])
            self.adversaries["x%d" % i] = adversary
        if self.hostile and draw.chance(0.4):
            self.adversaries["thief"] = {
                "channels": ["open"], "can": "observe",
                "steals": draw.one(self.names) + " identity key",
                "at": moment(draw.below(HOURS * 20)),
                "then": ["pose", "read"]}
        if self.hostile and draw.chance(0.7):
            self.adversaries["forger"] = {"channels": ["open"],
                                          "can": ["observe", "inject"]}

    # The script: an entry that cannot be said of this scenario is None.

    def make_script(self):
        draw, script, now = self.draw, [], 0
        for name in self.documents:
            if draw.chance(0.9):
                script.append({"at": moment(0), "draft": name})
        turns = [draw.below(12) for _ in range(MOTIFS)]
        for turn in range(20 + draw.below(30)):
            for _ in range(turns.count(turn)):
                now = self.motif(script, now)
            entry = self.entry(draw.one(VERBS), now)
            if entry is None:
                continue
            if "hazard" in entry:
                pass
            elif draw.chance(0.2):
                entry["when"] = self.condition()
                if draw.chance(0.5):
                    entry["after"] = span(draw)
                if draw.chance(0.2):
                    entry["chance"] = "50%"
            else:
                entry["at"] = moment(now)
                if draw.chance(0.7):
                    now += draw.below(8 * 60)
            script.append(entry)
        return script

    def others(self, to):
        return to if isinstance(to, list) and to else self.names

    def motif(self, script, now):
        """Adds one, about a document of its own; the time after it."""
        draw, name = self.draw, "m%d" % len(self.documents)
        a, b, c, *rest = draw.some(self.names, 3)
        d = rest[0] if rest else "press" if self.public else a
        self.documents[name] = {"author": a, "portions": {
            "q%d" % i: "Text %d of %s." % (i, name) for i in range(2)}}
        self.reached[name] = [a, b, c]
        self.casts.append((name, [a, b, c, d]))
        began = now
        for step in draw.one(random_motifs.MOTIFS)(a, b, c, d):
            entry = {verb: name if value is None else value
                     for verb, value in step.items()}
            if "since" in entry:
                entry["since"] = moment(began)
            if "publish" in entry or entry.get("to") == ["press"]:
                entry.pop("over", None)
                self.route(entry, entry["from"], ["press"])
            if (self.public or "publish" not in entry
                          ) and [entry.get("from")] != entry.get("to"):
                script.append({"at": moment(now), **entry})
            now += 0 if step == random_motifs.DRAFT else random_motifs.STEP
        return now

    def route(self, entry, source, targets):
        """Adds `over`, where it takes one; false where there is no way."""
        joins = [n for n, c in self.channels.items()
                 if {source, *targets} <= set(c["between"])]
        if joins:
            entry["over"] = self.draw.one(joins)
        return bool(joins) or targets == ["press"]

    def entry(self, verb, now):
        draw = self.draw
        name = draw.one(list(self.documents))
        author = self.documents[name]["author"]
        if verb in ("outage", "restore"):
            return self.channel_entry()
        if verb in ("rotate", "revoke"):
            return self.key_entry(verb)
        if verb in ("add", "remove"):
            return self.group_entry(verb)
        if verb == "compare":
            source, *targets = draw.some(self.names, 2)[:2]
            return {verb: source, "to": targets, "over": "table"}
        if verb == "compromise":
            return {verb: draw.one(self.names), "takes":
                    draw.one(["identity", "state"]),
                    "by": draw.one(list(self.adversaries))
                    } if self.adversaries else None
        if verb == "draft":
            return {verb: name}
        entry = {verb: name}
        source = draw.one([author, draw.one(self.names),
                           draw.one(self.reached[name])])
        if verb == "review":
            source = author
        entry["from"] = source
        if not self.targets(entry, verb, source, author):
            return None
        return self.details(entry, verb, source, now)

    def channel_entry(self):
        """What is out comes back, so that not all is about sending again."""
        if self.out:
            return {"restore": self.out.pop()}
        self.out.append(self.draw.one(list(self.channels)))
        return {"outage": self.out[0]}

    def key_entry(self, verb):
        draw = self.draw
        source = draw.one(self.names)
        entry = {verb: source}
        targets = [n for n in draw.some(self.names) if n != source]
        if draw.chance(0.5) and targets:
            entry["to"] = targets
            self.route(entry, source, targets)
        else:
            entry["over"] = draw.one(["net", "table"])
        if verb == "revoke" and draw.chance(0.5):
            entry["serial"] = 1
        return entry

    def group_entry(self, verb):
        draw = self.draw
        if not self.groups:
            return None
        group = draw.one(list(self.groups))
        others = [n for n in (self.names if verb == "add" else
                              sorted(self.ever[group]))
                  if n != self.groups[group]["founder"]]
        entry = {verb: draw.one(others), "group": group}
        if verb == "add":
            self.ever[group].add(entry[verb])
        return entry

    def targets(self, entry, verb, source, author):
        """Adds `to` and the way there; false where there is none."""
        draw = self.draw
        groups = [n for n, ever in self.ever.items() if source in ever]
        if verb in IN_GROUPS and groups and draw.chance(0.3):
            entry["to"] = draw.one(groups)
            return True
        everybody = [n for n in self.parties if n not in (source, "keys")]
        if verb == "publish":
            targets = ["press"]
        elif verb in ("sign", "comment", "approve", "object", "acknowledge"):
            if verb == "sign" and source == author:
                return True
            targets = [author]
        else:
            targets = draw.some(everybody)[:1 + draw.below(3)]
        if source in targets or not set(targets) <= set(self.parties):
            return False
        if verb != "publish":
            entry["to"] = targets
            self.reached[entry[verb]] += [n for n in targets
                                           if n in self.names]
        if verb == "withhold":
            return True
        return self.route(entry, source, targets)

    def details(self, entry, verb, source, now):
        draw, name = self.draw, entry[verb]
        group = isinstance(entry.get("to"), str)
        if verb in ("send", "forward", "reply", "review"):
            protections = ["shared"] if group else [
                n for n, row in self.protection.items()
                if row.get("session") != "noise" or
                self.channels.get(entry.get("over"), {}).get("medium") ==
                "network"]
            if draw.chance(0.6):
                entry["protect"] = draw.one(protections)
            entry["precedence"] = draw.one(["flash", "routine", "priority"])
        if (verb in ("send", "forward", "brief", "publish", "leak")
                and draw.chance(0.4)):
            entry["portions"] = draw.some(
                list(self.documents[name]["portions"]))
        if verb == "review":
            entry["deadline"] = draw.one(["1 h", "2 d"])
        if verb in ("comment", "object", "announce"):
            entry["text"] = "Said of it."
        if verb == "reply":
            entry["answers"] = draw.one([n for n in self.documents
                                         if n != name])
        if verb == "leak":
            entry["with-proof"] = draw.one(["yes", "no"])
            if draw.chance(0.3):
                entry["hazard"] = {"per-reader": "0.05 / day", "motive": 2}
        if verb == "withhold" and draw.chance(0.5):
            entry["until"] = moment(HOURS * 60 - 60)
        return entry

    # Sentences.

    def object(self, parted=0.4):
        return self.part(self.draw.one(list(self.documents)), parted)

    def part(self, name, parted):
        if not self.draw.chance(parted):
            return name
        return name + "/" + self.draw.one(
            list(self.documents[name]["portions"]))

    def condition(self):
        draw = self.draw
        return " ".join([draw.one(self.names), draw.one(
            ["receives", "knows of", "holds", "can prove", "sends", "verified",
             "knows that %s holds" % draw.one(self.names)]), self.object(0.2)])

    def sentences(self):
        """One, and of what somebody knows of another, also what is known."""
        draw = self.draw
        names = [n for n in self.parties if n != "keys"]
        never, nested = draw.chance(0.35), draw.chance(0.4)
        about, predicate = self.object(), draw.one(
            KNOWLEDGE if draw.chance(0.6) else SHOWN if nested else ACTS)
        how = draw.below(4)
        if how == 0:
            document, names = draw.one(self.casts)
            about = self.part(document, 0.4)
        knower, other = (draw.one(names + list(self.adversaries)),
                         draw.one(names))
        if how == 1:
            document, other, act, to = draw.one(self.done)
            about = self.part(document, 0.4)
            knower = draw.one([*to, *self.adversaries]) if nested else other
            predicate = act if draw.chance(0.7) else predicate
        subject = other if nested else knower
        hopeless = self.is_hopeless(knower, subject, predicate, about)
        words = [knower, *["never"] * (never or hopeless),
                 *["knows that", other] * nested, predicate, about]
        if draw.chance(0.5):
            words += [draw.one(["by", "before", "after", "at"] +
                               ["until"] * never),
                      draw.one(self.times) if draw.chance(0.3) else
                      moment(draw.below(HOURS * 60))]
        yield self.noted(words, hopeless)
        if nested and not never:
            tail = words[words.index("knows that") + 2:]
            hopeless = self.is_hopeless(other, other, predicate, about)
            yield self.noted([other, *["never"] * hopeless, *tail], hopeless)

    def noted(self, words, hopeless):
        sentence = " ".join(words)
        if hopeless:
            self.hopeless.add(sentence)
        return sentence

    def is_hopeless(self, knower, subject, predicate, about):
        """True of what cannot be, or cannot be known, by the roles."""
        author = self.documents[about.split("/")[0]]["author"] == subject
        if knower != subject:
            return predicate not in (SHOWN_OF_AUTHORS if author else
                                     SHOWN_OF_PEERS)
        if predicate in KNOWLEDGE:
            return False
        mute = subject == "press" and not any(
            subject in channel["between"] for channel in
            self.channels.values())
        return (subject in self.adversaries
                or predicate in BY_AUTHORS and not author
                or mute and predicate not in ALONE)

    def mapping(self):
        return {"demarche": 1, "clock": {"start": moment(0),
                                         "end": moment(HOURS * 60)},
                "parties": self.parties, "channels": self.channels,
                "groups": self.groups, "documents": self.documents,
                "protection": self.protection, "adversary": self.adversaries,
                "script": self.script, "expect": self.expect}
