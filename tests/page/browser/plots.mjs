/* Pictures of studies as a browser draws them: in both schemes, as wide as they
 * are and narrower. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const RANDOM = 20;
const LEAST_SIZE = 10; // pixels of letters
const SIZES = [[720, "light"], [640, "dark"]];

export async function plots(lab) {
    const folder = join(lab.out, "plots");
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    execFileSync(join(lab.sources, "build/dev/tests/plot_sketch"),
        [folder, String(RANDOM)]);
    const looks = readdirSync(folder).flatMap((name) =>
        SIZES.map(([width, scheme]) => ({ name, width, scheme })));
    lab.check("there are sketches", looks.length > SIZES.length * RANDOM);
    await lab.each(looks, (look) => one(lab, folder, look));
}

async function one(lab, folder, { name, width, scheme }) {
    const page = await lab.open(join(folder, name), { width, scheme });
    const what = `${name}, ${scheme}, ${width}`;
    const found = await page.evaluate(look);
    lab.same(`${what}: texts on each other`, found.touching, []);
    lab.same(`${what}: texts beyond the edge`, found.beyond, []);
    lab.check(`${what}: letters of ${found.least} px`,
        found.least >= LEAST_SIZE);
    lab.same(`${what}: paper`, found.paper,
        scheme === "dark" ? "rgb(18, 21, 25)" : "rgb(251, 250, 246)");
    lab.check(`${what}: wider than the window`, found.width <= width);
    lab.same(`${what}: errors and requests`, page.wrong, []);
    if (!name.startsWith("random")) {
        await page.setViewportSize({ width, height: Math.ceil(found.height) });
        await page.screenshot({ path: join(lab.out, "shots",
            `plot-${name.slice(0, -4)}-${scheme}-${width}.png`) });
    }
    await page.close();
}

/** In the page: the texts' boxes, which are from the ascent to the descent of
 * the font; letters themselves take less. */
function look() {
    const texts = [...document.querySelectorAll("text")].map((e) => {
        const b = e.getBoundingClientRect();
        const trim = b.height / 5;
        return { text: e.textContent, left: b.left, right: b.right,
            top: b.top + trim, bottom: b.bottom - trim,
            size: parseFloat(getComputedStyle(e).fontSize) };
    });
    const root = document.documentElement;
    const box = root.getBoundingClientRect();
    const scale = box.width / root.viewBox.baseVal.width;
    const touching = [];
    texts.forEach((a, i) => texts.slice(0, i).forEach((b) => {
        if (a.left < b.right && b.left < a.right && a.top < b.bottom &&
            b.top < a.bottom)
            touching.push(`${a.text} | ${b.text}`);
    }));
    return { touching, width: box.width, height: box.height,
        beyond: texts.filter((t) => t.left < 0 || t.right > box.right ||
            t.bottom > box.bottom).map((t) => t.text),
        least: scale * Math.min(...texts.map((t) => t.size)),
        paper: getComputedStyle(root.querySelector("rect")).fill };
}
