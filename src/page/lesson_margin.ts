/* The margin beside the views: the step of the lesson, with its question in
 * the serif, the answers that were given and what is said to them. */

import { mark } from "./bar";
import { h, whole } from "./dom";
import { Answers, Asked, indexOf, Judged, judge, letterOf, questionOf,
    SKIPPED } from "./lesson_answers";
import { LessonData, LookData, QuestionData } from "./lesson_data";
import { sentenceTeller } from "./lesson_sentence";
import { PARTS, Step } from "./lesson_steps";
import { commandCode, isPrinted } from "./printed";
import { Run } from "./run";
import { marked } from "./story";
import { opened } from "./telling";
import { findTerm, term } from "./terms";

const VIEWS: { [view: string]: string } = {
    timeline: "The timeline", knows: "Who knows what",
    why: "Why somebody knows", inspector: "The bytes of a frame",
    chair: "What a theft of keys opens", exposure: "What a theft of keys opens",
    spread: "How a document spread", attack: "What attacks reach",
    risk: "How likely a leak is", metadata: "What traffic tells",
    attribute: "Whom the wording points at", diff: "Both runs side by side",
};

const SIDES = ["without", "with"];
const SHORT = 20; // signs of a value

/** What the margin is of: the lesson, where it stands and what can be done. */
export interface Taught {
    readonly lesson: LessonData;
    readonly run: Run;
    readonly steps: Step[];
    readonly answers: Answers;
    readonly at: number; // the step
    answer(asked: Asked, answer: string): void;
    skip(): void;
    canGo(to: number): boolean;
    go(to: number): void;
    canVisit(look: LookData): boolean;
    visit(look: LookData): void;
}

export class Margin {
    readonly element: HTMLElement;
    private readonly body = h("div", { class: "step" });
    private readonly parts = h("ol", {});
    private readonly status = h("p", { class: "hidden", role: "status" });

    constructor(private readonly of: Taught) {
        const { number, minutes } = of.lesson;
        this.element = h("aside", {
            class: "lesson", id: "lesson", "aria-label": `Lesson ${number}`,
        }, h("p", { class: "label" }, `Lesson ${number}`,
            h("span", {}, `${minutes} minutes`)),
        h("nav", { "aria-label": "Steps of the lesson" }, this.parts),
        this.body, this.status);
    }

    draw(step: Step, heard: boolean): void {
        this.drawParts(step);
        this.body.replaceChildren(...this.content(step));
        this.status.textContent = heard ? this.said(step) : "";
    }

    /** Moves the focus to the step's heading, for who cannot see it change. */
    focus(): void {
        this.body.querySelector<HTMLElement>("h2")
            ?.focus({ preventScroll: true });
    }

    private drawParts(step: Step): void {
        const { of } = this;
        this.parts.replaceChildren(...PARTS.map((part) => {
            const to = of.steps.findIndex((s) => s.part === part);
            const here = part === step.part;
            const button = h("button", { type: "button",
                "aria-current": here ? "step" : undefined,
                disabled: of.canGo(to) ? undefined : "" }, part);
            button.addEventListener("click", () => of.go(to));
            return h("li", {}, button);
        }));
    }

    private content(step: Step): HTMLElement[] {
        const { of } = this;
        const { lesson } = of;
        if (step.asked) return this.question(step.asked);
        if (step.id === "explain")
            return [heading("What happened here"), prose(lesson.explain),
                ...this.reading(), this.foot()];
        if (step.id === "compare") return this.compared();
        if (step.id === "end") return this.ended();
        return [...this.recalled("predict"), ...this.looking(step),
            this.foot()];
    }

    /** A question: its choices or its field, and what was said to answers. */
    private question(asked: Asked): HTMLElement[] {
        const { of } = this;
        const q = questionOf(of.lesson, asked)!;
        const given = of.answers[asked];
        const settled = of.canGo(of.at + 1);
        const out: HTMLElement[] = [heading(q.ask)];
        out.push(q.form === "choice" ? this.choices(asked, q, given)
            : this.field(asked, q));
        if (q.form !== "choice") out.push(...given.filter((a) => a !== SKIPPED)
            .map((a) => this.reply(q, a)));
        if (asked === "change") out.push(...hints(of.lesson.fix.hints));
        out.push(...this.hint(asked, q, settled));
        out.push(this.foot(settled ? undefined : "Skip"));
        return out;
    }

    private hint(asked: Asked, q: QuestionData, settled: boolean):
        HTMLElement[] {
        if (settled) return [];
        const keys = q.form === "choice"
            ? [h("span", { class: "keys" }, "Press ", h("kbd", {}, "a"),
                " to ", h("kbd", {}, letterOf(q.choices.length - 1)), ". ")]
            : [];
        const hidden = asked === "predict" ? "The views wait: what comes " +
            "later is hidden until you have chosen." : "";
        return [h("p", { class: "small quiet" }, ...keys, hidden)];
    }

