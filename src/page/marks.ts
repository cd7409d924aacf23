/* Marks of the pictures: a line's style says the medium, its head whether it
 * could be read on the way, a square tail that it is signed. Wrong things have
 * a cross, a bar or a hatch besides their colour. */

import { s } from "./dom";

/** Thickness of a band at each level. */
export const THICKNESS = [0, 4, 6.5, 9, 12, 15];

/** Levels so light that an outline sets them off. */
export const OUTLINED = 2;

const THIN = 0.6;
const PRESS_APART = 1.7; // half of what lies between its two lines

interface Style {
    width: number;
    dashes?: string;
    round?: boolean;
}

const STYLES: { [medium: string]: Style } = {
    hand: { width: 2.6 },
    courier: { width: 2, dashes: "8 4" },
    network: { width: 2, dashes: "0.1 4.2", round: true },
    press: { width: 1.2 },
};

export interface Stroke {
    medium: string;
    colour: string;
    thin?: boolean; // a receipt, or a repeat
    count?: number; // arrows that the line stands for
}

/** A line in the style of its medium. */
export function line(x0: number, y0: number, x1: number, y1: number,
    stroke: Stroke): SVGElement[] {
    const style = STYLES[stroke.medium] ?? STYLES["network"]!;
    const many = stroke.count !== undefined && stroke.count > 1;
    const width = many ? 2 + Math.log2(stroke.count!)
        : style.width * (stroke.thin ? THIN : 1);
    const one = (dx: number, dy: number): SVGElement => s("line", {
        x1: x0 + dx, y1: y0 + dy, x2: x1 + dx, y2: y1 + dy,
        stroke: stroke.colour, "stroke-width": width,
        "stroke-dasharray": dashes(style, many ? width : 0),
        "stroke-linecap": style.round ? "round" : undefined,
    });
    if (stroke.medium !== "press") return [one(0, 0)];
    const length = Math.hypot(x1 - x0, y1 - y0) || 1;
    const apart = PRESS_APART + (many ? width / 2 : 0);
    const dx = -(y1 - y0) / length * apart;
    const dy = (x1 - x0) / length * apart;
    return [one(dx, dy), one(-dx, -dy)];
}

/** Dashes keep their look as a line grows. */
function dashes(style: Style, width: number): string | undefined {
    if (!style.dashes || width <= style.width) return style.dashes;
    const times = width / style.width;
    return style.round ? `0.1 ${4.2 * times}` : style.dashes;
}

/** A head at the end of a line: filled where nobody on the way could read
 * what it carries, hollow for a forgery, else open. */
export function head(x0: number, y0: number, x1: number, y1: number,
    form: "filled" | "open" | "hollow", colour: string, size = 7.5):
    SVGElement {
    const length = Math.hypot(x1 - x0, y1 - y0) || 1;
    const u = (x1 - x0) / length;
    const v = (y1 - y0) / length;
    const bx = x1 - u * size;
    const by = y1 - v * size;
    const w = size / 2;
    const d = `M${bx - v * w} ${by + u * w}L${x1} ${y1}` +
        `L${bx + v * w} ${by - u * w}` + (form === "open" ? "" : "Z");
    const fill = { filled: colour, open: "none", hollow: "var(--paper)" };
    return s("path", {
        d, fill: fill[form], stroke: colour, "stroke-width": 1.4,
        "stroke-linejoin": "round",
    });
}

/** The tail of a signed one. */
export function tail(x: number, y: number, colour: string): SVGElement {
    return s("rect", {
        x: x - 3.2, y: y - 3.2, width: 6.4, height: 6.4, fill: colour,
    });
}

/** Waiting on the desk, from arriving to taking up; without a dot where it
 * was never taken up. */
export function desk(x0: number, y0: number, x1: number, y1: number,
    colour: string, taken: boolean): SVGElement[] {
    const thread = s("line", {
        x1: x0, y1: y0, x2: x1, y2: y1, stroke: colour, "stroke-width": 1.2,
    });
    const dot = s("circle", {
        cx: x1, cy: y1, r: 2.4, fill: taken ? colour : "var(--paper)",
        stroke: colour, "stroke-width": 1.2,
    });
    return [thread, dot];
}

