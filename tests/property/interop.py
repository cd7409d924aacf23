#!/usr/bin/env python3
"""X3DH, the Double Ratchet and sender keys against a second implementation.

    interop.py PEER [SEED]

PEER is the program's end of each conversation; the other end is written from
docs/protocols.md. They agree in both directions, then talk: messages come in
any order, are lost, repeated and forged. Each one opens to the same plaintext
on the other side or is refused, and a shadow of the program's end says the same
of each, with the same code.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
import second_primitives as primitives  # noqa: E402
import second_ratchet as second  # noqa: E402
from second_peer import (  # noqa: E402
    LOW_ORDER, UNREDUCED, World, count, outcome, same, tell_counts)
from second_vectors import check_vectors  # noqa: E402

MESSAGES = 200


# Agreements.

class Session:
    """A session that both ends have; `shadow` follows the program's."""

    def __init__(self, world, place, ours_first, one_time, bare):
        self.world, self.place, self.sent = world, place, [0, 0]
        self.ours_first, self.answered = ours_first, False
        begin = self.initiate if ours_first else self.respond
        begin(int(one_time), bare)

    def initiate(self, one_time, bare):
        w = self.world
        bundle, = w.peer.call("bundle", 0, one_time)
        self.initial, sk, self.ad, first = second.x3dh_initiate(
            w.own, w.other, bundle, bare, w.draw)
        ad, = w.peer.call("respond", 0, self.place, "us", w.own.sign,
                          self.initial, one_time)
        same("AD", self.ad, ad)
        self.own = second.Ratchet.initiator(sk, first, w.draw)
        self.shadow = second.Ratchet.responder(sk, self.reveal())

    def respond(self, one_time, bare):
        w = self.world
        once = w.one_time if one_time else None
        bundle = second.write_bundle(w.own, w.signed_prekey, once)
        self.initial, ad = w.peer.call(
            "initiate", 0, self.place, "us", w.own.sign, w.own.agree, bundle,
            "bare" if bare else "bound")
        sk, self.ad = second.x3dh_respond(w.own, w.signed_prekey, once,
                                          w.other, self.initial)
        same("AD", self.ad, ad)
        self.own = second.Ratchet.responder(sk, w.signed_prekey.secret)
        self.shadow = second.Ratchet.initiator(
            sk, w.signed_prekey.public, lambda _: self.reveal())

    def reveal(self):
        return self.world.peer.call("reveal", self.place)[0]

    def ad_of_next(self, ours):
        """AD, the frame's head, and the initial message until an answer."""
        head = second.numbers(self.sent[ours])
        first = ours == self.ours_first and not self.answered
        return self.ad + head + (self.initial if first else b"")

    def send(self, ours, plaintext):
        ad = self.ad_of_next(ours)
        self.sent[ours] += 1
        if ours:
            return ad, self.own.encrypt(ad, plaintext), plaintext
        message, = self.world.peer.call("encrypt", self.place, ad, plaintext)
        same("message", self.shadow.encrypt(ad, plaintext), message)
        return ad, message, plaintext

    def take(self, ad, message):
        """By the program and by its shadow alike."""
        theirs = outcome(self.world.peer.call, "decrypt", self.place, ad,
                         message)
        draw = (lambda _: self.reveal()) if isinstance(theirs, list) \
            else self.world.draw
        ours = outcome(self.shadow.decrypt, ad, message, draw)
        theirs = theirs[0] if isinstance(theirs, list) else theirs
        same(f"verdict on {message[:40].hex()}", ours, theirs)
        return ours

    def deliver(self, to_us, ad, message):
        if not to_us:
            got = self.take(ad, message)
        else:
            got = outcome(self.own.decrypt, ad, message, self.world.draw)
        if isinstance(got, bytes) and to_us == self.ours_first:
            self.answered = True
        return got


def opens(session, to_us, sent):
    same("plaintext", session.deliver(to_us, *sent[:2]), sent[2])


def refuses(session, to_us, sent, code):
    same("refusal", session.deliver(to_us, *sent[:2]), code)


def sessions(world):
    for n in range(8):
        yield Session(world, n, n & 1 == 1, n & 2 == 2, n & 4 == 4)


def check_proofs(world):
    for n in range(20):
        text = world.draw(n)
        proof, = world.peer.call("prove", 0, text)
        primitives.xeddsa_verify(world.other[2], text, proof)
        key = second.Identity("x", world.draw)
        proof = primitives.xeddsa_sign(key.agree_secret, text)
        world.peer.call("proven", key.agree, text, proof)
        for args in ((world.altered(key.agree), text, proof),
                     (key.agree, text + b"x", proof),
                     (key.agree, text, world.altered(proof)),
                     (LOW_ORDER[n % 3], text, proof)):
            same("proof", outcome(primitives.xeddsa_verify, *args),
                 outcome(world.peer.call, "proven", *args))
            count("proofs refused")


