/* Explanations of the messages between parties, field by field as
 * proto/message.proto has them. */

import { Entries } from "./explanations_entry";

const SIGN = "RFC 8032, section 5.1.6; verified by section 5.1.7";
const TREE = "RFC 9162, section 2.1.1";
const CONTEXT = "RFC 8032, section 8.3, on contexts; docs/protocols.md";
const PREKEYS = "X3DH, revision 1, section 3.2; docs/protocols.md";

export const MESSAGES: Entries = {
    "Portion.salt": ["Salt", "key",
        "16 random bytes, so that nobody finds a hidden portion by guessing " +
        "its words and hashing them.", ""],
    "Portion.name": ["Name of the portion", "name",
        "By it the portion is shown, hidden and spoken of.", ""],
    "Portion.text": ["Text", "text", "The words of this portion.", ""],

    "Statement.context": ["Context", "structure",
        "Opens each statement, and keeps its signature from being taken for " +
        "one over something else.", CONTEXT],
    "Statement.purpose": ["Purpose", "structure",
        "0 proof of origin, 1 proof of receipt, 2 a signature under the " +
        "document, 3 one around an envelope.",
        "ISO/IEC 13888-1 (NRO, NRR); proto/message.proto, Statement"],
    "Statement.signer": ["Signer", "name", "The party that states this.", ""],
    "Statement.recipients": ["Recipient", "name",
        "The party that it is addressed to. Another one refuses it, so that " +
        "no copy is forwarded as if it had been meant for others.", ""],
    "Statement.document": ["Document", "name",
        "The document that it is about.", ""],
    "Statement.author": ["Author", "name", "The party whose text it is.", ""],
    "Statement.title": ["Title", "name", "As its author wrote it.", ""],
    "Statement.form": ["Form", "name",
        "A letter, a note verbale, a non-paper: how formal the document " +
        "is.", ""],
    "Statement.classification": ["Classification", "name",
        "What the marking asks of its readers.", ""],
    "Statement.releasable_to": ["Releasable to", "name",
        "A party that may have it. To hand it to any other violates the " +
        "marking.", ""],
    "Statement.root": ["Root", "auth",
        "The root of a Merkle tree over the portions, each with its salt. " +
        "Any portion can be shown with proof while others stay hidden.", TREE],
    "Statement.time_ns": ["Time", "name",
        "Nanoseconds since 1970, as the signer states them; nobody vouches " +
        "for them.", ""],
    "Statement.exchange": ["Exchange", "structure",
        "The exchange that it belongs to: in another one it is refused.", ""],
    "Statement.answers": ["Answers", "name",
        "The document that this one replies to.", ""],
    "Statement.leaves": ["Leaves", "structure",
        "How many portions the root is over. A root alone does not tell.",
        `${TREE}; proto/message.proto, Statement`],
    "Statement.marked": ["Marked", "structure",
        "The copy is worded for its recipient, and its root is one among " +
        "several.", "docs/protocols.md, Marked copies"],
    "Statement.covers": ["Covers", "structure",
        "Which portions the signer has, counted from 0: a receipt vouches " +
        "for no others.", "Protocol Buffers, Encoding, on packed fields"],

    "Statement.left": ["Left", "structure",
        "How many choices of words the text leaves to its recipient, who has " +
        "committed to its own.", "docs/protocols.md, Marked copies"],

    "Signed.statement": ["Statement", "structure",
        "The bytes that the signature covers, as they travel. To verify them " +
        "nothing is encoded again.", ""],
    "Signed.signature": ["Signature", "auth",
        "Ed25519 over exactly the bytes of the statement, which are " +
        "underlined.", SIGN],

    "Leaf.portion": ["Portion", "structure",
        "A leaf of the tree that is shown.", TREE],
    "Leaf.hash": ["Hidden portion", "auth",
        "The leaf's hash alone: proof that a portion stands here, and no " +
        "word of it.", TREE],

    "Copy.transfer": ["Transfer", "structure",
        "The sender's own statement: this goes from me to you.", ""],
    "Copy.earlier": ["Earlier hand", "structure",
        "A statement signed before, which travels along: the author's " +
        "signature makes the text provable.", ""],
    "Copy.leaves": ["Leaf", "structure",
        "A portion that is shown, or the hash of one that is hidden.", TREE],
    "Copy.padding": ["Padding", "structure",
        "Zeros that hide how long the copy is.",
        "docs/protocols.md, Padding"],

    "KeyStatement.context": ["Context", "structure",
        "Keeps a statement about keys from being taken for another.", CONTEXT],
    "KeyStatement.party": ["Party", "name",
        "The party that speaks of its own keys.", ""],
    "KeyStatement.serial": ["Serial", "structure",
        "The key's number among those of its owner, from 1.", ""],
    "KeyStatement.sign": ["Key to sign", "key",
        "The public half of an Ed25519 key.", "RFC 8032, section 5.1.5"],
    "KeyStatement.agree": ["Key to agree", "key",
        "The public half of an X25519 key.", "RFC 7748, section 6.1"],
    "KeyStatement.from_ns": ["In force from", "name",
        "From then on its owner signs with this key.", ""],
    "KeyStatement.replaces": ["Replaces", "auth",
        "The fingerprint of the key before it.", "docs/protocols.md, Keys"],
    "KeyStatement.void_ns": ["Void from", "name",
        "The key is revoked: from then on it counts for nothing.",
        "docs/protocols.md, Keys"],

    "Credential.statement": ["Statement of keys", "structure",
        "The bytes that the signatures below cover, as they travel.", ""],
    "Credential.signature": ["Signature", "auth",
        "By the key that is stated: proof that its owner has it.", SIGN],
    "Credential.previous": ["Signature of the key before", "auth",
        "By the key that this one replaces: whoever relied on that one can " +
        "rely on this.", SIGN],
    "Credential.voucher": ["Voucher", "auth",
        "By the directory that hands the key out.", SIGN],
    "Credential.possession": ["Proof of possession", "auth",
        "By the stated key to agree with: proof that its owner has that " +
        "one, too.", "XEdDSA, section 2.5; docs/protocols.md, Keys"],

    "Message.kind": ["Kind of message", "structure",
        "What it is: a copy, a receipt, an announcement, a statement of " +
        "keys ...", ""],
    "Message.exchange": ["Exchange", "structure",
        "The number under which both sides file what belongs together: a " +
        "delivery, its answer, its receipt.", ""],
    "Message.precedence": ["Precedence", "structure",
        "0 flash, 1 immediate, 2 priority, 3 routine: what is urgent is " +
        "taken up first.", ""],
    "Message.document": ["Document", "name",
        "The document that it concerns. Where no session hides it, whoever " +
        "holds the frame reads it.", ""],
    "Message.seal": ["Seal", "structure",
        "How the copy is sealed: 0 not, 1 age, 2 HPKE in base mode, 3 HPKE " +
        "in auth mode.", ""],
    "Message.copy": ["Copy", "cipher",
        "The document as it travels, in its envelope where it has one. An " +
        "envelope shows no more than its length and its recipients' number.",
        ""],
    "Message.signature": ["Signed statement", "structure",
        "A receipt, a co-signature, or a statement around a sealed copy.", ""],
    "Message.portions": ["Portion told", "name",
        "A portion that a briefing tells of.", ""],
    "Message.text": ["Text", "text",
        "What a comment or an announcement says.", ""],
    "Message.receipt": ["Receipt wanted", "structure",
        "1: the sender asks for a signed receipt.",
        "ISO/IEC 13888-1 (NRR); proto/message.proto, Message"],
    "Message.deadline_ns": ["Deadline", "name",
        "Until when a review is asked for.", ""],
    "Message.counter": ["Counter", "structure",
        "The frame that an acknowledgement confirms, or the session or epoch " +
        "that the message is about.", ""],
    "Message.author": ["Author", "name",
        "The author of an announced document.", ""],
    "Message.credential": ["Credential", "structure",
        "A party's statement about its own keys.", "docs/protocols.md, Keys"],
    "Message.owner": ["Owner", "name",
        "The party whose prekey bundle it is.", PREKEYS],
    "Message.bundle": ["Prekey bundle", "key",
        "Public keys with which a session can begin while their owner is " +
        "away.", PREKEYS],
    "Message.group": ["Group", "structure",
        "The number of the group that it concerns.",
        "docs/protocols.md, Groups"],
    "Message.group_name": ["Name of the group", "name",
        "As its founder calls it.", "docs/protocols.md, Groups"],
    "Message.members": ["Member", "name",
        "A member of the group; the founder stands first.",
        "docs/protocols.md, Groups"],
    "Message.sender_key": ["Sender key", "key",
        "The chain key with which its owner's messages to the group open, " +
        "and the key that verifies them.", "docs/protocols.md, Sender keys"],
    "Message.ended": ["Messages before", "structure",
        "How many messages its owner said under the sender key before it: " +
        "that chain ends with them.", "docs/protocols.md, Sender keys"],
    "Message.message_keys": ["Keys of messages", "key",
        "The keys of single messages that the recipient has not confirmed, " +
        "each with its number.", "docs/protocols.md, Groups"],
    "Message.request_signature": ["Signature of the request", "auth",
        "In the name of whoever asks, for this owner and session: nobody " +
        "spends prekeys in another's name.", "docs/protocols.md, Sessions"],
    "Message.filling": ["Filling", "structure",
        "Zeros that hide how long the message is.",
        "docs/protocols.md, Padding"],
};
