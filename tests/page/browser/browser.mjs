/* The report in a real browser: browser.mjs TOOLS DEMARCHE SOURCES OUT
 * [CHECK...]. TOOLS is a folder with playwright-core and axe-core in its
 * node_modules. Pictures of all views are left in OUT/shots. */
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

import { access } from "./access.mjs";
import { hostile } from "./hostile.mjs";
import { Lab } from "./lab.mjs";
import { layers } from "./layers.mjs";
import { lessons } from "./lessons.mjs";
import { moments } from "./moments.mjs";
import { plots } from "./plots.mjs";
import { studies } from "./studies.mjs";
import { views } from "./views.mjs";

const [tools, program, sources, out, ...only] = process.argv.slice(2);
const require = createRequire(join(resolve(tools), "package.json"));
const lab = new Lab(require("playwright-core"), resolve(program),
    resolve(sources), resolve(out));
const axe = require.resolve("axe-core/axe.min.js");
const all = { views, moments, layers, hostile, access, lessons, plots,
    studies };
const unknown = only.find((name) => !(name in all));
if (unknown) {
    console.log(`no check is named ${unknown}; there are ` +
        Object.keys(all).join(", "));
    process.exit(1);
}

await lab.start();
try {
    for (const [name, check] of Object.entries(all)) {
        if (only.length > 0 && !only.includes(name)) continue;
        const before = lab.checks;
        const start = Date.now();
        await check(lab, axe);
        console.log(`${name}: ${lab.checks - before} checks, ` +
            `${Math.round((Date.now() - start) / 1000)} s`);
    }
} finally {
    await lab.stop();
}
console.log(`pictures: ${join(lab.out, "shots")}`);
console.log(`${lab.checks} checks, ${lab.failures} failures`);
process.exit(lab.checks === 0 || lab.failures > 0 ? 1 : 0);
