/* Times and spans in words. */

import { Clock, DAY, HOUR, long, MINUTE, MS, SECOND, short, US }
    from "../../src/page/time";
import { spareWords, SpareScale } from "../../src/page/spare";
import { Run } from "../../src/page/run";
import { equal } from "./check";

export function checkTime(): void {
    const clock = new Clock(1639526400); // 2021-12-15T00:00Z
    equal("day", clock.weekday(0), "Wed 15 Dec");
    equal("over the year", clock.longDate(17 * DAY), "1 January 2022");
    equal("minute", clock.minute(18 * HOUR + 20 * MINUTE), "18:20");
    equal("no fraction", clock.exact(5 * SECOND, 0), "00:00:05");
    equal("fraction", clock.exact(5 * SECOND, 123000), "00:00:05.000123");
    equal("start of a day", clock.dayStart(clock.day(3 * DAY + HOUR)), 3 * DAY);
    const spans: [number, string, string][] = [
        [0, "0 ns", "at once"], [40 * MS, "40 ms", "40 ms"],
        [2 * US, "2 \u00b5s", "at once"], [21 * DAY, "21 d", "21 days"],
        [3 * HOUR + 25 * MINUTE, "3 h 25", "3 h 25 min"],
        [51 * HOUR, "2 d", "2 days 3 h"],
    ];
    for (const [span, few, many] of spans) {
        equal("short " + span, short(span), few);
        equal("long " + span, long(span), many);
    }
}

export function checkSpare(): void {
    const run = { clock: new Clock(1639526400), t: [9 * HOUR] } as unknown as
        Run;
    const words = (verdict: string, spare: number | null, row = 0): string =>
        spareWords({ sentence: "", verdict, why: "", row, deadline: null,
            spare }, run);
    equal("early", words("holds", 2100), "35 min early");
    equal("late", words("broken", -7200), "2 h late");
    equal("to the second", words("holds", 0), "just then");
    equal("without a time", words("holds", null), "15 Dec 09:00");
    equal("never", words("holds", null, -1), "never");
    equal("open", words("undetermined", null), "undetermined");
    const scale = new SpareScale([0, 10 * MINUTE, 10 * DAY], 6, 400);
    equal("zero", scale.x(0), 6);
    equal("least", scale.x(10 * MINUTE), 52);
    equal("most", scale.x(10 * DAY), 400);
    equal("rises", scale.x(HOUR) < scale.x(2 * HOUR), true);
}
