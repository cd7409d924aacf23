/* Scrubbed to many moments, the matrix on the page is `demarche who --at
 * --json`, read off the cells' own words. */
import { basename, join } from "node:path";

// Moments of each run: many of those in which most happens.
const MANY = ["written-responses", "full-release", "hotline", "insiders",
    "a-group-of-allies", "stolen-keys", "whose-key"];
const MOMENTS = 60;
const FEW = 10;
const STEPS = 20; // from a moment that no time names to one that does

/** Cells of the matrix in words, and the stop that the scrubber names. */
function read() {
    const slider = document.querySelector("svg.scrubber");
    return {
        stop: Number(slider.getAttribute("aria-valuenow")) - 1,
        stops: Number(slider.getAttribute("aria-valuemax")),
        cells: [...document.querySelectorAll("table.matrix td button.cell")]
            .map((c) => c.querySelector(".hidden").textContent),
    };
}

/** A cell's words as who, document, level and, in part, portions. */
function parse(label, documents) {
    const name = documents.map((d) => d.name).sort((a, b) =>
        b.length - a.length).find((d) => label.includes(`, ${d}: `));
    const at = label.indexOf(`, ${name}: `);
    const rest = label.slice(at + name.length + 4);
    const part = rest.match(/^[a-z]+ in part \((.*?)\)/);
    return {
        key: `${label.slice(0, at)}/${name}`,
        level: rest.match(/^[a-z]+/)[0],
        portions: part ? Object.fromEntries(part[1].split(", ").map((p) =>
            p.split(": "))) : null,
    };
}

/** The same out of the program's answer. */
function wanted(answer, titles) {
    const cells = {};
    for (const party of answer.parties)
        for (const d of party.documents) {
            const levels = d.portions.map((p) => p.level);
            const uneven = new Set(levels).size > 1;
            cells[`${titles[party.name]}/${d.document}`] = {
                level: d.level,
                portions: uneven ? Object.fromEntries(d.portions.map((p) =>
                    [p.portion, p.level])) : null,
            };
        }
    return cells;
}

/** Rows at which the scrubber rests: the last act of one instant and exchange
 * (docs/report.md). */
function stopsOf({ records, kinds }) {
    const { second, nano, kind, exchange } = records;
    const acts = second.map((_, i) => i).filter((i) => kinds[kind[i]].shown);
    return acts.filter((row, i) => {
        const next = acts[i + 1];
        return next === undefined || second[next] !== second[row] ||
            nano[next] !== nano[row] || exchange[next] !== exchange[row];
    });
}

export async function moments(lab) {
    await lab.each(lab.scenarios(), async (file) => {
        const name = basename(file, ".yaml");
        const folder = lab.run(file);
        const page = await lab.open(join(folder, "report.html"));
        await lab.settled(page);
        await page.locator("#who").scrollIntoViewIfNeeded();
        await scrub(lab, page, folder, name);
        lab.same(`${name}: errors`, page.wrong, []);
        await page.close();
    });
}

/** Drags the handle along its line. */
async function scrub(lab, page, folder, name) {
    const facts = lab.facts(folder);
    const stops = stopsOf(facts);
    const box = await page.locator("svg.scrubber").boundingBox();
    const seen = new Set();
    const tried = Math.min(MANY.includes(name) ? MOMENTS : FEW, stops.length);
    await page.mouse.move(box.x + 1, box.y + 30);
    await page.mouse.down();
    for (let i = 0; i < tried; i++) {
        await page.mouse.move(box.x + (i + .5) * box.width / tried, box.y + 30);
        await lab.settled(page);
        let found = await page.evaluate(read);
        lab.same(`${name}: stops`, found.stops, stops.length);
        for (let n = 0; n < STEPS && !isTold(facts, stops[found.stop]) ||
            n < STEPS && seen.has(found.stop); n++) {
            await page.keyboard.press("ArrowRight");
            await lab.settled(page);
            found = await page.evaluate(read);
        }
        const row = stops[found.stop];
        if (seen.has(found.stop) || !isTold(facts, row)) continue;
        seen.add(found.stop);
        compare(lab, folder, facts, row, found.cells, name);
    }
    await page.mouse.up();
    const least = Math.min(tried, stops.filter((r) => isTold(facts, r)).length);
    lab.check(`${name}: moments`, seen.size >= least * .6,
        `${seen.size} of ${least}`);
}

/** True where a time can name the row: nothing else follows within it. */
function isTold({ records }, row) {
    const { second, nano } = records;
    return row + 1 >= second.length || second[row + 1] !== second[row] ||
        nano[row + 1] !== nano[row];
}

function compare(lab, folder, facts, row, labels, name) {
    const titles = Object.fromEntries(facts.actors.map((a) =>
        [a.name, a.title || a.name]));
    const { second, nano, number } = facts.records;
    const time = new Date((facts.run.start + second[row]) * 1000)
        .toISOString().slice(0, 19) + "." +
        String(nano[row]).padStart(9, "0") + "Z";
    const cells = wanted(lab.json("who", folder, "--at", time, "--json"),
        titles);
    lab.same(`${name} at ${number[row]}: cells`, labels.length,
        Object.keys(cells).length);
    for (const label of labels) {
        const { key, level, portions } = parse(label, facts.documents);
        lab.same(`${name} at record ${number[row]}, ${label}`,
            { level, portions }, cells[key]);
    }
}
