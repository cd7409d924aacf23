#!/usr/bin/env python3
"""Sender keys against a second implementation.

    interop_groups.py PEER [SEED]

Three members, of whom the program plays two and docs/protocols.md the third,
write to each other: messages come in any order, are lost, repeated and forged,
keys are replaced. Each receiver is there twice, once of each kind, and both
open the same messages and refuse the same with the same code.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
import second_ratchet as second  # noqa: E402
from second_peer import (  # noqa: E402
    World, count, outcome, same, tell_counts)
from second_primitives import Refused  # noqa: E402
from second_vectors import check_vectors  # noqa: E402

MESSAGES = 500
OURS = 1  # of the members 0, 1 and 2


class Sender:
    """A member's own key, here or in a place of the program's."""

    def __init__(self, world, member, number):
        self.world, self.member, self.n = world, member, 0
        self.ours = second.SenderKey(number, world.draw)
        if member != OURS:
            world.peer.call("group", member, number)

    def ad(self, n):
        """As a group frame authenticates it: label, sender, the frame's head;
        the head's counter has the message's number."""
        return b"demarche/group/1\x00party-%d\x00" % self.member + \
            second.numbers(1, n)

    def distribution(self):
        if self.member == OURS:
            return self.ours.distribution()
        return self.world.peer.call("distribute", self.member)[0]

    def message_key(self):
        """Of the next message alone."""
        mk, _ = second.kdf_ck(self.distribution()[9:41])
        if self.member != OURS:
            same("key of a message", [mk],
                 self.world.peer.call("peek", self.member))
        return mk

    def send(self, plaintext):
        ad = self.ad(self.n)
        self.n += 1
        if self.member == OURS:
            return ad, self.ours.encrypt(ad, plaintext), plaintext
        before = self.distribution()
        message, = self.world.peer.call("group-encrypt", self.member, ad,
                                        plaintext)
        mk, _ = second.kdf_ck(before[9:41])
        header = before[:9]
        same("message", header + second.encrypt(
            mk, plaintext, ad + header, second.GROUP_MESSAGE), message[:-64])
        return ad, message, plaintext


class Receiver:
    """What a member has of another's key, in both implementations."""

    def __init__(self, world, place, distribution):
        self.world, self.place, self.read = world, place, set()
        self.ours = second.SenderKeyPeer(distribution)
        world.peer.call("take", place, distribution)

    def take(self, ad, message):
        theirs = outcome(self.world.peer.call, "group-decrypt", self.place, ad,
                         message)
        theirs = theirs[0] if isinstance(theirs, list) else theirs
        same(f"verdict on {message[:9].hex()}",
             outcome(self.ours.decrypt, ad, message), theirs)
        return theirs

    def opens(self, sent):
        same("plaintext", self.take(*sent[:2]), sent[2])

    def refuses(self, sent, code):
        same("refusal", self.take(*sent[:2]), code)

    def end(self, said):
        self.ours.end(said)
        self.world.peer.call("end", self.place, said)

    def keep(self, n, mk):
        self.ours.keep(n, mk)
        self.world.peer.call("keep", self.place, n, mk)


def deliver_any(world, under_way):
    chance, at = world.random.random(), world.random.randrange(len(under_way))
    receiver, sent = under_way[at]
    if chance < 0.05:
        under_way.pop(at)
        count("lost")
    elif chance < 0.3:
        got = receiver.take(*world.forged(*sent[:2]))
        assert isinstance(got, str), "a forged message opens"
        count("forged: " + got)
    elif sent[1] in receiver.read:
        receiver.refuses(sent, "MISSING")
        under_way.pop(at)
        count("repeated")
    else:
        receiver.opens(sent)
        receiver.read.add(sent[1])
        count("opened")


def check_group(world):
    senders = [Sender(world, member, 1 + member) for member in range(3)]
    receivers = {(to, of): Receiver(world, 3 * to + of,
                                    senders[of].distribution())
                 for to in range(3) for of in range(3) if to != of}
    under_way, sent = [], 0
    while sent < MESSAGES or under_way:
        if sent < MESSAGES and len(under_way) < 150:
            member = world.random.randrange(3)
            message = senders[member].send(
                world.draw(world.random.choice((0, 9, 70))))
            under_way += [(receivers[to, member], message)
                          for to in range(3) if to != member]
            sent += 1
        for _ in range(world.random.randrange(6)):
            if under_way:
                deliver_any(world, under_way)
    count("messages", sent)


