/* The opening: what was studied, whether its expectations hold, and what each
 * measure found, in a line that leads to it. */

import { goTo, mark } from "./bar";
import { h, rewrite } from "./dom";
import { disclosure, plainTable } from "./picture";
import { shortened } from "./frame";
import { Choice } from "./study_choice";
import { ExpectationData, StudyData, Verdict } from "./study_data";
import { shareTeller } from "./study_figures";
import { finding } from "./study_finding";
import { runs, told, toldInterval } from "./study_words";
import { grouped } from "./telling";
import { View } from "./view";

const SHOWN = 12; // points of an expectation; the table has all

export const VERDICTS: { [v in Verdict]: [string, "good" | "bad" | "open"] } = {
    holds: ["holds", "good"],
    denied: ["denied", "bad"],
    open: ["too few runs to tell", "open"],
};

/** The measures' ids and where their findings stand. */
export function makeOpening(choice: Choice, measures: View[]): View {
    const { data } = choice;
    const id = "study";
    const section = h("section", { id, "aria-labelledby": "study-label" },
        h("header", {},
            h("p", { class: "label", id: "study-label" }, "Study"),
            h("h1", { class: "said" }, shortened(titleOf(data), 200)),
            h("p", { class: "lead said" }, asked(data)),
            ...(data.study.standIn ? [h("p", { class: "small stand-in" },
                "Cryptography by a stand-in: proves nothing, changes no " +
                "figure.")] : [])),
        ...expected(choice), findings(choice, measures));
    return { name: "Study", id, section };
}

export function titleOf(data: StudyData): string {
    return data.study.title || data.study.name;
}

/** "3 points of 1,000 runs of insiders, seed 1: readers 3, 30, 300." */
function asked(data: StudyData): string {
    const { study, points, factors } = data;
    const counts = data.measures[0]?.outcomes.map((o) => o.runs) ?? [];
    const least = counts.length ? Math.min(...counts) : study.runs;
    const most = counts.length ? Math.max(...counts) : study.runs;
    const each = least < most ? `${grouped(least)} to ${runs(most)}`
        : runs(most);
    const levels = factors.map((f) => `${f.name} ` +
        shortened(f.levels.join(", "), 120));
    return `${points.length === 1 ? "" : `${grouped(points.length)} points ` +
        "of "}${each} of the scenario ${shortened(study.scenario, 80)}, seed ` +
        study.seed + (levels.length ? `: ${levels.join("; ")}` : "") +
        ". All intervals are at 95 %.";
}

/** The expectations, each with what the chosen points say. */
function expected(choice: Choice): HTMLElement[] {
    const all = choice.data.expectations;
    if (all.length === 0) return [];
    return [h("h3", {}, "What was expected"),
        h("ul", { class: "expected" }, ...all.map((x) => {
            const list = h("ul", { class: "verdicts" });
            const follow = (): void => list.replaceChildren(
                ...choice.points().slice(0, SHOWN).map((p) =>
                    verdictRow(choice, x, p)));
            choice.follow(follow);
            follow();
            return h("li", {},
                h("p", { class: "said" }, h("b", {}, capitalBound(x)), " ",
                    shortened(x.sentence, 400)),
                list, disclosure("All points as a table", () =>
                    expectationTable(choice, x)));
        }))];
}

function capitalBound(x: ExpectationData): string {
    return x.bound.charAt(0).toUpperCase() + x.bound.slice(1) + ":";
}

function figure(choice: Choice, x: ExpectationData, point: number): string {
    const p = x.points[point]!;
    if (p.asked === 0) return "no run counts";
    const t = shareTeller(choice.data);
    return `${told(t, p.seen / p.asked)} (${toldInterval(t, p)}) of ` +
        runs(p.asked);
}

function verdictRow(choice: Choice, x: ExpectationData, point: number):
    HTMLElement {
    const [word, kind] = VERDICTS[x.points[point]!.verdict];
    const label = choice.data.points.length > 1 ? choice.label(point) : "";
    return h("li", kind === "bad" ? { class: "bad" } : {},
        mark(kind), h("b", {}, word), " ",
        h("span", { class: "said" }, label ? `at ${label}: ` : ""),
        h("span", { class: "quiet" }, figure(choice, x, point)));
}

function expectationTable(choice: Choice, x: ExpectationData): HTMLElement {
    return plainTable(["point", "verdict", "runs in which it holds"],
        x.points.map((p, i) => [choice.data.points[i]!.label || "as it is",
            VERDICTS[p.verdict][0], figure(choice, x, i)]));
}

/** Every measure with its finding. */
function findings(choice: Choice, measures: View[]): HTMLElement {
    const rows = choice.data.measures.map((m, i) => {
        const says = h("span", { class: "said" });
        const link = h("a", { href: "#" + measures[i]!.id, class: "said" },
            shortened(m.name, 60));
        link.addEventListener("click", (e) => {
            e.preventDefault();
            goTo(measures[i]!.id);
        });
        const follow = (): void =>
            rewrite(says, [shortened(finding(m, choice), 300)]);
        choice.follow(follow);
        follow();
        return h("li", {}, link, says);
    });
    return h("div", {}, h("h3", {}, "What was found"),
        h("ul", { class: "found" }, ...rows));
}
