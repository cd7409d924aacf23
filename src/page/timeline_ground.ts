/* The ground of the timeline: silences, lanes, channels that were down, and
 * the axis of days and hours. */

import { s } from "./dom";
import { Labels, textWidth } from "./labels";
import { Run } from "./run";
import { MINUTE, HOUR, SECOND, short } from "./time";
import { Layout } from "./timeline_layout";
import { Silence } from "./scale";

/** A span of the picture that is built. */
export interface Span {
    from: number; // times
    until: number;
}

const NARROW = 27; // px: below, only long silences tell their length

export function drawGround(layout: Layout, span: Span): SVGElement[] {
    const out: SVGElement[] = [];
    const { run } = layout;
    const start = layout.vertical ? layout.gutter : layout.top;
    for (const q of seen(layout, span)) {
        const from = layout.at(q.from);
        out.push(s("rect", {
            ...layout.box(from + 2, start, layout.at(q.until) - from - 4,
                layout.across - start), fill: "var(--wash)",
        }));
    }
    out.push(...drawOutages(layout, span));
    const last = layout.last + (layout.vertical ? 0 : 4);
    for (const actor of layout.lanes) {
        const [x1, y1] = layout.xy(layout.first - (layout.vertical ? 8 : 12),
            layout.center(actor));
        const [x2, y2] = layout.xy(last, layout.center(actor));
        const lane = s("line", { x1, y1, x2, y2 });
        lane.classList.add(run.data.actors[actor]!.adversary
            ? "timeline-adversary" : "timeline-lane");
        out.push(lane);
    }
    if (!layout.vertical)
        out.push(s("line", {
            x1: layout.first - 12, x2: last, y1: layout.across,
            y2: layout.across, class: "timeline-lane",
        }));
    if (!run.data.run.complete && run.count > 0) {
        const from = layout.at(run.t[run.count - 1]!);
        out.push(s("rect", {
            ...layout.box(from, start, Math.max(0, layout.last - from),
                layout.across - start),
            fill: "url(#timeline-hatch)", "fill-opacity": 0.35,
        }));
    }
    return out;
}

function seen(layout: Layout, span: Span): Silence[] {
    return layout.scale.silences.filter((q) =>
        q.until >= span.from && q.from <= span.until);
}

interface Outage {
    channel: number;
    from: number;
    until: number;
}

/** When channels were down. */
function outages(run: Run): Outage[] {
    const down = new Map<number, Outage>();
    const all: Outage[] = [];
    const kind = (name: string): number =>
        run.data.kinds.findIndex((k) => k.name === name);
    const [out, restored] = [kind("OUTAGE"), kind("RESTORED")];
    run.data.records.kind.forEach((k, row) => {
        if (k !== out && k !== restored) return;
        const channel = run.data.records.channel[row]!;
        const open = down.get(channel);
        if (k === out && !open) {
            const one = { channel, from: run.t[row]!, until: run.end };
            down.set(channel, one);
            all.push(one);
        } else if (k === restored && open) {
            open.until = run.t[row]!;
            down.delete(channel);
        }
    });
    return all;
}

const found = new WeakMap<Run, Outage[]>();

function drawOutages(layout: Layout, span: Span): SVGElement[] {
    const { run } = layout;
    const all = found.get(run) ?? outages(run);
    found.set(run, all);
    return all.filter((o) => o.until >= span.from && o.from <= span.until)
        .flatMap((o) => {
            const ends = (run.data.channels[o.channel]?.between ?? [])
                .map((actor) => layout.center(actor));
            if (ends.length < 2) return [];
            const top = Math.min(...ends) + 8;
            const bottom = Math.max(...ends) - 8;
            const [a, b] = [layout.at(o.from), layout.at(o.until)];
            const edge = (at: number): SVGElement => {
                const [x1, y1] = layout.xy(at, top);
                const [x2, y2] = layout.xy(at, bottom);
                return s("line",
                    { x1, y1, x2, y2, class: "timeline-outage-edge" });
            };
            return [s("rect", {
                ...layout.box(a, top, b - a, bottom - top),
                class: "timeline-outage",
            }), edge(a), edge(b)];
        });
}

