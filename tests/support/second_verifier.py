#!/usr/bin/env python3
"""A second verifier of journals, written from docs/journal.md alone.

Prints for each file of a folder, the first argument, its name, its verdict and
how many frames hold. The other arguments are how many codes each field of an
event may have that is one: kind=80 reason=50 and so on.
"""
import hashlib
import hmac
import pathlib
import sys

FRAME_MIN, FRAME_MAX = 69, 1048576
HEADER, EVENT, SEAL, CLOSE, FAULT = 1, 2, 3, 4, 5
EPOCH = 4096
HITS_MAX = 1024
ZEROS = bytes(32)


# CRC-32C (RFC 3720 12.1), a table of bytes.

def _crc_row(value):
    for _ in range(8):
        value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    return value


CRC = [_crc_row(i) for i in range(256)]


def crc32c(*parts):
    value = 0xFFFFFFFF
    for part in parts:
        for byte in part:
            value = value >> 8 ^ CRC[(value ^ byte) & 0xFF]
    return value ^ 0xFFFFFFFF


# Ed25519 (RFC 8032 5.1), on extended coordinates.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def point_add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_times(n, p):
    sum_ = (0, 1, 1, 0)
    while n:
        if n & 1:
            sum_ = point_add(sum_, p)
        p = point_add(p, p)
        n >>= 1
    return sum_


