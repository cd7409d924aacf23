/* Spread: how the chosen document travelled. A row a party in the order of
 * first knowing, ways between them, readers below. */

import { distance, Item, path } from "./arrows";
import { arrowLines, fillLines } from "./arrow_words";
import { Wrongs } from "./bands";
import { h, rewrite } from "./dom";
import { frame } from "./frame";
import { Moment, State } from "./moment";
import { picture, plainTable } from "./picture";
import { Run } from "./run";
import { SpreadLayout } from "./spread_layout";
import { SpreadPicture } from "./spread_picture";
import { spreadHeading, spreadRows } from "./spread_words";
import { grouped } from "./telling";
import { focusTip, hideTip, tip } from "./tip";
import { Context, Frame, View } from "./view";

const PHONE = 720;
const REACH = 8;
const CAPTION = "Solid, dashed and dotted lines are copies of the text. " +
    "Double lines are in the open: an announcement tells that a text " +
    "exists, not what it says. Thin lines brought nothing new. A forgery " +
    "starts with a crossed ring and ends hollow.";

class Spread {
    readonly view: Frame;
    private readonly run: Run;
    private readonly moment: Moment;
    private readonly wrongs: Wrongs;
    private readonly figure = h("div", { class: "spread-figure" });
    private readonly caption = h("p", { class: "caption" });
    private readonly heard = h("p",
        { class: "hidden", "aria-live": "polite" });
    private readonly none = h("p", { class: "timeline-none" });
    private drawn: SpreadPicture | null = null;
    private at = -1; // item with the focus
    private width = 0;

    constructor(context: Context) {
        this.run = context.run;
        this.moment = context.moment;
        this.wrongs = new Wrongs(this.run);
        this.view = frame("spread", "Spread");
        this.view.body.append(this.figure, this.none, this.caption,
            this.heard);
        new ResizeObserver(() => {
            if (this.view.body.clientWidth !== this.width)
                this.rebuild(this.moment.state);
        }).observe(this.view.body);
        this.moment.listen((state, before) => this.told(state, before),
            this.view.section);
    }

    private told(state: State, before: State): void {
        if (!this.drawn || state.document !== before.document)
            this.rebuild(state);
        else this.move(state);
    }

    private rebuild(state: State): void {
        const width = this.view.body.clientWidth;
        const { run } = this;
        const document = run.data.documents[state.document];
        if (width === 0 || run.count === 0 || !document) return;
        this.width = width;
        this.view.lead.replaceChildren("Each line begins when a party first " +
            "came to know of ", h("span", { class: "mono said" },
            document.name), ". Below, how many people may have read the " +
            "text by then.");
        const layout = new SpreadLayout(run, this.wrongs, state.document,
            width, innerWidth <= PHONE);
        this.none.textContent = layout.rows.length ? ""
            : "Nobody comes to know of it in this run.";
        this.caption.textContent = CAPTION + (layout.thinned ? ` Of each way ` +
            `only the first repeat is drawn; ${grouped(layout.thinned)} more ` +
            "brought nothing new." : "");
        const drawn = new SpreadPicture(layout);
        this.drawn = drawn;
        const title = `How ${document.name} spread in ${run.data.run.title}:` +
            ` ${layout.rows.length} parties come to know of it, over ` +
            `${layout.passings.length} ways.`;
        const figure = picture(title, drawn.svg, () => plainTable(
            ["Party", "Since", "Level", "How it came", "Record"],
            spreadRows(layout)));
        this.figure.replaceChildren(figure);
        this.listen(drawn);
        this.move(state);
    }

    private move(state: State): void {
        const { drawn } = this;
        if (!drawn) return;
        drawn.move(this.run.t[state.row]!);
        rewrite(this.view.heading,
            spreadHeading(drawn.layout, drawn.read, state.row));
    }

    private listen(drawn: SpreadPicture): void {
        const { svg } = drawn;
        const box = svg.parentElement!;
        box.tabIndex = 0;
        box.setAttribute("role", "application");
        box.setAttribute("aria-label",
            "Ways of the document: left and right move, Enter goes there.");
        svg.addEventListener("pointermove", (e) => {
            const item = this.itemAt(drawn, e);
            svg.classList.toggle("timeline-on", item !== null);
            drawn.show(item);
            if (item) tip(e, (b) => fillLines(b, this.lines(item)));
            else hideTip();
        });
        svg.addEventListener("pointerleave", () => {
            drawn.show(null);
            hideTip();
        });
        svg.addEventListener("click", (e) => {
            const item = this.itemAt(drawn, e);
            hideTip();
            if (item) this.moment.go(item.arrow.target);
        });
        box.addEventListener("keydown", (e) => this.key(drawn, e));
        box.addEventListener("focusout", (e) => {
            if (box.contains(e.relatedTarget as Node | null)) return;
            drawn.show(null);
            hideTip();
        });
    }

    private lines(item: Item): string[] {
        return arrowLines(this.run, item.arrow.index);
    }

    private itemAt(drawn: SpreadPicture, e: MouseEvent): Item | null {
        const r = drawn.svg.getBoundingClientRect();
        const [x, y] = [e.clientX - r.left, e.clientY - r.top];
        let best: Item | null = null;
        let least = REACH;
        for (const item of drawn.items) {
            const far = distance(path(drawn.plane, item), x, y);
            if (far >= least) continue;
            least = far;
            best = item;
        }
        return best;
    }

    private key(drawn: SpreadPicture, e: KeyboardEvent): void {
        if (e.altKey || e.ctrlKey || e.metaKey || e.shiftKey) return;
        const { items } = drawn;
        const by = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
        if (by !== undefined && items.length > 0) {
            this.at = Math.max(0, Math.min(items.length - 1, this.at + by));
            const item = items[this.at]!;
            this.heard.textContent = this.lines(item).join(" ");
            focusTip(drawn.show(item), (b) => fillLines(b, this.lines(item)));
        } else if (e.key === "Enter" && items[this.at]) {
            this.moment.go(items[this.at]!.arrow.target);
        } else return;
        e.preventDefault();
        e.stopPropagation();
    }
}

export function makeSpread(context: Context): View {
    const { view } = new Spread(context);
    return { name: "Spread", id: "spread", section: view.section };
}
