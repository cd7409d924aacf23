/* Arrows between lanes: from sending to arriving, then along the lane to
 * taking up. What went wrong ends where it went wrong. */

import { s } from "./dom";
import { bar, cross, desk, forger, head, line, tail } from "./marks";
import { Arrow, Run } from "./run";

/** Where lanes and times are. */
export interface Plane {
    center(actor: number): number;
    at(t: number): number;
    xy(along: number, across: number): [number, number];
}

export interface Item {
    arrow: Arrow;
    medium: string;
    document: number;
    receipt: boolean; // drawn thin: a receipt, or a repeat of a frame
    sealed: boolean; // or in a session: nobody on the way reads it
    signed: boolean;
    fate: string;
    violation: boolean;
    wrong: boolean;
    until: number; // time at which it ends on the picture
    count: number; // of arrows it stands for, itself too
}

const WRONG = ["refused", "lost", "forged", "replayed", "given up"];

/** Who tampered with an arrow that is forged, and when; null where it is
 * its sender's own. */
export function forgerOf(run: Run, i: number): { actor: number; t: number } |
    null {
    const { arrows, records } = run.data;
    for (let row = arrows.arrived[i]! - 1; row > arrows.act[i]!; row--)
        if (run.kind(row) === "MEDDLED" &&
            records.channel[row] === arrows.channel[i])
            return { actor: records.actor[row]!, t: run.t[row]! };
    return null;
}

/** An arrow of the run as an item. */
export function arrowItem(run: Run, i: number): Item {
    const a = run.data.arrows;
    const arrow = run.arrow(i);
    const fate = a.fate[i]!;
    const violation = a.violation[i] === 1;
    const open = fate === "waiting" || fate === "under way";
    return {
        arrow, medium: run.medium(arrow.channel), document: arrow.document,
        receipt: a.what[i] === "receipt",
        sealed: a.sealed[i] === 1 || a.session[i] === 1,
        signed: a.signed[i] === 1, fate, violation,
        wrong: violation || WRONG.includes(fate),
        until: open ? run.end : arrow.taken, count: 1,
    };
}

const FROM_LANE = 7; // px between a lane and what leaves it
const TO_LANE = 9;
const BEFORE_BAR = 15;
const SHORT_OF_HEAD = 5;

/** An item's line: from tail to head, and on along the lane. */
export interface Path {
    x0: number;
    y0: number;
    x1: number;
    y1: number;
    x2: number;
    y2: number;
    ends: "lane" | "bar" | "cross" | "open";
}

function ending(item: Item): Path["ends"] {
    switch (item.fate) {
        case "lost":
        case "caught":
        case "given up":
            return "cross";
        case "refused":
            return "bar";
        case "under way":
            return "open";
        default:
            return "lane";
    }
}

export function path(plane: Plane, item: Item): Path {
    const { arrow } = item;
    const from = plane.center(arrow.from);
    const to = plane.center(arrow.to);
    const down = to > from ? 1 : -1;
    const ends = ending(item);
    const arrives = ends === "open" ? item.until : arrow.arrives;
    const across = ends === "cross" || ends === "open" ? (from + to) / 2
        : to - down * (ends === "bar" ? BEFORE_BAR : TO_LANE);
    const [x0, y0] = plane.xy(plane.at(arrow.sent), from + down * FROM_LANE);
    const [x1, y1] = plane.xy(plane.at(arrives), across);
    const [x2, y2] = plane.xy(plane.at(Math.max(arrives, item.until)),
        across);
    return { x0, y0, x1, y1, x2, y2, ends };
}

/** How far a point is from an item's line. */
export function distance(p: Path, x: number, y: number): number {
    return Math.min(toSegment(x, y, p.x0, p.y0, p.x1, p.y1),
        toSegment(x, y, p.x1, p.y1, p.x2, p.y2));
}

function toSegment(x: number, y: number, x0: number, y0: number, x1: number,
    y1: number): number {
    const dx = x1 - x0;
    const dy = y1 - y0;
    const square = dx * dx + dy * dy;
    const t = square ? ((x - x0) * dx + (y - y0) * dy) / square : 0;
    const at = Math.max(0, Math.min(1, t));
    return Math.hypot(x - x0 - at * dx, y - y0 - at * dy);
}

function colourOf(item: Item, document: number): string {
    if (item.wrong && item.fate !== "refused") return "var(--bad)";
    if (item.receipt || item.document !== document) return "var(--ink3)";
    return "var(--ink)";
}

/** An item drawn; in one colour where it is hovered. */
export function drawItem(plane: Plane, item: Item, document: number,
    party: number, only?: string): SVGGElement {
    const p = path(plane, item);
    const colour = only ?? colourOf(item, document);
    const { arrow } = item;
    const apart = party >= 0 && arrow.from !== party && arrow.to !== party;
    const other = item.document !== document && !item.wrong;
    const opacity = only ? undefined : apart ? 0.14
        : other ? 0.78 : undefined;
    const g = s("g", { opacity });
    const small = item.receipt ? 5.5 : 7.5;
    const length = Math.hypot(p.x1 - p.x0, p.y1 - p.y0) || 1;
    const cut = p.ends === "lane" || p.ends === "bar"
        ? Math.min(SHORT_OF_HEAD, length) / length : 0;
    g.append(...line(p.x0, p.y0, p.x1 - (p.x1 - p.x0) * cut,
        p.y1 - (p.y1 - p.y0) * cut, {
            medium: item.medium, colour, thin: item.receipt,
            count: item.count,
        }));
    if (cut > 0) {
        const form = item.fate === "forged" ? "hollow"
            : item.sealed ? "filled" : "open";
        g.append(head(p.x0, p.y0, p.x1, p.y1, form, colour,
            item.count > 1 ? small + Math.log2(item.count) : small));
    }
    drawTail(g, item, p, colour);
    drawEnd(g, item, p, colour);
    return g;
}

function drawTail(g: SVGGElement, item: Item, p: Path, colour: string): void {
    if (item.fate === "forged") g.append(...forger(p.x0, p.y0));
    else if (item.signed && !item.receipt) g.append(tail(p.x0, p.y0, colour));
    if (!item.violation) return;
    const length = Math.hypot(p.x1 - p.x0, p.y1 - p.y0) || 1;
    const on = Math.min(8, length / 3) / length;
    const x = p.x0 + (p.x1 - p.x0) * on;
    const y = p.y0 + (p.y1 - p.y0) * on;
    g.append(bar(x, y, p.x1 + (p.x1 === p.x0 && p.y1 === p.y0 ? 1 : 0), p.y1,
        colour, 11));
}

function drawEnd(g: SVGGElement, item: Item, p: Path, colour: string): void {
    if (p.ends === "cross") {
        g.append(cross(p.x1, p.y1, 4, colour));
    } else if (p.ends === "bar") {
        const length = Math.hypot(p.x1 - p.x0, p.y1 - p.y0) || 1;
        const beyond = 4 / length;
        g.append(bar(p.x1 + (p.x1 - p.x0) * beyond,
            p.y1 + (p.y1 - p.y0) * beyond, p.x0, p.y0, "var(--bad)", 13));
    } else if (p.ends === "lane" && Math.hypot(p.x2 - p.x1, p.y2 - p.y1) > 2.5)
        g.append(...desk(p.x1, p.y1, p.x2, p.y2, colour,
            item.fate !== "waiting"));
}
