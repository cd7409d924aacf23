"""X3DH, the Double Ratchet and sender keys a second time, written from
docs/protocols.md and the specifications that it names, not from the program."""
import hashlib
import struct

from second_primitives import (
    Refused, aead_decrypt, aead_encrypt, agree, hkdf, hmac256, is_reduced, sign,
    sign_public, verify, x25519_public)

NONE = 2**32 - 1
SKIP_MAX, KEPT_MAX, GROUP_KEPT_MAX, AD_MAX = 1000, 1000, 256, 1024
MESSAGE = b"demarche/ratchet/message/1"
GROUP_MESSAGE = b"demarche/sender-key/message/1"
GROUP_SIGNATURE = b"demarche/sender-key/signature/1\x00"


def numbers(*values):
    return struct.pack(f">{len(values)}L", *values)


# X3DH.

class Identity:
    def __init__(self, name, draw):
        self.name, self.sign_seed, self.agree_secret = name, draw(32), draw(32)
        self.sign = sign_public(self.sign_seed)
        self.agree = x25519_public(self.agree_secret)


class Prekey:
    def __init__(self, number, draw):
        self.number, self.secret = number, draw(32)
        self.public = x25519_public(self.secret)


def prekey_part(one_time):
    """One-time prekey of a bundle: whether there is one, its id, its key."""
    if not one_time:
        return bytes(37)
    return b"\x01" + numbers(one_time.number) + one_time.public


def write_bundle(owner, signed_prekey, one_time):
    before = b"\x01" + owner.sign + owner.agree + \
        numbers(signed_prekey.number) + signed_prekey.public
    after = prekey_part(one_time)
    label = b"demarche/x3dh/bundle/1"
    return before + sign(owner.sign_seed, label + before + after) + after


def read_bundle(bundle, owner_sign, owner_agree):
    """The signed prekey's id and key, and the one-time prekey's or None."""
    if len(bundle) != 202 or bundle[0] != 1 or bundle[165] > 1 or \
            (bundle[165] == 0 and any(bundle[166:])):
        raise Refused("FORMAT")
    for at in (33, 69, 170):
        if not is_reduced(bundle[at:at + 32]):
            raise Refused("FORMAT")
    if bundle[1:65] != owner_sign + owner_agree:
        raise Refused
    verify(owner_sign, b"demarche/x3dh/bundle/1" + bundle[:101] + bundle[165:],
           bundle[101:165])
    one_time = (bundle[166:170], bundle[170:]) if bundle[165] else None
    return bundle[65:69], bundle[69:101], one_time


def read_initial(initial):
    """Bare or not, IK_A, EK_A, the signed prekey's id, the other's or None."""
    if len(initial) != 74 or initial[0] not in (0x81, 0x82) or \
            initial[69] > 1 or (initial[69] == 0 and any(initial[70:])):
        raise Refused("FORMAT")
    if not is_reduced(initial[1:33]) or not is_reduced(initial[33:65]):
        raise Refused("FORMAT")
    return (initial[0] == 0x81, initial[1:33], initial[33:65],
            initial[65:69], initial[70:] if initial[69] else None)


def x3dh_ad(bare, a, b):
    """The parties are (name, key to sign, key to agree)."""
    ad = b"\x05" + a[2] + b"\x05" + b[2]
    if not bare:
        both = b"".join(sign_key + name.encode() + b"\x00"
                        for name, sign_key, _ in (a, b))
        ad += hashlib.sha256(b"demarche/x3dh/parties/1\x00" + both).digest()
    return ad


def x3dh_kdf(*results):
    km = b"\xff" * 32 + b"".join(results)
    return hkdf(bytes(32), km, b"demarche/x3dh/1", 32)


