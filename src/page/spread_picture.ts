/* The picture of spread: bands from first knowing on, the ways between them,
 * and the number of people who may have read the text. */

import { peopleWords } from "./arrow_words";
import { arrowItem, drawItem, forgerOf, Item, path, Plane } from "./arrows";
import { drawBand, Step } from "./bands";
import { s } from "./dom";
import { fitted, Labels, Place, textWidth } from "./labels";
import { hatch, point, THICKNESS } from "./marks";
import { Passing, Reading, readings, Row, SpreadLayout } from "./spread_layout";
import { howWords } from "./spread_words";
import { grouped } from "./telling";
import { HOUR, MINUTE, short } from "./time";

const REST = 36 * HOUR; // a silence so long is told however narrow
const HOLDS = 3;
const LINE = 17; // height of a name's line

interface Moving {
    e: SVGTextElement;
    t: number;
}

export class SpreadPicture {
    readonly svg: SVGSVGElement;
    readonly items: Item[];
    readonly plane: Plane;
    readonly read: Reading[];
    private readonly veil: SVGElement;
    private readonly line: SVGElement;
    private readonly hover = s("g", { class: "timeline-hover", tabindex: -1 });
    private readonly words: Moving[] = [];
    private readonly labels: Labels;

    constructor(readonly layout: SpreadLayout) {
        const { width, height, passings, rows } = layout;
        this.plane = {
            at: (t) => layout.x(t),
            center: (actor) =>
                rows.find((r) => r.actor === actor)?.y ?? layout.top,
            xy: (along, across) => [along, across],
        };
        this.items = passings.map((p) => this.item(p));
        this.read = readings(layout);
        this.labels = new Labels({ x: 0, y: 0, w: width, h: height });
        this.veil = s("rect", {
            class: "timeline-veil", x: 0, y: layout.top - 14, height:
                layout.base + layout.readersHeight - layout.top + 12,
            width: width * 2,
        });
        this.line = s("line", {
            class: "timeline-line", x1: 0, x2: 0, y1: layout.top - 18,
            y2: layout.base + layout.readersHeight,
        });
        this.svg = s("svg", {
            class: "timeline-picture spread-picture", width, height,
            viewBox: `0 0 ${width} ${height}`, role: "img",
        });
        this.draw();
    }

    /** A passing as it is drawn: a forgery from who made it. */
    private item(p: Passing): Item {
        const { run, rows } = this.layout;
        const item = { ...arrowItem(run, p.arrow), receipt: p.repeat };
        const forger = item.fate === "forged" ? forgerOf(run, p.arrow) : null;
        if (!forger || !rows.some((r) => r.actor === forger.actor))
            return item;
        return { ...item, arrow: {
            ...item.arrow, from: forger.actor, sent: forger.t,
        } };
    }

    private draw(): void {
        const { layout, svg, plane, items } = this;
        this.block();
        const signs = layout.rows.flatMap((row) => row.steps
            .filter((step) => ["DRAFTED", "SIGNED"]
                .includes(layout.run.kind(step.row)))
            .map((step) => point(layout.run.kind(step.row),
                layout.x(step.t), row.y, "var(--ink)")));
        svg.append(s("defs", {}, hatch("spread-hatch")),
            ...this.silences(), ...this.bands(),
            ...items.map((item) => drawItem(plane, item, layout.document, -1)),
            ...signs, ...this.readers(), this.veil, this.line);
        this.names();
        this.origins();
        this.peopleWords();
        this.axis();
        svg.append(this.hover);
    }

    /** What words must not touch. */
    private block(): void {
        const { layout, labels, plane } = this;
        for (const item of this.items) {
            const p = path(plane, item);
            labels.blockLine(p.x0, p.y0, p.x1, p.y1);
            labels.blockLine(p.x1, p.y1, p.x2, p.y2);
        }
        for (const row of layout.rows) {
            const wide = Math.max(...row.steps.map((q) => THICKNESS[q.most]!));
            const x = layout.x(row.steps[0]!.t) - 8;
            labels.block({
                x, y: row.y - wide / 2, w: layout.end - x, h: wide,
            });
        }
        for (const { t, total } of this.read)
            labels.blockLine(layout.x(t), this.peopleY(0), layout.x(t),
                this.peopleY(total));
        this.read.forEach(({ t, total }, i) => {
            const next = this.read[i + 1];
            const y = this.peopleY(total);
            labels.blockLine(layout.x(t), y,
                next ? layout.x(next.t) : layout.end, y);
        });
    }

    private silences(): SVGElement[] {
        const { layout } = this;
        return layout.scale.silences.map((q) => s("rect", {
            x: layout.left + q.x0 + 2, y: layout.top - 8,
            width: Math.max(0, q.x1 - q.x0 - 4), height: layout.base -
                layout.top + layout.readersHeight + 28, fill: "var(--wash)",
        }));
    }

