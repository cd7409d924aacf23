/* The section of a measure: its finding, the plot of its lines, and its figures
 * as rows, as a heat map where two things vary, and as differences. All follow
 * the choice; what is not in sight is drawn once it comes near. */

import { h, rewrite, s } from "./dom";
import { frame, shortened } from "./frame";
import { picture } from "./picture";
import { Choice, LINES } from "./study_choice";
import { MeasureData } from "./study_data";
import { Figure, differenceTeller, figures } from "./study_figures";
import { finding, toldApart } from "./study_finding";
import { drawHeat, heatFactors } from "./study_heat";
import { Panel, panels } from "./study_lines";
import { Plot } from "./study_plot";
import { Rows, drawRows } from "./study_rows";
import { differenceTable, figureTable, plotTable } from "./study_tables";
import { capital, runs, told, toldDifference, toldInterval } from
    "./study_words";
import { View } from "./view";

const ROWS = 40; // of a picture; its table has all

/** A picture of the section, or what stands in its place. */
interface Part {
    element: HTMLElement;
    draw(): void; // anew, by the choice
}

export function makeMeasure(m: MeasureData, id: string, choice: Choice): View {
    const f = frame(id, shortened(m.name, 60));
    const all = figures(m, choice.data);
    const parts = [plotPart(m, choice), h("div", { class: "pair" })] as const;
    const small = [rowsPart(m, all, choice), heatPart(m, all, choice),
        differencePart(m, choice)];
    parts[1].append(...small.map((p) => p.element));
    f.body.append(parts[0].element, parts[1]);
    let near = false;
    const draw = (): void => {
        rewrite(f.heading, [h("span", { class: "said" },
            finding(m, choice) + ".")]);
        rewrite(f.lead, [h("span", { class: "said" }, words(m)),
            " " + toldApart(m, choice)]);
        if (near) for (const p of [parts[0], ...small]) p.draw();
    };
    new IntersectionObserver(([entry]) => {
        const now = entry?.isIntersecting ?? false;
        if (now === near) return;
        near = now;
        if (near) draw();
    }, { rootMargin: "400px" }).observe(f.section);
    let width = 0;
    new ResizeObserver(() => {
        if (f.body.clientWidth === width) return;
        width = f.body.clientWidth;
        draw();
    }).observe(f.body);
    choice.follow(draw);
    draw();
    return { name: shortened(m.name, 24), id, section: f.section };
}

function words(m: MeasureData): string {
    const all = m.kind === "first" ? m.words.replace(/:? *$/, ": ") +
        m.sentences.map((t) => `\u201c${t}\u201d`).join(", ") : m.words;
    return capital(shortened(all, 600)) + ".";
}

const METHODS: { [kind: string]: string } = {
    sentence: "Kaplan\u2013Meier; bands are 95 % log-log intervals at each " +
        "time.",
    first: "Aalen\u2013Johansen for competing causes; bands are 95 % log-log " +
        "intervals at each time.",
    count: "Means at 65 moments; bands are 95 % intervals by Student\u2019s " +
        "t.",
    quantity: "Empirical distribution; bands are uniform 95 % bands " +
        "(Dvoretzky\u2013Kiefer\u2013Wolfowitz).",
};
const OVER: { [kind: string]: string } = {
    sentence: "Share of the runs in which it has come about by then",
    from: "Share of the runs in which it has ended within the time",
    spread: "Share of the runs in which it has ended within the time",
    first: "Probability that it comes first, and by then",
    count: "Parties of whom it holds, on average over the runs",
    quantity: "Distribution over the runs",
};

