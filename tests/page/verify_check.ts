/* The page's verdict on journals, held against the program's on whole and on
 * damaged ones, and against what is known of each damage. */

import { checksum } from "../../src/page/journal_form";
import { chachaBlock, hex } from "../../src/page/journal_key";
import { Finding, verifyJournal } from "../../src/page/verify";
import { equal, files, run, sources } from "./check";

const ASCII = new TextEncoder();
const SCENARIOS = ["written-responses", "hotline", "full-release"];
const DAMAGES = 40; // of each journal
const LETTERS = 1100; // in the long one, each of some frames

interface Verdict {
    state: string;
    frames: number;
}

/** The program's own verdict on a file. */
function program(path: string): Verdict {
    const text = run("verify", path);
    const state = /^[A-Z]+/.exec(text)?.[0] ?? "";
    const frames = /^ +frames +([\d,]+) verified/m.exec(text)?.[1] ?? "0";
    return { state, frames: Number(frames.replace(/,/g, "")) };
}

async function page(bytes: Uint8Array): Promise<Finding> {
    let done = 0;
    const finding = await verifyJournal(bytes, (n) => {
        equal("progress rises", n >= done, true);
        done = n;
    });
    return finding;
}

/** A damaged copy: a bit flipped, bytes taken out, put in, cut, repeated. */
function damaged(bytes: Uint8Array, random: () => number): Uint8Array {
    const at = Math.floor(random() * bytes.length);
    const much = 1 + Math.floor(random() * 300);
    const copy = bytes.slice();
    switch (Math.floor(random() * 5)) {
    case 0:
        copy[at]! ^= 1 << Math.floor(random() * 8);
        return copy;
    case 1:
        return bytes.slice(0, at);
    case 2:
        return Uint8Array.from([...bytes.slice(0, at),
            ...bytes.slice(at + much)]);
    case 3:
        return Uint8Array.from([...bytes.slice(0, at),
            ...bytes.slice(0, much), ...bytes.slice(at)]);
    default:
        return Uint8Array.from([...bytes, ...bytes.slice(at, at + much)]);
    }
}

/** Numbers that are the same at each run of the check. */
function numbers(seed: number): () => number {
    let x = seed;
    return () => {
        x = Math.imul(x, 1664525) + 1013904223 >>> 0;
        return x / 2 ** 32;
    };
}

/** A scenario whose journal has more than one epoch. */
function longScenario(sends: number): string {
    const send = "  - {at: 2022-01-10T09:00Z, send: d, to: nato}\n";
    return `demarche: 1
title: Many letters
clock: {start: 2022-01-10T00:00Z, end: 2022-01-14T00:00Z}
parties: {us: {name: US}, nato: {name: NATO}}
channels: {hill: {between: [us, nato], medium: courier, delay: 1 h}}
documents:
  d: {title: D, form: letter, author: us, portions: {body: Words}}
script:
  - {at: 2022-01-10T08:00Z, draft: d}
${send.repeat(sends)}`;
}

async function checkJournal(folder: string, name: string,
    scenario: string, damages = DAMAGES): Promise<void> {
    const out = `${folder}/${name}`;
    run("run", scenario, "--out", out, "--quiet");
    const bytes = new Uint8Array(files.readFileSync(out + "/run.journal"));
    const whole = await page(bytes);
    const told = program(out);
    equal(name, [whole.state, whole.frames, whole.fault],
        ["OK", told.frames, ""]);
    equal(name + " signatures", whole.signatures, whole.seals);
    equal(name + " derived", [whole.unkeyed, whole.derived], [true, true]);
    equal(name + " root", run("verify", out).includes(whole.root), true);
    equal(name + " key", run("verify", out).includes(whole.firstKey), true);
    const random = numbers(name.length);
    const path = folder + "/damaged.journal";
    for (let i = 0; i < damages; i++) {
        const copy = damaged(bytes, random);
        files.writeFileSync(path, copy);
        const { state, frames } = await page(copy);
        equal(`${name}, damage ${i}`, { state, frames }, program(path));
    }
}

async function checkLong(folder: string): Promise<void> {
    const path = folder + "/long.yaml";
    files.writeFileSync(path, ASCII.encode(longScenario(LETTERS)));
    await checkJournal(folder, "long", path, DAMAGES / 4);
    const journal = folder + "/long/run.journal";
    const { seals } = await page(new Uint8Array(files.readFileSync(journal)));
    equal("seals of a long journal", seals >= 2, true);
}

/** A flipped bit is found in the very frame that it is in. */
async function checkPlace(folder: string): Promise<void> {
    const path = `${folder}/hotline/run.journal`;
    const bytes = new Uint8Array(files.readFileSync(path));
    for (let at = 5; at < bytes.length; at += 997) {
        const copy = bytes.slice();
        copy[at]! ^= 4;
        const before = await page(bytes.slice(0, at));
        const found = await page(copy);
        equal(`a bit of byte ${at}`, [found.frames, found.fault !== ""],
            [before.frames, true]);
    }
}

export async function checkVerify(): Promise<void> {
    // CRC-32C of "123456789", and ChaCha20 with a key of zeros (RFC 8439 A.1).
    equal("checksum", checksum(ASCII.encode("123456789"), 0, 9, -1),
        0xe3069283);
    equal("block", hex(chachaBlock(new Uint8Array(32))).slice(0, 32),
        "76b8e0ada0f13d90405d6ae55386bd28");
    const folder = files.mkdtempSync("/tmp/demarche-page-");
    try {
        for (const name of SCENARIOS)
            await checkJournal(folder, name,
                `${sources}/scenarios/${name}.yaml`);
        await checkLong(folder);
        await checkPlace(folder);
        equal("nothing", (await page(new Uint8Array())).state, "TORN");
    } finally {
        files.rmSync(folder, { recursive: true });
    }
}
