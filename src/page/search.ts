/* Search in a run: parties, documents, exchanges, records by number, and the
 * sentences of records. */

import { Run } from "./run";

export interface Hit {
    kind: "party" | "document" | "exchange" | "record";
    words: string;
    where: string; // beside it: a date, a number
    index: number; // of the actor or document; number of the exchange
    row: number; // to go to; -1: stay
}

const MOST = 14;

/** What fits the words, the best first: all of them must occur. */
export function search(run: Run, query: string): Hit[] {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    const fits = (text: string): boolean => {
        const lower = text.toLowerCase();
        return words.every((w) => lower.includes(w));
    };
    return [...numbered(run, words), ...parties(run, fits),
        ...documents(run, fits), ...records(run, fits)].slice(0, MOST);
}

function when(run: Run, row: number): string {
    const t = run.t[row]!;
    return `${run.clock.dayMonth(t)} ${run.clock.minute(t)}`;
}

/** "17", "exchange 17", "record 17" */
function numbered(run: Run, words: string[]): Hit[] {
    const number = Number(words[words.length - 1]);
    const named = words.length === 1 ? "" : words[0]!;
    if (!Number.isInteger(number) || number < 1 || words.length > 2) return [];
    const { records } = run.data;
    const hits: Hit[] = [];
    const first = records.exchange.indexOf(number);
    if (first >= 0 && "exchange".startsWith(named))
        hits.push({ kind: "exchange", index: number, row: first,
            words: `${number}: ${records.sentence[first]}`,
            where: when(run, first) });
    const row = run.count ? run.rowOf(number) : -1;
    if (row >= 0 && records.number[row] === number &&
        "record".startsWith(named))
        hits.push({ kind: "record", index: number, row,
            words: `${number}: ${records.sentence[row]}`,
            where: when(run, row) });
    return hits;
}

function parties(run: Run, fits: (text: string) => boolean): Hit[] {
    return run.data.actors.flatMap((a, index): Hit[] =>
        fits(`${a.name} ${a.title} ${a.kind}`) ? [{
            kind: "party", index, row: -1, words: a.title || a.name,
            where: a.kind,
        }] : []);
}

function documents(run: Run, fits: (text: string) => boolean): Hit[] {
    return run.data.documents.flatMap((d, index): Hit[] =>
        fits(`${d.name} ${d.title} ${d.portions.join(" ")}`) ? [{
            kind: "document", index, row: -1,
            words: d.title ? `${d.name}: ${d.title}` : d.name, where: d.form,
        }] : []);
}

/** Acts before the traffic beneath; no more than are shown. */
function records(run: Run, fits: (text: string) => boolean): Hit[] {
    const { sentence, words, number } = run.data.records;
    const acts: number[] = [];
    const traffic: number[] = [];
    for (let row = 0; row < run.count && acts.length < MOST; row++) {
        const list = run.isAct(row) ? acts : traffic;
        if (list.length < MOST &&
            fits(sentence[row]! + " " + (words[row] ?? "")))
            list.push(row);
    }
    return [...acts, ...traffic].map((row) => ({
        kind: "record", index: number[row]!, row, words: sentence[row]!,
        where: when(run, row),
    }));
}
