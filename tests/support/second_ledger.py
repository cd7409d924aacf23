"""A second ledger, written from docs/scenarios.md alone.

Reads the records of a journal's JSONL export in their order, and the scenario
as a mapping. Tells the level of each party, document and portion, since when
and by which record, and judges sentences.
"""
import datetime
import re

GIVES = {
    "HEARD": 1, "MENTIONED": 1, "SIGHTED": 1, "MARKS_CHOSEN": 1,
    "TOLD": 2, "OVERHEARD": 2,
    "RECEIVED": 3, "INTERCEPTED": 3, "DECRYPTED": 3,
    "DRAFTED": 4, "AUTHENTICATED": 4,
    "SIGNED": 5, "CHECKED": 5, "PROOF_CAPTURED": 5,
}
BOUNDED = {"RECEIVED", "REJECTED", "AUTHENTICATED", "TOLD", "OVERHEARD",
           "INTERCEPTED", "DECRYPTED"}
PASSES_ALTERED_ON = {"FRAME_ARRIVED", "CAPTURED", "SIGHTED", "OVERHEARD",
                     "INTERCEPTED", "DECRYPTED"}
OFFERS = {"REVIEW_OPENED", "SENT", "FORWARDED", "REPLIED", "PUBLISHED",
          "LEAKED", "BRIEFED"}
TRUE, OTHER, POSED = "true", "another", "posed"
OTHER_TEXT = "another text is held under that name"
TOO_MANY = "there are too many of its kind"
UNSHOWN = "nothing shows who sent it"
UNNAMED = "it names no portion"

LEVELS = {"knows of": 1, "was told": 2, "holds": 3, "reads": 3,
          "verified": 4, "can prove": 5}
ACTS = {
    "drafts": {"DRAFTED"}, "comments on": {"COMMENTED"},
    "approves": {"APPROVED"}, "objects to": {"OBJECTED"},
    "adopts": {"ADOPTED"}, "signs": {"SIGNED", "COSIGNED"},
    "sends": {"SENT"}, "forwards": {"FORWARDED"}, "receives": {"RECEIVED"},
    "briefs": {"BRIEFED"}, "announces": {"ANNOUNCED"},
    "acknowledges": {"ACKNOWLEDGED"}, "withholds": {"WITHHELD"},
    "replies with": {"REPLIED"}, "publishes": {"PUBLISHED"},
    "violates": {"VIOLATED"}, "has a receipt for": {"RECEIPT_HELD"},
    "leaks": {"LEAKED"},
}
ACT_KINDS = set().union(*ACTS.values())

# Records of a party's own: about the author or the peer, the level, the acts,
# and the condition, a or b, that the page sets.
SHOWS = {
    "RECEIPT_HELD": ("peer", 3, ("RECEIVED", "ACKNOWLEDGED"), ""),
    "COSIGNATURE_HELD": ("peer", 3, ("RECEIVED", "COSIGNED"), ""),
    "ORIGIN_CHECKED": ("peer", 3, (), ""),
    "CHECKED": ("author", 5, ("DRAFTED", "SIGNED"), ""),
    "PROOF_CAPTURED": ("author", 5, ("DRAFTED", "SIGNED"), ""),
    "AUTHENTICATED": ("author", 4, ("DRAFTED",), ""),
    "RECEIVED": ("peer", 3, (), "a"),
    "TOLD": ("peer", 1, ("BRIEFED",), "a"),
    "HEARD": ("peer", 1, ("ANNOUNCED",), "a"),
    "MENTIONED": ("peer", 1, (), "a"),
    "SIGHTED": ("peer", 1, (), "b"),
    "OVERHEARD": ("peer", 1, ("BRIEFED",), "b"),
    "INTERCEPTED": ("peer", 3, (), "b"),
    "DECRYPTED": ("peer", 3, (), "b"),
}
BOTH_KEYS = {"KK", "KX", "XK", "XX", "IK", "IX"}

SENTENCE = re.compile(
    r"(\S+) (never )?(?:knows that (\S+) )?(%s) ([^\s/]+)(?:/(\S+))?"
    r"(?: (by|before|after|at|until) (\S+))?$"
    % "|".join(sorted([*LEVELS, *ACTS], key=len, reverse=True)))
NEVER = (float("inf"), 0)


def nanoseconds(text):
    """The time of an export or a scenario, since 1970."""
    match = re.match(r"(\d+)-(\d+)-(\d+)T(\d+):(\d+)(?::(\d+)(?:\.(\d+))?)?Z$",
                     text)
    *parts, second, fraction = match.groups()
    moment = datetime.datetime(*map(int, parts), int(second or 0),
                               tzinfo=datetime.timezone.utc)
    since = moment - datetime.datetime(1970, 1, 1,
                                       tzinfo=datetime.timezone.utc)
    return ((since.days * 86400 + since.seconds) * 10**9
            + int((fraction or "").ljust(9, "0")))


