/* The gauge of a level: five rising bars, as many full as the level. It stands
 * before the level's word wherever one is written in a text. */

import { h, s } from "./dom";

const BARS = 5;

export function gauge(level: number): SVGSVGElement {
    const e = s("svg", {
        class: "gauge", viewBox: "0 0 13 13", "aria-hidden": "true",
    });
    for (let i = 0; i < BARS; i++)
        e.append(s("rect", {
            x: i * 2.7, y: 10 - i * 2.4, width: 1.9, height: 3 + i * 2.4,
            ...(i < level ? {} : { class: "off" }),
        }));
    return e;
}

/** The gauge and the level's word, with more words where they are given. */
export function level(levels: string[], at: number, more = ""): HTMLElement {
    return h("span", { class: "level" }, gauge(at),
        h("span", {}, (levels[at] ?? "") + more));
}
