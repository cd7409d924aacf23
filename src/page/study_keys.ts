/* Keys within a picture: one of its parts is in the order of tabs, and arrows
 * lead from it to the others, which stand in rows of so many columns. */

/** Makes that of the parts; the first is the one to begin with. */
export function roving(parts: SVGElement[], columns: number): void {
    parts[0]?.setAttribute("tabindex", "0");
    parts.forEach((part, i) => part.addEventListener("keydown", (e) => {
        const to = leadsTo(e.key, i, columns, parts.length);
        if (to === null) return;
        e.preventDefault();
        part.setAttribute("tabindex", "-1");
        parts[to]!.setAttribute("tabindex", "0");
        parts[to]!.focus();
    }));
}

/** The index that a key leads to from another; null: the key means nothing
 * here. */
export function leadsTo(key: string, from: number, columns: number,
    count: number): number | null {
    const moves: { [key: string]: number } = {
        ArrowUp: from - columns,
        ArrowDown: from + columns,
        ArrowLeft: from % columns > 0 ? from - 1 : -1,
        ArrowRight: (from + 1) % columns > 0 ? from + 1 : count,
        Home: 0,
        End: count - 1,
    };
    const to = moves[key];
    return to === undefined || columns === 1 && /Left|Right/.test(key) ? null
        : to >= 0 && to < count ? to : from;
}
