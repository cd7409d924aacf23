/* The timeline's finding, by rule: how far the chosen document has gone at the
 * moment, by which media, and who has it although it may not. */

import { listed, mediumWords, titleWithin, Way, ways } from "./arrow_words";
import { h } from "./dom";
import { Run } from "./run";

const known = new WeakMap<Run, Map<number, Way[]>>();

function waysOf(run: Run, document: number): Way[] {
    const all = known.get(run) ?? new Map<number, Way[]>();
    known.set(run, all);
    const found = all.get(document) ?? ways(run, document);
    all.set(document, found);
    return found;
}

/** The heading at a row. */
export function timelineHeading(run: Run, document: number, row: number):
    (Node | string)[] {
    const d = run.data.documents[document];
    if (!d) return ["Nothing is written in this run"];
    const name = h("span", { class: "mono said" }, d.name);
    const all = waysOf(run, document).filter((w) => w.row <= row);
    const author = all.find((w) => w.actor === d.author);
    if (!author && all.length === 0) return [name, " is not written yet"];
    const others = all.filter((w) => w.actor !== d.author &&
        !run.data.actors[w.actor]!.adversary);
    const proper = others.filter((w) => !w.violation && !w.forged);
    const text = proper.length === 0
        ? ` has not left ${titleWithin(run, d.author)}`
        : " has gone " + listed(byMedium(run, proper), 5);
    return [name, text, ...wrongly(run, others, all),
        rest(run, document, row)];
}

/** "to Ukraine by courier", a part for each medium. */
function byMedium(run: Run, gone: Way[]): string[] {
    const media = [...new Set(gone.map((w) => w.medium))];
    return media.map((medium) => {
        const names = gone.filter((w) => w.medium === medium)
            .map((w) => titleWithin(run, w.actor));
        return `to ${listed(names)}` +
            (medium ? " " + mediumWords(medium) : "");
    });
}

function wrongly(run: Run, others: Way[], all: Way[]): string[] {
    const names = (list: Way[]): string =>
        listed(list.map((w) => titleWithin(run, w.actor)));
    const out: string[] = [];
    const broken = others.filter((w) => w.violation);
    const forged = others.filter((w) => w.forged);
    const opened = all.filter((w) => run.data.actors[w.actor]!.adversary);
    if (broken.length > 0)
        out.push(`, and to ${names(broken)}, for which it was not meant`);
    if (forged.length > 0)
        out.push(`, and ${names(forged)} ` +
            (forged.length > 1 ? "hold" : "holds") + " a forgery");
    if (opened.length > 0)
        out.push(`, and ${names(opened)} ` +
            (opened.length > 1 ? "have" : "has") + " opened it");
    return out;
}

const LESS = ["nothing of it", "only that it exists", "only what it says"];

/** Who has no text of it: those who know least. */
function rest(run: Run, document: number, row: number): string {
    const least: number[][] = [[], [], []];
    for (const actor of run.lanes) {
        if (run.data.actors[actor]!.adversary) continue;
        least[run.know(actor, document, row).most]?.push(actor);
    }
    const level = least[1]!.length ? 1 : least[2]!.length ? 2 : 0;
    const who = least[level]!;
    if (who.length === 0) return "";
    const names = listed(who.map((a) => titleWithin(run, a)), 2);
    const part = level === 2 && who.every((a) =>
        run.know(a, document, row).least < level);
    return `; ${names} ${who.length > 1 ? "know" : "knows"} ` +
        (part ? "only what a part of it says" : LESS[level]);
}
