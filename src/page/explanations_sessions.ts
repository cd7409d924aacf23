/* Explanations of what a channel carries: the frame's head, the messages of
 * Noise, X3DH, the Double Ratchet and groups, and the envelopes. */

import { Entries } from "./explanations_entry";

const OURS = "docs/protocols.md";
const NOISE = "Noise, revision 34";
const X3DH = "X3DH, revision 1";
const RATCHET = "The Double Ratchet, revision 1";
const AEAD = "RFC 8439, section 2.8";
const AGE = "C2SP, age";

export const SESSIONS: Entries = {
    "frame.length": ["Frame length", "structure",
        "The number of bytes that follow. A reader cuts the stream of a " +
        "network into frames by it.",
        "src/wire/frame.h"],
    "frame.type": ["Frame type", "structure",
        "1 a plain message, 2 a handshake of Noise, 3 its transport, 4 an " +
        "initial message of X3DH, 5 the ratchet, 6 a group.",
        "src/wire/frame.h"],
    "frame.session": ["Session", "structure",
        "The number that the initiator chose for the session, or that of a " +
        "group. Zeros: the frame belongs to none.",
        "src/wire/frame.h"],
    "frame.counter": ["Counter", "structure",
        "Counts the frames of a session in one direction, so that one that " +
        "comes late or twice is told from a new one. The nonces follow it.",
        `${NOISE}, section 11.4; src/wire/frame.h`],
    "frame.payload": ["Payload", "cipher",
        "All that the frame carries. It is the layer below.",
        "src/wire/frame.h"],

    "handshake.e": ["Ephemeral key", "key",
        "A public key drawn for this handshake alone, in the clear. Its " +
        "secret half is wiped afterwards, so that no later theft finds it.",
        `${NOISE}, sections 5.3 and 7.1; RFC 7748, section 5`],
    "handshake.s": ["Static key", "key",
        "The sender's long-term public key. Once a key has been agreed on it " +
        "travels encrypted, and its name stays hidden from onlookers.",
        `${NOISE}, sections 5.3 and 7.8`],
    "handshake.tag": ["Tag", "auth",
        "Authenticates what stands before it together with the hash of the " +
        "handshake so far: a changed byte anywhere ends the handshake.",
        `${NOISE}, section 5.2; ${AEAD}`],
    "handshake.payload": ["Payload", "cipher",
        "What a handshake message may carry besides keys. It is empty here.",
        `${NOISE}, section 7.1`],

    "transport.ciphertext": ["Ciphertext", "cipher",
        "ChaCha20 adds nothing, so that byte n here is byte n of the " +
        "plaintext: four bytes of length, then the message.",
        `${NOISE}, sections 5.1 and 12.3; RFC 8439, section 2.4`],
    "transport.tag": ["Tag", "auth",
        "Poly1305 over the ciphertext and the frame's head. One bit changed " +
        "anywhere, and the message is refused.",
        `${NOISE}, section 12.3; ${AEAD}`],

    "initial.version": ["Version", "structure",
        "82, in hex: the second version of the initial message; 81, the " +
        "first, where names are not bound into the associated data.", OURS],
    "initial.IK_A": ["Identity key", "key",
        "The initiator's long-term public key, which the recipient compares " +
        "with the one that it relies on.",
        `${X3DH}, section 3.3`],
    "initial.EK_A": ["Ephemeral key", "key",
        "A public key that the initiator draws for this session alone.",
        `${X3DH}, section 3.3`],
    "initial.signed prekey": ["Signed prekey", "key",
        "The number of the recipient's signed prekey that was used, so that " +
        "it finds the secret half.",
        `${X3DH}, sections 3.2 and 3.4`],
    "initial.one-time prekey used": ["With a one-time prekey", "structure",
        "1 where the bundle had a one-time prekey left, and 0 where it went " +
        "without: then the message can be replayed.",
        `${X3DH}, sections 3.3 and 4.2`],
    "initial.one-time prekey": ["One-time prekey", "key",
        "The number of the prekey that was used up. Its secret half is wiped " +
        "as soon as the message has opened.",
        `${X3DH}, section 3.4`],

    "ratchet.ratchet key": ["Ratchet key", "key",
        "The sender's present ratchet public key. A new one makes both sides " +
        "agree anew, which shuts out whoever had stolen the keys before.",
        `${RATCHET}, section 2.3`],
    "ratchet.pn": ["Length of the chain before", "structure",
        "PN: how many messages the sender's previous chain had, so that keys " +
        "of those still under way can be kept.",
        `${RATCHET}, section 2.6`],
    "ratchet.n": ["Number in the chain", "structure",
        "N: the message's place in its chain, from 0.",
        `${RATCHET}, section 2.6`],
    "ratchet.ciphertext": ["Ciphertext", "cipher",
        "Encrypted under a message key that is used once and then wiped. " +
        "Byte n here is byte n of the message below.",
        `${RATCHET}, section 3.4; RFC 8439, section 2.4`],
    "ratchet.tag": ["Tag", "auth",
        "Poly1305 over the ciphertext, both identity keys, the frame's head " +
        "and this header.",
        `${RATCHET}, section 3.4; ${AEAD}`],

    "group.version": ["Version", "structure",
        "01: the first version of a message to a group.", OURS],
    "group.sender key": ["Sender key", "key",
        "The number of the sender's key among those it has given to this " +
        "group.", `${OURS}, Sender keys`],
    "group.message": ["Number in the chain", "structure",
        "The message's place in the chain of that sender key, from 0.",
        `${OURS}, Sender keys`],
    "group.ciphertext": ["Ciphertext", "cipher",
        "Encrypted once for all members. Byte n here is byte n of the " +
        "message below.",
        `${OURS}, Sender keys; RFC 8439, section 2.4`],
    "group.tag": ["Tag", "auth",
        "Poly1305 over the ciphertext, the group, the sender and this header.",
        `${OURS}, Sender keys; ${AEAD}`],
    "group.signature": ["Signature of the sender key", "auth",
        "Ed25519ph over header, ciphertext and what they belong to. All " +
        "members share the chain; this keeps one from writing as another.",
        "RFC 8032, section 5.1; docs/protocols.md, Sender keys"],

    "age.version": ["Version line", "structure",
        "Tells that an age file begins, and of which version.",
        `${AGE}: Version line`],
    "age.stanza": ["Recipient stanza", "key",
        "One for each recipient who can open the file. Its argument is an " +
        "ephemeral X25519 key, drawn for this file and stanza alone.",
        `${AGE}: Recipient stanza, The X25519 recipient type`],
    "age.body": ["Wrapped file key", "key",
        "The 16-byte file key, encrypted under a key that HKDF derives from " +
        "the X25519 secret.",
        `${AGE}: The X25519 recipient type; RFC 7748, section 5; RFC 5869`],
    "age.mac": ["Header MAC", "auth",
        "HMAC-SHA-256 over the header under a key that follows from the file " +
        "key: without that nobody adds or removes a recipient.",
        `${AGE}: Header MAC; RFC 2104, section 2`],
    "age.nonce": ["Payload nonce", "key",
        "16 random bytes; HKDF makes the payload key of them and of the file " +
        "key.", `${AGE}: Payload; RFC 5869`],
    "age.ciphertext": ["Ciphertext", "cipher",
        "Up to 64 KiB of the copy. ChaCha20 adds nothing, so that byte n " +
        "here is byte n of the copy below.",
        `${AGE}: Payload; RFC 8439, section 2.4`],
    "age.tag": ["Tag", "auth",
        "Poly1305 over the chunk. One bit changed anywhere, and the file " +
        "does not open.", `${AGE}: Payload; ${AEAD}`],

    "hpke.enc": ["Encapsulated key", "key",
        "An ephemeral X25519 public key. With its secret half, or with the " +
        "recipient's, the same shared secret follows.",
        "RFC 9180, sections 4.1 and 7.1.1"],
    "hpke.ciphertext": ["Ciphertext", "cipher",
        "Encrypted under the key of the context. Byte n here is byte n of " +
        "the copy below.",
        "RFC 9180, sections 5.2 and 6.1; RFC 8439, section 2.4"],
    "hpke.tag": ["Tag", "auth",
        "Poly1305 over the ciphertext; names and exchange are bound by the " +
        "info that the key was derived with.",
        `RFC 9180, sections 5.1 and 5.2; ${AEAD}`],

    "bytes.bytes": ["Bytes", "structure",
        "A part of the layer around it, in one piece.", "docs/protocols.md"],
    "*.more": ["More", "structure",
        "Bytes behind all fields of this form.", "docs/protocols.md"],
    "*.unreadable from here on": ["Unreadable from here on", "structure",
        "These bytes are not what should stand here, and nothing is guessed.",
        "docs/protocols.md"],
};
