/* Chooses what is inspected: an exchange, and one of its frames. */

import { FrameLayers } from "./data";
import { h } from "./dom";
import { counted } from "./names";
import { Run } from "./run";

const BUTTONS = 8; // frames; more of them are a list

/** Told of an exchange by its number, or of a record of none. */
export interface Choosing {
    exchange(number: number): void;
    loose(record: number): void;
    frame(index: number): void;
}

export class Choice {
    readonly element = h("div", { class: "tools" });
    private readonly exchanges = h("select", { "aria-label": "Exchange" });
    private readonly frames = h("span", { class: "choice", role: "group",
        "aria-label": "Frame" });

    constructor(run: Run, private readonly choosing: Choosing) {
        const list = exchangesOf(run);
        this.exchanges.append(...list.map(({ number, words }) =>
            h("option", { value: `x${number}` }, `${number}: ${words}`)));
        const loose = looseOf(run);
        if (loose.length > 0)
            this.exchanges.append(h("optgroup", { label: "Of no exchange" },
                ...loose.map((record) => h("option", { value: `r${record}` },
                    `the frame of record ${record}`))));
        this.exchanges.addEventListener("change", () => this.choose());
        this.element.append(h("label", { class: "exchange" }, "Exchange ",
            this.exchanges), this.frames);
    }

    private choose(): void {
        const { value } = this.exchanges;
        const number = Number(value.slice(1));
        if (value.startsWith("x")) this.choosing.exchange(number);
        else this.choosing.loose(number);
    }

    show(key: string, frames: FrameLayers[], chosen: number): void {
        this.exchanges.value = key;
        if (frames.length < 2) {
            this.frames.replaceChildren();
            return;
        }
        this.frames.replaceChildren("Frame\u00a0", ...(
            frames.length > BUTTONS ? [this.list(frames, chosen)]
                : frames.map((f, i) => this.button(frames, f, i, chosen))));
    }

    private button(frames: FrameLayers[], f: FrameLayers, i: number,
        chosen: number): HTMLElement {
        const words = wordsOf(f);
        const b = h("button", { type: "button", title: words, "aria-label":
            `Frame ${i + 1} of ${frames.length}: ${words}`,
        "aria-pressed": String(i === chosen) }, String(i + 1));
        b.addEventListener("click", () => this.choosing.frame(i));
        return b;
    }

    private list(frames: FrameLayers[], chosen: number): HTMLElement {
        const select = h("select", { "aria-label": "Frame" },
            ...frames.map((f, i) =>
                h("option", { value: i }, `${i + 1}: ${wordsOf(f)}`)));
        select.value = String(chosen);
        select.addEventListener("change", () =>
            this.choosing.frame(Number(select.value)));
        return select;
    }
}

/** "us to russia, 1,332 bytes, record 117" */
function wordsOf(f: FrameLayers): string {
    const [first] = f.layers;
    const size = f.repeats !== null ? `the bytes of record ${f.repeats} again`
        : counted(first?.size ?? 0, "byte");
    return `${f.from} to ${f.to}, ${size}, record ${f.record}`;
}

/** Exchanges in the order of their numbers, with their first act in words. */
function exchangesOf(run: Run): { number: number; words: string }[] {
    const { exchange, sentence } = run.data.records;
    const first = new Map<number, number>();
    for (let row = 0; row < run.count; row++) {
        const number = exchange[row]!;
        if (number > 0 && !first.has(number) && run.isAct(row))
            first.set(number, row);
    }
    return [...first].sort((a, b) => a[0] - b[0])
        .map(([number, row]) => ({ number, words: sentence[row]! }));
}

/** Records of frames that belong to no exchange. */
function looseOf(run: Run): number[] {
    const { exchange, number } = run.data.records;
    if (run.data.parts.loose.length === 0) return [];
    return run.data.frames.sent.filter((row) => exchange[row] === 0)
        .map((row) => number[row]!);
}
