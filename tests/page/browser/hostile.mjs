/* Hostile text in every text of the data: none of it becomes anything but
 * text. Each of 200 pages holds one string in all places: its own facts and the
 * layers of its frames. One page more comes of a scenario that is full of such
 * strings, as the program writes it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";

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
        "\u0000", "\ud800", "\ufffe", "\u0301".repeat(300), "A".repeat(4000),
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

// Words of the program's own, by which the page looks things up.
const KEPT = ["levels", "kinds", "parts", "medium", "form", "hex", "verdict",
    "state", "fate", "what"];

/** The data with the string in the place of every text. */
function poisoned(value, text) {
    if (typeof value === "string") return text;
    if (Array.isArray(value)) return value.map((v) => poisoned(v, text));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([k, v]) =>
        [k, isKept(value, k, v) ? v : poisoned(v, text)]));
}

function isKept(holder, key, value) {
    if (key === "name" && "hex" in holder) return true; // of a layer
    // The journal's is an object, of which sentences are texts, too.
    return KEPT.includes(key) && (key !== "verdict" ||
        typeof value === "string") && (key !== "form" || "hex" in holder);
}

const PIECES =
    /(<script type="application\/octet-stream" id="(?:data|[xf]\d+)">)([^<]*)/g;

/** A report of facts and layers, inflated; then with a text all over it. */
class Poison {
    constructor(html) {
        this.parts = html.split(PIECES);
        this.facts = this.parts.map((part, i) => i % 3 !== 2 ? null
            : JSON.parse(inflateSync(Buffer.from(part, "base64"))));
    }

    page(text) {
        return this.parts.map((part, i) => this.facts[i] === null ? part
            : deflateSync(JSON.stringify(poisoned(this.facts[i], text)))
                .toString("base64")).join("");
    }
}

export async function hostile(lab) {
    const list = strings();
    lab.same("hostile strings", new Set(list).size, 200);
    const file = lab.scenarios().find((f) =>
        f.endsWith("confidential-talks.yaml"));
    const poison = new Poison(readFileSync(
        join(lab.run(file), "report.html"), "utf8"));
    let page = 0;
    await lab.each(list, async (text) => {
        const target = join(lab.out, `hostile-${page++ % 8}.html`);
        writeFileSync(target, poison.page(text));
        await look(lab, target, JSON.stringify(text.slice(0, 60)));
    });
    const taught = new Poison(readFileSync(join(lab.run(lab.scenarios().find(
        (f) => f.includes("/01-"))), "report.html"), "utf8"));
    await lab.each(list.filter((_, i) => i % 5 === 0), async (text) => {
        const target = join(lab.out, `hostile-lesson-${page++ % 8}.html`);
        writeFileSync(target, taught.page(text));
        await look(lab, target, `lesson ${JSON.stringify(text.slice(0, 60))}`,
            "#step=compare&predict=a&change=a&change=b&change=c");
    });
    await look(lab, join(lab.run(scenario(lab, file, list)), "report.html"),
        "scenario");
}

/** The scenario with a hostile string for each title and name. */
function scenario(lab, file, list) {
    const lines = list.filter((s) => /^[ -~]{8,160}$/.test(s));
    let next = 0;
    const text = () => JSON.stringify(lines[next++ % lines.length]);
    const yaml = readFileSync(file, "utf8")
        .replace(/^( *title: ).*/gm, (_, key) => key + text())
        .replace(/name: [^,}]*/g, () => `name: ${text()}`)
        .replace(/(story|text): \|\n(?: +.*\n|\n)*/g, (_, key) =>
            `${key}: ${JSON.stringify(lines.join(" "))}\n`);
    lab.check("hostile scenario", next > 5, `${next} texts`);
    const path = join(lab.out, "hostile-scenario.yaml");
    writeFileSync(path, yaml);
    return path;
}

/** Opens a page, everything on it that opens, and counts what does not come of
 * the page's own program. */
async function look(lab, target, text, hash = "") {
    const page = await lab.open(target, { hash });
    try {
        await page.waitForSelector("#views section, .failed",
            { timeout: 120000 });
    } catch (e) {
        lab.check(`hostile ${text}: drawn`, false, e.message);
        await page.close();
        return;
    }
    await wander(page);
    const found = await page.evaluate(() => ({
        hit: window.hit,
        strange: [...document.querySelectorAll("script:not([id]), img, " +
            "iframe, object, embed, base, form, video, math, template, " +
            "portal, marquee, meta[http-equiv=refresh], a[href^=javascript], " +
            "link:not([rel=icon]), [onerror], [onload], [ontoggle]")]
            .map((e) => e.outerHTML.slice(0, 200)),
        failed: [...document.querySelectorAll(".failed")]
            .map((e) => e.textContent.slice(0, 200)),
    }));
    lab.same(`hostile ${text}`, found, { strange: [], failed: [] });
    lab.same(`hostile ${text}: errors`, page.wrong, []);
    await page.close();
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
    await page.evaluate(() => document.getElementById("bytes")
        ?.scrollIntoView());
    await page.waitForTimeout(200); // the inspector waits for the moment
}
