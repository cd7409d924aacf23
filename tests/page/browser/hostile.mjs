/* Hostile text in every text of the data: none of it becomes anything but
 * text. Each page holds one string in all places, first as the program writes
 * it out of a scenario, then put into the page's own data. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";

import { PIECE } from "./lab.mjs";

const MARK = "window.hit=1";

/** 200 strings that have broken pages elsewhere, by kind. */
export function strings() {
    const tags = ["script", "img src=x onerror", "svg onload",
        "iframe srcdoc", "body onload", "details open ontoggle",
        "input autofocus onfocus", "video src=x onerror", "a href",
        "style onload"];
    const out = [];
    for (const tag of tags) {
        out.push(`<${tag}=${MARK}>`, `<${tag}="${MARK}">x</${tag}>`,
            `"><${tag}=${MARK}>`, `'><${tag}='${MARK}'>`,
            `</script><${tag}=${MARK}>`, `-->\n<${tag}=${MARK}>`,
            `]]><${tag}=${MARK}>`, `</title><${tag}=${MARK}>`,
            `</style><${tag}=${MARK}>`, `</textarea><${tag}=${MARK}>`,
            `\u2028<${tag}=${MARK}>\u2029`, `&lt;${tag}=${MARK}&gt;`,
            `\\u003c${tag}=${MARK}\\u003e`, `<<${tag}=${MARK}>>`,
            `<${tag.toUpperCase()}=${MARK}>`);
    }
    out.push(`javascript:${MARK}`, `${"${"}${MARK}}`, `{{${MARK}}}`,
        `<script>${MARK}</script>`, `</script><script>${MARK}</script>`,
        `<!--<script>${MARK}</script>`, `';${MARK};//`, `";${MARK};//`,
        `\`;${MARK};//`, `\\';${MARK};//`, `\u202e${MARK}`, "\u2066\u2067",
        "\u0000", "\ud800", "\ufffe", "\u0301".repeat(300), "A".repeat(20000),
        "\n".repeat(500), "__proto__", "constructor", "toString", "#at=1",
        "%00%3Cscript%3E", "url(javascript:1)", "expression(1)",
        "</svg><script>window.hit=1</script>", "<base href=//example.org>",
        "<meta http-equiv=refresh content=0>", "<link rel=stylesheet href=x>",
        "<object data=x>", "<embed src=x>", "<form action=x><button>",
        "<math><mtext><script>window.hit=1</script></mtext></math>",
        "<template><script>window.hit=1</script></template>",
        "<portal src=x>", "<slot onslotchange=window.hit=1>",
        "<marquee onstart=window.hit=1>", "@import 'x'", "*/ body{display:none}",
        "-0", "1e999", "null", "true", "[object Object]", "NaN", "",
        " ", "\t", "\u00a0", "\u200b");
    return out.slice(0, 200);
}

/** The data with the string in the place of every text. */
function poisoned(value, text) {
    if (typeof value === "string") return text;
    if (Array.isArray(value)) return value.map((v) => poisoned(v, text));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([k, v]) =>
        [k, KEPT.includes(k) ? v : poisoned(v, text)]));
}

// Names that the page looks things up by: they are the program's own words.
const KEPT = ["format", "levels", "kinds", "parts", "medium", "verdict"];

export async function hostile(lab) {
    const list = strings();
    lab.same("hostile strings", new Set(list).size, 200);
    const file = lab.scenarios().find((f) => f.endsWith("full-release.yaml"));
    const html = readFileSync(join(lab.run(file), "report.html"), "utf8");
    const data = lab.facts(lab.run(file));
    const target = join(lab.out, "hostile.html");
    for (const text of list) {
        const bytes = deflateSync(JSON.stringify(poisoned(data, text)));
        writeFileSync(target, html.replace(PIECE, (_, head) =>
            head + bytes.toString("base64")));
        const page = await lab.open(target);
        await page.waitForSelector("#views section, .failed");
        await page.waitForTimeout(60);
        await wander(page);
        const what = `hostile ${JSON.stringify(text.slice(0, 60))}`;
        lab.check(what, await page.evaluate(() => window.hit === undefined));
        lab.same(`${what}: elements`, await page.evaluate(() => [
            ...document.querySelectorAll("script:not([id]), img, iframe, " +
                "object, embed, base, form, video, math, template, link" +
                ":not([rel=icon])")].map((e) => e.outerHTML)), []);
        lab.same(`${what}: errors`, page.wrong.filter((w) =>
            !w.startsWith("console: Failed to")), []);
        await page.close();
    }
}

/** Where texts are shown only when asked for. */
async function wander(page) {
    await page.evaluate(() => {
        for (const d of document.querySelectorAll("details")) d.open = true;
        for (const e of document.querySelectorAll(".cell, svg [tabindex]"))
            e.dispatchEvent(new PointerEvent("pointerenter",
                { clientX: 9, clientY: 9 }));
    });
    await page.keyboard.press("/");
    await page.keyboard.type("a");
    await page.keyboard.press("Escape");
}
