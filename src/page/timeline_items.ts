/* What the timeline draws between lanes: arrows, frames at the fine zooms, and
 * frames that were lost. In the order of their sending, so that those of a
 * span of time are found by binary search. */

import { arrowItem, forgerOf, Item } from "./arrows";
import { Run } from "./run";
import { State } from "./moment";
import { Layout } from "./timeline_layout";

function frameItem(run: Run, i: number, documents: Int32Array): Item {
    const f = run.data.frames;
    const arrow = run.frame(i);
    const lost = f.lost[i]! >= 0 && f.arrived[i]! < 0;
    if (lost) {
        arrow.arrives = run.t[f.lost[i]!]!;
        arrow.taken = arrow.arrives;
        arrow.target = f.lost[i]!;
    }
    return {
        arrow, medium: run.medium(arrow.channel),
        document: documents[arrow.exchange] ?? -1,
        receipt: f.repeat[i] === 1,
        sealed: f.sealed[i] === 1 || f.session[i] === 1,
        signed: f.signed[i] === 1,
        fate: lost ? "lost" : f.arrived[i]! < 0 ? "under way" : "taken",
        violation: false, wrong: lost, until: arrow.taken, count: 1,
    };
}

/** Parts what was sent, which ends where it was caught, from what arrives
 * instead, which begins at the forger's lane. */
function tampered(item: Item, forger: { actor: number; t: number }): Item {
    const arrow = { ...item.arrow, from: forger.actor, sent: forger.t };
    const forged = { ...item, arrow, signed: false };
    item.fate = "caught";
    item.arrow.arrives = item.arrow.taken = item.until = forger.t;
    return forged;
}

/** The document of each exchange, or -1. */
function documentsOf(run: Run): Int32Array {
    const { exchange, document } = run.data.records;
    const most = exchange.reduce((a, b) => Math.max(a, b), 0);
    const documents = new Int32Array(most + 1).fill(-1);
    exchange.forEach((x, i) => {
        if (x > 0 && documents[x]! < 0) documents[x] = document[i]!;
    });
    return documents;
}

/** Items in the order of sending. */
export class Items {
    private readonly reach: Float64Array; // the latest end up to each

    constructor(readonly list: Item[]) {
        list.sort((a, b) => a.arrow.sent - b.arrow.sent ||
            a.arrow.row - b.arrow.row);
        this.reach = new Float64Array(list.length);
        let latest = -Infinity;
        list.forEach((item, i) => {
            latest = Math.max(latest, item.until);
            this.reach[i] = latest;
        });
    }

    /** First index for which `before` no longer holds. */
    private first(before: (i: number) => boolean): number {
        let low = 0;
        let high = this.list.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (before(middle)) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /** Those that lie in a span of time, wholly or in part. */
    within(from: number, until: number): Item[] {
        const found: Item[] = [];
        for (let i = this.first((n) => this.reach[n]! < from);
            i < this.list.length; i++) {
            const item = this.list[i]!;
            if (item.arrow.sent > until) break;
            if (item.until >= from) found.push(item);
        }
        return found;
    }
}

/** All items of a run, made once for acts and once for frames. */
export class Supply {
    private readonly made = new Map<string, Items>();
    private readonly documents: Int32Array;

    constructor(private readonly run: Run) {
        this.documents = documentsOf(run);
    }

    /** Items that a state asks for. */
    items(state: State, fine: boolean): Items {
        const key = [fine, state.filter, state.channel,
            state.filter === "document" ? state.document : -1].join();
        const known = this.made.get(key);
        if (known) return known;
        const all = this.made.get("all" + fine) ?? this.make(fine);
        this.made.set("all" + fine, all);
        const items = new Items(all.list.filter((i) => asked(i, state)));
        if (this.made.size > 12) this.made.clear();
        this.made.set(key, items);
        return items;
    }

    private make(fine: boolean): Items {
        const { run } = this;
        const list: Item[] = [];
        run.data.arrows.act.forEach((_, i) => {
            const item = arrowItem(run, i);
            if (fine && item.medium === "network") return;
            list.push(item);
            const forger = item.fate === "forged" ? forgerOf(run, i) : null;
            if (forger) list.push(tampered(item, forger));
        });
        run.data.frames.sent.forEach((_, i) => {
            const item = frameItem(run, i, this.documents);
            if (item.wrong || fine && item.medium === "network")
                list.push(item);
        });
        const placed = (actor: number): boolean =>
            run.laneOf[actor] !== undefined;
        return new Items(list.filter(({ arrow }) => placed(arrow.from) &&
            placed(arrow.to) && arrow.from !== arrow.to));
    }
}

function asked(item: Item, state: State): boolean {
    if (state.channel >= 0 && item.arrow.channel !== state.channel)
        return false;
    if (state.filter === "document")
        return item.document === state.document;
    return state.filter !== "wrong" || item.wrong;
}

const BUNDLE = 6; // px between tails that become one arrow

/** Items as they are drawn where they are many: an exchange's receipts go
 * into its arrow, and those of the same ends and medium whose tails lie close
 * together become one. Wrong ones stay by themselves. */
export function bundled(items: Item[], layout: Layout): Item[] {
    const acts = new Set(items.filter((i) => !i.receipt)
        .map((i) => i.arrow.exchange));
    const last = new Map<string, { item: Item; at: number }>();
    const out: Item[] = [];
    for (const item of items) {
        const { arrow } = item;
        if (item.wrong) {
            out.push(item);
            continue;
        }
        if (item.receipt && acts.has(arrow.exchange)) continue;
        const key = `${arrow.from} ${arrow.to} ${item.medium}`;
        const at = layout.at(arrow.sent);
        const near = last.get(key);
        if (near && at - near.at < BUNDLE) {
            near.item.count++;
            continue;
        }
        const copy = { ...item };
        last.set(key, { item: copy, at });
        out.push(copy);
    }
    return out;
}
