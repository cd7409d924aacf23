/* A plot of curves: lines with their bands over an axis, named at their ends.
 * A cursor follows the pointer, or the arrows, and tells every line there. */

import { h, s } from "./dom";
import { fitted, textWidth } from "./labels";
import { Axis } from "./study_axis";
import { bandPath, linePath, Places, spread, stepAt } from "./study_curve";
import { CurveData } from "./study_data";
import { Teller } from "./study_words";
import { grouped } from "./telling";
import { focusTip, hideTip, tip } from "./tip";

export interface PlotLine {
    point: number; // which it is of; -1: of none
    label: string;
    note: string; // beneath the label, or ""
    look: string; // its class
    curve: CurveData;
    runs: number;
    before: number; // the value before the first step
    ends: number; // where it stops, on the axis across
    /** What it says at a step, or, at -1, before all: the value and what it
     * rests on. */
    tell(step: number): [string, string];
}

export interface PlotSpec {
    x: Teller;
    low: number;
    high: number;
    at(x: number): string; // "By 29 Jan 10:22"
    y: Teller;
    top: number; // of the axis up, which begins at 0
    lines: PlotLine[];
    dim: boolean; // too many lines to have looks of their own
    left: string; // caption of the runs that are left; "": no such rows
    pick(point: number): void;
}

const NARROW = 600;
const SHOWN = 8; // lines that the cursor tells at once
const LEFT = 46;
const TOP = 26;
const FOOT = 40;
const APART = 92; // of ticks
const APART_NARROW = 70;
const STEPS = 100; // of the cursor, along the axis

/** Where everything lies. */
interface Plan {
    width: number;
    narrow: boolean;
    x: Axis;
    y: Axis;
    base: number;
    height: number;
    named: PlotLine[];
    rows: boolean; // of the runs that are left
}

export class Plot {
    readonly svg = s("svg", { class: "plot", role: "group" });
    private readonly ground = s("g");
    private readonly cursor = s("g", { class: "cursor" });
    private readonly hit = s("rect", { class: "hit", role: "slider",
        tabindex: 0, "aria-valuemin": 0, "aria-valuemax": STEPS });
    private spec: PlotSpec | null = null;
    private plan: Plan | null = null;
    private at = STEPS / 2; // of the axis, in steps

    constructor(name: string) {
        this.svg.setAttribute("aria-label", name);
        this.hit.setAttribute("aria-label", `Read values of: ${name}`);
        this.svg.append(this.ground, this.cursor, this.hit);
        this.listen();
    }

    draw(spec: PlotSpec, width: number): void {
        const plan = planOf(spec, width);
        this.spec = spec;
        this.plan = plan;
        this.ground.replaceChildren(...axes(plan), ...lines(spec, plan),
            ...names(plan), ...(plan.rows ? leftRows(spec, plan) : []));
        this.cursor.replaceChildren();
        this.svg.setAttribute("width", String(width));
        this.svg.setAttribute("height", String(plan.height));
        this.hit.setAttribute("x", String(plan.x.from));
        this.hit.setAttribute("y", String(plan.y.until));
        this.hit.setAttribute("width", String(plan.x.until - plan.x.from));
        this.hit.setAttribute("height",
            String(plan.base - plan.y.until));
        this.say();
    }

    private listen(): void {
        const { hit } = this;
        const moved = (e: PointerEvent): void => {
            if (!this.plan) return;
            const x = e.clientX - this.svg.getBoundingClientRect().left;
            this.point(this.plan.x.value(x));
            tip(e, (box) => this.fill(box, this.nearest(e)));
        };
        hit.addEventListener("pointermove", moved);
        hit.addEventListener("pointerdown", moved);
        hit.addEventListener("pointerleave", () => this.leave());
        hit.addEventListener("blur", () => this.leave());
        hit.addEventListener("focus", (e) => {
            this.point(this.value());
            tip(e, (box) => this.fill(box, null));
        });
        hit.addEventListener("click", (e) => {
            const line = this.nearest(e);
            if (line && line.point >= 0) this.spec?.pick(line.point);
        });
        hit.addEventListener("keydown", (e) => this.pressed(e));
    }

    private leave(): void {
        this.cursor.replaceChildren();
        hideTip();
    }

