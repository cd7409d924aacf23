/* Each view of every shipped scenario: drawn, named, without an error, a
 * request or anything that is too wide; with pictures to look at. Two scenarios
 * are looked at in both schemes at three widths, view by view. */
import { basename, join } from "node:path";

const WHOLE = ["written-responses", "stolen-keys"];
const LOOKS = [[1440, "light"], [390, "dark"]];
const MORE = [[1440, "dark"], [1024, "light"], [1024, "dark"], [390, "light"],
    [360, "light"]];

/** What is wrong with the sections as they stand. */
function lookOver() {
    const found = [];
    for (const section of document.querySelectorAll("#views > section")) {
        const box = section.getBoundingClientRect();
        if (box.height < 40) found.push(`${section.id} is empty`);
        for (const failed of section.querySelectorAll(".failed"))
            found.push(`${section.id}: ${failed.textContent}`);
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
    const looks = lab.scenarios().flatMap((file) => [...LOOKS,
        ...(WHOLE.includes(basename(file, ".yaml")) ? MORE : [])]
        .map(([width, scheme]) => ({ file, width, scheme })));
    await lab.each(looks, (look) => whole(lab, look));
}

async function whole(lab, { file, width, scheme }) {
    const name = basename(file, ".yaml");
    const what = `${name} at ${width}, ${scheme}`;
    const page = await lab.open(join(lab.run(file), "report.html"),
        { width, scheme });
    await lab.settled(page);
    await walk(page);
    lab.same(`${what}: theme`, await page.evaluate(() =>
        document.documentElement.dataset.theme), scheme);
    lab.same(what, await page.evaluate(lookOver), []);
    const sections = page.locator("#views > section");
    const shot = (view) => join(lab.out, "shots",
        `${name}-${view}-${width}-${scheme}.png`);
    // What lies outside of the window is not painted into a picture.
    const height = await page.evaluate(() =>
        document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height: Math.min(height, 16000) });
    await lab.settled(page);
    if (WHOLE.includes(name))
        for (let i = 0; i < await sections.count(); i++)
            await sections.nth(i).screenshot({ path:
                shot(await sections.nth(i).getAttribute("id")) });
    else await page.screenshot({ path: shot("all") });
    lab.same(`${what}: errors`, page.wrong, []);
    await page.close();
}

/** Brings each section into sight once, for those that wait for it. */
async function walk(page) {
    const count = await page.locator("#views > section").count();
    for (let i = 0; i < count; i++)
        await page.locator("#views > section").nth(i)
            .scrollIntoViewIfNeeded();
    await page.locator("#bytes").scrollIntoViewIfNeeded();
    await page.waitForFunction(() => /bytes|Nothing/.test(
        document.getElementById("bytes-heading").textContent));
    await page.evaluate(() => scrollTo(0, 0));
}
