/* Lessons: what is hidden, how answers are judged and kept in the address, the
 * steps and what holds them up, and what is said of two runs. */

import { Data } from "../../src/page/data";
import { alike, finding, inPart, secondRun } from "../../src/page/difference";
import { answersIn, changeQuestion, isSettled, judge, noAnswers } from
    "../../src/page/lesson_answers";
import { until } from "../../src/page/lesson_cut";
import { LessonData, LookData, QuestionData, SecondData } from
    "../../src/page/lesson_data";
import { placeOf, waitingRow } from "../../src/page/lesson_place";
import { isSimple, sentenceTeller } from "../../src/page/lesson_sentence";
import { isSecondShown, reach, stepsOf } from "../../src/page/lesson_steps";
import { Run } from "../../src/page/run";
import { equal } from "./check";

const QUESTION: QuestionData = {
    ask: "Who?", form: "choice", is: 0, within: 0, unit: "", below: "",
    above: "", run: 0, because: "", choices: [
        { say: "Nobody.", because: "See record 4.", right: false },
        { say: "The spy.", because: "Record 4.", right: true },
    ],
};

function look(command: string, view: string, more: Partial<LookData> = {}):
    LookData {
    return { command, view, record: 0, time: null, mark: "", ask: "",
        printed: "", ...more };
}

/** The spy holds the letter without the change, and is aware of it with. */
const SECOND: SecondData = {
    claims: [{ text: "spy never holds letter", verdicts: ["broken", "holds"],
        words: ["record 4", "never reached"] }],
    gains: { number: [1, 3, 6], second: [0, 60, 180], nano: [0, 0, 5],
        actor: [0, 2, 1], document: [0, 0, 0], portion: [-1, -1, -1],
        level: [4, 1, 3] },
    rows: [{ actor: "spy", document: "letter", level: 3,
        since: [[120, 0], null] }],
    expectations: [],
};

function lesson(more: Partial<LessonData> = {}): LessonData {
    return {
        number: 1, idea: "Open is open.", minutes: 8, terms: [],
        predict: QUESTION, look: [look("who", "knows", { record: 4,
            mark: "spy/letter" })], explain: "It was open.", read: [],
        fix: { ask: "Close it.", hints: [], predict: null, choices: [
            { changes: ["p.seal=age"], because: "", right: true },
            { changes: ["p.sign=ed25519"], because: "No.", right: false },
            { changes: ["a=1", "b=2"], because: "No.", right: false }] },
        lookAgain: [], transfer: QUESTION, task: "", second: SECOND, ...more,
    };
}

/** A letter from us to them: sent, read on the way, and received. */
function sample(): Data {
    const seconds = [0, 60, 60, 120, 180];
    const same = (n: number): number[] => seconds.map(() => n);
    const actor = (name: string, title: string, adversary = false): unknown =>
        ({ name, title, kind: "state", readers: 0, adversary, channels: [] });
    return {
        run: { start: 0, clock: 600 }, levels: ["unaware", "aware", "told",
            "holds", "verified", "provable"], lesson: lesson(),
        kinds: [{ name: "ACT", word: "act", level: 0, shown: true }],
        actors: [actor("us", "United States"), actor("them", "Congress"),
            actor("spy", "spy", true)],
        channels: [], documents: [{ name: "letter", title: "A letter",
            form: "letter", author: 0, classification: "", releasableTo: null,
            portions: ["a", "b"] }],
        records: { number: [1, 2, 3, 4, 5], second: seconds, nano: same(0),
            kind: same(0), actor: [0, 0, 2, 2, 1], peer: same(-1),
            document: same(0), channel: same(-1), exchange: [1, 2, 2, 3, 4],
            sentence: seconds.map((_, i) => `record ${i + 1}`),
            words: { 0: "said", 4: "late" }, reason: {}, violation: [1, 4] },
        gains: { row: [0, 2, 3, 4], actor: [0, 2, 2, 1],
            document: [0, 0, 0, 0], portion: [-1, -1, -1, -1],
            level: [4, 1, 3, 3], why: [[0], [2], [3], [4]],
            way: [[0], [0], [0], [0]], end: ["", "", "", ""] },
        arrows: { act: [1], arrived: [4], taken: [4], from: [0], to: [1],
            document: [0], channel: [-1], exchange: [2], what: ["copy"],
            fate: ["taken"], sealed: [0], session: [0], signed: [0],
            violation: [0] },
        frames: { sent: [1], arrived: [4], lost: [-1], size: [9],
            sealed: [0], session: [0], signed: [0], repeat: [0] },
        expectations: [
            { sentence: "them holds letter", verdict: "holds", why: "w",
                row: 4, deadline: null, spare: 3 },
            { sentence: "us holds letter", verdict: "holds", why: "w",
                row: 0, deadline: null, spare: 3 }],
        obstacles: [{ actor: 2, document: 0, level: 4, lines: ["x"] }],
        exposure: { copies: [], thefts: [] },
        tables: [{}], parts: { journal: "", exchanges: [], loose: [],
            left: "some" },
    } as unknown as Data;
}

