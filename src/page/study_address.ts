/* The choice of points in the page's address, so that a link leads to it: of
 * each factor that is not as at first its values, and the point that is picked
 * out, by its number in the tables. */

import { Choice } from "./study_choice";

/** No factor is called so: a path has a dot, or is "settings". */
const POINT = "point";

/** "#parties.nato.readers=3&parties.nato.readers=300&point=2"; "" at first. */
export function addressOf(choice: Choice): string {
    const first = new Choice(choice.data);
    const p = new URLSearchParams();
    choice.data.factors.forEach((f, i) => {
        const on = choice.on[i]!;
        if (on.every((v, k) => v === first.on[i]![k])) return;
        f.levels.forEach((level, k) => {
            if (on[k]) p.append(f.path, level);
        });
    });
    if (choice.picked >= 0) p.set(POINT, String(choice.picked));
    const address = p.toString();
    return address && "#" + address;
}

/** Takes the choice that an address has; what it does not have, or what is not
 * known, is as at first. */
export function chooseBy(choice: Choice, address: string): void {
    const p = new URLSearchParams(address.replace(/^#/, ""));
    const point = p.get(POINT) ?? "";
    choice.take(choice.data.factors.map((f) => {
        const named = p.getAll(f.path);
        return f.levels.map((level) => named.includes(level));
    }), /^\d+$/.test(point) ? Number(point) : -1);
}

/** Ties the choice to the address of the page. */
export function tieToAddress(choice: Choice): void {
    const byAddress = (): void => {
        if (location.hash.includes("=")) chooseBy(choice, location.hash);
    };
    byAddress();
    addEventListener("hashchange", byAddress);
    choice.follow(() => {
        const address = addressOf(choice);
        // A section that is named stays, where nothing else is.
        if (!address && !location.hash.includes("=")) return;
        try {
            history.replaceState(null, "", address ||
                location.pathname + location.search);
        } catch {
            // A browser may refuse this for files; the page works without.
        }
    });
}
