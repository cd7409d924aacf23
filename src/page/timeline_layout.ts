/* Where things stand in the timeline: time along it, parties across. On a
 * phone time runs down and lanes are columns. */

import { above, Run } from "./run";
import { textWidth } from "./labels";
import { State } from "./moment";
import { distinct, even, fixed, fold, Scale, ZOOM_SCALES } from "./scale";
import { DAY, HOUR } from "./time";

export const PHONE = 720; // px, and below
const GAP = 22; // above the adversaries

/** Zooms that show frames in place of acts. */
export const FINE = ["seconds", "ms", "ns"];

const known = new WeakMap<Run, Map<boolean, Float64Array>>();

/** Times of what is drawn: of acts, or of all records where frames are. */
function drawnTimes(run: Run, fine: boolean): Float64Array {
    const before = known.get(run) ?? new Map<boolean, Float64Array>();
    known.set(run, before);
    const old = before.get(fine);
    if (old) return old;
    const times = [0, run.end];
    for (let i = 0; i < run.count; i++)
        if (fine || run.isAct(i)) times.push(run.t[i]!);
    for (const row of fine ? [] : run.data.arrows.arrived)
        if (row >= 0) times.push(run.t[row]!);
    const made = distinct(times);
    before.set(fine, made);
    return made;
}

export interface Size {
    width: number; // of the box that scrolls
    phone: boolean;
}

export class Layout {
    readonly vertical: boolean;
    readonly gutter: number; // for names, or for times on a phone
    readonly top: number; // before the first lane, or the first time
    readonly lane: number;
    readonly scale: Scale;
    readonly along: number; // length of the whole picture
    readonly across: number; // of the lanes, and what is before them
    readonly foot: number; // below the lanes, for the axis
    readonly fine: boolean;
    readonly day: number; // the one shown, or -1
    readonly lanes: number[];
    private readonly start: number; // place of the scale's zero
    origin = 0; // place at which what is built begins

    constructor(readonly run: Run, state: State, size: Size) {
        this.vertical = size.phone;
        this.lanes = run.lanes;
        this.fine = FINE.includes(state.zoom);
        this.day = state.zoom === "day"
            ? run.clock.day(run.t[state.row] ?? 0) : -1;
        const gutter = size.phone ? 50 : this.nameWidth();
        this.gutter = gutter;
        this.top = size.phone ? 14 : 30;
        this.foot = size.phone ? 22 : 58;
        const columns = Math.max(3, Math.min(6, this.lanes.length));
        this.lane = size.phone
            ? (size.width - gutter - this.gap()) / columns : 66;
        this.across = (size.phone ? gutter : this.top) +
            this.lane * this.lanes.length + this.gap();
        const room = size.phone ? (this.day < 0 ? 1250 : 760)
            : size.width - gutter - 10 - this.margin();
        this.start = size.phone ? this.top + 10 : gutter + 10;
        this.scale = this.makeScale(state.zoom, Math.max(200, room));
        this.along = this.start + this.scale.width +
            (size.phone ? this.foot : this.margin());
    }

    /** Room after the last time, for the words of what begins there. */
    private margin(): number {
        return 62;
    }

    /** Room for the longest name, within bounds: longer ones are wrapped. */
    private nameWidth(): number {
        const { actors } = this.run.data;
        const widths = this.lanes.map((a) =>
            textWidth(actors[a]!.title, 14, true));
        return Math.min(170, Math.max(84, ...widths) + 16);
    }

    private gap(): number {
        const { actors } = this.run.data;
        return this.lanes.some((a) => actors[a]!.adversary) ? GAP : 0;
    }

    private makeScale(zoom: string, room: number): Scale {
        const silence = this.vertical ? 26 : zoom === "whole" ? 21 : 34;
        const times = drawnTimes(this.run, this.fine);
        if (this.day >= 0) return even(this.daySpan(times), room);
        const k = ZOOM_SCALES[zoom];
        return k === undefined ? fold(times, room, silence)
            : fixed(times, room, silence, k);
    }

    /** The acts of the day and a third of an hour on either side. */
    private daySpan(times: Float64Array): Float64Array {
        const from = this.run.clock.dayStart(this.day);
        const until = from + DAY;
        const last = times.length - 1;
        let first = above(times, from - 1);
        if (times[first] === 0 && first < last) first++;
        let end = above(times, until - 1) - 1;
        if (times[end] === this.run.end && end > first) end--;
        if (end < first) return Float64Array.of(from, until);
        return Float64Array.of(times[first]! - HOUR / 3,
            times[end]! + HOUR / 3);
    }

    /** The place of a time, within what is built. */
    at(t: number): number {
        return this.start + this.scale.x(t) - this.origin;
    }

    /** The time of a place within what is built. */
    time(along: number): number {
        return this.scale.time(along + this.origin - this.start);
    }

    /** The place of a time in the whole picture. */
    place(t: number): number {
        return this.start + this.scale.x(t);
    }

    /** The middle of an actor's lane. */
    center(actor: number): number {
        const lane = this.run.laneOf[actor] ?? 0;
        const gap = this.run.data.actors[actor]?.adversary ? this.gap() : 0;
        return (this.vertical ? this.gutter : this.top) + gap +
            this.lane * (lane + 0.5);
    }

    /** Where time begins. */
    get first(): number {
        return this.start - this.origin;
    }

    /** Where time ends, within what is built. */
    get last(): number {
        return this.start + this.scale.width - this.origin;
    }

    xy(along: number, across: number): [number, number] {
        return this.vertical ? [across, along] : [along, across];
    }

    /** A box by its sides along and across. */
    box(along: number, across: number, long: number, wide: number):
        { x: number; y: number; width: number; height: number } {
        return this.vertical
            ? { x: across, y: along, width: wide, height: long }
            : { x: along, y: across, width: long, height: wide };
    }

    shown(t: number): boolean {
        return this.day < 0 || this.run.clock.day(t) === this.day;
    }
}
