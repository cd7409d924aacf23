/* The keys beside the scrubber: a step or a day on and back, and play, which
 * is one stop each 700 ms. */

import { h, s } from "./dom";
import { Moment } from "./moment";
import { Run } from "./run";

const STEP = 700;

const PLAY = "M3 1.5v13L14 8z";
const PAUSE = "M3 2h4v12H3zM9 2h4v12H9z";

interface Control {
    words: string;
    key: string;
    path: string;
    far: boolean;
    act(player: Player): void;
}

const CONTROLS: Control[] = [
    { words: "A day back", key: "Shift \u2190", far: true,
        path: "M2 2h2v12H2zM14 2v12L5 8z", act: (p) => p.moment.stepDay(-1) },
    { words: "A step back", key: "\u2190", far: false,
        path: "M12 2v12L3 8z", act: (p) => p.moment.step(-1) },
    { words: "Play", key: "space", far: false,
        path: PLAY, act: (p) => p.toggle() },
    { words: "A step on", key: "\u2192", far: false,
        path: "M4 2v12l9-6z", act: (p) => p.moment.step(1) },
    { words: "A day on", key: "Shift \u2192", far: true,
        path: "M2 2l9 6-9 6zM12 2h2v12h-2z", act: (p) => p.moment.stepDay(1) },
];

export class Player {
    readonly controls: HTMLElement;
    private timer: number | undefined;

    constructor(private readonly run: Run, readonly moment: Moment) {
        const buttons = CONTROLS.map((c) => {
            const b = h("button", {
                class: c.far ? "far" : undefined, type: "button",
                "aria-label": c.words, title: `${c.words} (${c.key})`,
            }, s("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" },
                s("path", { d: c.path })));
            b.addEventListener("click", () => c.act(this));
            return b;
        });
        this.controls = h("div", { class: "controls" }, ...buttons);
        const play = buttons[2]!;
        moment.listen(({ playing }) => {
            play.setAttribute("aria-label", playing ? "Pause" : "Play");
            play.querySelector("path")!
                .setAttribute("d", playing ? PAUSE : PLAY);
            if (playing && this.timer === undefined)
                this.timer = window.setInterval(() => this.tick(), STEP);
            if (!playing) {
                window.clearInterval(this.timer);
                this.timer = undefined;
            }
        });
    }

    toggle(): void {
        togglePlay(this.run, this.moment);
    }

    private tick(): void {
        const { stops } = this.run;
        const { row, until } = this.moment.state;
        if (row >= Math.min(until, stops[stops.length - 1] ?? 0))
            this.moment.set({ playing: false, until: Infinity });
        else this.moment.step(1);
    }
}

/** Starts and ends the play; from the end it starts at the beginning. */
export function togglePlay(run: Run, moment: Moment): void {
    const { row, playing } = moment.state;
    const last = run.stops[run.stops.length - 1];
    if (last === undefined) return;
    const from = !playing && row >= last ? run.stops[0]! : row;
    moment.set({ playing: !playing, row: from, until: Infinity });
}
