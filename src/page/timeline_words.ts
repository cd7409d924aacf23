/* Words and numbers on the timeline, each where it touches nothing: what went
 * wrong first, then levels, then numbers of the chosen document, then others.
 * A number without a place is left out. */

import { s } from "./dom";
import { Labels, Place, textWidth } from "./labels";
import { THICKNESS } from "./marks";
import { Run } from "./run";
import { Item, Path } from "./arrows";
import { Step, stepWord } from "./bands";
import { Layout } from "./timeline_layout";

export interface Word {
    text: string;
    x: number;
    y: number;
    t: number; // from this time on it is of the present
    name: string; // class
}

export interface Band {
    actor: number;
    step: Step;
    from: number; // places along
    until: number;
}

export interface Drawn {
    item: Item;
    path: Path;
}

/** Everything that words must not touch. */
export function obstacles(layout: Layout, drawn: Drawn[], bands: Band[],
    points: { x: number; y: number }[]): Labels {
    const { vertical } = layout;
    const labels = new Labels({
        x: vertical ? layout.gutter : layout.first - 12,
        y: vertical ? layout.first - 10 : 13,
        w: vertical ? layout.across - layout.gutter
            : layout.last + 62 - layout.first + 12,
        h: vertical ? layout.last - layout.first + 20 : layout.across - 13,
    });
    for (const { item, path: p } of drawn) {
        for (const off of item.medium === "press" ? [-3, 3] : [0]) {
            const [dx, dy] = layout.xy(off, 0);
            labels.blockLine(p.x0 + dx, p.y0 + dy, p.x1 + dx, p.y1 + dy);
        }
        labels.block({ x: p.x1 - 4, y: p.y1 - 4, w: 8, h: 8 });
        if (p.x2 !== p.x1 || p.y2 !== p.y1)
            labels.blockLine(p.x1, p.y1, p.x2, p.y2);
        labels.block({ x: p.x0 - 3, y: p.y0 - 3, w: 6, h: 6 });
    }
    for (const { actor, step, from, until } of bands) {
        const wide = THICKNESS[step.most]!;
        const b = layout.box(from, layout.center(actor) - wide / 2,
            until - from, wide);
        labels.block({ x: b.x, y: b.y, w: b.width, h: b.height });
    }
    for (const { x, y } of points)
        labels.block({ x: x - 7, y: y - 7, w: 14, h: 14 });
    return labels;
}

function wrongText(run: Run, item: Item): string[] {
    const { records, kinds } = run.data;
    const { arrow } = item;
    if (item.violation)
        return ["! " + kinds[records.kind[arrow.row]!]!.word, "!"];
    const reason = records.reason[arrow.target] ?? records.reason[arrow.row];
    if (item.fate === "refused") return reason ? [reason, "refused"]
        : ["refused"];
    if (item.fate === "lost" && arrow.frame)
        return arrow.exchange ? [String(arrow.exchange)] : [];
    if (item.fate === "forged" || item.fate === "replayed")
        return [`! ${item.fate}`, "!"];
    return item.fate === "caught" ? [] : [item.fate];
}

/** Words beside what went wrong. */
export function wrongWords(layout: Layout, drawn: Drawn[], labels: Labels):
    Word[] {
    const out: Word[] = [];
    let before = "";
    for (const { item, path } of drawn) {
        if (!item.wrong) continue;
        for (const text of wrongText(layout.run, item)) {
            const key = `${text} ${item.arrow.from} ${item.arrow.to}`;
            if (item.arrow.frame && key === before) break;
            const width = textWidth(text, 12, true);
            const places = path.ends === "lane"
                ? beside(path, width, [0.3, 0.5, 0.7]).concat(
                    upon(path, width)) : around(path, width);
            const at = labels.place(places, width, 12);
            if (!at) continue;
            before = key;
            out.push({
                text, x: at[0], y: at[1], t: item.arrow.sent,
                name: "timeline-12 timeline-bad halo",
            });
            break;
        }
    }
    return out;
}

/** Places around the end of a line. */
function around(p: Path, width: number): Place[] {
    return [4, -9, 17, -22, 30].flatMap((dy): Place[] => [
        [p.x1 + 10, p.y1 + dy], [p.x1 - 10 - width, p.y1 + dy],
        [p.x1 - width / 2, p.y1 + dy],
    ]);
}

/** Places to the right and left of a line at shares of its length. */
function beside(p: Path, width: number, shares: number[]): Place[] {
    const out: Place[] = [];
    for (const share of shares) {
        const x = p.x0 + (p.x1 - p.x0) * share;
        const y = p.y0 + (p.y1 - p.y0) * share + 4;
        for (const more of [0, 6, 14]) {
            out.push([x + 6 + more, y]);
            out.push([x - 6 - more - width, y]);
        }
    }
    return out;
}

const AWAY = [0, 12, 24, 40, 60, 85, 115, 150];

/** The word of each level where it begins. None on a phone. */
export function levelWords(layout: Layout, bands: Band[], labels: Labels):
    Word[] {
    if (layout.vertical) return [];
    const out: Word[] = [];
    for (const { actor, step, from, until } of bands) {
        const text = stepWord(layout.run, step);
        const width = textWidth(text, 11.5, true);
        const start = Math.max(from, layout.first) + 5;
        const half = THICKNESS[step.most]! / 2;
        const center = layout.center(actor);
        const places: Place[] = [];
        for (const away of AWAY)
            for (const y of [center - half - 5, center + half + 13])
                if (away === 0 || start + away + width < until + 8)
                    places.push([start + away, y]);
        const at = until - from > 12
            ? labels.place(places, width, 11.5) : null;
        if (at)
            out.push({
                text, x: at[0], y: at[1], t: step.t,
                name: "b timeline-115 halo" +
                    (step.breach || step.believed ? " timeline-bad" : ""),
            });
    }
    return out;
}

const SHARES = [0.35, 0.5, 0.65, 0.2, 0.8];

/** Numbers of exchanges; none if fewer than half have a place. */
export function numberWords(layout: Layout, drawn: Drawn[], document: number,
    party: number, labels: Labels): Word[] {
    const own = (d: Drawn): number => Number(d.item.document === document);
    const asked = drawn.filter(({ item }) => !item.receipt &&
        !item.arrow.frame && item.arrow.exchange > 0 && (party < 0 ||
        item.arrow.from === party || item.arrow.to === party))
        .sort((a, b) => own(b) - own(a));
    const out: Word[] = [];
    for (const one of asked) {
        const { item, path: p } = one;
        const text = item.count > 1 ? `${item.count}×`
            : String(item.arrow.exchange);
        const bold = own(one) === 1;
        const width = textWidth(text, 11, bold);
        const [over, next] = [upon(p, width), beside(p, width, SHARES)];
        const places = layout.vertical ? over.concat(next)
            : next.concat(over);
        const at = labels.place(places, width, 11);
        if (at)
            out.push({
                text, x: at[0], y: at[1], t: item.arrow.sent,
                name: (bold ? "b " : "faint ") + "timeline-11 halo",
            });
    }
    return out.length * 2 < asked.length ? [] : out;
}

/** Places above and below a line that runs across. */
function upon(p: Path, width: number): Place[] {
    return [0.5, 0.4, 0.6, 0.25, 0.75].flatMap((share): Place[] => {
        const x = p.x0 + (p.x1 - p.x0) * share - width / 2;
        const y = p.y0 + (p.y1 - p.y0) * share;
        return [[x, y - 6], [x, y + 14]];
    });
}

export function drawWord(word: Word): SVGTextElement {
    return s("text", { x: word.x, y: word.y, class: word.name }, word.text);
}