def judge_bundle(world, bundle):
    ours = outcome(second.x3dh_initiate, world.own, world.us, bundle, False,
                   world.draw)
    theirs = outcome(world.peer.call, "initiate", 0, 20, "us", world.own.sign,
                     world.own.agree, bundle, "bound")
    if not isinstance(ours, str):
        ours = theirs = theirs if isinstance(theirs, str) else "OK"
    same("bundle", ours, theirs)
    return ours


def check_bundles(world):
    """A changed bit in each byte, a changed length, keys of low order."""
    for one_time in (None, world.one_time):
        bundle = second.write_bundle(world.own, world.signed_prekey, one_time)
        same("own bundle", judge_bundle(world, bundle), "OK")
        forged = [bundle[:at] + world.altered(bundle[at:at + 1]) +
                  bundle[at + 1:] for at in range(len(bundle))]
        for each in forged + [bundle[:-1], bundle + b"\x00"]:
            assert judge_bundle(world, each) != "OK", each.hex()
            count("bundles refused")
    for key in LOW_ORDER + UNREDUCED:
        prekey = second.Prekey(1, world.draw)
        prekey.public = key
        for keys in ((prekey, None), (world.signed_prekey, prekey)):
            bundle = second.write_bundle(world.own, *keys)
            same("signed bundle of a bad key", judge_bundle(world, bundle),
                 "AUTH" if key in LOW_ORDER else "FORMAT")


def check_signed_by_nobody(world):
    """Under the neutral point the bare equation holds for any text."""
    neutral = b"\x01" + bytes(31)
    whole = bytearray(second.write_bundle(world.own, world.signed_prekey, None))
    whole[1:33], whole[101:165] = neutral, neutral + bytes(32)
    bundle = bytes(whole)
    second.read_bundle(bundle, neutral, world.own.agree)
    same("signed by nobody",
         outcome(world.peer.call, "initiate", 0, 20, "us", neutral,
                 world.own.agree, bundle, "bound"), "AUTH")


def check_initials(world):
    """A changed bit in each byte: refused, or no message opens under it."""
    for one_time in (0, 1):
        bundle, = world.peer.call("bundle", 0, one_time)
        initial, sk, ad, first = second.x3dh_initiate(
            world.own, world.other, bundle, False, world.draw)
        ratchet = second.Ratchet.initiator(sk, first, world.draw)
        message = ratchet.encrypt(ad, b"to be read")
        forged = [initial[:at] + world.altered(initial[at:at + 1]) +
                  initial[at + 1:] for at in range(len(initial))]
        cut = [initial[:-1], initial + b"\x00"]
        low = [initial[:33] + key + initial[65:] for key in LOW_ORDER]
        cut += [initial[:at] + key + initial[at + 32:]
                for at in (1, 33) for key in UNREDUCED]
        bare = b"\x81" + initial[1:]
        for each in forged + cut + low + [bare, initial]:
            ours = outcome(second.read_initial, each)
            if not isinstance(ours, str):
                names = (bundle[65:69], bundle[166:170] if one_time else None)
                ours = "OK" if ours[3:] == names else "MISSING"
                ours = "AUTH" if each in low else ours
            theirs = outcome(world.peer.call, "respond", 0, 21, "us",
                             world.own.sign, each, one_time)
            same("initial message", ours,
                 theirs if isinstance(theirs, str) else "OK")
            if ours == "OK":
                got = outcome(world.peer.call, "decrypt", 21, *theirs,
                              message)
                same("first message", got,
                     [b"to be read"] if each == initial else "AUTH")
            count("initial messages tried")


def first_message(world, once, initial, message):
    """As our responder reads it: the plaintext, or a code."""
    sk, ad = second.x3dh_respond(world.own, world.signed_prekey, once,
                                 world.other, initial)
    ratchet = second.Ratchet.responder(sk, world.signed_prekey.secret)
    return ratchet.decrypt(ad, message, world.draw)


def check_responses(world):
    """The same with the roles exchanged."""
    for once in (None, world.one_time):
        bundle = second.write_bundle(world.own, world.signed_prekey, once)
        initial, ad = world.peer.call("initiate", 0, 23, "us", world.own.sign,
                                      world.own.agree, bundle, "bound")
        message, = world.peer.call("encrypt", 23, ad, b"to be read")
        for at in range(len(initial)):
            each = initial[:at] + world.altered(initial[at:at + 1]) + \
                initial[at + 1:]
            got = outcome(first_message, world, once, each, message)
            assert isinstance(got, str), at
            if 65 <= at < 69 or (once and at > 69):
                same("prekeys of another id", got, "MISSING")
            count("initial messages tried")
        same("first message", b"to be read",
             first_message(world, once, initial, message))


def check_binding(world):
    """Under another name or key to sign the responder has another AD."""
    bundle, = world.peer.call("bundle", 0, 0)
    for bare in (False, True):
        initial, sk, ad, first = second.x3dh_initiate(
            world.own, world.other, bundle, bare, world.draw)
        message = second.Ratchet.initiator(sk, first, world.draw).encrypt(
            ad, b"x")
        for name, key in (("press", world.own.sign), ("us", world.other[1])):
            theirs, = world.peer.call("respond", 0, 22, name, key, initial, 0)
            same("AD", theirs == ad, bare)
            got = outcome(world.peer.call, "decrypt", 22, theirs, message)
            same("message to another", got, [b"x"] if bare else "AUTH")


