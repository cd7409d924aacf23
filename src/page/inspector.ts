/* The inspector: one frame of an exchange, peeled layer by layer. It follows
 * the moment's exchange until another is chosen. */

import { FrameLayers } from "./data";
import { h } from "./dom";
import { failure, frame } from "./frame";
import { Choice } from "./inspector_choice";
import { Loader } from "./inspector_load";
import { Panes } from "./inspector_panes";
import { State } from "./moment";
import { counted, partyName } from "./names";
import { above } from "./run";
import { Context, Frame, View } from "./view";

const WAIT = 120; // ms without another moment before it is drawn

const MEDIA: { [medium: string]: string } = {
    hand: "by hand", courier: "by courier", network: "over a network",
    press: "in public",
};

export function makeInspector(context: Context): View {
    const view = new Inspector(context);
    return { name: "Inspector", id: "bytes", section: view.parts.section };
}

class Inspector {
    readonly parts: Frame = frame("bytes", "Inspector");
    private readonly loader: Loader;
    private readonly choice: Choice;
    private readonly panes: Panes;
    private readonly notice = h("p", { class: "quiet" });
    private frames: FrameLayers[] = [];
    private at = 0; // the frame shown
    private wanted = ""; // "x17", or "r42" for a record of no exchange
    private drawn = "";
    private near = false; // the section is in sight, or close to it
    private timer = 0;
    private withFrames: Set<number> | null = null;

    constructor(private readonly context: Context) {
        const { section, body } = this.parts;
        this.loader = new Loader(context);
        this.panes = new Panes(context.gone);
        this.choice = new Choice(context.run, {
            exchange: (number) => context.moment.set({ exchange: number }),
            loose: (record) => this.want(`r${record}`),
            frame: (index) => this.show(index),
        });
        body.append(this.choice.element, this.notice, ...this.panes.elements);
        this.panes.hide(true);
        new IntersectionObserver((entries) => {
            this.near = entries.some((e) => e.isIntersecting);
            this.later();
        }, { rootMargin: "50%" }).observe(section);
        new ResizeObserver(() => this.panes.resize()).observe(body);
        addEventListener("beforeprint", () => void this.draw(),
            { signal: context.gone });
        context.moment.listen((state, before) => this.follow(state, before));
    }

    private follow(state: State, before: State): void {
        this.panes.quiet(state.playing);
        const other = state.field !== before.field;
        if (other && this.frames[this.at]) this.show(this.at);
        const number = state.exchange || this.exchangeAt(state.row);
        if (number > 0) this.want(`x${number}`);
        else this.head(`Nothing has been sent yet`, "");
    }

    /** The last exchange by a row of which a frame travelled: the row's own,
     * unless it was settled without. */
    private exchangeAt(row: number): number {
        const { exchange } = this.context.run.data.records;
        const { sent } = this.context.run.data.frames;
        let at = above(sent, row) - 1;
        const own = exchange[row] ?? 0;
        if (own > 0 && this.travelled().has(own)) return own;
        while (at >= 0 && exchange[sent[at]!] === 0) at--;
        return at >= 0 ? exchange[sent[at]!]! : own;
    }

    /** Exchanges of which a frame travelled. */
    private travelled(): Set<number> {
        const { records, frames } = this.context.run.data;
        this.withFrames ??= new Set(frames.sent.map((row) =>
            records.exchange[row]!));
        return this.withFrames;
    }

    private want(key: string): void {
        this.wanted = key;
        // Until its bytes are there the section has a heading, too.
        if (!this.drawn) this.head(nameOf(key), "");
        this.later();
    }

    private later(): void {
        if (!this.near || this.wanted === this.drawn) return;
        clearTimeout(this.timer);
        this.timer = window.setTimeout(() => void this.draw(), WAIT);
    }

    private async draw(): Promise<void> {
        const key = this.wanted;
        if (!key || key === this.drawn) return;
        this.drawn = key;
        const number = Number(key.slice(1));
        try {
            const frames = key.startsWith("x")
                ? await this.loader.exchange(number)
                : await this.loader.record(number);
            if (key !== this.wanted) return;
            this.frames = frames;
            this.show(opening(frames));
        } catch (error) {
            this.panes.hide(true);
            this.notice.replaceChildren(failure("The layers of this exchange " +
                "cannot be read.", error));
        }
    }

    private show(index: number): void {
        const f = this.frames[index];
        this.at = index;
        this.choice.show(this.drawn, this.frames, index);
        this.notice.replaceChildren();
        if (!f) {
            this.none();
            return;
        }
        this.head(this.title(f), this.lead(f));
        const empty = f.layers.length === 0;
        this.panes.hide(empty);
        if (empty) this.notice.append("These are the bytes of record " +
            `${f.repeats}, sent once more; its layers are told there.`);
        else this.panes.show(f, this.context.moment.state.field);
    }

    private none(): void {
        const { left } = this.context.run.data.parts;
        this.panes.hide(true);
        this.head(`${nameOf(this.drawn)}: no bytes travelled`, left ||
            "It was settled without a frame on any channel.");
    }

    private head(title: string, lead: string): void {
        this.parts.heading.textContent = title;
        this.parts.lead.textContent = lead;
    }

    /** "Exchange 17: 1,332 bytes by hand to Russia" */
    private title(f: FrameLayers): string {
        const { data } = this.context.run;
        const channel = data.channels.find((c) => c.name === f.channel);
        const to = data.actors.findIndex((a) => a.name === f.to);
        const size = f.layers[0]?.size;
        const what = size === undefined ? "the same bytes again"
            : counted(size, "byte");
        const medium = channel?.medium ?? "press";
        return `${nameOf(this.drawn)}: ${what} ${MEDIA[medium] ?? medium} ` +
            `to ${to < 0 ? f.to : partyName(data, to)}`;
    }

    private lead(f: FrameLayers): string {
        const { length } = this.frames;
        const words = f.layers.find((l) => l.name === "message")?.words ??
            f.layers[1]?.words;
        const which = length > 1 ? `Frame ${this.at + 1} of ${length}` :
            "One frame";
        return `${which}, record ${f.record}${words ? `: ${words}` : ""}. ` +
            "Each row is a layer, drawn over the bytes that hold it: what a " +
            "layer adds is what sticks out of the one below.";
    }
}

/** "Exchange 17" of "x17", "Record 42" of "r42" */
function nameOf(key: string): string {
    const number = key.slice(1);
    return key.startsWith("x") ? `Exchange ${number}` : `Record ${number}`;
}

/** The frame with the most in it: the first of the largest that carry a
 * message. */
function opening(frames: FrameLayers[]): number {
    let best = 0;
    const weight = (f: FrameLayers | undefined): number => !f ? -1
        : (f.layers.some((l) => l.name === "copy") ? 1e9 : 0) +
            (f.layers[0]?.size ?? 0);
    frames.forEach((f, i) => {
        if (weight(f) > weight(frames[best])) best = i;
    });
    return best;
}
