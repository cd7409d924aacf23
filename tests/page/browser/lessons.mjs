/* The lessons: each walked to its end with wrong answers before the right ones
 * and by skipping, by keys alone. What comes later is hidden until something
 * is chosen; all feedback is printed; a link restores step and answers. */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

const LETTERS = "abcdefghij";
const LOOKS = [[1440, "light"], [390, "dark"]];
const SHOWN = ["01-open-wire", "09-who-said-it", "17-when-will-it-leak"];

export async function lessons(lab, axe) {
    const source = readFileSync(axe, "utf8");
    const files = lab.scenarios().filter((f) => /\/\d\d-/.test(f));
    lab.check("lessons", files.length > 10, `${files.length} files`);
    await lab.each(files, async (file) => {
        for (const [width, scheme] of LOOKS)
            await walk(lab, source, file, width, scheme);
        await skip(lab, file);
    });
}

const step = (page) => page.evaluate(() => ({
    text: document.querySelector("#lesson .step").textContent,
    said: document.querySelector("#lesson [role=status]").textContent,
    part: document.querySelector("#lesson [aria-current]").textContent,
    heading: document.querySelector("#lesson h2").textContent,
    focused: document.activeElement?.matches("#lesson h2") ?? false,
}));

/** Texts as they are shown, without the signs of code. */
const plain = (text) => text.replace(/`/g, "");

/** All texts that the views and the bar show or say. */
const seen = (page) => page.evaluate(() => {
    const out = [];
    for (const e of document.querySelectorAll("#views > section" +
        ":not(#glossary), #bar"))
        out.push(e.textContent, ...[...e.querySelectorAll(
            "[aria-label], [title], [aria-valuetext]")].flatMap((x) =>
            [x.ariaLabel, x.title, x.getAttribute("aria-valuetext")]));
    return out.join("\n");
});

class Walk {
    constructor(lab, page, lesson, what) {
        Object.assign(this, { lab, page, lesson, what });
    }

    /** Presses the letters of choices: wrong ones, then the right one. */
    async answers(choices, after) {
        const order = choices.map((c, i) => ({ ...c, letter: LETTERS[i] }))
            .sort((a, b) => a.right - b.right);
        for (const c of order) {
            await this.page.keyboard.press(c.letter);
            await this.lab.settled(this.page);
            await after(c);
        }
    }

    async printed(text, where) {
        const now = await step(this.page);
        this.lab.check(`${this.what}: ${where} is printed`,
            now.text.includes(plain(text)), `${text} in ${now.text}`);
    }

    async at(part) {
        const now = await step(this.page);
        this.lab.same(`${this.what}: part`, now.part, part);
        return now;
    }

    async on() {
        await this.page.keyboard.press("Enter");
        await this.lab.settled(this.page);
    }
}

async function walk(lab, axe, file, width, scheme) {
    const name = basename(file, ".yaml");
    const what = `${name} at ${width}`;
    const folder = lab.run(file);
    const facts = lab.facts(folder);
    const { lesson } = facts;
    const report = join(folder, "report.html");
    const page = await lab.open(report, { width, scheme, hash: "" });
    await lab.settled(page);
    lab.check(`${what}: it is a lesson`, lesson !== null);
    const w = new Walk(lab, page, lesson, what);
    const shot = async (view) => {
        if (SHOWN.includes(name)) await page.screenshot({ path: join(lab.out,
            "shots", `lesson-${name}-${view}-${width}-${scheme}.png`) });
    };
    await hidden(lab, page, facts, what);
    await shot("predict");
    await predict(w, report, { width, scheme }, shot);
    await looks(w, shot);
    await change(w, shot);
    await transfer(w);
    await shot("end");
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run(
        document.getElementById("lesson"), { resultTypes: ["violations"] }));
    lab.same(`${what}: axe`, violations.filter((v) =>
        ["serious", "critical"].includes(v.impact)).map((v) => v.id), []);
    lab.same(`${what}: errors`, page.wrong, []);
    await page.close();
}

/** Nothing of what comes later stands on the page. */
async function hidden(lab, page, facts, what) {
    const text = await seen(page);
    const { sentence, kind, number } = facts.records;
    const record = await page.locator(".say .record").textContent();
    const last = Number(/of ([\d,]+)/.exec(record)[1].replace(/,/g, ""));
    const until = number.indexOf(last);
    lab.check(`${what}: the end is hidden`, until >= 0 &&
        until < number.length - 1, record);
    const early = new Set(sentence.slice(0, until + 1));
    lab.same(`${what}: later records`, sentence.filter((s, i) => i > until &&
        facts.kinds[kind[i]].shown && !early.has(s) && text.includes(s)), []);
    lab.check(`${what}: no verdict yet`, !/\bbroken\b/.test(text));
    const wait = await page.evaluate(() => ({
        late: document.querySelectorAll("#chair, #tables, #difference").length,
        parts: document.querySelectorAll("#lesson nav button:enabled").length,
    }));
    lab.same(`${what}: what is to come`, wait, { late: 0, parts: 1 });
    await page.keyboard.press("Enter");
    await lab.settled(page);
    lab.same(`${what}: Enter does not pass a question`,
        (await step(page)).part, "Predict");
}

/** The first answer shows what happens; all are told with what was asked. */
async function predict(w, report, look, shot) {
    const { lab, page, lesson, what } = w;
    const q = lesson.predict;
    if (q.form === "number") {
        for (const n of [q.is - q.within - 1, q.is + q.within + 1, q.is]) {
            if (n !== q.is - q.within - 1)
                await page.click("#lesson nav button");
            await page.fill("#lesson input", String(n));
            await page.keyboard.press("Enter");
            await lab.settled(page);
            if (n === q.is - q.within - 1) await w.printed(q.below, "below");
        }
        await w.printed(q.above, "above");
        await w.printed(q.because, "because");
        await page.click("#lesson nav li:nth-child(2) button");
    } else {
        const wrong = q.choices.findIndex((c) => !c.right);
        await page.keyboard.press(LETTERS[wrong]);
        await lab.settled(page);
        await w.printed(`You said ${LETTERS[wrong]}`, "the answer");
        for (const c of q.choices) await w.printed(c.because, "feedback");
    }
    const now = await w.at("See");
    if (q.form === "choice")
        lab.check(`${what}: what is heard`, now.said.includes("You said"));
    await page.waitForFunction(() => location.hash.includes("predict="));
    const again = await lab.open(report,
        { ...look, hash: await page.evaluate(() => location.hash) });
    await lab.settled(again);
    const there = await step(again);
    lab.same(`${what}: the link restores`, there.text,
        (await step(page)).text);
    lab.same(`${what}: restored, errors`, again.wrong, []);
    await again.close();
    await shot("see");
}

async function looks(w, shot) {
    for (const look of w.lesson.look) {
        await w.at("See");
        if (look.ask) await w.printed(look.ask, "what is asked");
        await w.printed("demarche " + look.command.split(" ")[0],
            "the command");
        await w.on();
    }
    const now = await w.at("Explain");
    w.lab.check(`${w.what}: the heading has the focus`, now.focused);
    await w.printed(w.lesson.explain, "the explanation");
    await shot("explain");
    await w.on();
}

/** Cells of the two runs that do not stand under their document. */
const misplaced = (page) => page.evaluate(() => {
    const left = (e) => Math.round(e.getBoundingClientRect().left);
    const heads = [...document.querySelectorAll(".doubled thead th")].map(left);
    return [...document.querySelectorAll(".doubled tbody tr")].flatMap((tr) =>
        [...tr.querySelectorAll("td")].map((td, i) => left(td) - heads[i]))
        .filter((off) => off !== 0).length;
});

async function change(w, shot) {
    const { lesson, lab, page, what } = w;
    const choices = lesson.fix.choices.map((c) =>
        ({ ...c, say: c.changes.join(" + ") }))
        .sort((a, b) => a.say < b.say ? -1 : 1);
    await w.at("Change");
    await w.printed(lesson.fix.ask, "the task");
    for (const hint of lesson.fix.hints) await w.printed(hint, "a hint");
    await w.answers(choices, async (c) => {
        await w.printed(c.because, "feedback");
        await w.at("Change");
        const more = await page.locator("#lesson nav button:enabled").count();
        lab.same(`${what}: a wrong change leads on`, more > 4, c.right);
        lab.check(`${what}: the question stays in sight`, await page.evaluate(
            () => {
                const { top } = document.querySelector("#lesson h2")
                    .getBoundingClientRect();
                return top > 0 && top < innerHeight;
            }));
    });
    await w.on();
    if (lesson.fix.predict) {
        await w.at("Again");
        const { choices: again, form } = lesson.fix.predict;
        lab.same(`${what}: a second choice`, form, "choice");
        const wrong = again.findIndex((c) => !c.right);
        await page.keyboard.press(LETTERS[wrong]);
        await lab.settled(page);
        for (const c of again) await w.printed(c.because, "feedback");
    }
    await w.at("Again");
    for (const c of lesson.second.claims) {
        await w.printed(c.words[0], "what broke the claim");
        await w.printed(c.words[1], "what holds it");
    }
    lab.check(`${what}: the change helps`, lesson.second.claims.every((c) =>
        c.verdicts[1] === "holds") && lesson.second.claims.some((c) =>
        c.verdicts[0] === "broken"));
    const heading = await page.locator("#difference h2").textContent();
    lab.check(`${what}: the difference is said`,
        /^With the change/.test(heading), heading);
    lab.same(`${what}: cells beside their columns`, await misplaced(page), 0);
    await shot("again");
    await w.on();
}

async function transfer(w) {
    const { lesson, page, lab, what } = w;
    await w.at("Transfer");
    await w.printed(lesson.transfer.ask, "the question");
    await w.answers(lesson.transfer.choices, (c) =>
        w.printed(c.because, "feedback"));
    await w.on();
    await w.printed(lesson.idea, "the idea");
    await page.waitForFunction(() => location.hash.includes("step=end"));
    const over = await page.evaluate(() =>
        document.documentElement.scrollWidth - innerWidth);
    lab.check(`${what}: as wide as the window`, over <= 0, `${over}`);
    lab.same(`${what}: failures`, await page.locator(".failed").count(), 0);
}

/** Skipping passes every question and tells none of the answers. */
async function skip(lab, file) {
    const what = `${basename(file, ".yaml")}, skipped`;
    const page = await lab.open(join(lab.run(file), "report.html"),
        { hash: "" });
    await lab.settled(page);
    for (let i = 0; i < 20; i++) {
        const ways = page.locator("#lesson .ways button");
        const words = await ways.first().textContent();
        if (words !== "Skip" && words !== "Go on") break;
        await ways.first().click();
        await lab.settled(page);
    }
    await page.waitForFunction(() => location.hash.includes("step=end"));
    lab.same(`${what}: errors`, page.wrong, []);
    await page.close();
}
