/* A frame taken apart: the picture of its layers, the key schedule, and of one
 * layer the tree of fields, the bytes and what the field at hand is. */

import { FrameLayers, Layer } from "./data";
import { h } from "./dom";
import { explain, PURPOSES } from "./explanations";
import { Explained } from "./inspector_explain";
import { Hex, Span } from "./inspector_hex";
import { coveredBy, endOf, isShown, nounOf } from "./inspector_layers";
import { Chosen, LayersPicture } from "./inspector_picture";
import { drawSchedule } from "./inspector_schedule";
import { Tree } from "./inspector_tree";

const PHONE = 720;

export class Panes {
    readonly elements: HTMLElement[];
    private readonly picture = new LayersPicture((c) => this.pick(c));
    private readonly keys = h("div", { class: "keys" });
    private readonly tabs = h("div", { class: "choice", role: "group",
        "aria-label": "Layer" });
    private readonly counts = h("div", { class: "over" });
    private readonly sizes = h("div", { class: "over" });
    private readonly tree: Tree;
    private readonly hex: Hex;
    private readonly explained = new Explained();
    private frame: FrameLayers | null = null;
    private chosen: Chosen = { layer: -1, field: -1 };
    private drawnColumns = 0;

    constructor(gone: AbortSignal) {
        const pointing = {
            hover: (field: number): void => this.hover(field),
            pin: (field: number): void =>
                this.pick({ layer: this.chosen.layer, field }),
        };
        this.tree = new Tree(pointing, (by) => this.turn(by));
        this.hex = new Hex(pointing);
        const key = h("div", { class: "key" }, ...PURPOSES.map(([p, words]) =>
            h("span", {}, h("i", { class: "swatch patch k-" + p }), words)));
        this.elements = [this.picture.element, this.keys,
            h("div", { class: "tools" }, this.tabs),
            h("div", { class: "inspector" },
                h("div", {}, this.counts, this.tree.box),
                h("div", {}, this.sizes, this.hex.box),
                this.explained.box), key];
        addEventListener("beforeprint", () => {
            this.tree.all();
            this.hex.all();
        }, { signal: gone });
    }

    hide(hidden: boolean): void {
        for (const e of this.elements) e.hidden = hidden;
    }

    /** Says nothing to who cannot see while the moment plays. */
    quiet(playing: boolean): void {
        this.explained.box.setAttribute("aria-live",
            playing ? "off" : "polite");
    }

    show(frame: FrameLayers, names: string[]): void {
        this.frame = frame;
        this.chosen = { layer: -1, field: -1 };
        this.picture.show(frame);
        this.keys.replaceChildren(...drawSchedule(frame,
            (layer, field) => this.pick({ layer, field })));
        this.tabs.replaceChildren(...this.rows().map((i) => {
            const b = h("button", { type: "button" }, tabOf(frame.layers[i]!));
            b.addEventListener("click", () =>
                this.pick({ layer: i, field: first(frame.layers[i]!) }));
            b.dataset.layer = String(i);
            return b;
        }));
        this.pick(named(frame, this.rows(), names) ??
            opening(frame, this.rows()));
    }

    /** Draws the picture, and on a phone the bytes, for another width. */
    resize(): void {
        this.picture.draw();
        if (this.frame && columns() !== this.drawnColumns) {
            const { layer, field } = this.chosen;
            this.chosen = { layer: -1, field: -1 };
            this.pick({ layer, field });
        }
    }

    /** Layers with rows of their own; others are fields of those. */
    private rows(): number[] {
        const { layers } = this.frame!;
        return layers.map((_, i) => i).filter((i) => !isShown(layers, i));
    }

    private layer(): Layer | undefined {
        return this.frame?.layers[this.chosen.layer];
    }

    private pick(to: Chosen): void {
        const layer = this.frame?.layers[to.layer];
        if (!this.frame || !layer) return;
        const other = to.layer !== this.chosen.layer;
        this.chosen = to;
        if (other) this.change(layer);
        this.tree.choose(to.field);
        this.mark(to.field);
        this.hex.reveal(layer.fields[to.field]?.at ?? 0);
        this.picture.mark(to);
        this.explained.show(this.frame, layer, to.field);
    }

    private change(layer: Layer): void {
        this.drawnColumns = columns();
        this.tree.show(layer);
        this.hex.show(layer, this.drawnColumns);
        this.counts.replaceChildren(
            h("span", {}, `Fields of the ${nounOf(layer)}`),
            h("span", {}, layer.fields.length.toLocaleString("en")));
        this.sizes.replaceChildren(
            h("span", {}, `Bytes of the ${nounOf(layer)}`),
            h("span", {}, layer.size.toLocaleString("en") +
                (layer.of === null ? "" : ", opened")));
        for (const b of Array.from(this.tabs.querySelectorAll("button")))
            b.setAttribute("aria-pressed", String(
                b.dataset.layer === String(this.chosen.layer)));
    }

    private turn(by: number): void {
        const rows = this.rows();
        const to = rows[rows.indexOf(this.chosen.layer) + by];
        if (to === undefined) return;
        this.pick({ layer: to, field: first(this.frame!.layers[to]!) });
        this.tree.focus();
    }

    private hover(field: number): void {
        this.mark(field < 0 ? this.chosen.field : field);
    }

    private mark(field: number): void {
        const layer = this.layer();
        const f = layer?.fields[field];
        if (!layer || !f) return;
        const own: Span = { from: f.at, size: Math.max(f.size, 1) };
        const whole: Span = { from: f.at,
            size: endOf(layer.fields, field) - f.at };
        const holds = whole.size > own.size;
        this.tree.mark(field);
        this.hex.mark(own, coveredBy(layer, field) ?? (holds ? whole : null));
    }
}

function columns(): number {
    return innerWidth <= PHONE ? 8 : 16;
}

function first(layer: Layer): number {
    return layer.fields.length > 0 ? 0 : -1;
}

function tabOf(layer: Layer): string {
    return layer.name === "envelope" ? `${layer.form} envelope` : layer.name;
}

/** The first layer, or field of one, with one of these names. */
function named(frame: FrameLayers, rows: number[], names: string[]):
    Chosen | null {
    for (const name of names)
        for (const layer of rows) {
            const l = frame.layers[layer]!;
            const field = l.fields.findIndex((f) => f.name === name);
            if (field >= 0 || l.name === name)
                return { layer, field: Math.max(0, field) };
        }
    return null;
}

/** Where one begins to read: at a signature, or else at a proof, of the
 * innermost layer that has one. */
function opening(frame: FrameLayers, rows: number[]): Chosen {
    const inwards = rows.slice().reverse();
    for (const wanted of [isSignature, isProof])
        for (const layer of inwards) {
            const l = frame.layers[layer]!;
            const field = l.fields.findIndex((_, i) => wanted(l, i));
            if (field >= 0) return { layer, field };
        }
    const layer = inwards[0] ?? -1;
    return { layer, field: layer < 0 ? -1 : first(frame.layers[layer]!) };
}

function isSignature(layer: Layer, field: number): boolean {
    return coveredBy(layer, field) !== null && layer.fields[field]!.size > 64;
}

function isProof(layer: Layer, field: number): boolean {
    return explain(layer, field).purpose === "auth";
}
