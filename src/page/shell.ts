/* What every page does besides its views: it opens itself for the paper, and
 * says what went wrong where it would stand. */

import { byId, h } from "./dom";
import { failure } from "./frame";

/** Opens all disclosures for the paper, and closes them afterwards. */
export function listenToPrint(): void {
    let closed: HTMLDetailsElement[] = [];
    addEventListener("beforeprint", () => {
        closed = Array.from(document.querySelectorAll<HTMLDetailsElement>(
            "details:not([open])"));
        for (const d of closed) {
            d.open = true;
            // The browser's own event comes too late for the paper.
            d.dispatchEvent(new Event("toggle"));
        }
    });
    addEventListener("afterprint", () => {
        for (const d of closed) d.open = false;
    });
}

/** Says on the page what went wrong while it was in use. */
export function listenToErrors(): void {
    const say = (error: unknown): void => {
        const main = byId("views");
        if (main.querySelectorAll(".trouble").length > 2) return;
        main.prepend(h("div", { class: "trouble" },
            failure("Something on this page went wrong.", error)));
    };
    addEventListener("error", (e) => {
        // A picture that takes two passes to find its size is no fault.
        if (!e.message.startsWith("ResizeObserver loop"))
            say(e.error ?? e.message);
    });
    addEventListener("unhandledrejection", (e) => say(e.reason));
}

/** Says that there is no page, and why. */
export function sayBroken(error: unknown): void {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
    byId("views").replaceChildren(h("section", {},
        failure("This report cannot be shown.", error)));
}
