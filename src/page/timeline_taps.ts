/* Adversaries on the timeline: where they touch channels. */

import { Item, Path } from "./arrows";
import { s } from "./dom";
import { tap } from "./marks";
import { Run } from "./run";
import { Layout } from "./timeline_layout";

/** A ring on each arrow of their channels,
 * full where they opened it, and a thread to their lane. */
export class Taps {
    private readonly by: { actor: number; channels: Set<number>;
        opened: Set<number> }[];

    constructor(run: Run) {
        const { actors, gains } = run.data;
        this.by = actors.flatMap((a, actor) => {
            if (!a.adversary) return [];
            const opened = new Set<number>();
            gains.actor.forEach((who, g) => {
                if (who === actor && gains.level[g]! >= 3)
                    gains.why[g]!.forEach((row) => opened.add(row));
            });
            return [{ actor, channels: new Set(a.channels), opened }];
        });
    }

    draw(layout: Layout, item: Item, p: Path): SVGElement[] {
        return this.by.flatMap((adversary, n) => {
            const { arrow } = item;
            if (arrow.from === adversary.actor ||
                arrow.to === adversary.actor ||
                !adversary.channels.has(arrow.channel)) return [];
            const on = 0.5 + 0.12 * n;
            const x = p.x0 + (p.x1 - p.x0) * on;
            const y = p.y0 + (p.y1 - p.y0) * on;
            const opened = adversary.opened.has(arrow.row) ||
                adversary.opened.has(arrow.target);
            const lane = layout.center(adversary.actor);
            const thread = s("line", layout.vertical
                ? { x1: x, y1: y, x2: lane, y2: y }
                : { x1: x, y1: y, x2: x, y2: lane });
            thread.classList.add("timeline-thread");
            return [thread, tap(x, y, opened)];
        });
    }
}
