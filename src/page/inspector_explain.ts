/* What the field at hand is: its explanation, value and place, and whether its
 * signature or root holds, which the browser works out itself. */

import { Field, FrameLayers, Layer } from "./data";
import { h } from "./dom";
import { ancestors, explain, isMessage, ownerOf } from "./explanations";
import { bytesOf, hexOf, leavesUnder } from "./inspector_bytes";
import { Answer, rootOf, verify } from "./inspector_check";
import { coveredBy, endOf, nounOf } from "./inspector_layers";
import { counted } from "./names";

const WIRES = ["a varint", "8 bytes", "bytes of a length", "", "", "4 bytes"];
const SHOWN = 8; // bytes of a key

export class Explained {
    readonly box = h("div", { class: "explained", "aria-live": "polite" });
    private turn = 0; // of the field: a late answer to an earlier one is lost

    show(frame: FrameLayers, layer: Layer, index: number): void {
        const field = layer.fields[index];
        this.turn++;
        if (!field) {
            this.box.replaceChildren();
            return;
        }
        const { title, text, source } = explain(layer, index);
        const facts = h("dl");
        for (const [term, words] of this.facts(frame, layer, index))
            facts.append(h("dt", {}, term), h("dd", { class: "said" }, words));
        const check = h("p", { class: "check" });
        this.box.replaceChildren(h("h3", {}, title), h("p", {}, text), facts,
            check, h("p", { class: "source" }, source));
        void this.check(frame, layer, index, check, this.turn);
    }

    private facts(frame: FrameLayers, layer: Layer,
        index: number): [string, string][] {
        const field = layer.fields[index]!;
        const size = endOf(layer.fields, index) - field.at;
        const rows: [string, string][] = [];
        if (field.value) rows.push(["value", field.value]);
        const at = field.at.toString(16).padStart(4, "0");
        rows.push(["bytes",
            `${size.toLocaleString("en")}, at ${at} of the ${nounOf(layer)}`]);
        const tag = tagOf(layer, index);
        if (tag) rows.push(["tag", tag]);
        const covered = coveredBy(layer, index);
        if (covered && covered.size > 0)
            rows.push(["covers", `${counted(covered.size, "byte")}, ` +
                "underlined"]);
        const key = keyFor(frame, layer, index);
        if (key)
            rows.push(["key", `${key.owner}, Ed25519 ` +
                hexOf(key.bytes.slice(0, SHOWN)) + "..."]);
        const portion = portionAt(frame, layer, index);
        if (portion?.leaf) rows.push(["leaf hash", portion.leaf]);
        return rows;
    }

    private async check(frame: FrameLayers, layer: Layer, index: number,
        line: HTMLElement, turn: number): Promise<void> {
        const name = layer.fields[index]!.name;
        const work = name === "root" ? checkRoot
            : coveredBy(layer, index) ? checkSignature : null;
        if (!work) return;
        line.textContent = "Working it out ...";
        const { words, bad } = await work(frame, layer, index);
        if (turn !== this.turn) return;
        line.textContent = words;
        line.classList.toggle("bad", bad);
    }
}

interface Finding {
    words: string;
    bad: boolean;
}

/** "12: field 2, bytes of a length" */
function tagOf(layer: Layer, index: number): string | null {
    const owner = ownerOf(layer, index);
    if (!isMessage(owner)) return null;
    const { at } = layer.fields[index]!;
    let tag = 0;
    let digits = "";
    for (let i = at, shift = 0; shift < 28; i++, shift += 7) {
        const hex = layer.hex.substr(2 * i, 2);
        const byte = parseInt(hex, 16);
        if (Number.isNaN(byte)) return null;
        digits += (digits ? " " : "") + hex;
        tag |= (byte & 127) << shift;
        if (byte < 128) break;
    }
    return `${digits}: field ${tag >> 3}, ${WIRES[tag & 7] || "?"}`;
}

