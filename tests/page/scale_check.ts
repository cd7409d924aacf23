/* How time folds, and where words go. */

import { crosses, fitted, Labels, overlap, textBox } from
    "../../src/page/labels";
import { distinct, even, fixed, fold, RUNGS, Scale } from
    "../../src/page/scale";
import { DAY, HOUR, MINUTE, MS, SECOND } from "../../src/page/time";
import { equal } from "./check";

/** Acts of some hours on each of some days. */
function working(days: number, acts: number): Float64Array {
    const times: number[] = [];
    for (let d = 0; d < days; d++)
        for (let i = 0; i < acts; i++)
            times.push(d * DAY + 9 * HOUR + i * 30 * MINUTE);
    return distinct(times);
}

function gaps(times: Float64Array): number[] {
    return Array.from(times.subarray(1), (t, i) => t - times[i]!);
}

/** The rule, said once more and in the simplest way. */
function limitByRule(times: Float64Array, width: number, silence: number):
    number | undefined {
    return RUNGS.find((rung) => {
        const all = gaps(times);
        const n = all.filter((g) => g > rung).length;
        return n * silence <= width / 2 && n * 2 <= all.length &&
            all.some((g) => g <= rung);
    });
}

function checkFolding(): void {
    for (const [days, acts] of [[3, 5], [40, 8], [200, 3]] as
        [number, number][])
        for (const width of [300, 1100]) {
            const times = working(days, acts);
            const scale = fold(times, width, 21);
            const limit = limitByRule(times, width, 21);
            const what = `${days} days, ${acts} acts, ${width} px`;
            if (limit === undefined) {
                equal(what + " grow or are even", scale.width >= width - 1e-6,
                    true);
                continue;
            }
            equal(what + ": limit", scale.limit, limit);
            equal(what + ": silences", scale.silences.length,
                gaps(times).filter((g) => g > limit).length);
            equal(what + ": width", Math.round(scale.width), width);
            equal(what + ": narrow", scale.silences.every((q) =>
                Math.abs(q.x1 - q.x0 - 21) < 1e-6), true);
        }
}

function checkPlaces(): void {
    const times = distinct([0, HOUR, 3 * HOUR, 3 * HOUR + 20 * DAY,
        4 * HOUR + 20 * DAY]);
    const scale = fold(times, 500, 150);
    let inOrder = true;
    let back = true;
    let before = -1;
    for (let t = 0; t <= 4 * HOUR + 20 * DAY; t += 7 * MINUTE) {
        const x = scale.x(t);
        inOrder = inOrder && x >= before;
        back = back && Math.abs(scale.time(x) - t) < SECOND;
        before = x;
    }
    equal("places rise with time", inOrder, true);
    equal("each place leads back to its time", back, true);
    equal("one silence", scale.silences.length, 1);
    const q = scale.silences[0]!;
    equal("its middle", Math.round(scale.x((q.from + q.until) / 2)),
        Math.round((q.x0 + q.x1) / 2));
    equal("before all", scale.x(-DAY), 0);
    equal("after all", scale.x(99 * DAY), scale.width);
    const hour = scale.x(HOUR) - scale.x(0);
    equal("one scale", Math.round(scale.x(3 * HOUR) - scale.x(HOUR)),
        Math.round(2 * hour));
}

function checkZooms(): void {
    const times = working(40, 8);
    const k = 64 / HOUR;
    const hours = fixed(times, 1000, 34, k);
    equal("hours: scale", hours.perTime, k);
    equal("hours: limit", hours.limit, HOUR);
    equal("hours: wider", hours.width > 1000, true);
    const few = distinct([0, MINUTE, 2 * MINUTE]);
    equal("what is small is folded into the width",
        Math.round(fixed(few, 1000, 34, k).width), 1000);
    const ns = fixed(distinct([0, 500, 2000, DAY]), 100, 34, 0.044);
    equal("ns: the shortest rung", ns.limit, MS);
    const day = even(distinct([0, HOUR, DAY]), 240);
    equal("even: one hour", day.x(HOUR), 10);
    equal("even: no silences", day.silences.length, 0);
    equal("even: no time at all", even(distinct([5]), 100).width, 0);
    const wide = fold(distinct([0, 40 * DAY, 40 * DAY + HOUR, 80 * DAY,
        120 * DAY, 121 * DAY]), 60, 21);
    equal("grows", wide.width > 60, true);
    equal("distinct", Array.from(distinct([3, 1, 3, 2])), [1, 2, 3]);
    equal("a single time", new Scale(distinct([7]), 1, 1, 1).x(9), 0);
}

export function checkScale(): void {
    checkFolding();
    checkPlaces();
    checkZooms();
}

export function checkLabels(): void {
    const bounds = { x: 0, y: 0, w: 300, h: 100 };
    const box = { x: 10, y: 10, w: 20, h: 20 };
    const line = (x0: number, y0: number, x1: number, y1: number): boolean =>
        crosses({ x0, y0, x1, y1 }, box);
    equal("through", line(0, 0, 40, 40), true);
    equal("past", line(0, 40, 5, 0), false);
    equal("short of it", line(0, 0, 9, 9), false);
    equal("upright", line(20, 0, 20, 50), true);
    equal("upright, beside", line(31, 0, 31, 50), false);
    equal("within", line(15, 15, 16, 16), true);
    equal("touching boxes are apart",
        overlap(box, { x: 30, y: 10, w: 5, h: 5 }), false);
    const labels = new Labels(bounds);
    labels.blockLine(0, 50, 300, 50);
    labels.block({ x: 100, y: 0, w: 50, h: 30 });
    const places: [number, number][] = [[120, 20], [20, 52], [20, 20]];
    // Without a page a sign is told to be 0.62 of its size wide: here 6.2.
    equal("it fits", fitted([..."abcde"], "", "…", 10, 31), "abcde");
    equal("it is cut", fitted([..."abcdef"], "", "…", 10, 31), "abcd…");
    equal("whole words", fitted(["one", "two"], " ", "", 10, 40), "one");
    equal("at least one", fitted(["one", "two"], " ", "", 10, 1), "one");
    equal("none", fitted([""], " ", "", 10, 1), "");
    equal("the first free place", labels.place(places, 40, 10), [20, 20]);
    equal("none left", labels.place(places, 40, 10), null);
    equal("not beyond the bounds", labels.place([[280, 80]], 40, 10), null);
    const put: ReturnType<typeof textBox>[] = [];
    for (let i = 0; i < 400; i++) {
        const at = labels.place([[(i * 37) % 290, 12 + (i * 13) % 85]], 21, 10);
        if (at) put.push(textBox(at[0], at[1], 21, 10));
    }
    equal("some are placed", put.length > 5, true);
    equal("no two overlap", put.some((a, i) =>
        put.some((b, j) => i < j && overlap(a, b))), false);
    equal("none lies on the line", put.some((b) =>
        crosses({ x0: 0, y0: 50, x1: 300, y1: 50 }, b)), false);
}
