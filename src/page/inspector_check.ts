/* Signatures and roots, worked out by the browser itself. */

import { Leaf } from "./inspector_bytes";

export type Answer = "holds" | "fails" | "cannot";

function subtle(): SubtleCrypto | null {
    return typeof crypto === "object" && crypto.subtle ? crypto.subtle : null;
}

/** Ed25519 (RFC 8032, section 5.1.7). */
export async function verify(key: Uint8Array, signature: Uint8Array,
    message: Uint8Array): Promise<Answer> {
    const api = subtle();
    if (!api) return "cannot";
    try {
        const imported = await api.importKey("raw", key, "Ed25519", false,
            ["verify"]);
        const holds = await api.verify("Ed25519", imported, signature,
            message);
        return holds ? "holds" : "fails";
    } catch {
        return "cannot"; // no Ed25519 in this browser
    }
}

function joined(...parts: Uint8Array[]): Uint8Array {
    const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const p of parts) {
        all.set(p, at);
        at += p.length;
    }
    return all;
}

/** The root of a Merkle tree (RFC 9162, section 2.1.1); null where the browser
 * has no SHA-256. */
export async function rootOf(leaves: Leaf[]): Promise<Uint8Array | null> {
    const api = subtle();
    if (!api || leaves.length === 0) return null;
    const hash = async (bytes: Uint8Array): Promise<Uint8Array> =>
        new Uint8Array(await api.digest("SHA-256", bytes));
    const over = async (from: number, to: number): Promise<Uint8Array> => {
        if (to - from === 1) {
            const leaf = leaves[from]!;
            return leaf.hash ?? hash(joined(Uint8Array.of(0), leaf.portion!));
        }
        let half = 1;
        while (2 * half < to - from) half *= 2;
        return hash(joined(Uint8Array.of(1), await over(from, from + half),
            await over(from + half, to)));
    };
    return over(0, leaves.length);
}