    private bands(): SVGElement[] {
        const { layout } = this;
        return layout.rows.flatMap((row) => row.steps.flatMap((step, i) => {
            const next = row.steps[i + 1];
            const x = layout.x(step.t);
            const end = next ? layout.x(next.t) : layout.end;
            const most = row.close ? 3 / THICKNESS[step.most]! : 1;
            return drawBand(step, (off, wide) => ({
                x, y: row.y + off * most, width: Math.max(1, end - x),
                height: wide * most,
            }), "spread-hatch");
        }));
    }

    private text(x: number, y: number, name: string, t: number | null,
        ...parts: (string | SVGElement)[]): SVGTextElement {
        const e = s("text", { x, y, class: name }, ...parts);
        if (t !== null) this.words.push({ e, t });
        this.svg.append(e);
        return e;
    }

    /** Names and last levels, beside the end of each row. */
    private names(): void {
        const { layout } = this;
        if (layout.phone) return;
        const { actors, levels } = layout.run.data;
        for (const row of layout.rows) {
            if (row.close) continue;
            const { title, readers, adversary, kind } = actors[row.actor]!;
            const x = layout.end + 12;
            const most = row.steps[row.steps.length - 1]!.most;
            const lines = fitting(title, layout.right - 14);
            lines.forEach((line, i) => this.text(x,
                row.y - 1 - LINE * (lines.length - 1 - i), "b timeline-14" +
                    (adversary ? " timeline-bad" : ""), row.steps[0]!.t, line));
            this.text(x, row.y + 14, "faint timeline-115", null,
                levels[most]! + (readers && !adversary && kind !== "public"
                    ? ", " + peopleWords(readers, "reader") : ""));
        }
    }

    /** How each came to know it, where its row begins or grows. */
    private origins(): void {
        const { layout } = this;
        for (const row of layout.rows) {
            if (row.close) continue;
            row.steps.forEach((step, i) => {
                const before = row.steps[i - 1];
                if (i === 0) this.origin(row, step, true);
                else if (step.most > before!.most && step.most >= HOLDS)
                    this.origin(row, step, false);
            });
        }
    }

    private origin(row: Row, step: Step, first: boolean): void {
        const { layout } = this;
        const { clock } = layout.run;
        const how = howWords(layout, row, step);
        const wrong = step.breach || step.believed;
        const when = layout.phone ? clock.dayMonth(step.t)
            : `${clock.dayMonth(step.t)} ${clock.minute(step.t)}`;
        const title = layout.run.data.actors[row.actor]!.title;
        const options: [string, string][] = layout.phone
            ? [[`${title}: ${how}`, when], [title, when]]
            : [[how, when], [how.split(", ")[0]!, when]];
        for (const [light, bold] of options) {
            const width = textWidth(light, 12, wrong) + 5 +
                textWidth(bold, 12, true);
            const at = this.labels.place(
                originPlaces(layout, row, step, width), width, 12);
            if (!at) continue;
            this.text(at[0], at[1], "halo timeline-12" +
                (wrong ? " timeline-bad" : ""), step.t,
            light + " ", s("tspan", { class: "b" }, bold));
            return;
        }
        if (!first) return;
        const width = textWidth(when, 12, true);
        const at = this.labels.place(originPlaces(layout, row, step, width),
            width, 12);
        if (at)
            this.text(at[0], at[1], "b halo timeline-12", step.t, when);
    }

    private peopleY(total: number): number {
        const { layout } = this;
        const most = this.read[this.read.length - 1]?.total ?? 1;
        return layout.base + layout.readersHeight -
            total / most * (layout.readersHeight - 34);
    }

    /** The people who may have read it, as a stair. */
    private readers(): SVGElement[] {
        const { layout, read } = this;
        const first = read[0];
        if (!first) return [];
        let d = `M${layout.x(first.t)} ${this.peopleY(0)}`;
        for (const { t, total } of read)
            d += `H${layout.x(t)}V${this.peopleY(total)}`;
        d += `H${layout.end}`;
        return [
            s("path", { d: d + `V${this.peopleY(0)}Z`, fill: "var(--rule2)" }),
            s("path", {
                d, fill: "none", stroke: "var(--ink)", "stroke-width": 1.6,
            }),
            s("line", {
                x1: layout.left, x2: layout.end, y1: this.peopleY(0),
                y2: this.peopleY(0), stroke: "var(--ink)",
            }),
        ];
    }