/** The plots of the lines: one, or one a point. */
function plotPart(m: MeasureData, choice: Choice): Part {
    const caption = h("p", { class: "caption" });
    const box = h("div", { class: "panels" });
    const element = h("div", { class: "lines" },
        h("h3", {}, OVER[m.kind] ?? ""), box, caption);
    let shown: { plot: Plot; figure: HTMLElement; title: HTMLElement }[] = [];
    let now: Panel[] = [];
    const make = (i: number): typeof shown[number] => {
        const plot = new Plot(`${OVER[m.kind]}: ${shortened(m.words, 120)}`);
        const title = h("h4", { class: "said" });
        const figure = h("div", {}, title, picture(
            `${m.name} ${i ? i : ""}`, plot.svg,
            () => plotTable(now[i]!.spec)));
        return { plot, figure, title };
    };
    const draw = (): void => {
        now = panels(m, choice);
        element.hidden = now.length === 0;
        if (now.length !== shown.length) {
            shown = now.map((_, i) => make(i));
            box.replaceChildren(...shown.map((one) => one.figure));
        }
        box.classList.toggle("several", now.length > 1);
        now.forEach((panel, i) => {
            const { plot, figure, title } = shown[i]!;
            title.hidden = !panel.title;
            title.textContent = panel.title;
            title.classList.toggle("picked", m.kind === "first" &&
                panel.spec.lines[0]?.point === choice.picked);
            if (figure.clientWidth > 0)
                plot.draw(panel.spec, figure.clientWidth);
        });
        rewrite(caption, [plotCaption(m, choice, now)]);
    };
    return { element, draw };
}

function plotCaption(m: MeasureData, choice: Choice, now: Panel[]): string {
    const { grain } = choice.data;
    const fixed = choice.fixed();
    const lines = now.flatMap((p) => p.spec.lines);
    const counts = lines.map((l) => l.runs);
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    const thinned = lines.some((l) => l.runs * grain > 1 + 1e-9) &&
        m.kind !== "count";
    return `N = ${least < most ? `${runs(least)} to ` : ""}${runs(most)} ` +
        `a line. ${METHODS[m.kind] ?? METHODS["sentence"]}` +
        (fixed ? ` Chosen: ${shortened(fixed, 300)}.` : "") +
        (thinned ? ` Steps of less than ${Number((100 * grain).toFixed(2))} ` +
            "% of the runs are drawn as one." : "") +
        (choice.crowded() ? m.kind === "first"
            ? ` The first ${LINES} of ${choice.points().length} points.`
            : " Point at a line, or pick one, to tell it from the others."
            : "");
}

/** Buttons that choose one of some figures. */
function figureChoice(all: Figure[], name: string, changed: () => void):
    [HTMLElement, () => Figure] {
    let at = 0;
    const buttons = all.map((f, i) => {
        const b = h("button", { type: "button", class: "said",
            "aria-pressed": String(i === 0) }, shortened(f.name, 40));
        b.addEventListener("click", () => {
            at = i;
            buttons.forEach((other, k) =>
                other.setAttribute("aria-pressed", String(k === i)));
            changed();
        });
        return b;
    });
    return [h("div", { class: "choice", role: "group", "aria-label": name },
        ...(all.length > 1 ? buttons : [])), () => all[at]!];
}

function svgOf(name: string): SVGSVGElement {
    return s("svg", { class: "plot", role: "group", "aria-label": name });
}

/** A box with a heading, buttons, a picture and a caption, which draws as wide
 * as it is. */
function box(heading: HTMLElement, tools: HTMLElement | null,
    figure: HTMLElement, caption: HTMLElement): HTMLElement {
    return h("div", { class: "small-picture" }, heading,
        ...(tools ? [tools] : []), figure, caption);
}

