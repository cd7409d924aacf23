/* The inspector's fields and bytes are those of `show --exchange --json`. */
import { basename, join } from "node:path";

const NAMES = ["written-responses", "one-letter-many-ways",
    "a-group-of-allies", "signed-within-or-around"];
const EXCHANGES = 8; // of each run, spread over it

/** Names, values and bytes of the layer that is shown, all rows of it. */
function read() {
    dispatchEvent(new Event("beforeprint"));
    const rows = [...document.querySelectorAll("#bytes .tree li[data-field]")];
    const digits = [...document.querySelectorAll("#bytes .hex .digits u")];
    return {
        fields: rows.map((li) => [li.querySelector(".name").textContent,
            Number(li.getAttribute("aria-level")) - 1]),
        hex: digits.map((u) => u.textContent).join(""),
    };
}

export async function layers(lab) {
    for (const file of lab.scenarios()) {
        const name = basename(file, ".yaml");
        if (!NAMES.includes(name)) continue;
        const folder = lab.run(file);
        const page = await lab.open(join(folder, "report.html"));
        await lab.settled(page);
        await page.locator("#bytes").scrollIntoViewIfNeeded();
        const all = await page.locator("#bytes label.exchange option")
            .evaluateAll((options) => options.map((o) => o.value)
                .filter((v) => v.startsWith("x")));
        const step = Math.max(1, all.length / EXCHANGES);
        for (let i = 0; i < all.length; i += step)
            await exchange(lab, page, folder, name, all[Math.floor(i)]);
        lab.same(`${name}: errors`, page.wrong, []);
        await page.close();
    }
}

async function exchange(lab, page, folder, name, value) {
    const number = Number(value.slice(1));
    const answer = lab.json("show", folder, "--exchange", number, "--json");
    const own = answer.frames.filter((f) => f.exchange === number);
    await page.locator("#bytes label.exchange select").selectOption(value);
    await page.waitForTimeout(250);
    if (own.length === 0) return;
    const frames = page.locator("#bytes .tools [aria-label^='Frame ']");
    const count = Math.max(1, await frames.count());
    lab.check(`${name}, ${value}: frames`, count >= own.length ||
        await frames.count() === 0, `${count} of ${own.length}`);
    const tabs = page.locator("#bytes button[data-layer]");
    for (let t = 0; t < await tabs.count(); t++) {
        await tabs.nth(t).click();
        const layer = Number(await tabs.nth(t).getAttribute("data-layer"));
        const shown = await page.evaluate(() => document
            .querySelector("#bytes .tools [aria-pressed=true][title]")?.title);
        const record = Number(/record (\d+)/.exec(shown ?? "")?.[1] ??
            own[0].record);
        const frame = answer.frames.find((f) => f.record === record);
        const want = frame?.layers[layer];
        if (!want) {
            lab.check(`${name}, ${value}, layer ${layer}`, false, "missing");
            continue;
        }
        const found = await page.evaluate(read);
        lab.same(`${name}, ${value}, ${want.name}: bytes`, found.hex, want.hex);
        lab.same(`${name}, ${value}, ${want.name}: fields`, found.fields,
            want.fields.map((f) => [f.name, f.depth]));
    }
}
