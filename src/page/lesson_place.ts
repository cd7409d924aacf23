/* The place of a look on the page: its view, its record and what is marked
 * there; and where the moment waits before anything is shown. */

import { LessonData, LookData } from "./lesson_data";
import { isPrinted, printedId } from "./printed";
import { Run } from "./run";
import { SECOND } from "./time";

// Sections by the names that lessons have for views.
const SECTIONS: { [view: string]: string } = {
    timeline: "timeline", knows: "who", why: "who", inspector: "bytes",
    diff: "difference", chair: "chair", exposure: "chair",
    spread: "spread",
};

const HOLDS = 3; // the level

export interface Place {
    section: string; // its id; "": the page has no such view
    row: number; // -1: as it stands
    cell: { actor: number; document: number } | null;
    document: number; // -1: as it stands
    exchange: number; // 0: the moment's own
    words: string[]; // to be marked, in the page's own words
}

export function placeOf(run: Run, look: LookData): Place {
    const { actors, documents } = run.data;
    const parts = look.mark.split("/").filter(Boolean);
    const named = look.command.split(/\s+/);
    const actor = last(parts, actors);
    const marked = last(parts, documents);
    const document = marked >= 0 || !/^why/.test(look.command) ? marked
        : last(named, documents);
    const only = documents.length === 1 ? 0 : -1;
    const of = document >= 0 ? document : only;
    const exchange = Number(/--exchange[ =](\d+)/.exec(look.command)?.[1] ??
        0);
    const place: Place = {
        section: sectionOf(run, look), row: -1,
        cell: actor >= 0 && of >= 0 ? { actor, document: of } : null,
        document, exchange: run.data.records.exchange.includes(exchange)
            ? exchange : 0,
        words: isPrinted(look) ? parts : parts.map((part) =>
            actors.find(({ name }) => name === part)?.title || part),
    };
    place.row = rowOf(run, look, place);
    return place;
}

function sectionOf(run: Run, look: LookData): string {
    return isPrinted(look) ? printedId(run, look) : SECTIONS[look.view] ?? "";
}

/** The place in the list of the last part that names one of it; or -1. */
function last(parts: string[], list: { name: string }[]): number {
    return parts.reduce((found, part) => {
        const at = list.findIndex(({ name }) => name === part);
        return at < 0 ? found : at;
    }, -1);
}

/** The record that is named; or the last rise of the cell, the last record of
 * the exchange. */
function rowOf(run: Run, look: LookData, place: Place): number {
    const said = saidRow(run, look);
    if (said >= 0) return said;
    if (look.view === "diff") return run.count - 1;
    if (place.exchange > 0)
        return run.data.records.exchange.lastIndexOf(place.exchange);
    if (!place.cell) return -1;
    const { row } = run.data.gains;
    const gains = run.gains(place.cell.actor, place.cell.document);
    return gains.length ? Math.max(...gains.map((g) => row[g]!)) : -1;
}

function saidRow(run: Run, look: LookData): number {
    if (run.count === 0) return -1;
    if (look.record > 0) return run.rowOf(look.record);
    if (!look.time) return -1;
    return run.stops[run.stopAtTime(look.time[0] * SECOND + look.time[1])]!;
}

/** The row at which the page waits: the last stop before the first place that
 * shows something, and before an adversary has a text. Without either nothing
 * that travels has arrived yet. */
export function waitingRow(run: Run, lesson: LessonData): number {
    const shown = lesson.look.map((l) => ({ l, place: placeOf(run, l) }));
    const said = shown.map(({ l }) => saidRow(run, l)).filter((r) => r >= 0);
    const risen = shown.map(({ place }) => firstRise(run, place))
        .filter((r) => r >= 0);
    const rows = [...said.length ? said : risen, ...overheard(run)];
    const row = rows.length ? Math.min(...rows) : firstArrival(run);
    const stop = run.lastStop[row] ?? 0;
    return run.stops[Math.max(0, stop - 1)] ?? 0;
}

/** The first rise of a cell whose actor did not write the document. */
function firstRise(run: Run, { cell }: Place): number {
    if (!cell || run.data.documents[cell.document]!.author === cell.actor)
        return -1;
    const gain = run.gains(cell.actor, cell.document)[0];
    return gain === undefined ? -1 : run.data.gains.row[gain]!;
}

/** The first row at which an adversary has a text, if one ever does. */
function overheard(run: Run): number[] {
    const { actor, level, row } = run.data.gains;
    const first = actor.findIndex((a, i) => level[i]! >= HOLDS &&
        run.data.actors[a]!.adversary);
    return first < 0 ? [] : [row[first]!];
}

function firstArrival(run: Run): number {
    const { arrived, taken } = run.data.arrows;
    const rows = [...arrived, ...taken].filter((r) => r >= 0);
    return rows.length ? Math.min(...rows) : run.count - 1;
}
