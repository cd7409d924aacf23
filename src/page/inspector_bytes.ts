/* Bytes of layers: out of hex, and where the pieces that a check needs lie. */

import { FrameLayers, Layer } from "./data";
import { endOf } from "./inspector_layers";

export function bytesOf(hex: string): Uint8Array {
    const bytes = new Uint8Array(hex.length >> 1);
    for (let i = 0; i < bytes.length; i++)
        bytes[i] = parseInt(hex.substr(2 * i, 2), 16);
    return bytes;
}

export function hexOf(bytes: Uint8Array): string {
    return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

/** A leaf of a copy's tree: a portion's bytes, or the hash of a hidden one. */
export interface Leaf {
    portion?: Uint8Array;
    hash?: Uint8Array;
}

/** Leaves of the copy that a layer is or holds. */
export function leavesOf(layer: Layer): Leaf[] {
    const bytes = bytesOf(layer.hex);
    const { fields } = layer;
    const leaves: Leaf[] = [];
    fields.forEach((f, i) => {
        const above = fields[i - 1];
        if (above?.name !== "leaves" || f.depth !== above.depth + 1) return;
        if (f.name === "portion")
            leaves.push({ portion:
                bytes.slice(f.at + f.size, endOf(fields, i)) });
        else if (f.name === "hash")
            leaves.push({ hash: bytes.slice(f.at + f.size - 32,
                f.at + f.size) });
    });
    return leaves;
}

/** What a root in a layer is over: the leaves beside it, or the envelope that
 * its statement is around; null where that is not in the frame. */
export function leavesUnder(frame: FrameLayers, layer: Layer,
    index: number): Leaf[] | null {
    const own = leavesOf(layer);
    if (own.length > 0) return own;
    if (layer.form !== "message") return null;
    const purpose = layer.fields.slice(0, index).reverse()
        .find((f) => f.name === "purpose");
    const envelope = frame.layers.find((l) => l.name === "envelope");
    if (!purpose?.value.startsWith("3") || !envelope) return null;
    return [{ portion: bytesOf(envelope.hex) }];
}
