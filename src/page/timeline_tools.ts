/* Controls above the timeline, and the legend of its marks below. */

import { h, s } from "./dom";
import { cross, desk, head, line, point, POINTS, tail, tap, THICKNESS } from
    "./marks";
import { mediumWords } from "./arrow_words";
import { Moment, State } from "./moment";
import { Run } from "./run";

const AS_BUTTONS = 5; // choices that stand side by side
const TITLES: [string, string][] = [
    ["whole", "Whole"], ["day", "Day"], ["hours", "Hours"],
    ["minutes", "Minutes"], ["seconds", "Seconds"], ["ms", "ms"], ["ns", "ns"],
];

interface Choice {
    label: string;
    options: [string, string][]; // value and words
    get(state: State): string;
    set(value: string): Partial<State>;
}

function choices(run: Run): Choice[] {
    const { documents, channels } = run.data;
    const list: Choice[] = [];
    if (documents.length > 0)
        list.push({
            label: "Document",
            options: documents.map((d, i) => [String(i), d.name]),
            get: (state) => String(state.document),
            set: (value) => ({ document: Number(value) }),
        });
    list.push({
        label: "Show",
        options: [["all", "All"], ["document", "This document"],
            ["wrong", "What went wrong"]],
        get: (state) => state.filter,
        set: (value) => ({ filter: value }),
    });
    if (channels.length > 1)
        list.push({
            label: "Channel",
            options: [["-1", "All channels"], ...channels.map((c, i):
                [string, string] => [String(i), c.name])],
            get: (state) => String(state.channel),
            set: (value) => ({ channel: Number(value) }),
        });
    list.push({
        label: "Zoom", options: TITLES,
        get: (state) => state.zoom,
        set: (value) => ({ zoom: value }),
    });
    return list;
}

/** The controls, and what brings them up to a state. */
export function makeTools(run: Run, moment: Moment):
    { box: HTMLElement; update: (state: State) => void } {
    const made = choices(run).map((c) => makeChoice(c, moment));
    return {
        box: h("div", { class: "tools timeline-tools" },
            ...made.map((m) => m.box)),
        update: (state) => made.forEach((m) => m.update(state)),
    };
}

function makeChoice(choice: Choice, moment: Moment):
    { box: HTMLElement; update: (state: State) => void } {
    const apart = choice.label === "Channel" ||
        choice.options.length > AS_BUTTONS && choice.label === "Document";
    const control = apart ? makeSelect(choice, moment)
        : makeButtons(choice, moment);
    return {
        box: h("span", { class: "timeline-tool" },
            h("span", {}, choice.label), control.box),
        update: control.update,
    };
}

function makeSelect(choice: Choice, moment: Moment):
    { box: HTMLElement; update: (state: State) => void } {
    const select = h("select", { "aria-label": choice.label },
        ...choice.options.map(([value, words]) =>
            h("option", { value }, words)));
    select.addEventListener("change", () =>
        moment.set(choice.set(select.value)));
    return {
        box: select,
        update: (state) => {
            const value = choice.get(state);
            if (select.value !== value) select.value = value;
        },
    };
}

function makeButtons(choice: Choice, moment: Moment):
    { box: HTMLElement; update: (state: State) => void } {
    const buttons = choice.options.map(([value, words]) => {
        const button = h("button", { type: "button", class: "said" }, words);
        button.addEventListener("click", () => moment.set(choice.set(value)));
        return { value, button };
    });
    return {
        box: h("span", {
            class: "choice", role: "group", "aria-label": choice.label,
        }, ...buttons.map((b) => b.button)),
        update: (state) => {
            const now = choice.get(state);
            for (const { value, button } of buttons) {
                const pressed = String(value === now);
                if (button.getAttribute("aria-pressed") !== pressed)
                    button.setAttribute("aria-pressed", pressed);
            }
        },
    };
}

function entry(words: string, width: number, ...marks: SVGElement[]):
    HTMLElement {
    return h("span", {}, s("svg", {
        width, height: 16, "aria-hidden": "true",
    }, ...marks), words);
}

const INK = "var(--ink)";

/** The marks that this run has, each once. */
export function makeKey(run: Run): HTMLElement {
    const { arrows, frames, records, actors } = run.data;
    const key = h("div", { class: "key timeline-key" });
    const media = new Set([...arrows.channel, ...frames.sent.map((row) =>
        records.channel[row]!)].map((c) => run.medium(c)));
    for (const medium of ["hand", "courier", "network", "press"])
        if (media.has(medium))
            key.append(entry(mediumWords(medium), 34,
                ...line(0, 8, 27, 8, { medium, colour: INK }),
                head(0, 8, 33, 8, "filled", INK, 6.5)));
    key.append(entry(run.data.levels.slice(1).join(", "), 76,
        ...THICKNESS.slice(1).map((wide, i) => s("rect", {
            x: i * 15, y: 8 - wide / 2, width: 15, height: wide,
            fill: `var(--l${i + 1})`, stroke: i < 2 ? "var(--edge)" : "none",
            "stroke-width": 0.8,
        }))));
    const has = (list: number[]): boolean => list.includes(1);
    if (has(arrows.sealed) || has(arrows.session) || has(frames.session))
        key.append(entry("sealed or in a session", 16,
            head(0, 8, 14, 8, "filled", INK, 8)));
    key.append(entry("readable on the way", 16,
        head(0, 8, 14, 8, "open", INK, 8)));
    if (has(arrows.signed)) key.append(entry("signed", 14, tail(7, 8, INK)));
    const kinds = new Set(records.kind.map((k) => run.data.kinds[k]!.name));
    for (const kind in POINTS)
        if (kinds.has(kind))
            key.append(entry(POINTS[kind]!, 16, point(kind, 8, 8, INK)));
    key.append(entry("waits on the desk", 27,
        ...desk(1, 8, 22, 8, INK, true)));
    if (frames.lost.some((row) => row >= 0))
        key.append(entry("lost", 14, cross(7, 8, 4, "var(--bad)")));
    if (actors.some((a) => a.adversary))
        key.append(entry("an adversary listens", 12, tap(6, 8, false)),
            entry("and opens it", 12, tap(6, 8, true)));
    return key;
}

/** The rule by which time is folded, in a sentence. */
export function foldWords(limit: number, length: string, day: boolean):
    string {
    if (day) return "One day, all of it to one scale.";
    if (limit === Infinity) return "All time is to one scale.";
    return `Shaded strips are silences longer than ${length}: each is drawn ` +
        "equally narrow, its length below. All other time is to one scale.";
}
