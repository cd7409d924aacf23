/* A study's page: its words, axes, curves, choice of points and findings. */

import { addressOf, chooseBy } from "../../src/page/study_address";
import { Axis } from "../../src/page/study_axis";
import { Choice, LINES, opening } from "../../src/page/study_choice";
import { bandPath, linePath, spread, stepAt } from
    "../../src/page/study_curve";
import { MeasureData, OutcomeData, StudyData } from
    "../../src/page/study_data";
import { finding, toldApart } from "../../src/page/study_finding";
import { heatFactors, heatPoints, heatStep } from
    "../../src/page/study_heat";
import { leadsTo } from "../../src/page/study_keys";
import { uniformBand } from "../../src/page/study_lines";
import { Teller, number, span, told, toldDifference, toldInterval, TOO_FEW,
    Unit } from "../../src/page/study_words";
import { Clock, DAY, HOUR, MINUTE, SECOND } from "../../src/page/time";
import { equal } from "./check";

// Wednesday, 26 January 2022, midnight.
const clock = new Clock(1643155200);
const teller = (unit: Unit, per = 1): Teller =>
    ({ unit, per, name: "", clock });

function checkWords(): void {
    const shares = teller("share");
    equal("a share", told(shares, 0.4321), "43.2 %");
    equal("nothing", told(shares, 0), "0 %");
    equal("all", told(shares, 1), "100 %");
    equal("almost nothing is not 0", told(shares, 0.0001), "< 0.1 %");
    equal("almost all is not 1", told(shares, 0.9999), "> 99.9 %");
    equal("numbers", [1.2345, 123.4, 12345.6, -0.5, 0].map(number),
        ["1.23", "123", "12,346", "\u22120.5", "0"]);
    equal("spans", [6 * DAY + 15 * HOUR, 2 * HOUR + 13 * MINUTE, 3.2 * SECOND,
        -90 * MINUTE, 24 * HOUR - 1, 0, 12].map(span), ["6 d 15 h",
        "2 h 13 min", "3.2 s", "\u22121 h 30 min", "1 d", "0 s", "12 ns"]);
    equal("an instant", told(teller("instant"), 18 * HOUR + 20 * MINUTE),
        "26 Jan 18:20");
    equal("days of portions", told(teller("number", DAY), 3 * DAY), "3");
    equal("points", toldDifference(teller("points"), 0.053), "+5.3 pp");
    equal("fewer points", toldDifference(teller("points"), -0.053),
        "\u22125.3 pp");
    const told2 = (low: number | null, high: number | null): string =>
        toldInterval(shares, { low, high });
    equal("an interval", told2(0.4, 0.46), "40.0 to 46.0 %");
    equal("open above", told2(0.4, null), "at least 40.0 %");
    equal("open below", told2(null, 0.4), "at most 40.0 %");
    equal("open", told2(null, null), TOO_FEW);
    equal("a date with an end", toldInterval(teller("instant"),
        { low: 0, high: null }), "26 Jan 00:00 or later");
    equal("two units", toldInterval(teller("span"),
        { low: 2 * HOUR + MINUTE, high: 3 * HOUR + 2 * MINUTE }),
    "2 h 1 min to 3 h 2 min");
}

function checkAxes(): void {
    const texts = (unit: Unit, low: number, high: number, width: number):
        string[] => new Axis(teller(unit), low, high, 0, width).ticks(90)
        .map((t) => t.text + (t.date ? ` ${t.date}` : ""));
    equal("shares", texts("share", 0, 1, 460),
        ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]);
    equal("numbers", texts("number", 0, 30, 300), ["0", "10", "20", "30"]);
    equal("spans", texts("span", -HOUR, 2 * HOUR, 300),
        ["\u22121 h", "0", "1 h", "2 h"]);
    equal("weeks begin on Mondays", texts("instant", 0, 28 * DAY, 500),
        ["31 Jan 2022", "7 Feb", "14 Feb", "21 Feb"]);
    equal("hours with their days", texts("instant", 0, 36 * HOUR, 300),
        ["00:00 26 Jan", "12:00", "00:00 27 Jan", "12:00"]);
    equal("months", texts("instant", 0, 100 * DAY, 300),
        ["Mar 2022", "May"]);
    const axis = new Axis(teller("number"), 10, 20, 100, 200);
    equal("a place", axis.place(15), 150);
    equal("and back", axis.value(150), 15);
    equal("an end that is not bounded", axis.clipped(null, Infinity), 200);
    let there = true;
    for (let width = 40; width < 1500; width += 7)
        for (let span_ = 1; span_ < 1e18; span_ *= 7.3)
            for (const unit of ["number", "span", "instant"] as const) {
                const of = new Axis(teller(unit), 0, span_, 0, width);
                const ticks = of.ticks(90);
                there = there && ticks.every((t) => t.value >= -1e-3 * span_ &&
                    t.value <= span_ * 1.001) && ticks.length <= width / 90 + 2;
            }
    equal("ticks lie on the axis, and not too near", there, true);
}