function checkHidden(): void {
    const data = sample();
    const run = new Run(data);
    const row = waitingRow(run, data.lesson!);
    equal("waits before the record that shows", row, 2);
    const cut = until(data, row);
    equal("records", cut.records.number, [1, 2, 3]);
    equal("words", cut.records.words, { 0: "said" });
    equal("violations", cut.records.violation, [1]);
    equal("gains", cut.gains.row, [0, 2]);
    equal("an arrow", [cut.arrows.arrived, cut.arrows.taken, cut.arrows.fate],
        [[-1], [-1], ["under way"]]);
    equal("a frame", cut.frames.arrived, [-1]);
    equal("expectations", cut.expectations.map((e) => [e.verdict, e.row,
        e.why, e.spare]), [["undetermined", -1, "", null],
        ["holds", 0, "w", 3]]);
    equal("what needs the whole run", [cut.obstacles, cut.exposure,
        cut.tables, cut.parts.left], [[], null, [], ""]);
    equal("all of it", until(data, 4).arrows.fate, ["taken"]);
    equal("without a record", waitingRow(run,
        lesson({ look: [look("why them holds letter", "why",
            { mark: "them/letter" })] })), 2);
    equal("before an adversary has it", waitingRow(run,
        lesson({ look: [look("who", "knows", { record: 5 })] })), 2);
    data.actors[2]!.adversary = false;
    equal("the cell's first rise alone", waitingRow(new Run(data),
        lesson({ look: [look("why them holds letter", "why",
            { mark: "them/letter" })] })), 3);
    equal("without either, before anything arrives", waitingRow(new Run(data),
        lesson({ look: [look("risk", "risk")] })), 3);
}

function checkPlaces(): void {
    const data = sample();
    const run = new Run(data);
    const at = placeOf(run, data.lesson!.look[0]!);
    equal("a cell", [at.section, at.row, at.cell, at.words],
        ["who", 3, { actor: 2, document: 0 }, ["spy", "letter"]]);
    const exchange = placeOf(run, look("show --exchange 3", "inspector",
        { mark: "portion" }));
    equal("an exchange", [exchange.section, exchange.exchange, exchange.row],
        ["bytes", 3, 3]);
    equal("the only document", placeOf(run, look("who", "knows",
        { mark: "us/them" })).cell, { actor: 1, document: 0 });
    equal("a title", placeOf(run, look("who", "knows", { mark: "us" })).words,
        ["United States"]);
    equal("nowhere", placeOf(run, look("stats", "")).section, "");
    equal("a time", placeOf(run, look("who", "knows",
        { time: [130, 0] })).row, 3);
    equal("the end", placeOf(run, look("diff", "diff")).row, 4);
}

function checkAnswers(): void {
    const no = (): null => null;
    equal("a right choice", judge(QUESTION, "b", no)?.right, true);
    equal("a wrong choice", judge(QUESTION, "a", no)?.because,
        "See record 4.");
    equal("no such choice", [judge(QUESTION, "c", no), judge(QUESTION, "ab",
        no), judge(QUESTION, "", no)], [null, null, null]);
    const number: QuestionData = { ...QUESTION, form: "number", choices: [],
        is: 62, within: 8, below: "low", above: "high", because: "just so" };
    const said = (answer: string): unknown => {
        const j = judge(number, answer, no);
        return j && [j.right, j.because];
    };
    equal("at the edge", [said("54"), said("70,0"), said("62 %")],
        [[true, "just so"], [true, "just so"], [true, "just so"]]);
    equal("too low, too high", [said("53.9"), said("1e9")],
        [[false, "low"], [false, "high"]]);
    equal("no number", [said(""), said("many"), said("NaN")],
        [null, null, null]);
    const sentence: QuestionData = { ...number, form: "sentence", run: 1 };
    const tell = sentenceTeller(new Run(sample()), SECOND);
    equal("true in the first run alone",
        judge(sentence, " spy  holds letter", tell)?.right, true);
    equal("true in both", judge(sentence, "them holds letter", tell)?.right,
        false);
    equal("cannot tell", judge(sentence, "us whistles", tell)?.right, null);
    equal("the order of changes", changeQuestion(lesson().fix).choices
        .map((c) => c.say), ["a=1 + b=2", "p.seal=age", "p.sign=ed25519"]);
    const p = new URLSearchParams("predict=a&predict=b&transfer=-&x=1");
    equal("in the address", answersIn(p), { predict: ["a", "b"], change: [],
        again: [], transfer: ["-"] });
}