    private peopleWords(): void {
        const { layout, read } = this;
        if (read.length === 0) return;
        const { actors } = layout.run.data;
        const y = this.peopleY(read[read.length - 1]!.total);
        if (layout.phone)
            this.text(layout.left, layout.base + 14, "timeline-12", null,
                "people who may have read it");
        else
            ["people who", "may have read it"].forEach((line, i) =>
                this.text(layout.end + 12, y + 4 + 15 * i, "timeline-12", null,
                    line));
        this.labels.block({ x: layout.phone ? layout.left : layout.end + 12,
            y: layout.phone ? layout.base : y - 10, w: 170,
            h: layout.phone ? 18 : 34 });
        [...read].reverse().forEach(({ t, actor, total }) => {
            const x = layout.x(t);
            const y = this.peopleY(total) - 5;
            // A public's readers are countless: its one stands for all.
            const anybody = actors[actor]!.kind === "public";
            const short = anybody ? "anybody" : grouped(total);
            const full = `${actors[actor]!.title}${anybody ? ":" : ""} ` +
                short;
            for (const text of layout.phone ? [short] : [full, short]) {
                const width = textWidth(text, 12, true);
                const at = this.labels.place([[x + 5, y], [x - width - 4, y],
                    [x - width - 4, y + 16], [x + 5, y + 21]], width, 12);
                if (!at) continue;
                this.text(at[0], at[1], "b halo timeline-12", t, text);
                break;
            }
        });
    }

    private axis(): void {
        const { layout } = this;
        const { clock } = layout.run;
        const y = layout.base + layout.readersHeight;
        const room = new Labels({
            x: 0, y, w: Math.min(layout.end + 30, layout.width - 2),
            h: layout.height - y,
        });
        const put = (x: number, at: number, text: string, name: string,
            bold = false): boolean => {
            const width = textWidth(text, 11, bold);
            const fits = Math.min(x, layout.width - width - 5);
            const place = room.place([[x, at], [fits, at]], width, 11);
            if (place) this.text(place[0], place[1], name, null, text);
            return place !== null;
        };
        const times = [...new Set(layout.rows.flatMap((row) =>
            row.steps.map((q) => q.t)).concat(this.items.flatMap((i) =>
            [i.arrow.sent, i.arrow.taken])))].sort((a, b) => a - b);
        let day = NaN;
        let before = NaN;
        for (const t of times) {
            const x = layout.x(t);
            if (clock.day(t) !== day)
                put(x, y + 34, clock.dayMonth(t), "b timeline-11", true);
            day = clock.day(t);
            // Where the minute stood before, it does not tell two times apart.
            const finer = t - before < MINUTE &&
                clock.minute(t) === clock.minute(before);
            put(x, y + 18, !finer ? clock.minute(t)
                : "+" + short(t - Math.floor(t / MINUTE) * MINUTE),
                "timeline-11");
            before = t;
        }
        for (const q of layout.scale.silences) {
            const length = q.until - q.from;
            const text = short(length);
            const width = textWidth(text, 10);
            if (q.x1 - q.x0 < 27 && length < REST) continue;
            put(layout.left + (q.x0 + q.x1) / 2 - width / 2, y + 50, text,
                "faint timeline-10");
        }
    }

    /** Moves the veil to a time. */
    move(t: number): void {
        const { layout } = this;
        const x = layout.x(t);
        for (const e of [this.veil, this.line] as SVGElement[]) {
            e.setAttribute("transform", `translate(${x} 0)`);
            e.style.setProperty("transform", `translate(${x}px, 0)`);
        }
        for (const { e, t: from } of this.words)
            e.classList.toggle("timeline-later", from > t);
    }

    /** Sets an item off, or none, and gives what takes the focus for it. */
    show(item: Item | null): SVGGElement {
        this.hover.replaceChildren();
        if (item)
            this.hover.append(drawItem(this.plane, item, this.layout.document,
                -1, "var(--now)"));
        return this.hover;
    }
}

const AWAY = [8, 16, 30, 44, 60, 80, 110, 150, 200, 260];

/** Places for words about the beginning of a step: before it where it comes
 * late, for the corner there is empty; else above and below its band. */
function originPlaces(layout: SpreadLayout, row: Row, step: Step,
    width: number): Place[] {
    const x = layout.x(step.t);
    const half = THICKNESS[step.most]! / 2;
    const up = row.y - half - 7;
    const down = row.y + half + 15;
    const out: Place[] = [];
    const late = x > layout.left + layout.scale.width * 0.42;
    if (late && step === row.steps[0])
        for (const away of [14, 26]) out.push([x - away - width, row.y + 4]);
    for (const away of AWAY)
        for (const y of [up, down])
            if (x + away + width < layout.end) out.push([x + away, y]);
    for (const away of [0, 10, 30])
        for (const y of [up, down]) out.push([x - width - away, y]);
    for (const y of [down, up])
        out.push([Math.max(2, layout.end - width - 4), y]);
    return out;
}

/** A title in one line or two; what would be cut is left out by words. */
function fitting(title: string, room: number): string[] {
    const words = title.split(" ");
    const first = fitted(words, " ", "", 14, room);
    const rest = words.slice(first.split(" ").length);
    return rest.length ? [first, fitted(rest, " ", "", 14, room)] : [first];
}
