/* Dates or times below the scrubber's line: one for each day, hour or less,
 * as long as the run is, where they have room; the moment's own always. */

import { s } from "./dom";
import { Run } from "./run";
import { Scale } from "./scale";
import { DAY, MINUTE, SECOND } from "./time";

const BELOW = 42; // height of their feet
const LETTER = 6.3;
const ROOM = 10;

interface Label {
    words: string;
    x: number;
}

export interface Labels {
    /** Puts the labels into a group, for the moment's time. */
    show(group: SVGElement, t: number): void;
}

/** How a time of this run is told below the line. */
function teller(run: Run): (t: number) => string {
    const first = run.stops[0];
    const last = run.stops[run.stops.length - 1];
    const span = first === undefined || last === undefined ? 0
        : run.t[last]! - run.t[first]!;
    const { clock } = run;
    if (span >= 1.5 * DAY) return (t) => clock.dayMonth(t);
    if (span >= 5 * MINUTE) return (t) => clock.minute(t);
    if (span >= 2 * SECOND) return (t) => clock.second(t);
    return (t) => clock.exact(t, Math.floor(t % SECOND / 1e6) * 1e6);
}

export function scrubberLabels(run: Run, scale: Scale, edge: number,
    width: number): Labels {
    const words = teller(run);
    const all: Label[] = [];
    for (const row of run.stops) {
        const t = run.t[row]!;
        const w = words(t);
        const x = edge + scale.x(t);
        const last = all[all.length - 1];
        // A label too close to the one before could not stand anyway.
        if (!last || (last.words !== w && x - last.x > 4))
            all.push({ words: w, x });
    }
    const room = (l: Label): [number, number] => {
        const wide = l.words.length * LETTER;
        const from = Math.max(0, Math.min(l.x - 4, width - wide));
        return [from, from + wide];
    };
    let shown = "";
    return {
        show(group, t): void {
            const now = words(t);
            if (now === shown && group.childNodes.length) return;
            shown = now;
            const own = all.find((l) => l.words === now) ??
                { words: now, x: edge + scale.x(t) };
            const [a, b] = room(own);
            const placed: Label[] = [own];
            let free = 0;
            for (const l of all) {
                const [from, to] = room(l);
                if (l === own || from < free) continue;
                if (to + ROOM > a && from - ROOM < b) continue;
                placed.push(l);
                free = to + ROOM;
            }
            group.replaceChildren(...placed.map((l) => s("text", {
                x: room(l)[0], y: BELOW, class: l === own ? "b" : undefined,
            }, l.words)));
        },
    };
}
