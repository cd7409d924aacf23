/* A heat map of two factors: a cell a point, its figure in colour and in
 * words. A cell is a button that picks its point out. */

import { h, s } from "./dom";
import { fitted, textWidth } from "./labels";
import { Choice } from "./study_choice";
import { MeasureData, StudyData } from "./study_data";
import { Figure, Value } from "./study_figures";
import { roving } from "./study_keys";
import { runs, told, toldInterval } from "./study_words";
import { tipped } from "./tip";

const STEPS = 9; // of the ramp
const SIDE = 30; // values of a factor
const TOP = 40; // names of the columns
const CELL = 34; // its height
const AIR = 2;

/** The two factors that a map has: the first that vary. null where there are
 * not two, or more values than cells can be told apart. */
export function heatFactors(data: StudyData): [number, number] | null {
    const [up, across] = data.factors.flatMap((f, i) =>
        f.levels.length > 1 ? [i] : []);
    if (up === undefined || across === undefined) return null;
    const fits = [up, across].every((f) =>
        data.factors[f]!.levels.length <= SIDE);
    return fits ? [up, across] : null;
}

/** The points of the map: by row, then column, all values of both factors. Of
 * the others it has the values of the point that is picked, or the first that
 * are chosen. */
export function heatPoints(choice: Choice, [up, across]: [number, number]):
    number[][] {
    const { points } = choice.data;
    const like = points[choice.picked] ?? points[choice.points()[0]!]!;
    const levels = (f: number): number[] =>
        choice.data.factors[f]!.levels.map((_, level) => level);
    return levels(up).map((row) => levels(across).map((column) =>
        points.findIndex((p) => p.levels.every((level, f) => level ===
            (f === up ? row : f === across ? column : like.levels[f])))));
}

/** The step of the ramp of a value between two. */
export function heatStep(value: number, low: number, high: number): number {
    const share = high > low ? (value - low) / (high - low) : 0.5;
    return Math.min(STEPS - 1, Math.floor(share * STEPS));
}

export function drawHeat(svg: SVGSVGElement, figure: Figure, m: MeasureData,
    choice: Choice, width: number): void {
    const factors = heatFactors(choice.data);
    if (!factors) return;
    const grid = heatPoints(choice, factors);
    const { data } = choice;
    const [up, across] = factors.map((f) => data.factors[f]!);
    const level = (point: number, f: 0 | 1): string =>
        data.factors[factors[f]]!.levels[data.points[point]!
            .levels[factors[f]]!]!;
    const left = Math.min(width * 0.3, 16 + Math.max(
        textWidth(up!.name, 12), ...grid.map((row) =>
            textWidth(level(row[0]!, 0), 12))));
    const wide = (width - left) / grid[0]!.length;
    const all = grid.flat().flatMap((p) => {
        const v = figure.of(m.outcomes[p]!)?.value;
        return v === null || v === undefined ? [] : [v];
    });
    const ends: [number, number] = [Math.min(...all), Math.max(...all)];
    const head = [
        s("text", { class: "na", x: 0, y: TOP - 8 },
            fitted([...up!.name], "", "\u2026", 12, left - 6)),
        s("text", { class: "na", x: left, y: 12 },
            fitted([...across!.name], "", "\u2026", 12, width - left)),
        ...grid[0]!.map((point, i) => s("text", { class: "tk m",
            x: left + (i + 0.5) * wide, y: TOP - 8 },
        fitted([...level(point, 1)], "", "\u2026", 12, wide - 4))),
        ...grid.map((row, i) => s("text", { class: "tk", x: 0,
            y: TOP + (i + 0.5) * CELL + 4 },
        fitted([...level(row[0]!, 0)], "", "\u2026", 12, left - 6))),
    ];
    const cells = grid.flatMap((row, i) => row.map((point, k) =>
        cell(figure, m, choice, point, ends, {
            x: left + k * wide, y: TOP + i * CELL, w: wide - AIR,
            h: CELL - AIR,
        })));
    svg.replaceChildren(...head, ...cells);
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(TOP + grid.length * CELL + 4));
    roving(cells, grid[0]!.length);
}

interface Box {
    x: number;
    y: number;
    w: number;
    h: number;
}

function cell(figure: Figure, m: MeasureData, choice: Choice, point: number,
    [low, high]: [number, number], box: Box): SVGElement {
    const v = figure.of(m.outcomes[point]!);
    const text = cellText(figure, v);
    const rest = v ? `${toldInterval(figure.teller, v)}, ${runs(v.counted)}`
        : "no run counts";
    const picked = point === choice.picked;
    const known = v && v.value !== null;
    const g = s("g", {
        class: known ? `heat h${heatStep(v.value!, low, high)}` : "heat hn",
        role: "button", tabindex: -1, "aria-pressed": String(picked),
        "aria-label": `${choice.label(point)}: ${text}, ${rest}`,
    }, s("rect", { x: box.x, y: box.y, width: box.w, height: box.h }));
    if (textWidth(text, 12) < box.w - 4)
        g.append(s("text", { class: "ce m", x: box.x + box.w / 2,
            y: box.y + box.h / 2 + 4.5 }, text));
    if (picked)
        g.append(s("rect", { class: "picked", x: box.x + 1, y: box.y + 1,
            width: box.w - 2, height: box.h - 2 }));
    tipped(g, (b) => b.append(
        h("b", { class: "said" }, choice.label(point)),
        h("div", {}, text),
        h("div", { class: "quiet" }, rest)));
    g.addEventListener("click", () => choice.pick(point));
    g.addEventListener("keydown", (e) => {
        if (e.key !== "Enter" && e.key !== " ") return;
        e.preventDefault();
        choice.pick(point);
    });
    return g;
}

function cellText(figure: Figure, v: Value | null): string {
    if (!v) return "\u2013";
    return v.value === null ? "later" : told(figure.teller, v.value);
}
