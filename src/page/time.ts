/* Times and spans in words. A time is nanoseconds since the run's start as a
 * number, near enough to draw with; words of a record use its exact parts. */

export const US = 1e3;
export const MS = 1e6;
export const SECOND = 1e9;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const DAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");
const LONG_DAYS =
    "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const LONG_MONTHS = ("January February March April May June July August " +
    "September October November December").split(" ");

const two = (n: number): string => String(n).padStart(2, "0");

/** Tells times of one run. */
export class Clock {
    /** `start` is in seconds since 1970. */
    constructor(readonly start: number) {}

    private date(t: number): Date {
        return new Date((this.start + Math.floor(t / SECOND)) * 1000);
    }
    /** Days since 1970 in UTC: a number for each day of the calendar. */
    day(t: number): number {
        return Math.floor((this.start + Math.floor(t / SECOND)) / 86400);
    }
    /** The time at which a day of the calendar begins. */
    dayStart(day: number): number {
        return (day * 86400 - this.start) * SECOND;
    }
    /** "26 Jan" */
    dayMonth(t: number): string {
        const d = this.date(t);
        return `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}`;
    }
    /** "Wed 26 Jan" */
    weekday(t: number): string {
        return `${DAYS[this.date(t).getUTCDay()]} ${this.dayMonth(t)}`;
    }
    /** "Wednesday, 26 January" */
    longDay(t: number): string {
        const d = this.date(t);
        return `${LONG_DAYS[d.getUTCDay()]}, ${d.getUTCDate()} ` +
            LONG_MONTHS[d.getUTCMonth()];
    }
    /** "26 January 2022" */
    longDate(t: number): string {
        const d = this.date(t);
        return `${d.getUTCDate()} ${LONG_MONTHS[d.getUTCMonth()]} ` +
            d.getUTCFullYear();
    }
    year(t: number): number {
        return this.date(t).getUTCFullYear();
    }
    /** "18:20" */
    minute(t: number): string {
        const d = this.date(t);
        return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`;
    }
    /** "18:20:05" */
    second(t: number): string {
        return `${this.minute(t)}:${two(this.date(t).getUTCSeconds())}`;
    }
    /** "18:20:05.000123" with as many digits as `nano` needs, or none. */
    exact(t: number, nano: number): string {
        if (nano === 0) return this.second(t);
        let digits = String(nano).padStart(9, "0");
        while (digits.endsWith("000")) digits = digits.slice(0, -3);
        return `${this.second(t)}.${digits}`;
    }
}

/** A span as short as a picture needs it: "21 d", "3 h 05", "40 ms". */
export function short(span: number): string {
    if (span >= 36 * HOUR) return `${Math.round(span / DAY)} d`;
    if (span >= 9 * HOUR) return `${Math.round(span / HOUR)} h`;
    if (span >= HOUR) {
        const m = Math.round(span / MINUTE);
        return `${Math.floor(m / 60)} h` + (m % 60 ? ` ${two(m % 60)}` : "");
    }
    if (span >= MINUTE) return `${Math.round(span / MINUTE)} min`;
    if (span >= SECOND) return `${Math.round(span / SECOND)} s`;
    if (span >= MS) return `${Math.round(span / MS)} ms`;
    if (span >= US) return `${Math.round(span / US)} µs`;
    return `${Math.round(span)} ns`;
}

/** A span in a sentence: "2 days 3 h", "at once". */
export function long(span: number): string {
    if (span >= DAY) {
        const hours = Math.round(span / HOUR);
        const days = Math.floor(hours / 24);
        const rest = days < 4 ? hours % 24 : 0;
        return `${days} ${days === 1 ? "day" : "days"}` +
            (rest ? ` ${rest} h` : "");
    }
    if (span >= HOUR) {
        const m = Math.round(span / MINUTE);
        return `${Math.floor(m / 60)} h` + (m % 60 ? ` ${m % 60} min` : "");
    }
    return span < MS ? "at once" : short(span);
}