/** The layer of the portion that a field holds or lies in. */
function portionAt(frame: FrameLayers, layer: Layer,
    index: number): Layer | undefined {
    const around = [...ancestors(layer.fields, index), index].reverse()
        .find((i) => /^(portion|hash)$/.test(layer.fields[i]!.name));
    if (around === undefined) return undefined;
    const f = layer.fields[around]!;
    const own = frame.layers.indexOf(layer);
    return frame.layers.find((l) => l.name === "portion" &&
        inside(frame, l, own) && l.hex.length > 0 &&
        placeIn(frame, l, own) <= f.at + f.size &&
        placeIn(frame, l, own) + l.size >= endOf(layer.fields, around));
}

/** True where a layer lies within another, at whatever depth. */
function inside(frame: FrameLayers, layer: Layer, around: number): boolean {
    for (let l: Layer | undefined = layer; l && l.within !== null;
        l = frame.layers[l.within])
        if (l.within === around) return true;
    return false;
}

function placeIn(frame: FrameLayers, layer: Layer, around: number): number {
    let at = 0;
    for (let l: Layer | undefined = layer; l && l.within !== null;
        l = frame.layers[l.within]) {
        at += l.at;
        if (l.within === around) break;
    }
    return at;
}

/** The statement's layer whose bytes a signature of this layer covers. */
function statementOf(frame: FrameLayers, layer: Layer,
    index: number): Layer | undefined {
    const covered = coveredBy(layer, index);
    const own = frame.layers.indexOf(layer);
    if (!covered) return undefined;
    return frame.layers.find((l) => l.name === "statement" &&
        inside(frame, l, own) && placeIn(frame, l, own) === covered.from);
}

/** The public key that a signature is verified with. */
function keyFor(frame: FrameLayers, layer: Layer, index: number):
    { owner: string; bytes: Uint8Array } | null {
    const statement = statementOf(frame, layer, index);
    if (statement?.key)
        return { owner: statement.signer ?? "", bytes: bytesOf(statement.key) };
    const field = layer.fields[index]!;
    if (ownerOf(layer, index) !== "Credential" || field.name !== "signature")
        return null;
    const part = (name: string): Field | undefined => layer.fields.slice(0,
        index).reverse().find((f) => f.name === name);
    const sign = part("sign");
    const party = part("party");
    if (!sign) return null;
    const end = sign.at + sign.size;
    return { owner: party?.value.replace(/"/g, "") ?? "",
        bytes: bytesOf(layer.hex.slice(2 * (end - 32), 2 * end)) };
}

async function checkSignature(frame: FrameLayers, layer: Layer,
    index: number): Promise<Finding> {
    const covered = coveredBy(layer, index)!;
    const field = layer.fields[index]!;
    const end = field.at + field.size;
    const bytes = bytesOf(layer.hex);
    if (end - 64 < field.at)
        return { words: "There is none: the statement is not signed.",
            bad: false };
    const key = keyFor(frame, layer, index);
    const answer: Answer = key ? await verify(key.bytes,
        bytes.slice(end - 64, end),
        bytes.slice(covered.from, covered.from + covered.size)) : "cannot";
    if (answer === "holds")
        return { words: "It holds: worked out in this browser.", bad: false };
    if (answer === "fails")
        return { words: "It does not hold: worked out in this browser.",
            bad: true };
    const holds = statementOf(frame, layer, index)?.holds;
    if (holds === undefined)
        return { words: "The key that verifies it is not in this frame.",
            bad: false };
    const why = key ? "this browser cannot work it out."
        : "its key is not in this frame.";
    return { words: `It ${holds ? "holds" : "does not hold"}, by the ` +
        `program; ${why}`, bad: !holds };
}

async function checkRoot(frame: FrameLayers, layer: Layer,
    index: number): Promise<Finding> {
    const leaves = leavesUnder(frame, layer, index);
    if (!leaves)
        return { words: "The text that it is over is not in this frame.",
            bad: false };
    const root = await rootOf(leaves);
    if (!root)
        return { words: "This browser cannot work it out.", bad: false };
    const field = layer.fields[index]!;
    const end = field.at + field.size;
    const stated = layer.hex.slice(2 * (end - 32), 2 * end);
    const what = leaves.length === 1 ? "what it is over"
        : `the ${counted(leaves.length, "portion")}`;
    return stated === hexOf(root)
        ? { words: `It agrees with ${what}: worked out in this browser.`,
            bad: false }
        : { words: `It does not agree with ${what}: worked out in this ` +
            "browser.", bad: true };
}
