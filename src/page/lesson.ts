/* A lesson: the step at which the learner is, the answers so far, and what the
 * page shows for them. Nothing is stored or sent: step and answers stand in
 * the address, and a link has them again. */

import { Data } from "./data";
import { Answers, answersIn, Asked, ASKED, indexOf, isSettled, questionOf,
    SKIPPED } from "./lesson_answers";
import { byId, h } from "./dom";
import { until } from "./lesson_cut";
import { LessonData, LookData, SecondData } from "./lesson_data";
import { Margin } from "./lesson_margin";
import { Marker } from "./lesson_marker";
import { Place, placeOf, waitingRow } from "./lesson_place";
import { isSecondShown, reach, Step, stepsOf } from "./lesson_steps";
import { Moment, State } from "./moment";
import { isPrinted } from "./printed";
import { Run } from "./run";
import { Context } from "./view";

const FAR = 8; // stops that are played before a place; more are passed over
const DRAWN = 1500; // ms after which the views have taken up their room
const NARROW = "(max-width: 1023px)";

export class Lesson {
    readonly steps: Step[];
    answers: Answers;
    at = 0; // the step
    private context: Context | null = null;
    private shown = ""; // which facts the page was made for
    private readonly whole: Run;
    private readonly waiting: number; // row
    private readonly margin: Margin;
    private readonly beside = h("div", { class: "beside" });
    private readonly marker = new Marker();
    private held = new AbortController(); // the place in sight
    private readonly narrow = matchMedia(NARROW);

    constructor(readonly data: Data, readonly lesson: LessonData,
        private readonly make: (keep: Partial<State>) => Context) {
        this.steps = stepsOf(lesson);
        this.whole = new Run(data);
        this.waiting = waitingRow(this.whole, lesson);
        this.answers = answersIn(new URLSearchParams());
        this.margin = new Margin(this);
        document.body.classList.add("lessoned");
        byId("views").before(this.beside);
        this.beside.append(byId("views"));
        this.narrow.addEventListener("change", () => this.settle());
        addEventListener("hashchange", () => this.fromAddress(false));
        document.addEventListener("keydown", (e) => this.key(e));
    }

    /** Makes the page, as the address says. */
    begin(): void {
        this.fromAddress(true);
    }

    get step(): Step {
        return this.steps[this.at]!;
    }

    get run(): Run {
        return this.whole;
    }

    get isWaiting(): boolean {
        return !isSettled(this.lesson, this.answers, "predict");
    }

    /** The facts that may be seen. */
    facts(): Data {
        return this.isWaiting && this.whole.count > 0
            ? until(this.data, this.waiting) : this.data;
    }

    /** The last record that may be seen. */
    get last(): number {
        return this.isWaiting ? this.data.records.number[this.waiting] ?? 0
            : Infinity;
    }

    get second(): SecondData | null {
        return isSecondShown(this.lesson, this.answers) ? this.lesson.second
            : null;
    }

    /** What the lesson adds to the address. */
    inAddress(): [string, string][] {
        return [["step", this.step.id], ...ASKED.flatMap((name) =>
            this.answers[name].map((a): [string, string] => [name, a]))];
    }

    private fromAddress(first: boolean): void {
        if (!first && !location.hash.includes("=")) return;
        const p = new URLSearchParams(location.hash.slice(1));
        const answers = answersIn(p);
        const at = Math.max(0, this.steps.findIndex((s) =>
            s.id === p.get("step")));
        if (!first && at === this.at &&
            JSON.stringify(answers) === JSON.stringify(this.answers)) return;
        this.answers = answers;
        this.at = Math.min(at, reach(this.lesson, this.steps, answers));
        const restored = p.has("at");
        this.remake(restored ? {} : null);
        this.draw(!first || this.at > 0, !first);
        if (this.at > 0 && !restored) this.look(false);
        else this.mark();
    }

    /** Makes the views anew where other facts may be seen. */
    private remake(keep: Partial<State> | null): void {
        const shown = `${this.isWaiting} ${this.second !== null}`;
        if (this.context && shown === this.shown) return;
        const begin = this.isWaiting ? { row: this.waiting } : {};
        this.shown = shown;
        document.body.classList.toggle("waiting", this.isWaiting);
        this.context = this.make(keep ?? begin);
        this.settle();
    }

    private get moment(): Moment {
        return this.context!.moment;
    }

    /** Takes an answer to the step's question. What a prediction was about is
     * shown at once; what is said to other answers is read first. */
    answer(asked: Asked, answer: string): void {
        const q = questionOf(this.lesson, asked);
        if (!q || this.answers[asked].includes(answer)) return;
        const before = isSettled(this.lesson, this.answers, asked);
        this.answers[asked] = [...this.answers[asked], answer];
        const { row, document, cell, zoom } = this.moment.state;
        const leads = asked === "predict" || asked === "again" ||
            answer === SKIPPED;
        this.keeping(() => {
            this.remake({ row, document, cell, zoom });
            if (!leads || before) this.draw(false, true);
        });
        if (leads && !before) this.go(this.at + 1);
        this.moment.write();
    }

