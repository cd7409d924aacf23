/* The layers of a frame over one axis of bytes: where each byte of a layer
 * lies in the frame. Ciphers here add nothing to a text but tags, so that a
 * plaintext has a place, too: under its ciphertext. */

import { Field, Layer } from "./data";

/** A stretch of a layer's bytes, and where in the frame it lies. */
export interface Stretch {
    from: number; // of the layer
    size: number;
    at: number; // in the frame; it need not be whole for what has no place
}

export interface Placed {
    index: number; // of the layer
    row: number;
    stretches: Stretch[];
    opened: boolean; // it was decrypted out of the row above
}

/** The stretches of a range within stretches. */
export function cut(stretches: Stretch[], from: number,
    size: number): Stretch[] {
    const found: Stretch[] = [];
    for (const s of stretches) {
        const low = Math.max(from, s.from);
        const high = Math.min(from + size, s.from + s.size);
        if (low < high)
            found.push({ from: low - from, size: high - low,
                at: s.at + low - s.from });
    }
    return found;
}

/** A layer's ciphertext without tags: where its plaintext lies. */
function plaintext(layer: Layer, stretches: Stretch[]): Stretch[] {
    const found: Stretch[] = [];
    let from = 0;
    for (const f of layer.fields) {
        if (f.name !== "ciphertext") continue;
        for (const s of cut(stretches, f.at, f.size))
            found.push({ ...s, from: from + s.from });
        from += f.size;
    }
    return found;
}

function total(stretches: Stretch[]): number {
    return stretches.reduce((sum, s) => sum + s.size, 0);
}

/** Layers with their places, in rows from the outside in. Those of whose bytes
 * nobody knows the place are left out. */
export function place(layers: Layer[]): Placed[] {
    const found: (Placed | undefined)[] = [];
    layers.forEach((layer, index) => {
        if (index === 0) {
            found.push({ index, row: 0, opened: false,
                stretches: [{ from: 0, size: layer.size, at: 0 }] });
            return;
        }
        const around = found[layer.within ?? layer.of ?? -1];
        if (!around) {
            found.push(undefined);
            return;
        }
        let stretches: Stretch[];
        if (layer.within !== null)
            stretches = cut(around.stretches, layer.at, layer.size);
        else {
            // Four bytes of length may stand before it, and filling behind.
            const all = plaintext(layers[around.index]!, around.stretches);
            const skip = layers[around.index]!.form === "transport" ? 4 : 0;
            stretches = cut(all, skip, layer.size);
        }
        found.push(total(stretches) > 0 ? { index, row: around.row + 1,
            opened: layer.of !== null, stretches } : undefined);
    });
    return found.filter((p): p is Placed => p !== undefined);
}

/* Layers whose names are no noun of their own. */
const MESSAGES: { [name: string]: string } = {
    noise: "Noise message", x3dh: "X3DH message", ratchet: "ratchet message",
    group: "group message",
};

/** A layer in a sentence: "copy", "Noise message". */
export function nounOf(layer: Layer): string {
    return MESSAGES[layer.name] ?? layer.name;
}

/** The end of what lies in a field: its own bytes, and those of the fields
 * within it. */
export function endOf(fields: Field[], index: number): number {
    const field = fields[index]!;
    let end = field.at + field.size;
    for (let i = index + 1; i < fields.length &&
        fields[i]!.depth > field.depth; i++)
        end = fields[i]!.at + fields[i]!.size;
    return end;
}

/** The field that owns a byte, or -1. */
export function ownerOf(fields: Field[], at: number): number {
    let low = 0;
    let high = fields.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (fields[middle]!.at <= at) low = middle + 1;
        else high = middle;
    }
    const f = fields[low - 1];
    return f && at < f.at + f.size ? low - 1 : -1;
}

/** True where a layer is only a part of the one around it, whose fields show
 * its bytes already. */
export function isShown(layers: Layer[], index: number): boolean {
    const { within } = layers[index]!;
    const around = within === null ? undefined : layers[within];
    return around !== undefined && /^(message|copy)$/.test(around.form) &&
        layers[index]!.name !== "envelope";
}

/** The range of a field that a signature covers, in the same layer. */
export function coveredBy(layer: Layer, index: number):
    { from: number; size: number } | null {
    const field = layer.fields[index];
    if (!field) return null;
    if (layer.form === "group" && field.name === "signature")
        return { from: 0, size: field.at };
    if (!/^(signature|previous|voucher|possession)$/.test(field.name))
        return null;
    for (let i = index - 1; i >= 0; i--) {
        const other = layer.fields[i]!;
        if (other.depth < field.depth) break;
        if (other.depth === field.depth && other.name === "statement") {
            const from = other.at + other.size;
            return { from, size: endOf(layer.fields, i) - from };
        }
    }
    return null;
}
