/* Rows of dots with whiskers: a value a row, with its interval. Of differences
 * a line stands at zero. A row is a button that picks its point out. */

import { h, s } from "./dom";
import { fitted, textWidth } from "./labels";
import { Axis } from "./study_axis";
import { roving } from "./study_keys";
import { Teller } from "./study_words";
import { tipped } from "./tip";

export interface Row {
    point: number;
    label: string;
    value: number | null; // null: beyond what was seen
    low: number | null;
    high: number | null;
    text: string; // the value in words
    tip: [string, string]; // its words on hover: the value, and what of
}

export interface Rows {
    teller: Teller;
    differences: boolean;
    rows: Row[];
    picked: number;
    pick(point: number): void;
}

const ROW = 28;
const ROW_NARROW = 46; // with its label above the dot
const NARROW = 480;
const FOOT = 34;
const TOP = 6;
const APART = 62; // of ticks

/** Draws the rows into a picture that wide. */
export function drawRows(svg: SVGSVGElement, spec: Rows, width: number): void {
    const { rows } = spec;
    const narrow = width < NARROW;
    const height = narrow ? ROW_NARROW : ROW;
    const words = narrow ? 0 : Math.min(width * 0.4, 12 + Math.max(20,
        ...rows.map((r) => textWidth(r.label, 13, true))));
    const values = 10 + Math.max(...rows.map((r) => textWidth(r.text, 12)));
    const axis = axisOf(spec, narrow ? 18 : words + 8, width - values - 8);
    const base = TOP + rows.length * height;
    const few = axis.ticks(APART).length < 2;
    const ticks = axis.ticks(few ? APART / 2 : APART).map((tick) => s("g",
        {}, s("line", { class: "grid", x1: axis.place(tick.value),
            x2: axis.place(tick.value), y1: TOP, y2: base }),
        s("text", { class: "tk m", x: axis.place(tick.value), y: base + 17 },
            tick.text),
        ...(tick.date ? [s("text", { class: "da m",
            x: axis.place(tick.value), y: base + 31 }, tick.date)] : [])));
    const zero = spec.differences ? [s("line", { class: "zero",
        x1: axis.place(0), x2: axis.place(0), y1: TOP, y2: base })] : [];
    const items = rows.map((row, i) =>
        drawRow(spec, row, axis, { top: TOP + i * height, height, words,
            width }));
    svg.replaceChildren(...ticks, s("line", { class: "axis", x1: axis.from,
        x2: axis.until, y1: base, y2: base }), ...zero, ...items);
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(base + FOOT));
    roving(items, 1);
}

/** From the least end of an interval to the greatest; shares that fill most of
 * it have all of 0 to 1. */
function axisOf(spec: Rows, from: number, until: number): Axis {
    const all = spec.rows.flatMap((r) => [r.low, r.value, r.high])
        .filter((v): v is number => v !== null);
    let [low, high] = [Math.min(...all), Math.max(...all)];
    if (all.length === 0) [low, high] = [0, 1];
    if (spec.differences) [low, high] = [Math.min(low, 0), Math.max(high, 0)];
    const shares = spec.teller.unit === "share";
    if (shares) {
        if (high - low > 0.5) [low, high] = [0, 1];
        else if (low < 0.1) low = 0;
        else if (high > 0.9) high = 1;
    }
    const air = (high - low) * 0.04;
    return new Axis(spec.teller, shares ? Math.max(0, low - air) : low - air,
        shares ? Math.min(1, high + air) : high + air, from, until);
}

/** Where a row lies; without a width for words they stand above the dot. */
interface RowPlace {
    top: number;
    height: number;
    words: number;
    width: number;
}

function drawRow(spec: Rows, row: Row, axis: Axis, at: RowPlace): SVGElement {
    const { top, height, words, width } = at;
    const y = words ? top + height / 2 : top + height - 14;
    const picked = row.point === spec.picked;
    const g = s("g", {
        class: "row" + (picked ? " xn" : ""), role: "button", tabindex: -1,
        "aria-pressed": String(picked),
        "aria-label": `${row.label} ${row.text}; ${row.tip[1]}`,
    }, s("rect", { class: "hit", x: 0, y: top, width, height }),
    s("text", { class: "la halo", x: 0, y: words ? y + 4.5 : top + 15 },
        fitted([...row.label], "", "\u2026", 13, words || width)));
    const unseen = row.value === null && row.low === null;
    if (!unseen && (row.low !== null || row.high !== null))
        g.append(s("line", { class: "whisker", y1: y, y2: y,
            x1: axis.clipped(row.low, -Infinity),
            x2: axis.clipped(row.high, Infinity) }));
    if (row.value !== null)
        g.append(s("circle", { class: "dot", cx: axis.place(row.value), cy: y,
            r: 5 }));
    // Apart from the label, for who hears both.
    g.append(" ", s("text", { class: "va e", x: width - 2, y: y + 4 },
        row.text));
    tipped(g, (box) => {
        box.append(h("b", { class: "said" }, row.label),
            h("div", {}, row.tip[0]),
            h("div", { class: "quiet" }, row.tip[1]));
    });
    g.addEventListener("click", () => spec.pick(row.point));
    g.addEventListener("keydown", (e) => {
        if (e.key !== "Enter" && e.key !== " ") return;
        e.preventDefault();
        spec.pick(row.point);
    });
    return g;
}
