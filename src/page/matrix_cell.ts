/* One cell of "Who knows what": a button with a strip, which is one fill or a
 * segment for each portion, and a caption. It redraws itself only when what it
 * shows has changed. */

import { Data } from "./data";
import { h } from "./dom";
import { level } from "./level";
import { gauge } from "./marks";
import { Knowledge, Run } from "./run";
import { tipped } from "./tip";

const TOLD = 2; // from this level on it matters to whom a text is released

export class Cell {
    readonly button: HTMLButtonElement;
    private chosen = false;
    private know: Knowledge | null = null;

    constructor(private readonly run: Run, readonly actor: number,
        readonly document: number) {
        this.button = h("button", { class: "cell", type: "button",
            "aria-pressed": "false", tabindex: -1 });
        tipped(this.button, (box) => this.tell(box));
    }

    draw(row: number, chosen: boolean): void {
        const k = this.run.know(this.actor, this.document, row);
        const old = this.know;
        if (chosen !== this.chosen)
            this.button.setAttribute("aria-pressed", String(chosen));
        this.chosen = chosen;
        if (k.gain === old?.gain && k.changed === old.changed &&
            k.before === old.before) return;
        this.know = k;
        const astray = isAstray(this.run.data, this.actor, this.document, k);
        this.button.className = "cell" + (k.most ? "" : " none") +
            (k.changed ? " changed" : "") + (astray ? " astray" : "");
        this.button.replaceChildren(
            h("span", { class: "hidden said" }, this.label(k, astray)),
            this.strip(k), this.caption(k, astray));
    }

    /** One fill, or a segment a portion; the word on the first run. */
    private strip(k: Knowledge): HTMLElement {
        const strip = h("span", { class: "strip", "aria-hidden": "true" });
        const word = this.run.data.levels;
        if (k.most === 0) {
            strip.append(h("span", {}, "–"));
            return strip;
        }
        const parts = k.most === k.least ? [k.most] : k.levels;
        const first = parts.findIndex((l) => l !== parts[0]);
        const wide = first < 0 || first > 1;
        parts.forEach((l, i) => {
            const part = h("span", { class: "s" + l });
            if (parts[i - 1] !== l) part.classList.add("begins");
            if (parts[i + 1] !== l) part.classList.add("ends");
            if (i === 0 && wide) {
                part.classList.add("first");
                part.append(gauge(l), h("span", {}, word[l] ?? ""));
            }
            strip.append(part);
        });
        return strip;
    }

    private caption(k: Knowledge, astray: boolean): HTMLElement {
        const { wide, narrow } = this.words(k);
        return h("span", { class: "under" },
            astray ? h("b", { class: "bad" }, "! ") : "",
            h("span", { class: "wide" }, wide),
            h("span", { class: "narrow" }, narrow));
    }

    /** The caption, and a short one for narrow columns. */
    private words(k: Knowledge): { wide: string; narrow: string } {
        const { clock, t, data } = this.run;
        if (k.most === 0) return { wide: "\u00a0", narrow: "\u00a0" };
        if (k.most !== k.least) {
            const narrow = counts(this.run.data.levels, k);
            return { wide: narrow + (k.changed ? ", now" : ""), narrow };
        }
        if (k.changed) {
            const before = k.before ? `, was ${data.levels[k.before]}` : "";
            return { wide: "now" + before, narrow: "now" };
        }
        const day = clock.dayMonth(t[k.since]!);
        return {
            wide: `since ${day} ${clock.minute(t[k.since]!)}`,
            narrow: `since ${day}`,
        };
    }

    /** For who cannot see the strip: all of it in words. The caption goes on
     * from there. */
    private label(k: Knowledge, astray: boolean): string {
        const { data } = this.run;
        const { name } = data.documents[this.document]!;
        const who = data.actors[this.actor]!.title ||
            data.actors[this.actor]!.name;
        const head = `${who}, ${name}: ${data.levels[k.most]}`;
        const parts = k.most === k.least ? ""
            : ` in part (${this.portions(k).join(", ")})`;
        return head + parts + (astray ? ", not meant for it" : "") +
            (k.most ? ", " : "");
    }

    private portions(k: Knowledge): string[] {
        const { data } = this.run;
        return data.documents[this.document]!.portions.map((name, i) =>
            `${name}: ${data.levels[k.levels[i]!]}`);
    }

    /** Beside the pointer: which portion stands where. */
    private tell(box: HTMLElement): void {
        const { data } = this.run;
        const { name, portions } = data.documents[this.document]!;
        const k = this.know;
        if (!k || k.most === 0) return;
        box.append(h("b", { class: "said" }, name));
        if (isAstray(data, this.actor, this.document, k))
            box.append(h("div", { class: "bad" },
                "! Not meant for it: its marking names others."));
        portions.forEach((portion, i) => {
            const line = level(data.levels, k.levels[i]!);
            line.prepend(h("span", { class: "said quiet" }, portion + " "));
            box.append(h("div", { class: "portion" }, line));
        });
    }
}

/** "4 told, 1 aware" */
export function counts(levels: string[], k: Knowledge): string {
    return levels.map((word, l) => ({
        word, n: k.levels.filter((x) => x === l).length,
    })).filter((c) => c.n > 0).reverse()
        .map((c) => `${c.n} ${c.word}`).join(", ");
}

/** True where it has of a text that its marking releases to others alone. */
export function isAstray(data: Data, actor: number, document: number,
    k: Knowledge): boolean {
    const { releasableTo, author } = data.documents[document]!;
    return releasableTo !== null && author !== actor && k.most >= TOLD &&
        !releasableTo.includes(actor);
}
