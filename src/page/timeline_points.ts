/* Acts of one party alone, as marks on its lane. */

import { above, Run } from "./run";
import { State } from "./moment";
import { Layout } from "./timeline_layout";
import { bar, point, POINTS } from "./marks";
import { s } from "./dom";

export interface Point {
    row: number;
    kind: string;
    x: number;
    y: number;
    wrong: boolean;
}

const NEAR = 5; // px within which marks of one kind are one

/** Rows that are such marks. */
export function pointRows(run: Run): number[] {
    const { records, actors } = run.data;
    const rows: number[] = [];
    for (let row = 0; row < run.count; row++) {
        const actor = records.actor[row]!;
        if (actor < 0 || !run.isAct(row) || run.kind(row) === "VIOLATED")
            continue;
        if (records.peer[row]! < 0 || POINTS[run.kind(row)] !== undefined ||
            actors[actor]!.adversary)
            rows.push(row);
    }
    return rows;
}

function isRefusal(kind: string): boolean {
    return kind === "REFUSED" || kind.endsWith("_REFUSED");
}

/** Those of a span of time that a state asks for. */
export function points(layout: Layout, rows: number[], state: State,
    from: number, until: number): Point[] {
    const { run } = layout;
    const { records, actors } = run.data;
    const seen = new Set<string>();
    const out: Point[] = [];
    const first = above(run.t, from - 1);
    for (let i = above(rows, first - 1); i < rows.length; i++) {
        const row = rows[i]!;
        const t = run.t[row]!;
        if (t > until) break;
        const kind = run.kind(row);
        const actor = records.actor[row]!;
        const wrong = isRefusal(kind) || actors[actor]!.adversary;
        if (state.filter === "wrong" && !wrong || !layout.shown(t) ||
            state.filter === "document" &&
            records.document[row] !== state.document ||
            state.channel >= 0 && records.channel[row] !== state.channel)
            continue;
        const at = layout.at(t);
        const key = `${kind} ${actor} ${Math.round(at / NEAR)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const [x, y] = layout.xy(at, layout.center(actor));
        out.push({ row, kind, x, y, wrong });
    }
    return out;
}

export function drawPoint(layout: Layout, p: Point, state: State):
    SVGElement {
    const { records } = layout.run.data;
    const apart = state.party >= 0 && records.actor[p.row] !== state.party;
    const document = records.document[p.row]!;
    const other = document >= 0 && document !== state.document;
    const colour = p.wrong ? "var(--bad)" : "var(--ink)";
    const mark = isRefusal(p.kind)
        ? bar(p.x, p.y, ...layout.xy(p.x + 1, p.y), colour, 9)
        : point(p.kind, p.x, p.y, colour);
    return s("g", { opacity: apart ? 0.14 : other ? 0.78 : undefined }, mark);
}
