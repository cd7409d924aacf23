/* The layers of a frame as rows over one axis of bytes: a layer lies over the
 * bytes that hold it, a plaintext under its ciphertext. */

import { Field, FrameLayers, Layer } from "./data";
import { h, s } from "./dom";
import { explain } from "./explanations";
import { Purpose } from "./explanations_entry";
import { cut, endOf, isShown, nounOf, place, Placed, Stretch }
    from "./inspector_layers";
import { counted } from "./names";
import { picture, plainTable } from "./picture";
import { hideTip, tip } from "./tip";

const NARROW = 720; // the page's width from which on names stand beside
const GUTTER = 118;
const LETTER = 7.2; // width of one at 12 px
const GAP = 20; // between a ciphertext and its plaintext
const SEEN = 1; // px that a cell needs

export interface Chosen {
    layer: number;
    field: number;
}

interface Sizes {
    width: number;
    gutter: number;
    row: number;
    head: number; // above a row, for its name where it has no gutter
}

/** Fills of the purposes; structure has the hairlines' colour. */
function fill(purpose: Purpose): string {
    return purpose === "structure" ? "var(--rule2)" : `var(--b${purpose})`;
}

export class LayersPicture {
    readonly element = h("div", { class: "layers" });
    private readonly svg = s("svg", { class: "ice" });
    private frame: FrameLayers | null = null;
    private placed: Placed[] = [];
    private y = 0;
    private sizes: Sizes = { width: 0, gutter: 0, row: 0, head: 0 };
    private readonly cells = new Map<string, SVGElement[]>();
    private chosen: Chosen = { layer: -1, field: -1 };

    constructor(private readonly pick: (c: Chosen) => void) {}

    show(frame: FrameLayers): void {
        this.frame = frame;
        this.placed = place(frame.layers);
        const whole = frame.layers[0];
        const title = `Layers of the frame of record ${frame.record}, ` +
            `${counted(whole?.size ?? 0, "byte")}, by their bytes`;
        this.svg.removeAttribute("aria-label");
        this.element.replaceChildren(picture(title, this.svg,
            () => this.table()));
        this.draw();
    }

    /** Draws anew for the width at hand. */
    draw(): void {
        const width = this.element.clientWidth;
        if (!this.frame || width === 0) return;
        const narrow = innerWidth <= NARROW;
        this.sizes = { width, gutter: narrow ? 0 : GUTTER,
            row: narrow ? 23 : 27, head: narrow ? 15 : 0 };
        this.svg.replaceChildren();
        this.cells.clear();
        this.y = 0;
        const last = Math.max(...this.placed.map((p) => p.row));
        for (let row = 0; row <= last; row++) this.row(row);
        this.axis();
        this.svg.setAttribute("height", String(this.y));
        this.svg.setAttribute("width", String(width));
        this.mark(this.chosen);
    }

    mark(chosen: Chosen): void {
        const key = (c: Chosen): string => `${c.layer}/${c.field}`;
        for (const e of this.cells.get(key(this.chosen)) ?? [])
            e.classList.remove("on");
        this.chosen = chosen;
        for (const e of this.cells.get(key(chosen)) ?? []) {
            e.classList.add("on");
            this.svg.append(e); // above its neighbours' edges
        }
    }

    private x(at: number): number {
        const { width, gutter } = this.sizes;
        const size = this.frame!.layers[0]!.size || 1;
        return gutter + at / size * (width - gutter - 1);
    }

    /** The layers of a row, each as its outer fields and all of them. */
    private row(row: number): void {
        const { layers } = this.frame!;
        const here = this.placed.filter((p) => p.row === row &&
            !isShown(layers, p.index));
        if (here.length === 0) return;
        const opened = here.find((p) => p.opened);
        if (opened) this.bracket(opened);
        this.name(here.map((p) => nameOf(layers[p.index]!)).join(", "));
        for (const p of here) this.outer(p);
        this.y += this.sizes.row;
        const deep = here.filter((p) =>
            layers[p.index]!.fields.some((f) => f.depth > 0));
        if (deep.length === 0) return;
        const fields = deep.reduce((n, p) =>
            n + layers[p.index]!.fields.length, 0);
        this.name(`its ${counted(fields, "field")}`);
        for (const p of deep) this.inner(p);
        this.y += this.sizes.row;
    }

    private name(words: string): void {
        const { gutter, row, head } = this.sizes;
        this.y += head;
        this.svg.append(s("text", { x: 0, y: gutter ? this.y + row / 2 + 3
            : this.y - 3 }, words));
    }

