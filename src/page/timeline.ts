/* The timeline: parties as lanes, what passes between them as arrows. It is
 * built anew when zoom, filter, document or size change, or when one scrolls
 * beyond what is built; when the moment moves, only its veil, its words and
 * the sentences of the day do. */

import { h, rewrite } from "./dom";
import { frame } from "./frame";
import { peopleWords } from "./arrow_words";
import { textWidth } from "./labels";
import { Moment, State } from "./moment";
import { capital } from "./names";
import { disclosure, saveFile, standalone } from "./picture";
import { Run } from "./run";
import { long, SECOND } from "./time";
import { DayList, runTable } from "./timeline_day";
import { timelineHeading } from "./timeline_heading";
import { Layout, PHONE, Size } from "./timeline_layout";
import { Facts, Picture } from "./timeline_picture";
import { Pointing } from "./timeline_pointing";
import { foldWords, makeKey, makeTools } from "./timeline_tools";
import { Context, Frame, View } from "./view";

const KEEP = 0.6; // of the width, where zooming keeps the moment
const MARGIN = 160; // px to what is built at which more is
const HURRY = 250; // ms
const PACE = 120; // ms between buildings as the moment moves
const LEAD = "A line is a party: thicker and stronger, the more it knows of " +
    "the chosen document. Numbers are exchanges.";

export class Timeline {
    readonly view: Frame;
    private readonly run: Run;
    private readonly moment: Moment;
    private readonly facts: Facts;
    private readonly tools: { box: HTMLElement; update(s: State): void };
    private readonly scroller = h("div", { class: "timeline-scroll" });
    private readonly stage = h("div", { class: "timeline-stage" });
    private readonly names = h("div", { class: "timeline-names" });
    private readonly built = h("div", { class: "timeline-built" });
    private readonly none = h("p", { class: "timeline-none" });
    private readonly caption = h("p", { class: "caption" });
    private readonly days: DayList;
    private readonly pointing: Pointing;
    private picture: Picture | null = null;
    private layout: Layout | null = null;
    private buttons: { actor: number; button: HTMLElement }[] = [];
    private width = 0;
    private from = 0; // where what is seen begins
    private long = 0; // how much is seen
    private last = 0; // when it was built
    private later = 0; // timers
    private pace = 0;

    constructor(context: Context) {
        this.run = context.run;
        this.moment = context.moment;
        this.facts = new Facts(this.run);
        this.view = frame("timeline", "Timeline");
        this.view.lead.textContent = LEAD;
        this.tools = makeTools(this.run, this.moment);
        this.days = new DayList(this.run, this.moment);
        this.stage.append(this.names, this.built);
        this.scroller.append(this.stage);
        this.pointing = new Pointing(this.run, this.moment, this.scroller,
            this.built, (at) => this.reveal(at));
        const save = h("button", { class: "save", type: "button" },
            "Save as SVG");
        save.addEventListener("click", () => this.save());
        this.view.body.append(this.tools.box, this.scroller, this.none,
            this.pointing.said, makeKey(this.run), this.caption,
            h("div", { class: "after" }, disclosure("The same as a table",
                () => runTable(this.run)), save), this.days.box);
        this.scroller.addEventListener("scroll", () => {
            this.look();
            this.follow();
        }, { passive: true });
        new ResizeObserver(() => this.resized()).observe(this.view.body);
        this.moment.listen((state, before) => this.told(state, before),
            this.view.section);
    }

    private size(): Size {
        return {
            width: this.scroller.clientWidth,
            phone: innerWidth <= PHONE,
        };
    }

    private resized(): void {
        const { width } = this.size();
        if (width === this.width) return;
        this.width = width;
        this.rebuild(this.moment.state, true);
    }

    private told(state: State, before: State): void {
        if (this.run.count === 0) return;
        const day = (s: State): number =>
            this.run.clock.day(this.run.t[s.row]!);
        const anew = state.zoom !== before.zoom ||
            state.filter !== before.filter ||
            state.document !== before.document ||
            state.party !== before.party || state.channel !== before.channel;
        this.tools.update(state);
        if (anew || !this.picture)
            this.rebuild(state, state.zoom !== before.zoom);
        else if (state.zoom === "day" && day(state) !== this.layout?.day)
            this.paced(() => this.rebuild(this.moment.state, false));
        else this.paced(() => this.move(this.moment.state));
        this.days.update(state.row);
        rewrite(this.view.heading, timelineHeading(this.run, state.document,
            state.row));
    }