    private choices(asked: Asked, q: QuestionData, given: string[]):
        HTMLElement {
        return h("ol", { class: "answers" }, ...q.choices.map((c, i) => {
            const letter = letterOf(i);
            const tried = given.includes(letter);
            const code = asked === "change";
            const button = h("button", { type: "button",
                "aria-keyshortcuts": letter, "aria-pressed": String(tried) },
            h("kbd", {}, letter),
            h("span", { class: code ? "mono said" : "said" },
                ...(code ? broken(c.say) : marked(c.say))));
            button.addEventListener("click", () =>
                this.of.answer(asked, letter));
            return h("li", tried ? { class: "tried" } : {}, button,
                ...(tried ? [this.feedback({ right: c.right,
                    because: c.because })] : []));
        }));
    }

    private feedback(judged: Judged): HTMLElement {
        const words = judged.right === null ? ["This page cannot judge it. "]
            : judged.right ? [mark("good"), h("b", {}, "It is so. ")]
                : [mark("open"), h("b", {}, "Not here. ")];
        return h("p", { class: "because" }, ...words,
            ...marked(judged.because));
    }

    /** A field for a number or a sentence. */
    private field(asked: Asked, q: QuestionData): HTMLElement {
        const number = q.form === "number";
        const input = h("input", { type: "text", autocomplete: "off",
            spellcheck: "false", inputmode: number ? "decimal" : undefined,
            class: number ? "number" : "sentence", "aria-label": q.ask });
        const send = h("button", { type: "submit", class: "do" }, "Answer");
        const form = h("form", { class: "answer" }, input,
            ...(q.unit ? [h("span", {}, q.unit)] : []), send);
        form.addEventListener("submit", (e) => {
            e.preventDefault();
            const answer = input.value.trim().slice(0, 200);
            if (judge(q, answer, this.tell)) this.of.answer(asked, answer);
            else input.focus();
        });
        return form;
    }

    private readonly tell = (sentence: string, run: number): boolean | null =>
        sentenceTeller(this.of.run, this.of.lesson.second)(sentence, run);

    private reply(q: QuestionData, answer: string): HTMLElement {
        const judged = judge(q, answer, this.tell);
        return h("div", { class: "reply" },
            h("p", { class: "you" }, "You said ", h("b", { class: "said" },
                answer), "."),
            ...(judged ? [this.feedback(judged)] : []));
    }

    /** The first answer to a question, once it is behind. */
    private recalled(asked: Asked): HTMLElement[] {
        const { lesson, answers } = this.of;
        const q = questionOf(lesson, asked);
        const answer = answers[asked][0];
        if (!q || answer === undefined) return [];
        const list = q.form === "choice" ? [h("details", {},
            h("summary", {}, "The question and all answers"),
            h("p", { class: "small" }, q.ask), everything(q))] : [];
        const reply = answer === SKIPPED
            ? h("p", { class: "you quiet" }, "You have not said anything.")
            : q.form === "choice" ? this.chosen(q, answer)
                : this.reply(q, answer);
        return [h("div", { class: "recalled" }, reply, ...list)];
    }

    private chosen(q: QuestionData, letter: string): HTMLElement {
        const judged = judge(q, letter, this.tell);
        const choice = q.choices[indexOf(letter)];
        return h("div", { class: "reply" },
            h("p", { class: "you" }, "You said ", h("b", {}, letter), ": ",
                h("span", { class: "said" }, choice?.say ?? "")),
            ...(judged ? [this.feedback(judged)] : []));
    }

    /** Where to look in this step. */
    private looking(step: Step): HTMLElement[] {
        const look = step.look!;
        const all = this.of.steps.filter((s) => s.part === step.part);
        const count = all.length > 1
            ? ` ${all.indexOf(step) + 1} of ${all.length}` : "";
        const words = VIEWS[look.view] ?? "What the program says";
        return [heading(words),
            h("p", { class: "small quiet" }, `Look${count}`,
                ...pointed(this.of.run, look)),
            ...(look.ask ? [prose(look.ask)] : []), command(look)];
    }

    private reading(): HTMLElement[] {
        const { read, terms } = this.of.lesson;
        const words = terms.map((t) => findTerm(t.word) ? term(t.word)
            : h("span", t.says ? { title: t.says } : {}, t.word));
        const listed = words.flatMap((w, i) => i ? [", ", w] : [w]);
        return [
            ...(words.length ? [h("p", { class: "small" },
                h("span", { class: "quiet" }, "Words: "), ...listed)] : []),
            ...(read.length ? [h("p", { class: "small" },
                h("span", { class: "quiet" }, "Read on: "),
                h("span", { class: "said" }, read.join("; ")))] : []),
        ];
    }

    /** Both runs: the claims in each, and where to look again. */
    private compared(): HTMLElement[] {
        const { lesson } = this.of;
        const right = lesson.fix.choices.find((c) => c.right);
        return [...this.recalled("again"),
            heading("The same run again, with the change"),
            h("p", { class: "small mono said" },
                ...broken((right?.changes ?? []).join(" + "))),
            ...lesson.second!.claims.map((c) => h("div", { class: "claim" },
                h("p", { class: "said" }, ...whole(c.text)),
                ...SIDES.map((side, i) => h("p", { class: "small" },
                    sign(c.verdicts[i]!), `${opened(side)} it `,
                    h("b", {}, c.verdicts[i] || "not judged here"),
                    ...(c.words[i] ? [": ", ...whole(c.words[i]!)] : []))))),
            this.again(lesson.lookAgain), this.foot()];
    }

