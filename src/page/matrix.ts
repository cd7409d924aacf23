/* Who knows what, at the moment: a table of parties by documents. Arrow keys
 * move from cell to cell, Enter asks why. Beside it stands the chain behind
 * the chosen cell. */

import { h } from "./dom";
import { frame } from "./frame";
import { gauge } from "./marks";
import { Cell } from "./matrix_cell";
import { finding } from "./matrix_finding";
import { lastChange, lastChanges } from "./matrix_last";
import { saveButton } from "./matrix_picture";
import { State } from "./moment";
import { Run } from "./run";
import { Context, View } from "./view";
import { Why } from "./why";

const SHOWN = 12; // documents at most, unless all are fitted in
const FEW = 4; // that fit a phone
const MIDDLING = 6; // that fit beside the chain

const MOVES: { [key: string]: [number, number] } = {
    ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
};

export function makeMatrix(context: Context): View {
    const { section, heading, lead, body } = frame("who", "Who knows what");
    const why = new Why(context);
    const table = new Table(context);
    body.append(h("div", { class: "who" },
        h("div", { class: "known" }, ...table.parts), why.element));
    context.moment.listen((state, before) => {
        const { head, more } = finding(context.run, state.row);
        if (state === before || state.row !== before.row) {
            heading.textContent = head;
            lead.textContent = more;
        }
        table.draw(state);
        why.draw(state);
    }, section);
    return { name: "Who knows what", id: "who", section };
}

class Table {
    readonly parts: HTMLElement[];
    private readonly table = h("table", { class: "matrix" });
    private readonly search = h("input", {
        type: "search", "aria-label": "Search documents",
        placeholder: "Search documents",
    });
    private readonly fit = h("button", {
        type: "button", "aria-pressed": "false",
    }, "All, small");
    private cells: Cell[][] = [];
    private readonly made = new Map<number, Cell>();
    private columns = "";
    private focused: Cell | null = null;
    private stop: Cell | null = null;

    constructor(private readonly context: Context) {
        const { data } = context.run;
        const tools = h("div", { class: "tools" }, this.search,
            h("span", { class: "choice" }, this.fit));
        const many = data.documents.length > SHOWN;
        this.parts = [...(many ? [tools] : []),
            h("div", { class: "scroll" }, this.table), key(data.levels),
            h("div", { class: "after" }, saveButton(context.run, () =>
                context.moment.state.row))];
        this.search.addEventListener("input", () => this.again());
        this.fit.addEventListener("click", () => {
            const small = this.table.classList.toggle("small");
            this.fit.setAttribute("aria-pressed", String(small));
            this.again();
        });
        this.table.addEventListener("keydown", (e) => this.move(e));
        this.table.addEventListener("focusin", (e) => this.remember(e));
    }

    private again(): void {
        this.draw(this.context.moment.state);
    }

    draw(state: State): void {
        const documents = this.choose(state);
        const columns = documents.join();
        if (columns !== this.columns || this.cells.length === 0)
            this.build(documents);
        this.columns = columns;
        const at = state.cell ?? lastChange(this.context.run, state.row);
        let chosen: Cell | null = null;
        for (const row of this.cells)
            for (const cell of row) {
                const here = cell.actor === at?.actor &&
                    cell.document === at.document;
                if (here) chosen = cell;
                cell.draw(state.row, here);
            }
        this.oneStop(this.focused ?? chosen);
        if (chosen && this.table.classList.contains("many")) reveal(chosen);
    }

    /** Documents to show: all few; of many, those that changed last. */
    private choose(state: State): number[] {
        const { run } = this.context;
        const all = run.data.documents.map((_, i) => i);
        if (all.length <= SHOWN) return all;
        const words = this.search.value.trim().toLowerCase();
        const found = all.filter((d) => {
            const { name, title } = run.data.documents[d]!;
            return (name + " " + title).toLowerCase().includes(words);
        });
        if (this.table.classList.contains("small")) return found;
        const last = lastChanges(run, state.row);
        return found.sort((a, b) => last[b]! - last[a]! || a - b)
            .slice(0, SHOWN);
    }

