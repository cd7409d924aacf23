/* A level in words, as it stands in a text: its gauge, then its word. */

import { h } from "./dom";
import { gauge } from "./marks";

/** The gauge and the level's word, with more words where they are given. */
export function level(levels: string[], at: number, more = ""): HTMLElement {
    return h("span", { class: "level" }, gauge(at),
        h("span", {}, (levels[at] ?? "") + more));
}
