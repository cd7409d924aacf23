/* The figures of a measure: what each point comes to, in one number with its
 * interval. A sentence comes to a share and to a time, a number to a mean and
 * a median, competing causes to a share each. */

import { Interval, MeasureData, OutcomeData, StudyData } from "./study_data";
import { Teller } from "./study_words";
import { Clock, DAY } from "./time";

export interface Value extends Interval {
    value: number | null; // null: later than was seen
    counted: number;
}

export interface Figure {
    name: string; // on a button: "share"
    words: string; // over a picture: "Share of the runs in which it holds"
    method: string; // of the interval
    teller: Teller;
    of(o: OutcomeData): Value | null; // null: no run counts
}

/** How a number is told that is one of a quantity. */
const QUANTITIES: { [quantity: string]: [Teller["unit"], number, string] } = {
    "frames": ["number", 1, "frames"],
    "bytes": ["number", 1, "bytes"],
    "latency": ["span", 1, "latency"],
    "inversions": ["number", 1, "pairs that overtook"],
    "receipts-outstanding": ["number", 1, "receipts outstanding"],
    "guessed": ["number", 1, "documents guessed"],
    "holders": ["number", 1, "holders"],
    "exposure": ["number", DAY, "portions \u00d7 days"],
};

/** What tells the values of a measure of a number. */
export function numberTeller(m: MeasureData, data: StudyData): Teller {
    const clock = clockOf(data);
    if (m.kind === "count")
        return { unit: "number", per: 1, name: "parties in the end", clock };
    const [unit, per, name] = QUANTITIES[m.quantity ?? ""] ??
        ["number", 1, m.quantity ?? ""];
    return { unit, per, name, clock };
}

/** What tells the times of a measure of times. */
export function timeTeller(m: MeasureData, data: StudyData): Teller {
    const dated = m.kind !== "from" && m.kind !== "spread";
    return { unit: dated ? "instant" : "span", per: 1, name: "time",
        clock: clockOf(data) };
}

export function shareTeller(data: StudyData): Teller {
    return { unit: "share", per: 1, name: "of the runs",
        clock: clockOf(data) };
}

export function clockOf(data: StudyData): Clock {
    return new Clock(data.points[0]?.start ?? 0);
}

/** The figures of a measure, the telling one first. */
export function figures(m: MeasureData, data: StudyData): Figure[] {
    if (m.kind === "first") return m.sentences.map((_, i) =>
        causeFigure(m, i, data));
    if (m.kind === "count" || m.kind === "quantity")
        return [meanFigure(m, data), medianFigure(m, data)];
    const timed = m.outcomes.some((o) => o.times);
    return [shareFigure(m, data), ...(timed ? [timeFigure(m, data)] : [])];
}

function shareFigure(m: MeasureData, data: StudyData): Figure {
    const what = m.kind === "sentence" ? "it holds" : m.kind === "from"
        ? "the second follows" : "all have come about";
    return {
        name: "share", words: `Share of the runs in which ${what}`,
        method: "Wilson", teller: shareTeller(data),
        of: (o) => o.counted === 0 ? null : {
            value: o.reached / o.counted, low: o.low, high: o.high,
            counted: o.counted,
        },
    };
}

function timeFigure(m: MeasureData, data: StudyData): Figure {
    const teller = timeTeller(m, data);
    return {
        name: "median",
        words: teller.unit === "instant" ? "In half of the runs by"
            : "In half of the runs within",
        method: "Kaplan\u2013Meier, log-log", teller,
        of: (o) => o.times ? { value: o.times[1]!.at, low: o.times[1]!.low,
            high: o.times[1]!.high, counted: o.counted } : null,
    };
}

function causeFigure(m: MeasureData, cause: number, data: StudyData): Figure {
    return {
        name: m.sentences[cause]!,
        words: `Share of the runs in which \u201c${m.sentences[cause]}\u201d ` +
            "comes first",
        method: "Aalen\u2013Johansen, log-log; of 0 and 100 % Wilson",
        teller: shareTeller(data),
        of: (o) => {
            const c = o.causes?.[cause];
            return c ? { value: c.share, low: c.low, high: c.high,
                counted: o.counted } : null;
        },
    };
}

function meanFigure(m: MeasureData, data: StudyData): Figure {
    const teller = numberTeller(m, data);
    return {
        name: "mean", words: `On average, ${teller.name}`,
        method: "Student\u2019s t", teller,
        of: (o) => o.numbers ? { value: o.numbers.mean, low: o.numbers.low,
            high: o.numbers.high, counted: o.counted } : null,
    };
}

function medianFigure(m: MeasureData, data: StudyData): Figure {
    const teller = numberTeller(m, data);
    return {
        name: "median", words: `In half of the runs at most, ${teller.name}`,
        method: "order statistics", teller,
        of: (o) => {
            const q = o.numbers?.quartiles[1];
            return q ? { value: q.at, low: q.low, high: q.high,
                counted: o.counted } : null;
        },
    };
}

/** What tells the differences of a measure between points. */
export function differenceTeller(m: MeasureData, data: StudyData): Teller {
    if (m.kind === "sentence")
        return { ...shareTeller(data), unit: "points" };
    if (m.kind === "count" || m.kind === "quantity")
        return numberTeller(m, data);
    return { ...timeTeller(m, data), unit: "span" };
}
