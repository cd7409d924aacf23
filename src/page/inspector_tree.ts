/* The fields of a layer as a tree: Up and Down go from field to field, Left
 * and Right to the layer around and to the one within. */

import { Layer } from "./data";
import { h } from "./dom";
import { explain } from "./explanations";
import { Pointing } from "./inspector_hex";
import { endOf, nounOf } from "./inspector_layers";
import { Rows } from "./inspector_rows";

export class Tree {
    readonly box = h("div", { class: "tree" });
    private readonly list = h("ul", { role: "tree", tabindex: 0 });
    private layer: Layer | null = null;
    private rows: Rows | null = null;
    private chosen = -1;
    private marked = -1;

    constructor(private readonly pointing: Pointing,
        private readonly turn: (by: number) => void) {
        this.list.addEventListener("keydown", (e) => this.key(e));
        this.box.addEventListener("pointerover", (e) =>
            pointing.hover(this.fieldAt(e.target)));
        this.box.addEventListener("pointerleave", () => pointing.hover(-1));
        this.box.addEventListener("click", (e) => {
            const field = this.fieldAt(e.target);
            if (field >= 0) pointing.pin(field);
        });
    }

    show(layer: Layer): void {
        this.layer = layer;
        this.chosen = this.marked = -1;
        this.list.setAttribute("aria-label", `Fields of the ${nounOf(layer)}`);
        this.box.scrollTop = 0;
        this.rows = new Rows(this.box, this.list, layer.fields.length,
            (i) => this.make(i));
    }

    choose(field: number): void {
        this.rows?.row(this.chosen)?.setAttribute("aria-selected", "false");
        this.chosen = field;
        this.rows?.reveal(field);
        const row = this.rows?.row(field);
        row?.setAttribute("aria-selected", "true");
        if (row) this.list.setAttribute("aria-activedescendant", row.id);
    }

    mark(field: number): void {
        this.rows?.row(this.marked)?.classList.remove("on");
        this.marked = field;
        this.rows?.row(field)?.classList.add("on");
    }

    all(): void {
        this.rows?.all();
    }

    focus(): void {
        this.list.focus();
    }

    private fieldAt(target: EventTarget | null): number {
        const row = target instanceof Element ? target.closest("li") : null;
        return row && row.dataset.field ? Number(row.dataset.field) : -1;
    }

    private key(e: KeyboardEvent): void {
        if (e.ctrlKey || e.altKey || e.metaKey || e.shiftKey || !this.layer)
            return;
        const last = this.layer.fields.length - 1;
        const to: { [key: string]: number } = {
            ArrowDown: Math.min(last, this.chosen + 1),
            ArrowUp: Math.max(0, this.chosen - 1), Home: 0, End: last,
        };
        const turn: { [key: string]: number } = {
            ArrowLeft: -1, ArrowRight: 1,
        };
        const field = to[e.key];
        const by = turn[e.key];
        if (field === undefined && by === undefined) return;
        e.preventDefault();
        e.stopPropagation();
        if (field !== undefined) this.pointing.pin(field);
        else this.turn(by!);
    }

    private make(i: number): HTMLElement {
        const layer = this.layer!;
        const field = layer.fields[i]!;
        const { purpose } = explain(layer, i);
        const size = endOf(layer.fields, i) - field.at;
        const row = h("li", {
            role: "treeitem", id: `field-${i}`, "data-field": i,
            "aria-level": field.depth + 1,
            "aria-selected": String(i === this.chosen),
            class: i === this.marked ? "on" : "",
        },
        h("span", { class: "patch k-" + purpose }),
        h("span", { class: "name said" }, field.name),
        h("span", { class: "value said" }, field.value ||
            `${size.toLocaleString("en")} byte${size === 1 ? "" : "s"}`));
        row.style.setProperty("--depth", String(field.depth));
        return row;
    }
}
