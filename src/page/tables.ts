/* Attack and protection: the tables of attack, compare, exposure and risk, as
 * the commands print them, where they were asked for. */

import { TableData } from "./data";
import { h, s } from "./dom";
import { frame } from "./frame";
import { Context, View } from "./view";

/** The mark of a verdict, before its word: harmless a ring, detected a ring
 * with a bar, succeeded a cross. */
function mark(verdict: string): SVGElement | null {
    const ring = s("circle", { cx: 6, cy: 6, r: 4, fill: "none",
        stroke: "currentColor", "stroke-width": 1.5 });
    const path = (d: string): SVGElement => s("path", { d, fill: "none",
        stroke: "currentColor", "stroke-width": 1.8 });
    const shapes: { [verdict: string]: SVGElement[] } = {
        harmless: [ring],
        detected: [ring, path("M6 0v12")],
        succeeded: [path("M2 2l8 8m0-8l-8 8")],
    };
    const shape = shapes[verdict];
    if (!shape) return null;
    return s("svg", { class: "mark", viewBox: "0 0 12 12", width: 12,
        height: 12, "aria-hidden": "true" }, ...shape);
}

const ORDER = ["succeeded", "detected", "harmless", ""];

/** One table; a row with records leads to the first of them. */
function table(data: TableData, go: (record: number) => void): HTMLElement {
    const rows = data.rows.slice().sort((a, b) =>
        ORDER.indexOf(a.mark) - ORDER.indexOf(b.mark));
    const body = rows.map((row) => {
        const tr = h("tr", row.mark ? { class: row.mark } : {});
        row.cells.forEach((cell, i) => {
            const sign = i === 0 ? mark(row.mark) : null;
            const td = h("td", { class: "said" });
            if (sign) td.append(sign, " ");
            if (i === 0 && row.records.length > 0) {
                const b = h("button", { type: "button" }, cell);
                b.addEventListener("click", () => go(row.records[0]!));
                td.append(b);
            } else {
                td.append(cell);
            }
            tr.append(td);
        });
        return tr;
    });
    return h("div", { class: "findings" },
        h("h3", {}, data.title),
        h("p", { class: "small quiet" }, "As ", h("code", {}, data.command),
            " prints it."),
        h("div", { class: "plain" }, h("table", {},
            h("thead", {}, h("tr", {}, ...data.columns.map((c) => {
                const sign = mark(c);
                return h("th", { scope: "col" }, ...(sign ? [sign, " "] : []),
                    c);
            }))),
            h("tbody", {}, ...body))),
        ...(data.note ? [h("p", { class: "caption" }, data.note)] : []));
}

/** The view of the tables that were asked for. */
export function makeTables({ run, moment }: Context): View {
    const { tables: all } = run.data;
    const f = frame("tables", "Attack and protection");
    const succeeded = all.flatMap((t) => t.rows)
        .filter((r) => r.mark === "succeeded").length;
    const tried = all.flatMap((t) => t.rows).filter((r) => r.mark).length;
    f.heading.textContent = tried === 0 ? "What was measured besides"
        : succeeded === 0 ? `${tried} tactics tried, and none reaches its aim`
            : `${succeeded} of ${tried} tactics reach their aim`;
    f.body.append(...all.map((t) => table(t, (record) =>
        moment.go(run.rowOf(record)))));
    return { name: "Attacks", id: "tables", section: f.section };
}
