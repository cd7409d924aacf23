/* An axis: values on a line, with ticks at whole numbers, spans or dates. */

import { Teller, number, span } from "./study_words";
import { DAY, HOUR, MINUTE, MS, SECOND, US } from "./time";

export interface Tick {
    value: number;
    text: string;
    date?: string; // below: the day or the year, where it is another
}

const SPANS = [1, 2, 5, 10, 20, 50, 100, 200, 500].flatMap((n) => [n])
    .concat(...[US, MS].map((u) => [1, 2, 5, 10, 20, 50, 100, 200, 500]
        .map((n) => n * u)))
    .concat([1, 2, 5, 10, 15, 30].map((n) => n * SECOND))
    .concat([1, 2, 5, 10, 15, 30].map((n) => n * MINUTE))
    .concat([1, 2, 3, 6, 12].map((n) => n * HOUR))
    .concat([1, 2, 7, 14, 28, 91, 182, 364, 728, 1820, 3640, 7280]
        .map((n) => n * DAY));
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120, 240];
const LONGEST_OF_INSTANTS = 14 * DAY;

export class Axis {
    readonly low: number;
    readonly high: number;

    constructor(readonly teller: Teller, low: number, high: number,
        readonly from: number, readonly until: number) { // places
        this.low = low;
        this.high = high > low ? high : low + (teller.unit === "share" ? 1
            : teller.unit === "number" ? teller.per : SECOND);
    }

    place(v: number): number {
        const share = (v - this.low) / (this.high - this.low);
        return this.from + share * (this.until - this.from);
    }

    /** A place for what may be beyond the ends, or unbounded. */
    clipped(v: number | null, beyond: number): number {
        const at = this.place(v ?? beyond);
        const ends = [this.from, this.until].sort((a, b) => a - b);
        return Math.min(ends[1]!, Math.max(ends[0]!, at));
    }

    value(place: number): number {
        const share = (place - this.from) / (this.until - this.from);
        return this.low + Math.min(1, Math.max(0, share)) *
            (this.high - this.low);
    }

    /** Ticks that are at least so far apart. */
    ticks(apart: number): Tick[] {
        const most = Math.max(1,
            Math.floor(Math.abs(this.until - this.from) / apart));
        const { unit } = this.teller;
        return unit === "instant" ? this.dates(most)
            : unit === "span" ? this.spans(most) : this.numbers(most);
    }

    private numbers(most: number): Tick[] {
        const { unit } = this.teller;
        const per = unit === "share" || unit === "points" ? 0.01
            : this.teller.per;
        const size = (this.high - this.low) / per / most;
        const power = 10 ** Math.floor(Math.log10(size));
        const step = [1, 2, 5, 10].map((n) => n * power)
            .find((n) => n >= size * (1 - 1e-9)) ?? 10 * power;
        return multiples(step, this.low / per, this.high / per)
            .map((v) => ({ value: v * per,
                text: unit === "share" ? plain(v) + " %"
                    : unit === "points" ? plain(v) + (v ? " pp" : "")
                        : number(Number(v.toPrecision(12))) }));
    }

    private spans(most: number): Tick[] {
        const step = SPANS.find((n) => (this.high - this.low) / n <= most) ??
            SPANS[SPANS.length - 1]!;
        return multiples(step, this.low, this.high)
            .map((value) => ({ value, text: value ? span(value) : "0" }));
    }

    private dates(most: number): Tick[] {
        const step = SPANS.find((n) => (this.high - this.low) / n <= most &&
            n <= LONGEST_OF_INSTANTS);
        return step ? this.days(step) : this.months(most);
    }

    private days(step: number): Tick[] {
        const { clock } = this.teller;
        // Weeks begin on Mondays; 1970 began on a Thursday.
        const origin = step % (7 * DAY) === 0 ? 4 * DAY : 0;
        const offset = (clock.start * SECOND - origin) % step;
        let day = "";
        return multiples(step, this.low + offset, this.high + offset)
            .map((v) => {
                const value = v - offset;
                const text = step < MINUTE ? clock.second(value)
                    : step < DAY ? clock.minute(value)
                        : clock.dayMonth(value);
                const now = step < DAY ? clock.dayMonth(value)
                    : String(clock.year(value));
                const date = now === day ? {} : { date: now };
                day = now;
                return { value, text, ...date };
            });
    }

    private months(most: number): Tick[] {
        const { clock } = this.teller;
        const month = 365.25 / 12 * DAY;
        const step = MONTHS.find((n) =>
            (this.high - this.low) / n / month <= most) ?? 600;
        const out: Tick[] = [];
        const first = clock.year(this.low) * 12;
        const last = clock.year(this.high) * 12 + 12;
        let year = "";
        for (let m = first - first % step; m <= last; m += step) {
            const seconds = Date.UTC(Math.floor(m / 12), m % 12, 1) / 1000;
            const value = (seconds - clock.start) * SECOND;
            if (value < this.low || value > this.high) continue;
            const now = String(Math.floor(m / 12));
            const name = clock.dayMonth(value).replace(/^1 /, "");
            out.push(step % 12 === 0 ? { value, text: now }
                : { value, text: name, ...(now === year ? {}
                    : { date: now }) });
            year = now;
        }
        return out;
    }
}

function plain(v: number): string {
    const text = String(Number(Math.abs(v).toPrecision(6)));
    return (v < 0 ? "\u2212" : "") + text;
}

/** Multiples of a step within two ends; a millionth of it is no distance. */
function multiples(step: number, low: number, high: number): number[] {
    const first = Math.ceil(low / step - 1e-6);
    const last = Math.floor(high / step + 1e-6);
    const out: number[] = [];
    for (let n = first; n <= last && out.length < 500; n++)
        out.push(n * step || 0);
    return out;
}