function rowsPart(m: MeasureData, all: Figure[], choice: Choice): Part {
    const svg = svgOf(`Values: ${shortened(m.words, 120)}`);
    const heading = h("h3", { class: "said" });
    const caption = h("p", { class: "caption" });
    const figure = picture(`${m.name} values`, svg,
        () => figureTable(m, all, choice));
    const draw = (): void => {
        const f = current();
        const points = choice.points();
        rewrite(heading, [shortened(f.words, 200)]);
        const rows = points.slice(0, ROWS).map((p) => {
            const v = f.of(m.outcomes[p]!);
            const text = !v ? "\u2013" : v.value === null ? "later"
                : told(f.teller, v.value);
            return {
                point: p, label: choice.label(p), value: v?.value ?? null,
                low: v?.low ?? null, high: v?.high ?? null, text,
                tip: [text, v ? `${toldInterval(f.teller, v)}; ` +
                    runs(v.counted) : "no run counts"] as [string, string],
            };
        });
        const spec: Rows = { teller: f.teller, differences: false, rows,
            picked: choice.picked, pick: (p) => choice.pick(p) };
        if (figure.clientWidth > 0) drawRows(svg, spec, figure.clientWidth);
        rewrite(caption, [`95 % intervals: ${f.method}.` + more(points)]);
    };
    const [tools, current] = figureChoice(all, "Figure", draw);
    return { element: box(heading, tools, figure, caption), draw };
}

function more(points: number[]): string {
    return points.length > ROWS ? ` The first ${ROWS} of ${points.length} ` +
        "points; the table has all." : "";
}

function heatPart(m: MeasureData, all: Figure[], choice: Choice): Part {
    const svg = svgOf(`Heat map: ${shortened(m.words, 120)}`);
    const heading = h("h3", { class: "said" });
    const caption = h("p", { class: "caption" });
    const figure = picture(`${m.name} heat map`, svg, () =>
        figureTable(m, all, choice, choice.data.points.map((_, i) => i)));
    const draw = (): void => {
        const factors = heatFactors(choice.data);
        element.hidden = !factors;
        if (!factors) return;
        const f = current();
        const names = factors.map((i) => choice.data.factors[i]!.name);
        rewrite(heading, [shortened(`${f.words}, by ${names[0]} and ` +
            names[1], 200)]);
        if (figure.clientWidth > 0)
            drawHeat(svg, f, m, choice, figure.clientWidth);
        rewrite(caption, ["The stronger the colour, the more. A cell is a " +
            "point, whether it is chosen or not; pointing at it tells its " +
            "interval."]);
    };
    const [tools, current] = figureChoice(all, "Figure of the map", draw);
    const element = box(heading, tools, figure, caption);
    return { element, draw };
}

function differencePart(m: MeasureData, choice: Choice): Part {
    const t = differenceTeller(m, choice.data);
    const svg = svgOf(`Differences: ${shortened(m.words, 120)}`);
    const heading = h("h3", { class: "said" });
    const caption = h("p", { class: "caption" });
    const figure = picture(`${m.name} differences`, svg,
        () => differenceTable(m, choice));
    const element = box(heading, null, figure, caption);
    const draw = (): void => {
        const points = choice.points().filter((p) =>
            m.outcomes[p]!.difference);
        element.hidden = points.length === 0;
        if (points.length === 0) return;
        rewrite(heading, ["Differences from " +
            shortened(choice.label(0), 120)]);
        const rows = points.slice(0, ROWS).map((p) => {
            const d = m.outcomes[p]!.difference!;
            const text = d.pairs > 0 ? toldDifference(t, d.value) : "\u2013";
            return {
                point: p, label: choice.label(p),
                value: d.pairs > 0 ? d.value : null, low: d.low,
                high: d.high, text,
                tip: [text, `${toldInterval(t, d, toldDifference)}; ` +
                    `${runs(d.pairs)} in pairs`] as [string, string],
            };
        });
        const spec: Rows = { teller: t, differences: true, rows,
            picked: choice.picked, pick: (p) => choice.pick(p) };
        if (figure.clientWidth > 0) drawRows(svg, spec, figure.clientWidth);
        rewrite(caption, ["Run by run with the same random numbers; " +
            "95 % intervals of paired differences." + more(points)]);
    };
    return { element, draw };
}
