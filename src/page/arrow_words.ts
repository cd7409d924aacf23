/* Words about arrows and about how documents went, which pictures share. */

import { h } from "./dom";
import { partyName } from "./names";
import { Run } from "./run";
import { counted, grouped } from "./telling";
import { long, MINUTE } from "./time";

const MEDIA: { [medium: string]: string } = {
    hand: "by hand",
    courier: "by courier",
    network: "over a network",
    press: "in the open press",
};

/** "by hand" */
export function mediumWords(medium: string): string {
    return MEDIA[medium] ?? "over " + medium;
}

const FATES: { [fate: string]: string } = {
    refused: "It is refused",
    lost: "It is lost on the way",
    waiting: "It is never taken up",
    "under way": "It is still under way when the run ends",
    forged: "It is a forgery",
    replayed: "It is a replay, the same bytes once more",
    "given up": "Its sender gives up",
};

/** What protects it, as far as the bytes say. */
function protection(sealed: number, session: number, signed: number):
    string[] {
    const words: string[] = [];
    if (session === 1) words.push("in a session");
    if (sealed === 1) words.push("sealed");
    if (sealed === 0 && session === 0) words.push("readable on the way");
    if (signed >= 0) words.push(signed ? "signed" : "unsigned");
    return words;
}

function when(run: Run, row: number): string {
    const t = run.t[row]!;
    return `${run.clock.weekday(t)}, ` +
        run.clock.exact(t, run.data.records.nano[row]!);
}

/** One arrow in full, line by line. The first is what happened. */
export function arrowLines(run: Run, i: number): string[] {
    const a = run.data.arrows;
    const { records } = run.data;
    const arrow = run.arrow(i);
    const lines = [records.sentence[arrow.row]!];
    const travel = arrow.arrives - arrow.sent;
    const desk = arrow.taken - arrow.arrives;
    lines.push(when(run, arrow.row) +
        (a.arrived[i]! < 0 && a.taken[i]! < 0 ? "."
            : (travel > 0 ? `, ${long(travel)} on the way` : ", at once") +
                (desk > MINUTE ? `, then ${long(desk)} on the desk.` : ".")));
    const channel = run.data.channels[arrow.channel];
    const way = (channel ? channel.name + ", " : "") +
        mediumWords(run.medium(arrow.channel));
    lines.push([way, ...protection(a.sealed[i]!, a.session[i]!,
        a.signed[i]!)].join("; ") + ".");
    const fate = FATES[a.fate[i]!];
    const reason = records.reason[arrow.target] ?? records.reason[arrow.row];
    if (a.violation[i] === 1) lines.push("It breaks a marking.");
    if (fate) lines.push(fate + (reason ? `: ${reason}.` : "."));
    const words = records.words[arrow.row];
    if (words) lines.push(`“${words.replace(/\s+/g, " ").trim()}”`);
    lines.push(recordWords(run, arrow.exchange, arrow.row, arrow.target));
    return lines;
}

function recordWords(run: Run, exchange: number, from: number, to: number):
    string {
    const { number } = run.data.records;
    const records = from === to ? `record ${number[from]}`
        : `records ${number[from]} to ${number[to]}`;
    return exchange ? `Exchange ${exchange}, ${records}.`
        : records[0]!.toUpperCase() + records.slice(1) + ".";
}

/** One frame in full. */
export function frameLines(run: Run, i: number): string[] {
    const f = run.data.frames;
    const frame = run.frame(i);
    const { actors, channels } = run.data;
    const name = (actor: number): string => actors[actor]?.name ?? "?";
    const lost = f.arrived[i]! < 0 && f.lost[i]! >= 0;
    const lines = [`${f.repeat[i] === 1 ? "Again a" : "A"} frame of ` +
        `${grouped(f.size[i]!)} bytes, ${name(frame.from)} to ` +
        name(frame.to)];
    const travel = frame.arrives - frame.sent;
    lines.push(when(run, frame.row) + (lost ? ", lost on the way."
        : f.arrived[i]! < 0 ? ", still under way when the run ends."
            : `, ${long(travel)} on the way.`));
    const channel = channels[frame.channel];
    lines.push([(channel ? channel.name + ", " : "") +
        mediumWords(run.medium(frame.channel)), ...protection(f.sealed[i]!,
        f.session[i]!, -1)].join("; ") + ".");
    lines.push(recordWords(run, frame.exchange, frame.row,
        lost ? f.lost[i]! : frame.target));
    return lines;
}

/** Lines as a tooltip has them: the first is strong, the others quiet. */
export function fillLines(box: HTMLElement, lines: string[]): void {
    lines.forEach((line, i) => box.append(
        h("div", { class: i ? "quiet said" : "said strong" }, line)));
}

/** "200 readers", "1 reader" */
export function peopleWords(n: number, one: string, many = one + "s"):
    string {
    return `${grouped(n)} ${n === 1 ? one : many}`;
}

/** One way by which an actor came to hold a document. */
export interface Way {
    actor: number;
    t: number;
    row: number;
    arrow: number; // -1 where none brought it
    medium: string; // "" where none
    violation: boolean;
    forged: boolean;
}

const HOLDS = 3;

/** How each actor first came to hold a document, in order of time. */
export function ways(run: Run, document: number): Way[] {
    const { gains, arrows, records } = run.data;
    const brought = new Map<number, number>();
    arrows.taken.forEach((row, i) => {
        if (row >= 0) brought.set(row, i);
    });
    const violations = new Set(records.violation);
    const out: Way[] = [];
    const { actors } = run.data;
    for (let actor = 0; actor < actors.length; actor++) {
        const g = run.gains(actor, document)
            .find((n) => gains.level[n]! >= HOLDS);
        if (g === undefined) continue;
        const row = gains.row[g]!;
        const by = [row, ...gains.why[g]!].find((r) => brought.has(r));
        const arrow = by === undefined ? -1 : brought.get(by)!;
        const own = arrow >= 0 && arrows.to[arrow] === actor;
        out.push({
            actor, t: run.t[row]!, row, arrow: own ? arrow : -1,
            medium: own ? run.medium(arrows.channel[arrow]!) : "",
            violation: own && (arrows.violation[arrow] === 1 ||
                violations.has(arrows.act[arrow]!)),
            forged: own && arrows.fate[arrow] === "forged",
        });
    }
    return out.sort((a, b) => a.row - b.row);
}

/** A title within a sentence: "the press", "the US Congress". */
export function titleWithin(run: Run, actor: number): string {
    return partyName(run.data, actor);
}

/** "a, b and c", and what is beyond `most` as a count. */
export function listed(names: string[], most = 3): string {
    const shown = names.length > most + 1 ? names.slice(0, most)
        .concat(counted(names.length - most, "other")) : names;
    if (shown.length < 2) return shown.join("");
    return shown.slice(0, -1).join(", ") + " and " + shown[shown.length - 1];
}
