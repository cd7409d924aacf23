/* The facts of a study as they lie in its page (docs/schema/study.json). Times
 * are nanoseconds since the start of a point's clock, shares lie between 0 and
 * 1, and null is what the runs do not tell. */

/** An end that the runs do not bound is null. */
export interface Interval {
    low: number | null;
    high: number | null;
}

/** Columns of a curve's steps, all as long. From a step on its figures hold. */
export interface CurveData {
    at: number[];
    value: number[];
    low?: (number | null)[];
    high?: (number | null)[];
    left?: number[]; // runs that are still to be seen
}

/** A time, or a value, with its interval. */
export interface Quartile extends Interval {
    at: number | null; // null: later than was seen
}

export interface CauseData extends Interval {
    share: number;
    curve: CurveData;
}

export interface NumbersData extends Interval {
    mean: number;
    least: number;
    most: number;
    quartiles: Quartile[];
    curve: CurveData;
}

export interface DifferenceData extends Interval {
    pairs: number;
    value: number;
}

/** The runs of a point as a measure sees them. */
export interface OutcomeData extends Interval {
    runs: number;
    counted: number; // of these: the others lack its condition
    reached: number; // of those counted
    times?: Quartile[];
    curve?: CurveData;
    causes?: CauseData[];
    numbers?: NumbersData;
    moments?: CurveData;
    difference?: DifferenceData; // from the first point
}

export type Kind = "sentence" | "from" | "spread" | "count" | "first" |
    "quantity";

export interface MeasureData {
    name: string;
    words: string;
    kind: Kind;
    quantity: string | null;
    given: string | null;
    sentences: string[];
    outcomes: OutcomeData[]; // by point
}

export interface FactorData {
    name: string;
    path: string;
    levels: string[];
}

export interface PointData {
    label: string;
    levels: number[]; // of each factor
    start: number; // seconds since 1970
    clock: number; // nanoseconds
}

export type Verdict = "holds" | "denied" | "open";

export interface ExpectedData extends Interval {
    seen: number;
    asked: number;
    verdict: Verdict;
}

export interface ExpectationData {
    bound: string; // "at most 10 % of runs"
    sentence: string;
    share: number;
    atLeast: boolean;
    points: ExpectedData[];
}

export interface StudyData {
    format: number;
    program: string;
    study: {
        title: string | null;
        name: string;
        scenario: string;
        seed: string;
        runs: number;
        halfWidth: number;
        standIn: boolean;
    };
    factors: FactorData[];
    points: PointData[];
    grain: number; // the least move of a curve that has a step
    measures: MeasureData[];
    expectations: ExpectationData[];
}