    private pressed(e: KeyboardEvent): void {
        const moves: { [key: string]: number } = {
            ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1,
            PageDown: -10, PageUp: 10, Home: -STEPS, End: STEPS,
        };
        const by = moves[e.key];
        if (by === undefined) return;
        e.preventDefault();
        this.at = Math.min(STEPS, Math.max(0, Math.round(this.at) + by));
        this.point(this.value());
        focusTip(this.hit, (box) => this.fill(box, null));
    }

    /** The value under the cursor. */
    private value(): number {
        const { x } = this.plan!;
        return x.low + (x.high - x.low) * this.at / STEPS;
    }

    /** Puts the cursor on a value. */
    private point(value: number): void {
        const { x, y, base } = this.plan!;
        this.at = (value - x.low) / (x.high - x.low) * STEPS;
        const at = x.place(value);
        const dots = this.spec!.lines.flatMap((l) => value > l.ends ? []
            : [s("circle", { class: "dot " + l.look, cx: at,
                cy: y.place(valueAt(l, value)), r: 3.5 })]);
        this.cursor.replaceChildren(
            s("line", { x1: at, x2: at, y1: y.until, y2: base }), ...dots);
        this.say();
    }

    private say(): void {
        const box = h("div");
        this.fill(box, null);
        this.hit.setAttribute("aria-valuenow", String(Math.round(this.at)));
        this.hit.setAttribute("aria-valuetext", [...box.children]
            .map((e) => e.textContent).join("; "));
    }

    /** The words of the lines at the cursor, the highest first; of very many
     * those around the one that the pointer is at. */
    private fill(box: HTMLElement, near: PlotLine | null): void {
        const spec = this.spec!;
        const value = this.value();
        const all = spec.lines.filter((l) => value <= l.ends)
            .sort((a, b) => valueAt(b, value) - valueAt(a, value));
        const middle = near ? all.indexOf(near) : 0;
        const from = Math.max(0, Math.min(all.length - SHOWN,
            middle - SHOWN / 2));
        box.append(h("b", {}, spec.at(value)));
        for (const l of all.slice(from, from + SHOWN)) {
            const [text, rest] = l.tell(stepAt(l.curve, value));
            box.append(h("div", { class: l === near ? "near" : "line" },
                ...(l.label ? [h("span", { class: "said" }, l.label), " "]
                    : []), h("b", {}, text), " ",
                h("span", { class: "quiet" }, rest)));
        }
        if (all.length === 0)
            box.append(h("div", { class: "quiet" },
                "Nothing was seen beyond here."));
        if (all.length > SHOWN)
            box.append(h("div", { class: "quiet" },
                `and ${all.length - SHOWN} lines more`));
    }

    /** The line next to the pointer. */
    private nearest(e: MouseEvent): PlotLine | null {
        const { y } = this.plan!;
        const value = this.value();
        const at = e.clientY - this.svg.getBoundingClientRect().top;
        let best: PlotLine | null = null;
        let least = Infinity;
        for (const l of this.spec!.lines) {
            const far = Math.abs(y.place(valueAt(l, value)) - at);
            if (value > l.ends || far >= least) continue;
            [best, least] = [l, far];
        }
        return best;
    }
}

/** The value of a line. */
export function valueAt(l: PlotLine, at: number): number {
    const i = stepAt(l.curve, at);
    return i < 0 ? l.before : l.curve.value[i]!;
}

function planOf(spec: PlotSpec, width: number): Plan {
    const narrow = width < NARROW;
    const named = spec.lines.filter((l) => l.label &&
        (!spec.dim || l.look === "xn"));
    const room = narrow || named.length === 0 ? 12 : 22 + Math.min(width / 4,
        Math.max(...named.map((l) => Math.max(textWidth(l.label, 13, true),
            textWidth(l.note, 12)))));
    const rows = Boolean(spec.left) && !spec.dim && !narrow;
    const base = narrow ? 250 : Math.min(360, 170 + width / 6);
    const legend = narrow && named.length > 0 ? 12 + 20 * named.length : 0;
    return {
        width, narrow, base, named, rows,
        height: base + FOOT + legend +
            (rows ? 24 + 17 * spec.lines.length : 0),
        x: new Axis(spec.x, spec.low, spec.high, LEFT, width - room),
        y: new Axis(spec.y, 0, spec.top, base, TOP),
    };
}

