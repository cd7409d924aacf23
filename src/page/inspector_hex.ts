/* The bytes of a layer in hex and ASCII, coloured by what each field is for.
 * What a field marks is dark; what its signature covers is underlined. */

import { Layer } from "./data";
import { h } from "./dom";
import { explain } from "./explanations";
import { bytesOf } from "./inspector_bytes";
import { nounOf, ownerOf } from "./inspector_layers";
import { Rows } from "./inspector_rows";

export interface Span {
    from: number;
    size: number;
}

/** Told of the field under the pointer (-1: none) and of the one clicked. */
export interface Pointing {
    hover(field: number): void;
    pin(field: number): void;
}

const inside = (at: number, span: Span | null): boolean =>
    span !== null && at >= span.from && at < span.from + span.size;

export class Hex {
    readonly box = h("div", { class: "hex", tabindex: 0 });
    private layer: Layer | null = null;
    private bytes = new Uint8Array();
    private classes: string[] = []; // of each field
    private rows: Rows | null = null;
    private columns = 16;
    private marked: Span | null = null;
    private covered: Span | null = null;

    constructor(pointing: Pointing) {
        this.box.addEventListener("pointerover", (e) =>
            pointing.hover(this.fieldAt(e.target)));
        this.box.addEventListener("pointerleave", () => pointing.hover(-1));
        this.box.addEventListener("click", (e) => {
            const field = this.fieldAt(e.target);
            if (field >= 0) pointing.pin(field);
        });
    }

    show(layer: Layer, columns: number): void {
        this.layer = layer;
        this.columns = columns;
        this.bytes = bytesOf(layer.hex);
        this.marked = this.covered = null;
        this.classes = layer.fields.map((_, i) =>
            "k-" + explain(layer, i).purpose);
        this.box.setAttribute("role", "img");
        this.box.setAttribute("aria-label", `Bytes of the ${nounOf(layer)} ` +
            "in hex and ASCII; the tree of fields tells what they are");
        this.box.scrollTop = 0;
        this.rows = new Rows(this.box, h("ol", {}),
            Math.ceil(this.bytes.length / columns), (i) => this.make(i));
    }

    /** Marks a field's bytes and those that it covers. */
    mark(marked: Span | null, covered: Span | null): void {
        const old = [this.marked, this.covered];
        this.marked = marked;
        this.covered = covered;
        const rows = new Set<number>();
        for (const span of [...old, marked, covered]) {
            if (!span) continue;
            const last = (span.from + span.size - 1) / this.columns;
            for (let r = Math.floor(span.from / this.columns); r <= last; r++)
                rows.add(r);
        }
        for (const index of rows) {
            const row = this.rows?.row(index);
            if (row)
                row.querySelectorAll<HTMLElement>("u").forEach((u) =>
                    this.paint(u, Number(u.dataset.at)));
        }
    }

    reveal(at: number): void {
        this.rows?.reveal(Math.floor(at / this.columns));
    }

    all(): void {
        this.rows?.all();
    }

    private fieldAt(target: EventTarget | null): number {
        const u = target instanceof HTMLElement ? target : null;
        const at = u?.dataset.at;
        if (at === undefined || !this.layer) return -1;
        return ownerOf(this.layer.fields, Number(at));
    }

    private paint(u: HTMLElement, at: number): void {
        const field = this.layer ? ownerOf(this.layer.fields, at) : -1;
        u.className = (this.classes[field] ?? "") +
            (inside(at, this.marked) ? " on" : "") +
            (inside(at, this.covered) ? " covered" : "");
    }

    private make(row: number): HTMLElement {
        const { columns, bytes } = this;
        const from = row * columns;
        const hex = h("span", { class: "digits" });
        const text = h("span", { class: "signs" });
        for (let at = from; at < from + columns; at++) {
            const byte = bytes[at];
            if (byte === undefined) {
                hex.append(h("i", {}, "\u00a0\u00a0"));
                continue;
            }
            const sign = byte > 32 && byte < 127 ? String.fromCharCode(byte)
                : byte === 32 ? "\u00a0" : "·";
            const digits = byte.toString(16).padStart(2, "0");
            for (const [box, words] of [[hex, digits], [text, sign]] as const) {
                const u = h("u", { "data-at": at }, words);
                this.paint(u, at);
                box.append(u);
            }
        }
        return h("li", {}, h("span", { class: "offset" },
            from.toString(16).padStart(4, "0")), hex, text);
    }
}