function checkSentences(): void {
    const tell = sentenceTeller(new Run(sample()), SECOND);
    const both = (s: string): unknown[] => [tell(s, 1), tell(s, 2)];
    equal("holds", both("spy holds letter"), [true, false]);
    equal("never", both("spy never holds letter"), [false, true]);
    equal("aware", both("spy knows of letter"), [true, true]);
    equal("proof", both("us can prove letter"), [false, false]);
    equal("by a time", both("them holds letter by 1970-01-01T00:03:00Z"),
        [true, false]);
    equal("before a time", tell("spy never holds letter before " +
        "1970-01-01T00:02:00Z", 1), true);
    equal("who is not there", both("he holds letter"), [null, null]);
    equal("without a second run", sentenceTeller(new Run(sample()),
        null)("spy holds letter", 2), null);
    equal("a nested one", isSimple("us knows that them holds letter"), false);
    equal("a plain one", isSimple("them holds letter"), true);
}

function checkSteps(): void {
    const all = lesson({ fix: { ...lesson().fix, predict: QUESTION } });
    const steps = stepsOf(all);
    equal("steps", steps.map((s) => s.id), ["predict", "see-1", "explain",
        "change", "again", "compare", "transfer", "end"]);
    equal("without a second run", stepsOf(lesson({ second: null }))
        .map((s) => s.id), ["predict", "see-1", "explain", "change",
        "transfer", "end"]);
    const answers = noAnswers();
    const at = (): string => steps[reach(all, steps, answers)]!.id;
    equal("asked first", at(), "predict");
    answers.predict = ["a"];
    equal("then the change", at(), "change");
    answers.change = ["a", "c"];
    equal("a wrong change leads nowhere", at(), "change");
    equal("nor is it settled", isSettled(all, answers, "change"), false);
    answers.change.push("b");
    equal("then the second prediction", at(), "again");
    equal("before which nothing is shown", isSecondShown(all, answers), false);
    answers.again = ["-"];
    equal("then the transfer", at(), "transfer");
    equal("and the second run", isSecondShown(all, answers), true);
    answers.transfer = ["z"];
    equal("then the end", at(), "end");
}

function checkDifference(): void {
    const data = sample();
    const run = new Run(data);
    equal("no longer", finding(data, SECOND),
        "With the change spy no longer holds letter");
    const row = (since: SecondData["rows"][0]["since"]): SecondData =>
        ({ ...SECOND, rows: [{ actor: "them", document: "letter", level: 5,
            since }] });
    equal("now", finding(data, row([null, [9, 0]])),
        "With the change Congress can prove letter");
    equal("later", finding(data, row([[9, 0], [99, 0]])),
        "With the change Congress can prove letter later");
    equal("as good as the same", finding(data, row([[9, 0], [9, 500]])),
        null);
    const other = secondRun(run, SECOND);
    equal("whole against none", inPart(run, other),
        "With the change spy no longer holds two portions of letter");
    const { gains } = SECOND;
    const part = secondRun(run, { ...SECOND, gains: { ...gains,
        level: [4, 3, 3], portion: [-1, 0, -1] } });
    equal("one portion less", inPart(run, part),
        "With the change spy no longer holds one portion of letter");
    equal("the same", inPart(run, run), null);
    equal("nothing else", alike(SECOND),
        "With the change everybody comes to know the same");
    equal("an expectation", alike({ ...SECOND, expectations: [
        { sentence: "spy never holds letter", verdicts: ["broken", "holds"] },
        { sentence: "spy holds letter", verdicts: ["holds", "broken"] }] }),
    "With the change everybody comes to know the same; one broken " +
        "expectation holds now");
    equal("records of the other", other.data.records.number, [1, 3, 6]);
    equal("before anything", other.know(2, 0, -1).most, 0);
    equal("at its second", other.know(2, 0, 1).most, 1);
    equal("at its end", [other.know(1, 0, 2).most, other.know(2, 0, 2).most],
        [3, 1]);
    equal("lanes stay", other.lanes, run.lanes);
}

export function checkLesson(): void {
    checkHidden();
    checkPlaces();
    checkAnswers();
    checkSentences();
    checkSteps();
    checkDifference();
}
