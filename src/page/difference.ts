/* Two runs, one without a change (A) and one with it (B): who knows what in
 * each at the moment, and what is different in the end. */

import { mark } from "./bar";
import { Data } from "./data";
import { h, whole } from "./dom";
import { frame } from "./frame";
import { SecondData } from "./lesson_data";
import { Cell } from "./matrix_cell";
import { State } from "./moment";
import { partyName } from "./names";
import { plainTable } from "./picture";
import { Knowledge, Run } from "./run";
import { counted } from "./telling";
import { MINUTE, SECOND } from "./time";
import { Context, View } from "./view";

type Row = SecondData["rows"][0];

const SIDES = ["A", "B"];
const FEW = 3; // documents that fit a phone, with a side before each

// By level, after a name.
const VERBS = ["", "knows of", "is told", "holds", "has verified",
    "can prove"];
const NO_LONGER = ["", "no longer knows of", "is no longer told",
    "no longer holds", "no longer verifies", "can no longer prove"];

const MARKS: { [verdict: string]: "good" | "bad" | "open" } = {
    holds: "good", broken: "bad", undetermined: "open",
};

export function makeDifference(context: Context): View {
    const f = frame("difference", "Difference");
    const second = context.second!;
    const { run, moment } = context;
    const other = secondRun(run, second);
    f.heading.textContent = finding(run.data, second) ??
        inPart(run, other) ?? alike(second);
    f.lead.textContent = "A is this run, without the change. B is the same " +
        "run with it. Where both know the same, it stands once.";
    const table = new Doubled(context, other);
    f.body.append(h("div", { class: "scroll" }, table.element), ...rows(run,
        second), ...expectations(second));
    moment.listen((state) => table.draw(state), f.section);
    return { name: "Difference", id: "difference", section: f.section };
}

/** The second run, with a record for each of its rises. */
export function secondRun(run: Run, { gains: g }: SecondData): Run {
    const rows: number[] = []; // gains, the first of each record
    const row = g.number.map((n, i) => {
        if (i === 0 || g.number[i - 1] !== n) rows.push(i);
        return rows.length - 1;
    });
    const none = rows.map(() => -1);
    const no: number[] = [];
    const records: Data["records"] = {
        number: rows.map((i) => g.number[i]!),
        second: rows.map((i) => g.second[i]!),
        nano: rows.map((i) => g.nano[i]!),
        kind: rows.map(() => 0), actor: rows.map((i) => g.actor[i]!),
        peer: none, document: rows.map((i) => g.document[i]!), channel: none,
        exchange: rows.map((_, i) => i + 1), sentence: rows.map(() => ""),
        words: {}, reason: {}, violation: no,
    };
    return new Run({
        ...run.data, records,
        kinds: [{ name: "GAIN", word: "gain", level: 0, shown: true }],
        gains: { row, actor: g.actor, document: g.document,
            portion: g.portion, level: g.level, why: row.map((r) => [r]),
            way: row.map(() => [0]), end: row.map(() => "") },
    }, run.lanes);
}

/** The latest time at which either run reached it. */
function last({ since }: Row): number {
    return Math.max(...since.map((s) => s ? s[0] * SECOND + s[1] : 0));
}

/** "With the change the listener no longer holds us-response"; null where
 * all that is known of whole documents is the same. */
export function finding(data: Data, { rows }: SecondData): string | null {
    const most = (list: Row[]): Row | undefined => list.slice()
        .sort((a, b) => b.level - a.level || last(b) - last(a))[0];
    const lost = most(rows.filter((r) => r.since[0] && !r.since[1]));
    const won = most(rows.filter((r) => !r.since[0] && r.since[1]));
    const moved = most(rows.filter((r) => r.since[0] && r.since[1] &&
        r.since[0][0] !== r.since[1][0]));
    const row = lost ?? won ?? moved;
    if (!row) return null;
    const actor = data.actors.findIndex((a) => a.name === row.actor);
    const who = actor < 0 ? row.actor : partyName(data, actor);
    const verb = VERBS[row.level] ?? "holds";
    if (lost)
        return `With the change ${who} ${NO_LONGER[row.level]} ${row.document}`;
    if (won) return `With the change ${who} ${verb} ${row.document}`;
    const [a, b] = row.since.map((s) => s![0] * SECOND + s![1]);
    return `With the change ${who} ${verb} ${row.document} ` +
        (b! > a! ? "later" : "earlier");
}

/** The same of portions: "can no longer prove three portions of memo". */
export function inPart(run: Run, other: Run): string | null {
    const { data } = run;
    for (const actor of run.lanes)
        for (const [document, { name }] of data.documents.entries()) {
            const a = run.know(actor, document, run.count - 1).levels;
            const b = other.know(actor, document, other.count - 1).levels;
            const lost = a.filter((level, i) => level > b[i]!).length;
            const won = a.filter((level, i) => level < b[i]!).length;
            if (lost + won === 0) continue;
            const verb = lost ? NO_LONGER[Math.max(...a)]
                : VERBS[Math.max(...b)];
            return `With the change ${partyName(data, actor)} ${verb} ` +
                `${counted(lost || won, "portion")} of ${name}`;
        }
    return null;
}

