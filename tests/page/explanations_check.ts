/* Every field that the program can name has an explanation with its source:
 * those of proto/, and those that src/opener cuts by hand. */

import { FrameLayers, Layer } from "../../src/page/data";
import { ENTRIES, explain, ownerOf } from "../../src/page/explanations";
import { equal, files, sources } from "./check";
import { framesOf, played, SCENARIOS } from "./layers_check";

const text = (path: string): string =>
    new TextDecoder().decode(files.readFileSync(`${sources}/${path}`));

/** "Statement.signer" ... of a file of proto/. */
function protoFields(path: string): string[] {
    const names: string[] = [];
    const bodies = text(path).matchAll(/^message (\w+) \{([^}]*)\}/gm);
    for (const [, message, body] of bodies)
        for (const [, name] of body!.matchAll(
            /^\s*(?:required|optional|repeated) \w+ (\w+) = \d+/gm))
            names.push(`${message}.${name}`);
    return names;
}

/* Functions of src/opener/field_map.c that cut fields by hand, by form. */
const FORMS: { [name: string]: string } = {
    map_frame: "frame", map_handshake: "handshake", map_initial: "initial",
    map_ratchet: "ratchet", map_group: "group", map_hpke: "hpke",
    map_age: "age", map_record: "Frame",
};

/** Names that a function of C gives to parts. */
function cutFields(): string[] {
    const source = text("src/opener/field_map.c");
    const names: string[] = [];
    for (const [, name, body] of source.matchAll(
        /^static void (map_\w+)\(([\s\S]*?)^\}/gm)) {
        const form = FORMS[name!];
        if (!form) continue;
        const found = [
            ...body!.matchAll(/\{\s*(?:\d+|\w+_SIZE), "([^"]+)"/g),
            ...body!.matchAll(/add_part\(y,[^;]*?,\s*\d,\s*"([^"]+)"/g),
            ...body!.matchAll(/name = "([^"]+)"/g)];
        for (const [, field] of found)
            names.push(`${form}.${field}`);
        if (body!.includes("add_chunks"))
            names.push(`${form}.ciphertext`, `${form}.tag`);
    }
    return names;
}

export function checkExplanations(): void {
    const named = [...protoFields("proto/message.proto"),
        ...protoFields("proto/record.proto"), ...cutFields(),
        "transport.ciphertext", "transport.tag", "bytes.bytes"];
    equal("fields were found", named.length > 150, true);
    for (const must of ["age.mac", "age.stanza", "frame.payload",
        "handshake.e", "ratchet.pn", "Statement.root", "Frame.prev"])
        equal(`${must} is among them`, named.includes(must), true);
    for (const name of named) {
        const field = name.replace(/^\w+/, "*");
        equal(`${name} is explained`, !!(ENTRIES[name] ?? ENTRIES[field]),
            true);
    }
    for (const [key, [title, , words, source]] of Object.entries(ENTRIES)) {
        equal(`${key} has a title and words`, !!title && !!words, true);
        equal(`${key} ends its sentence`, /[.:]$|\.\.\.$/.test(words), true);
        equal(`${key} names its source`,
            source !== "" || /^[A-Z]/.test(key), true);
    }
    for (const scenario of SCENARIOS) checkFrames(framesOf(played(scenario)));
}

/** Nothing that real frames hold goes without words. */
function checkFrames(frames: FrameLayers[]): void {
    const seen = new Set<string>();
    for (const frame of frames)
        for (const layer of frame.layers)
            layer.fields.forEach((f, i) => {
                const key = `${ownerOf(layer, i)}.${f.name}`;
                if (seen.has(key)) return;
                seen.add(key);
                const told = explain(layer as Layer, i);
                equal(`${layer.form}, ${key} has words`, told.text !== "",
                    true);
                equal(`${layer.form}, ${key} has a source`,
                    told.source !== "", true);
            });
}
