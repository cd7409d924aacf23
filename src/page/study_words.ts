/* Values of a study in words: shares, numbers, spans and dates, with their
 * intervals. A share that is not 0 or 1 is not said to be. */

import { Interval } from "./study_data";
import { grouped } from "./telling";
import { Clock, DAY, HOUR, MINUTE, MS, SECOND, US } from "./time";

/** Points are differences of shares, in percentage points. */
export type Unit = "share" | "points" | "number" | "span" | "instant";

export const TOO_FEW = "too few runs to tell";

/** Tells values of one unit. */
export interface Teller {
    unit: Unit;
    per: number; // values are told in multiples of it
    name: string; // of the axis
    clock: Clock; // of instants
}

/** "43.2 %" */
function share(v: number): string {
    const percent = 100 * v;
    if (v > 0 && percent < 0.05) return "< 0.1 %";
    if (v < 1 && percent > 99.95) return "> 99.9 %";
    return `${v === 0 || v === 1 ? percent : percent.toFixed(1)} %`;
}

/** A number in three digits or so: "1.25", "12,500". */
export function number(v: number): string {
    const size = Math.abs(v);
    if (size >= 1000) return sign(v) + grouped(Math.round(size));
    if (size >= 100) return sign(v) + String(Math.round(size));
    return sign(v) + String(Number(size.toPrecision(3)));
}

function sign(v: number): string {
    return v < 0 ? "\u2212" : "";
}

// From a unit on a span is told in it and the next: "6 d 15 h".
const PAIRS: [number, string, number, string][] = [
    [DAY, "d", HOUR, "h"], [HOUR, "h", MINUTE, "min"],
    [MINUTE, "min", SECOND, "s"],
];
const SINGLES: [number, string][] = [
    [SECOND, "s"], [MS, "ms"], [US, "\u00b5s"], [1, "ns"],
];

/** "6 d 15 h", "2 h 13 min", "3.2 s" */
export function span(v: number): string {
    const size = Math.abs(v);
    for (const [large, first, small, second] of PAIRS) {
        const n = Math.round(size / small);
        if (n * small < large) continue;
        const rest = n % (large / small);
        return `${sign(v)}${Math.floor(n * small / large)} ${first}` +
            (rest ? ` ${rest} ${second}` : "");
    }
    for (const [unit, word] of SINGLES)
        if (size >= unit)
            return `${sign(v)}${Number((size / unit).toPrecision(3))} ${word}`;
    return "0 s";
}

/** "26 Jan 18:20" */
function instant(v: number, clock: Clock): string {
    return `${clock.dayMonth(v)} ${clock.minute(v)}`;
}

/** A value by itself. */
export function told(t: Teller, v: number): string {
    switch (t.unit) {
    case "share": return share(v);
    case "points": return `${sign(v)}${Math.abs(100 * v).toFixed(1)} pp`;
    case "number": return number(v / t.per);
    case "span": return span(v);
    case "instant": return instant(v, t.clock);
    }
}

/** A difference: its sign before it. */
export function toldDifference(t: Teller, v: number): string {
    return (v > 0 ? "+" : "") + told(t, v);
}

/** "40.1 to 46.3 %"; the unit is said once. */
export function toldInterval(t: Teller, i: Interval,
    say: (t: Teller, v: number) => string = told): string {
    if (i.low === null && i.high === null) return TOO_FEW;
    if (i.low === null) return "at most " + say(t, i.high!);
    if (i.high === null)
        return t.unit === "instant" ? say(t, i.low) + " or later"
            : "at least " + say(t, i.low);
    const [low, high] = [say(t, i.low), say(t, i.high)];
    const unit = / (%|pp|d|h|min|s|ms)$/.exec(high)?.[0] ?? "";
    const once = unit && low.endsWith(unit) &&
        !low.slice(0, -unit.length).includes(" ");
    return `${once ? low.slice(0, -unit.length) : low} to ${high}`;
}

/** "1,000 runs" */
export function runs(n: number): string {
    return `${grouped(n)} ${n === 1 ? "run" : "runs"}`;
}

/** A capital at the beginning. */
export function capital(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
