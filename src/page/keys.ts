/* The keyboard: what each key does, wherever the focus is, unless what has the
 * focus has made use of the key itself and prevented its default. */

import { goTo } from "./bar";
import { h } from "./dom";
import { ZOOMS } from "./moment";
import { togglePlay } from "./player";
import { SearchSheet, Sheet } from "./sheet";
import { hideTip } from "./tip";
import { Context, View } from "./view";

/** Keys by their names, each with what it does; "+" stands for Shift. */
type Acts = { [key: string]: () => void };

const LIST: [string, string][] = [
    ["\u2190 \u2192", "a step back or on"],
    ["Shift \u2190 \u2192", "a day back or on"],
    ["PageUp PageDown", "an exchange back or on"],
    ["Home End", "in the line on top: to its ends"],
    ["Space", "play, pause"],
    ["+ \u2212 0", "zoom the timeline in, out, to the whole"],
    ["1 to 9", "the views, in their order"],
    ["/", "search"],
    ["Esc", "close what is open"],
    ["?", "this list"],
    ["in the matrix", "arrows move the cell, Enter asks why"],
    ["in the timeline", "Tab enters; arrows by time and lane, Enter goes"],
    ["in the fields", "Up and Down fields, Left and Right layers"],
    ["in the chart of thefts", "arrows an hour, PageUp and PageDown " +
        "half a day"],
];

const LESSON: [string, string][] = [
    ["a to e", "answer the lesson's question"],
    ["Enter", "go on in the lesson"],
];

export function listenToKeys(context: Context, views: View[]): void {
    const help = keySheet(context);
    const finder = new SearchSheet(context);
    const acts = actsOf(context, views);
    acts["/"] = (): void => finder.open();
    acts["?"] = (): void => help.show();
    document.addEventListener("keydown", (e) => {
        if (e.defaultPrevented || e.altKey || e.ctrlKey || e.metaKey) return;
        if (e.key === "Escape") hideTip();
        const name = e.shiftKey && e.key.startsWith("Arrow") ? "+" + e.key
            : e.key;
        const act = acts[name];
        if (!act || taken(e)) return;
        e.preventDefault();
        act();
    }, { signal: context.gone });
}

function actsOf(context: Context, views: View[]): Acts {
    const { moment, run } = context;
    const zoom = (by: number): void => {
        const now = ZOOMS.indexOf(moment.state.zoom) + by;
        const next = ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, now))];
        moment.set({ zoom: next! });
    };
    const acts: Acts = {
        ArrowLeft: () => moment.step(-1),
        ArrowRight: () => moment.step(1),
        "+ArrowLeft": () => moment.stepDay(-1),
        "+ArrowRight": () => moment.stepDay(1),
        PageUp: () => moment.stepExchange(-1),
        PageDown: () => moment.stepExchange(1),
        " ": () => togglePlay(run, moment),
        "+": () => zoom(1),
        "=": () => zoom(1),
        "-": () => zoom(-1),
        "0": () => moment.set({ zoom: "whole" }),
    };
    views.slice(0, 9).forEach((v, i) => (acts[i + 1] = (): void =>
        goTo(v.id)));
    return acts;
}

/** True where what has the focus needs the key for itself. */
function taken(e: KeyboardEvent): boolean {
    const at = e.target instanceof Element ? e.target : null;
    if (!at) return false;
    if (at.closest("input, textarea, select, [contenteditable]")) return true;
    return e.key === " " &&
        at.closest("button, a, summary, [role=button]") !== null;
}

function keySheet({ run, gone }: Context): Sheet {
    const list = run.data.lesson ? [...LIST, ...LESSON] : LIST;
    return new Sheet("Keys", gone, h("h2", {}, "Keys"),
        h("dl", {}, ...list.flatMap(([keys, words]) => {
            const named = keys.startsWith("in ");
            return [h("dt", {}, ...(named ? [keys]
                : keys.split(" ").flatMap((k, i) => [i ? " " : "",
                    k === "to" ? k : h("kbd", {}, k)]))),
            h("dd", {}, words)];
        })));
}
