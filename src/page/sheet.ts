/* Sheets over the page: the list of keys, and the search. Escape or a click
 * beside them closes them and gives the focus back. */

import { goTo } from "./bar";
import { h } from "./dom";
import { shortened } from "./frame";
import { Hit, search } from "./search";
import { Context } from "./view";

export class Sheet {
    readonly box: HTMLElement;
    private from: Element | null = null;

    constructor(label: string, signal: AbortSignal, ...content: Node[]) {
        this.box = h("div", {
            class: "sheet", role: "dialog", "aria-label": label,
            "aria-modal": "true", hidden: "", tabindex: -1,
        }, ...content);
        this.box.addEventListener("keydown", (e) => this.keep(e));
        document.addEventListener("pointerdown", (e) => {
            if (e.target instanceof Node && !this.box.contains(e.target))
                this.close(false);
        }, { signal });
        signal.addEventListener("abort", () => this.box.remove());
        document.body.append(this.box);
    }

    get open(): boolean {
        return !this.box.hidden;
    }

    show(first?: HTMLElement): void {
        if (!this.open) this.from = document.activeElement;
        this.box.hidden = false;
        (first ?? this.box).focus();
    }

    close(back: boolean): void {
        if (!this.open) return;
        this.box.hidden = true;
        if (back && this.from instanceof HTMLElement ||
            back && this.from instanceof SVGElement)
            this.from.focus();
    }

    /** Keeps the page's keys from acting while the sheet is open. */
    private keep(e: KeyboardEvent): void {
        e.stopPropagation();
        if (e.key === "Escape") this.close(true);
        else if (e.key !== "Tab" || this.box.querySelector("a, button"))
            return;
        e.preventDefault();
    }
}

export class SearchSheet {
    private readonly input = h("input", {
        type: "text", role: "combobox", "aria-expanded": "false",
        "aria-controls": "hits", "aria-autocomplete": "list",
        "aria-label": "Search", autocomplete: "off", spellcheck: "false",
        placeholder: "Party, document, exchange, or words of a record",
    });
    private readonly list = h("ul", {
        class: "hits", id: "hits", role: "listbox", "aria-label": "Found",
    });
    private readonly none = h("p", { class: "small quiet", role: "status" });
    private readonly sheet: Sheet;
    private hits: Hit[] = [];
    private chosen = 0;

    constructor(private readonly context: Context) {
        this.sheet = new Sheet("Search", context.gone, this.input,
            this.list, this.none);
        this.input.addEventListener("input", () => this.find());
        this.input.addEventListener("keydown", (e) => this.key(e));
    }

    open(): void {
        this.sheet.show(this.input);
        this.input.select();
    }

    private find(): void {
        this.hits = search(this.context.run, this.input.value);
        this.chosen = 0;
        const none = this.input.value.trim() !== "" && !this.hits.length;
        this.none.textContent = none ? "Nothing in this run says that." : "";
        this.input.setAttribute("aria-expanded", String(this.hits.length > 0));
        this.list.replaceChildren(...this.hits.map((hit, i) => {
            const li = h("li", { role: "option", id: `hit-${i}` },
                h("span", { class: "kind" }, hit.kind),
                h("span", { class: "hit said" }, shortened(hit.words, 160)),
                h("span", { class: "where said" }, shortened(hit.where, 40)));
            li.addEventListener("click", () => this.go(hit));
            return li;
        }));
        this.mark();
    }

    private mark(): void {
        Array.from(this.list.children).forEach((li, i) => {
            li.setAttribute("aria-selected", String(i === this.chosen));
            if (i === this.chosen) li.scrollIntoView({ block: "nearest" });
        });
        if (this.hits.length)
            this.input.setAttribute("aria-activedescendant",
                `hit-${this.chosen}`);
        else this.input.removeAttribute("aria-activedescendant");
    }

    private key(e: KeyboardEvent): void {
        const by = { ArrowDown: 1, ArrowUp: -1 }[e.key];
        const hit = this.hits[this.chosen];
        if (by !== undefined && this.hits.length) {
            const n = this.hits.length;
            this.chosen = (this.chosen + by + n) % n;
            this.mark();
        } else if (e.key === "Enter" && hit) this.go(hit);
        else return;
        e.preventDefault();
    }

    /** Goes where the hit is, and closes. */
    private go(hit: Hit): void {
        const { moment } = this.context;
        this.sheet.close(false);
        if (hit.kind === "party") moment.set({ party: hit.index });
        if (hit.kind === "document") moment.set({ document: hit.index });
        if (hit.kind === "exchange") moment.set({ exchange: hit.index });
        if (hit.row >= 0) moment.go(hit.row);
        goTo(hit.kind === "document" ? "who"
            : hit.kind === "exchange" ? "bytes" : "timeline");
    }
}