def x3dh_initiate(own, peer, bundle, bare, draw):
    """The peer is (name, key to sign, key to agree). Gives the initial message,
    SK, AD and the peer's first ratchet key."""
    number, signed_prekey, one_time = read_bundle(bundle, *peer[1:])
    ephemeral = draw(32)
    results = [agree(own.agree_secret, signed_prekey),
               agree(ephemeral, peer[2]), agree(ephemeral, signed_prekey)]
    part = bytes(5)
    if one_time:
        results.append(agree(ephemeral, one_time[1]))
        part = b"\x01" + one_time[0]
    initial = (b"\x81" if bare else b"\x82") + own.agree + \
        x25519_public(ephemeral) + number + part
    ad = x3dh_ad(bare, (own.name, own.sign, own.agree), peer)
    return initial, x3dh_kdf(*results), ad, signed_prekey


def x3dh_respond(own, signed_prekey, one_time, peer, initial):
    """The peer is whom IK_A belongs to. Gives SK and AD."""
    bare, identity, ephemeral, number, once = read_initial(initial)
    if number != numbers(signed_prekey.number) or \
            once != (one_time and numbers(one_time.number)):
        raise Refused("MISSING")
    results = [agree(signed_prekey.secret, identity),
               agree(own.agree_secret, ephemeral),
               agree(signed_prekey.secret, ephemeral)]
    if one_time:
        results.append(agree(one_time.secret, ephemeral))
    ad = x3dh_ad(bare, peer, (own.name, own.sign, own.agree))
    return x3dh_kdf(*results), ad


# Chains and messages under their keys.

def kdf_ck(ck):
    """The message key, and the next chain key."""
    return hmac256(ck, b"\x01"), hmac256(ck, b"\x02")


def kdf_rk(rk, dh_out):
    out = hkdf(rk, dh_out, b"demarche/ratchet/root/1", 64)
    return out[:32], out[32:]


def encrypt(mk, plaintext, ad, info):
    keys = hkdf(bytes(32), mk, info, 44)
    return aead_encrypt(keys[:32], keys[32:], plaintext, ad)


def decrypt(mk, ciphertext, ad, info):
    keys = hkdf(bytes(32), mk, info, 44)
    return aead_decrypt(keys[:32], keys[32:], ciphertext, ad)


class Ratchet:
    """One side, in the names of the specification's section 3.2."""

    def __init__(self):
        self.dhs = self.dhr = self.rk = self.cks = self.ckr = None
        self.ns = self.nr = self.pn = 0
        self.skipped = {}  # oldest first

    @classmethod
    def initiator(cls, sk, peer, draw):
        r = cls()
        r.dhs, r.dhr = draw(32), peer
        r.rk, r.cks = kdf_rk(sk, agree(r.dhs, peer))
        return r

    @classmethod
    def responder(cls, sk, secret):
        r = cls()
        r.dhs, r.rk = secret, sk
        return r

    def copy(self):
        r = Ratchet()
        r.__dict__.update(self.__dict__)
        r.skipped = dict(self.skipped)
        return r

    def encrypt(self, ad, plaintext):
        if self.cks is None:
            raise Refused("STATE")
        if len(ad) > AD_MAX or self.ns == NONE:
            raise Refused("LIMIT")
        mk, self.cks = kdf_ck(self.cks)
        header = x25519_public(self.dhs) + numbers(self.pn, self.ns)
        self.ns += 1
        return header + encrypt(mk, plaintext, ad + header, MESSAGE)

    def decrypt(self, ad, message, draw):
        after = self.copy()
        plaintext = after.step(ad, message, draw)
        self.__dict__.update(after.__dict__)
        return plaintext

    def step(self, ad, message, draw):
        header, ciphertext = message[:40], message[40:]
        if len(message) < 56 or header[36:] == numbers(NONE):
            raise Refused("FORMAT")
        if len(ad) > AD_MAX:
            raise Refused("LIMIT")
        dh, (pn, n) = header[:32], struct.unpack(">2L", header[32:])
        if (dh, n) in self.skipped:
            mk = self.skipped.pop((dh, n))
            return decrypt(mk, ciphertext, ad + header, MESSAGE)
        if dh != self.dhr:
            if self.ckr is not None:
                if pn < self.nr:
                    raise Refused
                self.skip(pn)
            self.turn(dh)
        if self.ckr is None or n < self.nr:
            raise Refused
        self.skip(n)
        mk, self.ckr = kdf_ck(self.ckr)
        self.nr += 1
        plaintext = decrypt(mk, ciphertext, ad + header, MESSAGE)
        if self.cks is None:
            self.answer(draw)
        return plaintext

    def skip(self, until):
        if until > self.nr + SKIP_MAX:
            raise Refused("LIMIT")
        while self.nr < until:
            mk, self.ckr = kdf_ck(self.ckr)
            self.skipped[self.dhr, self.nr] = mk
            self.nr += 1
        while len(self.skipped) > KEPT_MAX:
            del self.skipped[next(iter(self.skipped))]

    def turn(self, dh):
        """The receiving half of DHRatchet."""
        self.pn, self.ns, self.nr, self.dhr = self.ns, 0, 0, dh
        self.rk, self.ckr = kdf_rk(self.rk, agree(self.dhs, dh))
        self.cks = None

    def answer(self, draw):
        """The sending half, with a new pair."""
        self.dhs = draw(32)
        self.rk, self.cks = kdf_rk(self.rk, agree(self.dhs, self.dhr))


