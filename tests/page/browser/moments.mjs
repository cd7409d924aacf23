/* At many moments the matrix on the page is `demarche who --at --json`, read
 * off the cells' own words. */
import { basename, join } from "node:path";

const MOMENTS = 50;
const NAMES = ["written-responses", "full-release", "hotline", "insiders",
    "a-group-of-allies", "stolen-keys", "marked-copies"];

/** Rows of the matrix: who, then document, level and portions as they read. */
function read() {
    const cells = document.querySelectorAll("table.matrix td button.cell");
    return [...cells].map((c) => c.getAttribute("aria-label"));
}

/** A cell's label as who, document, level and, in part, portions. */
function parse(label, documents) {
    const name = documents.map((d) => d.name).sort((a, b) =>
        b.length - a.length).find((d) => label.includes(`, ${d}: `));
    const at = label.indexOf(`, ${name}: `);
    const rest = label.slice(at + name.length + 4);
    const level = rest.match(/^[a-z]+/)[0];
    const part = rest.match(/^[a-z]+ in part \((.*?)\)/);
    const portions = part ? Object.fromEntries(part[1].split(", ").map((p) =>
        [p.slice(0, p.lastIndexOf(": ")), p.slice(p.lastIndexOf(": ") + 2)]))
        : null;
    return { who: label.slice(0, at), name, level, portions };
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

export async function moments(lab) {
    for (const file of lab.scenarios()) {
        const name = basename(file, ".yaml");
        if (!NAMES.includes(name)) continue;
        const folder = lab.run(file);
        const page = await lab.open(join(folder, "report.html"));
        await lab.settled(page);
        await page.locator("#who").scrollIntoViewIfNeeded();
        const facts = lab.facts(folder);
        await hold(lab, page, folder, facts, name);
        lab.same(`${name}: errors`, page.wrong, []);
        await page.close();
    }
}

/** Stops behind which nothing else happens at the same instant: those that a
 * time can name. */
function told(facts) {
    const { second, nano, kind, number } = facts.records;
    const rows = number.map((_, i) => i).filter((i) =>
        facts.kinds[kind[i]].shown && (i + 1 === number.length ||
            second[i + 1] !== second[i] || nano[i + 1] !== nano[i]));
    const step = Math.max(1, rows.length / MOMENTS);
    return Array.from({ length: Math.min(MOMENTS, rows.length) },
        (_, i) => rows[Math.floor(i * step)]);
}

async function hold(lab, page, folder, facts, name) {
    const titles = Object.fromEntries(facts.actors.map((a) =>
        [a.name, a.title || a.name]));
    for (const row of told(facts)) {
        const { second, nano, number } = facts.records;
        const time = new Date((facts.run.start + second[row]) * 1000)
            .toISOString().slice(0, 19) + "." +
            String(nano[row]).padStart(9, "0") + "Z";
        const answer = lab.json("who", folder, "--at", time, "--json");
        await page.evaluate((n) => (location.hash = `#at=${n}`), number[row]);
        await lab.settled(page);
        const cells = wanted(answer, titles);
        const labels = await page.evaluate(read);
        lab.same(`${name} at ${number[row]}: cells`, labels.length,
            Object.keys(cells).length);
        for (const label of labels) {
            const found = parse(label, facts.documents);
            lab.same(`${name} at record ${number[row]}, ${label}`,
                { level: found.level, portions: found.portions },
                cells[`${found.who}/${found.name}`]);
        }
    }
}
