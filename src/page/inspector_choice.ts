/* Chooses what is inspected: an exchange, and one of its frames. */

import { FrameLayers } from "./data";
import { h } from "./dom";
import { counted } from "./names";
import { Run } from "./run";

const BUTTONS = 8; // frames; more of them are a list
const MANY = 500; // exchanges; more of them are listed when they are asked for

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
    private filled = false;

    constructor(private readonly run: Run,
        private readonly choosing: Choosing) {
        const { exchanges } = this;
        const most = run.data.records.exchange.reduce((a, b) =>
            Math.max(a, b), 0);
        if (most <= MANY) this.fill();
        else
            for (const event of ["pointerdown", "focus"])
                exchanges.addEventListener(event, () => this.fill(),
                    { once: true });
        exchanges.addEventListener("change", () => this.choose());
        this.element.append(h("label", { class: "exchange" }, "Exchange ",
            exchanges), this.frames);
    }

    /** Lists all exchanges, once; the browser measures each of its lines. */
    private fill(): void {
        const { exchanges, run } = this;
        if (this.filled) return;
        this.filled = true;
        const { value } = exchanges;
        exchanges.replaceChildren(...exchangesOf(run).map((x) => option(x)));
        const loose = looseOf(run);
        if (loose.length > 0)
            exchanges.append(h("optgroup", { label: "Of no exchange" },
                ...loose.map((record) => h("option", { value: `r${record}` },
                    `the frame of record ${record}`))));
        if (value) exchanges.value = value;
    }

    /** The one shown, which stands alone until all are listed. */
    private alone(key: string): void {
        const number = Number(key.slice(1));
        this.exchanges.replaceChildren(key.startsWith("x")
            ? option(exchangeOf(this.run, number))
            : h("option", { value: key }, `the frame of record ${number}`));
    }

    private choose(): void {
        const { value } = this.exchanges;
        const number = Number(value.slice(1));
        if (value.startsWith("x")) this.choosing.exchange(number);
        else this.choosing.loose(number);
    }

    show(key: string, frames: FrameLayers[], chosen: number): void {
        if (!this.filled) this.alone(key);
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

interface Exchange {
    number: number;
    words: string;
}

function option({ number, words }: Exchange): HTMLElement {
    return h("option", { value: `x${number}` }, `${number}: ${words}`);
}

/** Exchanges in the order of their numbers, with their first act in words. */
function exchangesOf(run: Run): Exchange[] {
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

function exchangeOf(run: Run, number: number): Exchange {
    const { exchange, sentence } = run.data.records;
    const row = exchange.findIndex((x, i) => x === number && run.isAct(i));
    return { number, words: sentence[row] ?? "" };
}

/** Records of frames that belong to no exchange. */
function looseOf(run: Run): number[] {
    const { exchange, number } = run.data.records;
    if (run.data.parts.loose.length === 0) return [];
    return run.data.frames.sent.filter((row) => exchange[row] === 0)
        .map((row) => number[row]!);
}