    /** The cell of an actor and a document, made once. */
    private cell(actor: number, document: number): Cell {
        const { run, moment } = this.context;
        const key = run.cell(actor, document);
        let cell = this.made.get(key);
        if (cell) return cell;
        cell = new Cell(run, actor, document);
        cell.button.addEventListener("click", () =>
            moment.set({ cell: { actor, document } }));
        this.made.set(key, cell);
        return cell;
    }

    private build(documents: number[]): void {
        const { run } = this.context;
        this.cells = run.lanes.map((actor) =>
            documents.map((document) => this.cell(actor, document)));
        const head = h("tr", {}, h("td", {}),
            ...documents.map((d) => columnHead(run, d)));
        const rows = this.cells.map((row, i) =>
            rowOf(run, run.lanes[i]!, row));
        this.table.replaceChildren(h("thead", {}, head),
            h("tbody", {}, ...rows));
        this.table.style.setProperty("--columns", String(documents.length));
        this.table.classList.toggle("many", documents.length > FEW);
        this.table.classList.toggle("broad", documents.length > MIDDLING);
        this.focused = null;
    }

    /** The table is one stop of the Tab key: the chosen or last cell. */
    private oneStop(wanted: Cell | null): void {
        const stop = wanted ?? this.cells[0]?.[0] ?? null;
        if (stop === this.stop) return;
        if (this.stop) this.stop.button.tabIndex = -1;
        if (stop) stop.button.tabIndex = 0;
        this.stop = stop;
    }

    private remember(e: FocusEvent): void {
        this.focused = this.cells.flat().find((c) =>
            c.button === e.target) ?? null;
        if (this.focused) this.oneStop(this.focused);
    }

    private move(e: KeyboardEvent): void {
        const by = MOVES[e.key];
        if (!by || e.shiftKey || e.ctrlKey || e.altKey || e.metaKey) return;
        const row = this.cells.findIndex((cells) => cells.some((c) =>
            c.button === e.target));
        const column = this.cells[row]?.findIndex((c) =>
            c.button === e.target) ?? -1;
        const to = this.cells[row + by[0]]?.[column + by[1]];
        if (row < 0) return;
        e.preventDefault();
        e.stopPropagation();
        to?.button.focus();
    }
}

/** Scrolls a wide table sideways until a cell is beside the names. */
function reveal({ button }: Cell): void {
    const scroll = button.closest(".scroll");
    const names = button.closest("tr")?.firstElementChild;
    if (!scroll || !names) return;
    const at = button.getBoundingClientRect();
    const right = scroll.getBoundingClientRect().right;
    const left = names.getBoundingClientRect().right;
    if (at.right > right) scroll.scrollLeft += at.right - right + 4;
    else if (at.left < left) scroll.scrollLeft -= left - at.left + 4;
}

function columnHead(run: Run, d: number): HTMLElement {
    const { name, title, classification } = run.data.documents[d]!;
    const marking = classification
        ? `. ${classification[0]!.toUpperCase()}${classification.slice(1)}.`
        : "";
    return h("th", { scope: "col" },
        h("span", { class: "name said" }, name),
        h("span", { class: "title said" }, title + marking));
}

function rowOf(run: Run, actor: number, cells: Cell[]): HTMLElement {
    const { title, name, kind, adversary } = run.data.actors[actor]!;
    return h("tr", adversary ? { class: "adversary" } : {},
        h("th", { scope: "row" },
            h("b", { class: "said" }, title || name),
            h("span", {}, kind)),
        ...cells.map((c) => h("td", {}, c.button)));
}

/** The levels and marks, once, under the table. */
function key(levels: string[]): HTMLElement {
    const swatch = (name: string): HTMLElement =>
        h("i", { class: "swatch " + name });
    return h("div", { class: "key" },
        ...levels.slice(1).map((word, i) =>
            h("span", {}, swatch("s" + (i + 1)), gauge(i + 1),
                h("span", { "data-term": word }, word))),
        h("span", {}, swatch("changed"), "changed at this moment"),
        h("span", {}, swatch("astray"), "not meant for it"));
}
