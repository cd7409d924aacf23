/* Frames of a journal by their form: where they lie, what their heads say and
 * whether their checksum is right. Written from docs/journal.md alone. */

export interface JournalFrame {
    at: number; // of its length bytes
    start: number; // of the frame itself
    end: number;
    magic: number;
    sequence: number;
    time: bigint;
    kind: number;
    prev: Uint8Array;
    body: number; // where its body starts; it ends with the frame
}

export const HEADER = 1;
export const EVENT = 2;
export const SEAL = 3;
export const CLOSE = 4;
export const FAULT = 5;

const LEAST = 69;
const MOST = 1048576;

// Offset and value of each tag in a frame's head.
const TAGS: [number, number][] = [[0, 0x0d], [5, 0x15], [10, 0x19],
    [19, 0x21], [28, 0x2d], [33, 0x32], [34, 0x20], [67, 0x3a]];

// Marked positions in one tail that are no accident any more.
const HITS = 1024;

const CRC = crcTable();

/** The table of CRC-32C: the Castagnoli polynomial, reflected. */
function crcTable(): Uint32Array {
    const table = new Uint32Array(256);
    for (let i = 0; i < 256; i++) {
        let c = i;
        for (let bit = 0; bit < 8; bit++)
            c = c & 1 ? c >>> 1 ^ 0x82f63b78 : c >>> 1;
        table[i] = c >>> 0;
    }
    return table;
}

/** CRC-32C of the bytes from `at` to `end` but for four at `skip`. */
export function checksum(bytes: Uint8Array, at: number, end: number,
    skip: number): number {
    let c = 0xffffffff;
    for (let i = at; i < end; i++) {
        if (i === skip) i += 4;
        if (i < end) c = CRC[(c ^ bytes[i]!) & 255]! ^ c >>> 8;
    }
    return (c ^ 0xffffffff) >>> 0;
}

/** A number of at most four bytes, seven bits each, in as few as will do;
 * null where there is none, "short" where the bytes end within it. */
function size(bytes: Uint8Array, at: number,
    most: number): [number, number] | "short" | null {
    let value = 0;
    for (let i = 0; i < most; i++) {
        const byte = bytes[at + i];
        if (byte === undefined) return "short";
        value += (byte & 127) * 2 ** (7 * i);
        if (byte < 128) return byte === 0 && i > 0 ? null : [value, at + i + 1];
    }
    return null;
}

/** The frame whose length stands at `at`, or why there is none. */
export function frameAt(bytes: Uint8Array, at: number): JournalFrame | string {
    const length = size(bytes, at, 3);
    if (length === "short") return "the file ends within its length";
    if (!length || length[0] < LEAST || length[0] > MOST)
        return "its length is none that a frame may have";
    const start = length[1];
    const end = start + length[0];
    if (end > bytes.length) return "the file ends before it does";
    if (!tagged(bytes, start, end)) return "its fields are not in their places";
    const body = size(bytes, start + 68, 3);
    if (!body || body === "short" || body[1] + body[0] !== end)
        return "its body does not end where it ends";
    const view = new DataView(bytes.buffer, bytes.byteOffset + start,
        length[0]);
    if (checksum(bytes, at, end, start + 6) !== view.getUint32(6, true))
        return "its checksum does not match its bytes";
    return {
        at, start, end, magic: view.getUint32(1, false),
        sequence: Number(view.getBigUint64(11, true)),
        time: view.getBigUint64(20, true), kind: view.getUint32(29, true),
        prev: bytes.subarray(start + 35, start + 67), body: body[1],
    };
}

/** True where all tags that lie before `end` stand in their places. */
function tagged(bytes: Uint8Array, start: number, end: number): boolean {
    return TAGS.every(([offset, tag]) =>
        start + offset >= end || bytes[start + offset] === tag);
}

/** True where the bytes from `at` on are a torn tail: no frame of any journal
 * lies among them, and of a header they are the beginning. */
export function isTorn(bytes: Uint8Array, at: number): boolean {
    if (at === 0) {
        const length = size(bytes, 0, 3);
        if (length === null) return false;
        if (length !== "short" &&
            (length[0] < LEAST || length[0] > MOST ||
                length[1] + length[0] <= bytes.length ||
                !tagged(bytes, length[1], bytes.length)))
            return false;
    }
    let hits = 0;
    for (let p = at + 1; p + LEAST <= bytes.length; p++) {
        if (bytes[p] !== 0x0d || !tagged(bytes, p, bytes.length)) continue;
        if (++hits >= HITS) return false;
        for (let n = 1; n <= 3; n++) {
            if (p - n < at) break;
            const found = frameAt(bytes, p - n);
            if (typeof found !== "string" && found.start === p) return false;
        }
    }
    return true;
}
