/* The story: the scenario's own text, and what it expects of the run: the
 * time to spare as a plot of dots, and every sentence with its verdict. */

import { journalWords, mark } from "./bar";
import { ExpectationData } from "./data";
import { h, whole } from "./dom";
import { shortened } from "./frame";
import { Run } from "./run";
import { counted, opened } from "./telling";
import { spareWords } from "./spare";
import { sparePlot } from "./spare_plot";
import { Context, View } from "./view";

// Signs of a story and a title that are shown at once.
const SHOWN = 1100;
const TITLE = 240;

export function makeStory(context: Context): View {
    const { run } = context;
    const section = h("section", { id: "story", "aria-label": "Story" },
        ...masthead(run));
    const [first, rest] = paragraphs(run.data.run.story);
    const text = h("div", { class: "text" }, ...first.map((p) =>
        h("p", { class: "said" }, ...marked(p))));
    const side = h("div", { class: "expected" }, ...(run.data.run.viewer >= 0
        ? seen(run) : found(context)));
    section.append(h("div", {
        class: first.length ? "story" : "story bare",
    }, ...(first.length ? [text] : []), side));
    const more: HTMLElement[] = [];
    if (rest.length)
        more.push(h("details", {},
            h("summary", {}, "The rest of the story"),
            ...rest.map((p) => h("p", { class: "small quiet said" },
                ...marked(p)))));
    if (run.data.expectations.length) more.push(list(context));
    section.append(h("div", { class: "folded" }, ...more));
    return { name: "Story", id: "story", section };
}

/** A paragraph, in which what stands between backquotes is code. */
export function marked(paragraph: string): (Node | string)[] {
    const parts = paragraph.split("`");
    if (parts.length % 2 === 0) return [paragraph];
    return parts.map((part, i) => i % 2
        ? h("span", { class: "mono" }, part) : part);
}

/** The paragraphs that are shown, and those behind a disclosure. */
function paragraphs(story: string): [string[], string[]] {
    const all = story.split(/\n\s*\n/).map((p) => p.trim()).filter(Boolean);
    let length = 0;
    const shown = all.findIndex((p, i) =>
        i > 0 && (length += all[i - 1]!.length) + p.length > SHOWN);
    // A long first paragraph is shown whole, the ones behind it are not.
    const n = shown < 0 ? all.length > 1 ? 1 : all.length : shown;
    return [all.slice(0, n), all.slice(n)];
}

function masthead(run: Run): HTMLElement[] {
    const { run: r, actors, channels, documents, records } = run.data;
    const title = r.title || r.name;
    const h1 = h("h1", {
        class: title.length > 120 ? "said longer"
            : title.length > 48 ? "said long" : "said",
    }, shortened(title, TITLE));
    const parties = actors.filter((a) => !a.adversary).length;
    const adversaries = actors.length - parties;
    const exchanges = new Set(records.exchange.filter((x) => x > 0)).size;
    const things = [counted(parties, "party", "parties"),
        ...(adversaries ? [counted(adversaries, "adversary", "adversaries")]
            : []),
        counted(channels.length, "channel"),
        counted(documents.length, "document"),
        counted(exchanges, "exchange"), counted(run.count, "record")];
    const from = run.clock.longDate(0);
    const until = run.clock.longDate(run.end);
    const viewer = actors[r.viewer];
    const [state, kind] = journalWords(run);
    const damage = kind !== "bad" ? [] : [h("p", { class: "by bad" },
        `The journal is ${state}. This page is of the records up to there.`)];
    return [h1, h("p", { class: "by" }, "Scenario ",
        h("span", { class: "mono said" }, shortened(r.name, 80)),
        (r.seed ? `, seed ${r.seed}, run ${r.run}. ` : ". ") +
        (from === until ? from : `${from} to ${until}`) + ", UTC. " +
        opened(things.join(", ")) + ".",
        viewer ? h("b", {}, " Only what ",
            h("span", { class: "said" }, viewer.title || viewer.name),
            " could see.") : ""), ...damage];
}

/** In the place of expectations, which are not the viewer's to know. */
function seen(run: Run): HTMLElement[] {
    const viewer = run.data.actors[run.data.run.viewer]!;
    return [h("h2", {}, "Seen from one seat"), h("p", { class: "small quiet" },
        "This page holds what ",
        h("b", { class: "said" }, viewer.title || viewer.name),
        " could see, and nothing else: no story, no expectation, no seed, " +
        "no journal.")];
}

/** What became of them, in one line. */
function verdict(all: number, broken: number, open: number): string {
    const be = (n: number): string => n === 1 ? "is" : "are";
    if (broken)
        return `${opened(counted(broken, "expectation"))} of ${all} ` +
            `${be(broken)} broken`;
    if (open && open < all)
        return `${all - open} of ${all} expectations hold, ${open} ` +
            `${be(open)} undetermined`;
    const which = all === 1 ? "The one expectation"
        : all === 2 ? "Both expectations" : `All ${all} expectations`;
    return open ? `${which} ${be(all)} undetermined`
        : `${which} ${all === 1 ? "holds" : "hold"}`;
}

/** What became of the expectations: broken ones in full, then the plot. */
function found(context: Context): HTMLElement[] {
    const all = context.run.data.expectations;
    if (all.length === 0)
        return [h("h2", {}, "This scenario expects nothing")];
    const of = (v: string): ExpectationData[] =>
        all.filter((e) => e.verdict === v);
    const broken = of("broken");
    const open = of("undetermined");
    const out: HTMLElement[] = [h("h2", {},
        verdict(all.length, broken.length, open.length))];
    if (broken.length)
        out.push(h("ul", { class: "broken" }, ...broken.slice(0, 8).map((e) =>
            h("li", {}, mark("bad"), h("div", {}, sentence(context, e), " ",
                h("span", { class: "quiet" },
                    spareWords(e, context.run)))))));
    if (broken.length > 8)
        out.push(h("p", { class: "small quiet" },
            `${broken.length - 8} more are in the list.`));
    out.push(sparePlot(context));
    return out;
}

/** The expectation's words; they lead to the record that settled it. */
function sentence(context: Context, e: ExpectationData): HTMLElement {
    const words = shortened(e.sentence, 300);
    if (e.row < 0) return h("span", { class: "said" }, ...whole(words));
    const button = h("button", { class: "said", type: "button",
        title: e.why }, ...whole(words));
    button.addEventListener("click", () => context.moment.go(e.row));
    return button;
}

const MARKS: { [verdict: string]: "good" | "bad" | "open" } = {
    holds: "good", broken: "bad", undetermined: "open",
};

/** All of them behind a disclosure; built when it is opened. */
function list(context: Context): HTMLElement {
    const { run, moment } = context;
    const all = run.data.expectations;
    const items = h("ul", { class: "expectations" });
    const details = h("details", {},
        h("summary", {}, all.length === 1 ? "The expectation"
            : `The ${all.length} expectations, one by one`), items);
    const rows = new Map<HTMLElement, number>();
    const dim = (): void => rows.forEach((row, li) =>
        li.classList.toggle("future", row > moment.state.row));
    details.addEventListener("toggle", () => {
        if (!details.open || rows.size) return;
        for (const e of all) {
            const kind = MARKS[e.verdict] ?? "open";
            const li = h("li", { class: kind }, mark(kind),
                h("span", { class: "hidden" }, e.verdict + ": "),
                sentence(context, e),
                h("span", { class: "spare" }, spareWords(e, run)));
            rows.set(li, e.row);
            items.append(li);
        }
        dim();
    });
    moment.listen((state, before) => {
        if (state.row !== before.row) dim();
    });
    return details;
}