    private bracket(p: Placed): void {
        const layer = this.frame!.layers[p.index]!;
        const around = this.frame!.layers[layer.of ?? 0]!;
        const first = p.stretches[0]!;
        const last = p.stretches[p.stretches.length - 1]!;
        const low = this.x(first.at);
        const high = this.x(last.at + last.size);
        for (const x of [low, high])
            this.svg.append(s("line", { x1: x, x2: x, y1: this.y - 1,
                y2: this.y + GAP - 5, stroke: "var(--ink3)" }));
        const key = /opened with (.*)$/.exec(around.words)?.[1];
        const words = key ? `opened with ${key}` : "opened";
        const more = "; the text lies under its ciphertext, byte for byte";
        const long = words + more;
        const fits = long.length * LETTER < high - low ? long : words;
        if (fits.length * LETTER < high - low)
            this.svg.append(s("text", { x: (low + high) / 2, y: this.y + 12,
                "text-anchor": "middle" }, fits));
        this.y += GAP;
    }

    /** The outermost fields with all that lies in them. */
    private outer(p: Placed): void {
        const { layers } = this.frame!;
        const layer = layers[p.index]!;
        layer.fields.forEach((f, i) => {
            if (f.depth > 0) return;
            const size = endOf(layer.fields, i) - f.at;
            this.cell(p, i, cut(p.stretches, f.at, size),
                labelOf(layers, p.index, i), outerPurpose(layer, i));
        });
    }

    private inner(p: Placed): void {
        const layer = this.frame!.layers[p.index]!;
        layer.fields.forEach((f, i) => {
            if (f.size > 3)
                this.cell(p, i, cut(p.stretches, f.at, f.size), f.name,
                    explain(layer, i).purpose);
        });
    }

    private cell(p: Placed, field: number, stretches: Stretch[],
        label: string, purpose: Purpose): void {
        const layer = this.frame!.layers[p.index]!;
        const size = stretches.reduce((n, st) => n + st.size, 0);
        for (const st of stretches) {
            const low = this.x(st.at);
            const width = this.x(st.at + st.size) - low;
            if (width < SEEN) continue;
            const g = s("g", { class: "byte" }, s("rect", { x: low, y: this.y,
                width, height: this.sizes.row - 3, fill: fill(purpose) }));
            if (label.length * LETTER + 10 < width)
                g.append(s("text", { x: low + 6,
                    y: this.y + this.sizes.row / 2 + 3 }, label));
            g.addEventListener("click", () =>
                this.pick({ layer: p.index, field }));
            const where = `${counted(size, "byte")} of the ${nounOf(layer)}, ` +
                `from byte ${st.at.toLocaleString("en")} of the frame`;
            g.addEventListener("pointerenter", (e) => tip(e, (box) =>
                box.append(h("b", {}, explain(layer, field).title),
                    h("div", { class: "quiet" }, where))));
            g.addEventListener("pointerleave", hideTip);
            const key = `${p.index}/${field}`;
            this.cells.set(key, [...(this.cells.get(key) ?? []), g]);
            this.svg.append(g);
        }
    }

    private axis(): void {
        const size = this.frame!.layers[0]!.size;
        const y = this.y + 12;
        const steps = this.sizes.gutter ? 4 : 2;
        for (let i = 0; i <= steps; i++) {
            const at = Math.round(size * i / steps);
            this.svg.append(s("text", { x: this.x(at), y, class: "axis",
                "text-anchor": i === 0 ? "start" : i === steps ? "end"
                    : "middle" },
            i === 0 ? "byte 0" : at.toLocaleString("en")));
        }
        this.y += 18;
    }

    private table(): HTMLElement {
        const { layers } = this.frame!;
        const at = new Map(this.placed.map((p) =>
            [p.index, p.stretches[0]!.at]));
        return plainTable(["Layer", "Bytes", "From byte of the frame", "What"],
            layers.map((l, i) => [l.name, l.size.toLocaleString("en"),
                at.get(i)?.toLocaleString("en") ?? "unknown", l.words]));
    }
}

function nameOf(layer: Layer): string {
    const name = layer.name === "envelope" ? layer.form : layer.name;
    return `${name}, ${layer.size.toLocaleString("en")}`;
}

/** A portion's cell has the colour of text, a statement's that of names. */
function outerPurpose(layer: Layer, index: number): Purpose {
    const next = layer.fields[index + 1];
    const { purpose } = explain(layer, index);
    if (!next || next.depth === 0) return purpose;
    if (layer.fields[index]!.name === "leaves")
        return next.name === "portion" ? "text" : "auth";
    return "name";
}

/** "transfer, us to russia", a portion's name, or the field's own. */
function labelOf(layers: Layer[], index: number, field: number): string {
    const { fields } = layers[index]!;
    const within: Field[] = [];
    for (let i = field + 1; i < fields.length && fields[i]!.depth > 0; i++)
        within.push(fields[i]!);
    const values = (name: string): string[] => within.filter((f) =>
        f.name === name).map((f) => f.value.replace(/^"|"$/g, ""));
    const { name } = fields[field]!;
    if (name === "leaves") return values("name")[0] ?? "hidden";
    const [signer] = values("signer");
    if (signer === undefined) return name;
    const to = values("recipients").join(", ");
    const who = signer + (to ? " to " + to : "");
    return name === "earlier" ? `signed earlier, ${who}` : `${name}, ${who}`;
}
