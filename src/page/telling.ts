/* A moment in words: when it is and what happens at it. */

import { above, Run } from "./run";
import { SECOND } from "./time";

/** The last gain in a stop, as its index; -1 where nobody's level rose. */
export function riseAt(run: Run, stop: number): number {
    const { row } = run.data.gains;
    const last = above(row, stop) - 1;
    return last >= 0 && run.together(row[last]!, stop) ? last : -1;
}

/** The record that speaks for a stop: what made somebody know more, or else
 * its last. */
export function leadRow(run: Run, stop: number): number {
    const rise = riseAt(run, stop);
    return rise >= 0 ? run.data.gains.row[rise]! : stop;
}

/** "Wed 26 Jan 2022, 18:20:00"; to the nanosecond only where a neighbour
 * falls into the same second. */
export function whenWords(run: Run, stop: number): string {
    const t = run.t[stop]!;
    const at = run.stopAt(stop);
    const second = (row: number | undefined): number =>
        row === undefined ? NaN : Math.floor(run.t[row]! / SECOND);
    const near = (by: number): boolean => {
        const other = run.stops[at + by];
        return second(other) === second(stop) && run.t[other!] !== t;
    };
    const { clock } = run;
    const time = near(-1) || near(1)
        ? clock.exact(t, run.data.records.nano[stop]!) : clock.second(t);
    return `${clock.weekday(t)} ${clock.year(t)}, ${time}`;
}

/** "record 158 of 178, exchange 23" */
export function recordWords(run: Run, row: number): string {
    const { number, exchange } = run.data.records;
    const last = number[run.count - 1]!;
    const x = exchange[row]!;
    return `record ${grouped(number[row]!)} of ${grouped(last)}` +
        (x ? `, exchange ${grouped(x)}` : "");
}

/** "46,548" */
export function grouped(n: number): string {
    return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

const WORDS = ("no one two three four five six seven eight nine ten eleven " +
    "twelve").split(" ");

/** "six parties", "one party", "178 records" */
export function counted(n: number, one: string, many = one + "s"): string {
    return `${WORDS[n] ?? grouped(n)} ${n === 1 ? one : many}`;
}

/** The sentence with its first letter large. */
export function opened(sentence: string): string {
    return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** Hex in groups of eight, which the eye can compare. */
export function grouping(hex: string): string {
    return hex.replace(/(.{8})(?=.)/g, "$1 ");
}
