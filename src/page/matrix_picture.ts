/* The matrix at a moment as a picture, to be saved: what the table on the page
 * says, without its buttons. */

import { h, s } from "./dom";
import { hatch } from "./marks";
import { counts, isAstray } from "./matrix_cell";
import { saveFile, standalone } from "./picture";
import { Knowledge, Run } from "./run";

const EDGE = 10;
const NAME = 150; // width of the parties' column
const CELL = 190;
const ROW = 54;
const HEAD = 62;
const STRIP = 26;

/** A button that saves the matrix as it is now. */
export function saveButton(run: Run, row: () => number): HTMLElement {
    const button = h("button", { class: "save", type: "button" },
        "Save as SVG");
    button.addEventListener("click", () => {
        // Colours are read off the picture, which must stand on the page.
        const svg = draw(run, row());
        const place = h("div", { class: "hidden" }, svg);
        button.after(place);
        const file = standalone(svg);
        place.remove();
        saveFile("who-knows-what.svg", "image/svg+xml", [file]);
    });
    return button;
}

function draw(run: Run, row: number): SVGSVGElement {
    const { documents, actors } = run.data;
    const width = NAME + CELL * documents.length + EDGE;
    const height = HEAD + ROW * run.lanes.length + 8;
    const svg = s("svg", { width, height, viewBox: `0 0 ${width} ${height}` },
        s("defs", {}, hatch("matrix-hatch")));
    svg.append(s("text", { x: EDGE, y: 24, class: "b" }, told(run, row)));
    documents.forEach((d, i) => svg.append(s("text", {
        x: NAME + CELL * i, y: HEAD - 12, class: "b",
    }, d.name)));
    svg.append(rule(HEAD - 4, width, "var(--ink)"));
    run.lanes.forEach((actor, lane) => {
        const y = HEAD + ROW * lane;
        const { title, name, adversary } = actors[actor]!;
        svg.append(coloured(adversary ? "var(--bad)" : "var(--ink)",
            s("text", { x: EDGE, y: y + 22, class: "b" }, title || name)),
        rule(y + ROW - 4, width, "var(--rule2)"));
        documents.forEach((_, i) => {
            const k = run.know(actor, i, row);
            svg.append(...cell(run, k, isAstray(run.data, actor, i, k),
                NAME + CELL * i, y + 4));
        });
    });
    return svg;
}

function told(run: Run, row: number): string {
    const t = run.t[row] ?? 0;
    return `Who knows what, ${run.clock.weekday(t)} ${run.clock.year(t)}, ` +
        `${run.clock.second(t)} UTC`;
}

function rule(y: number, width: number, stroke: string): SVGElement {
    return s("line", { x1: EDGE, x2: width - EDGE, y1: y, y2: y, stroke });
}

/** A colour of its own, which the style of all texts would outdo. */
function coloured(fill: string, text: SVGElement): SVGElement {
    text.style.setProperty("fill", fill);
    return text;
}

/** One fill or a segment a portion, the words of its levels, and since when;
 * hatched where it was not meant for the actor. */
function cell(run: Run, k: Knowledge, astray: boolean, x: number,
    y: number): SVGElement[] {
    const { levels } = run.data;
    const width = CELL - 14;
    if (k.most === 0)
        return [s("text", { x, y: y + 18, class: "faint" }, "–")];
    const parts = k.most === k.least ? [k.most] : k.levels;
    const part = width / parts.length;
    const out: SVGElement[] = parts.map((level, i) => s("rect", {
        x: x + part * i, y, width: Math.max(1, part - 1), height: STRIP,
        fill: level ? `var(--l${level})` : "none",
        stroke: level > 2 ? "none" : "var(--edge)", "stroke-width": .8,
    }));
    if (astray)
        out.push(s("rect", { x, y, width, height: STRIP, opacity: .55,
            fill: "url(#matrix-hatch)" }));
    if (parts.length === 1)
        out.push(coloured(`var(--t${k.most})`, s("text", { x: x + 8,
            y: y + 17, "font-weight": 600 }, levels[k.most] ?? "")));
    const t = run.t[k.since] ?? 0;
    const under = parts.length > 1
        ? counts(levels, k)
        : `since ${run.clock.dayMonth(t)} ${run.clock.minute(t)}`;
    out.push(s("text", { x, y: y + STRIP + 14, "font-size": 11,
        ...(astray ? { class: "b" } : {}) }, (astray ? "! " : "") + under));
    if (k.changed)
        out.push(s("rect", { x: x - 2, y: y - 2, width: width + 3,
            height: STRIP + 4, fill: "none", stroke: "var(--now)",
            "stroke-width": 2 }));
    return out;
}
