/* Time to spare: between what settled an expectation and its deadline, in
 * words and on a scale of powers of ten. */

import { ExpectationData } from "./data";
import { Run } from "./run";
import { DAY, HOUR, long, MINUTE, MS, SECOND, short } from "./time";

/** "35 min early", "2 h late", "15 Dec 09:25", "never" */
export function spareWords(e: ExpectationData, run: Run): string {
    if (e.spare === null || e.verdict === "undetermined") {
        if (e.verdict === "undetermined") return "undetermined";
        if (e.row < 0) return "never";
        const t = run.t[e.row]!;
        return `${run.clock.dayMonth(t)} ${run.clock.minute(t)}`;
    }
    const span = Math.abs(e.spare) * SECOND;
    if (span === 0)
        return e.verdict === "broken" ? "at that time" : "just then";
    // A time that decides is told in full where it is short.
    const words = span < MINUTE ? short(span) : long(span);
    return `${words} ${e.spare < 0 ? "late" : "early"}`;
}

const MARKS: [number, string][] = [
    [MS, "1 ms"], [100 * MS, "100 ms"], [SECOND, "1 s"], [10 * SECOND, "10 s"],
    [MINUTE, "1 min"], [10 * MINUTE, "10 min"], [HOUR, "1 h"],
    [10 * HOUR, "10 h"], [DAY, "1 d"], [10 * DAY, "10 d"], [100 * DAY, "100 d"],
    [1000 * DAY, "1,000 d"],
];

/** A scale of powers for these spans; 0 has a place apart, at its left. */
export class SpareScale {
    readonly marks: [number, string][];
    private readonly low: number;
    private readonly high: number;

    constructor(spans: number[], private readonly left: number,
        private readonly right: number) {
        const some = spans.filter((x) => x > 0);
        const least = Math.min(...some, DAY);
        const most = Math.max(...some, HOUR);
        const from = MARKS.filter(([x]) => x <= least).pop() ?? MARKS[0]!;
        const to = MARKS.find(([x]) => x >= most) ?? MARKS[MARKS.length - 1]!;
        this.low = Math.log(from[0]);
        this.high = Math.log(Math.max(to[0], from[0] * 10));
        this.marks = MARKS.filter(([x]) =>
            Math.log(x) >= this.low - 1e-9 && Math.log(x) <= this.high + 1e-9);
    }

    x(span: number): number {
        if (span <= 0) return this.left;
        const part = (Math.log(span) - this.low) / (this.high - this.low);
        const begin = this.left + 46;
        return begin + Math.max(0, Math.min(1, part)) * (this.right - begin);
    }
}

/** The deadline as a time of the run, for the scrubber's crosses. */
export function deadlineTime(e: ExpectationData): number | null {
    return e.deadline ? e.deadline[0] * SECOND + e.deadline[1] : null;
}