/** A time as finely as the zoom tells it. */
function axisTime(layout: Layout, t: number, zoom: string): string {
    const { clock } = layout.run;
    const nano = t - Math.floor(t / SECOND) * SECOND;
    if (!layout.fine || t % MINUTE === 0) return clock.minute(t);
    if (zoom === "seconds") return clock.second(t);
    const ms = Math.floor(nano / 1e6) * 1e6;
    return clock.exact(t, zoom === "ns" ? nano : ms);
}

/** Texts of the axis: silences, hours, days. `times` rise. */
export function drawAxis(layout: Layout, span: Span, times: number[],
    zoom: string): SVGElement[] {
    return layout.vertical ? downAxis(layout, span, times, zoom)
        : acrossAxis(layout, span, times, zoom);
}

function silenceWords(q: Silence): string {
    const length = q.until - q.from;
    const wide = q.x1 - q.x0;
    if (wide >= NARROW) return short(length);
    return length >= 36 * HOUR ? short(length).replace(" ", "") : "";
}

function acrossAxis(layout: Layout, span: Span, times: number[], zoom: string):
    SVGElement[] {
    const out: SVGElement[] = [];
    const end = layout.across;
    const room = new Labels({
        x: layout.first - 14, y: end, w: layout.last + 62 - layout.first + 14,
        h: layout.foot,
    });
    const put = (x: number, y: number, text: string, size: number,
        name: string, middle = false): boolean => {
        const width = textWidth(text, size, name.includes("b "));
        const at = room.place([[middle ? x - width / 2 : x, y]], width, size);
        if (at)
            out.push(s("text", { x: at[0], y, class: name }, text));
        return at !== null;
    };
    for (const q of seen(layout, span)) {
        const words = silenceWords(q);
        const middle = (layout.at(q.from) + layout.at(q.until)) / 2;
        if (words)
            put(middle, end + 14, words, 10, "timeline-10 faint", true);
    }
    let day = NaN;
    for (const t of times) {
        const x = layout.at(t);
        const today = layout.run.clock.day(t);
        if (today !== day) {
            const text = layout.day >= 0 ? layout.run.clock.weekday(t)
                : layout.run.clock.dayMonth(t);
            const told = put(x, end + 46, text, 12, "b timeline-12");
            out.push(s("line", {
                x1: x, x2: x, y1: end + 19, y2: end + (told ? 36 : 24),
                class: "timeline-lane",
            }));
            day = today;
        }
        put(x + 2, end + 30, axisTime(layout, t, zoom), 11, "timeline-11");
    }
    return out;
}

function downAxis(layout: Layout, span: Span, times: number[], zoom: string):
    SVGElement[] {
    const out: SVGElement[] = [];
    const right = layout.gutter - 6;
    const room = new Labels({ x: -4, y: -9999, w: layout.gutter + 4, h: 1e9 });
    const put = (y: number, text: string, size: number, name: string): void => {
        const width = textWidth(text, size, name.startsWith("b "));
        const at = room.place([[right - width, y + 4]], width, size);
        if (at) out.push(s("text", { x: at[0], y: at[1], class: name }, text));
    };
    let day = NaN;
    for (const t of times) {
        const today = layout.run.clock.day(t);
        if (today !== day)
            put(layout.at(t), layout.run.clock.dayMonth(t), 11.5,
                "b timeline-11");
        day = today;
    }
    for (const t of times)
        put(layout.at(t), axisTime(layout, t, zoom === "ns" ? "ms" : zoom),
            10.5, "timeline-10 faint");
    for (const q of seen(layout, span)) {
        const middle = (layout.at(q.from) + layout.at(q.until)) / 2;
        put(middle, short(q.until - q.from), 10.5, "timeline-10 faint");
    }
    return out;
}
