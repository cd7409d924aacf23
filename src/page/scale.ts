/* Time on a line. A gap longer than a limit S is a silence: drawn equally
 * narrow, whatever its length. All other time is to one scale k, and within a
 * silence time runs evenly, so that no time is without a place. */

import { above } from "./run";
import { DAY, HOUR, MINUTE, MS, SECOND, US } from "./time";

export interface Silence {
    from: number; // times
    until: number;
    x0: number; // places
    x1: number;
}

/** Lengths that the limit may have. */
export const RUNGS = [
    MS, 5 * MS, 20 * MS, 100 * MS, 500 * MS, 2 * SECOND, 10 * SECOND, MINUTE,
    5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR,
    6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY, 14 * DAY, 30 * DAY,
];

/** Pixels in a nanosecond at the zooms that have one scale of their own. */
export const ZOOM_SCALES: { [zoom: string]: number } = {
    hours: 64 / HOUR,
    minutes: 44 / MINUTE,
    seconds: 44 / SECOND,
    ms: 44 / MS,
    ns: 44 / US,
};

/** Rising times, each once. */
export function distinct(times: ArrayLike<number>): Float64Array {
    const sorted = Float64Array.from(times).sort();
    let n = 0;
    for (let i = 0; i < sorted.length; i++)
        if (i === 0 || sorted[i] !== sorted[n - 1]) sorted[n++] = sorted[i]!;
    return sorted.slice(0, n);
}

/** The index of the last entry at or below x; 0 where there is none. */
function below(list: Float64Array, x: number): number {
    return Math.max(0, above(list, x) - 1);
}

export class Scale {
    readonly width: number;
    readonly silences: Silence[] = [];
    private readonly xs: Float64Array;

    /** `times` are distinct and rising; at least one. */
    constructor(private readonly times: Float64Array,
        readonly limit: number, // S; Infinity: nothing is a silence
        readonly perTime: number, // k
        silence: number) { // F
        this.xs = new Float64Array(times.length);
        for (let i = 1; i < times.length; i++) {
            const gap = times[i]! - times[i - 1]!;
            const x0 = this.xs[i - 1]!;
            const long = gap > limit;
            const x1 = x0 + (long ? silence : gap * perTime);
            this.xs[i] = x1;
            if (long) {
                const [from, until] = [times[i - 1]!, times[i]!];
                this.silences.push({ from, until, x0, x1 });
            }
        }
        this.width = this.xs[times.length - 1] ?? 0;
    }

    /** The place of a time. */
    x(t: number): number {
        return this.between(this.times, this.xs, t);
    }

    /** The time of a place. */
    time(x: number): number {
        return this.between(this.xs, this.times, x);
    }

    private between(from: Float64Array, to: Float64Array, v: number): number {
        const last = from.length - 1;
        if (last < 0 || v <= from[0]!) return to[0] ?? 0;
        if (v >= from[last]!) return to[last]!;
        const i = below(from, v);
        const share = (v - from[i]!) / (from[i + 1]! - from[i]!);
        return to[i]! + (to[i + 1]! - to[i]!) * share;
    }
}

interface Folding {
    silences: number; // gaps longer than the limit
    rest: number; // sum of the others
}

function folding(times: Float64Array, limit: number): Folding {
    const f = { silences: 0, rest: 0 };
    for (let i = 1; i < times.length; i++) {
        const gap = times[i]! - times[i - 1]!;
        if (gap > limit) f.silences++;
        else f.rest += gap;
    }
    return f;
}

/** All times in a width. S is the shortest rung at which the silences take no
 * more than half of the width and are no more than half of the gaps: without
 * the second, a run of few acts would be one blown-up second among silences.
 * Where no rung does it, the picture grows until the longest one does. */
export function fold(times: Float64Array, width: number,
    silence: number): Scale {
    const gaps = times.length - 1;
    for (const limit of RUNGS) {
        const f = folding(times, limit);
        if (f.silences * silence > width / 2 || f.silences * 2 > gaps ||
            f.rest === 0)
            continue;
        const k = (width - f.silences * silence) / f.rest;
        return new Scale(times, limit, k, silence);
    }
    const longest = RUNGS[RUNGS.length - 1]!;
    const f = folding(times, longest);
    if (f.silences * silence <= width / 2) return even(times, width);
    const k = f.rest > 0 ? f.silences * silence / f.rest : 0;
    return new Scale(times, longest, k, silence);
}

/** All times to one scale. */
export function even(times: Float64Array, width: number): Scale {
    const span = times.length ? times[times.length - 1]! - times[0]! : 0;
    return new Scale(times, Infinity, span > 0 ? width / span : 0, 0);
}

/** A scale of its own: S is the longest rung that takes no more than an
 * eighth of the width. What fills less than the width is folded into it. */
export function fixed(times: Float64Array, width: number, silence: number,
    perTime: number): Scale {
    let limit = RUNGS[0]!;
    for (const rung of RUNGS) if (rung <= width / 8 / perTime) limit = rung;
    const scale = new Scale(times, limit, perTime, silence);
    return scale.width < width ? fold(times, width, silence) : scale;
}
