/* The one moment that all views show, what is chosen in it, and the link to it
 * in the address. Views are told of changes at most once a frame. */

import { Run } from "./run";

export interface State {
    row: number; // the moment: a stop's row
    document: number; // the chosen document
    cell: { actor: number; document: number } | null; // chosen in the matrix
    exchange: number; // in the inspector; 0: the moment's own
    field: string[]; // likewise: names of which one is begun with
    zoom: string; // "whole", "day", "hours", "minutes" ... "ns"
    filter: string; // "all", "document", "wrong"
    party: number; // alone in the timeline; -1: all
    channel: number; // likewise
    playing: boolean;
    until: number; // row at which a play ends
}

type Told = (state: State, before: State) => void;

interface Listener {
    told: Told;
    seen: State; // what it was told last
    near: boolean; // in sight, or close to it
}

export const ZOOMS = ["whole", "day", "hours", "minutes", "seconds", "ms",
    "ns"];

const NO_NAMES: string[] = [];

const REST = 150; // ms
const HURRY = 200; // ms between changes below which they follow each other

export class Moment {
    private current: State;
    private listeners: Listener[] = [];
    private waiting = false;
    private last = -Infinity; // when listeners were told
    private held = false; // by a hand that drags it
    private resting: ReturnType<typeof setTimeout> | undefined;

    /** `beside` has what else is to stand in the address. */
    constructor(readonly run: Run, private readonly gone: AbortSignal,
        private readonly beside: () => [string, string][]) {
        const signal = gone;
        this.current = this.fromAddress();
        addEventListener("hashchange", () => {
            if (location.hash.includes("=")) this.set(this.fromAddress());
        }, { signal });
        addEventListener("beforeprint", () => this.listeners.forEach((l) =>
            this.inform(l)), { signal });
    }

    /** Begins with some of it otherwise, before anybody listens. */
    begin(keep: Partial<State>): void {
        this.current = { ...this.current, ...keep };
    }

    get state(): State {
        return this.current;
    }

    /** Calls the listener now and whenever something has changed; that of a
     * section out of sight, as long as changes follow closely, only when they
     * rest. */
    listen(told: Told, section?: Element): void {
        const listener = { told, seen: this.current, near: true };
        this.listeners.push(listener);
        told(this.current, this.current);
        if (!section) return;
        new IntersectionObserver((entries) => {
            listener.near = entries[entries.length - 1]!.isIntersecting;
            if (listener.near) this.inform(listener);
        }, { rootMargin: "50%" }).observe(section);
    }

    set(change: Partial<State>): void {
        this.current = { ...this.current, ...change };
        if (this.waiting) return;
        this.waiting = true;
        requestAnimationFrame(() => this.tell());
    }

    /** Goes to the stop of a row, or with a play going on ends it. */
    go(row: number): void {
        const { run } = this;
        const stop = run.lastStop[Math.max(0, Math.min(row, run.count - 1))];
        if (stop !== undefined) this.set({ row: run.stops[stop]! });
    }

    /** A number of stops on or back. */
    step(by: number): void {
        const { stops } = this.run;
        const now = this.run.stopAt(this.current.row) + by;
        if (stops.length === 0) return;
        this.set({ row: stops[Math.max(0, Math.min(stops.length - 1, now))]! });
    }

    /** To the first stop of the next day, or the last of the one before. */
    stepDay(by: number): void {
        const { run } = this;
        const day = (row: number): number => run.clock.day(run.t[row]!);
        const today = day(this.current.row);
        const found = by > 0 ? run.stops.find((row) => day(row) > today)
            : run.stops.slice().reverse().find((row) => day(row) < today);
        if (found !== undefined) this.set({ row: found });
    }

    /** To the next stop of another exchange. */
    stepExchange(by: number): void {
        const { run } = this;
        const exchange = run.data.records.exchange;
        const here = exchange[this.current.row];
        let at = run.stopAt(this.current.row) + by;
        while (at >= 0 && at < run.stops.length &&
            exchange[run.stops[at]!] === here)
            at += by;
        const row = run.stops[at];
        if (row !== undefined) this.set({ row });
    }