function axes({ x, y, base, narrow }: Plan): SVGElement[] {
    const up = y.ticks(44).map((t) => s("g", {},
        s("line", { class: "grid", x1: x.from, x2: x.until,
            y1: y.place(t.value), y2: y.place(t.value) }),
        s("text", { class: "tk e", x: x.from - 7, y: y.place(t.value) + 4 },
            t.text)));
    const across = x.ticks(narrow ? APART_NARROW : APART).map((t) => s("g", {},
        s("line", { class: "axis", x1: x.place(t.value),
            x2: x.place(t.value), y1: base, y2: base + 4 }),
        s("text", { class: "tk " + anchor(x, t.value), x: x.place(t.value),
            y: base + 18 }, t.text),
        ...(t.date ? [s("text", { class: "da " + anchor(x, t.value),
            x: x.place(t.value), y: base + 33 }, t.date)] : [])));
    const name = x.teller.unit === "number" || x.teller.name === "latency"
        ? [s("text", { class: "na e", x: x.until, y: base + 33 },
            x.teller.name)] : [];
    return [...up, s("text", { class: "na", x: 0, y: 11 }, y.teller.name),
        ...across, ...name, s("line", { class: "axis", x1: x.from,
            x2: x.until, y1: base, y2: base })];
}

/** A word at the very end keeps within the picture. */
function anchor(x: Axis, v: number): string {
    return x.place(v) > x.until - 16 ? "e" : x.place(v) < x.from + 12 ? ""
        : "m";
}

function lines(spec: PlotSpec, { x, y }: Plan): SVGElement[] {
    const at: Places = { x: (v) => x.place(v),
        y: (v) => y.clipped(v, 0) };
    const order = [...spec.lines].sort((a, b) =>
        Number(a.look === "xn") - Number(b.look === "xn"));
    const bands = order.filter((l) => !spec.dim || l.look === "xn")
        .map((l) => s("path", { class: "band " + l.look,
            d: bandPath(l.curve, at, x.place(l.ends)) }));
    return [...bands, ...order.map((l) => s("path", {
        class: "line " + l.look,
        d: linePath(l.curve, at, x.from, l.before, x.place(l.ends)),
    }))];
}

/** Names beside the ends of the lines, or, where it is narrow, below. */
function names({ x, y, base, narrow, named, width }: Plan): SVGElement[] {
    if (narrow) return named.map((l, i) => {
        const top = base + FOOT + 12 + i * 20;
        return s("g", { class: l.look },
            s("line", { class: "line", x1: 0, x2: 30, y1: top, y2: top }),
            s("text", { class: "la", x: 38, y: top + 4.5 },
                fitted([...l.label], "", "\u2026", 13, width - 42)));
    });
    const ends = named.map((l) => ({ l, y: y.place(valueAt(l, l.ends)) }))
        .sort((a, b) => a.y - b.y);
    const apart = named.some((l) => l.note) ? 34 : 19;
    const places = spread(ends.map((e) => e.y), apart, TOP + 6, base - 16);
    return ends.map(({ l, y: end }, i) => {
        const at = places[i]!;
        const from = x.place(l.ends);
        return s("g", { class: l.look },
            s("path", { class: "lead",
                d: `M${from} ${end}L${x.until + 6} ${at}h5` }),
            s("text", { class: "la", x: x.until + 15, y: at + 4.5 },
                fitted([...l.label], "", "\u2026", 13, width / 4)),
            s("text", { class: "no", x: x.until + 15, y: at + 19 }, l.note));
    });
}

/** How many runs are left at each tick, a row a line. */
function leftRows(spec: PlotSpec, { x, base, width }: Plan): SVGElement[] {
    const top = base + FOOT + 12;
    const row = (l: PlotLine, i: number): SVGElement => {
        const y = top + 18 + i * 17;
        return s("g", { class: l.look },
            ...x.ticks(APART).filter((t) => t.value <= l.ends).map((t) =>
                s("text", { class: "ri " + anchor(x, t.value),
                    x: x.place(t.value), y }, grouped(leftAt(l, t.value)))),
            s("text", { class: "no", x: x.until + 15, y },
                fitted([...l.label], "", "\u2026", 12, width / 4)));
    };
    return [s("text", { class: "na", x: 0, y: top }, spec.left),
        ...spec.lines.map(row)];
}

/** The runs of a line that are left after a time. */
function leftAt(l: PlotLine, at: number): number {
    const i = stepAt(l.curve, at);
    return i < 0 ? l.runs : l.curve.left?.[i] ?? 0;
}