def check_limits(world, member):
    """SENDER_KEY_SKIP_MAX and SENDER_KEY_KEPT_MAX, sizes, numbers."""
    sender = Sender(world, member, 9)
    receiver = Receiver(world, 20, sender.distribution())
    sent = [sender.send(b"%d" % n) for n in range(1003)]
    receiver.refuses(sent[1001], "LIMIT")
    receiver.opens(sent[1000])
    for each in sent[1000 - 257:0:-50]:
        receiver.refuses(each, "MISSING")
    for each in sent[1000 - 256:1001:15]:
        receiver.opens(each)
        receiver.refuses(each, "MISSING")
    ad, message, text = sent[1002]
    receiver.refuses((ad, b"\x02" + message[1:]), "FORMAT")
    receiver.refuses((ad, message[:88]), "FORMAT")
    receiver.refuses((ad, message[:5] + b"\xff" * 4 + message[9:]), "FORMAT")
    receiver.refuses((bytes(1025), message), "LIMIT")
    receiver.refuses((ad, message[:4] + b"\x07" + message[5:]), "MISSING")
    receiver.opens((ad, message, text))


def check_insider(world):
    """Whoever has the chain but not the key that signs writes for nobody; a
    signature around another text does not open, and changes nothing."""
    sender = Sender(world, OURS, 4)
    receiver = Receiver(world, 21, sender.distribution())
    forger = second.SenderKey(4, world.draw)
    forger.ck = sender.ours.ck
    ad = sender.ad(0)
    receiver.refuses((ad, forger.encrypt(ad, b"not mine")), "AUTH")
    for n in (0, 40):
        body = b"\x01" + second.numbers(4, n) + world.draw(30)
        signed = second.GROUP_SIGNATURE + second.numbers(len(ad)) + ad + body
        receiver.refuses((ad, body + second.sign(
            sender.ours.seed, signed, prehashed=True)), "AUTH")
    receiver.opens(sender.send(b"mine"))


def check_succession(world, member):
    """A late member; a chain that ended; single keys given again."""
    sender = Sender(world, member, 5)
    receiver = Receiver(world, 22, sender.distribution())
    early, key_of_two = [], None
    for n in range(10):
        if n == 2:
            key_of_two = sender.message_key()
        early.append(sender.send(b"early %d" % n))
    late = Receiver(world, 23, sender.distribution())
    late.refuses(early[9], "MISSING")
    later = [sender.send(b"later %d" % n) for n in range(5)]
    late.opens(later[3])
    late.keep(2, key_of_two)
    late.opens(early[2])
    receiver.opens(early[4])
    receiver.end(13)
    for each in early[:4] + early[5:] + later[:3]:
        receiver.opens(each)
    receiver.refuses(later[3], "MISSING")
    given = b"\x01" + second.numbers(5, second.NONE) + bytes(32) + \
        sender.distribution()[41:]
    single = Receiver(world, 24, given)
    single.refuses(early[2], "MISSING")
    single.keep(2, key_of_two)
    single.opens(early[2])
    single.refuses(early[2], "MISSING")


def check_far_ends(world):
    """A chain said to end beyond what may be passed over keeps no key."""
    for said, code in ((1001, None), (1002, "MISSING")):
        sender = Sender(world, OURS, 6)
        receiver = Receiver(world, 25, sender.distribution())
        first = sender.send(b"first")
        sent = [sender.send(b"") for _ in range(1001)]
        receiver.opens(first)
        receiver.end(said)
        got = receiver.take(*sent[999][:2])
        same("last of an ended chain", got, code or b"")


def check_distributions(world):
    good = second.SenderKey(3, world.draw).distribution()
    ended = good[:5] + b"\xff" * 4 + bytes(32) + good[41:]
    cases = [good, ended, good[:-1], good + b"\x00", b"\x00" + good[1:],
             good[:5] + b"\xff" * 4 + good[9:]]
    for each in cases:
        ours = outcome(second.SenderKeyPeer, each)
        theirs = outcome(world.peer.call, "take", 26, each)
        same("distribution", ours if isinstance(ours, str) else [], theirs)
    try:
        second.SenderKeyPeer(cases[-1][:-1])
        raise AssertionError("a short distribution is taken")
    except Refused:
        pass


def main():
    check_vectors()
    world = World(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    check_distributions(world)
    check_group(world)
    for member in (0, OURS):
        check_limits(world, member)
        check_succession(world, member)
    check_insider(world)
    check_far_ends(world)
    world.peer.close()
    tell_counts()


if __name__ == "__main__":
    main()
