/* Keys of a journal: what follows from a public seed, and the signatures under
 * its seals. All by the browser's WebCrypto, but for ChaCha20, which browsers
 * do not have. Written from docs/journal.md alone. */

const ASCII = new TextEncoder();

async function hmac(key: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
    const k = await crypto.subtle.importKey("raw", key,
        { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", k, data));
}

/** HKDF's Expand (RFC 5869) to 32 bytes, which is one block. */
function expand(key: Uint8Array, info: string): Promise<Uint8Array> {
    return hmac(key, joined(ASCII.encode(info), new Uint8Array([1])));
}

export function joined(...parts: Uint8Array[]): Uint8Array {
    const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const p of parts) {
        out.set(p, at);
        at += p.length;
    }
    return out;
}

export function littleEndian(value: bigint): Uint8Array {
    const out = new Uint8Array(8);
    new DataView(out.buffer).setBigUint64(0, value, true);
    return out;
}

export function hex(bytes: Uint8Array): string {
    return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

export function same(a: Uint8Array, b: Uint8Array): boolean {
    return a.length === b.length && a.every((x, i) => x === b[i]);
}

// Columns, then diagonals, of the state of 4 by 4 words.
const ROUNDS = [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15],
    [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]];

/** The first block of ChaCha20 (RFC 8439 2.3), nonce and counter 0. */
export function chachaBlock(key: Uint8Array): Uint8Array {
    const start = new Uint32Array(16);
    start.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]);
    const view = new DataView(key.buffer, key.byteOffset, 32);
    for (let i = 0; i < 8; i++) start[4 + i] = view.getUint32(4 * i, true);
    const x = start.slice();
    const add = (a: number, b: number, d: number, turn: number): void => {
        x[a] = x[a]! + x[b]!;
        const mixed = x[d]! ^ x[a]!;
        x[d] = mixed << turn | mixed >>> 32 - turn;
    };
    for (let round = 0; round < 10; round++)
        for (const [a, b, c, d] of ROUNDS as [number, number, number,
            number][]) {
            add(a, b, d, 16);
            add(c, d, b, 12);
            add(a, b, d, 8);
            add(c, d, b, 7);
        }
    const out = new DataView(new ArrayBuffer(64));
    x.forEach((word, i) => out.setUint32(4 * i, word + start[i]!, true));
    return new Uint8Array(out.buffer);
}

/** The start of a purpose's stream under a root of that salt. */
async function stream(salt: string, material: Uint8Array,
    purpose: string): Promise<Uint8Array> {
    const root = await hmac(ASCII.encode(salt), material);
    const key = await expand(await expand(root, "journal"), purpose);
    return chachaBlock(key).subarray(0, 32);
}

function seeded(seed: bigint, run: bigint,
    purpose: string): Promise<Uint8Array> {
    return stream("demarche seeded run",
        joined(littleEndian(seed), littleEndian(run)), purpose);
}

/** The id of the journal of a scenario, seed and run. */
export async function journalId(scenarioHash: Uint8Array, seed: bigint,
    run: bigint): Promise<Uint8Array> {
    return (await seeded(seed, run, hex(scenarioHash))).subarray(0, 16);
}

// What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410).
const PKCS8 = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22,
    4, 0x20];

/** The first public key of a journal whose keys follow from the seed; null
 * where the browser has no Ed25519. */
export async function seededKey(seed: bigint,
    run: bigint): Promise<Uint8Array | null> {
    const secret = await stream("demarche live party",
        await seeded(seed, run, "seal"), "seal");
    try {
        const key = await crypto.subtle.importKey("pkcs8",
            joined(new Uint8Array(PKCS8), secret), "Ed25519", true, ["sign"]);
        const { x } = await crypto.subtle.exportKey("jwk", key);
        const raw = atob((x ?? "").replace(/-/g, "+").replace(/_/g, "/"));
        return Uint8Array.from(raw, (c) => c.charCodeAt(0));
    } catch {
        return null;
    }
}

/** True or false for a signature, null where the browser has no Ed25519. */
export async function verifySignature(key: Uint8Array, message: Uint8Array,
    signature: Uint8Array): Promise<boolean | null> {
    if (!await hasEd25519()) return null;
    try {
        const k = await crypto.subtle.importKey("raw", key, "Ed25519", false,
            ["verify"]);
        return await crypto.subtle.verify("Ed25519", k, signature, message);
    } catch {
        return false;
    }
}

let known: Promise<boolean> | null = null;

// RFC 8032 7.1, test 1: its public key.
const SAMPLE = "d75a980182b10ab7d54bfed3c964073a" +
    "0ee172f3daa62325af021a68f707511a";

function hasEd25519(): Promise<boolean> {
    const raw = Uint8Array.from(SAMPLE.match(/../g)!, (b) => parseInt(b, 16));
    return known ??= crypto.subtle.importKey("raw", raw, "Ed25519", false,
        ["verify"]).then(() => true, () => false);
}
