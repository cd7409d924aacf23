/* A picture: an SVG that a reader of the screen hears as one sentence, the
 * same as a table behind a disclosure, and a button that saves it as a file of
 * its own. */

import { h } from "./dom";

// Read off each element as it is drawn, so that the file needs no stylesheet.
const PROPERTIES = ["fill", "fill-opacity", "stroke", "stroke-width",
    "stroke-opacity", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
    "opacity", "visibility", "font-family", "font-size", "font-weight",
    "font-style", "letter-spacing", "text-anchor", "text-decoration-line",
    "paint-order", "dominant-baseline", "transform"];

// Those that a child does not have from its parent.
const OWN = ["opacity", "transform", "text-decoration-line"];

// Left out of the file: what only catches the pointer.
const UNSEEN = ".hit, .unsaved";

/** The picture's figure. `title` is its sentence and names the file; the
 * table is made when it is first asked for, and null where the same stands
 * beside the picture anyway. */
export function picture(title: string, svg: SVGSVGElement,
    table: HTMLElement | (() => HTMLElement) | null): HTMLElement {
    if (!svg.hasAttribute("role")) svg.setAttribute("role", "img");
    if (!svg.hasAttribute("aria-label")) svg.setAttribute("aria-label", title);
    const save = h("button", { class: "save", type: "button" }, "Save as SVG");
    save.addEventListener("click", () =>
        saveFile(fileName(title) + ".svg", "image/svg+xml", [standalone(svg)]));
    return h("figure", { class: "picture" },
        h("div", { class: "scroll" }, svg),
        h("div", { class: "after" },
            ...(table ? [disclosure("The same as a table", table)] : []),
            save));
}

/** A disclosure whose content is made anew whenever it is opened. */
export function disclosure(words: string,
    content: HTMLElement | (() => HTMLElement)): HTMLDetailsElement {
    const box = h("div", { class: "plain" });
    const details = h("details", {}, h("summary", {}, words), box);
    details.addEventListener("toggle", () => {
        if (details.open)
            box.replaceChildren(typeof content === "function" ? content()
                : content);
    });
    return details;
}

/** A table of texts. */
export function plainTable(columns: string[], rows: string[][]): HTMLElement {
    const head = h("tr", {}, ...columns.map((c) =>
        h("th", { scope: "col" }, c)));
    return h("table", {}, h("thead", {}, head),
        h("tbody", {}, ...rows.map((row) =>
            h("tr", {}, ...row.map((cell) =>
                h("td", { class: "said" }, cell))))));
}

function fileName(title: string): string {
    const name = title.toLowerCase().replace(/[^a-z0-9]+/g, "-")
        .replace(/^-+|-+$/g, "").slice(0, 60);
    return name || "picture";
}

/** Offers bytes as a file to keep. */
export function saveFile(name: string, type: string, parts: BlobPart[]): void {
    const url = URL.createObjectURL(new Blob(parts, { type }));
    const link = h("a", { href: url, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
}

/** The SVG as a file: colours and type as they are now, on paper. */
export function standalone(svg: SVGSVGElement): string {
    const copy = svg.cloneNode(true) as SVGSVGElement;
    resolve(svg, copy, null);
    for (const e of Array.from(copy.querySelectorAll(UNSEEN))) e.remove();
    const { width, height } = svg.getBoundingClientRect();
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", String(Math.ceil(width)));
    copy.setAttribute("height", String(Math.ceil(height)));
    if (!copy.hasAttribute("viewBox"))
        copy.setAttribute("viewBox",
            `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`);
    const ground = document.createElementNS(copy.namespaceURI!, "rect");
    ground.setAttribute("width", "100%");
    ground.setAttribute("height", "100%");
    ground.setAttribute("fill", getComputedStyle(document.documentElement)
        .getPropertyValue("--paper").trim());
    copy.prepend(ground);
    return new XMLSerializer().serializeToString(copy);
}

/** Writes onto the copy what the style sheet gives the original, except for
 * what it has from its parent anyway. */
function resolve(from: Element, to: Element,
    parent: CSSStyleDeclaration | null): void {
    const style = getComputedStyle(from);
    if (style.display === "none") {
        to.classList.add("unsaved");
        return;
    }
    for (const name of PROPERTIES) {
        const value = style.getPropertyValue(name);
        const inherited = !OWN.includes(name) && parent !== null &&
            parent.getPropertyValue(name) === value;
        if (inherited || value === "none" && name === "transform")
            to.removeAttribute(name);
        else to.setAttribute(name, value);
    }
    to.removeAttribute("style");
    const copies = Array.from(to.children);
    Array.from(from.children).forEach((child, i) =>
        resolve(child, copies[i]!, style));
}
