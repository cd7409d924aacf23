/* The lines of a measure's plot, by its kind: shares in time, the causes of a
 * point, parties in time, and distributions. */

import { Choice, LINES } from "./study_choice";
import { CurveData, Interval, MeasureData, OutcomeData } from "./study_data";
import { clockOf, numberTeller, shareTeller, timeTeller } from
    "./study_figures";
import { PlotLine, PlotSpec } from "./study_plot";
import { Teller, capital, runs, told, toldInterval } from "./study_words";
import { grouped } from "./telling";

/** The half-width of a band that holds for all of a distribution at once
 * (Dvoretzky, Kiefer and Wolfowitz, with Massart's constant). */
export function uniformBand(n: number): number {
    return Math.sqrt(Math.log(40) / (2 * n));
}

/** The look of a line among so many. */
function look(choice: Choice, point: number, index: number): string {
    if (point === choice.picked) return "xn";
    return choice.crowded() ? "xq" : "x" + index;
}

function intervalAt(c: CurveData, i: number): Interval {
    return { low: c.low?.[i] ?? null, high: c.high?.[i] ?? null };
}

/** "40.1 to 46.3 %; 568 of 1,000 runs have not" */
function rest(t: Teller, c: CurveData, i: number, counted: number,
    left = "have not"): string {
    if (i < 0) return `none of ${runs(counted)}`;
    const v = c.value[i]!;
    const all = v <= 0 || v >= 1;
    const interval = all ? "" : toldInterval(t, intervalAt(c, i)) + "; ";
    return interval + (c.left
        ? `${grouped(c.left[i]!)} of ${runs(counted)} ${left}` : runs(counted));
}

/** The end of a curve: of what comes later than its last runs nothing is
 * known, unless all of them have come about. */
function endOf(c: CurveData, whole: boolean, high: number): number {
    return whole ? high : c.at[c.at.length - 1] ?? high;
}

export interface Panel {
    title: string; // "" where there is one alone
    spec: PlotSpec;
}

/** The plots of a measure at the points that are chosen. */
export function panels(m: MeasureData, choice: Choice): Panel[] {
    if (m.kind === "first") return causePanels(m, choice);
    const points = choice.points().filter((p) =>
        m.outcomes[p]!.counted > 0);
    if (m.kind === "count") return momentPanel(m, choice, points);
    if (m.kind === "quantity") return valuePanel(m, choice, points);
    return timePanel(m, choice, points);
}

/** Ends of the axis of time: the calendar of the longest clock, or the spans
 * that there are. */
function timeEnds(m: MeasureData, choice: Choice, curves: CurveData[]):
    [number, number] {
    const { points } = choice.data;
    if (m.kind !== "from" && m.kind !== "spread")
        return [0, Math.max(...points.map((p) => p.clock))];
    const ends = curves.flatMap((c) => [c.at[0] ?? 0,
        c.at[c.at.length - 1] ?? 0]);
    return [Math.min(0, ...ends), Math.max(0, ...ends)];
}

function common(choice: Choice, m: MeasureData): Pick<PlotSpec, "x" | "at" |
    "pick"> {
    const x = timeTeller(m, choice.data);
    return {
        x,
        at: (v) => (x.unit === "instant" ? "By " : "Within ") + told(x, v),
        pick: (point) => choice.pick(point),
    };
}

function timePanel(m: MeasureData, choice: Choice, points: number[]): Panel[] {
    const y = shareTeller(choice.data);
    const timed = points.filter((p) => m.outcomes[p]!.curve);
    if (timed.length === 0) return [];
    const [low, high] = timeEnds(m, choice, timed.map((p) =>
        m.outcomes[p]!.curve!));
    const shared = common(choice, m);
    const lines = timed.map((p, i): PlotLine => {
        const o = m.outcomes[p]!;
        const c = o.curve!;
        const median = o.times?.[1]?.at ?? null;
        return {
            point: p, label: labelOf(choice, p), look: look(choice, p, i),
            note: median === null ? "" : (shared.x.unit === "instant"
                ? "half by " : "half within ") + told(shared.x, median),
            curve: c, before: 0, runs: o.counted,
            ends: endOf(c, o.reached === o.counted, high),
            tell: (k) => [told(y, k < 0 ? 0 : c.value[k]!),
                rest(y, c, k, o.counted)],
        };
    });
    return [{ title: "", spec: { ...shared, low, high, y, top: 1, lines,
        dim: choice.crowded(), left: leftWords(lines, choice.data.grain) } }];
}

/** Of steps that are drawn as one, the runs at the first are told. */
function leftWords(lines: PlotLine[], grain: number): string {
    const most = Math.floor(Math.max(...lines.map((l) => l.runs)) * grain);
    return "Runs in which it has not" +
        (most > 1 ? ` (up to ${most} fewer)` : "");
}