def point_read(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if x2 == 0:
        return None if sign else (0, y, 1, 0)
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT % P
    if (x * x - x2) % P:
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point_read((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signature_holds(key, message, signature):
    a, r = point_read(key), point_read(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    k = hashlib.sha512(signature[:32] + key + message).digest()
    k = int.from_bytes(k, "little") % L
    left = point_times(s, BASE)
    right = point_add(r, point_times(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and \
        (left[1] * right[2] - right[1] * left[2]) % P == 0


def public_key(private):
    a = bytearray(hashlib.sha512(private).digest()[:32])
    a[0] &= 248
    a[31] = a[31] & 127 | 64
    x, y, z, _ = point_times(int.from_bytes(a, "little"), BASE)
    z = pow(z, P - 2, P)
    return (y * z % P | (x * z % P & 1) << 255).to_bytes(32, "little")


# ChaCha20 (RFC 8439) and HKDF-SHA-256 (RFC 5869), of one block each.

def chacha_block(key):
    start = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574]
    start += [int.from_bytes(key[i:i + 4], "little") for i in range(0, 32, 4)]
    start += [0] * 4
    s = start[:]

    def quarter(a, b, c, d):
        for to, by, turn, bits in ((a, b, d, 16), (c, d, b, 12),
                                   (a, b, d, 8), (c, d, b, 7)):
            s[to] = s[to] + s[by] & 0xFFFFFFFF
            x = s[turn] ^ s[to]
            s[turn] = (x << bits | x >> 32 - bits) & 0xFFFFFFFF

    for _ in range(10):
        for i in range(4):
            quarter(i, 4 + i, 8 + i, 12 + i)
        for i in range(4):
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return b"".join((x + y & 0xFFFFFFFF).to_bytes(4, "little")
                    for x, y in zip(s, start))


def hmac_sha256(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def stream(salt, material, purpose):
    """The beginning of a stream of random bytes, as the page derives it."""
    key = hmac_sha256(salt, material)
    for name in (b"journal", purpose):
        key = hmac_sha256(key, name + b"\1")
    return chacha_block(key)


def origin_holds(h):
    """True if hash, id and first key follow from scenario, seed and run."""
    run = b"demarche seeded run", \
        h["seed"].to_bytes(8, "little") + h["run"].to_bytes(8, "little")
    if h["hash"] != sha256(h["scenario"]) or \
            h["id"] != stream(*run, h["hash"].hex().encode())[:16]:
        return False
    seal = stream(*run, b"seal")[:32]
    private = stream(b"demarche live party", seal, b"seal")[:32]
    return (h["key"] == public_key(private)) == h["unkeyed"]


# The tree of RFC 9162: the roots of its perfect subtrees, largest first.

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


class Tree:
    def __init__(self):
        self.size, self.roots = 0, []

    def push(self, leaf):
        self.roots.append(leaf)
        self.size += 1
        carry = self.size
        while carry % 2 == 0:
            right, left = self.roots.pop(), self.roots.pop()
            self.roots.append(sha256(b"\1", left, right))
            carry //= 2

    def root(self):
        if not self.roots:
            return sha256(b"")
        root = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            root = sha256(b"\1", left, root)
        return root


# Protobuf bodies: what is not as the page says is refused.

class Malformed(Exception):
    pass


def varint(data, at, bits):
    value = shift = 0
    start = at
    while True:
        if at >= len(data) or at - start >= 10:
            raise Malformed
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    if byte == 0 and at - start > 1 or value >> bits:
        raise Malformed
    return value, at


# For each body its fields: name, type, rule. Types: u32, u64, bool, text,
# bytes or a number of bytes, packed; rules: ! required, ? optional, * many.
BODIES = {
    HEADER: {1: ("version", "u32", "!"), 2: ("id", 16, "!"),
             3: ("tool", "text", "!"), 4: ("hash", 32, "!"),
             5: ("name", "text", "!"), 6: ("scenario", "bytes", "!"),
             7: ("seed", "u64", "!"), 8: ("run", "u64", "!"),
             9: ("unkeyed", "bool", "!"), 10: ("key", 32, "!"),
             11: ("features", "u64", "!"), 12: ("semantics", "u32", "!")},
    EVENT: {1: ("kind", "u32", "!"), 2: ("party", "text", "?"),
            3: ("peer", "text", "?"), 4: ("exchange", "u64", "?"),
            5: ("causes", "packed", "?"), 6: ("document", "text", "?"),
            7: ("portions", "text", "*"), 8: ("channel", "text", "?"),
            9: ("reason", "u32", "?"), 11: ("data", "bytes", "?"),
            12: ("words", "text", "?"), 13: ("group", "text", "?"),
            14: ("members", "text", "*"), 15: ("owner", "text", "?"),
            16: ("serial", "u32", "?"), 17: ("fingerprint", "bytes", "?"),
            18: ("trust", "u32", "?"), 19: ("verb", "u32", "?"),
            20: ("act", "u32", "?"), 21: ("forged", "bool", "?"),
            22: ("stolen", "u32", "?"), 23: ("entry", "u32", "?"),
            24: ("protocol", "text", "?"), 25: ("count", "u32", "?"),
            26: ("number", "text", "?")},
    SEAL: {1: ("epoch", "u64", "!"), 2: ("size", "u64", "!"),
           3: ("root", 32, "!"), 4: ("next", 32, "!"),
           5: ("signature", 64, "!")},
    FAULT: {1: ("what", "text", "!")},
}
BODIES[CLOSE] = BODIES[SEAL]
BITS = {"u32": 32, "u64": 64, "bool": 1}


def read_value(type_, data):
    if type_ == "text":
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as e:
            raise Malformed from e
        if "\0" in text:
            raise Malformed
        return text
    if type_ == "packed":
        values, at = [], 0
        while at < len(data):
            value, at = varint(data, at, 64)
            values.append(value)
        if not values:
            raise Malformed
        return values
    if isinstance(type_, int) and len(data) != type_:
        raise Malformed
    return data


def read_body(kind, data):
    fields, found, order, at = BODIES[kind], {}, [], 0
    while at < len(data):
        tag, at = varint(data, at, 32)
        if tag >> 3 not in fields:
            raise Malformed
        name, type_, rule = fields[tag >> 3]
        if tag & 7 != (0 if type_ in BITS else 2):
            raise Malformed
        if type_ in BITS:
            value, at = varint(data, at, BITS[type_])
        else:
            size, at = varint(data, at, 32)
            if size > len(data) - at:
                raise Malformed
            value, at = read_value(type_, data[at:at + size]), at + size
        if name in found and rule != "*":
            raise Malformed
        found[name] = value
        order.append(tag >> 3)
    for name, _, rule in fields.values():
        if rule == "!" and name not in found:
            raise Malformed
    if kind in (SEAL, CLOSE) and order != sorted(order):
        raise Malformed
    return found


# Frames.

class Frame:
    pass


def length_at(data, at):
    """(length, where the frame begins), or None."""
    value = 0
    for i in range(3):
        if at + i >= len(data):
            return None
        byte = data[at + i]
        value |= (byte & 0x7F) << 7 * i
        if byte < 0x80:
            if i > 0 and byte == 0 or not FRAME_MIN <= value <= FRAME_MAX:
                return None
            return value, at + i + 1
    return None


def body_at(frame):
    """Where the body begins, or None unless it ends with the frame."""
    size = 0
    for i in range(3):
        if 68 + i >= len(frame):
            return None
        byte = frame[68 + i]
        size |= (byte & 0x7F) << 7 * i
        if byte < 0x80:
            minimal = i == 0 or byte != 0
            ends = 69 + i + size == len(frame)
            return 69 + i if minimal and ends else None
    return None


TAGS = {0: b"\x0d", 5: b"\x15", 10: b"\x19", 19: b"\x21", 28: b"\x2d",
        33: b"\x32", 34: b"\x20", 67: b"\x3a"}


def has_tags(data, start):
    return all(data[start + i:start + i + 1] == t for i, t in TAGS.items())


def is_begun(data):
    """True if the file is the beginning of a header."""
    found = length_at(data, 0)
    if not found:
        return len(data) < 3 and all(byte >= 0x80 for byte in data)
    size, start = found
    return size > len(data) - start and \
        all(data[start + i:start + i + 1] in (b"", t) for i, t in TAGS.items())


def read_frame(data, at):
    """The frame that begins at `at`, or None when its form is none."""
    found = length_at(data, at)
    if not found or found[0] > len(data) - found[1]:
        return None
    size, start = found
    b = data[start:start + size]
    body = body_at(b) if has_tags(b, 0) else None
    if body is None:
        return None
    if int.from_bytes(b[6:10], "little") != \
            crc32c(data[at:start], b[:6], b[10:]):
        return None
    f = Frame()
    f.end = start + size
    f.whole = data[at:f.end]
    f.magic = b[1:5]
    f.seq = int.from_bytes(b[11:19], "little")
    f.time = int.from_bytes(b[20:28], "little")
    f.kind = int.from_bytes(b[29:33], "little")
    f.prev = b[35:67]
    f.body = b[body:]
    return f


def frame_within(data, start):
    at, hits = start, 0
    while True:
        at = data.find(b"\x0d", at + 1)
        if at < 0:
            return False
        if not has_tags(data, at) or at + FRAME_MIN > len(data):
            continue
        hits += 1
        if hits == HITS_MAX:
            return True
        for back in (1, 2, 3):
            if at - back > start and read_frame(data, at - back):
                return True


# The walk.

class Walk:
    def __init__(self, codes):
        self.codes = codes
        self.tree, self.prev, self.time = Tree(), ZEROS, 0
        self.id = self.key = None
        self.epoch, self.faulted, self.closed = 0, False, False

    def header_holds(self, f, body):
        self.id, self.key = body["id"], body["key"]
        return body["version"] == 2 and body["features"] < 2 and \
            f.magic == self.id[:4] and origin_holds(body)

    def event_holds(self, f, body):
        causes = body.get("causes", [])
        return len(causes) <= 4 and \
            all(body.get(name, 0) < n for name, n in self.codes.items()) and \
            all(cause < f.seq for cause in causes)

    def seal_holds(self, f, body):
        statement = b"demarche journal seal\n" + \
            f.kind.to_bytes(4, "little") + f.time.to_bytes(8, "little") + \
            self.id + body["epoch"].to_bytes(8, "little") + \
            body["size"].to_bytes(8, "little") + body["root"] + body["next"]
        if body["epoch"] != self.epoch or body["size"] != f.seq or \
                body["root"] != self.tree.root() or \
                not signature_holds(self.key, statement, body["signature"]):
            return False
        self.key, self.epoch = body["next"], self.epoch + 1
        self.closed = f.kind == CLOSE
        return True

    def fault_holds(self, _f, _body):
        self.faulted = True
        return True

    def holds(self, f):
        due = f.seq % (EPOCH + 1) == EPOCH
        checks = {HEADER: self.header_holds, EVENT: self.event_holds,
                  SEAL: self.seal_holds, CLOSE: self.seal_holds,
                  FAULT: self.fault_holds}
        if f.kind not in checks or f.time >= 2**63 or \
                f.seq != self.tree.size or f.prev != self.prev or \
                f.time < self.time or (f.kind == HEADER) != (f.seq == 0) or \
                f.kind == SEAL and not due or \
                due and f.kind not in (SEAL, CLOSE) or \
                self.faulted and f.kind != CLOSE:
            return False
        try:
            body = read_body(f.kind, f.body)
        except Malformed:
            return False
        return checks[f.kind](f, body)

    def accept(self, f):
        self.prev = sha256(b"\0", f.whole)
        self.tree.push(self.prev)
        self.time = f.time


def verify(data, codes):
    w, at = Walk(codes), 0
    first = length_at(data, 0)
    magic = data[first[1]:][1:5] if first else b""
    while at < len(data):
        if w.closed:
            return "FAIL", w.tree.size
        f = read_frame(data, at)
        if not f:
            torn = (w.tree.size > 0 or is_begun(data)) and \
                not frame_within(data, at)
            return "TORN" if torn else "FAIL", w.tree.size
        if f.magic != magic or not w.holds(f):
            return "FAIL", w.tree.size
        w.accept(f)
        at = f.end
    if w.tree.size == 0:
        return "TORN", 0
    return "OK" if w.closed else "INCOMPLETE", w.tree.size


def main():
    codes = {name: int(count) for name, count in
             (argument.split("=") for argument in sys.argv[2:])}
    for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
        verdict, frames = verify(path.read_bytes(), codes)
        print(path.name, verdict, frames)


if __name__ == "__main__":
    main()
