/* The inspector's geometry, key schedules and checks, on the layers that the
 * program itself prints. */

import { FrameLayers } from "../../src/page/data";
import { bytesOf, leavesUnder } from "../../src/page/inspector_bytes";
import { rootOf, verify } from "../../src/page/inspector_check";
import { schedules } from "../../src/page/inspector_keys";
import { coveredBy, cut, endOf, ownerOf, place } from
    "../../src/page/inspector_layers";
import { equal, files, run, sources } from "./check";

export const SCENARIOS = ["written-responses", "lessons/a-group-of-allies",
    "lessons/stolen-keys", "lessons/signed-within-or-around",
    "lessons/whose-key"];

const EXCHANGES = 26; // tried of each scenario

const runs = new Map<string, string>();

/** The folder with a scenario's run. */
export function played(scenario: string): string {
    let folder = runs.get(scenario);
    if (!folder) {
        folder = files.mkdtempSync("/tmp/demarche-page-") + "/run";
        run("run", `${sources}/scenarios/${scenario}.yaml`, "--out", folder);
        runs.set(scenario, folder);
    }
    return folder;
}

/** Removes all runs. */
export function clearRuns(): void {
    for (const folder of runs.values())
        files.rmSync(folder.replace(/\/run$/, ""), { recursive: true });
    runs.clear();
}

export function framesOf(folder: string): FrameLayers[] {
    const frames: FrameLayers[] = [];
    for (let x = 1; x <= EXCHANGES; x++) {
        const text = run("show", folder, "--exchange", String(x), "--json");
        if (!text.startsWith("{")) continue;
        const all = (JSON.parse(text) as { frames: FrameLayers[] }).frames;
        frames.push(...all.filter((f) => f.exchange === x));
    }
    return frames;
}

export async function checkLayers(): Promise<void> {
    const stretches = [{ from: 0, size: 10, at: 5 },
        { from: 10, size: 10, at: 31 }];
    equal("cut over a gap", cut(stretches, 8, 4), [
        { from: 0, size: 2, at: 13 }, { from: 2, size: 2, at: 31 }]);
    equal("cut beyond", cut(stretches, 20, 4), []);
    const forms = new Set<string>();
    let signatures = 0;
    let roots = 0;
    for (const scenario of SCENARIOS)
        for (const frame of framesOf(played(scenario))) {
            checkPlaces(frame);
            checkSchedule(frame);
            for (const l of frame.layers) forms.add(l.form);
            signatures += await checkSignatures(frame);
            roots += await checkRoots(frame);
        }
    equal("forms", [...forms].sort(), ["age", "bytes", "copy", "credential",
        "frame", "group", "handshake", "hpke", "initial", "message",
        "portion", "ratchet", "statement", "transport"]);
    equal("signatures were verified", signatures > 20, true);
    equal("roots were worked out", roots > 20, true);
}

/** Each layer lies in the frame; one within another has that one's bytes. */
function checkPlaces(frame: FrameLayers): void {
    const { layers } = frame;
    const placed = place(layers);
    equal(`${frame.record}: all have a place`, placed.length, layers.length);
    for (const p of placed) {
        const layer = layers[p.index]!;
        const size = p.stretches.reduce((n, s) => n + s.size, 0);
        equal(`${frame.record}, ${layer.name}: all bytes`, size, layer.size);
        const opened = layer.of !== null || around(frame, p.index);
        for (const s of opened ? [] : p.stretches)
            equal(`${frame.record}, ${layer.name}: its bytes`,
                layers[0]!.hex.substr(2 * s.at, 2 * s.size),
                layer.hex.substr(2 * s.from, 2 * s.size));
        layer.fields.forEach((f, i) => {
            if (f.size > 0)
                equal(`${layer.name}: the owner of a byte`,
                    ownerOf(layer.fields, f.at), i);
        });
    }
}

/** True where it lies in a plaintext, at whatever depth. */
function around(frame: FrameLayers, index: number): boolean {
    const { within, of } = frame.layers[index]!;
    if (of !== null) return true;
    return within !== null && around(frame, within);
}

/** Each chip points at a field of its name, each secret is used at most
 * once, and all that the frame has are told. */
function checkSchedule(frame: FrameLayers): void {
    const steps = schedules(frame).flatMap((s) => s.steps);
    for (const step of steps)
        for (const part of step.parts)
            if (typeof part !== "string")
                equal(`${frame.record}, ${step.name}: chip`,
                    frame.layers[part.layer]!.fields[part.field]!.name,
                    part.label);
    const told = steps.flatMap((s) => s.outs).filter((o) => o.fingerprint)
        .map((o) => o.fingerprint).sort();
    equal(`${frame.record}: secrets told`, told,
        frame.secrets.map((s) => s.fingerprint).sort());
}

/** A statement's signature holds as the program says, over the bytes that are
 * underlined, and over no others. */
async function checkSignatures(frame: FrameLayers): Promise<number> {
    let count = 0;
    for (const statement of frame.layers) {
        if (!statement.key || !statement.covers) continue;
        const outer = frame.layers[statement.within ?? 0]!;
        const index = outer.fields.findIndex((_, i) =>
            coveredBy(outer, i)?.from === statement.at);
        const covered = coveredBy(outer, index);
        equal(`${frame.record}: covers the statement`,
            outer.hex.substr(2 * covered!.from, 2 * covered!.size),
            statement.hex);
        const field = outer.fields[index]!;
        const end = field.at + field.size;
        const bytes = bytesOf(outer.hex);
        const message = bytesOf(statement.hex);
        const key = bytesOf(statement.key);
        const signature = bytes.slice(end - 64, end);
        equal(`${frame.record}: verifies`,
            await verify(key, signature, message),
            statement.holds ? "holds" : "fails");
        message[count % message.length]! ^= 1;
        equal(`${frame.record}: refuses another statement`,
            await verify(key, signature, message), "fails");
        count++;
    }
    return count;
}

/** The root worked out of the leaves is the stated one, and the program's. */
async function checkRoots(frame: FrameLayers): Promise<number> {
    let count = 0;
    for (const layer of frame.layers) {
        if (!/^(copy|message)$/.test(layer.form)) continue;
        for (let i = 0; i < layer.fields.length; i++) {
            const field = layer.fields[i]!;
            if (field.name !== "root") continue;
            const leaves = leavesUnder(frame, layer, i);
            if (!leaves) continue;
            const end = endOf(layer.fields, i);
            const root = await rootOf(leaves);
            equal(`${frame.record}: root`, layer.hex.slice(2 * (end - 32),
                2 * end), Array.from(root!, (b) =>
                b.toString(16).padStart(2, "0")).join(""));
            count++;
        }
    }
    return count;
}
