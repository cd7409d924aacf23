/* What each field of a layer is, in a sentence or two, and where the standard
 * says so. Looked up by the layer's form, or by the message of proto/ that the
 * field belongs to. */

import { Field, Layer } from "./data";
import { Entries, Purpose } from "./explanations_entry";
import { JOURNAL } from "./explanations_journal";
import { MESSAGES } from "./explanations_messages";
import { SESSIONS } from "./explanations_sessions";

export interface Explanation {
    title: string;
    purpose: Purpose;
    text: string;
    source: string;
}

/** Purposes in words, for the key under the bytes. */
export const PURPOSES: [Purpose, string][] = [
    ["structure", "frame and structure"],
    ["name", "who and what"],
    ["key", "keys, nonces, salts"],
    ["cipher", "encrypted or enclosed"],
    ["auth", "proofs: MAC, tag, hash, signature"],
    ["text", "the text itself"],
];

export const ENTRIES: Entries = { ...SESSIONS, ...MESSAGES, ...JOURNAL };

/* Messages that a layer of a form is. */
const ROOTS: { [form: string]: string } = {
    message: "Message", copy: "Copy", statement: "Statement",
    portion: "Portion", credential: "Credential", record: "Frame",
};

/* Messages that a field holds, where it holds one. */
const WITHIN: { [field: string]: string } = {
    "Message.copy": "Copy", "Message.signature": "Signed",
    "Message.credential": "Credential", "Copy.transfer": "Signed",
    "Copy.earlier": "Signed", "Copy.leaves": "Leaf", "Leaf.portion": "Portion",
    "Signed.statement": "Statement", "Credential.statement": "KeyStatement",
};

const BODIES: { [kind: string]: string } = {
    HEADER: "Header", EVENT: "Event", SEAL: "Seal", CLOSE: "Seal",
    FAULT: "Fault",
};

const ENCODING = "Protocol Buffers, Encoding";

/** The message of proto/ whose field it is; the form where there is none. */
export function ownerOf(layer: Layer, index: number): string {
    let owner = ROOTS[layer.form] ?? layer.form;
    for (const i of ancestors(layer.fields, index)) {
        const name = layer.fields[i]!.name;
        if (owner === "Frame" && name === "body") owner = bodyOf(layer);
        else owner = WITHIN[`${owner}.${name}`] ?? owner;
    }
    return owner;
}

function bodyOf(layer: Layer): string {
    const kind = layer.fields.find((f) => f.name === "kind" && f.depth === 0);
    return BODIES[kind?.value ?? ""] ?? "Frame";
}

/** Indexes of the fields that a field lies in, the outermost first. */
export function ancestors(fields: Field[], index: number): number[] {
    const found: number[] = [];
    let depth = fields[index]?.depth ?? 0;
    for (let i = index - 1; i >= 0 && depth > 0; i--)
        if (fields[i]!.depth < depth) {
            found.unshift(i);
            depth = fields[i]!.depth;
        }
    return found;
}

/** True where the message's definition says how the field is written. */
export function isMessage(owner: string): boolean {
    return /^[A-Z]/.test(owner);
}

export function explain(layer: Layer, index: number): Explanation {
    const field = layer.fields[index]!;
    const owner = ownerOf(layer, index);
    const entry = ENTRIES[`${owner}.${field.name}`] ??
        ENTRIES[`*.${field.name}`];
    const journal = layer.form === "record";
    const own = `proto/${journal ? "record" : "message"}.proto, ${owner}; ` +
        ENCODING;
    if (!entry)
        return {
            title: field.name, purpose: "structure", text: "",
            source: isMessage(owner) ? own : "",
        };
    const [title, purpose, text, source] = entry;
    return { title, purpose, text, source: source || own };
}
