/* The adversary's chair: what those on the channels have captured and opened
 * by the moment, and what a theft of keys at any time would open. */

import { ExposureData } from "./data";
import { follow, h, s } from "./dom";
import { frame } from "./frame";
import { capital, partyName, possessive } from "./names";
import { hatch } from "./marks";
import { picture, plainTable } from "./picture";
import { Run } from "./run";
import { HOUR, MINUTE, SECOND, short } from "./time";
import { Context, View } from "./view";
import {
    ChairRow, Fallen, Window, chairRows, fallen, reasons,
} from "./chair_windows";

const ROW = 23;
const TALL = 38; // of a row on a phone, whose words stand above its bar
const TOP = 26;
const FOOT = 40;
const SNAP = 4; // pixels, to the edge of a window
const NARROWEST = 2.2; // pixels of a window

const REACHES: { [reach: string]: string } = {
    identity: "long-term keys",
    state: "memory",
    all: "generator",
};

const phone = (): boolean => innerWidth <= 720;

/** "26 January, 18:20" */
function told(run: Run, t: number): string {
    return `${run.clock.weekday(t)} ${run.clock.minute(t)}`;
}

class Chair {
    private theft = 0;
    private time: number;
    private readonly rows: ChairRow[];
    private readonly stolen: number; // row of the run's first theft; or -1
    private readonly step: number;
    private readonly svg = s("svg", {
        class: "chart", role: "slider", tabindex: 0,
        "aria-label": "Time of the theft",
    });
    private readonly read = h("div", { class: "read", "aria-live": "polite" });

    constructor(private readonly run: Run, private readonly x: ExposureData,
        private readonly heading: HTMLElement) {
        this.rows = chairRows(run, x);
        this.step = run.end > 24 * HOUR ? HOUR / 2
            : Math.max(SECOND / 1e3, run.end / 200);
        this.stolen = run.t.findIndex((_, row) => run.kind(row) === "STOLEN");
        this.theft = this.worst();
        this.time = this.telling();
        this.listen();
    }

    /** The theft that opens most copies; of whom the run's thief robs. */
    private worst(): number {
        const { records } = this.run.data;
        const robbed = this.stolen < 0 ? -1 : records.peer[this.stolen]!;
        let most = -1;
        let at = 0;
        this.x.thefts.forEach((theft, i) => {
            const n = new Set(theft.windows.map((w) => w.copy)).size +
                (theft.actor === robbed ? this.rows.length + 1 : 0);
            if (n > most) [most, at] = [n, i];
        });
        return at;
    }

    /** The time at which the run's thief steals; or else that at which most
     * copies fall, the middle of the fullest span. */
    private telling(): number {
        if (this.stolen >= 0) return this.run.t[this.stolen]!;
        const windows = this.rows.flatMap((r) => r.windows[this.theft]!);
        const edges = [...new Set(windows.flatMap((w) => [w.from, w.until]))]
            .sort((a, b) => a - b);
        let best = this.run.end / 2;
        let most = 0;
        for (let i = 0; i + 1 < edges.length; i++) {
            const middle = (edges[i]! + edges[i + 1]!) / 2;
            const n = windows.filter((w) =>
                middle >= w.from && middle < w.until).length;
            if (n > most) [most, best] = [n, middle];
        }
        return best;
    }

    private listen(): void {
        const { svg } = this;
        follow(svg, (e) => {
            const box = svg.getBoundingClientRect();
            this.goto(this.snapped(e.clientX - box.left));
        });
        svg.addEventListener("keydown", (e) => {
            const by: { [key: string]: number } = {
                ArrowLeft: -2, ArrowRight: 2, PageUp: -24, PageDown: 24,
            };
            const steps = by[e.key];
            const far = e.key === "Home" ? 0 : e.key === "End" ? this.run.end
                : undefined;
            if (steps === undefined && far === undefined) return;
            e.preventDefault();
            e.stopPropagation();
            this.goto(far ?? this.time + steps! * this.step);
        });
        new ResizeObserver(() => this.draw()).observe(svg);
    }

    private goto(t: number): void {
        this.time = Math.max(0, Math.min(this.run.end, t));
        this.draw();
    }

    private get gutter(): number {
        return phone() ? 5 : 336;
    }
    private get row(): number {
        return phone() ? TALL : ROW;
    }
    private get foot(): number {
        return TOP + this.row * this.rows.length;
    }
    private get width(): number {
        return Math.max(60, this.svg.clientWidth - this.gutter - 10);
    }
    private px(t: number): number {
        return this.gutter + t / (this.run.end || 1) * this.width;
    }

