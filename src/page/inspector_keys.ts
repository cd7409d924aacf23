/* The key schedule of a frame, step by step as the standards name the steps:
 * which fields and secrets go in, which secret comes out. It is read off the
 * tokens and fields of the layers and the fingerprints of their secrets. */

import { FrameLayers, Layer } from "./data";

/** A field that a step takes. */
export interface Chip {
    layer: number;
    field: number;
    label: string;
}

export interface Step {
    name: string; // the standard's: "ee", "HKDF-SHA-256"
    parts: (string | Chip)[];
    outs: { name: string; fingerprint: string }[];
    source: string;
}

/** The steps of one layer. */
export interface Schedule {
    title: string;
    steps: Step[];
}

type Secrets = FrameLayers["secrets"];

const NOISE = "Noise, revision 34, section ";
const X3DH = "X3DH, revision 1, section ";
const RATCHET = "The Double Ratchet, revision 1, section ";
const AEAD = "RFC 8439, section 2.8";

/* Makes steps of one layer's fields. */
class Maker {
    readonly steps: Step[] = [];
    private readonly taken = new Set<number>();

    constructor(readonly frame: FrameLayers, readonly index: number) {}

    get layer(): Layer {
        return this.frame.layers[this.index]!;
    }

    /** The first field of that name not yet taken; none where it is not
     * there. */
    take(...names: string[]): Chip[] {
        return names.flatMap((name) => {
            const field = this.layer.fields.findIndex((f, i) =>
                f.name === name && !this.taken.has(i));
            if (field < 0) return [];
            this.taken.add(field);
            return [{ layer: this.index, field, label: name }];
        });
    }

    /** A field that other steps take as well. */
    point(name: string, layer = this.index): Chip[] {
        const field = this.frame.layers[layer]!.fields.findIndex((f) =>
            f.name === name);
        return field < 0 ? [] : [{ layer, field, label: name }];
    }

    /** The secret whose name begins so, or one without a fingerprint. */
    secret(start: string, otherwise = start): Secrets[number] {
        return this.frame.secrets.find((s) => s.name.startsWith(start)) ??
            { name: otherwise, fingerprint: "" };
    }

    has(start: string): boolean {
        return this.frame.secrets.some((s) => s.name.startsWith(start));
    }

    add(name: string, parts: Step["parts"], out: Secrets | string,
        source: string): void {
        const outs = typeof out === "string"
            ? (out ? [{ name: out, fingerprint: "" }] : []) : out;
        this.steps.push({ name, parts, outs, source });
    }
}

/* By token: whose keys meet. */
const MEETINGS: { [token: string]: string } = {
    ee: "both ephemeral keys meet",
    es: "the initiator’s ephemeral key meets the responder’s static one",
    se: "the initiator’s static key meets the responder’s ephemeral one",
    ss: "both static keys meet",
};

function handshake(m: Maker): void {
    const tokens = /: (.*)$/.exec(m.layer.words)?.[1]?.split(", ") ?? [];
    for (const token of tokens) {
        if (token === "e")
            m.add("e", [...m.take("e"), " goes into the hash"], "h",
                NOISE + "5.3");
        else if (token === "s") {
            const [s] = m.take("s");
            const next = s && m.layer.fields[s.field + 1];
            const tag = next?.name === "tag" ? m.take("tag") : [];
            m.add("s", [...(s ? [s] : []), ...tag, tag.length
                ? " is decrypted with k and goes into the hash"
                : " goes into the hash"],
            "the peer’s static key", NOISE + "5.3");
        } else if (token === "psk")
            m.add("psk", ["a key shared before is mixed in"], "ck, h and k",
                NOISE + "9.2");
        else
            m.add(token, [MEETINGS[token] ?? "", "; HKDF mixes it in"],
                [m.secret(token + " =", token), { name: "ck and k",
                    fingerprint: "" }], NOISE + "5.2");
    }
    const rest = [...m.take("payload"), ...m.take("tag")];
    if (rest.length > 0)
        m.add("payload", [...rest, " is authenticated with k and the hash"],
            "h", NOISE + "5.2");
    if (m.has("ck"))
        m.add("The state after it", ["all of the handshake so far"],
            [m.secret("ck"), m.secret("h,")], NOISE + "5.2");
    if (m.has("k1"))
        m.add("Split", ["the handshake is done; HKDF of ck"],
            [m.secret("k1"), m.secret("k2")], NOISE + "5.2");
}

function transport(m: Maker): void {
    m.add("Split", ["at the end of the handshake, from ck"],
        "the key of this direction", NOISE + "5.2");
    m.add("Nonce", [...m.point("counter", 0), " times 32, then one more for " +
        "each Noise message in the frame"], "n", NOISE + "11.4");
    m.add("ChaChaPoly", [...m.take("ciphertext", "tag"),
        " with the frame’s head: ", ...m.point("length", 0),
        ...m.point("type", 0), ...m.point("session", 0),
        ...m.point("counter", 0)], opened(m, "the message"), NOISE + "12.3");
}

/** What the last step gives, if a key at hand opens it. */
function opened(m: Maker, what: string): string {
    return m.layer.words.includes("no key at hand") ? "no key at hand opens it"
        : what;
}

