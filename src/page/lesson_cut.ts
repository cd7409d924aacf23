/* The facts of a run up to a row, as if nothing had happened since: what a
 * page shows while it waits for an answer. */

import { Data, ExpectationData } from "./data";

export function until(data: Data, row: number): Data {
    const { records, gains, arrows, frames } = data;
    const by = (rows: number[]): number[] => rows.map((_, i) => i)
        .filter((i) => rows[i]! <= row);
    const known = (x: number): number => x <= row ? x : -1;
    const seen = picked(records, by(records.number.map((_, i) => i)));
    const sent = picked(arrows, by(arrows.act));
    const carried = picked(frames, by(frames.sent));
    return {
        ...data,
        records: {
            ...seen, words: early(records.words, row),
            reason: early(records.reason, row),
            violation: records.violation.filter((r) => r <= row),
        },
        gains: picked(gains, by(gains.row)),
        arrows: {
            ...sent, arrived: sent.arrived.map(known),
            taken: sent.taken.map(known),
            fate: sent.fate.map((fate, i) =>
                settled(sent.arrived[i]!, sent.taken[i]!, row) ? fate
                    : "under way"),
        },
        frames: {
            ...carried, arrived: carried.arrived.map(known),
            lost: carried.lost.map(known),
        },
        expectations: data.expectations.map((e) => judged(e, row)),
        obstacles: [], exposure: null, tables: [],
        parts: { ...data.parts, left: "" },
    };
}

/** Some rows of a table whose columns are arrays. */
function picked<T extends object>(table: T, rows: number[]): T {
    return Object.fromEntries(Object.entries(table).map(([key, column]) =>
        [key, Array.isArray(column) ? rows.map((i) => column[i]) : column])
    ) as T;
}

function early(texts: { [row: number]: string }, row: number):
    { [row: number]: string } {
    return Object.fromEntries(Object.entries(texts).filter(([at]) =>
        Number(at) <= row));
}

/** True where what became of an act came about by the row. */
function settled(arrived: number, taken: number, row: number): boolean {
    const last = taken >= 0 ? taken : arrived;
    return last >= 0 && last <= row;
}

/** An expectation that is not yet decided is open. */
function judged(e: ExpectationData, row: number): ExpectationData {
    if (e.row >= 0 && e.row <= row) return e;
    return { ...e, verdict: "undetermined", row: -1, why: "", spare: null };
}