    /** Lays all out again, and keeps the moment in its place. */
    private rebuild(state: State, center: boolean): void {
        const size = this.size();
        if (size.width === 0 || this.run.count === 0) return;
        this.width = size.width;
        const layout = new Layout(this.run, state, size);
        this.layout = layout;
        const free = layout.vertical && (state.zoom === "whole" ||
            layout.day >= 0) && layout.lanes.length <= 6;
        this.scroller.classList.toggle("timeline-down", layout.vertical);
        this.scroller.classList.toggle("timeline-free", free);
        const [w, tall] = layout.xy(layout.along, layout.across +
            (layout.vertical ? 0 : layout.foot));
        this.stage.style.setProperty("width", `${w}px`);
        this.stage.style.setProperty("height", `${tall}px`);
        this.drawNames(layout, state);
        const at = layout.place(this.run.t[state.row]!);
        this.look();
        if (center) this.scrollTo(at);
        this.build(layout, state);
        this.caption.textContent = foldWords(layout.scale.limit,
            long(layout.scale.limit), layout.day >= 0);
    }

    /** Builds what is visible, and one width of it on both sides. */
    private build(layout: Layout, state: State): void {
        const { from, long } = this;
        const more = this.hurried() ? MARGIN * 2 : long;
        layout.origin = Math.max(0, Math.floor(from - more));
        const reach = Math.ceil(from + long + more) - layout.origin;
        const picture = new Picture(this.facts, layout, state, reach);
        picture.svg.setAttribute("aria-label", this.sentence(picture));
        this.picture = picture;
        this.built.replaceChildren(
            ...picture.dense ? [picture.canvas] : [], picture.svg,
            picture.over);
        const [x, y] = layout.xy(layout.origin, 0);
        this.built.style.setProperty("left", `${x}px`);
        this.built.style.setProperty("top", `${y}px`);
        this.none.textContent = !picture.empty ? ""
            : state.filter === "wrong" ? "Nothing went wrong in this run."
                : "Nothing of what is asked for lies here.";
        picture.begin();
        picture.move(this.run.t[state.row]!, this.nowWords(state.row));
        this.pointing.follow(picture);
    }

    /** True where builds follow each other closely, as in scrubbing: then what
     * is not seen waits until the moment rests. */
    private hurried(): boolean {
        const now = performance.now();
        const hurried = now - this.last < HURRY;
        this.last = now;
        clearTimeout(this.later);
        if (hurried)
            this.later = window.setTimeout(() => {
                this.last = 0;
                if (this.layout) this.build(this.layout, this.moment.state);
            }, HURRY);
        return hurried;
    }

    private sentence(picture: Picture): string {
        const { run } = this;
        const parties = run.lanes.length;
        return `Timeline of ${run.data.run.title}: ` +
            `${picture.items.list.length} arrows between ${parties} parties` +
            ", from left to right in the order of time; the same follows as " +
            "a table.";
    }

    /** Notes what is seen of the picture. To ask for it lays the page out, so
     * it is only asked for after it has changed. */
    private look(): void {
        const { scroller, layout } = this;
        if (!layout) return;
        const free = scroller.classList.contains("timeline-free");
        const { vertical } = layout;
        this.from = free ? 0
            : vertical ? scroller.scrollTop : scroller.scrollLeft;
        this.long = free ? layout.along
            : vertical ? scroller.clientHeight : scroller.clientWidth;
    }

    private scrollTo(at: number): void {
        const { scroller, layout } = this;
        if (!layout) return;
        const to = at - this.long * KEEP;
        if (layout.vertical) scroller.scrollTop = to;
        else scroller.scrollLeft = to;
        this.look();
    }

    /** Builds more where one has scrolled close to the end of what is. */
    private follow(): void {
        const { layout, picture } = this;
        if (!layout || !picture) return;
        const { from, long } = this;
        const end = layout.origin + picture.length;
        const short = from - MARGIN < layout.origin && layout.origin > 0 ||
            from + long + MARGIN > end && end < layout.along;
        if (short) this.build(layout, this.moment.state);
    }

