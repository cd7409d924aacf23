/* The picker: of each factor a row of its values, to choose which points have
 * lines. It never leaves the screen. */

import { h, rewrite } from "./dom";
import { shortened } from "./frame";
import { Choice } from "./study_choice";
import { FactorData } from "./study_data";
import { grouped } from "./telling";

/** null where nothing varies. */
export function makePicker(choice: Choice): HTMLElement | null {
    const { factors, points } = choice.data;
    if (points.length < 2) return null;
    const says = h("p", { class: "says" });
    const clear = h("button", { type: "button", class: "clear" });
    clear.addEventListener("click", () => choice.pick(choice.picked));
    const rows = factors.map((f, i) => factorRow(choice, f, i));
    const follow = (): void => {
        for (const row of rows) row.follow();
        const chosen = choice.points().length;
        rewrite(says, [chosen === points.length
            ? `all ${grouped(chosen)} points`
            : `${grouped(chosen)} of ${grouped(points.length)} points`]);
        clear.hidden = choice.picked < 0;
        if (choice.picked >= 0)
            rewrite(clear, [h("span", { class: "said" },
                shortened(choice.label(choice.picked), 60)), " \u00d7"]);
        clear.setAttribute("aria-label", "Let the picked point go");
    };
    choice.follow(follow);
    follow();
    return h("div", { class: "wrap picker" },
        h("div", { class: "factors" }, ...rows.map((r) => r.element)),
        h("div", { class: "chosen", "aria-live": "polite" }, clear, says));
}

interface FactorRow {
    element: HTMLElement;
    follow(): void;
}

function factorRow(choice: Choice, f: FactorData, i: number): FactorRow {
    const buttons = f.levels.map((level, k) => {
        const b = h("button", { type: "button", class: "said" },
            shortened(level, 40));
        b.addEventListener("click", () => choice.toggle(i, k));
        return b;
    });
    const all = h("button", { type: "button", class: "all" }, "all");
    all.addEventListener("click", () => choice.toggleAll(i));
    const one = f.levels.length < 2;
    const element = h("div", { class: "factor", role: "group",
        "aria-label": shortened(f.name, 80) },
    h("span", { class: "factor-name said", title: f.path },
        shortened(f.name, 40)),
    h("div", { class: "choice" }, ...buttons),
    ...(one ? [] : [all]));
    return {
        element,
        follow: () => {
            const on = choice.on[i]!;
            buttons.forEach((b, k) =>
                b.setAttribute("aria-pressed", String(on[k])));
            all.setAttribute("aria-pressed", String(on.every(Boolean)));
        },
    };
}