/* By agreement: the fields of the initial message that stand for its keys. */
const AGREEMENTS: [string, string[], string][] = [
    ["DH1", ["IK_A", "signed prekey"], ""],
    ["DH2", ["EK_A"], " with IK_B, the recipient’s identity key"],
    ["DH3", ["EK_A", "signed prekey"], ""],
    ["DH4", ["EK_A", "one-time prekey"], ""],
];

function initial(m: Maker): void {
    const used = m.layer.fields.find((f) => f.name === "one-time prekey used");
    for (const [name, fields, words] of AGREEMENTS) {
        if (name === "DH4" && used?.value !== "1") continue;
        m.add(name, [...fields.flatMap((f) => m.point(f)), words],
            [m.secret(name, name)], X3DH + "3.3");
    }
    m.add("KDF", ["HKDF-SHA-256 of all of them, one after the other"],
        [m.secret("SK")], X3DH + "2.2");
}

function ratchet(m: Maker): void {
    m.add("Ratchet step", [...m.take("ratchet key"), " meets the other " +
        "side’s; HKDF mixes it into the root key"],
    [m.secret("RK", "RK, root key")], RATCHET + "2.3");
    m.add("Chain", [...m.take("n"), " steps of HMAC along the sender’s " +
        "chain"], [m.secret("CK", "CK, chain key")], RATCHET + "2.2");
    m.add("Message key", ["HMAC of the chain key; used once"],
        [m.secret("MK", "MK, message key")], RATCHET + "2.2");
    m.add("ChaCha20-Poly1305", [...m.take("ciphertext", "tag"), " with key " +
        "and nonce that HKDF makes of MK"], opened(m, "the message"), AEAD);
}

function group(m: Maker): void {
    m.add("Sender key", [...m.take("sender key"), " of the sender, which " +
        "came in a session between two"], [m.secret("CK", "CK, chain key")],
    "docs/protocols.md, Sender keys");
    m.add("Message key", [...m.take("message"), " steps of HMAC along the " +
        "chain, and one more"], [m.secret("MK", "MK, message key")],
    RATCHET + "2.2");
    m.add("ChaCha20-Poly1305", m.take("ciphertext", "tag"),
        opened(m, "the message"), AEAD);
    m.add("Ed25519ph", [...m.take("signature"), " under the sender key’s " +
        "own public key"], "which member wrote it", "RFC 8032, section 5.1");
}

function age(m: Maker): void {
    const by = m.frame.opened_by ?? "the recipient";
    m.add("X25519", [...stanzas(m), ` with the key of ${by}`],
        "shared secret", "RFC 7748, section 6.1");
    m.add("HKDF-SHA-256", ["info “age-encryption.org/v1/X25519”"],
        "wrapping key", "RFC 5869");
    m.add("ChaCha20-Poly1305", [...m.take("body"), " is opened"],
        "file key, 16 bytes", AEAD);
    m.add("HKDF, then HMAC", [...m.take("mac"), " of the file key, info " +
        "“header”"], "MAC key", "RFC 2104, section 2");
    m.add("HKDF-SHA-256", [...m.take("nonce"), " and the file key, info " +
        "“payload”"], "payload key", "RFC 5869");
    m.add("ChaCha20-Poly1305", [...m.take("ciphertext", "tag"), " is opened"],
        opened(m, "the copy"), AEAD);
}

/** All recipients' stanzas: which of them opens does not show from outside. */
function stanzas(m: Maker): Chip[] {
    const all = m.layer.fields.flatMap((f, field) => f.name === "stanza"
        ? [{ layer: m.index, field, label: "stanza" }] : []);
    return all.length > 2 ? all.slice(0, 2) : all;
}

function hpke(m: Maker): void {
    const { frame } = m;
    const auth = m.layer.words.includes("auth");
    const by = frame.opened_by ?? frame.to;
    m.add("DHKEM, Decap", [...m.take("enc"), ` with the key of ${by}` +
        (auth ? `, and ${by}’s with the identity key of ${frame.from}` : "")],
    "shared secret", "RFC 9180, section 4.1");
    m.add("Key schedule", ["info “demarche/envelope/1 " +
        `${frame.from} ${by} ${frame.exchange ?? ""}”`], "key and base nonce",
    "RFC 9180, section 5.1");
    m.add("ChaCha20-Poly1305", [...m.take("ciphertext", "tag"), " is opened"],
        opened(m, "the copy"), "RFC 9180, section 5.2; " + AEAD);
}

/* By form of the layer: the title, and the maker of its steps. */
const FORMS: { [form: string]: [string, (m: Maker) => void] } = {
    handshake: ["Noise", handshake], transport: ["Noise", transport],
    initial: ["X3DH", initial], ratchet: ["Double Ratchet", ratchet],
    group: ["Group", group], age: ["Envelope", age], hpke: ["Envelope", hpke],
};

export function schedules(frame: FrameLayers): Schedule[] {
    return frame.layers.flatMap((layer, index) => {
        const form = FORMS[layer.form];
        if (!form || layer.malformed) return [];
        const maker = new Maker(frame, index);
        form[1](maker);
        const words = layer.words.replace(/; .*$/, "");
        const title = words.startsWith(form[0]) ? words
            : `${form[0]}: ${words}`;
        return [{ title, steps: maker.steps }];
    });
}
