/* A curve's steps: which holds where, and the outlines of line and band. */

import { CurveData } from "./study_data";

/** The last step up to a value of the axis across; -1 before the first. */
export function stepAt(c: CurveData, at: number): number {
    let low = 0;
    let high = c.at.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (c.at[middle]! <= at) low = middle + 1;
        else high = middle;
    }
    return low - 1;
}

/** Two places of a step. */
export interface Places {
    x(at: number): number;
    y(value: number): number;
}

const p = (v: number): string => String(Math.round(v * 10) / 10);

/** The line: level from each step to the next. */
export function linePath(c: CurveData, at: Places, from: number,
    before: number, until: number): string {
    const steps = c.at.map((v, i) =>
        `H${p(at.x(v))}V${p(at.y(c.value[i]!))}`);
    return `M${p(from)} ${p(at.y(before))}${steps.join("")}H${p(until)}`;
}

/** The band, where there is one: there and back along its two ends. */
export function bandPath(c: CurveData, at: Places, until: number): string {
    const { low, high } = c;
    if (!low || !high) return "";
    const has = (i: number): boolean => low[i] !== null && high[i] !== null;
    const parts: string[] = [];
    for (let i = 0; i < c.at.length; i++) {
        if (!has(i)) continue;
        const from = i;
        while (i + 1 < c.at.length && has(i + 1)) i++;
        parts.push(piece(c, at, from, i, until));
    }
    return parts.join("");
}

/** One connected piece of it, from step to step. */
function piece(c: CurveData, at: Places, from: number, to: number,
    until: number): string {
    const x = (i: number): string => p(i < c.at.length ? at.x(c.at[i]!)
        : until);
    const y = (ends: (number | null)[], i: number): string =>
        p(at.y(ends[i]!));
    const there: string[] = [];
    const back: string[] = [];
    for (let i = from; i <= to; i++) {
        there.push(`V${y(c.high!, i)}H${x(i + 1)}`);
        back.unshift(`V${y(c.low!, i)}H${x(i)}`);
    }
    return `M${x(from)} ${y(c.high!, from)}` + there.join("") +
        back.join("") + "Z";
}

/** Moves heights apart until none is nearer to the next than so much, and all
 * lie within the bounds as far as they have room. They come in order. */
export function spread(heights: number[], apart: number, low: number,
    high: number): number[] {
    const out = [...heights];
    for (let i = 0; i < out.length; i++)
        out[i] = Math.max(out[i]!, i ? out[i - 1]! + apart : low);
    for (let i = out.length - 1; i >= 0; i--)
        out[i] = Math.min(out[i]!, i < out.length - 1
            ? out[i + 1]! - apart : high);
    return out;
}