function checkCurves(): void {
    const c = { at: [10, 20, 30], value: [0.2, 0.5, 1],
        low: [0.1, 0.3, null], high: [0.4, 0.7, null] };
    equal("before the first step", stepAt(c, 9), -1);
    equal("at a step", stepAt(c, 20), 1);
    equal("between", stepAt(c, 29), 1);
    equal("beyond", stepAt(c, 99), 2);
    const at = { x: (v: number) => v, y: (v: number) => 100 - 100 * v };
    equal("a line", linePath(c, at, 0, 0, 40),
        "M0 100H10V80H20V50H30V0H40");
    equal("a band", bandPath(c, at, 40),
        "M10 60V60H20V30H30V70H20V90H10Z");
    equal("no band", bandPath({ at: [1], value: [1] }, at, 4), "");
    equal("heights apart", spread([10, 11, 90], 20, 0, 100), [10, 30, 90]);
    equal("heights above the floor", spread([95, 96], 20, 0, 100), [80, 100]);
    equal("of 1,000 runs", uniformBand(1000).toFixed(4), "0.0429");
}

const outcome = (reached: number, by: number | null): OutcomeData => ({
    runs: 100, counted: 100, reached, low: reached / 100 - 0.1,
    high: reached / 100 + 0.1,
    ...(by === null ? {} : { difference: { pairs: 100, value: by,
        low: by - 0.05, high: by + 0.05 } }),
});

const measure: MeasureData = {
    name: "leak", words: "press holds note", kind: "sentence", quantity: null,
    given: null, sentences: ["press holds note"],
    outcomes: [outcome(20, null), outcome(22, 0.02), outcome(60, 0.4),
        outcome(64, 0.44)],
};

/** Two factors of two values each. */
const data: StudyData = {
    format: 1, program: "", grain: 0.0025, expectations: [],
    measures: [measure],
    study: { title: "", name: "", scenario: "", seed: "1", runs: 100,
        halfWidth: 0, standIn: false },
    factors: [{ name: "readers", path: "a", levels: ["3", "30"] },
        { name: "delay", path: "b", levels: ["1 h", "2 h"] }],
    points: [[0, 0], [0, 1], [1, 0], [1, 1]].map((levels) =>
        ({ label: "whole", levels, start: 0, clock: 1 })),
};

function checkChoice(): void {
    const chosen = (levels: number[]): number[][] => opening(levels).map(
        (row) => row.flatMap((on, i) => on ? [i] : []));
    equal("few are all chosen", chosen([3]), [[0, 1, 2]]);
    equal("of many ends and between", chosen([11]), [[0, 2, 4, 6, 8, 10]]);
    equal("two factors", chosen([3, 4]), [[0, 1, 2], [0, 3]]);
    equal("the first fills the lines", chosen([9, 9]),
        [[0, 2, 3, 5, 6, 8], [0]]);
    equal("never more than lines", [[2, 2, 2, 2], [5, 3], [1, 7]].every((n) =>
        opening(n).reduce((p, row) => p * row.filter(Boolean).length, 1) <=
            LINES), true);
    const choice = new Choice(data);
    let told_ = 0;
    choice.follow(() => told_++);
    equal("all points", choice.points(), [0, 1, 2, 3]);
    equal("a label", choice.label(3), "readers 30, delay 2 h");
    choice.toggle(1, 1);
    equal("fewer points", choice.points(), [0, 2]);
    equal("a shorter label", choice.label(2), "readers 30");
    equal("what is fixed", choice.fixed(), "delay 1 h");
    equal("of one that is not chosen", choice.label(3),
        "readers 30, delay 2 h");
    choice.toggle(1, 0);
    equal("one value stays", choice.points(), [0, 2]);
    choice.pick(3);
    equal("a picked point is chosen", choice.points(), [0, 1, 2, 3]);
    choice.toggle(0, 1);
    equal("and let go with its value", choice.picked, -1);
    equal("followers are told", told_, 3);
    choice.toggleAll(0);
    equal("all values", choice.points().length, 4);
    choice.toggleAll(0);
    equal("one of all", choice.points(), [0, 1]);
}

