/* Below the timeline: sentences of the day at hand. Long days come in pages
 * around the moment, so that a step never makes many elements. */

import { h } from "./dom";
import { Moment } from "./moment";
import { above, Run } from "./run";
import { grouped } from "./telling";

const PAGE = 60; // sentences
const HURRY = 250; // ms

export class DayList {
    readonly box: HTMLElement;
    private readonly title = h("h3");
    private readonly list = h("ol");
    private readonly more = h("p", { class: "small quiet" });
    private readonly acts: number[] = []; // rows
    private items: HTMLElement[] = [];
    private first = -1; // of the acts that are listed
    private end = -1;
    private marked: HTMLElement[] = [];
    private last = 0; // when it was filled
    private timer = 0;
    private later = 0; // items from here on are to come

    constructor(private readonly run: Run, private readonly moment: Moment) {
        for (let row = 0; row < run.count; row++)
            if (run.isAct(row)) this.acts.push(row);
        this.box = h("div", { class: "timeline-day" }, this.title, this.list,
            this.more);
    }

    update(row: number): void {
        const { run, acts } = this;
        if (acts.length === 0) return;
        const [first, end, from, until] = this.page(row);
        if (first !== this.first || end !== this.end) {
            if (this.hurried()) return;
            this.first = first;
            this.end = end;
            this.title.textContent = run.clock.longDay(run.t[row]!);
            this.fill(from, until);
        }
        this.mark(row);
    }

    /** True where days follow each other closely, as in scrubbing: then the
     * list waits until the moment rests. */
    private hurried(): boolean {
        const now = performance.now();
        const hurried = now - this.last < HURRY;
        this.last = now;
        clearTimeout(this.timer);
        if (hurried)
            this.timer = window.setTimeout(() => {
                this.last = 0;
                this.update(this.moment.state.row);
            }, HURRY);
        return hurried;
    }

    /** The acts to list, and those of the whole day. */
    private page(row: number): [number, number, number, number] {
        const { run, acts } = this;
        const day = run.clock.day(run.t[row]!);
        const begins = run.clock.dayStart(day);
        const rowAt = (t: number): number => above(run.t, t - 1) - 1;
        const from = above(acts, rowAt(begins));
        const until = above(acts, rowAt(run.clock.dayStart(day + 1)));
        if (until - from <= PAGE * 1.5) return [from, until, from, until];
        const here = Math.max(from, above(acts, row) - 1);
        const first = from + Math.floor((here - from) / PAGE) * PAGE;
        return [first, Math.min(until, first + PAGE), from, until];
    }

    private fill(from: number, until: number): void {
        const { run, acts } = this;
        const { exchange, sentence } = run.data.records;
        this.items = [];
        for (let i = this.first; i < this.end; i++) {
            const row = acts[i]!;
            const button = h("button", { type: "button", class: "said" },
                sentence[row]!);
            button.addEventListener("click", () => this.moment.go(row));
            const x = exchange[row]!;
            this.items.push(h("li", {},
                h("span", { class: "when" }, run.clock.minute(run.t[row]!)),
                button, h("span", { class: "x" }, x ? String(x) : "")));
        }
        this.list.replaceChildren(...this.items);
        this.marked = [];
        this.later = this.items.length;
        const before = this.first - from;
        const after = until - this.end;
        this.more.textContent = before + after === 0 ? ""
            : `${grouped(before)} earlier and ` +
                `${grouped(after)} later acts of this day are ` +
                "not listed here; the list follows the moment.";
    }

    /** Sets the present ones off and greys those to come. */
    private mark(row: number): void {
        const { run, acts, items } = this;
        for (const item of this.marked) {
            item.classList.remove("present");
            item.removeAttribute("aria-current");
        }
        this.marked = [];
        const now = Math.max(0, Math.min(items.length,
            above(acts, row) - this.first));
        while (this.later < now)
            items[this.later++]!.classList.remove("later");
        while (this.later > now) items[--this.later]!.classList.add("later");
        for (let i = now - 1; i >= 0; i--) {
            if (!run.together(acts[this.first + i]!, row)) break;
            items[i]!.classList.add("present");
            items[i]!.setAttribute("aria-current", "time");
            this.marked.push(items[i]!);
        }
    }
}

const CHUNK = 500; // rows that the table grows by

/** The whole run as a table, made as far as it is asked for. */
export function runTable(run: Run): HTMLElement {
    const { records, channels } = run.data;
    const rows: number[] = [];
    for (let row = 0; row < run.count; row++)
        if (run.isAct(row)) rows.push(row);
    const body = h("tbody");
    const more = h("button", { type: "button", class: "save" });
    const box = h("div", {}, h("table", {}, h("thead", {},
        h("tr", {}, ...["Time", "Record", "Act", "Channel", "Exchange"]
            .map((c) => h("th", { scope: "col" }, c)))), body), more);
    let shown = 0;
    const grow = (): void => {
        for (const row of rows.slice(shown, shown + CHUNK)) {
            const t = run.t[row]!;
            const x = records.exchange[row]!;
            body.append(h("tr", {}, ...[
                `${run.clock.weekday(t)} ` +
                run.clock.exact(t, records.nano[row]!),
                String(records.number[row]), records.sentence[row]!,
                channels[records.channel[row]!]?.name ?? "",
                x ? String(x) : "",
            ].map((cell) => h("td", { class: "said" }, cell))));
        }
        shown = Math.min(rows.length, shown + CHUNK);
        more.textContent = `Show more of ${rows.length - shown} further acts`;
        more.hidden = shown >= rows.length;
    };
    more.addEventListener("click", grow);
    grow();
    return box;
}
