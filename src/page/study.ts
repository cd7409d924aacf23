/* The page of a study begins here: takes the facts out of the page, makes a
 * section for each measure and ties them to one choice of points. What goes
 * wrong is said where it would stand. */

import { goTo, navigation, themeButton, verdict } from "./bar";
import { byId, h } from "./dom";
import { failure, shortened } from "./frame";
import { loadFacts, Pieces } from "./load";
import { listenToErrors, listenToPrint, sayBroken } from "./shell";
import { tieToAddress } from "./study_address";
import { Choice } from "./study_choice";
import { MeasureData, StudyData } from "./study_data";
import { makeMeasure } from "./study_measure";
import { makeOpening, titleOf } from "./study_opening";
import { makePicker } from "./study_picker";
import { View } from "./view";

/** The layout of the facts that this page understands. */
const FORMAT = 1;

async function boot(): Promise<void> {
    listenToErrors();
    const data = await loadFacts<StudyData>(new Pieces(), FORMAT, "study",
        "demarche report --study FOLDER");
    document.title = titleOf(data).slice(0, 200) + " \u2014 demarche";
    const choice = new Choice(data);
    tieToAddress(choice);
    const theme = themeButton(() => {});
    const measures = data.measures.map((m, i) => made(m, "m" + i, choice));
    const views = [makeOpening(choice, measures), ...measures];
    byId("views").append(...views.map((v) => v.section));
    fillBar(data, choice, views, theme);
    fillFoot(data);
    listenToPrint();
    document.addEventListener("keydown", (e) => {
        if (e.key === "Escape" && choice.picked >= 0)
            choice.pick(choice.picked);
    });
    const place = location.hash.slice(1);
    if (place && !place.includes("=")) goTo(place);
}

/** The section, or the sentence that stands in its place. */
function made(m: MeasureData, id: string, choice: Choice): View {
    try {
        return makeMeasure(m, id, choice);
    } catch (e) {
        console.error(e);
        return { name: shortened(m.name, 24), id, section: h("section", { id },
            h("header", {}, h("p", { class: "label" }, m.name)),
            failure("This measure cannot be drawn.", e)) };
    }
}

function fillBar(data: StudyData, choice: Choice, views: View[],
    theme: HTMLElement): void {
    const title = titleOf(data);
    const name = h("a", { class: "name said", href: "#study", title },
        shortened(title, 120));
    name.addEventListener("click", (e) => {
        e.preventDefault();
        scrollTo({ top: 0 });
    });
    const picker = makePicker(choice);
    byId("bar").replaceChildren(
        h("div", { class: "wrap top" }, name, ...expectations(data),
            navigation(views), theme),
        ...(picker ? [h("div", { class: "dock" }, picker)] : []));
    document.body.classList.toggle("undocked", !picker);
}

/** How many of the expectations hold at every point. */
function expectations(data: StudyData): HTMLElement[] {
    const all = data.expectations;
    if (all.length === 0) return [];
    const some = (v: string): number => all.filter((x) =>
        x.points.some((p) => p.verdict === v)).length;
    const b = (n: number): HTMLElement =>
        h("b", {}, `${n} of ${all.length}`);
    if (some("denied"))
        return [verdict("bad", "", "#study", b(some("denied")), " denied")];
    if (some("open"))
        return [verdict("open", "", "#study", b(some("open")),
            " not decided")];
    return [verdict("good", "", "#study", b(all.length),
        h("span", { class: "more" }, " expectations hold"))];
}

function fillFoot(data: StudyData): void {
    const { study } = data;
    const mono = (text: string): HTMLElement =>
        h("span", { class: "mono said" }, text);
    const name = shortened(study.name, 80);
    const lines: (Node | string)[][] = [
        ["Run i of every point has the same random numbers: differences are " +
            "taken run by run. Each run comes again with ",
        mono(`--seed ${study.seed} --run i`), "."],
        ...(study.halfWidth > 0 ? [["Runs were played until every interval " +
            `of a share reached no further than ${Number((100 *
                study.halfWidth).toPrecision(3))} % from its middle, at most ` +
            `${study.runs} a point.`]] : []),
        [`Made by ${data.program}; the same again: `,
            mono(`demarche study ${name}.yaml --out FOLDER`), ", then ",
            mono("demarche report --study FOLDER"),
            ". Nothing is loaded from anywhere."],
    ];
    byId("foot").replaceChildren(h("div", {}, ...lines.map((l) =>
        h("p", {}, ...l))));
}

boot().catch(sayBroken);
