/* The moment's own line: all acts of the run on folded time, the handle that
 * is dragged along it, the keys to step and play, and the moment in words.
 * However long the run, its ticks are two paths. */

import { deadlineTime } from "./spare";
import { follow, h, s } from "./dom";
import { shortened } from "./frame";
import { Moment, State } from "./moment";
import { Player } from "./player";
import { Run } from "./run";
import { distinct, fold, Scale } from "./scale";
import { Labels, scrubberLabels } from "./scrubber_labels";
import { leadRow, recordWords, riseAt, whenWords } from "./telling";
import { short, HOUR } from "./time";

const HEIGHT = 46;
const LINE = 27; // the line's height
const EDGE = 7; // free at both ends, for the handle
const TICKS = 500; // stops above this become a histogram
const WORDS = 300;
const EXACT = 31; // signs of a time beyond which a phone has it smaller
const HAND = 8; // half the handle's width, and air

export class Scrubber {
    readonly element: HTMLElement;
    private readonly svg = s("svg", {
        class: "scrubber", role: "slider", tabindex: 0, height: HEIGHT,
        "aria-label": "Moment of the run", "aria-valuemin": 1,
    });
    private readonly when = h("span", { class: "when" });
    private readonly what = h("span", { class: "what said" });
    private readonly record = h("span", { class: "record" });
    private readonly say: HTMLElement;
    private readonly hand = s("g", { class: "hand" },
        s("line", { y1: 3, y2: LINE + 4, stroke: "var(--now)",
            "stroke-width": 2 }),
        s("path", { d: "M-6 0H6V6L0 12L-6 6Z", fill: "var(--now)" }));
    private readonly past = s("rect", {
        class: "past", x: 0, y: LINE - 1.5, width: 1, height: 3,
        fill: "var(--ink)",
    });
    private readonly names = s("g");
    private scale: Scale | null = null;
    private labels: Labels | null = null;
    private spans: SpanWords[] = [];
    private width = 0;
    private left = 0; // of the picture, while it is dragged

    constructor(private readonly run: Run, private readonly moment: Moment) {
        this.say = h("div", { class: "say", "aria-live": "polite" },
            this.when, this.what, this.record);
        const player = new Player(run, moment);
        this.element = h("div", {
            class: "wrap moment", role: "group", "aria-label": "The moment",
        }, this.say, player.controls, h("div", {}, this.svg));
        this.svg.setAttribute("aria-valuemax",
            String(Math.max(1, run.stops.length)));
        this.listen();
        moment.listen((state) => this.show(state));
        new ResizeObserver(() => this.resize()).observe(this.svg);
    }

    private listen(): void {
        const { svg } = this;
        follow(svg, (e) => this.drag(e), (down) => {
            svg.classList.toggle("dragged", down);
            this.moment.hold(down);
            if (!down) return;
            this.left = svg.getBoundingClientRect().left;
            this.moment.set({ playing: false });
        });
        svg.addEventListener("keydown", (e) => this.key(e));
    }

    private key(e: KeyboardEvent): void {
        if (e.altKey || e.ctrlKey || e.metaKey) return;
        const { stops } = this.run;
        if (e.key === "Home") this.moment.go(stops[0] ?? 0);
        else if (e.key === "End") this.moment.go(stops[stops.length - 1] ?? 0);
        else if (e.key === "ArrowUp") this.moment.step(1);
        else if (e.key === "ArrowDown") this.moment.step(-1);
        else return;
        e.preventDefault();
    }

    /** Goes to the stop that is nearest to the pointer. */
    private drag(e: PointerEvent): void {
        const { run, scale } = this;
        if (!scale || run.stops.length === 0) return;
        const x = e.clientX - this.left - EDGE;
        const place = (stop: number): number =>
            scale.x(run.t[run.stops[stop]!]!);
        const before = run.stopAtTime(scale.time(x));
        const next = run.stops[before + 1];
        const after = next === undefined ? before
            : run.stopAtTime(run.t[next]!);
        const near = Math.abs(place(after) - x) < Math.abs(place(before) - x)
            ? after : before;
        this.moment.go(run.stops[near]!);
    }

    private resize(): void {
        const width = Math.round(this.svg.getBoundingClientRect().width);
        if (width === this.width || width === 0) return;
        this.width = width;
        this.draw();
        this.show(this.moment.state);
    }

    /** All but the handle, which moves alone. */
    private draw(): void {
        const { run, svg } = this;
        const silence = innerWidth <= 720 ? 9 : 19;
        const inner = this.width - 2 * EDGE;
        const times = distinct([0, ...run.stops.map((row) => run.t[row]!),
            run.end]);
        const scale = this.scale = fold(times, inner, silence);
        this.labels = scrubberLabels(run, scale, EDGE, this.width);
        const x1 = EDGE + scale.width;
        this.spans = silenceWords(scale);
        svg.replaceChildren(
            s("path", { d: silencePath(scale), fill: "var(--wash)" }),
            ...this.spans.map(({ e }) => e),
            s("line", { x1: EDGE, x2: x1, y1: LINE, y2: LINE,
                stroke: "var(--rule)", "stroke-width": 3 }),
            ...damage(run, scale),
            s("g", { transform: `translate(${EDGE},0)` }, this.past),
            ...ticks(run, scale), ...broken(run, scale), this.names,
            s("g", { transform: `translate(${EDGE},0)` }, this.hand));
    }

