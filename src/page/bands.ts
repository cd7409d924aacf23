/* Bands along lanes: each thickens and darkens as its party comes to
 * know the chosen document, split lengthwise where portions differ. */

import { s } from "./dom";
import { OUTLINED, THICKNESS } from "./marks";
import { Run } from "./run";

/** From a time on an actor knows so much. */
export interface Step {
    t: number;
    row: number;
    levels: number[]; // by portion
    most: number;
    partial: boolean;
    breach: boolean; // came of a violation
    believed: boolean; // rests on a forgery
}

/** Rows of acts that were wrong, and what rests on them. */
export class Wrongs {
    private readonly violations: Set<number>;
    private readonly forged = new Set<number>();

    constructor(private readonly run: Run) {
        const { arrows, records } = run.data;
        this.violations = new Set(records.violation);
        arrows.act.forEach((row, i) => {
            if (arrows.violation[i] === 1) this.violations.add(row);
            if (arrows.fate[i] === "forged" && arrows.taken[i]! >= 0)
                this.forged.add(arrows.taken[i]!);
        });
    }

    breach(gain: number): boolean {
        return this.rests(gain, this.violations);
    }

    believed(gain: number): boolean {
        return this.rests(gain, this.forged);
    }

    private rests(gain: number, rows: Set<number>): boolean {
        return rows.size > 0 &&
            this.run.data.gains.why[gain]!.some((row) => rows.has(row));
    }
}

/** The steps by which an actor came to know a document. */
export function steps(run: Run, wrongs: Wrongs, actor: number,
    document: number): Step[] {
    const { gains, documents } = run.data;
    const levels = documents[document]!.portions.map(() => 0);
    const out: Step[] = [];
    for (const g of run.gains(actor, document)) {
        const row = gains.row[g]!;
        let rose = false;
        levels.forEach((old, p) => {
            const touched = gains.portion[g]! < 0 || gains.portion[g] === p;
            if (!touched || gains.level[g]! <= old) return;
            levels[p] = gains.level[g]!;
            rose = true;
        });
        if (!rose) continue;
        const most = Math.max(...levels);
        const last = out[out.length - 1];
        const step = {
            t: run.t[row]!, row, levels: levels.slice(), most,
            partial: most !== Math.min(...levels),
            breach: wrongs.breach(g) || !!last?.breach,
            believed: wrongs.believed(g),
        };
        if (last && last.t === step.t) out[out.length - 1] = step;
        else out.push(step);
    }
    return out;
}

/** A box along a lane: from its middle by an offset, so wide. */
type Place = (offset: number, wide: number) => {
    x: number; y: number; width: number; height: number;
};

/** Draws one step's band. */
export function drawBand(step: Step, place: Place, hatchId: string):
    SVGElement[] {
    const wide = THICKNESS[step.most]!;
    const strip = (offset: number, size: number, attributes: object):
        SVGElement => s("rect",
            { ...place(offset - wide / 2, size), ...attributes });
    if (step.believed)
        return [strip(0, wide, {
            fill: "none", stroke: "var(--bad)", "stroke-width": 1.4,
            "stroke-dasharray": "2 3",
        })];
    const out: SVGElement[] = [];
    const each = step.partial ? wide / step.levels.length : wide;
    const fills = step.partial ? step.levels : [step.most];
    fills.forEach((level, i) => {
        if (level > 0)
            out.push(strip(i * each, each, { fill: `var(--l${level})` }));
    });
    if (step.most <= OUTLINED || step.partial)
        out.push(strip(0, wide, {
            fill: "none", stroke: "var(--edge)", "stroke-width": 0.8,
        }));
    if (step.breach)
        out.push(strip(0, wide, {
            fill: `url(#${hatchId})`, "fill-opacity": 0.75,
        }));
    return out;
}

/** The word that stands where a step begins. */
export function stepWord(run: Run, step: Step): string {
    const level = run.data.levels[step.most] ?? "";
    if (step.believed) return `believes it ${level}`;
    return level + (step.partial ? " in part" : "") +
        (step.breach ? ", not meant for it" : "");
}
