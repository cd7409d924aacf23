/* The finding of "Who knows what", and what it is made of. */

import { Data } from "../../src/page/data";
import { finding } from "../../src/page/matrix_finding";
import { lastChange } from "../../src/page/matrix_last";
import { isAstray } from "../../src/page/matrix_cell";
import { counted, joined, numberWord, paperName, partyName, possessive } from
    "../../src/page/names";
import { Run } from "../../src/page/run";
import { equal } from "./check";

const MINUTE = 60;

/** A small run: NATO writes, sends to Russia, and briefs the press in part. */
function sample(): Data {
    const rows = [0, 20 * MINUTE, 40 * MINUTE, 60 * MINUTE, 80 * MINUTE];
    const same = (n: number): number[] => rows.map(() => n);
    const actor = (name: string, title: string): unknown => ({ name, title,
        kind: "state", readers: 0, adversary: false, channels: [] });
    const gains: [number, number, number, number][] = [
        [0, 0, -1, 4], [1, 1, -1, 3], [1, 2, -1, 1], [2, 2, 0, 2],
        [2, 2, 1, 2]];
    return {
        run: { start: 1643212800, clock: 90 * MINUTE }, levels: ["unaware",
            "aware", "told", "holds", "verified", "provable"],
        kinds: [{ name: "ACT", word: "act", level: 0, shown: true }],
        actors: [actor("nato", "NATO"), actor("russia", "Russia"),
            actor("press", "The press"), actor("us", "United States")],
        channels: [], documents: [{ name: "reply", title: "A reply",
            form: "letter", author: 0, classification: "restricted",
            releasableTo: [0, 1], portions: ["a", "b", "c"] }],
        records: { number: [1, 2, 3, 4, 5], second: rows, nano: same(0),
            kind: same(0), actor: same(0), peer: same(-1), document: same(0),
            channel: same(-1), exchange: [1, 2, 3, 4, 5],
            sentence: rows.map(String), words: {}, reason: {}, violation: [] },
        gains: { row: gains.map((g) => g[0]), actor: gains.map((g) => g[1]),
            document: gains.map(() => 0), portion: gains.map((g) => g[2]),
            level: gains.map((g) => g[3]), why: gains.map((g) => [g[0]]),
            way: gains.map(() => [0]), end: gains.map(() => "") },
        arrows: { act: [], arrived: [], taken: [], from: [], to: [] },
        frames: { sent: [] },
    } as unknown as Data;
}

export function checkMatrix(): void {
    const data = sample();
    const run = new Run(data);
    const heads = run.stops.map((row) => finding(run, row).head);
    equal("drafts", heads[0], "At 16:00, NATO drafts its letter");
    equal("has", heads[1], "At 16:20, Russia has NATO’s letter");
    equal("and others", finding(run, 1).more,
        "At the same moment the press hears of NATO’s letter.");
    equal("in part", heads[2], "At 16:40, the press is told two of the " +
        "three points of NATO’s letter");
    equal("nothing new", heads[3], "At 17:00 on 26 Jan, nobody learns " +
        "anything new; 1 of 4 cells is verified");
    equal("last change, the highest", lastChange(run, 1),
        { actor: 1, document: 0 });
    equal("last change stays", lastChange(run, 4), { actor: 2, document: 0 });
    equal("meant for it", isAstray(data, 1, 0, run.know(1, 0, 4)), false);
    equal("its author", isAstray(data, 0, 0, run.know(0, 0, 4)), false);
    equal("to have heard of it is no breach",
        isAstray(data, 2, 0, run.know(2, 0, 1)), false);
    equal("not meant for it", isAstray(data, 2, 0, run.know(2, 0, 2)), true);
    checkNames(data);
}

function checkNames(data: Data): void {
    equal("article", partyName(data, 2), "the press");
    equal("states", partyName(data, 3), "the United States");
    equal("plain", partyName(data, 1), "Russia");
    equal("of states", possessive("the United States"), "the United States’");
    equal("paper", paperName(data, 0), "NATO’s letter");
    const [document] = data.documents;
    const two = { ...data, documents: [document!,
        { ...document!, name: "second" }] };
    equal("two of a form", paperName(two, 1), "second");
    equal("joined", joined(["a", "b", "c"]), "a, b and c");
    equal("words", [0, 4, 13].map(numberWord), ["no", "four", "13"]);
    equal("counted", [counted(1, "byte"), counted(1332, "byte")],
        ["1 byte", "1,332 bytes"]);
}
