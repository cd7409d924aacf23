/* The points that are looked at: of each factor the values that are chosen, and
 * the one point that is picked out. Views that follow it are told of changes,
 * at most once a frame. */

import { FactorData, StudyData } from "./study_data";

/** Lines that a picture tells apart by colour and dashes. */
export const LINES = 6;

/** The factor of several paths at once. */
const SETTINGS = "settings";

export class Choice {
    readonly on: boolean[][]; // by factor, then level
    picked = -1; // a point, or none
    private readonly followers: (() => void)[] = [];
    private asked = false;

    constructor(readonly data: StudyData) {
        this.on = opening(data.factors.map((f) => f.levels.length));
    }

    /** The points of all values that are chosen, in order. */
    points(): number[] {
        return this.data.points.flatMap((p, i) =>
            p.levels.every((level, f) => this.on[f]![level]) ? [i] : []);
    }

    /** True where lines cannot be told apart by their looks. */
    crowded(): boolean {
        return this.points().length > LINES;
    }

    /** Chooses a value or lets it go; the last of a factor stays. */
    toggle(factor: number, level: number): void {
        const row = this.on[factor]!;
        if (row[level] && row.filter(Boolean).length === 1) return;
        row[level] = !row[level];
        this.changed();
    }

    /** All values of a factor, or, where all are, the first alone. */
    toggleAll(factor: number): void {
        const row = this.on[factor]!;
        const all = row.every(Boolean);
        row.forEach((_, i) => row[i] = !all || i === 0);
        this.changed();
    }

    /** Picks a point out, whose values are then chosen, or lets it go. */
    pick(point: number): void {
        this.picked = this.picked === point ? -1 : point;
        this.data.points[this.picked]?.levels.forEach((level, f) =>
            this.on[f]![level] = true);
        this.changed();
    }

    /** Takes over a whole choice: of a factor without a value those at first,
     * and no point where there is none of that number. */
    take(on: boolean[][], point: number): void {
        const first = opening(this.on.map((row) => row.length));
        on.forEach((row, f) =>
            this.on[f] = row.some(Boolean) ? row : first[f]!);
        this.picked = -1;
        if (this.data.points[point]) this.pick(point);
        else this.changed();
    }

    /** What tells a point from the others that are chosen: the values of
     * factors of which more than one is. */
    label(point: number): string {
        const { factors, points } = this.data;
        const levels = points[point]!.levels;
        const several = this.on.map((row) => row.filter(Boolean).length > 1);
        const shown = levels.every((level, f) => this.on[f]![level]);
        const words = factors.flatMap((f, i) => several[i] || !shown
            ? [named(f, levels[i]!)] : []);
        return words.join(", ") || points[point]!.label || "as it is";
    }

    /** The values of which one alone is chosen, in words; or "". */
    fixed(): string {
        const { factors } = this.data;
        return factors.flatMap((f, i) => {
            const row = this.on[i]!;
            return f.levels.length > 1 && row.filter(Boolean).length === 1
                ? [named(f, row.indexOf(true))] : [];
        }).join(", ");
    }

    follow(follower: () => void): void {
        this.followers.push(follower);
    }

    private changed(): void {
        if (this.picked >= 0 && !this.points().includes(this.picked))
            this.picked = -1;
        if (this.asked) return;
        this.asked = true;
        const tell = (): void => {
            this.asked = false;
            for (const follower of this.followers) follower();
        };
        if (typeof requestAnimationFrame === "undefined") tell();
        else requestAnimationFrame(tell);
    }
}

/** "readers 30"; settings have names of their own. */
function named(f: FactorData, level: number): string {
    const value = f.levels[level]!;
    return f.path === SETTINGS ? value : `${f.name} ${value}`;
}

/** As many values as give lines that can be told apart: the first of each
 * factor, then, factor by factor, its last and those between. */
export function opening(levels: number[]): boolean[][] {
    const on = levels.map((n) =>
        Array.from({ length: n }, (_, i) => i === 0));
    let points = 1;
    levels.forEach((n, f) => {
        const room = Math.min(n, Math.floor(LINES / points));
        for (let i = 1; i < room; i++)
            on[f]![Math.round(i * (n - 1) / (room - 1))] = true;
        points *= on[f]!.filter(Boolean).length;
    });
    return on;
}
