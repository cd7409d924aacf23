/* What commands say of the runs where no view of the page shows it: line by
 * line, as a terminal has it. */

import { h } from "./dom";
import { frame } from "./frame";
import { LookData } from "./lesson_data";
import { isSimple } from "./lesson_sentence";
import { Run } from "./run";
import { Context, View } from "./view";

/** The looks of the run's lesson that are printed; with the second run's. */
function printed(run: Run, again: boolean): LookData[] {
    const { lesson } = run.data;
    if (!lesson) return [];
    return [...lesson.look, ...again ? lesson.lookAgain : []]
        .filter(isPrinted);
}

/** What a command prints stands for itself, unless it is why somebody knows a
 * document: that the matrix tells. */
export function isPrinted(look: LookData): boolean {
    const simple = isSimple(look.command.replace(/^\S+ /, ""));
    return look.printed !== "" && !(look.view === "why" && simple);
}

/** The id of what a look's command prints. */
export function printedId(run: Run, look: LookData): string {
    return `printed-${printed(run, true).indexOf(look) + 1}`;
}

export function hasPrinted({ run, last, second }: Context): boolean {
    return last === Infinity && printed(run, second !== null).length > 0;
}

export function makePrinted({ run, second }: Context): View {
    const f = frame("printed", "In the terminal");
    f.heading.textContent = "What the commands say";
    f.lead.textContent = "These answers rest on many runs, or on more than " +
        "one view holds. They are what the program prints.";
    const again = run.data.lesson?.lookAgain ?? [];
    f.body.append(...printed(run, second !== null).map((look) => h("div", {
        class: "printed", id: printedId(run, look),
    }, h("h3", {}, commandCode(look), ...again.includes(look)
        ? [h("span", {}, "with the change")] : []),
    h("pre", { tabindex: 0, "aria-label": look.command },
        ...look.printed.replace(/\s+$/, "").split("\n").map((line) =>
            h("span", { class: "said" }, line + "\n"))))));
    return { name: "Printed", id: "printed", section: f.section };
}

// What commands are about: a run, both, or a scenario.
const ABOUT: { [command: string]: string } = {
    diff: "RUN SECOND-RUN", attack: "SCENARIO", exposure: "SCENARIO",
    metadata: "SCENARIO", risk: "SCENARIO", compare: "SCENARIO",
    check: "SCENARIO",
};

/** "demarche why RUN press holds memo" */
export function commandWords(look: LookData): string {
    const [name = "", ...rest] = look.command.split(" ");
    return ["demarche", name, ABOUT[name] ?? "RUN", ...rest].join(" ");
}

/** The same as code, which goes on in another line between words alone. */
export function commandCode(look: LookData): HTMLElement {
    return h("code", { class: "said command" },
        ...commandWords(look).split(" ").flatMap((word, i) =>
            [...i ? [" "] : [], h("span", {}, word)]));
}
