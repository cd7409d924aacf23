/* Each view of every shipped scenario: drawn, named, without an error, a
 * request or a picture that is cut, at four widths; with pictures to look at in
 * both schemes. */
import { basename, join } from "node:path";

const WIDTHS = [360, 390, 1024, 1440];
const SHOT = [390, 1024, 1440];

/** What is wrong with the sections as they stand. */
function lookOver() {
    const found = [];
    for (const section of document.querySelectorAll("#views > section")) {
        const box = section.getBoundingClientRect();
        if (box.height < 40) found.push(`${section.id} is empty`);
        if (section.querySelector(".failed"))
            found.push(`${section.id}: ` +
                section.querySelector(".failed").textContent);
        const heading = section.querySelector("h1, h2");
        if (!heading?.textContent.trim())
            found.push(`${section.id} has no heading`);
        for (const svg of section.querySelectorAll("svg[role=img]"))
            if (!svg.getAttribute("aria-label"))
                found.push(`${section.id} has a picture without words`);
    }
    const over = document.documentElement.scrollWidth - innerWidth;
    if (over > 0) found.push(`${over} px too wide`);
    return found;
}

export async function views(lab) {
    for (const file of lab.scenarios()) {
        const name = basename(file, ".yaml");
        const report = join(lab.run(file), "report.html");
        for (const width of WIDTHS)
            for (const scheme of ["light", "dark"]) {
                if (scheme === "dark" && !SHOT.includes(width)) continue;
                const page = await lab.open(report, { width, scheme });
                await lab.settled(page);
                await walk(page);
                lab.same(`${name} at ${width}, ${scheme}`,
                    await page.evaluate(lookOver), []);
                lab.same(`${name} at ${width}, ${scheme}: errors`,
                    page.wrong, []);
                if (SHOT.includes(width))
                    await page.screenshot({ fullPage: true, path: join(lab.out,
                        "shots", `${name}-${width}-${scheme}.png`) });
                await page.close();
            }
    }
}

/** Brings each section into sight once, for those that wait for it. */
async function walk(page) {
    const count = await page.locator("#views > section").count();
    for (let i = 0; i < count; i++) {
        await page.locator("#views > section").nth(i)
            .scrollIntoViewIfNeeded();
        await page.waitForTimeout(30);
    }
    await page.waitForTimeout(250);
    await page.evaluate(() => scrollTo(0, 0));
}
