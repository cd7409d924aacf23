/* The spread in words, by rule: its finding, how each copy came, the rows of
 * its table. */

import { arrowItem } from "./arrows";
import { mediumWords, peopleWords, titleWithin } from "./arrow_words";
import { Step } from "./bands";
import { h } from "./dom";
import { Run } from "./run";
import { Reading, Row, SpreadLayout } from "./spread_layout";
import { counted, opened } from "./telling";

const HOLDS = 3;
const TOLD = 2;

/** The arrow whose effect a step is, or -1. */
export function broughtBy(layout: SpreadLayout, row: Row, step: Step): number {
    const { arrows } = layout.run.data;
    const found = layout.passings.find(({ arrow }) =>
        arrows.to[arrow] === row.actor && (arrows.taken[arrow] === step.row ||
        arrows.arrived[arrow] === step.row)) ??
        layout.passings.find(({ arrow }) =>
            arrows.to[arrow] === row.actor &&
            layout.run.arrow(arrow).taken === step.t);
    return found ? found.arrow : -1;
}

/** How a step came about: "by hand, sealed and signed". */
export function howWords(layout: SpreadLayout, row: Row, step: Step): string {
    const { run } = layout;
    const { kinds, records, documents } = run.data;
    const arrow = broughtBy(layout, row, step);
    if (arrow >= 0) return arrowHow(run, arrow, step);
    const kind = kinds[records.kind[step.row]!]!;
    if (kind.name === "DRAFTED")
        return row.actor === documents[layout.document]!.author
            ? "drafted by its author" : "drafted";
    return step.breach ? kind.word + ", not meant for it" : kind.word;
}

function arrowHow(run: Run, arrow: number, step: Step): string {
    const item = arrowItem(run, arrow);
    const { what, session } = run.data.arrows;
    const way = mediumWords(item.medium);
    if (step.believed) return `a forgery, ${way}`;
    if (item.violation)
        return `${way}, not meant for ${titleWithin(run, item.arrow.to)}`;
    if (step.most < TOLD) return item.medium === "press"
        ? "announced, not shown" : `${what[arrow]}, ${way}`;
    if (step.most < HOLDS) return `told, ${way}`;
    const review = what[arrow] === "review" ? "to review, " : "";
    const closed = session[arrow] === 1 ? "in a session"
        : item.sealed ? "sealed" : "readable on the way";
    return `${review}${way}, ${closed} and ` +
        (item.signed ? "signed" : "unsigned");
}

/** The finding at a row: how many have the text, and how many may have read
 * it. */
export function spreadHeading(layout: SpreadLayout, read: Reading[],
    row: number): (Node | string)[] {
    const { run, document } = layout;
    const d = run.data.documents[document]!;
    const name = h("span", { class: "mono said" }, d.name);
    const t = run.t[row]!;
    const parties = run.lanes.filter((a) => !run.data.actors[a]!.adversary);
    const now = layout.rows.map((r) => ({
        row: r, step: r.steps.filter((q) => q.row <= row).pop(),
    }));
    const holders = now.filter(({ row: r, step }) => step &&
        step.most >= HOLDS && !step.believed &&
        !run.data.actors[r.actor]!.adversary);
    if (holders.length === 0) return ["Nobody has ", name, " yet"];
    const people = read.filter((q) => q.t <= t).pop()?.total ?? 0;
    const all = holders.length === parties.length && parties.length > 1;
    const who = all && parties.length === 2 ? "both parties have "
        : all ? `all ${counted(parties.length, "party", "parties")} have `
        : `${counted(holders.length, "party", "parties")} of ` +
            counted(parties.length, "", "").trim() +
            (holders.length === 1 ? " has " : " have ");
    const open = holders.some(({ row: r }) =>
        run.data.actors[r.actor]!.kind === "public");
    return [opened(who), name,
        open ? ": anybody may have read it"
            : people ? `: ${peopleWords(people, "person", "people")} may ` +
                "have read it" : "",
        ...spreadWrongs(run, now)];
}

function spreadWrongs(run: Run, now: { row: Row; step?: Step }[]): string[] {
    const not = now.filter(({ step }) => step?.breach && step.most >= TOLD);
    const duped = now.filter(({ step }) => step?.believed);
    const names = (list: { row: Row }[]): string => list.length > 2
        ? counted(list.length, "party", "parties")
        : list.map(({ row }) => titleWithin(run, row.actor)).join(" and ");
    const out: string[] = [];
    if (not.length) out.push(`; not meant for ${names(not)}`);
    const spies = now.filter(({ row, step }) => step && step.most >= TOLD &&
        run.data.actors[row.actor]!.adversary);
    if (spies.length) out.push(`; ${names(spies)} ` +
        (spies.length > 1 ? "have" : "has") + " opened it");
    if (duped.length) out.push(`; ${names(duped)} ` +
        (duped.length > 1 ? "believe" : "believes") + " a forgery");
    return out;
}

/** The picture as rows of a table. */
export function spreadRows(layout: SpreadLayout): string[][] {
    const { run } = layout;
    return layout.rows.flatMap((row) => row.steps.map((step) => [
        run.data.actors[row.actor]!.title,
        `${run.clock.weekday(step.t)} ` +
        run.clock.exact(step.t, run.data.records.nano[step.row]!),
        run.data.levels[step.most]! + (step.partial ? " in part" : ""),
        howWords(layout, row, step),
        String(run.data.records.number[step.row]),
    ]));
}
