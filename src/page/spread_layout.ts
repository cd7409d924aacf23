/* Where things stand in the picture of spread: a row a party, in the order of
 * first knowing, so that the rows are a staircase; below them the readers. */

import { Run } from "./run";
import { distinct, fold, Scale } from "./scale";
import { steps, Step, Wrongs } from "./bands";

const ROW = 60;
const PHONE_ROW = 58;
const CLOSE = 4; // a row without onward copies, where rows are many
const MANY = 40; // rows
const CROWD = 300; // ways
const HOLDS = 3;

export interface Row {
    actor: number;
    steps: Step[];
    y: number; // its middle
    close: boolean;
}

/** One passing of the document, or of word of it. */
export interface Passing {
    arrow: number; // in the run's columns
    from: number; // rows of the picture
    to: number;
    repeat: boolean; // its receiver knew as much before
}

export class SpreadLayout {
    readonly rows: Row[] = [];
    readonly passings: Passing[] = [];
    thinned = 0; // repeats that are not drawn
    readonly scale: Scale;
    readonly left: number;
    readonly right: number; // room for names
    readonly top = 34;
    readonly base: number; // below the last row
    readonly readersHeight = 110;
    readonly height: number;

    constructor(readonly run: Run, readonly wrongs: Wrongs,
        readonly document: number, readonly width: number,
        readonly phone: boolean) {
        this.left = phone ? 4 : 22;
        this.right = phone ? 10 : 156;
        const rowOf = this.makeRows();
        this.findPassings(rowOf);
        this.base = this.place();
        this.height = this.base + this.readersHeight + 64;
        this.scale = fold(distinct(this.times()),
            Math.max(160, width - this.left - this.right), phone ? 17 : 44);
    }

    private makeRows(): Map<number, number> {
        const { run, document } = this;
        const known = run.lanes.map((actor) => ({
            actor, steps: steps(run, this.wrongs, actor, document),
        })).filter((r) => r.steps.length > 0);
        known.sort((a, b) => a.steps[0]!.row - b.steps[0]!.row);
        const rowOf = new Map<number, number>();
        known.forEach((r, i) => {
            rowOf.set(r.actor, i);
            this.rows.push({ ...r, y: 0, close: false });
        });
        return rowOf;
    }

    private findPassings(rowOf: Map<number, number>): void {
        const { run, document } = this;
        const { arrows, gains } = run.data;
        const raised = new Set<string>();
        gains.row.forEach((row, g) => {
            if (gains.document[g] === document)
                raised.add(`${gains.actor[g]} ${row}`);
        });
        arrows.act.forEach((_, i) => {
            if (arrows.document[i] !== document ||
                arrows.what[i] === "receipt") return;
            const from = rowOf.get(arrows.from[i]!);
            const to = rowOf.get(arrows.to[i]!);
            if (from === undefined || to === undefined || from === to) return;
            const rose = [arrows.taken[i]!, arrows.arrived[i]!]
                .some((row) => raised.has(`${arrows.to[i]} ${row}`));
            this.passings.push({ arrow: i, from, to, repeat: !rose });
        });
        if (this.passings.length > CROWD) this.thin();
        if (this.rows.length <= MANY) return;
        const onward = new Set(this.passings.map((p) => p.from));
        this.rows.forEach((row, i) => (row.close = !onward.has(i)));
    }

    /** Leaves out repeats beyond the first of each way, where they are so many
     * that they would hide all else. */
    private thin(): void {
        const seen = new Set<string>();
        const all = this.passings.splice(0);
        for (const p of all) {
            const way = `${p.from} ${p.to}`;
            if (p.repeat && seen.has(way)) this.thinned++;
            else this.passings.push(p);
            seen.add(way);
        }
    }

    private place(): number {
        let y = this.top;
        for (const row of this.rows) {
            const room = row.close ? CLOSE : this.phone ? PHONE_ROW : ROW;
            row.y = y + room / 2;
            y += room;
        }
        return y;
    }

    private times(): number[] {
        const { run } = this;
        const times = [run.end];
        for (const row of this.rows)
            for (const step of row.steps) times.push(step.t);
        for (const { arrow } of this.passings) {
            const a = run.arrow(arrow);
            times.push(a.sent, a.arrives, a.taken);
        }
        if (times.length === 1) times.push(0);
        return times;
    }

    x(t: number): number {
        return this.left + this.scale.x(t);
    }

    get end(): number {
        return this.left + this.scale.width;
    }
}

/** Readers who may have read the text, as they grow: one entry a party. */
export interface Reading {
    t: number;
    actor: number;
    total: number;
}

export function readings(layout: SpreadLayout): Reading[] {
    const { actors } = layout.run.data;
    const got = layout.rows.flatMap((row) => {
        const step = row.steps.find((q) => q.most >= HOLDS);
        const { readers, adversary } = actors[row.actor]!;
        return step && readers > 0 && !adversary && !step.believed
            ? [{ t: step.t, actor: row.actor, readers }] : [];
    }).sort((a, b) => a.t - b.t);
    let total = 0;
    return got.map(({ t, actor, readers }) =>
        ({ t, actor, total: total += readers }));
}