    private tell(): void {
        const now = performance.now();
        const hurried = this.held || now - this.last < HURRY;
        this.waiting = false;
        this.last = now;
        for (const listener of this.listeners)
            if (listener.near || !hurried) this.inform(listener);
        clearTimeout(this.resting);
        this.resting = setTimeout(() => this.rest(), REST);
    }

    private inform(listener: Listener): void {
        const { current } = this;
        const before = listener.seen;
        if (before === current) return;
        listener.seen = current;
        try {
            listener.told(current, before);
        } catch (e) {
            // One view that fails must not keep the others from going on.
            reportError(e);
        }
    }

    /** Tells those that were passed over, and writes the address: browsers are
     * slow at it, and refuse it when it comes too often. */
    private rest(): void {
        if (!this.held)
            for (const listener of this.listeners) this.inform(listener);
        this.write();
    }

    /** While it is held, changes follow closely, however slow the browser. */
    hold(held: boolean): void {
        this.held = held;
        if (!held) this.rest();
    }

    /** Where the address names no moment: the last time that somebody came to
     * know more, because most of the story lies before it. */
    private fullest(): number {
        const { run } = this;
        const rows = run.data.gains.row;
        const row = rows.length ? rows[rows.length - 1]! : run.count - 1;
        return run.stops[run.lastStop[row] ?? 0] ?? 0;
    }

    /** Where the address names no document: the one with the most arrows. */
    private busiest(): number {
        const counts = this.run.data.documents.map(() => 0);
        for (const d of this.run.data.arrows.document)
            if (d >= 0) counts[d]++;
        return Math.max(0, counts.indexOf(Math.max(...counts)));
    }

    private fromAddress(): State {
        const { run } = this;
        const p = new URLSearchParams(location.hash.slice(1));
        const { records, documents, actors } = run.data;
        const at = Number(p.get("at"));
        const first = this.fullest();
        const named = run.stops[run.lastStop[run.rowOf(at)] ?? 0];
        const row = at > 0 && named !== undefined ? named : first;
        const document = documents.findIndex((d) => d.name === p.get("doc"));
        const [who, what] = (p.get("cell") ?? "").split("/");
        const cell = {
            actor: actors.findIndex((a) => a.name === who),
            document: documents.findIndex((d) => d.name === what),
        };
        const zoom = p.get("zoom") ?? "";
        const x = Number(p.get("x"));
        return {
            row, document: document >= 0 ? document : this.busiest(),
            cell: cell.actor >= 0 && cell.document >= 0 ? cell : null,
            exchange: records.exchange.includes(x) ? x : 0,
            zoom: ZOOMS.includes(zoom) ? zoom : "whole",
            filter: "all", party: -1, channel: -1, playing: false,
            until: Infinity, field: NO_NAMES,
            ...(records.number.length === 0 ? { row: 0 } : {}),
        };
    }

    /** "#at=158&doc=us-response&cell=press/nato-response&x=17&zoom=day" */
    write(): void {
        const { run, current } = this;
        const { records, documents, actors } = run.data;
        if (current.playing || run.count === 0 || this.gone.aborted) return;
        const p = new URLSearchParams();
        p.set("at", String(records.number[current.row]));
        const document = documents[current.document];
        if (document) p.set("doc", document.name);
        if (current.cell)
            p.set("cell", actors[current.cell.actor]!.name + "/" +
                documents[current.cell.document]!.name);
        if (current.exchange) p.set("x", String(current.exchange));
        if (current.zoom !== "whole") p.set("zoom", current.zoom);
        for (const [name, value] of this.beside()) p.append(name, value);
        const address = "#" + p.toString().replace(/%2F/g, "/");
        try {
            history.replaceState(null, "", address);
        } catch {
            // A browser may refuse this for files; the page works without.
        }
    }
}
