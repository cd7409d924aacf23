/* The tables behind the pictures of a study. */

import { h } from "./dom";
import { plainTable } from "./picture";
import { Choice } from "./study_choice";
import { stepAt } from "./study_curve";
import { MeasureData } from "./study_data";
import { Figure, differenceTeller } from "./study_figures";
import { PlotSpec } from "./study_plot";
import { told, toldDifference, toldInterval } from "./study_words";
import { grouped } from "./telling";

const ROWS = 24; // of a plot's table

/** A table that may be wider than the page, and is scrolled by keys, too. */
function wide(columns: string[], rows: string[][]): HTMLElement {
    return h("div", { class: "wide", tabindex: 0, role: "group",
        "aria-label": "Table" }, plainTable(columns, rows));
}

/** A plot's lines at even places of its axis. */
export function plotTable(spec: PlotSpec): HTMLElement {
    const rows = Array.from({ length: ROWS + 1 }, (_, i) => {
        const at = spec.low + (spec.high - spec.low) * i / ROWS;
        return [spec.at(at), ...spec.lines.map((l) =>
            at > l.ends ? "\u2013" : l.tell(stepAt(l.curve, at)).join("; "))];
    });
    return wide(["", ...spec.lines.map((l) => l.label || "value")],
        rows);
}

/** All figures of the chosen points, or of others. */
export function figureTable(m: MeasureData, all: Figure[], choice: Choice,
    points = choice.points()): HTMLElement {
    return wide(["", "runs", ...all.flatMap((f) =>
        [f.name, "95 % interval"])],
    points.map((p) => {
        const o = m.outcomes[p]!;
        return [choice.label(p), grouped(o.counted), ...all.flatMap((f) => {
            const v = f.of(o);
            if (!v) return ["\u2013", "\u2013"];
            return [v.value === null ? "later" : told(f.teller, v.value),
                toldInterval(f.teller, v)];
        })];
    }));
}

/** How the chosen points differ from the first. */
export function differenceTable(m: MeasureData, choice: Choice): HTMLElement {
    const t = differenceTeller(m, choice.data);
    return wide(["", "pairs of runs", "difference", "95 % interval"],
        choice.points().flatMap((p) => {
            const d = m.outcomes[p]!.difference;
            return d ? [[choice.label(p), grouped(d.pairs),
                d.pairs > 0 ? toldDifference(t, d.value) : "\u2013",
                toldInterval(t, d, toldDifference)]] : [];
        }));
}