/** What an address has of a choice comes back, and nothing else. */
function checkAddress(): void {
    const choice = new Choice(data);
    equal("no address at first", addressOf(choice), "");
    choice.toggle(1, 0);
    equal("a value", addressOf(choice), "#b=2+h");
    choice.pick(3);
    equal("and a point", addressOf(choice), "#b=2+h&point=3");
    const other = new Choice(data);
    chooseBy(other, addressOf(choice));
    equal("the same points", other.points(), [1, 3]);
    equal("the same one", other.picked, 3);
    equal("the same address", addressOf(other), addressOf(choice));
    chooseBy(other, "#a=30&point=1");
    equal("a picked point is chosen with it", other.points(), [0, 1, 2, 3]);
    for (const unknown of ["#a=31&c=1&point=4", "#point=-1", "#point=1e0",
        "#=&a&%", ""]) {
        chooseBy(other, unknown);
        equal(`what is not known: ${unknown}`, [other.points(), other.picked],
            [[0, 1, 2, 3], -1]);
    }
    const odd = new Choice({ ...data, factors: [{ name: "x",
        path: "a=b&c#d", levels: ["\"%&=#+ \u00e9", ""] },
    data.factors[1]!] });
    odd.toggle(0, 0);
    const again = new Choice(odd.data);
    chooseBy(again, addressOf(odd));
    equal("whatever they are called", again.on, [[false, true], [true, true]]);
}

function checkFindings(): void {
    const choice = new Choice(data);
    equal("from least to most", finding(measure, choice),
        "It holds in 20.0 % of the runs with readers 3, delay 1 h, and in " +
        "64.0 % with readers 30, delay 2 h");
    equal("what tells points apart", toldApart(measure, choice),
        "At 2 of the 3 other points the interval of the difference from " +
        "readers 3, delay 1 h excludes 0.");
    choice.toggle(0, 1);
    equal("nothing does", toldApart(measure, choice),
        "The runs tell none of these points from delay 1 h: every " +
        "interval of a difference holds 0.");
    choice.toggle(1, 1);
    equal("one point", finding(measure, choice),
        "It holds in 20.0 % of the runs (10.0 to 30.0 %)");
    equal("no other", toldApart(measure, choice), "");
}

function checkMap(): void {
    const choice = new Choice(data);
    equal("two factors", heatFactors(data), [0, 1]);
    equal("its points", heatPoints(choice, [0, 1]), [[0, 1], [2, 3]]);
    equal("one factor", heatFactors({ ...data,
        factors: data.factors.slice(1) }), null);
    equal("the ramp", [0, 0.5, 1].map((v) => heatStep(v, 0, 1)), [0, 4, 8]);
    equal("all alike", heatStep(3, 3, 3), 4);
    equal("right", leadsTo("ArrowRight", 0, 2, 4), 1);
    equal("not beyond a row", leadsTo("ArrowRight", 1, 2, 4), 1);
    equal("down", leadsTo("ArrowDown", 1, 2, 4), 3);
    equal("not beyond the last", leadsTo("ArrowDown", 3, 2, 4), 3);
    equal("not before the first", leadsTo("ArrowLeft", 0, 2, 4), 0);
    equal("the last", leadsTo("End", 0, 2, 4), 3);
    equal("rows alone", leadsTo("ArrowRight", 0, 1, 4), null);
    equal("another key", leadsTo("x", 0, 2, 4), null);
}

export function checkStudy(): void {
    checkWords();
    checkAxes();
    checkCurves();
    checkChoice();
    checkAddress();
    checkFindings();
    checkMap();
}
