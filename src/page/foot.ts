/* The foot of the page: what run this is, so that it can be made again and
 * compared. */

import { h } from "./dom";
import { shortened } from "./frame";
import { Run } from "./run";
import { grouping } from "./telling";

function viewerOption(run: Run): string {
    const viewer = run.data.actors[run.data.run.viewer];
    return viewer ? ` --as ${shortened(viewer.name, 40)}` : "";
}

export function fillFoot(foot: HTMLElement, run: Run): void {
    const { run: r, program, verdict } = run.data;
    const mono = (text: string): HTMLElement =>
        h("span", { class: "mono said" }, text);
    const lines: (Node | string)[][] = [
        ["Scenario ", mono(shortened(r.name, 80)), ...(r.scenario
            ? [", SHA-256 ", mono(grouping(r.scenario))] : []), "."],
        r.root ? ["Journal root ", mono(grouping(r.root)), "."]
            : r.viewer >= 0 ? ["Of the journal this page holds only what " +
                "one party could see."]
                : ["The journal does not verify as a whole: no root stands " +
                    "for it."],
        [verdict.publicSeed ? "All keys follow from a public seed: the " +
            "seals show accidents here, not tampering." : "The journal is " +
            "sealed with a key of its own: " + grouping(verdict.key) + "."],
        [`Made by ${program}, which is `, mono(`semantics ${r.semantics}`),
            "; the same again: ",
            ...(r.seed ? [mono(`demarche run ${shortened(r.name, 80)}.yaml ` +
                `--seed ${r.seed} --run ${r.run}`), ", then "] : []),
            mono("demarche report RUN" + viewerOption(run)),
            ". Nothing is loaded from anywhere. ",
            "Press ", h("kbd", {}, "?"), " for the keys."],
    ];
    foot.replaceChildren(h("div", {}, ...lines.map((l) => h("p", {}, ...l))));
}
