/* A list of rows of one height. A long one is built only where it is looked
 * at, and whole to be printed. */

import { h } from "./dom";

const BUILT = 256; // rows: 4 KiB of bytes at 16 a row
const AROUND = 12; // built beyond the edges
const BELOW = 4; // kept in sight from the one revealed on

export class Rows {
    readonly list: HTMLElement;
    private readonly rows = new Map<number, HTMLElement>();
    private height = 21;

    constructor(readonly box: HTMLElement, list: HTMLElement,
        private count: number,
        private readonly make: (index: number) => HTMLElement) {
        this.list = list;
        box.replaceChildren(list);
        box.onscroll = () => this.fill();
        this.fill();
    }

    /** The row's element, where it is built. */
    row(index: number): HTMLElement | undefined {
        return this.rows.get(index);
    }

    /** Scrolls so that a row stands in the upper part. */
    reveal(index: number): void {
        this.measure();
        const top = index * this.height;
        const { scrollTop, clientHeight } = this.box;
        const bottom = top + BELOW * this.height;
        if (top < scrollTop || bottom > scrollTop + clientHeight)
            this.box.scrollTop = Math.max(0, top - clientHeight / 4);
        this.fill();
    }

    /** Builds every row, as print needs. */
    all(): void {
        this.show(0, this.count);
    }

    private measure(): void {
        const [first] = this.rows.values();
        if (first && first.offsetHeight > 0)
            this.height = first.getBoundingClientRect().height;
    }

    private fill(): void {
        if (this.count <= BUILT) {
            if (this.rows.size !== this.count) this.show(0, this.count);
            return;
        }
        this.measure();
        const { scrollTop, clientHeight } = this.box;
        const from = Math.floor(scrollTop / this.height) - AROUND;
        const to = Math.ceil((scrollTop + clientHeight) / this.height) + AROUND;
        this.show(Math.max(0, from), Math.min(this.count, to));
    }

    private show(from: number, to: number): void {
        for (const index of [...this.rows.keys()])
            if (index < from || index >= to) this.rows.delete(index);
        const shown: HTMLElement[] = [];
        for (let i = from; i < to; i++) {
            const row = this.rows.get(i) ?? this.make(i);
            this.rows.set(i, row);
            shown.push(row);
        }
        this.list.replaceChildren(...space(from * this.height), ...shown,
            ...space((this.count - to) * this.height));
    }
}

function space(height: number): HTMLElement[] {
    if (height <= 0) return [];
    const e = h("li", { class: "space", role: "presentation",
        "aria-hidden": "true" });
    e.style.setProperty("height", height + "px");
    return [e];
}
