/* The steps of a lesson, in their order: predict, see, explain, change, again,
 * transfer. A step that asks holds up those after it until it is answered or
 * skipped. */

import { Answers, Asked, isSettled } from "./lesson_answers";
import { LessonData, LookData } from "./lesson_data";

export interface Step {
    id: string; // in the address: "see-2"
    part: string; // in the list of steps: "See"
    asked?: Asked;
    look?: LookData; // where to look while it is the step
}

export const PARTS = ["Predict", "See", "Explain", "Change", "Again",
    "Transfer"];

export function stepsOf(lesson: LessonData): Step[] {
    const { look, fix, second, lookAgain } = lesson;
    const last = look[look.length - 1];
    const difference: LookData = { command: "diff", view: "diff", record: 0,
        time: null, mark: markOf(lookAgain), ask: "", printed: "" };
    return [
        { id: "predict", part: "Predict", asked: "predict", look: look[0] },
        ...look.map((l, i): Step =>
            ({ id: `see-${i + 1}`, part: "See", look: l })),
        { id: "explain", part: "Explain", look: last },
        { id: "change", part: "Change", asked: "change", look: last },
        ...(fix.predict ? [{ id: "again", part: "Again",
            asked: "again" as Asked, look: last }] : []),
        ...(second ? [{ id: "compare", part: "Again", look: difference }]
            : []),
        { id: "transfer", part: "Transfer", asked: "transfer",
            look: second ? difference : last },
        { id: "end", part: "Transfer", look: second ? difference : last },
    ];
}

/** What is marked in the second run, where it says so. */
function markOf(looks: LookData[]): string {
    return (looks.find((l) => l.view === "diff" && l.mark) ??
        looks.find((l) => l.view === "knows" && l.mark))?.mark ?? "";
}

/** The last step that can be gone to. */
export function reach(lesson: LessonData, steps: Step[], answers: Answers):
    number {
    const held = steps.findIndex((s) =>
        s.asked && !isSettled(lesson, answers, s.asked));
    return held < 0 ? steps.length - 1 : held;
}

/** True once the second run is shown. */
export function isSecondShown(lesson: LessonData, answers: Answers): boolean {
    return lesson.second !== null && isSettled(lesson, answers, "change") &&
        (lesson.fix.predict === null || isSettled(lesson, answers, "again"));
}