    /** The time under the pointer: an edge that is near, else a full step. */
    private snapped(x: number): number {
        const t = (x - this.gutter) / this.width * this.run.end;
        let near = Math.round(t / this.step) * this.step;
        let least = SNAP;
        for (const row of this.rows)
            for (const w of row.windows[this.theft]!)
                for (const edge of [w.from, w.until]) {
                    const far = Math.abs(this.px(edge) - x);
                    if (far <= least) [least, near] = [far, edge];
                }
        return near;
    }

    /** Whom the thief robs, and of what. */
    choice(): HTMLElement {
        const { thefts } = this.x;
        const { actors } = this.run.data;
        const whom = new Choice("Whom it is stolen from",
            unique(thefts.map((t) => t.actor)), (actor) =>
                actors[actor]!.title || actors[actor]!.name);
        const what = new Choice("What is stolen",
            unique(thefts.map((t) => t.reach)), (reach) =>
                REACHES[reach] ?? reach);
        const steal = (): void => {
            const found = thefts.findIndex((t) =>
                t.actor === whom.value && t.reach === what.value);
            if (found >= 0) this.theft = found;
            this.draw();
        };
        whom.start(thefts[this.theft]!.actor, steal);
        what.start(thefts[this.theft]!.reach, steal);
        return h("div", { class: "tools" },
            h("span", {}, "Stolen from ", whom.element),
            h("span", {}, "Its ", what.element));
    }

    body(): HTMLElement {
        const title = "Copies that a theft opens, by the time of the theft";
        return h("div", { class: "chair" },
            h("div", {}, picture(title, this.svg, () => this.table()),
                this.key()),
            this.read);
    }

    private key(): HTMLElement {
        const entry = (fill: string, words: string): HTMLElement =>
            h("span", {}, s("svg", { width: 28, height: 12 },
                s("rect", { x: .5, y: .5, width: 27, height: 11, fill,
                    stroke: "var(--badf)" })), words);
        const point = (clear: boolean, words: string): HTMLElement =>
            h("span", {}, s("svg", { width: 12, height: 12 },
                sent(6, 6, clear)), words);
        return h("div", { class: "key" },
            entry("var(--badf)", "opened from what was recorded before"),
            entry("url(#chair-hatch)", "opened if recording goes on"),
            point(false, "sent"),
            ...this.rows.some((row) => row.clear)
                ? [point(true, "sent in the clear, read without a key")] : []);
    }

    draw(): void {
        const { svg, run } = this;
        const height = this.foot + FOOT;
        svg.replaceChildren();
        svg.setAttribute("height", String(height));
        svg.append(s("defs", {}, hatch("chair-hatch")));
        this.drawAxis(height);
        this.rows.forEach((row, i) => this.drawRow(row,
            TOP + this.row * (i + 1) - 11));
        this.drawFlag();
        // A phone has the names above the bars, where the flag's line runs.
        if (phone())
            svg.append(...Array.from(svg.querySelectorAll(".halo")));
        const when = told(run, this.time);
        svg.setAttribute("aria-valuemin", "0");
        svg.setAttribute("aria-valuemax", String(Math.round(run.end / MINUTE)));
        svg.setAttribute("aria-valuenow",
            String(Math.round(this.time / MINUTE)));
        svg.setAttribute("aria-valuetext", `stolen ${when}`);
        this.drawRead();
    }

    /** Days, as many as have room; in a run of hours its two ends. */
    private drawAxis(height: number): void {
        const { svg, run } = this;
        const { clock } = run;
        const bottom = height - FOOT;
        const days = clock.day(run.end) - clock.day(0);
        const label = (t: number, words: string): void => {
            svg.append(s("line", { x1: this.px(t), x2: this.px(t),
                y1: TOP - 4, y2: bottom, stroke: "var(--rule2)" }),
            s("text", { x: this.px(t) + 3, y: bottom + 18 }, words));
        };
        if (days < 1) {
            label(0, clock.second(0));
            return;
        }
        const room = Math.max(1, Math.ceil(days * 62 / this.width));
        const first = clock.day(0) + (clock.dayStart(clock.day(0)) < 0 ? 1 : 0);
        for (let d = first; d <= clock.day(run.end); d += room) {
            const t = clock.dayStart(d);
            if (this.px(t) < this.gutter + this.width - 30)
                label(t, clock.dayMonth(t));
        }
    }

