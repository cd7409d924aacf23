/* The page's stage: takes the run out of the page, makes the views in their
 * order and ties them to one moment, anew where other facts may be seen. What
 * goes wrong is said where it would stand. */

import { fillBar, goTo } from "./bar";
import { makeChair } from "./chair";
import { Data } from "./data";
import { byId, h } from "./dom";
import { fillFoot } from "./foot";
import { failure } from "./frame";
import { makeGlossary } from "./glossary";
import { listenToKeys } from "./keys";
import { LessonData, SecondData } from "./lesson_data";
import { loadData, Pieces } from "./load";
import { Moment, State } from "./moment";
import { Run } from "./run";
import { Scrubber } from "./scrubber";
import { listenToErrors, listenToPrint } from "./shell";
import { makeInspector } from "./inspector";
import { makeMatrix } from "./matrix";
import { makeSpread } from "./spread";
import { makeStory } from "./story";
import { makeTables } from "./tables";
import { makeTimeline } from "./timeline";
import { makeTrust } from "./trust";
import { Context, MakeView, View } from "./view";

export interface Entry {
    name: string;
    make: MakeView;
    of?: "records" | "documents"; // without which there is nothing to show
    left?(of: Context): boolean; // out of this page
}

// The views from top to bottom; those of a lesson stand after the matrix.
const VIEWS: Entry[] = [
    { name: "Story", make: makeStory },
    { name: "Timeline", make: makeTimeline, of: "records" },
    { name: "Who knows what", make: makeMatrix, of: "documents" },
    { name: "Spread", make: makeSpread, of: "documents" },
    { name: "Inspector", make: makeInspector, of: "records" },
    { name: "Adversary", make: makeChair, of: "records",
        left: (c) => c.last < Infinity },
    { name: "Attacks", make: makeTables,
        left: (c) => c.run.data.tables.length === 0 },
    { name: "Trust", make: makeTrust },
    { name: "Glossary", make: makeGlossary },
];

/** What a lesson decides of the page. */
export interface Teacher {
    run: Run; // the whole of it
    last: number; // record that may be seen
    second: SecondData | null;
    facts(): Data;
    inAddress(): [string, string][];
    begin(): void;
}

/** Makes the teacher of a page, who makes its views by `make`. */
export type Teach = (data: Data, lesson: LessonData,
    make: (keep: Partial<State>) => Context) => Teacher;

export async function boot(more: Entry[], teach: Teach | null):
    Promise<void> {
    listenToErrors();
    const pieces = new Pieces();
    const data = await loadData(pieces);
    document.title = (data.run.title || data.run.name).slice(0, 200) +
        " \u2014 demarche";
    new Stage(pieces, data, more).begin(teach);
    listenToPrint();
    const place = location.hash.slice(1);
    if (place && !place.includes("=")) goTo(place);
}

/** All that is made for the facts that may be seen: of a lesson, more with its
 * answers. */
class Stage {
    private gone = new AbortController();
    private lesson: Teacher | null = null;

    constructor(private readonly pieces: Pieces, private readonly data: Data,
        private readonly more: Entry[]) {}

    begin(teach: Teach | null): void {
        const make = (keep: Partial<State>): Context => this.make(keep);
        if (teach && this.data.lesson)
            this.lesson = teach(this.data, this.data.lesson, make);
        if (this.lesson) this.lesson.begin();
        else make({});
    }

    /** Makes the views anew; of the moment, some may be kept. */
    make(keep: Partial<State>): Context {
        const { lesson, pieces } = this;
        this.gone.abort();
        this.gone = new AbortController();
        const gone = this.gone.signal;
        const run = new Run(lesson ? lesson.facts() : this.data,
            lesson?.run.lanes);
        const context: Context = {
            run, moment: new Moment(run, gone, () => lesson?.inAddress() ?? []),
            piece: (id) => pieces.piece(id), bytes: (id) => pieces.bytes(id),
            gone, last: lesson?.last ?? Infinity,
            second: lesson?.second ?? null,
        };
        context.moment.begin(keep);
        const views = [...VIEWS.slice(0, 3), ...this.more, ...VIEWS.slice(3)]
            .filter((v) => !v.left?.(context))
            .map((v) => made(v, context));
        byId("views").replaceChildren(...views.map((v) => v.section));
        fillBar(byId("bar"), run, views,
            new Scrubber(run, context.moment).element,
            () => context.moment.set({}));
        fillFoot(byId("foot"), run);
        listenToKeys(context, views);
        return context;
    }
}

/** The view, or the sentence that stands in its place. */
function made(entry: Entry, context: Context): View {
    const { name, make, of } = entry;
    const { run } = context;
    const id = name.toLowerCase().replace(/[^a-z]+/g, "-");
    const instead = (e: HTMLElement): View => ({
        name, id, section: h("section", { id },
            h("header", {}, h("p", { class: "label" }, name)), e),
    });
    if (of && run.count === 0)
        return instead(h("p", { class: "lead" },
            "Nothing has happened in this run."));
    if (of === "documents" && run.data.documents.length === 0)
        return instead(h("p", { class: "lead" },
            "This run has no documents."));
    try {
        return make(context);
    } catch (e) {
        console.error(e);
        return instead(failure("This view cannot be drawn.", e));
    }
}
