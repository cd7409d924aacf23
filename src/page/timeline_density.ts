/* Where arrows are too many to be told apart, the space between two lanes
 * shows how many cross it: a column a pixel, darker with the logarithm. */

import { Item } from "./arrows";
import { Layout } from "./timeline_layout";

const APART = 2; // px an arrow needs
const INSET = 9; // px that stay free on both sides of a lane

/** True where so many arrows on such a length would run into one. */
export function isDense(items: number, length: number): boolean {
    return items * APART > length;
}

/** How many items cross each column of each space between lanes. */
export function density(layout: Layout, items: Item[], length: number):
    Uint32Array[] {
    const { run } = layout;
    const columns = Math.ceil(length);
    const spaces = layout.lanes.slice(1).map(() => new Uint32Array(columns));
    for (const { arrow } of items) {
        const a = run.laneOf[arrow.from]!;
        const b = run.laneOf[arrow.to]!;
        const column = Math.round(layout.at(arrow.sent));
        if (column < 0 || column >= columns) continue;
        for (let n = Math.min(a, b); n < Math.max(a, b); n++)
            spaces[n]![column]!++;
    }
    return spaces;
}

/** Draws it onto a canvas as large as what is built. */
export function drawDensity(canvas: HTMLCanvasElement, layout: Layout,
    items: Item[], length: number, height: number): void {
    const spaces = density(layout, items, length);
    const [width, tall] = layout.vertical ? [height, length]
        : [length, height];
    canvas.width = Math.ceil(width);
    canvas.height = Math.ceil(tall);
    canvas.style.setProperty("width", canvas.width + "px");
    canvas.style.setProperty("height", canvas.height + "px");
    const context = canvas.getContext("2d");
    if (!context) return;
    context.fillStyle = getComputedStyle(document.documentElement)
        .getPropertyValue("--ink3").trim();
    const most = Math.log(1 + spaces.reduce((m, space) =>
        space.reduce((a, b) => Math.max(a, b), m), 1));
    spaces.forEach((space, n) => {
        const from = layout.center(layout.lanes[n]!) + INSET;
        const until = layout.center(layout.lanes[n + 1]!) - INSET;
        space.forEach((count, column) => {
            if (count === 0) return;
            context.globalAlpha = Math.log(1 + count) / most;
            const b = layout.box(column, from, 1, until - from);
            context.fillRect(b.x, b.y, b.width, b.height);
        });
    });
}
