/* The key schedule on the page: steps from left to right, each with the fields
 * that it takes as chips, which mark those fields when they are pressed. */

import { FrameLayers } from "./data";
import { h } from "./dom";
import { explain } from "./explanations";
import { Chip, Schedule, schedules, Step } from "./inspector_keys";
import { nounOf } from "./inspector_layers";

/** Told of the field that a chip stands for. */
export type Pick = (layer: number, field: number) => void;

export function drawSchedule(frame: FrameLayers, pick: Pick): HTMLElement[] {
    const all = schedules(frame);
    if (all.length === 0) return [];
    return [h("h3", {}, "Where each key comes from"),
        ...all.map((schedule) => one(frame, schedule, pick))];
}

function one(frame: FrameLayers, schedule: Schedule, pick: Pick): HTMLElement {
    return h("div", { class: "schedule" },
        h("p", { class: "small quiet said" }, schedule.title),
        h("ol", {}, ...schedule.steps.map((step) => item(frame, step, pick))));
}

function item(frame: FrameLayers, step: Step, pick: Pick): HTMLElement {
    return h("li", {},
        h("b", {}, step.name),
        h("span", { class: "in" }, ...step.parts.map((part) =>
            typeof part === "string" ? part : chip(frame, part, pick))),
        ...step.outs.map((out) => h("span", { class: "out" }, out.name,
            ...(out.fingerprint ? [" ", h("code", {}, out.fingerprint)] : []))),
        h("span", { class: "source" }, step.source));
}

function chip(frame: FrameLayers, at: Chip, pick: Pick): HTMLElement {
    const layer = frame.layers[at.layer]!;
    const { purpose, title } = explain(layer, at.field);
    const button = h("button", {
        type: "button", class: "chip k-" + purpose,
        "aria-label": `${title}, a field of the ${nounOf(layer)}`,
    }, at.label);
    button.addEventListener("click", () => pick(at.layer, at.field));
    return button;
}
