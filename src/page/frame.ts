/* The frame of a view: its section with a small label, the finding as the
 * heading and a line beneath, which the view writes as the moment moves. */

import { h } from "./dom";
import { Frame } from "./view";

/** A section of that id, named by a label: "Who knows what". */
export function frame(id: string, label: string): Frame {
    const name = id + "-label";
    const heading = h("h2", { id: id + "-heading" });
    const lead = h("p", { class: "lead" });
    const body = h("div", { class: "body" });
    const section = h("section", { id, "aria-labelledby": name },
        h("header", {},
            h("p", { class: "label", id: name }, label), heading, lead),
        body);
    return { section, heading, lead, body };
}

/** A sentence in the place of what could not be shown. */
export function failure(what: string, error: unknown): HTMLElement {
    const why = error instanceof Error ? error.message : String(error);
    return h("p", { class: "failed", role: "alert" },
        h("b", { class: "bad" }, what), " ",
        h("span", { class: "said" }, shortened(why, 400)));
}

/** A text of somebody else's making, cut where it would fill the page. */
export function shortened(text: string, most: number): string {
    const signs = text.length > most ? [...text.slice(0, most + 2)] : [text];
    return text.length > most ? signs.slice(0, most).join("") + " ..." : text;
}
