/* A sentence about who knows what, judged by the facts of the page in either
 * run: "listener never holds us-response", "nato can prove go before 19:00".
 * Others the page leaves to the program. */

import { SecondData } from "./lesson_data";
import { Telling } from "./lesson_answers";
import { Run } from "./run";
import { SECOND } from "./time";

const LEVELS: { [words: string]: number } = {
    "knows of": 1, "is told": 2, "was told": 2, "is told of": 2, holds: 3,
    verified: 4, "has verified": 4, "can prove": 5,
};

const FORM = new RegExp(`^(\\S+) (never )?(${Object.keys(LEVELS).join("|")}) ` +
    "([^\\s/]+)(?: (by|before|after) (\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z))?$");

/** True of a sentence about who knows what, without another within. */
export function isSimple(sentence: string): boolean {
    return FORM.test(sentence);
}

export function sentenceTeller(run: Run, second: SecondData | null): Telling {
    return (sentence, number) => {
        const found = FORM.exec(sentence);
        if (!found || number === 2 && !second) return null;
        const [, who, never, verb, what, bound, time] = found;
        const { actors, documents } = run.data;
        const actor = actors.findIndex((a) => a.name === who);
        const document = documents.findIndex((d) => d.name === what);
        if (actor < 0 || document < 0) return null;
        const at = reached(run, number === 2 ? second : null, actor, document,
            LEVELS[verb!]!, never !== undefined);
        const limit = time ? (Date.parse(time) / 1000 - run.data.run.start) *
            SECOND : Infinity;
        const is = bound === "after" ? at > limit && at < Infinity
            : bound === "before" ? at < limit
                : at < Infinity && at <= limit;
        return never ? !is : is;
    };
}

/** When the level was reached on all portions, or on any; Infinity: never. */
function reached(run: Run, second: SecondData | null, actor: number,
    document: number, level: number, any: boolean): number {
    const gains = second ? second.gains : run.data.gains;
    const time = (i: number): number => second
        ? second.gains.second[i]! * SECOND + second.gains.nano[i]!
        : run.t[run.data.gains.row[i]!]!;
    const portions = run.data.documents[document]!.portions.map(() => Infinity);
    gains.actor.forEach((a, i) => {
        if (a !== actor || gains.document[i] !== document ||
            gains.level[i]! < level) return;
        const only = gains.portion[i]!;
        portions.forEach((t, p) => {
            if (only < 0 || only === p) portions[p] = Math.min(t, time(i));
        });
    });
    return any || level === 1 ? Math.min(...portions) : Math.max(...portions);
}
