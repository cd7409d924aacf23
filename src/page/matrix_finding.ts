/* The finding of "Who knows what": one sentence on what changed at the moment,
 * made by rule, and a second one on whatever else did. */

import { isPlural, joined, numberWord, ownPaperName, paperName, partyName }
    from "./names";
import { above, Knowledge, Run } from "./run";
import { MINUTE } from "./time";

const OTHERS = 3; // changes told in words beside the first

interface Change {
    actors: number[];
    document: number;
    know: Knowledge;
}

interface Verb {
    one: string;
    many: string;
}

/* By level; whoever has a part of a text is told of, or has, so many points. */
const VERBS: Verb[] = [
    { one: "knows nothing of", many: "know nothing of" },
    { one: "hears of", many: "hear of" },
    { one: "is told", many: "are told" },
    { one: "has", many: "have" },
    { one: "has verified", many: "have verified" },
    { one: "can prove", many: "can prove" },
];

/** "Russia can prove", of one or several parties at a level. */
export function says(run: Run, actors: number[], level: number): string {
    const { data } = run;
    const one = actors.length === 1 && !isPlural(data, actors[0]!);
    const verb = VERBS[level]!;
    return `${joined(actors.map((a) => partyName(data, a)))} ` +
        (one ? verb.one : verb.many);
}

function isOwn(run: Run, { actors, document }: Change): boolean {
    return actors.length === 1 &&
        run.data.documents[document]!.author === actors[0];
}

/** "four of the five points of NATO’s letter" */
function object(run: Run, change: Change): string {
    const { document, know } = change;
    const called = isOwn(run, change) ? ownPaperName(run.data, document)
        : paperName(run.data, document);
    const paper = called === run.data.documents[document]!.name
        ? `“${called}”` : called;
    const all = know.levels.length;
    const reached = know.levels.filter((l) => l === know.most).length;
    if (know.most !== know.least)
        return `${numberWord(reached)} of the ${numberWord(all)} ` +
            `points of ${paper}`;
    return know.most === 2 ? `what is in ${paper}` : paper;
}

function clause(run: Run, change: Change): string {
    const { actors, know } = change;
    const { data } = run;
    const [actor] = actors;
    if (isOwn(run, change) && know.most === 4)
        return `${partyName(data, actor!)} ` +
            `${isPlural(data, actor!) ? "draft" : "drafts"} ` +
            object(run, change);
    return `${says(run, actors, know.most)} ${object(run, change)}`;
}

/** Cells that somebody gained in at a row's stop, as the table has them. */
function touched(run: Run, row: number): [number, number][] {
    const { gains } = run.data;
    const cells = new Map<number, [number, number]>();
    for (let g = above(gains.row, row) - 1; g >= 0; g--) {
        if (run.t[gains.row[g]!] !== run.t[row]) break;
        const cell: [number, number] = [gains.actor[g]!, gains.document[g]!];
        if (run.together(gains.row[g]!, row))
            cells.set(run.cell(...cell), cell);
    }
    return [...cells.values()].sort((a, b) =>
        run.laneOf[a[0]]! - run.laneOf[b[0]]! || a[1] - b[1]);
}

/** What changed at a row, the highest level first; parties that reach the same
 * level of a document are one change. */
function changes(run: Run, row: number): Change[] {
    const found: Change[] = [];
    const seen = new Map<string, Change>();
    for (const [actor, document] of touched(run, row)) {
        const know = run.know(actor, document, row);
        if (!know.changed) continue;
        const key = document + "/" + know.levels.join();
        const same = seen.get(key);
        if (same) {
            same.actors.push(actor);
            continue;
        }
        const change = { actors: [actor], document, know };
        seen.set(key, change);
        found.push(change);
    }
    return found.sort((a, b) => b.know.most - a.know.most);
}

/** "18:20", to the second where the minute does not tell it. */
function time(run: Run, row: number): string {
    const t = run.t[row]!;
    return t % MINUTE === 0 ? run.clock.minute(t) : run.clock.second(t);
}

/** Rows at which a cell rises to each level, by level. */
function risesTo(run: Run): number[][] {
    const rows: number[][] = run.data.levels.map(() => []);
    run.data.actors.forEach((_, actor) =>
        run.data.documents.forEach((_, document) => {
            let level = 0;
            for (const { most, since } of run.rises(actor, document))
                while (level < most) rows[++level]!.push(since);
        }));
    return rows.map((list) => list.sort((a, b) => a - b));
}

const known = new WeakMap<Run, number[][]>();

function standstill(run: Run, row: number): string {
    const rises = known.get(run) ?? risesTo(run);
    known.set(run, rises);
    const counts = rises.map((rows) => above(rows, row));
    const most = counts.reduce((top, n, level) => n > 0 ? level : top, 0);
    const when = `At ${time(run, row)} on ${run.clock.dayMonth(run.t[row]!)}`;
    if (most === 0) return `${when}, nobody knows of any document yet`;
    const cells = counts[most]!;
    const all = run.data.actors.length * run.data.documents.length;
    return `${when}, nobody learns anything new; ${cells} of ` +
        `${all} cells ${cells === 1 ? "is" : "are"} ` +
        run.data.levels[most]!;
}

/** The heading and the line under it. */
export function finding(run: Run, row: number): { head: string; more: string } {
    if (run.count === 0) return { head: "Nothing has happened", more: "" };
    const [first, ...rest] = changes(run, row);
    if (!first) return { head: standstill(run, row), more: "" };
    const told = rest.slice(0, OTHERS).map((c) => clause(run, c));
    const left = rest.length - told.length;
    if (left > 0)
        told.push(`${numberWord(left)} more cell${left > 1 ? "s" : ""} change`);
    return {
        head: `At ${time(run, row)}, ${clause(run, first)}`,
        more: told.length ? `At the same moment ${joined(told)}.` : "",
    };
}
