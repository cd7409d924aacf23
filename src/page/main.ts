/* The page begins here: takes the run out of the page, makes the views in
 * their order and ties them to one moment. The same program, started in a
 * worker, verifies journals. What goes wrong is said where it would stand. */

import { fillBar, goTo } from "./bar";
import { makeChair } from "./chair";
import { byId, h } from "./dom";
import { fillFoot } from "./foot";
import { failure } from "./frame";
import { makeGlossary } from "./glossary";
import { listenToKeys } from "./keys";
import { loadData, Pieces } from "./load";
import { Moment } from "./moment";
import { Run } from "./run";
import { Scrubber } from "./scrubber";
import { listenToErrors, listenToPrint, sayBroken } from "./shell";
import { makeInspector } from "./inspector";
import { makeMatrix } from "./matrix";
import { makeSpread } from "./spread";
import { makeStory } from "./story";
import { makeTables } from "./tables";
import { makeTimeline } from "./timeline";
import { makeTrust } from "./trust";
import { Context, MakeView, View } from "./view";
import { isWorker, serve } from "./worker";

interface Entry {
    name: string;
    make: MakeView;
    of?: "records" | "documents"; // without which there is nothing to show
    asked?: boolean; // left out unless its tables were asked for
}

// The views from top to bottom.
const VIEWS: Entry[] = [
    { name: "Story", make: makeStory },
    { name: "Timeline", make: makeTimeline, of: "records" },
    { name: "Who knows what", make: makeMatrix, of: "documents" },
    { name: "Spread", make: makeSpread, of: "documents" },
    { name: "Inspector", make: makeInspector, of: "records" },
    { name: "Adversary", make: makeChair, of: "records" },
    { name: "Attacks", make: makeTables, asked: true },
    { name: "Trust", make: makeTrust },
    { name: "Glossary", make: makeGlossary },
];

async function boot(): Promise<void> {
    listenToErrors();
    const pieces = new Pieces();
    const data = await loadData(pieces);
    document.title = (data.run.title || data.run.name).slice(0, 200) +
        " \u2014 demarche";
    const run = new Run(data);
    const context: Context = {
        run, moment: new Moment(run),
        piece: (id) => pieces.piece(id), bytes: (id) => pieces.bytes(id),
    };
    const main = byId("views");
    const views: View[] = [];
    for (const entry of VIEWS) {
        if (entry.asked && data.tables.length === 0) continue;
        const view = made(entry, context);
        main.append(view.section);
        views.push(view);
    }
    fillBar(byId("bar"), run, views,
        new Scrubber(run, context.moment).element,
        () => context.moment.set({}));
    fillFoot(byId("foot"), run);
    listenToKeys(context, views);
    listenToPrint();
    const place = location.hash.slice(1);
    if (place && !place.includes("=")) goTo(place);
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

if (isWorker()) serve();
else boot().catch(sayBroken);
