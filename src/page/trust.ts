/* Trust: the journal's verdict by the program, and worked out again in this
 * browser from the journal's bytes, which lie in the page and can be saved. */

import { journalWords, mark } from "./bar";
import { h } from "./dom";
import { failure, frame } from "./frame";
import { plainTable, saveFile } from "./picture";
import { Run } from "./run";
import { counted, grouped, grouping, opened } from "./telling";
import { term } from "./terms";
import { Finding } from "./verify";
import { Context, Frame, View } from "./view";
import { verifyAside } from "./worker";

type Sign = "good" | "bad" | "open";

/** One of the four checks: what it shows, and what came of it. */
interface Row {
    name: string;
    words: string;
    sign: Sign;
    says: string;
    hex?: string; // a hash or key, below
}

/** What came of a check. */
type Outcome = Pick<Row, "sign" | "says" | "hex">;

const CHECKS: { name: string; part: Finding["part"]; words: string }[] = [
    { name: "frames", part: "frames", words: "Every frame has its form, its " +
        "checksum and its place, and holds the hash of the one before." },
    { name: "seals", part: "seals", words: "A signature stands wherever one " +
        "is due, each by the key that the one before names." },
    { name: "root", part: "root", words: "Each seal's root is that of all " +
        "frames before it." },
    { name: "key", part: "key", words: "Whose key began the seals." },
];

const HERE = "holds: worked out in this browser";

export function makeTrust(context: Context): View {
    const f = frame("trust", "Trust");
    const { run } = context;
    const [words, kind] = journalWords(run);
    f.heading.append(`The journal is ${words}`,
        run.data.verdict.publicSeed && kind === "good"
            ? ", under keys that anybody can make" : "");
    f.lead.append(...remark(run));
    const rows = h("div", { class: "plain checks" });
    const show = (list: Row[]): void => rows.replaceChildren(table(list));
    show(CHECKS.map((c) => byProgram(run, c)));
    const status = h("p", { class: "small quiet", role: "status" });
    f.body.append(rows, tools(context, f, show, status), status);
    return { name: "Trust", id: "trust", section: f.section };
}

/** A public seed is said where the verdict is, and as large. */
function remark(run: Run): (Node | string)[] {
    const { sentence, publicSeed } = run.data.verdict;
    const out: (Node | string)[] = [h("span", { class: "said" },
        opened(sentence.trim()).replace(/[^.]$/, "$&."))];
    if (publicSeed)
        out.push(" All keys follow from a ", term("public seed"),
            ": the seals show accidents, not tampering. Whoever doubts " +
            "plays the run again: ", h("code", {},
                "demarche verify RUN --rerun"), ".");
    return out;
}

/** The check as the program saw it, until the browser has. */
function byProgram(run: Run, c: typeof CHECKS[number]): Row {
    const { state, records } = run.data.verdict;
    const row = { name: c.name, words: c.words };
    if (state === "OK")
        return { ...row, sign: "good", says: "holds: by the program" };
    if (state === "INCOMPLETE" && c.part === "frames")
        return { ...row, sign: "open", says: "holds by the program, but the " +
            "journal was not closed" };
    if (c.part === "frames")
        return { ...row, sign: "bad", says: "by the program: fails after " +
            `record ${grouped(records)}` };
    return { ...row, sign: "open", says: "by the program: up to there" };
}

/** The check as this browser found it. */
function found(run: Run, c: typeof CHECKS[number], f: Finding): Row {
    const row = { name: c.name, words: c.words };
    if (f.part === c.part)
        return { ...row, sign: "bad", says: `fails at frame ` +
            `${grouped(f.frames)}: ${f.fault}` };
    const before = f.fault ? ` up to frame ${grouped(f.frames - 1)}` : "";
    const holds = HERE.replace(":", before + ":");
    if (f.frames === 0)
        return { ...row, sign: "open", says: "no frame to judge by" };
    if (c.part === "frames") {
        const what = `${holds}, ${counted(f.frames, "frame")}`;
        return f.state === "INCOMPLETE" ? { ...row, sign: "open", says: what +
            "; the journal was not closed" }
            : { ...row, sign: "good", says: what };
    }
    if (c.part === "seals") return { ...row, ...seals(f, holds) };
    if (c.part === "root") return { ...row, ...root(run, f, holds) };
    return { ...row, ...key(run, f, holds) };
}

