/* The timeline's picture for a stretch of it: built when zoom, filter,
 * document or size change; when the moment moves, only its veil and its words
 * do. */

import { s } from "./dom";
import { State } from "./moment";
import { hatch } from "./marks";
import { Run } from "./run";
import { distance, drawItem, Item, path } from "./arrows";
import { drawBand, steps, Wrongs } from "./bands";
import { drawDensity, isDense } from "./timeline_density";
import { drawAxis, drawGround, Span } from "./timeline_ground";
import { bundled, Items, Supply } from "./timeline_items";
import { fitted } from "./labels";
import { Layout } from "./timeline_layout";
import { Taps } from "./timeline_taps";
import { drawPoint, Point, pointRows, points } from "./timeline_points";
import {
    Band, Drawn, drawWord, levelWords, numberWords, obstacles, Word, wrongWords,
} from "./timeline_words";

const CROWDED = 8; // px an arrow has at least before arrows are bundled
const REACH = 8; // px around the pointer
const WRONG_APART = 3; // px within which wrong ones of one way are one mark

/** What a timeline needs of a run, made once. */
export class Facts {
    readonly supply: Supply;
    readonly wrongs: Wrongs;
    readonly taps: Taps;
    readonly rows: number[];

    constructor(readonly run: Run) {
        this.supply = new Supply(run);
        this.wrongs = new Wrongs(run);
        this.taps = new Taps(run);
        this.rows = pointRows(run);
    }
}

export class Picture {
    readonly svg: SVGSVGElement; // what stays as the moment moves
    readonly over: SVGSVGElement; // veil and words, painted by themselves
    readonly canvas = document.createElement("canvas");
    readonly length: number; // of what is built
    readonly height: number; // across it
    readonly items: Items; // those that can be pointed at
    readonly dense: boolean;
    readonly empty: boolean;
    private readonly marks: Point[];
    private readonly veil: SVGElement;
    private readonly line: SVGElement;
    private readonly time: SVGTextElement;
    private readonly hover: SVGGElement;
    private readonly words: { word: Word; e: SVGTextElement }[];
    private present = 0; // words up to here are of the present

    /** Draws `long` px from `layout.origin` on. */
    constructor(readonly facts: Facts, readonly layout: Layout,
        readonly state: State, long: number) {
        this.length = Math.min(long, layout.along - layout.origin);
        this.height = layout.across + (layout.vertical ? 0 : layout.foot);
        const span = {
            from: layout.time(0), until: layout.time(this.length),
        };
        const asked = facts.supply.items(state, layout.fine)
            .within(span.from, span.until).filter((i) =>
                layout.shown(i.arrow.sent) || layout.shown(i.arrow.taken));
        const few = asked.length * CROWDED <= this.length ? asked
            : bundled(asked, layout);
        this.dense = isDense(few.length, this.length);
        const items = this.dense ? apart(few, layout) : few;
        this.items = new Items((this.dense ? asked : few).slice());
        const drawn = items.map((item) =>
            ({ item, path: path(layout, item) }));
        this.marks = points(layout, facts.rows, state, span.from, span.until);
        this.empty = asked.length === 0 && this.marks.length === 0;
        const bands = this.bands(span);
        this.veil = s("rect", {
            class: "timeline-veil", ...layout.box(0,
                layout.vertical ? layout.gutter : 0, this.length + 9999,
                layout.across - (layout.vertical ? layout.gutter : 1)),
        });
        this.line = this.makeLine();
        this.time = s("text", { class: "timeline-now timeline-12", y: 11 });
        this.hover = s("g", { class: "timeline-hover", tabindex: -1 });
        this.words = this.makeWords(drawn, bands);
        const [w, h] = layout.xy(this.length, this.height);
        const size = { width: w, height: h, viewBox: `0 0 ${w} ${h}` };
        this.svg = s("svg",
            { class: "timeline-picture", ...size, role: "img" });
        this.over = s("svg", {
            class: "timeline-picture timeline-over", ...size,
            "aria-hidden": "true",
        });
        if (this.dense)
            drawDensity(this.canvas, layout,
                asked.filter((i) => !i.wrong), this.length, this.height);
        this.fill(span, drawn, bands);
    }

    private fill(span: Span, drawn: Drawn[], bands: Band[]): void {
        const { layout, state, facts } = this;
        const group = (list: SVGElement[], name: string): SVGElement =>
            s("g", { class: name }, ...list);
        const ordered = drawn.filter((d) => !d.item.wrong)
            .concat(drawn.filter((d) => d.item.wrong));
        this.svg.append(
            s("defs", {}, hatch("timeline-hatch")),
            group(drawGround(layout, span), "timeline-ground"),
            group(bands.flatMap((b) => drawBand(b.step, (off, wide) =>
                layout.box(b.from, layout.center(b.actor) + off,
                    b.until - b.from, wide), "timeline-hatch")),
            "timeline-bands"),
            group(ordered.map(({ item }) => drawItem(layout, item,
                state.document, state.party)), "timeline-arrows"),
            group(drawn.flatMap((d) =>
                facts.taps.draw(layout, d.item, d.path)), "timeline-taps"),
            group(this.marks.map((p) => drawPoint(layout, p, state)),
                "timeline-points"),
            group(drawAxis(layout, span, this.axisTimes(drawn), state.zoom),
                "timeline-axis"));
        this.over.append(this.veil, this.line,
            group(this.words.map(({ e }) => e), "timeline-words"),
            this.hover);
        if (!layout.vertical) this.over.append(this.names(), this.time);
    }

