/* The rows of the adversary's chair: copies, or where there are many the
 * copies of one document under one protection, with the times at which each
 * theft opens them. */

import { ExposureData } from "./data";
import { Run } from "./run";
import { SECOND, long } from "./time";

const ROWS_MOST = 40; // beyond them copies share a row

export interface Window {
    from: number;
    until: number;
    recorded: boolean;
    copy: number;
}

export interface ChairRow {
    document: string;
    protection: string;
    what: string; // "us to russia, age"
    open: boolean; // readable without a key
    sent: number[];
    copies: number[];
    windows: Window[][]; // a theft each
}

const at = ([second, nano]: [number, number]): number =>
    second * SECOND + nano;

/** One row a copy, or beyond 40 one for each document and protection. */
export function chairRows(run: Run, x: ExposureData): ChairRow[] {
    const { actors, documents } = run.data;
    const shared = x.copies.length > ROWS_MOST;
    const rows: ChairRow[] = [];
    const rowOf = new Map<string | number, ChairRow>();
    const ofCopy: ChairRow[] = [];
    x.copies.forEach((c, i) => {
        const document = documents[c.document]?.name ?? "?";
        const key = shared ? `${c.document} ${c.protection}` : i;
        let row = rowOf.get(key);
        if (!row) {
            row = {
                document, protection: c.protection, sent: [], copies: [],
                open: c.open,
                what: shared ? c.protection
                    : `${actors[c.from]?.name ?? "?"} to ` +
                        `${actors[c.to]?.name ?? "?"}, ${c.protection}`,
                windows: x.thefts.map(() => []),
            };
            rowOf.set(key, row);
            rows.push(row);
        }
        row.copies.push(i);
        row.sent.push(at(c.sent));
        ofCopy[i] = row;
    });
    x.thefts.forEach((theft, k) => {
        for (const w of theft.windows)
            ofCopy[w.copy]?.windows[k]!.push({ from: at(w.from),
                until: at(w.until), recorded: w.recorded, copy: w.copy });
    });
    return rows;
}

export interface Fallen {
    all: number; // copies
    open: number;
    atOnceCopies: number;
    laterCopies: number;
    atOnce: ChairRow[];
    later: ChairRow[];
    shut: ChairRow[];
    clear: ChairRow[]; // need no theft
    clearCopies: number;
}

/** What a theft at that time opens: a copy that needs no more recording is
 * open at once, even where another window of it would. */
export function fallen(rows: ChairRow[], theft: number, time: number): Fallen {
    const f: Fallen = { all: 0, open: 0, atOnceCopies: 0, laterCopies: 0,
        atOnce: [], later: [], shut: [], clear: [], clearCopies: 0 };
    for (const row of rows) {
        const hit = row.windows[theft]!.filter((w) =>
            time >= w.from && time < w.until);
        const once = new Set(hit.filter((w) => w.recorded).map((w) => w.copy));
        const later = new Set(hit.map((w) => w.copy)
            .filter((c) => !once.has(c)));
        f.all += row.copies.length;
        f.atOnceCopies += once.size;
        f.laterCopies += later.size;
        if (row.open) f.clearCopies += row.copies.length;
        if (row.open) f.clear.push(row);
        else if (once.size) f.atOnce.push(row);
        else if (later.size) f.later.push(row);
        else f.shut.push(row);
    }
    f.open = f.atOnceCopies + f.laterCopies;
    return f;
}

/** What the windows of each protection have in common, in words: how long
 * before and after its sending a copy is open to this theft. */
export function reasons(run: Run, rows: ChairRow[],
    theft: number): string[] {
    const by = new Map<string, { copies: number; open: Set<number>;
        clear: boolean; lasting: number; before: number; after: number }>();
    for (const row of rows) {
        const p = by.get(row.protection) ?? { copies: 0,
            open: new Set<number>(), clear: row.open, lasting: 0, before: 0,
            after: 0 };
        by.set(row.protection, p);
        p.copies += row.copies.length;
        for (const w of row.windows[theft]!) {
            const sent = row.sent[row.copies.indexOf(w.copy)]!;
            p.open.add(w.copy);
            p.before = Math.max(p.before, sent - w.from);
            if (w.until >= run.end) p.lasting++;
            else p.after = Math.max(p.after, w.until - sent);
        }
    }
    return [...by].map(([name, p]) => {
        if (p.clear) return `${name}: whoever listens reads it.`;
        if (p.open.size === 0) return `${name}: stays shut.`;
        if (p.lasting > 0)
            return `${name}: once sent, open to the end of the run.`;
        const after = p.after > 0 ? `until ${span(p.after)} after sending`
            : "only before it is sent";
        return `${name}: open from ${span(p.before)} before ${after}` +
            ", then never again.";
    });
}

const span = (t: number): string => t <= 0 ? "the moment" : long(t);
