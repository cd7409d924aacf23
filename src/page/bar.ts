/* The bar on top: the run's title, whether its expectations and its journal
 * hold, the views and the colour scheme. The moment stands below it. */

import { h, s } from "./dom";
import { shortened } from "./frame";
import { Run } from "./run";
import { grouped } from "./telling";
import { View } from "./view";

/** The bar, with the moment's own element within. */
export function fillBar(bar: HTMLElement, run: Run, views: View[],
    moment: HTMLElement, redraw: () => void): void {
    const title = run.data.run.title || run.data.run.name;
    const name = h("a", { class: "name said", href: "#story", title },
        shortened(title, 120));
    name.addEventListener("click", (e) => {
        e.preventDefault();
        scrollTo({ top: 0 });
    });
    bar.replaceChildren(
        h("div", { class: "wrap top" }, name, ...expectations(run),
            journal(run), navigation(views), themeButton(redraw)),
        h("div", { class: "dock" }, moment));
}

/** A mark with its word beside it: holds, wrong, or not decided. */
export function mark(kind: "good" | "bad" | "open"): SVGElement {
    const svg = s("svg", {
        class: "tick", viewBox: "0 0 12 11", "aria-hidden": "true",
    });
    if (kind === "open")
        svg.append(
            s("circle", { cx: 6, cy: 5.5, r: 4.2, fill: "none",
                stroke: "currentColor", "stroke-width": 1.6 }),
            s("path", { d: "M6 1.3a4.2 4.2 0 0 1 0 8.4z",
                fill: "currentColor" }));
    else
        svg.append(s("path", {
            d: kind === "good" ? "M1 6l3.4 3.6L11 1" : "M2 1.5l8 8m0-8l-8 8",
            fill: "none", stroke: "currentColor", "stroke-width": 1.8,
        }));
    return svg;
}

export function verdict(kind: "good" | "bad" | "open", cls: string,
    href: string, ...words: (Node | string)[]): HTMLElement {
    const link = h("a", { href }, mark(kind), ...words);
    link.addEventListener("click", (e) => {
        e.preventDefault();
        goTo(href.slice(1));
    });
    return h("span", {
        class: `verdict ${cls}` + (kind === "bad" ? " bad" : ""),
    }, link);
}

function expectations(run: Run): HTMLElement[] {
    const all = run.data.expectations;
    if (all.length === 0) return [];
    const count = (v: string): number =>
        all.filter((e) => e.verdict === v).length;
    const broken = count("broken");
    const open = count("undetermined");
    const more = (words: string): HTMLElement =>
        h("span", { class: "more" }, words);
    const b = (words: string): HTMLElement => h("b", {}, words);
    if (broken)
        return [verdict("bad", "expected", "#story",
            b(`${broken} of ${all.length}`), " broken")];
    if (open)
        return [verdict("open", "expected", "#story",
            b(`${open} of ${all.length}`), " undetermined")];
    return [verdict("good", "expected", "#story",
        b(`${all.length} of ${all.length}`), more(" expectations hold"))];
}

/** The journal's verdict in few words, and a sign. */
export function journalWords(run: Run): [string, "good" | "bad" | "open"] {
    const { state, records } = run.data.verdict;
    if (state === "OK") return ["whole and sealed", "good"];
    if (state === "INCOMPLETE") return ["not closed", "open"];
    const after = ` after record ${grouped(records)}`;
    return [(state === "TORN" ? "torn" : "damaged") + after, "bad"];
}

function journal(run: Run): HTMLElement {
    const [words, kind] = journalWords(run);
    const seed = run.data.verdict.publicSeed && kind !== "bad"
        ? h("span", { class: "most" }, ", public seed") : "";
    const said = h("b", { class: kind === "good" ? "more" : undefined },
        " " + words);
    return verdict(kind, "journal", "#trust", "journal", said, seed);
}

export function navigation(views: View[]): HTMLElement {
    const links = new Map<Element, HTMLElement>();
    for (const v of views) {
        const link = h("a", { href: "#" + v.id }, v.name);
        link.addEventListener("click", (e) => {
            e.preventDefault();
            goTo(v.id);
        });
        links.set(v.section, link);
    }
    // The view in the middle of the window is the one that is looked at.
    const watch = new IntersectionObserver((entries) => {
        for (const entry of entries) {
            if (!entry.isIntersecting) continue;
            for (const link of links.values())
                link.removeAttribute("aria-current");
            links.get(entry.target)?.setAttribute("aria-current", "true");
        }
    }, { rootMargin: "-45% 0px -54% 0px" });
    for (const section of links.keys()) watch.observe(section);
    return h("nav", { "aria-label": "Views" }, ...links.values());
}

/** Shows a section and moves the focus there, for the keys to go on from. */
export function goTo(id: string): void {
    const section = document.getElementById(id);
    if (!section) return;
    section.scrollIntoView();
    section.setAttribute("tabindex", "-1");
    section.focus({ preventScroll: true });
}

// The reader has chosen a colour scheme.
let chosen = false;

/** Follows the system's colour scheme until the reader chooses. */
export function themeButton(redraw: () => void): HTMLElement {
    const root = document.documentElement;
    const system = matchMedia("(prefers-color-scheme: dark)");
    const button = h("button", { class: "theme", type: "button" });
    const set = (dark: boolean): void => {
        root.dataset["theme"] = dark ? "dark" : "light";
        button.textContent = dark ? "Light" : "Dark";
        button.setAttribute("aria-label",
            `Change to the ${dark ? "light" : "dark"} colour scheme`);
        redraw();
    };
    set(chosen ? root.dataset["theme"] === "dark" : system.matches);
    system.addEventListener("change", () => {
        if (!chosen) set(system.matches);
    });
    button.addEventListener("click", () => {
        chosen = true;
        set(root.dataset["theme"] !== "dark");
    });
    return button;
}
