/* What changed last: of all cells, and of each document. */

import { above, Run } from "./run";

/** The cell that changed last at or before a row; of several at one moment the
 * one that rose highest, and then the first in the table. */
export function lastChange(run: Run, row: number):
    { actor: number; document: number } | null {
    const { gains } = run.data;
    const last = above(gains.row, row) - 1;
    if (last < 0) return null;
    const order = (a: number, b: number): number =>
        gains.level[b]! - gains.level[a]! ||
        run.laneOf[gains.actor[a]!]! - run.laneOf[gains.actor[b]!]! ||
        gains.document[a]! - gains.document[b]!;
    let at = last;
    for (let g = last; g >= 0; g--) {
        if (!run.together(gains.row[g]!, gains.row[last]!)) break;
        if (order(g, at) < 0) at = g;
    }
    return { actor: gains.actor[at]!, document: gains.document[at]! };
}

const known = new WeakMap<Run, number[][]>();

/** By document: the rows of its changes. */
function changesOf(run: Run): number[][] {
    const found = known.get(run);
    if (found) return found;
    const { gains, documents } = run.data;
    const rows: number[][] = documents.map(() => []);
    gains.row.forEach((row, g) => rows[gains.document[g]!]!.push(row));
    known.set(run, rows);
    return rows;
}

/** By document: the row of its last change at or before a row, or -1. */
export function lastChanges(run: Run, row: number): number[] {
    return changesOf(run).map((rows) => rows[above(rows, row) - 1] ?? -1);
}