# Sender keys.

class SenderKey:
    """The sender's own."""

    def __init__(self, number, draw):
        self.number, self.n, self.ck, self.seed = number, 0, draw(32), draw(32)
        self.public = sign_public(self.seed)

    def distribution(self):
        return b"\x01" + numbers(self.number, self.n) + self.ck + self.public

    def encrypt(self, ad, plaintext):
        header = b"\x01" + numbers(self.number, self.n)
        mk, self.ck = kdf_ck(self.ck)
        self.n += 1
        body = header + encrypt(mk, plaintext, ad + header, GROUP_MESSAGE)
        signed = GROUP_SIGNATURE + numbers(len(ad)) + ad + body
        return body + sign(self.seed, signed, prehashed=True)


class SenderKeyPeer:
    """Another member's, as a receiver has it."""

    def __init__(self, distribution):
        if len(distribution) != 73 or distribution[0] != 1:
            raise Refused("FORMAT")
        self.number, self.n = struct.unpack(">2L", distribution[1:9])
        self.ck, self.public = distribution[9:41], distribution[41:]
        if self.n == NONE:
            self.ck = None
        self.kept = {}  # oldest first

    def keep(self, n, mk):
        self.kept[n] = mk
        while len(self.kept) > GROUP_KEPT_MAX:
            del self.kept[next(iter(self.kept))]

    def skip(self, until):
        while self.n < until:
            mk, self.ck = kdf_ck(self.ck)
            self.keep(self.n, mk)
            self.n += 1

    def end(self, said):
        """The chain has a successor: so many messages were said under it."""
        if self.ck is not None and said <= self.n + SKIP_MAX:
            self.skip(said)
        self.ck = None

    def decrypt(self, ad, message):
        if len(message) < 89 or message[0] != 1:
            raise Refused("FORMAT")
        if len(ad) > AD_MAX:
            raise Refused("LIMIT")
        number, n = struct.unpack(">2L", message[1:9])
        if n == NONE:
            raise Refused("FORMAT")
        if number != self.number:
            raise Refused("MISSING")
        body, signature = message[:-64], message[-64:]
        signed = GROUP_SIGNATURE + numbers(len(ad)) + ad + body
        verify(self.public, signed, signature, prehashed=True)
        before = self.n, self.ck, dict(self.kept)
        try:
            return self.open(n, body[9:], ad + body[:9])
        except Refused:
            self.n, self.ck, self.kept = before
            raise

    def open(self, n, ciphertext, ad):
        if n in self.kept:
            mk = self.kept.pop(n)
            return decrypt(mk, ciphertext, ad, GROUP_MESSAGE)
        if self.ck is None or n < self.n:
            raise Refused("MISSING")
        if n > self.n + SKIP_MAX:
            raise Refused("LIMIT")
        self.skip(n)
        mk, self.ck = kdf_ck(self.ck)
        self.n += 1
        return decrypt(mk, ciphertext, ad, GROUP_MESSAGE)
