/* Why a party knows what it knows: the chain of records behind the chosen
 * cell, the latest first, each a link to its moment. Until a cell is chosen it
 * follows the last change. */

import { h } from "./dom";
import { level } from "./level";
import { lastChange } from "./matrix_last";
import { partyName } from "./names";
import { State } from "./moment";
import { Run } from "./run";
import { long } from "./time";
import { Context } from "./view";

/* By level: "Why the press was told nato-response". */
const VERBS = ["knows nothing of", "knows of", "was told", "holds",
    "has verified", "can prove"];

/* By level: what it took, and never came about. */
const NEVER = ["never knew of it", "never knew of it", "never learnt all of it",
    "never held all of it", "never verified it", "could never prove it"];

const HAVING = 2; // a step by having it, not because of it

export class Why {
    readonly element = h("div", { class: "why", "aria-live": "polite" });
    private shown = "";
    private picked = 0; // a lower level asked for; 0: the highest

    constructor(private readonly context: Context) {}

    draw(state: State): void {
        const { run } = this.context;
        this.element.setAttribute("aria-live",
            state.playing ? "off" : "polite");
        const cell = state.cell ?? lastChange(run, state.row);
        const known = cell ? gainsBy(run, cell, state.row) : [];
        const most = known[0] ?? -1;
        const key = cell
            ? [cell.actor, cell.document, most, state.row].join("/") : "";
        if (key === this.shown && this.element.hasChildNodes()) return;
        this.picked = 0;
        this.shown = key;
        this.fill(cell, known);
    }

    private fill(cell: State["cell"], known: number[]): void {
        if (!cell) {
            this.element.replaceChildren(
                h("p", { class: "quiet" }, "Nobody has learnt anything yet."));
            return;
        }
        const { run } = this.context;
        const gain = known[this.picked];
        const parts = gain === undefined ? this.unknown(cell)
            : this.chain(cell, gain, known);
        this.element.replaceChildren(...parts, ...obstacles(run, cell));
    }

    private title(cell: NonNullable<State["cell"]>, at: number): HTMLElement {
        const { data } = this.context.run;
        return h("h3", {},
            `Why ${partyName(data, cell.actor)} ${VERBS[at]} `,
            h("span", { class: "mono said" },
                data.documents[cell.document]!.name));
    }

    /** A cell that is empty at the moment. */
    private unknown(cell: NonNullable<State["cell"]>): HTMLElement[] {
        const { run, moment } = this.context;
        const first = run.gains(cell.actor, cell.document)[0];
        const row = first === undefined ? -1 : run.data.gains.row[first]!;
        const line = h("p", { class: "small quiet" });
        if (row < 0) line.append("Nobody sent it, told of it or announced it.");
        else {
            const go = h("button", { type: "button", class: "link" },
                `from ${this.date(row)} on`);
            go.addEventListener("click", () => moment.go(row));
            line.append("Not yet: ", go, `, record ${this.number(row)}.`);
        }
        return [this.title(cell, 0), line];
    }

    private chain(cell: NonNullable<State["cell"]>, gain: number,
        known: number[]): HTMLElement[] {
        const { run } = this.context;
        const { gains, documents } = run.data;
        const rows = gains.why[gain]!;
        const out = [this.title(cell, gains.level[gain]!)];
        const parts = known.filter((g) =>
            gains.level[g] === gains.level[gain] && gains.portion[g]! >= 0);
        if (parts.length > 0)
            out.push(h("p", { class: "small quiet said" },
                parts.map((g) => documents[cell.document]!
                    .portions[gains.portion[g]!]).reverse().join(", ")));
        const list = h("ol", {}, ...rows.map((row, i) =>
            this.step(row, rows[i + 1], gains.way[gain]![i + 1])));
        out.push(list);
        if (gains.end[gain])
            out.push(h("p", { class: "end said" }, gains.end[gain]!));
        const rest = this.others(cell, gain, known);
        return rest ? [...out, rest] : out;
    }

    /** A step, and how long before it the next one was. */
    private step(row: number, next: number | undefined,
        way: number | undefined): HTMLElement {
        const { run, moment } = this.context;
        const button = h("button", { type: "button" },
            h("span", { class: "what said" }, run.data.records.sentence[row]!),
            h("span", { class: "when" }, this.date(row),
                h("span", { class: "record" }, `record ${this.number(row)}`)));
        button.addEventListener("click", () => {
            const document = run.data.records.document[row]!;
            moment.go(row);
            if (document >= 0) moment.set({ document });
        });
        const having = way === HAVING;
        const li = h("li", having ? { class: "having" } : {}, button);
        if (next !== undefined) {
            const gap = run.t[row]! - run.t[next]!;
            li.append(h("div", { class: "gap" },
                (having ? "having it, " : "because, ") +
                (gap > 0 ? `${long(gap)} before` : "at the same moment")));
        }
        return li;
    }

    /** The other levels that the cell went through, with their dates. */
    private others(cell: State["cell"], gain: number,
        known: number[]): HTMLElement | null {
        const { gains, levels } = this.context.run.data;
        const seen = new Set([gains.level[gain]!]);
        const rest = known.filter((g) => {
            const fresh = !seen.has(gains.level[g]!);
            seen.add(gains.level[g]!);
            return fresh;
        });
        if (rest.length === 0) return null;
        return h("p", { class: "before" },
            h("span", { class: "quiet" },
                this.picked ? "Other levels" : "Before that"),
            ...rest.map((g) => {
                const row = gains.row[g]!;
                const button = h("button", { type: "button" },
                    level(levels, gains.level[g]!, ` since ${this.date(row)}` +
                        `, record ${this.number(row)}`));
                button.addEventListener("click", () => {
                    this.picked = known.indexOf(g);
                    this.fill(cell, known);
                });
                return button;
            }));
    }

    private date(row: number): string {
        const { clock, t } = this.context.run;
        return `${clock.dayMonth(t[row]!)} ${clock.minute(t[row]!)}`;
    }

    private number(row: number): string {
        return this.context.run.data.records.number[row]!.toLocaleString("en");
    }
}

/** The gains of a cell up to a row, the highest and latest first. */
export function gainsBy(run: Run, cell: NonNullable<State["cell"]>,
    row: number): number[] {
    const { gains } = run.data;
    return run.gains(cell.actor, cell.document)
        .filter((g) => gains.row[g]! <= row)
        .sort((a, b) => gains.level[b]! - gains.level[a]! || b - a);
}

/** What stood in the way in the whole run, behind a disclosure. */
function obstacles(run: Run, cell: NonNullable<State["cell"]>): HTMLElement[] {
    return run.data.obstacles.filter((o) =>
        o.actor === cell.actor && o.document === cell.document).map((o) =>
        h("details", { class: "not" },
            h("summary", {}, `Why, in the whole run, ` +
                `${partyName(run.data, o.actor)} ` +
                (NEVER[o.level] ?? "never got further")),
            h("ul", {}, ...o.lines.map((line) =>
                h("li", { class: "said" }, line)))));
}