    private show(state: State): void {
        const { run } = this;
        this.say.setAttribute("aria-live", state.playing ? "off" : "polite");
        if (run.count === 0) {
            this.what.textContent = "This run has no records.";
            this.svg.setAttribute("aria-valuetext", "no records");
            this.hand.remove();
            this.past.remove();
            return;
        }
        const lead = leadRow(run, state.row);
        const words = shortened(run.data.records.sentence[lead] ?? "", WORDS);
        const when = whenWords(run, state.row);
        if (this.when.textContent !== when) this.when.textContent = when;
        this.when.classList.toggle("exact", when.length > EXACT);
        if (this.what.textContent !== words) this.what.textContent = words;
        this.record.textContent = recordWords(run, lead);
        const now = String(run.stopAt(state.row) + 1);
        this.svg.setAttribute("aria-valuenow", now);
        this.svg.setAttribute("aria-valuetext", `${when}: ${words}`);
        if (!this.scale) return;
        const x = this.scale.x(run.t[state.row]!);
        this.hand.style.setProperty("transform", `translateX(${x}px)`);
        this.past.style.setProperty("transform", `scaleX(${x})`);
        this.labels?.show(this.names, run.t[state.row]!);
        for (const { e, from, until } of this.spans)
            e.classList.toggle("under", EDGE + x + HAND > from &&
                EDGE + x - HAND < until);
    }
}

function silencePath(scale: Scale): string {
    return scale.silences.map((f) =>
        `M${EDGE + f.x0 + 1} ${LINE - 14}H${EDGE + f.x1 - 1}v12` +
        `H${EDGE + f.x0 + 1}z`).join("");
}

interface SpanWords {
    e: SVGElement;
    from: number; // px
    until: number;
}

/** Lengths of silences of days, the longest first, where they have room. */
function silenceWords(scale: Scale): SpanWords[] {
    const out: SpanWords[] = [];
    const long = scale.silences.filter((f) => f.until - f.from >= 36 * HOUR)
        .sort((a, b) => (b.until - b.from) - (a.until - a.from));
    for (const f of long.slice(0, 60)) {
        const words = short(f.until - f.from);
        const x = EDGE + (f.x0 + f.x1) / 2;
        const half = words.length * 3 + 3;
        const [from, until] = [x - half, x + half];
        if (out.some((o) => until > o.from && from < o.until)) continue;
        out.push({ from, until, e: s("text", { x, y: LINE - 17, class: "span",
            "text-anchor": "middle" }, words) });
    }
    return out;
}

/** Ticks of acts in two paths: those at which somebody's level rose are tall
 * and dark. A long run becomes a histogram, by the logarithm of the count. */
function ticks(run: Run, scale: Scale): SVGElement[] {
    const many = run.stops.length > TICKS;
    const counts = new Map<number, number>();
    const rises = new Set<number>();
    for (const row of run.stops) {
        const exact = EDGE + scale.x(run.t[row]!);
        const x = many ? Math.floor(exact) + .5 : exact;
        counts.set(x, (counts.get(x) ?? 0) + 1);
        if (riseAt(run, row) >= 0) rises.add(x);
    }
    const most = Math.max(1, ...counts.values());
    const tall = (n: number): number =>
        3 + 12 * Math.log(1 + n) / Math.log(1 + most);
    const paths = ["", ""];
    counts.forEach((n, x) => {
        const dark = rises.has(x) ? 1 : 0;
        const height = many ? tall(n) : dark ? 11 : 5;
        paths[dark] += `M${x} ${LINE - 2}v${-height}`;
    });
    return [
        s("path", { d: paths[0], stroke: "var(--ink3)", fill: "none" }),
        s("path", { d: paths[1], stroke: "var(--ink)", fill: "none",
            "stroke-width": many ? 1 : 1.6 }),
    ];
}

/** Deadlines of broken expectations, as crosses on the line. */
function broken(run: Run, scale: Scale): SVGElement[] {
    let d = "";
    for (const e of run.data.expectations) {
        const t = deadlineTime(e);
        if (e.verdict !== "broken" || t === null) continue;
        const x = EDGE + scale.x(t);
        d += `M${x - 4} ${LINE - 4}l8 8m0-8l-8 8`;
    }
    return d ? [s("path", { d, stroke: "var(--bad)", fill: "none",
        "stroke-width": 2 })] : [];
}

/** Hatches the time of which a damaged journal does not tell. */
function damage(run: Run, scale: Scale): SVGElement[] {
    const { state } = run.data.verdict;
    if (state !== "TORN" && state !== "FAIL") return [];
    const last = run.count ? run.t[run.count - 1]! : 0;
    const x0 = EDGE + scale.x(last);
    const x1 = EDGE + scale.width;
    let d = "";
    for (let x = x0 + 3; x < x1; x += 5)
        d += `M${x} ${LINE - 2}l4 -11`;
    return [s("path", { d, stroke: "var(--badf)", fill: "none",
        "stroke-width": 1.4 })];
}
