/* Takes the embedded pieces out of the page: elements of data whose text is
 * base64 of what was compressed. The browser inflates them when they are
 * needed, and the text of each is dropped once it was. */

import { Data } from "./data";

/** The layout of the facts that this page understands. */
export const FORMAT = 1;

// The first bytes of what DecompressionStream can inflate.
const GZIP = 0x1f;
const ZLIB = 0x78;

export class Pieces {
    private readonly known = new Map<string, Promise<Uint8Array>>();

    /** The bytes of a piece; none where the page has no such piece. */
    bytes(id: string): Promise<Uint8Array> {
        let bytes = this.known.get(id);
        if (!bytes) this.known.set(id, bytes = inflated(id));
        return bytes;
    }

    /** Its text. */
    async piece(id: string): Promise<string> {
        return new TextDecoder().decode(await this.bytes(id));
    }
}

async function inflated(id: string): Promise<Uint8Array> {
    const element = id ? document.getElementById(id) : null;
    if (!element) return new Uint8Array();
    const packed = fromBase64(element.textContent ?? "");
    element.remove();
    const format = packed[0] === GZIP ? "gzip"
        : packed[0] === ZLIB ? "deflate" : "";
    return format ? inflate(packed, format) : packed;
}

/** The bytes of base64. */
export function fromBase64(text: string): Uint8Array {
    const raw = atob(text.trim());
    const bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
    return bytes;
}

async function inflate(packed: Uint8Array,
    format: string): Promise<Uint8Array> {
    if (typeof DecompressionStream === "undefined")
        throw new Error("This browser cannot inflate what lies in this " +
            "file (it lacks DecompressionStream). Browsers since 2023 " +
            "can.");
    const stream = new Blob([packed]).stream()
        .pipeThrough(new DecompressionStream(format));
    return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The facts of the run. What this page cannot show is said as an error. */
export function loadData(pieces: Pieces): Promise<Data> {
    return loadFacts<Data>(pieces, FORMAT, "run", "demarche report RUN");
}

/** The facts of what a command wrote into the page. */
export async function loadFacts<T extends { format: number }>(pieces: Pieces,
    format: number, what: string, command: string): Promise<T> {
    const text = await pieces.piece("data");
    if (!text)
        throw new Error(`This file holds no ${what}: it was cut, or is the ` +
            `page without its data. Write it again with ${command}.`);
    let data: T;
    try {
        data = JSON.parse(text) as T;
    } catch {
        throw new Error(`The ${what} that lies in this file cannot be read: ` +
            `the file is damaged. Write it again with ${command}.`);
    }
    if (data.format !== format)
        throw new Error(`The facts in this file are of format ${data.format} ` +
            `and this page understands ${format}. Write it again with one ` +
            "version of demarche.");
    return data;
}

interface Inflater {
    readable: ReadableStream<Uint8Array>;
    writable: WritableStream<Uint8Array>;
}

// TypeScript 4.8 does not know it yet.
declare const DecompressionStream: { new (format: string): Inflater };