function seals(f: Finding, holds: string): Outcome {
    if (f.seals === 0)
        return { sign: "open", says: "there is none: " +
            `${counted(f.frames, "frame")} are chained and not signed` };
    if (f.signatures < f.seals)
        return { sign: "open", says: "by the program; this browser cannot: " +
            "it lacks Ed25519" };
    const rest = f.unsealed ? `; ${counted(f.unsealed, "frame")} after the ` +
        "last are not signed" : "";
    return { sign: f.unsealed ? "open" : "good",
        says: `${holds}, ${counted(f.seals, "signature")}${rest}` };
}

function root(run: Run, f: Finding, holds: string): Outcome {
    const told = run.data.run.root;
    if (told && !f.fault && told !== f.root)
        return { sign: "bad", hex: f.root,
            says: "these bytes give another root than the page says" };
    return { sign: f.seals ? "good" : "open", hex: f.root,
        says: f.seals ? holds : "no seal names it; over these frames it is" };
}

function key(run: Run, f: Finding, holds: string): Outcome {
    if (run.data.verdict.key && run.data.verdict.key !== f.firstKey)
        return { sign: "bad", hex: f.firstKey,
            says: "these bytes begin with another key than the page says" };
    if (!f.unkeyed)
        return { sign: "open", hex: f.firstKey,
            says: "whose it is, you must know from elsewhere" };
    if (f.derived === null)
        return { sign: "open", says: "by the program; this browser cannot: " +
            "it lacks Ed25519" };
    return { sign: "good", hex: f.firstKey,
        says: `${holds}, it follows from the public seed: anybody can ` +
            "make it" };
}

function table(rows: Row[]): HTMLElement {
    const e = plainTable([], []);
    e.replaceChildren(h("tbody", {}, ...rows.map((r) =>
        h("tr", { class: r.sign },
            h("th", { scope: "row" }, checkTerm(r.name)),
            h("td", {}, r.words),
            h("td", { class: "says" }, mark(r.sign), r.says,
                h("div", { class: "mono" }, grouping(r.hex ?? "")))))));
    return e;
}

function checkTerm(name: string): HTMLElement {
    const words: { [name: string]: string } = {
        frames: "chain", seals: "seal", root: "root", key: "public seed",
    };
    return term(words[name] ?? name, opened(name));
}

/** What can be done with the journal: work it out again, and keep it. */
function tools(context: Context, f: Frame, show: (rows: Row[]) => void,
    status: HTMLElement): HTMLElement {
    const { run } = context;
    const id = run.data.parts.journal;
    if (!id)
        return h("p", { class: "small quiet said" }, run.data.parts.left ||
            "The journal's bytes do not lie in this page; demarche verify " +
            "reads them.");
    const again = h("button", { type: "button", class: "do" },
        "Work it out in this browser");
    const save = h("button", { type: "button", class: "save" },
        "Save the journal");
    save.addEventListener("click", () => context.bytes(id).then((bytes) =>
        saveFile("run.journal", "application/octet-stream", [bytes]),
    (e) => f.body.append(failure("The journal cannot be saved.", e))));
    again.addEventListener("click", () => {
        again.disabled = true;
        work(context, id, show, status).catch((e) =>
            status.replaceChildren(failure("It cannot be worked out.", e)))
            .finally(() => (again.disabled = false));
    });
    return h("div", { class: "after" }, again, save);
}

async function work(context: Context, id: string,
    show: (rows: Row[]) => void, status: HTMLElement): Promise<void> {
    const { run } = context;
    if (typeof crypto === "undefined" || !crypto.subtle)
        throw new Error("By the program; this browser cannot: it gives no " +
            "WebCrypto to a page like this one.");
    const bar = h("progress", { max: 1, value: 0, "aria-label": "Verified" });
    status.replaceChildren(bar);
    const bytes = await context.bytes(id);
    const began = performance.now();
    const finding = await verifyAside(bytes, (done) => {
        bar.value = done / Math.max(1, bytes.length);
    });
    const seconds = (performance.now() - began) / 1000;
    show(CHECKS.map((c) => found(run, c, finding)));
    status.textContent = `${grouped(bytes.length)} bytes, in ` +
        `${seconds < 1 ? Math.ceil(seconds * 1000) + " ms"
            : seconds.toFixed(1) + " s"}. ` + verdictWords(run, finding);
}

/** The verdicts of both, which ought to be one. */
function verdictWords(run: Run, f: Finding): string {
    const { state, records } = run.data.verdict;
    const last = Math.max(0, f.frames - 1);
    const words = (s: string, record: number): string =>
        s + (s === "OK" ? "" : ` after record ${grouped(record)}`);
    const own = `This browser's verdict: ${words(f.state, last)}`;
    return f.state === state && last === records
        ? own + ", as the program's."
        : `${own}. The program's was ${words(state, records)}: the page and ` +
            "its journal do not belong together, or one was changed.";
}