    private bands(span: Span): Band[] {
        const { layout, state, facts } = this;
        const out: Band[] = [];
        if (layout.run.data.documents.length === 0) return out;
        for (const actor of layout.lanes) {
            const all = steps(layout.run, facts.wrongs, actor, state.document);
            all.forEach((step, i) => {
                const end = all[i + 1]?.t ?? Infinity;
                if (end < span.from || step.t > span.until) return;
                const from = Math.max(layout.at(step.t), layout.first, -40);
                const until = Math.min(end === Infinity ? layout.last
                    : layout.at(end), this.length + 40);
                if (until - from >= 0.3)
                    out.push({ actor, step, from, until });
            });
        }
        return out;
    }

    private makeWords(drawn: Drawn[], bands: Band[]):
        { word: Word; e: SVGTextElement }[] {
        const { layout, state } = this;
        const labels = obstacles(layout, drawn, bands, this.marks);
        const words = wrongWords(layout, drawn, labels);
        words.push(...levelWords(layout, bands, labels));
        if (!this.dense)
            words.push(...numberWords(layout, drawn, state.document,
                state.party, labels));
        words.sort((a, b) => a.t - b.t);
        return words.map((word) => ({ word, e: drawWord(word) }));
    }

    private axisTimes(drawn: Drawn[]): number[] {
        const times = new Set<number>();
        for (const { item: { arrow } } of drawn)
            for (const t of [arrow.sent, arrow.taken]) times.add(t);
        for (const { row } of this.marks) times.add(this.layout.run.t[row]!);
        if (this.dense)
            for (const { arrow } of this.items.list) times.add(arrow.sent);
        return [...times].filter((t) => this.layout.shown(t))
            .sort((a, b) => a - b);
    }

    private makeLine(): SVGElement {
        const { layout } = this;
        const from = layout.vertical ? layout.gutter - 4 : 16;
        const [x1, y1] = layout.xy(0, from);
        const [x2, y2] = layout.xy(0, layout.across);
        return s("line", { x1, y1, x2, y2, class: "timeline-line" });
    }

    /** Names of lanes, which a saved picture needs; on the page they lie
     * under the buttons of the same words. */
    private names(): SVGElement {
        const { layout } = this;
        const g = s("g", { class: "timeline-names-drawn" }, s("rect", {
            x: 0, y: 0, width: layout.gutter - 4, height: this.height,
            fill: "var(--paper)",
        }));
        for (const actor of layout.lanes)
            g.append(s("text", {
                x: 0, y: layout.center(actor) + 4, class: "b timeline-14",
            }, this.fitting(layout.run.data.actors[actor]!.title)));
        return g;
    }

    /** A name as far as the gutter has room. */
    private fitting(title: string): string {
        return fitted([...title], "", "…", 14, this.layout.gutter - 10);
    }

    /** Moves the veil to a time. */
    move(t: number, text: string): void {
        const { layout } = this;
        const at = layout.at(t);
        const [x, y] = layout.xy(at, 0);
        for (const e of [this.veil, this.line] as SVGElement[]) {
            e.setAttribute("transform", `translate(${x} ${y})`);
            e.style.setProperty("transform", `translate(${x}px, ${y}px)`);
        }
        this.time.textContent = text;
        this.time.setAttribute("x", String(x));
        this.time.setAttribute("text-anchor",
            x > this.length - 80 ? "end" : "middle");
        const { words } = this;
        while (this.present < words.length &&
            words[this.present]!.word.t <= t)
            words[this.present++]!.e.classList.remove("timeline-later");
        while (this.present > 0 && words[this.present - 1]!.word.t > t)
            words[--this.present]!.e.classList.add("timeline-later");
    }

    /** True where a time lies well within what is built. */
    holds(t: number): boolean {
        const at = this.layout.at(t);
        return at >= 0 && at <= this.length;
    }

    /** Draws both parts as one, for as long as it takes to do something. */
    whole<T>(act: (svg: SVGSVGElement) => T): T {
        const parts = Array.from(this.over.children);
        this.svg.append(...parts);
        const done = act(this.svg);
        this.over.append(...parts);
        return done;
    }

    /** All words begin as of the time to come. */
    begin(): void {
        this.present = 0;
        for (const { e } of this.words) e.classList.add("timeline-later");
    }

    /** The item nearest to a point, or null. */
    itemAt(x: number, y: number): Item | null {
        const { layout } = this;
        const along = layout.vertical ? y : x;
        const near = this.items.within(layout.time(along - REACH),
            layout.time(along + REACH));
        let best: Item | null = null;
        let least = REACH;
        for (const item of near) {
            const far = distance(path(layout, item), x, y);
            if (far >= least) continue;
            least = far;
            best = item;
        }
        return best;
    }

    pointAt(x: number, y: number): Point | null {
        return this.marks.find((p) =>
            Math.abs(p.x - x) <= REACH && Math.abs(p.y - y) <= REACH + 1) ??
            null;
    }

    /** Sets an item off, or none, and gives what takes the focus for it. */
    show(item: Item | null): SVGGElement {
        this.hover.replaceChildren();
        if (item)
            this.hover.append(drawItem(this.layout, item, this.state.document,
                -1, "var(--now)"));
        return this.hover;
    }
}

/** Wrong items, each where it does not lie upon another of its way. */
function apart(items: Item[], layout: Layout): Item[] {
    const seen = new Set<string>();
    return items.filter((item) => {
        if (!item.wrong) return false;
        const { arrow } = item;
        const at = Math.round(layout.at(arrow.sent) / WRONG_APART);
        const key = `${arrow.from} ${arrow.to} ${item.fate} ${at}`;
        if (seen.has(key)) return false;
        seen.add(key);
        return true;
    });
}