# Conversations.

def deliver_any(world, session, under_way, read):
    """One message that was sent, perhaps forged, repeated, lost or kept."""
    chance, at = world.random.random(), world.random.randrange(len(under_way))
    to_us, ad, message, plaintext = under_way[at]
    if chance < 0.04:
        under_way.pop(at)
        count("lost")
    elif chance < 0.30:
        ad, message = world.forged(ad, message)
        got = session.deliver(to_us, ad, message)
        assert isinstance(got, str), "a forged message opens"
        count("forged: " + got)
    elif message in read:
        refuses(session, to_us, (ad, message), "AUTH")
        count("repeated")
        under_way.pop(at)
    else:
        opens(session, to_us, (ad, message, plaintext))
        count("opened")
        read.add(message)


def check_conversation(world, session):
    under_way, read = [], set()
    while sum(session.sent) < MESSAGES or under_way:
        speaker = world.random.randrange(2)
        may = session.own if speaker else session.shadow
        burst = world.random.choice((1, 1, 2, 9))
        for _ in range(burst if sum(session.sent) < MESSAGES else 0):
            if may.cks is None:
                theirs = outcome(session.send, speaker, b"")
                same("too early", theirs, "STATE")
                session.sent[speaker] -= 1
                break
            text = world.draw(world.random.choice((0, 5, 60, 200)))
            under_way.append((1 - speaker, *session.send(speaker, text)))
        for _ in range(world.random.randrange(2 * burst + 3)):
            if under_way:
                deliver_any(world, session, under_way, read)
    count("messages", sum(session.sent))


def start(world, place, ours_first):
    """A session in which each side has read a message."""
    session = Session(world, place, ours_first, True, False)
    for ours in (ours_first, not ours_first):
        opens(session, not ours, session.send(ours, b"hello"))
    return session


def check_skips(world, place, ours):
    """MAX_SKIP, and the oldest skipped keys wiped; `ours` speaks."""
    session = start(world, place, not ours)
    sent = [session.send(ours, b"%d" % n) for n in range(1002)]
    refuses(session, not ours, sent[1001], "LIMIT")
    opens(session, not ours, sent[1000])
    opens(session, not ours, sent[1001])
    opens(session, ours, session.send(not ours, b"an answer"))
    later = [session.send(ours, b"next %d" % n) for n in range(6)]
    opens(session, not ours, later[5])
    for each in sent[:5]:
        refuses(session, not ours, each, "AUTH")
    for each in sent[5:1000] + later[:5]:
        opens(session, not ours, each)
        count("skipped keys")


def check_turns(world, place, ours):
    """MAX_SKIP holds for the chain before, too; and a chain that ended before
    what was read of it is none."""
    session = start(world, place, not ours)
    sent = [session.send(ours, b"") for _ in range(1002)]
    opens(session, not ours, sent[0])
    opens(session, ours, session.send(not ours, b"turn"))
    after = session.send(ours, b"new chain")
    refuses(session, not ours, after, "LIMIT")
    opens(session, not ours, sent[1])
    opens(session, not ours, after)
    opens(session, ours, session.send(not ours, b"again"))
    speaker = session.own if ours else session.shadow
    assert speaker.pn == 1
    if ours:
        speaker.pn = 0
        refuses(session, not ours, session.send(ours, b"fewer"), "AUTH")


def check_edges(world, place, ours):
    """Sizes, and headers that no honest side writes."""
    session = start(world, place, not ours)
    ad, message, text = session.send(ours, b"text")
    spelled = message[:31] + bytes([message[31] ^ 128]) + message[32:]
    forged = [key + message[32:] for key in LOW_ORDER + [world.draw(32)]]
    for each in forged + [spelled]:
        refuses(session, not ours, (ad, each), "AUTH")
    last = message[:36] + b"\xff" * 4 + message[40:]
    refuses(session, not ours, (ad, last), "FORMAT")
    refuses(session, not ours, (ad, message[:55]), "FORMAT")
    refuses(session, not ours, (bytes(1025), message), "LIMIT")
    opens(session, not ours, (ad, message, text))
    # The initiator's first ratchet key of the peer's is the signed prekey, by
    # which no chain begins.
    unread = Session(world, place, not ours, False, False)
    never = (unread.shadow if ours else unread.own).dhr + message[32:]
    refuses(unread, not ours, (ad, never), "AUTH")


def main():
    path, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    check_vectors()
    world = World(path, seed)
    check_proofs(world)
    check_bundles(world)
    check_signed_by_nobody(world)
    check_initials(world)
    check_responses(world)
    check_binding(world)
    for session in sessions(world):
        check_conversation(world, session)
    for place, ours in ((30, True), (31, False)):
        check_skips(world, place, ours)
        check_turns(world, place, ours)
        check_edges(world, place, ours)


    world.peer.close()
    tell_counts()


if __name__ == "__main__":
    main()
