/* For everybody: axe-core's rules on the page in both schemes, and the keys. */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

const NAMES = ["written-responses", "full-release", "stolen-keys"];

export async function access(lab, axe) {
    const source = readFileSync(axe, "utf8");
    const looks = lab.scenarios().flatMap((file) =>
        NAMES.some((n) => file.endsWith(`/${n}.yaml`)) ? [
            { file, scheme: "light", width: 1440 },
            { file, scheme: "dark", width: 390 }] : []);
    await lab.each(looks, (look) => rules(lab, source, look));
    await keys(lab);
}

/** As a page opens, and once its bytes are there and all that folds is open. */
async function rules(lab, source, { file, scheme, width }) {
    const page = await lab.open(join(lab.run(file), "report.html"),
        { scheme, width });
    const what = `${basename(file, ".yaml")}, ${scheme}, ${width}`;
    await lab.settled(page);
    await page.evaluate(source);
    lab.same(`${what}: axe`, await faults(page), []);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.locator("#bytes .tree li").first().waitFor();
    await page.keyboard.press("?");
    lab.same(`${what}, all open: axe`, await faults(page), []);
    await page.close();
}

/** Serious faults by axe-core, with the first element of each. */
async function faults(page) {
    const { violations } = await page.evaluate(() => window.axe.run(document,
        { resultTypes: ["violations"] }));
    return violations.filter((v) => ["serious", "critical"].includes(v.impact))
        .map((v) => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 160)]);
}

/** The moment follows the keys, and nothing else is needed to walk. */
async function keys(lab) {
    const file = lab.scenarios().find((f) => f.includes("full-release"));
    const page = await lab.open(join(lab.run(file), "report.html"));
    await lab.settled(page);
    const at = async () => {
        await lab.settled(page);
        return page.evaluate(() => Number(document.querySelector(
            "svg.scrubber").getAttribute("aria-valuenow")));
    };
    const first = await at();
    await page.keyboard.press("ArrowLeft");
    lab.same("Left goes back", await at(), first - 1);
    await page.keyboard.press("ArrowRight");
    lab.same("Right goes on", await at(), first);
    await page.keyboard.press("Shift+ArrowLeft");
    lab.check("Shift and Left go a day back", await at() < first - 1);
    await page.locator("svg.scrubber").focus();
    await page.keyboard.press("Home");
    lab.same("Home goes to the begin", await at(), 1);
    await page.waitForFunction(() => /^#at=\d+/.test(location.hash));
    const sheet = page.locator("dialog[open], .sheet:not([hidden])");
    await page.keyboard.press("?");
    lab.check("? lists the keys", await sheet.count() === 1);
    await page.keyboard.press("Escape");
    lab.check("Esc closes the list", await sheet.count() === 0);
    await page.keyboard.press("/");
    await page.keyboard.type("nato");
    lab.check("/ searches", await page.locator("[role=option]").count() > 0);
    await page.keyboard.press("Enter");
    lab.check("Enter goes there", await sheet.count() === 0);
    lab.same("keys: errors", page.wrong, []);
    await page.close();
}
