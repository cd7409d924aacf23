/* Marks in a view what a lesson points at: the elements that say a word, and
 * goes on to do so while the view draws itself anew. */

const MOST = 24; // elements of one word

// What is not marked: it is not seen, or says what the view is about.
const APART = "title, .hidden, summary, .label, .terms, h2, .lead";

export class Marker {
    private watch: MutationObserver | null = null;
    private waiting = false;
    private words: string[] = [];
    private root: Element | null = null;

    /** Marks these words in the section, and nothing elsewhere. */
    show(root: Element | null, words: string[]): void {
        this.watch?.disconnect();
        clear(document);
        this.root = root;
        this.words = words;
        if (!root || words.length === 0) return;
        this.watch = new MutationObserver(() => this.later());
        this.mark();
    }

    private later(): void {
        if (this.waiting) return;
        this.waiting = true;
        requestAnimationFrame(() => {
            this.waiting = false;
            this.mark();
        });
    }

    private mark(): void {
        const { root, words, watch } = this;
        if (!root || !watch) return;
        watch.disconnect();
        clear(root);
        for (const word of words) {
            const found = saying(root, word);
            for (const e of found.slice(0, MOST)) e.classList.add("marked");
        }
        if (isMostly(root)) clear(root);
        watch.observe(root, { childList: true, characterData: true,
            subtree: true });
    }
}

function clear(root: ParentNode): void {
    for (const e of Array.from(root.querySelectorAll(".marked")))
        e.classList.remove("marked");
}

/** True of printed lines most of which are marked: none stands out. */
function isMostly(root: Element): boolean {
    const lines = Array.from(root.querySelectorAll("pre > span"))
        .filter((e) => e.textContent?.trim());
    const those = lines.filter((e) => e.classList.contains("marked"));
    return 2 * those.length > lines.length;
}

/** The innermost elements whose own text is the word; without one, those that
 * begin with it; or else that have it as a word of theirs. */
function saying(root: Element, word: string): Element[] {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const exact: Element[] = [];
    const begun: Element[] = []; // a line of a table
    const within: Element[] = [];
    const whole = new RegExp(`(^|[^\\w-])${word.replace(/[^\w ]/g, "\\$&")}` +
        "($|[^\\w-])");
    for (let n = texts.nextNode(); n; n = texts.nextNode()) {
        const e = n.parentElement;
        const text = n.textContent?.trim() ?? "";
        if (!e || e.closest(APART))
            continue;
        if (text === word) exact.push(e);
        else if (text.search(whole) === 0) begun.push(e);
        else if (whole.test(text)) within.push(e);
    }
    return [exact, begun, within].find((found) => found.length > 0) ?? [];
}
