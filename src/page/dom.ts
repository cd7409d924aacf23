/* Elements are made here and nowhere else, always of names that stand in the
 * code and of text nodes: whatever a scenario says stays text. */

export type Attributes = { [name: string]: string | number | undefined };

const SVG = "http://www.w3.org/2000/svg";

function set(e: Element, attributes: Attributes): void {
    for (const name in attributes) {
        const value = attributes[name];
        if (value !== undefined) e.setAttribute(name, String(value));
    }
}

/** An HTML element with class, text or children. */
export function h<K extends keyof HTMLElementTagNameMap>(
    tag: K,
    attributes: Attributes = {},
    ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
    const e = document.createElement(tag);
    set(e, attributes);
    e.append(...children);
    return e;
}

/** An SVG element. */
export function s<K extends keyof SVGElementTagNameMap>(
    tag: K,
    attributes: Attributes = {},
    ...children: (Node | string)[]
): SVGElementTagNameMap[K] {
    const e = document.createElementNS(SVG, tag) as SVGElementTagNameMap[K];
    set(e, attributes);
    e.append(...children);
    return e;
}

/** The element of that id, which the page's own skeleton has. */
export function byId(id: string): HTMLElement {
    const e = document.getElementById(id);
    if (!e) throw new Error("the page lacks #" + id);
    return e;
}

/** Follows a pointer that goes down on an element until it is lifted. The press
 * selects nothing: while a browser selects, it scrolls the page under a pointer
 * that nears an edge of the window. */
export function follow(e: SVGElement, moved: (at: PointerEvent) => void,
    held: (down: boolean) => void = () => {}): void {
    e.addEventListener("mousedown", (at) => {
        at.preventDefault();
        e.focus({ preventScroll: true });
    });
    e.addEventListener("pointerdown", (at) => {
        if (at.button !== 0) return;
        e.setPointerCapture(at.pointerId);
        held(true);
        moved(at);
    });
    e.addEventListener("pointermove", (at) => {
        if (e.hasPointerCapture(at.pointerId)) moved(at);
    });
    for (const end of ["pointerup", "pointercancel"] as const)
        e.addEventListener(end, () => held(false));
}

/** Writes an element anew if its text changes by it: laying out a heading
 * again costs more than looking. */
export function rewrite(e: HTMLElement, parts: (Node | string)[]): void {
    const text = parts.map((p) =>
        typeof p === "string" ? p : p.textContent ?? "").join("");
    if (e.textContent !== text) e.replaceChildren(...parts);
}

/** Words in which a time and a share go on in another line as a whole. */
export function whole(words: string): (Node | string)[] {
    return words.split(/(\d{4}-\d\d-\d\d\S*|[\d.]+ %)/).map((part, i) =>
        i % 2 ? h("span", { class: "whole" }, part) : part);
}
