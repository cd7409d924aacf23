/* The words of the page, each defined once, and how one is written so that it
 * opens its definition. */

import { h } from "./dom";

export interface Term {
    word: string;
    says: string;
    more?: string; // what it includes, or where it is worked out
}

export const TERMS: Term[] = [
    // What somebody knows, from less to more.
    { word: "aware", says: "Knows that the document exists.",
        more: "The first of five levels." },
    { word: "told", says: "Knows what it says, at second hand.",
        more: "It includes: aware." },
    { word: "holds", says: "Has the text itself.",
        more: "It includes: aware, told." },
    { word: "verified", says: "Has the text and has checked whose it is.",
        more: "It includes: aware, told, holds." },
    { word: "provable", says: "Can convince a third party whose text it is, " +
        "by the author's signature under it.",
        more: "It includes: aware, told, holds, verified." },
    { word: "unaware", says: "Knows nothing of the document." },
    // What travels.
    { word: "document", says: "A text with an author, a form and portions." },
    { word: "portion", says: "A part of a document. It can be shown by " +
        "itself, with proof that it belongs there, while others stay hidden." },
    { word: "copy", says: "One recipient's instance of a document, made for " +
        "that recipient." },
    { word: "statement", says: "The bytes under a signature: somebody says " +
        "something of a document to somebody." },
    { word: "transfer", says: "The sender's signed statement that this copy " +
        "is handed to this recipient." },
    { word: "receipt", says: "The recipient's signed statement that the text " +
        "has come. It proves receipt to others." },
    { word: "marking", says: "To whom its author lets a document be " +
        "released." },
    { word: "violation", says: "An act that passes a document to somebody " +
        "whom its marking leaves out. The program lets it happen and " +
        "marks all that comes of it." },
    { word: "briefing", says: "Telling the content of a document without " +
        "handing over its text." },
    // The run.
    { word: "scenario", says: "The file that a run plays: parties, channels, " +
        "documents, a script and what is expected." },
    { word: "record", says: "One line of the journal: something happened to " +
        "one party at one time, because of earlier records." },
    { word: "exchange", says: "All that belongs to one act: a delivery, its " +
        "answer, its receipt. Its number stands at its arrow." },
    { word: "channel", says: "A way between parties: by hand, by courier, " +
        "over a network, or the open press." },
    { word: "expectation", says: "A sentence in the scenario that the run " +
        "has to bear out. It holds, is broken, or stays undetermined." },
    { word: "undetermined", says: "The run ended too early to tell whether " +
        "the expectation holds." },
    { word: "time to spare", says: "Between what settled an expectation and " +
        "its deadline." },
    { word: "moment", says: "The one record at which the whole page stands. " +
        "The line at the top moves it." },
    { word: "silence", says: "A gap in which nothing happens and that is " +
        "longer than its picture's limit. It is drawn as a narrow shaded " +
        "strip with its length." },
    { word: "why", says: "The chain of records that led somebody to know " +
        "something, the latest first." },
    // Bytes and keys.
    { word: "frame", says: "The bytes that a channel carries at once, and " +
        "that anybody on it sees." },
    { word: "session", says: "A run of messages under keys that two parties " +
        "have just agreed on." },
    { word: "handshake", says: "The first messages of a session, which agree " +
        "on its keys and show who speaks." },
    { word: "envelope", says: "The encrypted form of a copy, which only its " +
        "recipients' keys open." },
    { word: "sealed", says: "Encrypted to its recipient: readable by nobody " +
        "on the way." },
    { word: "signed", says: "Under a signature, so that its origin can be " +
        "checked." },
    { word: "fingerprint", says: "A short hash by which a key is recognised " +
        "without being shown." },
    { word: "forward secrecy", says: "Keys that are stolen later open " +
        "nothing of what was sent before." },
    { word: "post-compromise security", says: "After a theft, fresh keys " +
        "shut the thief out again." },
    // Adversaries.
    { word: "adversary", says: "Somebody on channels who records, delays, " +
        "drops, changes or makes up frames, and may steal keys." },
    { word: "forgery", says: "A text or a statement under the name of " +
        "somebody who never made it." },
    { word: "theft", says: "All keys of one kind that a party has at one " +
        "time get into the adversary's hands: long-term keys alone " +
        "(identity), or the whole memory (state)." },
    { word: "exposure window", says: "The span of time in which a theft " +
        "opens a given copy." },
    // Trust in the journal.
    { word: "journal", says: "The file of all records of a run, in order. " +
        "It only grows." },
    { word: "chain", says: "Each frame of the journal holds the hash of the " +
        "one before, so nothing can be changed, taken out or put in between " +
        "without being seen." },
    { word: "root", says: "One hash over all frames of the journal, by a " +
        "Merkle tree (RFC 9162)." },
    { word: "seal", says: "The root, signed with the journal's key of that " +
        "time. It names the next key." },
    { word: "public seed", says: "All keys of a run follow from its seed, so " +
        "that anybody can repeat it, byte for byte, and also sign in its " +
        "name. Its seals show accidents, not tampering." },
];

const BY_WORD = new Map(TERMS.map((t) => [t.word, t]));

export function findTerm(word: string): Term | undefined {
    return BY_WORD.get(word.toLowerCase());
}

/** The id of a term's entry in the glossary. */
export function termId(word: string): string {
    return "term-" + word.toLowerCase().replace(/[^a-z]+/g, "-");
}

/** A word that opens its definition; plain text where it has none. */
export function term(word: string, shown = word): HTMLElement {
    if (!findTerm(word)) return h("span", {}, shown);
    return h("button", {
        class: "term", type: "button", "data-term": word.toLowerCase(),
        "aria-haspopup": "dialog",
    }, shown);
}
