/* A run as its facts, with the indexes that views share: the stops of the
 * scrubber, the order of lanes, what each actor knows at a row. */

import { ArrowColumns, Data, FrameColumns } from "./data";
import { Clock, SECOND } from "./time";

/** What an actor knows of a document from a row on. */
interface Known {
    levels: number[]; // by portion
    most: number;
    least: number;
    since: number; // row of the last rise, or -1
    gain: number; // the last gain among those seen, or -1
}

/** What an actor knows of a document at a row. */
export interface Knowledge extends Known {
    changed: boolean; // it rose at this very stop
    before: number; // then: the highest level before it
}

/** One arrow or frame with its times, to be drawn. */
export interface Arrow {
    index: number; // in its columns
    frame: boolean;
    from: number;
    to: number;
    document: number; // -1: none
    channel: number;
    exchange: number;
    sent: number; // times: of sending, arriving, taking up
    arrives: number;
    taken: number;
    row: number; // that it begins with
    target: number; // that a click leads to
}

/** First index whose value is above `x`, in a rising list. */
export function above(list: ArrayLike<number>, x: number): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (list[middle]! <= x) low = middle + 1;
        else high = middle;
    }
    return low;
}

/** First index of what is known since later than a row. */
function aboveSince(all: readonly Known[], row: number): number {
    let low = 0;
    let high = all.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (all[middle]!.since <= row) low = middle + 1;
        else high = middle;
    }
    return low;
}

export class Run {
    readonly clock: Clock;
    readonly count: number; // records
    readonly t: Float64Array; // time of each row
    readonly end: number; // of the scenario's clock
    readonly stops: number[]; // rows at which the scrubber rests
    readonly lanes: number[]; // actors from top to bottom
    readonly laneOf: number[]; // an actor each
    readonly lastStop: Int32Array; // a row each: index of the stop it is in
    private readonly gainsOf: Map<number, number[]>; // by actor and document
    private readonly knownOf = new Map<number, Known[]>(); // likewise, rising

    /** `lanes`: their order, where other facts decide it. */
    constructor(readonly data: Data, lanes?: number[]) {
        const r = data.records;
        this.clock = new Clock(data.run.start);
        this.count = r.number.length;
        this.t = Float64Array.from(r.second, (s, i) =>
            s * SECOND + r.nano[i]!);
        this.end = Math.max(data.run.clock * SECOND,
            this.count ? this.t[this.count - 1]! : 0);
        this.stops = this.findStops();
        this.lastStop = new Int32Array(this.count);
        for (let i = 0, stop = 0; i < this.count; i++) {
            while (this.stops[stop]! < i && stop + 1 < this.stops.length)
                stop++;
            this.lastStop[i] = stop;
        }
        this.gainsOf = new Map();
        data.gains.row.forEach((_, g) => {
            const key = this.cell(data.gains.actor[g]!,
                data.gains.document[g]!);
            const list = this.gainsOf.get(key);
            if (list) list.push(g);
            else this.gainsOf.set(key, [g]);
        });
        this.lanes = lanes ?? this.orderLanes();
        this.laneOf = [];
        this.lanes.forEach((actor, lane) => (this.laneOf[actor] = lane));
    }

    /** A number for an actor and a document. */
    cell(actor: number, document: number): number {
        return actor * this.data.documents.length + document;
    }

    /** Records that are acts or effects, not the traffic beneath. */
    isAct(row: number): boolean {
        return this.data.kinds[this.data.records.kind[row]!]!.shown;
    }

    kind(row: number): string {
        return this.data.kinds[this.data.records.kind[row]!]!.name;
    }

    /** The last act of each instant and exchange; where a run has none, its
     * last record. */
    private findStops(): number[] {
        const r = this.data.records;
        const stops: number[] = [];
        for (let i = 0; i < this.count; i++) {
            if (!this.isAct(i)) continue;
            const last = stops[stops.length - 1];
            if (last !== undefined && this.t[last] === this.t[i] &&
                r.exchange[last] === r.exchange[i])
                stops[stops.length - 1] = i;
            else stops.push(i);
        }
        if (stops.length === 0 && this.count > 0) stops.push(this.count - 1);
        return stops;
    }

