"""Curve25519 and ChaCha20-Poly1305 by hand, from their RFCs: a second
implementation to hold the program's against, slow and without secrets."""
import hashlib
import hmac
import struct

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
NEUTRAL = (0, 1, 1, 0)
PREHASHED = b"SigEd25519 no Ed25519 collisions\x01\x00"


class Refused(Exception):
    """A message, key or signature that does not hold; its code says why."""

    def __init__(self, code="AUTH"):
        super().__init__(code)
        self.code = code


def little(data):
    return int.from_bytes(data, "little")


# X25519, RFC 7748 section 5.

def clamp(secret):
    return little(secret) & ~7 & 2**255 - 1 & ~(1 << 255) | 1 << 254


def x25519(secret, u):
    k, x1 = clamp(secret), (little(u) & 2**255 - 1) % P
    x2, z2, x3, z3, swap = 1, 0, x1, 1, 0
    for t in range(254, -1, -1):
        bit = k >> t & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % P, b * b % P, d * a % P, c * b % P
        e = aa - bb
        x3, z3 = (da + cb)**2 % P, x1 * (da - cb)**2 % P
        x2, z2 = aa * bb % P, e * (aa + 121665 * e) % P
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


def agree(secret, public):
    """X25519 whose result is not zeros, section 6.1."""
    shared = x25519(secret, public)
    if shared == bytes(32):
        raise Refused
    return shared


def is_reduced(public):
    return little(public) < P


# Points of edwards25519 in extended coordinates, RFC 8032 section 5.1.4.

def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * D * p[3] * q[3] % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def encode(p):
    z = pow(p[2], P - 2, P)
    x, y = p[0] * z % P, p[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decode(data):
    sign, y = little(data) >> 255, little(data) & 2**255 - 1
    if y >= P:
        raise Refused
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - xx) % P or (not x and sign):
        raise Refused
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


TABLES = {}


def multiply(k, p):
    """k times p, by a table of p's multiples by each digit in each place."""
    if p not in TABLES:
        table, base = [], p
        for _ in range(64):
            row = [NEUTRAL]
            for _ in range(16):
                row.append(add(row[-1], base))
            table.append(row)
            base = row.pop()
        TABLES[p] = table
    sum_ = NEUTRAL
    for place, row in enumerate(TABLES[p]):
        sum_ = add(sum_, row[k >> 4 * place & 15])
    return sum_


BASE = decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def x25519_public(secret):
    """Through the other form of the curve: u = (1 + y) / (1 - y)."""
    point = multiply(clamp(secret), BASE)
    u = (point[2] + point[1]) * pow(point[2] - point[1], P - 2, P) % P
    return u.to_bytes(32, "little")


# Ed25519 and Ed25519ph with an empty context, RFC 8032 section 5.1.

def sha512(*parts):
    return little(hashlib.sha512(b"".join(parts)).digest())


def sign_public(seed):
    return encode(multiply(clamp(hashlib.sha512(seed).digest()[:32]), BASE))


def sign(seed, message, prehashed=False):
    digest = hashlib.sha512(seed).digest()
    domain = PREHASHED if prehashed else b""
    if prehashed:
        message = hashlib.sha512(message).digest()
    a = clamp(digest[:32])
    public = encode(multiply(a, BASE))
    r = sha512(domain, digest[32:], message) % ORDER
    point = encode(multiply(r, BASE))
    s = (r + sha512(domain, point, public, message) * a) % ORDER
    return point + s.to_bytes(32, "little")


def verify(public, message, signature, prehashed=False):
    domain = PREHASHED if prehashed else b""
    if prehashed:
        message = hashlib.sha512(message).digest()
    s = little(signature[32:])
    if len(signature) != 64 or s >= ORDER:
        raise Refused
    h = sha512(domain, signature[:32], public, message) % ORDER
    minus = multiply(ORDER - h, decode(public))
    if encode(add(multiply(s, BASE), minus)) != signature[:32]:
        raise Refused


