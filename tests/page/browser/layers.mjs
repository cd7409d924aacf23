/* The inspector's frames, layers, fields and bytes are those of `show
 * --exchange --json`, of every exchange that the page lists. */
import { basename, join } from "node:path";

const EXCHANGES = 5; // of each run, spread over it

/** Layers by their tabs: names, values and depths of fields, and bytes. Long
 * ones are built whole only to be printed. */
function read() {
    const box = document.getElementById("bytes");
    const found = {};
    for (const tab of box.querySelectorAll("button[data-layer]")) {
        tab.click();
        if (box.querySelector(".tree .space, .hex .space"))
            dispatchEvent(new Event("beforeprint"));
        const rows = [...box.querySelectorAll(".tree li[data-field]")];
        found[tab.dataset.layer] = {
            fields: rows.map((li) => [li.querySelector(".name").textContent,
                Number(li.getAttribute("aria-level")) - 1]),
            values: rows.map((li) => li.querySelector(".value").textContent),
            hex: [...box.querySelectorAll(".hex .digits u")]
                .map((u) => u.textContent).join(""),
        };
    }
    return found;
}

export async function layers(lab) {
    await lab.each(lab.scenarios(), async (file) => {
        const name = basename(file, ".yaml");
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
    });
}

async function exchange(lab, page, folder, name, value) {
    const number = Number(value.slice(1));
    const heading = page.locator("#bytes-heading");
    await page.locator("#bytes label.exchange select").selectOption(value);
    const { code, out } = lab.call("show", folder, "--exchange", number,
        "--json");
    if (code !== 0) {
        await heading.filter({ hasText: `Exchange ${number}: no bytes` })
            .waitFor();
        return;
    }
    await heading.filter({ hasText: new RegExp(`^Exchange ${number}: `) })
        .waitFor();
    const frames = JSON.parse(out).frames.filter((f) =>
        f.exchange === number);
    for (let i = 0; i < frames.length; i++) {
        await choose(lab, page, `${name}, ${value}`, i, frames.length);
        await frame(lab, page, `${name}, ${value}, frame ${i + 1}`, frames[i]);
    }
}

/** Goes to a frame: by its button, or in a list where there are many. */
async function choose(lab, page, what, index, count) {
    const group = page.locator("#bytes .tools [role=group][aria-label=Frame]");
    const list = group.locator("select");
    const buttons = group.locator("button");
    if (count === 1) return;
    const listed = await list.count() > 0;
    lab.same(`${what}: frames`, listed ? await list.locator("option").count()
        : await buttons.count(), count);
    if (listed) await list.selectOption(String(index));
    else await buttons.nth(index).dispatchEvent("click");
}

async function frame(lab, page, what, wanted) {
    const lead = await page.locator("#bytes .lead").first().textContent();
    lab.check(`${what}: record`, lead.includes(`record ${wanted.record}`) ||
        wanted.repeats !== null, lead);
    if (wanted.layers.length === 0) {
        lab.check(`${what}: no layers`,
            await page.locator("#bytes .inspector").isHidden());
        return;
    }
    const found = Object.entries(await page.evaluate(read));
    lab.check(`${what}: layers`, found.length > 0);
    for (const [layer, { fields, values, hex }] of found) {
        const want = wanted.layers[layer];
        const which = `${what}, ${want?.name}`;
        lab.same(`${which}: bytes`, hex, want?.hex);
        lab.same(`${which}: fields`, fields, want?.fields.map((f) =>
            [f.name, f.depth]));
        // A field without a value tells how many bytes it has.
        lab.same(`${which}: values`, values.map((v, i) =>
            want?.fields[i]?.value ? v : ""), want?.fields.map((f) => f.value));
    }
}