/** Acts of one party alone, by kind of record; others are a dot. */
export const POINTS: { [kind: string]: string } = {
    DRAFTED: "drafts",
    SIGNED: "signs",
    COSIGNED: "cosigns",
    ADOPTED: "adopts",
    NOT_ADOPTED: "does not adopt",
    WITHHELD: "withholds",
};

export function point(kind: string, x: number, y: number, colour: string):
    SVGElement {
    const stroke = { stroke: colour, "stroke-width": 1.7 };
    const plain = { fill: "none", stroke: colour, "stroke-width": 2.2 };
    switch (kind) {
        case "DRAFTED":
            return s("circle",
                { cx: x, cy: y, r: 4.6, fill: "var(--paper)", ...stroke });
        case "SIGNED":
        case "COSIGNED":
            return s("path", {
                d: `M${x} ${y - 6.2}l6.2 6.2l-6.2 6.2l-6.2 -6.2z`,
                fill: kind === "SIGNED" ? colour : "var(--paper)", ...stroke,
            });
        case "ADOPTED":
            return s("path",
                { d: `M${x - 5.5} ${y}l4 4.6l7.5 -9.5`, ...plain });
        case "NOT_ADOPTED":
            return cross(x, y, 4.5, colour);
        case "WITHHELD":
            return s("path",
                { d: `M${x - 6} ${y}h8M${x + 2} ${y - 6.5}v13`, ...plain });
        default:
            return s("circle", {
                cx: x, cy: y, r: 3, fill: colour, stroke: "var(--paper)",
                "stroke-width": 1.2,
            });
    }
}

/** Where something ended: a lost frame, a broken expectation. */
export function cross(x: number, y: number, r: number, colour: string):
    SVGElement {
    return s("path", {
        d: `M${x - r} ${y - r}l${2 * r} ${2 * r}m0 ${-2 * r}` +
            `l${-2 * r} ${2 * r}`,
        stroke: colour, "stroke-width": 1.7, fill: "none",
    });
}

/** Across the way of what goes from here to there: a violation or a refusal. */
export function bar(x0: number, y0: number, x1: number, y1: number,
    colour: string, half = 10): SVGElement {
    const length = Math.hypot(x1 - x0, y1 - y0) || 1;
    const dx = -(y1 - y0) / length * half;
    const dy = (x1 - x0) / length * half;
    return s("path", {
        d: `M${x0 - dx} ${y0 - dy}L${x0 + dx} ${y0 + dy}`,
        stroke: colour, "stroke-width": 3, fill: "none",
    });
}

/** The true sender of a forgery. */
export function forger(x: number, y: number): SVGElement[] {
    return [s("circle", {
        cx: x, cy: y, r: 6, fill: "var(--paper)", stroke: "var(--bad)",
        "stroke-width": 1.8,
    }), s("path", {
        d: `M${x - 4.2} ${y - 4.2}l8.4 8.4`, stroke: "var(--bad)",
        "stroke-width": 1.8,
    })];
}

/** Somebody listens here; full where they opened what passed. */
export function tap(x: number, y: number, opened: boolean): SVGElement {
    return s("circle", {
        cx: x, cy: y, r: 3.6, fill: opened ? "var(--badf)" : "var(--paper)",
        stroke: "var(--bad)", "stroke-width": 1.5,
    });
}

/** The hatch of what came of a violation: fill="url(#id)". */
export function hatch(id: string, colour = "var(--badf)"): SVGElement {
    return s("pattern", {
        id, width: 5, height: 5, patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)",
    }, s("rect", { width: 2, height: 5, fill: colour }));
}

/** Five rising bars, as many full as the level. */
export function gauge(level: number): SVGSVGElement {
    const g = s("svg", {
        class: "gauge", viewBox: "0 0 13 13", width: 13, height: 13,
        "aria-hidden": "true",
    });
    for (let i = 0; i < 5; i++)
        g.append(s("rect", {
            x: i * 2.7, y: 10 - i * 2.4, width: 1.9, height: 3 + i * 2.4,
            fill: "currentColor", "fill-opacity": i < level ? 1 : 0.3,
        }));
    return g;
}
