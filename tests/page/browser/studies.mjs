/* The page of a study: every view is drawn, what the cursor tells is what the
 * facts say, the choice of values chooses the lines, hostile text stays text,
 * and axe-core finds no serious fault. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";

import { strings } from "./hostile.mjs";

const RUNS = 600; // at a point: so many that curves are thinned
const PLACES = 20; // of the cursor
const HOSTILE = 12; // strings, each on a page of its own
const LOOKS = [["light", 1440], ["dark", 1440], ["light", 390],
    ["dark", 390]];
const PIECE = /(id="data">)[^<]*/;

// Words by which the page looks things up.
const KEPT = ["kind", "verdict", "seed"];

export async function studies(lab, axe) {
    const folder = join(lab.out, "runs", "letters-study");
    const study = join(lab.sources,
        "tests/timeline/studies/letters-study.yaml");
    lab.call("study", study, "--out", folder, "--runs", RUNS, "--quiet");
    const report = lab.call("report", "--study", folder, "--force");
    lab.same("the page is written", report.code, 0);
    const file = join(folder, "report.html");
    const facts = lab.facts(folder);
    await lab.each(LOOKS, ([scheme, width]) =>
        drawn(lab, readFileSync(axe, "utf8"), file, facts, scheme, width));
    await cursor(lab, file, facts);
    await choice(lab, file, facts);
    await address(lab, file, facts);
    await hostile(lab, file, facts);
}

/** Goes down the page, for views are drawn as they come near. */
async function walk(page) {
    await page.waitForSelector("#views section", { timeout: 60000 });
    await page.evaluate(async () => {
        const rest = () => new Promise((done) =>
            requestAnimationFrame(() => requestAnimationFrame(done)));
        for (let y = 0; y < document.body.scrollHeight; y += 500) {
            scrollTo(0, y);
            await rest();
        }
        scrollTo(0, 0);
        await rest();
    });
}

async function drawn(lab, axe, file, facts, scheme, width) {
    const page = await lab.open(file, { scheme, width });
    const what = `study, ${scheme}, ${width}`;
    await walk(page);
    await page.screenshot({ fullPage: true, path: join(lab.out, "shots",
        `study-${scheme}-${width}.png`) });
    const found = await page.evaluate(look);
    lab.same(`${what}: sections`, found.sections, facts.measures.length + 1);
    lab.same(`${what}: failures`, found.failed, 0);
    lab.same(`${what}: empty pictures`, found.empty, []);
    lab.same(`${what}: cut words`, found.beyond, []);
    lab.check(`${what}: wider than the window`, found.width <= width,
        found.width);
    lab.check(`${what}: says that a stand-in was used`,
        found.text.includes("proves nothing, changes no figure"));
    await page.evaluate(axe);
    for (const open of [false, true]) {
        if (open)
            await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
        lab.same(`${what}, ${open ? "all open" : "closed"}: axe`,
            await faults(page), []);
    }
    lab.same(`${what}: errors and requests`, page.wrong, []);
    await page.close();
}

async function faults(page) {
    const { violations } = await page.evaluate(() => window.axe.run(document,
        { resultTypes: ["violations"] }));
    return violations.filter((v) => ["serious", "critical"].includes(v.impact))
        .map((v) => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 160)]);
}

/** In the page: what is drawn, and the texts that a picture cuts. */
function look() {
    const plots = [...document.querySelectorAll("svg.plot")].filter((e) =>
        e.getBoundingClientRect().width > 0);
    return {
        sections: document.querySelectorAll("#views > section").length,
        failed: document.querySelectorAll(".failed, .trouble").length,
        empty: plots.filter((e) => !e.querySelector("text"))
            .map((e) => e.getAttribute("aria-label")),
        beyond: plots.flatMap((e) => {
            const { left, right } = e.getBoundingClientRect();
            return [...e.querySelectorAll("text")].filter((t) => {
                const b = t.getBoundingClientRect();
                return b.left < left - 2 || b.right > right + 2;
            }).map((t) => t.textContent);
        }),
        width: document.documentElement.scrollWidth,
        text: document.body.textContent,
    };
}

/** The share and the runs left of a curve at a time. */
function stepAt(outcome, time) {
    const { at, value, left } = outcome.curve;
    const i = at.filter((t) => t <= time).length - 1;
    return i < 0 ? [0, outcome.counted] : [value[i], left[i]];
}

function percent(share) {
    return share === 0 || share === 1 ? `${100 * share} %`
        : `${(100 * share).toFixed(1)} %`;
}

/** The pointer on the first measure, whose axis is the calendar. */
async function cursor(lab, file, facts) {
    const page = await lab.open(file);
    await walk(page);
    const { clock } = facts.points[0];
    const hit = page.locator("#m0 rect[role=slider]").first();
    await hit.scrollIntoViewIfNeeded();
    const box = await hit.boundingBox();
    for (let i = 1; i < PLACES; i++) {
        const x = box.x + box.width * i / PLACES;
        await page.mouse.move(x, box.y + box.height / 2);
        const rows = await page.locator("#tip div").allTextContents();
        lab.same("a row a line", rows.length, facts.points.length);
        facts.points.forEach((point, p) => {
            const [share, left] = stepAt(facts.measures[0].outcomes[p],
                clock * i / PLACES);
            const row = rows.find((r) => r.startsWith(point.label)) ?? "";
            lab.check(`at ${i} of ${PLACES}, ${point.label}`,
                row.includes(` ${percent(share)} `) && (left === RUNS ||
                    row.includes(`${left} of ${RUNS} runs have not`)),
                `${row}; wanted ${percent(share)}, ${left} left`);
        });
    }
    await hit.focus();
    await page.keyboard.press("Home");
    const first = await hit.getAttribute("aria-valuetext");
    await page.keyboard.press("End");
    const last = await hit.getAttribute("aria-valuetext");
    const { reached } = facts.measures[0].outcomes[0];
    lab.check("Home goes to the begin", first.includes("0 %"), first);
    lab.check("End goes to the end", last.includes(percent(reached / RUNS)),
        last);
    lab.same("cursor: errors", page.wrong, []);
    await page.close();
}

