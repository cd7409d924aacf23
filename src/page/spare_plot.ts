/* The plot of time to spare: a dot for each expectation, piled where they are
 * close; those without a time stand apart. A dot tells its sentence and leads
 * to the record that settled it. */

import { ExpectationData } from "./data";
import { h, s } from "./dom";
import { picture } from "./picture";
import { SpareScale, spareWords } from "./spare";
import { hideTip, tip } from "./tip";
import { SECOND, short } from "./time";
import { Context } from "./view";

const TOP = 6; // above the highest dot
const FOOT = 26; // below the line

interface Dot {
    e: ExpectationData;
    x: number;
    y: number; // above the line
}

/** The expectations that have a place on the scale. */
function timed(e: ExpectationData): boolean {
    return e.spare !== null && e.spare >= 0 && e.verdict === "holds";
}

export function sparePlot(context: Context): HTMLElement {
    const all = context.run.data.expectations;
    const svg = s("svg", { class: "spares" });
    svg.setAttribute("aria-label", sentence(all));
    const lead = h("p", { class: "small quiet" }, ...tightest(all));
    // The same in words is the list of expectations.
    const figure = picture("Time to spare", svg, null);
    let width = 0;
    new ResizeObserver(() => {
        const now = Math.round(figure.clientWidth);
        if (now === width || now === 0) return;
        width = now;
        draw(context, svg, width);
    }).observe(figure);
    return h("div", { class: "sparing" }, lead, figure);
}

function sentence(all: ExpectationData[]): string {
    const times = all.filter(timed).map((e) => e.spare! * SECOND);
    if (times.length === 0)
        return `${all.length} expectations, none with time to spare`;
    const least = Math.min(...times);
    return `Time to spare of ${times.length} expectations, from ` +
        `${least ? short(least) : "none"} to ${short(Math.max(...times))}; ` +
        "all of them are in the list";
}

/** The one with the least to spare, by its own words. */
function tightest(all: ExpectationData[]): (Node | string)[] {
    const some = all.filter(timed).sort((a, b) => a.spare! - b.spare!);
    const first = some[0];
    if (!first) return ["None was settled before a deadline."];
    const zero = some.filter((e) => e.spare === 0).length;
    const words = zero > 1 ? `${zero} hold to the second, such as:`
        : zero === 1 ? "One holds to the second:"
            : `Least, ${short(first.spare! * SECOND)}:`;
    return ["Time to spare. " + words, h("br"),
        h("b", { class: "said" }, first.sentence.slice(0, 120))];
}

/** Groups of those that stand apart, by their words. */
function groups(all: ExpectationData[]): [string, ExpectationData[]][] {
    const of = (v: string): ExpectationData[] =>
        all.filter((e) => e.verdict === v);
    const out: [string, ExpectationData[]][] = [
        ["broken", of("broken")], ["undetermined", of("undetermined")],
        ["without a time", of("holds").filter((e) => !timed(e))],
    ];
    return out.filter(([, list]) => list.length > 0);
}

function draw(context: Context, svg: SVGSVGElement, width: number): void {
    const all = context.run.data.expectations;
    const r = all.length > 160 ? 2.2 : 3.7;
    const step = r * 2 + 1.6;
    const apart = groups(all);
    const per = Math.max(4, Math.ceil(Math.sqrt(all.length / 2)));
    const label = (list: ExpectationData[], words: string): string =>
        `${list.length} ${words}`;
    const wide = apart.map(([words, list]) => 16 +
        Math.max(label(list, words).length * 6.5,
            Math.min(per, list.length) * (step + 2)));
    const right = width - wide.reduce((a, b) => a + b, 0);
    const dots: Dot[] = [];
    const on = all.filter(timed).sort((a, b) => a.spare! - b.spare!);
    const scale = new SpareScale(on.map((e) => e.spare! * SECOND), r + 2,
        Math.max(90, right - 14));
    for (const e of on) pile(dots, e, scale.x(e.spare! * SECOND), step, r);
    let at = on.length ? right : 0;
    const labels: [number, number, string][] = [];
    apart.forEach(([words, list], i) => {
        list.forEach((e, j) => dots.push({
            e, x: at + r + 2 + (j % per) * (step + 2),
            y: r + 4 + Math.floor(j / per) * step,
        }));
        labels.push([at, wide[i]! - 16, label(list, words)]);
        at += wide[i]!;
    });
    const base = TOP + Math.max(20, ...dots.map((d) => d.y + r));
    svg.replaceChildren();
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(base + FOOT));
    if (on.length) axis(svg, scale, base, right - 10);
    for (const [x, w, words] of labels)
        svg.append(
            s("line", { x1: x, x2: x + w, y1: base, y2: base,
                stroke: "var(--ink)" }),
            s("text", { x, y: base + 17, class: "faint", "font-size": 11 },
                words));
    for (const d of dots) svg.append(dot(context, d, base, r));
}

/** Puts a dot at the lowest height where it touches none. */
function pile(dots: Dot[], e: ExpectationData, x: number, step: number,
    r: number): void {
    let y = r + 4;
    while (dots.some((d) => Math.abs(d.x - x) < step - .4 &&
        Math.abs(d.y - y) < step - .4))
        y += step;
    dots.push({ e, x, y });
}

function axis(svg: SVGSVGElement, scale: SpareScale, base: number,
    right: number): void {
    svg.append(s("line", { x1: 0, x2: Math.max(right, 80), y1: base, y2: base,
        stroke: "var(--ink)" }));
    let last = -40;
    for (const [span, words] of [[0, "0"] as [number, string],
        ...scale.marks]) {
        const x = scale.x(span);
        svg.append(s("line", { x1: x, x2: x, y1: base, y2: base + 4,
            stroke: "var(--ink)" }));
        const half = words.length * 3.1;
        if (x - half < last + 8 || x + half > right + 2) continue;
        svg.append(s("text", { x, y: base + 17, class: "faint",
            "font-size": 11, "text-anchor": "middle" }, words));
        last = x + half;
    }
}

function dot(context: Context, d: Dot, base: number, r: number): SVGElement {
    const y = base - d.y;
    const { e, x } = d;
    const g = s("g", { class: "dot" },
        s("circle", { class: "hit", cx: x, cy: y, r: 9, fill: "transparent" }));
    if (e.verdict === "broken")
        g.append(s("path", {
            d: `M${x - r} ${y - r}l${2 * r} ${2 * r}m0 ${-2 * r}` +
                `l${-2 * r} ${2 * r}`, class: "ln",
            stroke: "var(--bad)", "stroke-width": 2, fill: "none",
        }));
    else if (e.verdict === "undetermined")
        g.append(
            s("circle", { cx: x, cy: y, r, fill: "none", class: "ln",
                stroke: "var(--ink)", "stroke-width": 1.5 }),
            s("path", { d: `M${x} ${y - r}a${r} ${r} 0 0 1 0 ${2 * r}z`,
                fill: "var(--ink)", class: "hd" }));
    else
        g.append(s("circle", { cx: x, cy: y, r, fill: "var(--ink)",
            class: "hd" }));
    g.addEventListener("pointerenter", (event) => tip(event, (box) => box
        .append(h("b", { class: "said" }, e.sentence), h("div", {
            class: "quiet",
        }, `${e.verdict}: ${e.why || spareWords(e, context.run)}`))));
    g.addEventListener("pointerleave", hideTip);
    if (e.row >= 0)
        g.addEventListener("click", () => context.moment.go(e.row));
    return g;
}