    /** The index of the last stop at or before a row; 0 before the first. */
    stopAt(row: number): number {
        return Math.max(0, above(this.stops, row) - 1);
    }
    /** The index of the last stop at or before a time. */
    stopAtTime(t: number): number {
        let low = 0;
        let high = this.stops.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (this.t[this.stops[middle]!]! <= t) low = middle + 1;
            else high = middle;
        }
        return Math.max(0, low - 1);
    }

    /** The row of a record's number, or the last one before it. */
    rowOf(number: number): number {
        return Math.max(0, above(this.data.records.number, number) - 1);
    }

    /** True where two rows belong to one stop. */
    together(a: number, b: number): boolean {
        return this.t[a] === this.t[b] && this.data.records.exchange[a] ===
            this.data.records.exchange[b];
    }

    /** What an actor knows of a document at a row, and since when. */
    know(actor: number, document: number, row: number): Knowledge {
        const all = this.rises(actor, document);
        let at = all.length - 1;
        if (all[at]!.since > row) at = aboveSince(all, row) - 1;
        let before = at;
        for (let i = at; i > 0; i--) {
            if (this.t[all[i]!.since] !== this.t[row]) break;
            if (this.together(all[i]!.since, row)) before = i - 1;
        }
        return {
            ...all[at]!, changed: before !== at,
            before: before !== at ? all[before]!.most : 0,
        };
    }

    /** What an actor knows of a document, rise by rise from nothing on. */
    rises(actor: number, document: number): readonly Known[] {
        const cell = this.cell(actor, document);
        let all = this.knownOf.get(cell);
        if (!all) this.knownOf.set(cell, all = this.findRises(cell, document));
        return all;
    }

    private findRises(cell: number, document: number): Known[] {
        const g = this.data.gains;
        let levels = this.data.documents[document]!.portions.map(() => 0);
        const all: Known[] = [
            { levels, most: 0, least: 0, since: -1, gain: -1 },
        ];
        for (const gain of this.gainsOf.get(cell) ?? []) {
            const portion = g.portion[gain]!;
            const level = g.level[gain]!;
            const next = levels.map((old, p) => portion < 0 || portion === p
                ? Math.max(old, level) : old);
            if (next.every((l, p) => l === levels[p])) continue;
            levels = next;
            all.push({
                levels, most: Math.max(...levels), least: Math.min(...levels),
                since: g.row[gain]!, gain,
            });
        }
        return all;
    }

    /** All gains of an actor on a document, in order. */
    gains(actor: number, document: number): number[] {
        return this.gainsOf.get(this.cell(actor, document)) ?? [];
    }

    private time(row: number, otherwise: number): number {
        return row >= 0 ? this.t[row]! : otherwise;
    }

    arrow(i: number): Arrow {
        const a: ArrowColumns = this.data.arrows;
        const sent = this.t[a.act[i]!]!;
        const arrives = this.time(a.arrived[i]!, this.time(a.taken[i]!, sent));
        return {
            index: i, frame: false, from: a.from[i]!, to: a.to[i]!,
            document: a.document[i]!, channel: a.channel[i]!,
            exchange: a.exchange[i]!, sent, arrives,
            taken: this.time(a.taken[i]!, arrives), row: a.act[i]!,
            target: a.taken[i]! >= 0 ? a.taken[i]! : a.act[i]!,
        };
    }

    frame(i: number): Arrow {
        const f: FrameColumns = this.data.frames;
        const r = this.data.records;
        const row = f.sent[i]!;
        const sent = this.t[row]!;
        const arrives = this.time(f.arrived[i]!, sent);
        return {
            index: i, frame: true, from: r.actor[row]!, to: r.peer[row]!,
            document: -1, channel: r.channel[row]!,
            exchange: r.exchange[row]!, sent, arrives, taken: arrives, row,
            target: f.arrived[i]! >= 0 ? f.arrived[i]! : row,
        };
    }

    /** The medium of a channel; what goes over none goes to the open press. */
    medium(channel: number): string {
        return channel < 0 ? "press" : this.data.channels[channel]!.medium;
    }

    /** Lanes in the order that makes all arrows together shortest: every
     * order of up to 8 parties, beyond that swaps of neighbours until none
     * helps. Ties fall to the scenario's order; adversaries stand below. */
    private orderLanes(): number[] {
        const actors = this.data.actors;
        const parties = actors.map((_, i) => i)
            .filter((i) => !actors[i]!.adversary);
        const weight = this.weights();
        const cost = (order: number[]): number => {
            const place: number[] = [];
            order.forEach((p, i) => (place[p] = i));
            let sum = 0;
            for (const [a, b, n] of weight)
                sum += n * Math.abs(place[a]! - place[b]!);
            return sum;
        };
        const best = parties.length <= 8 ? shortest(parties, cost)
            : swapped(parties, cost);
        return best.concat(actors.map((_, i) => i)
            .filter((i) => actors[i]!.adversary));
    }

    /** Pairs of parties and the number of arrows between them. */
    private weights(): [number, number, number][] {
        const a = this.data.arrows;
        const n = this.data.actors.length;
        const counts = new Map<number, number>();
        a.from.forEach((from, i) => {
            const to = a.to[i]!;
            if (from < 0 || to < 0 || this.data.actors[from]!.adversary ||
                this.data.actors[to]!.adversary)
                return;
            const key = Math.min(from, to) * n + Math.max(from, to);
            counts.set(key, (counts.get(key) ?? 0) + 1);
        });
        return [...counts].map(([key, count]) =>
            [Math.floor(key / n), key % n, count]);
    }
}

function shortest(items: number[], cost: (o: number[]) => number): number[] {
    let best = items;
    let least = cost(items);
    const visit = (head: number[], rest: number[]): void => {
        if (rest.length === 0) {
            const c = cost(head);
            if (c < least) {
                least = c;
                best = head;
            }
            return;
        }
        rest.forEach((x, i) => visit([...head, x],
            [...rest.slice(0, i), ...rest.slice(i + 1)]));
    };
    visit([], items);
    return best;
}

function swapped(items: number[], cost: (o: number[]) => number): number[] {
    let best = items.slice();
    let least = cost(best);
    for (let better = true; better;) {
        better = false;
        for (let i = 0; i + 1 < best.length; i++) {
            const next = best.slice();
            next[i] = best[i + 1]!;
            next[i + 1] = best[i]!;
            const c = cost(next);
            if (c >= least) continue;
            least = c;
            best = next;
            better = true;
        }
    }
    return best;
}