    private drawRow(row: ChairRow, y: number): void {
        const { svg } = this;
        const mine = row.windows[this.theft]!;
        const faint = mine.length === 0 && !row.clear ? "faint" : "";
        const weight = mine.length ? "b" : faint;
        const narrow = phone();
        const both = `${row.document}, ${row.what}`;
        const name = s("text", narrow ? { x: 0, y: y - 11,
            class: `halo ${weight}` } : { x: 0, y: y + 4,
            class: weight },
        narrow ? clipped(both, Math.floor(this.width / 6.4))
            : clipped(row.document, 17));
        const how = s("text", { x: 122, y: y + 4, class: faint },
            narrow ? "" : clipped(row.what, 33));
        how.append(s("title", {}, row.what));
        name.append(s("title", {}, both));
        svg.append(name, how, s("line", { x1: this.gutter,
            x2: this.gutter + this.width, y1: y, y2: y,
            stroke: "var(--rule2)" }));
        for (const w of mine) svg.append(this.bar(w, y));
        for (const t of row.sent)
            svg.append(sent(this.px(t), y, row.clear));
        if (mine.some((w) => this.time >= w.from && this.time < w.until))
            svg.append(s("circle", { cx: this.px(this.time), cy: y, r: 4,
                fill: "var(--paper)", stroke: "var(--now)",
                "stroke-width": 2.4 }));
    }

    private bar(w: Window, y: number): SVGElement {
        const x = this.px(w.from);
        return s("rect", {
            x, y: y - 6, height: 12,
            width: Math.max(NARROWEST, this.px(w.until) - x),
            fill: w.recorded ? "var(--badf)" : "url(#chair-hatch)",
            stroke: "var(--badf)", "stroke-width": 1,
        });
    }

    private drawFlag(): void {
        const x = this.px(this.time);
        const left = x > this.gutter + this.width - 160;
        const foot = this.foot;
        this.svg.append(
            s("line", { x1: x, x2: x, y1: 14, y2: foot, stroke: "var(--now)",
                "stroke-width": 1.8 }),
            s("path", { d: `M${x - 7} 6h14v6l-7 7l-7-7z`,
                fill: "var(--now)" }),
            s("text", { x: left ? x - 12 : x + 12, y: 15, class: "halo flag",
                "text-anchor": left ? "end" : "start" },
            `stolen ${told(this.run, this.time)}`));
    }

    private drawRead(): void {
        const f = fallen(this.rows, this.theft, this.time);
        const named = (rows: ChairRow[]): string => rows.length === 0 ? "none"
            : counted(rows.map((r) => rows.length > 8 ? r.document
                : `${r.document} (${r.what})`));
        const line = (rows: ChairRow[], n: number, words: string):
        HTMLElement => h("tr", {}, h("td", {}, h("b", {}, String(n)), " " +
            words), h("td", { class: "said" }, named(rows)));
        this.read.replaceChildren(
            h("div", { class: "big" }, `${f.open} of ${f.all}`),
            h("div", { class: "quiet small" }, "copies fall to this theft"),
            h("table", {},
                line(f.atOnce, f.atOnceCopies, "at once, from what was " +
                    "recorded"),
                line(f.later, f.laterCopies, "if recording goes on"),
                line(f.shut, f.all - f.open - f.clearCopies, "stay shut"),
                ...f.clearCopies ? [line(f.clear, f.clearCopies,
                    "in the clear, read without a theft")] : []),
            h("ul", { class: "reason" },
                ...reasons(this.run, this.rows, this.theft).map((words) =>
                    h("li", {}, words))));
        this.heading.textContent = this.finding(f);
    }

    /** The heading: whose keys, when, and how many copies they open. */
    private finding(f: Fallen): string {
        const { actor, reach } = this.x.thefts[this.theft]!;
        const owner = possessive(partyName(this.run.data, actor));
        const stolen = `${capital(owner)} ${REACHES[reach] ?? reach}, stolen ` +
            `on ${this.run.clock.longDate(this.time)}, `;
        const later = count(f.laterCopies, "copy", "copies");
        const open = reach === "identity" ? "open " : "opens ";
        if (f.open === 0) return stolen + open + "nothing";
        if (f.atOnceCopies === 0)
            return stolen + open + `${later}, by listening on`;
        return stolen + open + count(f.atOnceCopies, "copy", "copies") +
            " at once" +
            (f.laterCopies ? `, and ${f.laterCopies} more by listening on`
                : "");
    }

    private table(): HTMLElement {
        const rows: string[][] = [];
        for (const row of this.rows) {
            if (row.clear)
                rows.push([row.document, row.what, "", "", "", "no key"]);
            for (const w of row.windows[this.theft]!)
                rows.push([row.document, row.what, told(this.run, w.from),
                    told(this.run, w.until), short(w.until - w.from),
                    w.recorded ? "what was recorded" : "recording on"]);
        }
        return plainTable(["Document", "Copy", "Stolen from", "until", "for",
            "takes"], rows);
    }
}