    /** Goes on without an answer. */
    skip(): void {
        const { asked } = this.step;
        if (asked && !isSettled(this.lesson, this.answers, asked))
            this.answer(asked, SKIPPED);
        else this.go(this.at + 1);
    }

    canGo(to: number): boolean {
        return to >= 0 && to < this.steps.length &&
            to <= reach(this.lesson, this.steps, this.answers);
    }

    go(to: number): void {
        if (!this.canGo(to)) return;
        this.at = to;
        this.draw(true, true);
        this.look(true);
        this.moment.write();
    }

    private draw(moved: boolean, heard: boolean): void {
        this.margin.draw(this.step, heard);
        if (moved) this.settle();
        if (moved && heard) this.margin.focus();
    }

    /** The place of the step on the page. */
    private place(): Place | null {
        const { look } = this.step;
        return look ? placeOf(this.context!.run, look) : null;
    }

    /** A look at the second run, which the page has in part. */
    visit(look: LookData): void {
        const place = placeOf(this.context!.run, look);
        if (!isPrinted(look)) place.section = "difference";
        this.show({ ...place, exchange: 0 }, true);
    }

    canVisit(look: LookData): boolean {
        return isPrinted(look) || ["diff", "knows"].includes(look.view);
    }

    /** Goes to the step's place. */
    private look(moving: boolean): void {
        const place = this.place();
        if (place) this.show(place, moving);
    }

    private show(place: Place, moving: boolean): void {
        const { moment } = this;
        const { run } = this.context!;
        const change: Partial<State> = {
            exchange: place.exchange, field: place.words,
        };
        if (place.cell) change.cell = place.cell;
        if (place.document >= 0) change.document = place.document;
        moment.set(change);
        if (!this.isWaiting && place.row >= 0)
            this.play(run, run.stops[run.lastStop[place.row] ?? 0] ?? 0,
                moving);
        this.mark(place);
        this.scroll(place);
    }

    /** Scrolls to the place. */
    private scroll(place: Place): void {
        const to = this.narrow.matches ? this.margin.element
            : document.getElementById(place.section);
        if (to) this.hold(() => to.scrollIntoView());
    }

    /** Makes the page anew by that act; what is in sight stays where it is. */
    private keeping(act: () => void): void {
        const top = (): number | undefined => (this.narrow.matches
            ? this.margin.element
            : document.getElementById(this.place()?.section ?? "")
        )?.getBoundingClientRect().top;
        const before = top();
        act();
        this.hold(() => scrollBy(0, (top() ?? 0) - (before ?? top() ?? 0)));
    }

    /** Scrolls, and again while the views are drawn and take up their room,
     * unless the learner scrolls. */
    private hold(scroll: () => void): void {
        this.held.abort();
        this.held = new AbortController();
        const { signal } = this.held;
        const watch = new ResizeObserver(scroll);
        const end = (): void => this.held.abort();
        watch.observe(byId("views"));
        signal.addEventListener("abort", () => watch.disconnect());
        // The key or touch that led here is not a wish to scroll.
        setTimeout(() => {
            for (const act of ["wheel", "touchstart", "pointerdown", "keydown"])
                addEventListener(act, end, { signal, passive: true });
        });
        setTimeout(() => watch.disconnect(), DRAWN);
        scroll();
    }

    /** Plays to a row that lies ahead; to one behind it goes at once. */
    private play(run: Run, row: number, moving: boolean): void {
        const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
        const to = run.stopAt(row);
        const from = Math.max(run.stopAt(this.moment.state.row), to - FAR);
        if (!moving || still || from >= to)
            this.moment.set({ row, playing: false });
        else
            this.moment.set({ row: run.stops[from]!, playing: true,
                until: row });
    }

    private mark(place = this.place()): void {
        if (this.isWaiting || !place) this.marker.show(null, []);
        else
            this.marker.show(document.getElementById(place.section),
                place.words);
    }

    /** Puts the margin beside the views, or above the view at hand. */
    private settle(): void {
        const { element } = this.margin;
        const place = this.isWaiting ? null : this.place();
        const section = document.getElementById(place?.section ?? "") ??
            document.getElementById("timeline");
        if (this.narrow.matches && section) section.before(element);
        else if (element.parentElement !== this.beside)
            this.beside.prepend(element);
    }

    private key(e: KeyboardEvent): void {
        if (e.defaultPrevented || e.altKey || e.ctrlKey || e.metaKey) return;
        const on = e.target instanceof Element ? e.target : null;
        if (on?.closest("input, textarea, select, .sheet, .popup")) return;
        if (e.key === "Enter" && !on?.closest(
            "button, a, summary, [role=button], [role=tree], svg"))
            this.enter(e);
        const { asked } = this.step;
        const q = asked && questionOf(this.lesson, asked);
        if (!q || q.form !== "choice" || !q.choices[indexOf(e.key)]) return;
        e.preventDefault();
        this.answer(asked, e.key);
    }

    private enter(e: KeyboardEvent): void {
        if (!this.canGo(this.at + 1)) return;
        e.preventDefault();
        this.go(this.at + 1);
    }
}