class Book:
    """The levels and the acts of several actors; what is first counts."""

    def __init__(self):
        self.levels = {}  # (actor, document, portion, level): (time, record)
        self.acts = {}    # (actor, document, portion or None, kind): a list

    def reach(self, actor, document, portion, level, when):
        for below in range(1, level + 1):
            self.levels.setdefault((actor, document, portion, below), when)

    def act(self, actor, document, portions, kind, when):
        for portion in [None, *portions]:
            self.acts.setdefault((actor, document, portion, kind),
                                 []).append(when)

    def level(self, actor, document, portion):
        return max((level for level in range(1, 6)
                    if (actor, document, portion, level) in self.levels),
                   default=0)


class Ledger:
    def __init__(self, scenario, records):
        self.documents = {
            name: (document["author"], list(document["portions"]))
            for name, document in scenario["documents"].items()}
        self.parties = set(scenario["parties"])
        self.channels = scenario["channels"]
        self.book = Book()
        self.nested = {}     # knower: a book of others
        self.altered = set()
        self.posed = set()
        self.posed_offers = set()  # (party, exchange, document)
        self.offers = {}     # (party, exchange, document, portion): a level
        self.told = {}       # (party, document, portion): causes, truly
        self.in_hand = {}    # (party, document): one of the three; or absent
        self.received = {}   # (party, document): its last cause; before it
        self.limits = 0      # levels that a bound lowered
        self.cut = None      # when the run was cut short
        for record in records:
            self.take(record)

    # From records to knowledge.

    def portions_of(self, record):
        _, every = self.documents[record["document"]]
        named = record.get("portions")
        return every if named is None else [p for p in every if p in named]

    def take(self, record):
        kind, causes = record["kind"], record.get("causes", [])
        after_altered = bool(causes) and causes[0] in self.altered
        if (record.get("forged") or
                kind in PASSES_ALTERED_ON and after_altered):
            self.altered.add(record["record"])
        if (record.get("forged") and record.get("act") == "impersonate" or
                kind in PASSES_ALTERED_ON and causes
                and causes[0] in self.posed):
            self.posed.add(record["record"])
        if kind == "STOPPED":
            self.cut = nanoseconds(record["time"])
        party = record.get("party")
        if party is None or record.get("document") not in self.documents:
            return
        when = (nanoseconds(record["time"]), record["record"])
        self.take_offer(record, party)
        self.take_levels(record, party, when, after_altered)
        self.take_hand(record, party, after_altered)
        if kind in ACT_KINDS:
            self.book.act(party, record["document"], self.named(record), kind,
                          when)
        self.take_nested(record, party, when)

    def named(self, record):
        if (record["kind"] in ("RECEIPT_HELD", "COSIGNATURE_HELD")
                and record.get("reason") == UNNAMED):
            return []
        return self.portions_of(record)

    def take_offer(self, record, party):
        kind, document = record["kind"], record["document"]
        if kind not in OFFERS:
            return
        for portion in self.portions_of(record):
            if kind == "BRIEFED" and self.told.get((party, document, portion)):
                level = 2
            elif self.in_hand.get((party, document)) in (OTHER, POSED):
                level = 1
            else:
                level = max(1, self.book.level(party, document, portion))
            key = (party, record.get("exchange"), document, portion)
            self.offers[key] = level
            if self.in_hand.get((party, document)) == POSED:
                self.posed_offers.add(key[:3])

    def offer(self, record, portion):
        level = self.offers.get((record.get("peer"), record.get("exchange"),
                                 record["document"], portion), 5)
        return level if level < 3 else 5

    def is_posed(self, record):
        cause = (record.get("causes") or [None])[0]
        offer = (record.get("peer"), record.get("exchange"),
                 record["document"])
        return cause in self.posed or offer in self.posed_offers

    def take_levels(self, record, party, when, after_altered):
        kind, document = record["kind"], record["document"]
        level = GIVES.get(kind, 0)
        if kind == "REJECTED" and record.get("reason") == OTHER_TEXT:
            level = 3
        for portion in self.portions_of(record):
            bound = 5
            if kind in BOUNDED:
                bound = min(1 if after_altered else 5,
                            self.offer(record, portion))
            elif (kind in ("CHECKED", "PROOF_CAPTURED")
                  and self.is_posed(record)):
                bound = 1
            reached = min(level, bound)
            self.limits += reached < level
            self.reach(self.book, party, document, portion, reached, when)
            if kind == "TOLD" and reached == 2:
                self.told.setdefault((party, document, portion), []).append(
                    (record.get("causes") or [None])[0])

    def reach(self, book, actor, document, portion, level, when):
        """To know of any portion is to know of the document: of them all."""
        if level > 0:
            for other in self.documents[document][1]:
                book.reach(actor, document, other, 1, when)
        book.reach(actor, document, portion, level, when)

    def take_hand(self, record, party, after_altered):
        kind, key = record["kind"], (party, record["document"])
        cause = (record.get("causes") or [None])[0]
        before = self.in_hand.get(key)
        if kind == "RECEIVED":
            self.received[key] = (cause, before)
            _, every = self.documents[record["document"]]
            if not after_altered and all(self.offer(record, p) >= 3
                                         for p in every):
                self.in_hand[key] = TRUE
            elif before != TRUE:
                self.in_hand[key] = POSED if self.is_posed(record) else OTHER
        elif kind == "REJECTED":
            for portion in self.documents[record["document"]][1]:
                told = self.told.get((*key, portion), [])
                told[:] = [other for other in told if other is None
                           or other != cause]
            last, previous = self.received.get(key, (None, None))
            if (cause is not None and cause == last
                    and record.get("reason") not in (OTHER_TEXT, TOO_MANY)):
                self.in_hand[key] = previous
        elif kind == "TEXT_REPLACED":
            self.in_hand[key] = None
        elif kind in ("DRAFTED", "CHECKED") and not self.is_posed(record):
            self.in_hand[key] = TRUE

    def shows_sender(self, record, condition):
        if condition == "a":
            return record.get("reason") != UNSHOWN
        if condition == "b":
            name = record.get("channel")
            channel = self.channels.get(name, {})
            medium = channel.get("medium", "network") if channel else None
            return (name == "public" and not channel or medium == "hand" or
                    medium == "network" and
                    channel.get("handshake", "XX") in BOTH_KEYS)
        return True

    def take_nested(self, record, party, when):
        row = SHOWS.get(record["kind"])
        if not row or not self.shows_sender(record, row[3]):
            return
        document = record["document"]
        other = (self.documents[document][0] if row[0] == "author"
                 else record.get("peer"))
        if other not in self.parties:
            return
        book = self.nested.setdefault(party, Book())
        portions = self.named(record)
        for portion in portions if portions else [""]:
            self.reach(book, other, document, portion, row[1], when)
        for kind in row[2]:
            book.act(other, document, portions, kind, when)

    # Sentences.

    def came_about(self, book, subject, predicate, document, portion, never):
        """When each way that makes the sentence true or breaks it began."""
        if predicate in ACTS:
            return [when for kind in ACTS[predicate] for when in
                    book.acts.get((subject, document, portion, kind), [])]
        level = LEVELS[predicate]
        _, every = self.documents[document]
        named = [portion] if portion else every
        if not portion and (never or level == 1):
            named = [*every, ""]  # some portion, none by name
        reached = [book.levels.get((subject, document, p, level), NEVER)
                   for p in named]
        choose = min if never or level == 1 else max
        return [when for when in [choose(reached)] if when != NEVER]

    def holds(self, sentence):
        """None where the run was cut short before this was decided."""
        match = SENTENCE.match(sentence)
        (knower, never, other, predicate, document, portion, relation,
         time) = match.groups()
        book, subject = self.book, knower
        if other and other != knower:
            book, subject = self.nested.get(knower, Book()), other
        ways = self.came_about(book, subject, predicate, document, portion,
                               bool(never))
        first = min(ways, default=NEVER)[0]
        limit = nanoseconds(time) if time else NEVER[0]
        past = False  # the time is over in which it can still come about
        if relation in ("by", "at"):
            true = first <= limit
            past = self.cut is not None and limit < self.cut
        elif relation in ("before", "until"):
            true = first < limit
            past = self.cut is not None and limit <= self.cut
        elif relation == "after" and not never:
            true = limit < first < NEVER[0]
            past = first <= limit
        elif relation == "after" and predicate in ACTS:
            true = any(when[0] > limit for when in ways)
        else:
            true = first < NEVER[0]
        if self.cut is not None and not true and not past:
            return None
        return true != bool(never)

    def knowledge(self):
        """A row for each level reached: as the table of the SQLite export."""
        return {(*key, *when) for key, when in self.book.levels.items()}

    def unfounded(self):
        """What somebody knows of another that is not so at that time."""
        found = []
        for knower, book in self.nested.items():
            for (other, document, portion, level), when in book.levels.items():
                true = [self.book.levels.get((other, document, p, level),
                                             NEVER)
                        for p in ([portion] if portion
                                  else self.documents[document][1])]
                if min(true)[0] > when[0]:
                    found.append((knower, other, document, portion, level,
                                  when))
            for (other, document, portion, kind), whens in book.acts.items():
                true = self.book.acts.get((other, document, portion, kind),
                                          [NEVER])
                if min(true)[0] > min(whens)[0]:
                    found.append((knower, other, document, portion, kind,
                                  min(whens)))
        return found
