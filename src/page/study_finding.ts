/* The heading of a measure: what is to be seen at the points that are chosen,
 * by rule from their figures. */

import { Choice } from "./study_choice";
import { MeasureData } from "./study_data";
import { Figure, Value, figures } from "./study_figures";
import { told, toldInterval } from "./study_words";

interface Found {
    point: number;
    value: Value;
}

/** The values at the chosen points that have one. */
function found(f: Figure, m: MeasureData, choice: Choice): Found[] {
    return choice.points().flatMap((point) => {
        const value = f.of(m.outcomes[point]!);
        return value ? [{ point, value }] : [];
    });
}

const never = (v: Value): number => v.value ?? Infinity;

/** "it holds in 20.3 % of the runs with readers 3, and in 60.1 % with readers
 * 300", from the least to the greatest value. */
function reach(f: Figure, all: Found[], choice: Choice,
    before: string, after: string): string {
    const say = (x: Found): string => x.value.value === null ? "later"
        : told(f.teller, x.value.value);
    const sorted = [...all].sort((a, b) => never(a.value) - never(b.value));
    const [low, high] = [sorted[0]!, sorted[sorted.length - 1]!];
    const word = before ? before + " " : "";
    if (all.length === 1)
        return `${word}${say(low)}${after} (${toldInterval(f.teller,
            low.value)})`;
    if (say(low) === say(high))
        return `${word}${say(low)}${after}, at each of ${all.length} points`;
    return `${word}${say(low)}${after} with ${choice.label(low.point)}, and ` +
        `${word}${say(high)} with ${choice.label(high.point)}`;
}

const SHARES: { [kind: string]: string } = {
    sentence: "It holds",
    from: "The second follows",
    spread: "All have come about",
};

/** "It holds in 20.3 % of the runs with readers 3, and in ..." */
export function finding(m: MeasureData, choice: Choice): string {
    const [first, second] = figures(m, choice.data);
    if (!first) return "Nothing is measured";
    if (m.kind === "first") return firstFinding(m, choice);
    const all = found(first, m, choice);
    if (all.length === 0) return "No run of these counts";
    if (m.kind === "count" || m.kind === "quantity")
        return "On average " + reach(first, all, choice, "",
            first.teller.unit === "number" ? " " + first.teller.name : "");
    const share = `${SHARES[m.kind]} ` +
        reach(first, all, choice, "in", " of the runs");
    const times = second ? found(second, m, choice) : [];
    const decided = times.some((t) => t.value.value !== null);
    if (!second || !decided || m.kind === "sentence" && spreads(all))
        return share;
    return "In half of the runs " + reach(second, times, choice,
        second.teller.unit === "instant" ? "by" : "within", "");
}

/** True where shares say more than times do: they are not all near one. */
function spreads(all: Found[]): boolean {
    return all.some((x) => (x.value.value ?? 0) < 0.9);
}

/** The cause that comes first most often over all chosen points. */
function firstFinding(m: MeasureData, choice: Choice): string {
    let best: { f: Figure; all: Found[]; sum: number } | null = null;
    for (const f of figures(m, choice.data)) {
        const all = found(f, m, choice);
        const sum = all.reduce((s, x) => s + (x.value.value ?? 0), 0);
        if (all.length > 0 && (!best || sum > best.sum))
            best = { f, all, sum };
    }
    if (!best) return "No run of these counts";
    if (best.sum === 0) return "None of them ever comes about";
    return `Most often \u201c${best.f.name}\u201d comes first: ` +
        reach(best.f, best.all, choice, "in", " of the runs");
}

/** Says whether the points can be told apart, by the differences from the
 * first point; "" where there are none. */
export function toldApart(m: MeasureData, choice: Choice): string {
    const points = choice.points().filter((p) =>
        m.outcomes[p]!.difference !== undefined);
    if (points.length === 0 || m.kind === "first") return "";
    const first = choice.label(0);
    const apart = points.filter((p) => {
        const d = m.outcomes[p]!.difference!;
        return d.low !== null && d.high !== null &&
            (d.low > 0 || d.high < 0);
    }).length;
    const other = points.length === 1 ? "the other point"
        : `${apart} of the ${points.length} other points`;
    if (apart === 0)
        return `The runs tell none of these points from ${first}: every ` +
            "interval of a difference holds 0.";
    return `At ${other} the interval of the difference from ${first} ` +
        "excludes 0.";
}