# XEdDSA, revision 1, with Z of zeros.

def xeddsa_sign(secret, message):
    a = clamp(secret)
    point = encode(multiply(a, BASE))
    if point[31] & 128:
        a = ORDER - a % ORDER
    public = point[:31] + bytes([point[31] & 127])
    a_bytes = (a % ORDER).to_bytes(32, "little")
    first = (2**256 - 2).to_bytes(32, "little")
    r = sha512(first, a_bytes, message, bytes(64)) % ORDER
    point = encode(multiply(r, BASE))
    s = (r + sha512(point, public, message) * a) % ORDER
    return point + s.to_bytes(32, "little")


def xeddsa_verify(public, message, signature):
    u = little(public)
    if u >= P:
        raise Refused
    y = (u - 1) * pow(u + 1, P - 2, P) % P
    point = y.to_bytes(32, "little")
    if encode(multiply(8, decode(point))) == encode(NEUTRAL):
        raise Refused
    verify(point, message, signature)


# ChaCha20-Poly1305, RFC 8439.

def rotate(x, n):
    return (x << n & 0xffffffff) | x >> 32 - n


def quarter(s, a, b, c, d):
    s[a] = s[a] + s[b] & 0xffffffff
    s[d] = rotate(s[d] ^ s[a], 16)
    s[c] = s[c] + s[d] & 0xffffffff
    s[b] = rotate(s[b] ^ s[c], 12)
    s[a] = s[a] + s[b] & 0xffffffff
    s[d] = rotate(s[d] ^ s[a], 8)
    s[c] = s[c] + s[d] & 0xffffffff
    s[b] = rotate(s[b] ^ s[c], 7)


ROUNDS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
          (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))


def chacha20_block(key, counter, nonce):
    start = struct.unpack("<16L", b"expand 32-byte k" + key +
                          struct.pack("<L", counter) + nonce)
    state = list(start)
    for _ in range(10):
        for places in ROUNDS:
            quarter(state, *places)
    return struct.pack("<16L", *(a + b & 0xffffffff
                                 for a, b in zip(state, start)))


def chacha20(key, nonce, data):
    out = b""
    for at in range(0, len(data), 64):
        stream = chacha20_block(key, 1 + at // 64, nonce)
        out += bytes(a ^ b for a, b in zip(data[at:at + 64], stream))
    return out


def poly1305_tag(key, nonce, ciphertext, ad):
    once = chacha20_block(key, 0, nonce)
    r, s = little(once[:16]) & 0x0ffffffc0ffffffc0ffffffc0fffffff, \
        little(once[16:32])
    pad = bytes(-len(ad) % 16), bytes(-len(ciphertext) % 16)
    data = ad + pad[0] + ciphertext + pad[1] + \
        struct.pack("<QQ", len(ad), len(ciphertext))
    sum_ = 0
    for at in range(0, len(data), 16):
        sum_ = (sum_ + little(data[at:at + 16] + b"\x01")) * r % (2**130 - 5)
    return (sum_ + s & 2**128 - 1).to_bytes(16, "little")


def aead_encrypt(key, nonce, plaintext, ad):
    ciphertext = chacha20(key, nonce, plaintext)
    return ciphertext + poly1305_tag(key, nonce, ciphertext, ad)


def aead_decrypt(key, nonce, sealed, ad):
    ciphertext, tag = sealed[:-16], sealed[-16:]
    if poly1305_tag(key, nonce, ciphertext, ad) != tag:
        raise Refused
    return chacha20(key, nonce, ciphertext)


# HKDF, RFC 5869, with SHA-256.

def hmac256(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def hkdf(salt, ikm, info, size):
    prk, block, out = hmac256(salt, ikm), b"", b""
    for number in range(1, size // 32 + 2):
        block = hmac256(prk, block + info + bytes([number]))
        out += block
    return out[:size]
