/* The page's size and speed: page.mjs TOOLS DEMARCHE SOURCES OUT [--json].
 * TOOLS is a folder with playwright-core in its node_modules. Prints figures
 * beside what they should be, as rows of support/bench.h; on a busy machine only
 * processor times tell something. */
import { createRequire } from "node:module";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { Lab } from "../page/browser/lab.mjs";

const [tools, program, sources, out, form] = process.argv.slice(2);
const require = createRequire(join(resolve(tools), "package.json"));
const lab = new Lab(require("playwright-core"), resolve(program),
    resolve(sources), resolve(out));

const TRIES = 5;
const MOVES = 100; // of the pointer, along the whole line
const SENDS = 7200; // of 14 records each
const PARTIES = 12;
const DOCUMENTS = 40;
const SPAN = 57 * 86400; // seconds over which they are spread

/** A scenario of 100,000 records: parties send documents around. */
function scenario() {
    const parties = Array.from({ length: PARTIES }, (_, i) => `p${i}`);
    const each = Array.from({ length: DOCUMENTS }, (_, d) => d);
    const at = (i) => new Date(Date.UTC(2022, 0, 1, 1) +
        Math.floor(i * SPAN / SENDS) * 1000).toISOString().slice(0, 19) + "Z";
    return [
        "demarche: 1",
        "title: A hundred thousand records",
        "clock: {start: 2022-01-01T00:00Z, end: 2022-03-01T00:00Z}",
        `parties: {${parties.map((p) => `${p}: {}`).join(", ")}}`,
        `channels: {wire: {between: [${parties.join(", ")}], ` +
            "medium: network, delay: 40 ms}}",
        "documents:",
        ...each.map((d) => `  d${d}: {author: p${d % PARTIES}, portions: ` +
            `{body: Text of number ${d}., end: Yours ever.}}`),
        "protection: {formal: {sign: ed25519, seal: age, receipt: yes}}",
        "script:",
        ...each.map((d) => `  - {at: 2022-01-01T00:00Z, draft: d${d}}`),
        ...Array.from({ length: SENDS }, (_, i) => {
            const d = i * 7 % DOCUMENTS;
            const to = (d + 1 + i * 5 % (PARTIES - 1)) % PARTIES;
            const other = to === d % PARTIES ? (to + 1) % PARTIES : to;
            return `  - {at: ${at(i)}, send: d${d}, to: p${other}, ` +
                "protect: formal}";
        }), "",
    ].join("\n");
}

/** Writes down when the first frame with the matrix was drawn. */
function watch() {
    const look = () => {
        if (!document.querySelector("table.matrix .cell"))
            requestAnimationFrame(look);
        else requestAnimationFrame(() => setTimeout(() => {
            window.drawn = performance.now();
        }));
    };
    look();
}

/** A page in a new browser, with when its matrix was drawn. */
async function open(file) {
    await lab.start();
    const page = await lab.browser.newPage({
        viewport: { width: 1440, height: 900 },
    });
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.addInitScript(watch);
    await page.goto(pathToFileURL(file).href, { timeout: 120000 });
    const drawn = await page.waitForFunction(() => window.drawn,
        undefined, { timeout: 120000 });
    return { page, session, drawn: await drawn.jsonValue() };
}

/** Processor time of the page's main thread so far, in milliseconds. */
async function busy(session) {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find((m) => m.name === "TaskDuration").value * 1000;
}

async function medianOf(count, file) {
    const drawn = [];
    const used = [];
    for (let i = 0; i < count; i++) {
        const opened = await open(file);
        drawn.push(opened.drawn);
        used.push(await busy(opened.session));
        await lab.stop();
    }
    const middle = (list) => list.sort((a, b) => a - b)[list.length >> 1];
    return [middle(drawn), middle(used)];
}

/** Drags the moment from one end of the run to the other. */
async function scrub(file) {
    const { page, session } = await open(file);
    await page.waitForTimeout(1000);
    const box = await page.locator("svg.scrubber").boundingBox();
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + 8, y);
    await page.mouse.down();
    await page.evaluate(() => {
        const slider = document.querySelector("svg.scrubber");
        let last = "";
        window.frames_drawn = 0;
        const count = () => {
            const now = slider.getAttribute("aria-valuenow");
            if (now !== last) window.frames_drawn++;
            last = now;
            requestAnimationFrame(count);
        };
        count();
    });
    const before = await busy(session);
    const start = performance.now();
    for (let i = 1; i <= MOVES; i++)
        await page.mouse.move(box.x + 8 + (box.width - 16) * i / MOVES, y);
    const seconds = (performance.now() - start) / 1000;
    const used = await busy(session) - before;
    const frames = await page.evaluate(() => window.frames_drawn);
    await lab.stop();
    return { perSecond: frames / seconds, used: used / frames };
}

/** A row; a rate that ought to be so high at least is held the other way. */
function say(name, unit, value, bound) {
    const least = unit.endsWith("/s");
    const row = { bench: "page", name, unit, value, load: loadavg()[0] };
    if (bound) {
        Object.assign(row, { bound, of: least ? "at least" : "at most",
            ratio: least ? bound / value : value / bound });
    }
    if (form === "--json") return console.log(JSON.stringify(row));
    console.log(`  ${name.padEnd(40)} ${value.toFixed(1).padStart(8)} ` +
        unit.padEnd(10) + (bound ? ` ${String(bound).padStart(8)} ` +
        `${row.ratio.toFixed(2).padStart(6)}  bound: ${row.of}` : ""));
}

const small = join(lab.run(join(lab.sources, "scenarios",
    "written-responses.yaml")), "report.html");
const file = join(lab.out, "hundred-thousand.yaml");
if (!existsSync(file)) writeFileSync(file, scenario());
const large = join(lab.run(file), "report.html");

if (form !== "--json") console.log("page: written-responses, and one of " +
    `100,000 records (load ${loadavg()[0].toFixed(1)})`);
say("size", "KB", statSync(small).size / 1000, 700);
const [first, work] = await medianOf(TRIES, small);
say("first matrix drawn, cold", "ms", first, 1000);
say("the same on the main thread", "ms", work);
const [whole, much] = await medianOf(TRIES, large);
say("100,000 records opened", "ms", whole, 3000);
say("100,000 records on the main thread", "ms", much);
const { perSecond, used } = await scrub(large);
say("scrubbing", "frames/s", perSecond, 30);
say("a frame of it on the main thread", "ms", used, 33);
