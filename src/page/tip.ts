/* The tooltip: one thing in words beside the pointer, or beside what has the
 * focus. It says nothing that does not stand elsewhere, too. */

import { byId } from "./dom";

const GAP = 14;
const MARGIN = 8;

/** Shows what `fill` puts into the box. */
export function tip(e: PointerEvent | FocusEvent,
    fill: (box: HTMLElement) => void): void {
    const box = byId("tip");
    box.replaceChildren();
    fill(box);
    box.hidden = box.childNodes.length === 0;
    const [x, y] = place(e);
    const { width, height } = box.getBoundingClientRect();
    const left = Math.min(x + GAP, innerWidth - width - MARGIN);
    const below = y + GAP + 4;
    const above = y - height - GAP;
    const top = below + height > innerHeight - MARGIN ? above : below;
    box.style.setProperty("left", Math.max(MARGIN, left) + "px");
    box.style.setProperty("top", Math.max(MARGIN, top) + "px");
}

/** Where the pointer is, or the middle of what has the focus. */
function place(e: PointerEvent | FocusEvent): [number, number] {
    if ("clientX" in e) return [e.clientX, e.clientY];
    if (!(e.target instanceof Element)) return [0, 0];
    const r = e.target.getBoundingClientRect();
    return [r.left + r.width / 2, r.top + r.height / 2];
}

export function hideTip(): void {
    byId("tip").hidden = true;
}

/** Gives an element a tooltip for the pointer and for the focus. */
export function tipped(e: Element, fill: (box: HTMLElement) => void): void {
    const show = (event: Event): void =>
        tip(event as PointerEvent | FocusEvent, fill);
    e.addEventListener("pointerenter", show);
    e.addEventListener("focus", show);
    e.addEventListener("pointerleave", hideTip);
    e.addEventListener("blur", hideTip);
}

/** Gives an element the focus, and shows the tooltip anew even where it has it
 * already, because what it stands for has changed. */
export function focusTip(e: SVGElement, fill: (box: HTMLElement) => void):
    void {
    e.focus({ preventScroll: true });
    e.addEventListener("focus", (event) => tip(event as FocusEvent, fill),
        { once: true });
    e.dispatchEvent(new FocusEvent("focus"));
}
