/* Where words go in a picture: each to the first of its places that touches no
 * line, no band and no word placed before it. What is taken is kept in columns
 * of a grid, so that hundreds of words are placed in a few milliseconds. */

export interface Box {
    x: number;
    y: number; // upper edge
    w: number;
    h: number;
}

export type Place = [x: number, baseline: number];

interface Line {
    x0: number;
    y0: number;
    x1: number;
    y1: number;
}

type Taken = { box: Box } | { line: Line };

const COLUMN = 64; // px

/** True where a line passes through a box (Liang and Barsky). */
export function crosses(l: Line, b: Box): boolean {
    let t0 = 0;
    let t1 = 1;
    const dx = l.x1 - l.x0;
    const dy = l.y1 - l.y0;
    const edges: [number, number][] = [
        [-dx, l.x0 - b.x], [dx, b.x + b.w - l.x0],
        [-dy, l.y0 - b.y], [dy, b.y + b.h - l.y0],
    ];
    for (const [p, q] of edges) {
        if (p === 0) {
            if (q < 0) return false;
            continue;
        }
        const r = q / p;
        if (p < 0) t0 = Math.max(t0, r);
        else t1 = Math.min(t1, r);
        if (t0 > t1) return false;
    }
    return true;
}

export function overlap(a: Box, b: Box): boolean {
    return a.x < b.x + b.w && a.x + a.w > b.x && a.y < b.y + b.h &&
        a.y + a.h > b.y;
}

/** What is taken in one picture, and what of it lies where. */
export class Labels {
    private columns = new Map<number, Taken[]>();

    /** Words keep within these bounds, so that none is cut. */
    constructor(private readonly bounds: Box) {}

    private eachColumn(x0: number, x1: number, visit: (n: number) => void):
        void {
        const last = Math.floor(Math.max(x0, x1) / COLUMN);
        for (let n = Math.floor(Math.min(x0, x1) / COLUMN); n <= last; n++)
            visit(n);
    }

    private take(x0: number, x1: number, what: Taken): void {
        this.eachColumn(x0, x1, (n) => {
            const column = this.columns.get(n);
            if (column) column.push(what);
            else this.columns.set(n, [what]);
        });
    }

    block(box: Box): void {
        this.take(box.x, box.x + box.w, { box });
    }

    blockLine(x0: number, y0: number, x1: number, y1: number): void {
        this.take(x0, x1, { line: { x0, y0, x1, y1 } });
    }

    free(b: Box): boolean {
        const { x, y, w, h } = this.bounds;
        if (b.x < x || b.y < y || b.x + b.w > x + w || b.y + b.h > y + h)
            return false;
        let free = true;
        this.eachColumn(b.x, b.x + b.w, (n) => {
            free = free && !(this.columns.get(n) ?? []).some((t) =>
                "box" in t ? overlap(t.box, b) : crosses(t.line, b));
        });
        return free;
    }

    /** Takes the first free one of the places for words of that size and
     * tells it; null where none is free. */
    place(places: Place[], width: number, size: number): Place | null {
        for (const [x, baseline] of places) {
            const box = textBox(x, baseline, width, size);
            if (!this.free(box)) continue;
            this.block(box);
            return [x, baseline];
        }
        return null;
    }
}

/** The room of words from their baseline's start, with a little air. */
export function textBox(x: number, baseline: number, width: number,
    size: number): Box {
    return { x: x - 2, y: baseline - size, w: width + 4, h: size * 1.28 };
}

let context: CanvasRenderingContext2D | null = null;
let family = ""; // asked for once: asking lays the page out
const LONG = 200; // signs beyond which a width is not kept
const widths = new Map<string, number>();

/** The width of words in the page's sans. Where there is nothing to measure
 * with, a guess that is rather too wide. */
export function textWidth(text: string, size: number, bold = false): number {
    const key = `${size}${bold ? "b" : ""}${text}`;
    const known = widths.get(key);
    if (known !== undefined) return known;
    const width = measured(text, size, bold);
    if (widths.size < 20000 && key.length < LONG) widths.set(key, width);
    return width;
}

/** As many of the parts as have room in bold, at least one; `end` follows
 * where some are left out. Found by halving: a title may be very long. */
export function fitted(parts: string[], between: string, end: string,
    size: number, room: number): string {
    const first = (n: number): string => parts.slice(0, n).join(between) +
        (n < parts.length ? end : "");
    let low = 1; // fits, or is the least
    let high = parts.length + 1; // does not
    while (low + 1 < high) {
        const middle = (low + high) >> 1;
        if (textWidth(first(middle), size, true) <= room) low = middle;
        else high = middle;
    }
    return first(low);
}

function measured(text: string, size: number, bold: boolean): number {
    if (typeof document === "undefined") return text.length * size * 0.62;
    if (!context) {
        context = document.createElement("canvas").getContext("2d");
        family = getComputedStyle(document.body).fontFamily;
    }
    if (!context) return text.length * size * 0.62;
    context.font = `${bold ? 600 : 400} ${size}px ${family}`;
    return context.measureText(text).width;
}
