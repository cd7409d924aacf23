/* What the browser's checks share: runs and their reports, a browser, and
 * pages that write down every error and every request. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from
    "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { inflateSync } from "node:zlib";

/** The element that holds a report's facts. */
const PIECE = /<script type="application\/octet-stream" id="data">([^<]*)/;

const SAID = 40; // failures that are printed

export class Lab {
    constructor(playwright, program, sources, out) {
        Object.assign(this, { playwright, program, sources, out });
        this.checks = 0;
        this.failures = 0;
        for (const folder of ["runs", "shots"]) {
            rmSync(join(out, folder), { recursive: true, force: true });
            mkdirSync(join(out, folder), { recursive: true });
        }
    }

    async start() {
        const path = ["/usr/bin/chromium", "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome"].find(existsSync);
        if (!path) throw new Error("no chromium is installed");
        this.browser = await this.playwright.chromium.launch({
            executablePath: path,
            args: ["--no-sandbox", "--force-color-profile=srgb"],
        });
    }

    async stop() {
        await this.browser.close();
    }

    /** Files of all scenarios that ship. */
    scenarios() {
        const folder = join(this.sources, "scenarios");
        return ["", "lessons"].flatMap((f) => readdirSync(join(folder, f))
            .filter((name) => name.endsWith(".yaml"))
            .map((name) => join(folder, f, name)));
    }

    /** The output of the program, whatever it ends with. */
    call(...words) {
        const end = spawnSync(this.program, words.map(String),
            { encoding: "utf8", maxBuffer: 1 << 30 });
        return { code: end.status, out: end.stdout, err: end.stderr };
    }

    json(...words) {
        return JSON.parse(execFileSync(this.program, words.map(String),
            { encoding: "utf8", maxBuffer: 1 << 30 }));
    }

    /** The folder of a scenario's run, with a report in it. */
    run(file, ...more) {
        const name = basename(file, ".yaml");
        const folder = join(this.out, "runs", name);
        if (existsSync(join(folder, "report.html"))) return folder;
        const run = this.call("run", file, "--out", folder);
        if (run.code !== 0 && run.code !== 2)
            throw new Error(`${name}: ${run.err}`);
        const report = this.call("report", folder, "--force", ...more);
        if (report.code !== 0) throw new Error(`${name}: ${report.err}`);
        return folder;
    }

    /** The facts that a report holds (docs/report.md). */
    facts(folder) {
        const html = readFileSync(join(folder, "report.html"), "utf8");
        return JSON.parse(inflateSync(Buffer.from(PIECE.exec(html)[1],
            "base64")));
    }

    /** A page at a file, with a list of what went wrong on it. A lesson's page
     * waits for no answer, unless the hash says otherwise. */
    async open(file, { width = 1440, height = 900, scheme = "light", hash =
        /\/\d\d-[^/]*\/report\.html$/.test(file) ? "#predict=-" : "",
    reduced = "reduce" } = {}) {
        const page = await this.browser.newPage({
            viewport: { width, height }, colorScheme: scheme,
            reducedMotion: reduced,
        });
        const url = pathToFileURL(file).href;
        const wrong = [];
        page.on("pageerror", (e) => wrong.push(`error: ${e.message}`));
        page.on("console", (m) => {
            if (m.type() === "error" || m.type() === "warning")
                wrong.push(`console: ${m.text()}`);
        });
        page.on("dialog", (d) => {
            wrong.push(`dialog: ${d.message()}`);
            void d.dismiss();
        });
        page.on("request", (r) => {
            const local = r.url().startsWith(url) ||
                /^(blob|data):/.test(r.url());
            if (!local) wrong.push(`request: ${r.url()}`);
        });
        await page.goto(url + hash);
        page.wrong = wrong;
        return page;
    }

    async settled(page) {
        await page.waitForSelector("#views section", { timeout: 60000 });
        await page.evaluate(() => new Promise((done) =>
            requestAnimationFrame(() => requestAnimationFrame(done))));
    }

    /** Works off a list, two at a time: that many cores are there. */
    async each(list, work) {
        const left = [...list];
        const worker = async () => {
            while (left.length > 0) await work(left.shift());
        };
        await Promise.all([worker(), worker()]);
    }

    check(what, holds, detail = "") {
        this.checks++;
        if (holds) return;
        // Said at once: a run that is cut short must not hide it.
        this.failures++;
        if (this.failures <= SAID)
            console.log(`${what}${detail ? `: ${detail}` : ""}`);
    }

    same(what, found, wanted) {
        const [a, b] = [found, wanted].map((x) => JSON.stringify(x));
        this.check(what, a === b, `found ${a?.slice(0, 300)}, wanted ` +
            b?.slice(0, 300));
    }
}
