/* The page begins here: takes the run out of the page, makes the views in
 * their order and ties them to one moment. The same program, started in a
 * worker, verifies journals. What goes wrong is said where it would stand. */

import { fillBar, goTo } from "./bar";
import { byId, h } from "./dom";
import { failure } from "./frame";
import { makeGlossary } from "./glossary";
import { loadData, Pieces } from "./load";
import { Moment } from "./moment";
import { Run } from "./run";
import { Scrubber } from "./scrubber";
import { makeStory } from "./story";
import { Context, MakeView, View } from "./view";

// The views from top to bottom. One that has nothing to show has no element.
const VIEWS: [string, MakeView][] = [
    ["Story", makeStory],
    ["Glossary", makeGlossary],
];

async function boot(): Promise<void> {
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
    for (const [name, make] of VIEWS) {
        const view = made(name, make, context);
        main.append(view.section);
        views.push(view);
    }
    fillBar(byId("bar"), run, views,
        new Scrubber(run, context.moment).element, () => context.moment.set({}));
    const place = location.hash.slice(1);
    if (place && !place.includes("=")) goTo(place);
}

/** The view, or the sentence that stands in its place. */
function made(name: string, make: MakeView, context: Context): View {
    try {
        return make(context);
    } catch (e) {
        console.error(e);
        const id = name.toLowerCase().replace(/[^a-z]+/g, "-");
        return { name, id, section: h("section", { id },
            h("header", {}, h("p", { class: "label" }, name)),
            failure("This view cannot be drawn:", e)) };
    }
}

boot().catch((e) => {
    document.documentElement.dataset["theme"] = "light";
    byId("views").replaceChildren(h("section", {},
        failure("This report cannot be shown.", e)));
});