    private again(looks: LookData[]): HTMLElement {
        return h("ul", { class: "looks" }, ...looks.map((look) => {
            const words = VIEWS[look.view] ?? "What the program says";
            const go = h("button", { type: "button", class: "save" }, words);
            go.addEventListener("click", () => this.of.visit(look));
            return h("li", {},
                this.of.canVisit(look) ? go : h("span", {}, words),
                ...(look.ask ? [prose(look.ask)] : []), command(look));
        }));
    }

    private ended(): HTMLElement[] {
        const { idea, task, number } = this.of.lesson;
        return [...this.recalled("transfer"), heading(idea),
            ...(task ? [h("p", {}, h("b", {}, "By yourself. "), task)] : []),
            h("p", { class: "small quiet" }, "In a terminal: ",
                h("code", {}, `demarche learn ${number + 1}`),
                " is the next lesson, ",
                h("code", {}, `demarche learn ${number}`),
                " this one, where you make the change yourself."),
            this.foot()];
    }

    /** The ways on and back. */
    private foot(skip?: string): HTMLElement {
        const { of } = this;
        const button = (words: string, cls: string, act: () => void):
            HTMLElement => {
            const b = h("button", { type: "button", class: cls }, words);
            b.addEventListener("click", act);
            return b;
        };
        const last = of.at + 1 >= of.steps.length;
        return h("p", { class: "ways" },
            ...(last ? [] : [skip ? button(skip, "save", () => of.skip())
                : button("Go on", "do", () => of.go(of.at + 1))]),
            ...(of.at > 0 ? [button("Back", "save", () =>
                of.go(of.at - 1))] : []));
    }

    /** For who cannot see: what was said to the last answer. */
    private said(step: Step): string {
        const { of } = this;
        const asked = step.asked ?? (step.id === "see-1" ? "predict"
            : step.id === "compare" ? "again" : null);
        const given = asked ? of.answers[asked] : [];
        const answer = given[given.length - 1];
        const q = asked && questionOf(of.lesson, asked);
        if (!q || answer === undefined || answer === SKIPPED) return "";
        const judged = judge(q, answer, this.tell);
        return `You said ${answer}. ` + (judged?.right ? "It is so. "
            : judged?.right === false ? "Not here. " : "") +
            (judged?.because ?? "");
    }
}

function heading(words: string): HTMLElement {
    return h("h2", { tabindex: -1, class: "said" }, ...marked(words));
}

/** A change, which may go on in another line behind a dot or "="; a short
 * value stays whole. */
function broken(change: string): (Node | string)[] {
    return change.split(/(?<=[.=])/).flatMap((part, i) => {
        const kept = part.length < SHORT && !part.includes(" + ")
            ? part.replace(/ /g, "\u00a0") : part;
        return i > 0 ? [h("wbr", {}), kept] : [kept];
    });
}

function prose(words: string): HTMLElement {
    return h("p", { class: "said" }, ...marked(words));
}

function sign(verdict: string): SVGElement {
    return mark(verdict === "holds" ? "good" : verdict === "broken" ? "bad"
        : "open");
}

/** ": record 6, US Congress, us-response", in the page's names; of what is
 * printed, the very words are marked. */
function pointed(run: Run, look: LookData): (Node | string)[] {
    if (isPrinted(look)) return [];
    const { actors, documents } = run.data;
    const words = look.mark.split("/").filter(Boolean);
    const names = words.flatMap((word) => {
        const actor = actors.find(({ name }) => name === word);
        if (actor) return [actor.title || actor.name];
        return look.view === "inspector" ||
            documents.some(({ name }) => name === word) ? [word] : [];
    });
    const parts = [...(look.record ? [`record ${look.record}`] : []), ...names];
    return parts.length ? [": ", h("span", { class: "said" },
        parts.join(", "))] : [];
}

function command(look: LookData): HTMLElement {
    return h("p", { class: "small quiet" }, "In a terminal: ",
        commandCode(look));
}

function hints(list: string[]): HTMLElement[] {
    return list.map((hint, i) => h("details", {},
        h("summary", {}, list.length > 1 ? `Hint ${i + 1}` : "Hint"),
        h("p", { class: "small said" }, ...marked(hint))));
}

/** All choices with what is said to them. */
function everything(q: QuestionData): HTMLElement {
    return h("ol", { class: "answers small" }, ...q.choices.map((c, i) =>
        h("li", {}, h("p", {}, h("kbd", {}, letterOf(i)),
            h("span", { class: "said" }, c.say)),
        h("p", { class: "because" },
            ...(c.right ? [mark("good")] : []), ...marked(c.because)))));
}
