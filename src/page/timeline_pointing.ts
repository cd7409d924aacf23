/* Pointing at the timeline: by pointer, by touch and by keys. Hover and focus
 * say one thing in words; a click or Enter leads to the effect. */

import { arrowLines, fillLines, frameLines } from "./arrow_words";
import { h } from "./dom";
import { Moment } from "./moment";
import { Run } from "./run";
import { focusTip, hideTip, tip } from "./tip";
import { Item, path } from "./arrows";
import { Picture } from "./timeline_picture";
import { Point } from "./timeline_points";

const HELP = "Left and right move by time, up and down by lane, Enter goes " +
    "to the effect.";

export class Pointing {
    /** Reads aloud what has the focus. */
    readonly said = h("p", { class: "hidden", "aria-live": "polite" });
    private picture: Picture | null = null;
    private at: Item | null = null; // with the focus

    constructor(private readonly run: Run, private readonly moment: Moment,
        scroller: HTMLElement,
        private readonly built: HTMLElement,
        private readonly reveal: (at: number) => void) {
        scroller.tabIndex = 0;
        scroller.setAttribute("role", "application");
        scroller.setAttribute("aria-label", "Timeline. " + HELP);
        built.addEventListener("pointermove", (e) => this.hover(e));
        built.addEventListener("pointerleave", () => this.leave());
        built.addEventListener("click", (e) => this.click(e));
        scroller.addEventListener("keydown", (e) => this.key(e));
        scroller.addEventListener("focusout", (e) => {
            if (!scroller.contains(e.relatedTarget as Node | null))
                this.leave();
        });
    }

    /** Another picture has taken the place of the one before. */
    follow(picture: Picture): void {
        this.picture = picture;
    }

    private spot(e: MouseEvent): { item: Item | null; point: Point | null } {
        const { picture } = this;
        if (!picture) return { item: null, point: null };
        const r = this.built.getBoundingClientRect();
        const [x, y] = [e.clientX - r.left, e.clientY - r.top];
        const point = picture.pointAt(x, y);
        return { point, item: point ? null : picture.itemAt(x, y) };
    }

    private hover(e: PointerEvent): void {
        const { item, point } = this.spot(e);
        this.built.classList.toggle("timeline-on", !!(item || point));
        this.picture?.show(item);
        if (!item && !point) {
            hideTip();
            return;
        }
        tip(e, (box) => fillLines(box, item ? this.lines(item)
            : this.pointLines(point!)));
    }

    private leave(): void {
        this.picture?.show(null);
        this.at = null;
        hideTip();
    }

    private click(e: MouseEvent): void {
        const { item, point } = this.spot(e);
        hideTip();
        if (item) this.moment.go(item.arrow.target);
        else if (point) this.moment.go(point.row);
    }

    private lines(item: Item): string[] {
        const { run } = this;
        const { index, frame } = item.arrow;
        const lines = frame ? frameLines(run, index) : arrowLines(run, index);
        if (item.count > 1)
            lines.push(`${item.count - 1} more lie here; zooming in parts ` +
                "them.");
        return lines;
    }

    private pointLines(point: Point): string[] {
        const { run } = this;
        const { sentence, number, nano, reason, words, exchange } =
            run.data.records;
        const { row } = point;
        const t = run.t[row]!;
        const lines = [sentence[row]!, `${run.clock.weekday(t)}, ` +
            run.clock.exact(t, nano[row]!) + "."];
        if (reason[row]) lines.push(reason[row]! + ".");
        if (words[row])
            lines.push(`“${words[row]!.replace(/\s+/g, " ").trim()}”`);
        const x = exchange[row]!;
        lines.push(`Record ${number[row]}` + (x ? `, exchange ${x}.` : "."));
        return lines;
    }

    private key(e: KeyboardEvent): void {
        if (e.altKey || e.ctrlKey || e.metaKey || e.shiftKey) return;
        if (e.target instanceof HTMLButtonElement) return;
        const next = this.next(e.key);
        if (next) this.focus(next);
        else if (e.key === "Enter" && this.at)
            this.moment.go(this.at.arrow.target);
        else return;
        e.preventDefault();
        e.stopPropagation();
    }

    /** The item that a key leads to, or null. */
    private next(key: string): Item | null {
        const list = this.picture?.items.list ?? [];
        const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
        const lanes = { ArrowUp: -1, ArrowDown: 1 }[key];
        if (list.length === 0 || step === undefined && lanes === undefined)
            return null;
        const { at } = this;
        const i = at ? list.indexOf(at) : -1;
        if (!at || i < 0) return this.nearest(list);
        if (step !== undefined)
            return list[Math.max(0, Math.min(list.length - 1, i + step))]!;
        const lane = (item: Item): number =>
            this.run.laneOf[item.arrow.from]!;
        const beyond = (item: Item): number =>
            (lane(item) - lane(at)) * lanes!;
        const far = (item: Item): number => beyond(item) * 1e18 +
            Math.abs(item.arrow.sent - at.arrow.sent);
        return list.filter((item) => beyond(item) > 0)
            .reduce((a, b) => far(b) < far(a) ? b : a, at === list[i]
                ? list.find((item) => beyond(item) > 0) ?? at : at);
    }

    /** Where the keys begin: at the moment. */
    private nearest(list: Item[]): Item {
        const { row } = this.moment.state;
        const t = this.run.t[row]!;
        return list.reduce((a, b) => Math.abs(b.arrow.sent - t) <
            Math.abs(a.arrow.sent - t) ? b : a);
    }

    private focus(item: Item): void {
        const { picture } = this;
        if (!picture) return;
        this.at = item;
        const p = path(picture.layout, item);
        this.reveal(picture.layout.vertical ? p.y0 : p.x0);
        const lines = this.lines(item);
        this.said.textContent = lines.join(" ");
        focusTip(this.picture!.show(item), (box) => fillLines(box, lines));
    }
}
