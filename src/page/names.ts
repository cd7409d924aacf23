/* Parties, documents and numbers as they stand in a sentence. */

import { Data } from "./data";

const ARTICLE = /^(The|An?) /;
const NEEDS_ARTICLE = /^(United|US|UK|EU|UN) /;
const PLURAL = /^(Members|The leaders) /;
const WORDS = ("no one two three four five six seven eight nine ten eleven " +
    "twelve").split(" ");

/** "the press", "Russia", "the United States" */
export function partyName(data: Data, actor: number): string {
    const { title, name } = data.actors[actor]!;
    if (!title) return name;
    if (ARTICLE.test(title)) return title[0]!.toLowerCase() + title.slice(1);
    return NEEDS_ARTICLE.test(title) ? "the " + title : title;
}

/** True for a name that takes the plural: "Members at large". */
export function isPlural(data: Data, actor: number): boolean {
    return PLURAL.test(data.actors[actor]!.title);
}

/** "Russia’s", "the United States’" */
export function possessive(name: string): string {
    return name + (name.endsWith("s") ? "’" : "’s");
}

/** "NATO’s letter"; its name, where an author has two of one form. */
export function paperName(data: Data, document: number): string {
    const d = data.documents[document]!;
    const same = data.documents.filter((other) =>
        other.author === d.author && other.form === d.form);
    if (same.length > 1 || d.author < 0) return d.name;
    return `${possessive(partyName(data, d.author))} ${d.form}`;
}

/** The same after its author's own name: "its letter". */
export function ownPaperName(data: Data, document: number): string {
    const { author, form, name } = data.documents[document]!;
    if (paperName(data, document) === name) return name;
    return `${isPlural(data, author) ? "their" : "its"} ${form}`;
}

/** "four", "13" */
export function numberWord(n: number): string {
    return WORDS[n] ?? n.toLocaleString("en");
}

/** "1 byte", "1,332 bytes" */
export function counted(n: number, thing: string): string {
    return `${n.toLocaleString("en")} ${thing}${n === 1 ? "" : "s"}`;
}

/** "a", "a and b", "a, b and c" */
export function joined(names: string[]): string {
    const last = names[names.length - 1] ?? "";
    if (names.length < 2) return last;
    return `${names.slice(0, -1).join(", ")} and ${last}`;
}

export function capital(words: string): string {
    return words ? words[0]!.toUpperCase() + words.slice(1) : words;
}
