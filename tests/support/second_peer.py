"""The program's end of a conversation, tests/interop/peer.c, and what holds the
second implementation's verdicts against it."""
import random
import subprocess

import second_ratchet as second
from second_primitives import Refused

LOW_ORDER = [bytes(32), b"\x01" + bytes(31),
             (2**255 - 20).to_bytes(32, "little")]
UNREDUCED = [(2**255 - 19 + 9).to_bytes(32, "little"),
             b"\x09" + bytes(30) + b"\x80"]
counts = {}


def count(what, more=1):
    counts[what] = counts.get(what, 0) + more


def same(what, ours, theirs):
    if ours != theirs:
        raise AssertionError(f"{what}: {ours!r} here, {theirs!r} there")


def outcome(call, *arguments):
    """What a call gives, or the code by which it refuses."""
    try:
        return call(*arguments)
    except Refused as refused:
        return refused.code


class Peer:
    """The program's end."""

    def __init__(self, path, seed):
        self.process = subprocess.Popen(
            [path, str(seed)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def call(self, *words):
        line = " ".join((word.hex() or "-") if isinstance(word, bytes)
                        else str(word) for word in words)
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        *values, code = self.process.stdout.readline().decode().split()
        if code != "OK":
            raise Refused(code)
        return [bytes.fromhex(v.replace("-", "")) for v in values]

    def close(self):
        self.process.stdin.close()
        same("exit code", 0, self.process.wait())


class World:
    """Both ends' parties: the program's and ours, each with prekeys."""

    def __init__(self, path, seed):
        self.random = random.Random(seed)
        self.peer = Peer(path, seed)
        self.own = second.Identity("us", self.draw)
        self.signed_prekey = second.Prekey(7, self.draw)
        self.one_time = second.Prekey(300, self.draw)
        keys = self.peer.call("identity", 0, "russia")
        self.other = ("russia", *keys)
        self.us = ("us", self.own.sign, self.own.agree)
        self.peer.call("prekeys", 0, 1, 70000)

    def draw(self, size):
        return self.random.randbytes(size)

    def altered(self, data):
        """The same with one bit changed."""
        at = self.random.randrange(8 * len(data))
        out = bytearray(data)
        out[at // 8] ^= 1 << at % 8
        return bytes(out)

    def forged(self, ad, message):
        """Another of the two: a bit, the length, a number or a key."""
        way = self.random.randrange(6)
        if way == 0:
            return self.altered(ad), message
        if way == 1:
            return ad, message[:self.random.randrange(len(message))]
        if way == 2:
            return ad, message + self.draw(1)
        if way == 3:
            return ad, self.altered(message[:40]) + message[40:]
        if way == 4:
            return ad, message[:32] + self.draw(8) + message[40:]
        return ad, self.altered(message)


def tell_counts():
    for what, n in sorted(counts.items()):
        print(f"{n:6} {what}")
