/* Answers to a lesson's questions: how they are judged, and how they stand in
 * the address. Every answer that was tried is kept, in its order. */

import { ChoiceData, FixData, LessonData, QuestionData } from "./lesson_data";

export const SKIPPED = "-";
const LETTERS = "abcdefghij";

/** A question of a lesson, by its name in the address. */
export type Asked = "predict" | "change" | "again" | "transfer";
export const ASKED: Asked[] = ["predict", "change", "again", "transfer"];

/** What was tried at each question: letters, numbers, sentences, or SKIPPED. */
export type Answers = { [asked in Asked]: string[] };

/** The verdict on an answer; right is null where the page cannot tell. */
export interface Judged {
    right: boolean | null;
    because: string;
}

/** True of a sentence in run 1 or 2; null: the page cannot tell. */
export type Telling = (sentence: string, run: number) => boolean | null;

export function noAnswers(): Answers {
    return { predict: [], change: [], again: [], transfer: [] };
}

/** The answers in an address. */
export function answersIn(p: URLSearchParams): Answers {
    const answers = noAnswers();
    for (const name of ASKED)
        answers[name] = p.getAll(name).filter(Boolean).slice(0, 12);
    return answers;
}

export function letterOf(index: number): string {
    return LETTERS[index] ?? "";
}

export function indexOf(letter: string): number {
    return letter.length === 1 ? LETTERS.indexOf(letter) : -1;
}

/** The changes as a question with choices, in the order of their texts: the
 * right one does not stand out. */
export function changeQuestion(fix: FixData): QuestionData {
    const choices: ChoiceData[] = fix.choices.map((c) => ({
        say: c.changes.join(" + "), because: c.because, right: c.right,
    })).sort((a, b) => a.say < b.say ? -1 : 1);
    return {
        ask: fix.ask, form: "choice", choices, is: 0, within: 0, unit: "",
        below: "", above: "", run: 0, because: "",
    };
}

/** The question of that name; null: the lesson does not ask it. */
export function questionOf(lesson: LessonData, asked: Asked):
    QuestionData | null {
    switch (asked) {
    case "predict": return lesson.predict;
    case "change": return changeQuestion(lesson.fix);
    case "again": return lesson.fix.predict;
    case "transfer": return lesson.transfer;
    }
}

/** null: no answer to this question. */
export function judge(q: QuestionData, answer: string, tell: Telling):
    Judged | null {
    if (q.form === "number") return judgeNumber(q, answer);
    if (q.form === "sentence") return judgeSentence(q, answer, tell);
    const choice = q.choices[indexOf(answer)];
    return choice ? { right: choice.right, because: choice.because } : null;
}

function judgeNumber(q: QuestionData, answer: string): Judged | null {
    const n = Number(answer.replace(",", ".").replace(/\s*%$/, ""));
    if (!answer.trim() || !Number.isFinite(n)) return null;
    if (Math.abs(n - q.is) <= q.within)
        return { right: true, because: q.because };
    return { right: false, because: n < q.is ? q.below : q.above };
}

function judgeSentence(q: QuestionData, answer: string, tell: Telling):
    Judged | null {
    const sentence = answer.trim().replace(/\s+/g, " ");
    if (!sentence) return null;
    const here = tell(sentence, q.run);
    const there = tell(sentence, 3 - q.run);
    const right = here === null || there === null ? null : here && !there;
    return { right, because: q.because };
}

/** True once the lesson may go on from a question: with any answer, but to the
 * change with the right one. */
export function isSettled(lesson: LessonData, answers: Answers,
    asked: Asked): boolean {
    const given = answers[asked];
    if (asked !== "change") return given.length > 0;
    const q = changeQuestion(lesson.fix);
    return given.some((a) => a === SKIPPED || q.choices[indexOf(a)]?.right);
}
