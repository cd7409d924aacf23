/* For everybody: axe-core's rules on the page in both schemes, and the keys. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const NAMES = ["written-responses", "full-release", "stolen-keys"];

export async function access(lab, axe) {
    const source = readFileSync(axe, "utf8");
    for (const file of lab.scenarios()) {
        const name = NAMES.find((n) => file.endsWith(`/${n}.yaml`));
        if (!name) continue;
        for (const scheme of ["light", "dark"])
            for (const width of [390, 1440]) {
                const page = await lab.open(join(lab.run(file), "report.html"),
                    { scheme, width });
                await lab.settled(page);
                await page.evaluate(source);
                const found = await page.evaluate(() => window.axe.run(document,
                    { resultTypes: ["violations"] }));
                const bad = found.violations.filter((v) =>
                    ["serious", "critical"].includes(v.impact));
                lab.same(`${name}, ${scheme}, ${width}: axe`, bad.map((v) =>
                    [v.id, v.nodes.length, v.nodes[0].html.slice(0, 160)]), []);
                await page.close();
            }
    }
    await keys(lab);
}

/** The moment follows the keys, and nothing else is needed to walk. */
async function keys(lab) {
    const file = lab.scenarios().find((f) => f.includes("written-responses"));
    const page = await lab.open(join(lab.run(file), "report.html"));
    await lab.settled(page);
    const at = async () => {
        await lab.settled(page);
        return page.evaluate(() =>
            Number(new URLSearchParams(location.hash.slice(1)).get("at")));
    };
    const first = await at();
    await page.keyboard.press("ArrowLeft");
    const back = await at();
    lab.check("Left goes back", back < first, `${first}, ${back}`);
    await page.keyboard.press("ArrowRight");
    lab.same("Right goes on", await at(), first);
    await page.keyboard.press("Shift+ArrowLeft");
    lab.check("Shift and Left go a day back", await at() < back);
    await page.keyboard.press("?");
    lab.check("? lists the keys", await page.getByText("whole").count() > 0 ||
        await page.locator(".sheet:not([hidden])").count() > 0);
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await page.keyboard.type("moscow");
    lab.check("/ searches", await page.locator("[role=option]").count() >= 0);
    await page.keyboard.press("Escape");
    lab.same("keys: errors", page.wrong, []);
    await page.close();
}