/** Where nobody knows more or less: what else is better with the change. */
export function alike({ expectations }: SecondData): string {
    const mended = expectations.filter(({ verdicts: [a, b] }) =>
        a === "broken" && b === "holds").length;
    return "With the change everybody comes to know the same" +
        (mended ? `; ${counted(mended, "broken expectation")} ` +
            `${mended === 1 ? "holds" : "hold"} now` : "");
}

/** The matrix with two runs in each cell that differs. */
class Doubled {
    readonly element = h("table", { class: "matrix doubled" });
    private readonly cells: { box: HTMLElement; pair: [Cell, Cell] }[] = [];

    constructor(private readonly context: Context,
        private readonly other: Run) {
        const { run } = context;
        const { documents, actors } = run.data;
        const head = h("tr", {}, h("td", {}), ...documents.map((d) =>
            h("th", { scope: "col" }, h("span", { class: "name said" },
                d.name))));
        const rows = run.lanes.map((actor) => h("tr",
            actors[actor]!.adversary ? { class: "adversary" } : {},
            h("th", { scope: "row" }, h("b", { class: "said" },
                actors[actor]!.title || actors[actor]!.name)),
            ...documents.map((_, document) => this.cell(actor, document))));
        this.element.append(h("thead", {}, head), h("tbody", {}, ...rows));
        this.element.style.setProperty("--columns", String(documents.length));
        this.element.classList.toggle("many", documents.length > FEW);
    }

    private cell(actor: number, document: number): HTMLElement {
        const { run, moment } = this.context;
        const box = h("div", {});
        const pair: [Cell, Cell] = [new Cell(run, actor, document),
            new Cell(this.other, actor, document)];
        for (const cell of pair) {
            cell.button.tabIndex = 0;
            cell.button.removeAttribute("aria-pressed");
            cell.button.addEventListener("click", () =>
                moment.set({ cell: { actor, document } }));
        }
        this.cells.push({ box, pair });
        return h("td", {}, box);
    }

    draw(state: State): void {
        const { run } = this.context;
        const there = rowAt(this.other, run.t[state.row] ?? 0);
        for (const { box, pair: [a, b] } of this.cells) {
            a.draw(state.row, false);
            b.draw(there, false);
            const [x, y] = [run.know(a.actor, a.document, state.row),
                this.other.know(b.actor, b.document, there)];
            const same = x.levels.join() === y.levels.join() &&
                minute(run, x) === minute(this.other, y);
            const parts = same ? [a.button] : [side(0), a.button, side(1),
                b.button];
            box.classList.toggle("differs", !same);
            box.replaceChildren(...parts);
        }
    }
}

/** The minute since which all of it is known so; -1 where nothing is. */
function minute(run: Run, k: Knowledge): number {
    return k.most === 0 ? -1 : Math.floor(run.t[k.since]! / MINUTE);
}

function side(i: number): HTMLElement {
    return h("span", { class: "side" }, SIDES[i]!);
}

/** The last row at or before a time; -1: nothing has happened. */
function rowAt(run: Run, t: number): number {
    let row = -1;
    while (row + 1 < run.count && run.t[row + 1]! <= t) row++;
    return row;
}

/** What is known since when, where that differs. */
function rows(run: Run, { rows: all }: SecondData): HTMLElement[] {
    if (all.length === 0) return [];
    const { data, clock } = run;
    const when = (r: Row, side: 0 | 1): string => {
        const pair = r.since[side];
        if (!pair) return "never";
        const t = pair[0] * SECOND + pair[1];
        // Within one second the nanoseconds tell the times apart.
        return `${clock.weekday(t)} ` + (r.since[0]?.[0] === r.since[1]?.[0]
            ? clock.exact(t, pair[1]) : clock.second(t));
    };
    return [h("h3", {}, "Who knows what since when"),
        h("div", { class: "plain" }, plainTable(["Who", "Document", "Level",
            "A, without", "B, with"], all.map((r) => {
            const actor = data.actors.findIndex((a) => a.name === r.actor);
            return [data.actors[actor]?.title || r.actor, r.document,
                data.levels[r.level] ?? "", when(r, 0), when(r, 1)];
        })))];
}

function expectations({ expectations: all }: SecondData): HTMLElement[] {
    if (all.length === 0) return [];
    const body = all.map((e) => h("tr", {},
        h("td", { class: "said" }, ...whole(e.sentence)),
        ...e.verdicts.map((v) => h("td", {}, ...(v ? [mark(MARKS[v] ??
            "open"), v] : ["not expected"])))));
    return [h("h3", {}, "Expectations that are judged differently"),
        h("div", { class: "plain" }, h("table", {}, h("thead", {}, h("tr", {},
            h("th", { scope: "col" }, "Expected"),
            h("th", { scope: "col" }, "A, without"),
            h("th", { scope: "col" }, "B, with"))),
        h("tbody", {}, ...body)))];
}
