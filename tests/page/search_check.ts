/* Search in a run, and its moments in words. */

import { Run } from "../../src/page/run";
import { search } from "../../src/page/search";
import { counted, grouped, grouping } from "../../src/page/telling";
import { Clock, HOUR } from "../../src/page/time";
import { equal } from "./check";

const SENTENCES = ["us drafts note", "us sends note to russia",
    "us puts a frame on wire", "russia receives note from us"];

/** As much of a run as the search looks at. */
function smallRun(): Run {
    return {
        count: SENTENCES.length, clock: new Clock(1639526400),
        t: SENTENCES.map((_, i) => i * HOUR),
        isAct: (row: number) => row !== 2,
        rowOf: (number: number) => Math.min(number, SENTENCES.length) - 1,
        data: {
            records: {
                number: [1, 2, 3, 4], exchange: [1, 2, 2, 2],
                sentence: SENTENCES, words: { 1: "In confidence" },
            },
            actors: [{ name: "us", title: "United States", kind: "state" },
                { name: "russia", title: "Russia", kind: "state" }],
            documents: [{ name: "note", title: "A note", form: "letter",
                portions: ["body"] }],
        },
    } as unknown as Run;
}

export function checkSearch(): void {
    const run = smallRun();
    const found = (query: string): string[] => search(run, query).map((hit) =>
        `${hit.kind} ${hit.index}`);
    equal("nothing asked", found(" "), []);
    equal("nothing found", found("ukraine"), []);
    equal("all words", found("RECEIVES us"), ["record 4"]);
    equal("what was said", found("confidence"), ["record 2"]);
    equal("a party first", found("russia")[0], "party 1");
    equal("a document first", found("note")[0], "document 0");
    equal("traffic last", found("us").slice(-1), ["record 3"]);
    equal("both numbers", found("2"), ["exchange 2", "record 2"]);
    equal("an exchange", found("exchange 2"), ["exchange 2"]);
    equal("a record", found("record 2"), ["record 2"]);
    equal("no such number", found("9"), []);
}

export function checkTelling(): void {
    equal("thousands", grouped(1234567), "1,234,567");
    equal("few", grouped(12), "12");
    equal("hex", grouping("0123456789abcdef01"), "01234567 89abcdef 01");
    equal("one", counted(1, "party", "parties"), "one party");
    equal("words", counted(6, "party", "parties"), "six parties");
    equal("numbers", counted(178, "record"), "178 records");
}