function labelOf(choice: Choice, point: number): string {
    return choice.data.points.length > 1 ? choice.label(point) : "";
}

/** A plot a point, a line a cause. */
function causePanels(m: MeasureData, choice: Choice): Panel[] {
    const y = shareTeller(choice.data);
    const points = choice.points().filter((p) => m.outcomes[p]!.causes);
    const shown = points.includes(choice.picked) && points.length > LINES
        ? [choice.picked, ...points.filter((p) => p !== choice.picked)]
        : points;
    const high = Math.max(...choice.data.points.map((p) => p.clock));
    const shared = common(choice, m);
    return shown.slice(0, LINES).map((p) => {
        const o = m.outcomes[p]!;
        const lines = o.causes!.map((cause, k): PlotLine => ({
            point: p, label: m.sentences[k]!, note: "",
            look: "x" + k % LINES, curve: cause.curve,
            before: 0, runs: o.counted,
            ends: endOf(cause.curve, o.reached === o.counted, high),
            tell: (i) => [told(y, i < 0 ? 0 : cause.curve.value[i]!),
                rest(y, cause.curve, i, o.counted, "have none yet")],
        }));
        return { title: capital(labelOf(choice, p)), spec: { ...shared,
            low: 0, high, y, top: 1, lines, dim: false, left: "" } };
    });
}

function momentPanel(m: MeasureData, choice: Choice, points: number[]):
    Panel[] {
    const y: Teller = { unit: "number", per: 1, name: "parties",
        clock: clockOf(choice.data) };
    const counted = points.filter((p) => m.outcomes[p]!.moments);
    const tops = counted.flatMap((p) => {
        const c = m.outcomes[p]!.moments!;
        return c.value.map((v, i) => Math.max(v, c.high?.[i] ?? v));
    });
    const high = Math.max(...choice.data.points.map((p) => p.clock));
    const shared = common(choice, m);
    const lines = counted.map((p, i): PlotLine => {
        const o = m.outcomes[p]!;
        const c = o.moments!;
        return {
            point: p, label: labelOf(choice, p), look: look(choice, p, i),
            note: `${told(y, o.numbers?.mean ?? 0)} in the end`,
            curve: c, before: 0, runs: o.counted,
            ends: c.at[c.at.length - 1] ?? high,
            tell: (k) => [told(y, c.value[Math.max(0, k)]!),
                rest(y, c, Math.max(0, k), o.counted)],
        };
    });
    return counted.length === 0 ? [] : [{ title: "", spec: { ...shared,
        low: 0, high, y, top: Math.max(...tops) * 1.05 || 1, lines,
        dim: choice.crowded(), left: "" } }];
}

function valuePanel(m: MeasureData, choice: Choice, points: number[]):
    Panel[] {
    const x = numberTeller(m, choice.data);
    const y: Teller = { ...shareTeller(choice.data),
        name: "of the runs have at most so much" };
    const valued = points.filter((p) => m.outcomes[p]!.numbers);
    if (valued.length === 0) return [];
    const least = Math.min(...valued.map((p) =>
        m.outcomes[p]!.numbers!.least));
    const most = Math.max(...valued.map((p) => m.outcomes[p]!.numbers!.most));
    const air = (most - least) * 0.03 || x.per;
    const lines = valued.map((p, i): PlotLine => {
        const o = m.outcomes[p]!;
        const c = banded(o);
        const median = o.numbers!.quartiles[1]?.at ?? null;
        return {
            point: p, label: labelOf(choice, p), look: look(choice, p, i),
            note: median === null ? "" : `half at most ${told(x, median)}`,
            curve: c, before: 0, runs: o.counted,
            ends: Infinity,
            tell: (k) => [told(y, k < 0 ? 0 : c.value[k]!),
                rest(y, c, k, o.counted)],
        };
    });
    const high = most + air;
    return [{ title: "", spec: {
        x, low: Math.max(least - air, least >= 0 ? 0 : -Infinity), high,
        at: (v) => `At most ${told(x, v)}`, y, top: 1,
        lines: lines.map((l) => ({ ...l, ends: high })),
        dim: choice.crowded(), left: "", pick: (p) => choice.pick(p),
    } }];
}

/** A distribution with its uniform band. */
function banded(o: OutcomeData): CurveData {
    const { curve } = o.numbers!;
    const half = uniformBand(o.counted);
    return { ...curve,
        low: curve.value.map((v) => Math.max(0, v - half)),
        high: curve.value.map((v) => Math.min(1, v + half)) };
}