    /** Scrolls to a place of what is built unless it is seen. */
    private reveal(at: number): void {
        const { layout } = this;
        if (!layout) return;
        const { from, long } = this;
        const place = layout.origin + at;
        const gutter = layout.vertical ? 40 : layout.gutter;
        if (place < from + gutter || place > from + long - 20)
            this.scrollTo(place);
    }

    /** Does it now, or where the last building was just before, a little
     * later: scrubbing stays smooth although each step shows another part. */
    private paced(act: () => void): void {
        const { layout, picture, run } = this;
        const { state } = this.moment;
        const since = performance.now() - this.last;
        const here = layout && picture && layout.shown(run.t[state.row]!) &&
            picture.holds(run.t[state.row]!);
        clearTimeout(this.pace);
        if (here || since >= PACE) act();
        else this.pace = window.setTimeout(act, PACE - since);
    }

    private move(state: State): void {
        const { layout, picture } = this;
        if (!layout || !picture) return;
        const t = this.run.t[state.row]!;
        this.reveal(layout.at(t));
        this.follow();
        this.picture!.move(t, this.nowWords(state.row));
    }

    private nowWords(row: number): string {
        const { run } = this;
        const t = run.t[row]!;
        if (!this.layout?.fine) return run.clock.minute(t);
        const nano = run.data.records.nano[row]!;
        return t % (60 * SECOND) === 0 ? run.clock.minute(t)
            : run.clock.exact(t, nano);
    }

    /** Names of lanes, which choose what concerns one party. */
    private drawNames(layout: Layout, state: State): void {
        const { actors } = this.run.data;
        this.buttons = layout.lanes.map((actor) => {
            const a = actors[actor]!;
            const about = a.adversary ? "adversary"
                : a.kind === "public" ? "read by all"
                    : a.readers ? peopleWords(a.readers, "reader") : a.kind;
            const name = h("b", { class: "said" }, a.title);
            if (layout.vertical)
                shorten(name, spelt(a.name), layout.lane - 3);
            const button = h("button", {
                type: "button", title: "Only what concerns " + a.title,
                "aria-pressed": String(state.party === actor),
            }, name, h("span", {}, about));
            button.classList.toggle("bad", a.adversary);
            button.addEventListener("click", () => this.moment.set({
                party: this.moment.state.party === actor ? -1 : actor,
            }));
            const place = layout.center(actor);
            button.style.setProperty(layout.vertical ? "left" : "top",
                `${place}px`);
            if (layout.vertical)
                button.style.setProperty("width", `${layout.lane}px`);
            return { actor, button };
        });
        this.names.style.setProperty("width", layout.vertical ? "100%"
            : `${layout.gutter - 4}px`);
        this.names.classList.toggle("timeline-one", state.party >= 0);
        this.names.replaceChildren(...this.buttons.map((b) => b.button));
    }

    private save(): void {
        const { picture, layout } = this;
        if (!picture || !layout) return;
        let text = picture.whole(standalone);
        if (picture.dense) {
            const image = `<image href="${picture.canvas.toDataURL()}" ` +
                `width="${picture.canvas.width}" ` +
                `height="${picture.canvas.height}"/>`;
            text = text.replace("<defs", image + "<defs");
        }
        saveFile(`${this.run.data.run.name}-timeline.svg`, "image/svg+xml",
            [text]);
    }
}

/** A short name as titles are written: "US", "Congress". */
function spelt(name: string): string {
    return name.length <= 3 ? name.toUpperCase() : capital(name);
}

/** The title where a column has room for it, else the name. */
function shorten(e: HTMLElement, name: string, room: number): void {
    const title = e.textContent ?? "";
    for (const [text, size] of [[title, 11.5], [name, 11.5], [name, 10]] as
        [string, number][]) {
        e.textContent = text;
        e.style.setProperty("font-size", `${size}px`);
        if (textWidth(text, size, true) <= room) return;
    }
}

export function makeTimeline(context: Context): View {
    const { view } = new Timeline(context);
    return { name: "Timeline", id: "timeline", section: view.section };
}