/** A copy's sending: a ring, full where it needs no key. */
function sent(x: number, y: number, clear: boolean): SVGElement {
    const colour = clear ? "var(--badf)" : "var(--ink)";
    return s("circle", { cx: x, cy: y, r: 4, stroke: colour,
        fill: clear ? colour : "var(--paper)", "stroke-width": 1.8 });
}

function unique<T>(items: T[]): T[] {
    return [...new Set(items)];
}

/** A row of buttons, one of which is pressed. */
class Choice<T> {
    readonly element: HTMLElement;
    value: T;
    private readonly buttons: HTMLElement[];

    constructor(label: string, private readonly values: T[],
        words: (value: T) => string) {
        this.value = values[0]!;
        this.buttons = values.map((value) =>
            h("button", { type: "button", class: "said" }, words(value)));
        this.element = h("span", { class: "choice", role: "group",
            "aria-label": label }, ...this.buttons);
    }

    start(value: T, changed: () => void): void {
        this.press(value);
        this.buttons.forEach((b, i) => b.addEventListener("click", () => {
            this.press(this.values[i]!);
            changed();
        }));
    }

    private press(value: T): void {
        this.value = value;
        this.buttons.forEach((b, i) => b.setAttribute("aria-pressed",
            String(this.values[i] === value)));
    }
}

function clipped(text: string, most: number): string {
    return text.length > most ? text.slice(0, most - 1) + "…" : text;
}

/** "a, b (twice), c (3 times)" */
function counted(names: string[]): string {
    return unique(names).map((name) => {
        const n = names.filter((x) => x === name).length;
        return n === 1 ? name : `${name}, ${n === 2 ? "twice" : `${n} times`}`;
    }).join("; ");
}

function count(n: number, one: string, many: string): string {
    return `${n} ${n === 1 ? one : many}`;
}

const CAPTURES = ["CAPTURED", "SIGHTED", "OVERHEARD", "INTERCEPTED",
    "DECRYPTED", "PROOF_CAPTURED", "STOLEN", "MEDDLED"];
const CAPTURE_WORDS = ["Frames", "Seen", "Overheard", "Taken", "Decrypted",
    "Proofs", "Thefts", "Interfered"];

/** What each adversary had got by a row: a column a kind of record. */
function captured(run: Run, row: number): HTMLElement | null {
    const { actors, channels, records, documents, levels } = run.data;
    const who = actors.map((_, i) => i).filter((i) => actors[i]!.adversary);
    if (who.length === 0) return null;
    const counts = new Map(who.map((i) => [i, CAPTURES.map(() => 0)]));
    for (let r = 0; r <= row; r++) {
        const mine = counts.get(records.actor[r]!);
        const kind = mine ? CAPTURES.indexOf(run.kind(r)) : -1;
        if (mine && kind >= 0) mine[kind]!++;
    }
    const rows = who.map((i) => [
        actors[i]!.name,
        actors[i]!.channels.map((c) => channels[c]!.name).join(", "),
        ...counts.get(i)!.map((n) => n ? String(n) : "–"),
        documents.map((d, k) => [d.name, run.know(i, k, row).most] as const)
            .filter(([, level]) => level > 0)
            .map(([name, level]) => `${name}: ${levels[level]}`).join(", ") ||
            "nothing",
    ]);
    return h("div", { class: "plain captures" },
        plainTable(["Adversary", "On", ...CAPTURE_WORDS, "Knows"], rows));
}

/** The view. */
export function makeChair({ run, moment }: Context): View {
    const f = frame("chair", "The adversary’s chair");
    const x = run.data.exposure;
    const taken = h("div", { class: "taken", "aria-live": "off" });
    f.lead.textContent = "Somebody records all that passes on the channels, " +
        "and one day steals keys. Drag the flag to the day of the theft, or " +
        "move it with the arrow keys.";
    if (x && x.thefts.length > 0 && x.copies.length > 0) {
        const c = new Chair(run, x, f.heading);
        f.body.append(c.choice(), c.body());
    } else {
        f.heading.textContent = x ? "No copy travels that a theft could open"
            : "What a theft would open was not worked out";
        f.lead.textContent = x ? "" : "A run of this size takes its time: " +
            "demarche report --with exposure works it out.";
    }
    f.body.append(taken);
    moment.listen((state, before) => {
        if (state.row === before.row && taken.hasChildNodes()) return;
        const table = captured(run, state.row);
        taken.replaceChildren();
        if (!table) return;
        const t = run.t[state.row] ?? 0;
        taken.append(h("h3", {}, `Captured by ${told(run, t)}`), table);
    }, f.section);
    return { name: "Adversary", id: "chair", section: f.section };
}