/** Values are chosen and let go, a point is picked, everywhere at once. */
async function choice(lab, file, facts) {
    const page = await lab.open(file);
    await walk(page);
    const lines = () => page.locator("#m0 path.line").count();
    const title = () => page.locator("#m0 h2").textContent();
    const all = facts.points.length;
    lab.same("all lines", await lines(), all);
    const before = await title();
    const value = page.locator(".factor").first().locator(".choice button")
        .first();
    await page.locator("#m0").scrollIntoViewIfNeeded();
    await value.click();
    await lab.settled(page);
    lab.same("lines of the other value", await lines(), all / 2);
    lab.check("another finding", await title() !== before);
    await value.click();
    await lab.settled(page);
    lab.same("all lines again", await lines(), all);
    lab.same("the same finding", await title(), before);
    const row = page.locator("#m0 .row").first();
    await row.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await lab.settled(page);
    lab.same("one line is picked", await page.locator("#m0 path.line.xn")
        .count(), 1);
    lab.same("and named", await page.locator(".clear").textContent(),
        `${facts.points[1].label} \u00d7`);
    await page.keyboard.press("Escape");
    await lab.settled(page);
    lab.same("Esc lets it go", await page.locator("#m0 path.line.xn").count(),
        0);
    const cell = page.locator("#m0 .heat").last();
    await cell.click();
    await lab.settled(page);
    lab.same("a cell picks its point", await page.locator(".clear")
        .textContent(), `${facts.points[all - 1].label} \u00d7`);
    lab.same("choice: errors", page.wrong, []);
    await page.close();
}

/** In the page: what is chosen, of the picker and of the first measure. */
function chosen() {
    const texts = (what) => [...document.querySelectorAll(what)].map((e) =>
        e.textContent);
    return [texts(".factor button[aria-pressed=true]"), texts(".says"),
        texts("#m0 h2"), document.querySelectorAll("#m0 path.line").length,
        document.querySelectorAll("#m0 path.line.xn").length];
}

/** A link leads to what was chosen, also in a page that is open already; one
 * that means nothing, to what is chosen at first. */
async function address(lab, file, facts) {
    const page = await lab.open(file);
    await walk(page);
    const hash = () => page.evaluate(() => location.hash);
    const first = await page.evaluate(chosen);
    lab.same("no address at first", await hash(), "");
    await page.locator(".factor").first().locator(".choice button").first()
        .click();
    await lab.settled(page);
    await page.locator("#m0").scrollIntoViewIfNeeded();
    await page.locator("#m0 .row").first().focus();
    await page.keyboard.press("Enter");
    await lab.settled(page);
    const then = await page.evaluate(chosen);
    const link = await hash();
    lab.check("the address has it", link.includes("=") &&
        link.includes("point="), link);
    lab.check("something was chosen", then[4] === 1 &&
        then[3] < facts.points.length, then);
    const other = await lab.open(file, { hash: link });
    await walk(other);
    lab.same("the link leads to it", await other.evaluate(chosen), then);
    await other.evaluate(() => location.hash = "#point=x&nothing=1");
    await lab.settled(other);
    lab.same("one without meaning", await other.evaluate(chosen), first);
    await other.evaluate((to) => location.hash = to, link);
    await lab.settled(other);
    lab.same("in an open page", await other.evaluate(chosen), then);
    await page.locator(".clear").click();
    await page.locator(".factor").first().locator(".choice button").first()
        .click();
    await lab.settled(page);
    lab.same("as at first", await page.evaluate(chosen), first);
    lab.same("without an address", await hash(), "");
    const named = await lab.open(file, { hash: "#m1" });
    await walk(named);
    lab.same("a section is no choice", await named.evaluate(chosen), first);
    for (const p of [page, other, named]) {
        lab.same("address: errors", p.wrong, []);
        await p.close();
    }
}

function poisoned(value, text) {
    if (typeof value === "string") return text;
    if (Array.isArray(value)) return value.map((v) => poisoned(v, text));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([k, v]) =>
        [k, KEPT.includes(k) ? v : poisoned(v, text)]));
}

/** Each string in the place of every text. */
async function hostile(lab, file, facts) {
    const html = readFileSync(file, "utf8");
    const every = strings();
    const some = Array.from({ length: HOSTILE }, (_, i) =>
        every[Math.floor(i * every.length / HOSTILE)]);
    await lab.each(some.map((text, i) => ({ text, i })), async (one) => {
        const data = JSON.stringify(poisoned(facts, one.text));
        const to = join(lab.out, "runs", `hostile-study-${one.i}.html`);
        writeFileSync(to, html.replace(PIECE, (_, head) => head +
            deflateSync(data).toString("base64")));
        const page = await lab.open(to, { width: 1000 });
        await walk(page);
        const what = `study, hostile ${JSON.stringify(one.text.slice(0, 60))}`;
        const made = await page.evaluate(() => [window.hit ?? 0,
            document.querySelectorAll("script").length,
            document.querySelectorAll("#views img, #views iframe, #views " +
                "video, #views object, #views embed, #views form").length,
            document.documentElement.scrollWidth <= innerWidth]);
        lab.same(what, made, [0, 1, 0, true]);
        lab.same(`${what}: errors`, page.wrong, []);
        await page.close();
    });
}
