/* The README's picture of a report: picture.mjs TOOLS REPORT FILE. It shows
 * the moment at which the press is told most of NATO's letter. */
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [tools, report, file] = process.argv.slice(2);
const require = createRequire(join(resolve(tools), "package.json"));
const { chromium } = require("playwright-core");

const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium", args: ["--no-sandbox"],
});
const page = await browser.newPage({
    viewport: { width: 1240, height: 900 }, reducedMotion: "reduce",
});
await page.goto(pathToFileURL(report).href + "#at=158&doc=us-response");
await page.waitForSelector("#timeline svg");
await page.evaluate(() => {
    const { top } = document.querySelector("#timeline")
        .getBoundingClientRect();
    scrollTo(0, top + scrollY - document.querySelector("#bar")
        .getBoundingClientRect().height + 16);
});
await page.waitForTimeout(300);
await page.screenshot({ path: file });
await browser.close();
