/* The glossary: every term once. A term anywhere on the page opens its entry
 * beside itself; Escape closes it and gives the focus back. */

import { h } from "./dom";
import { frame } from "./frame";
import { findTerm, Term, termId, TERMS } from "./terms";
import { Context, View } from "./view";

const MARGIN = 8;

export function makeGlossary({ gone }: Context): View {
    const f = frame("glossary", "Glossary");
    f.heading.append("Every term, once");
    f.body.append(h("dl", { class: "terms" }, ...[...TERMS]
        .sort((a, b) => a.word < b.word ? -1 : 1).map(entry)));
    const popup = new Popup(gone);
    document.body.append(popup.box);
    return { name: "Glossary", id: "glossary", section: f.section };
}

function entry(t: Term): HTMLElement {
    return h("div", { id: termId(t.word), tabindex: -1 },
        h("dt", {}, t.word),
        h("dd", {}, t.says + (t.more ? " " + t.more : "")));
}

class Popup {
    readonly box = h("div", {
        class: "popup", role: "dialog", "aria-label": "Glossary", hidden: "",
        tabindex: -1,
    });
    private opener: HTMLElement | null = null;

    constructor(signal: AbortSignal) {
        signal.addEventListener("abort", () => this.box.remove());
        document.addEventListener("click", (e) => this.clicked(e), { signal });
        document.addEventListener("keydown", (e) => {
            if (e.key !== "Escape" || this.box.hidden) return;
            e.preventDefault();
            this.close(true);
        }, { capture: true, signal });
        addEventListener("resize", () => this.close(false), { signal });
        addEventListener("scroll", () => this.close(false),
            { passive: true, signal });
    }

    private clicked(e: Event): void {
        const at = e.target instanceof Element ? e.target : null;
        if (at && this.box.contains(at)) return;
        const opener = at?.closest<HTMLElement>("[data-term]");
        const again = opener !== undefined && opener === this.opener;
        this.close(false);
        if (opener && !again) this.open(opener);
    }

    private open(opener: HTMLElement): void {
        const t = findTerm(opener.dataset["term"] ?? "");
        if (!t) return;
        const link = h("a", { href: "#" + termId(t.word) },
            "In the glossary");
        link.addEventListener("click", (e) => {
            e.preventDefault();
            this.close(false);
            show(termId(t.word));
        });
        this.box.replaceChildren(h("h3", {}, t.word), h("p", {}, t.says));
        if (t.more)
            this.box.append(h("p", { class: "small quiet" }, t.more));
        this.box.append(h("p", { class: "small quiet" }, link));
        this.box.hidden = false;
        this.opener = opener;
        opener.setAttribute("aria-expanded", "true");
        this.place(opener.getBoundingClientRect());
        this.box.focus({ preventScroll: true });
    }

    private place(r: DOMRect): void {
        const own = this.box.getBoundingClientRect();
        const left = Math.min(r.left, innerWidth - own.width - 2 * MARGIN);
        const below = r.bottom + MARGIN;
        const top = below + own.height < innerHeight ? below
            : r.top - own.height - MARGIN;
        const { style } = this.box;
        style.setProperty("left", Math.max(MARGIN, left) + "px");
        style.setProperty("top", Math.max(MARGIN, top) + "px");
    }

    private close(back: boolean): void {
        if (this.box.hidden) return;
        this.box.hidden = true;
        this.opener?.removeAttribute("aria-expanded");
        if (back) this.opener?.focus();
        this.opener = null;
    }
}

function show(id: string): void {
    const e = document.getElementById(id);
    e?.scrollIntoView({ block: "center" });
    e?.focus({ preventScroll: true });
}
