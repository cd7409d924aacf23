/* Bodies of a journal's frames: protobuf read strictly, so that a body has one
 * meaning. Written from docs/journal.md and proto/record.proto. */

import { CLOSE, EVENT, FAULT, HEADER, SEAL } from "./journal_form";

type Type = "u32" | "u64" | "bool" | "string" | "bytes" | "packed";

interface FieldRule {
    name: string;
    type: Type;
    need?: true; // required
    many?: true; // repeated
    size?: number; // of bytes
}

type Rules = { [number: number]: FieldRule };

const HEADER_RULES: Rules = {
    1: { name: "version", type: "u32", need: true },
    2: { name: "journal_id", type: "bytes", need: true, size: 16 },
    3: { name: "tool_version", type: "string", need: true },
    4: { name: "scenario_hash", type: "bytes", need: true, size: 32 },
    5: { name: "scenario_name", type: "string", need: true },
    6: { name: "scenario", type: "bytes", need: true },
    7: { name: "seed", type: "u64", need: true },
    8: { name: "run", type: "u64", need: true },
    9: { name: "unkeyed", type: "bool", need: true },
    10: { name: "first_key", type: "bytes", need: true, size: 32 },
    11: { name: "features", type: "u64", need: true },
    12: { name: "semantics", type: "u32", need: true },
};

const EVENT_RULES: Rules = {
    1: { name: "kind", type: "u32", need: true },
    2: { name: "party", type: "string" },
    3: { name: "peer", type: "string" },
    4: { name: "exchange", type: "u64" },
    5: { name: "causes", type: "packed" },
    6: { name: "document", type: "string" },
    7: { name: "portions", type: "string", many: true },
    8: { name: "channel", type: "string" },
    9: { name: "reason", type: "u32" },
    11: { name: "data", type: "bytes" },
    12: { name: "words", type: "string" },
    13: { name: "group", type: "string" },
    14: { name: "members", type: "string", many: true },
    15: { name: "owner", type: "string" },
    16: { name: "serial", type: "u32" },
    17: { name: "fingerprint", type: "bytes" },
    18: { name: "trust", type: "u32" },
    19: { name: "verb", type: "u32" },
    20: { name: "act", type: "u32" },
    21: { name: "forged", type: "bool" },
    22: { name: "stolen", type: "u32" },
    23: { name: "entry", type: "u32" },
    24: { name: "protocol", type: "string" },
    25: { name: "count", type: "u32" },
    26: { name: "number", type: "string" },
};

const SEAL_RULES: Rules = {
    1: { name: "epoch", type: "u64", need: true },
    2: { name: "tree_size", type: "u64", need: true },
    3: { name: "root", type: "bytes", need: true, size: 32 },
    4: { name: "next_key", type: "bytes", need: true, size: 32 },
    5: { name: "signature", type: "bytes", need: true, size: 64 },
};

const RULES: { [kind: number]: Rules } = {
    [HEADER]: HEADER_RULES,
    [EVENT]: EVENT_RULES,
    [SEAL]: SEAL_RULES,
    [CLOSE]: SEAL_RULES,
    [FAULT]: { 1: { name: "what", type: "string", need: true } },
};

const CAUSES = 4;

/** A body's fields by name: the last value of each. */
export interface Body {
    numbers: { [name: string]: bigint };
    bytes: { [name: string]: Uint8Array };
    causes: bigint[];
}

class Refused extends Error {}

function refuse(why: string): never {
    throw new Refused("its body " + why);
}

/** The body of a frame of that kind, or why it is refused. */
export function readBody(bytes: Uint8Array, kind: number): Body | string {
    try {
        return fields(bytes, RULES[kind] ?? {}, kind === SEAL ||
            kind === CLOSE);
    } catch (e) {
        if (e instanceof Refused) return e.message;
        throw e;
    }
}

function fields(bytes: Uint8Array, rules: Rules, ordered: boolean): Body {
    const body: Body = { numbers: {}, bytes: {}, causes: [] };
    const seen = new Set<number>();
    let before = 0;
    for (let at = 0; at < bytes.length;) {
        const [key, from] = varint(bytes, at);
        const number = Number(key >> 3n);
        const rule = rules[number];
        if (!rule) refuse(`has a field ${number} that no such body has`);
        if (seen.has(number) && !rule.many)
            refuse(`has its field ${rule.name} twice`);
        if (ordered && number < before) refuse("has its fields out of order");
        before = number;
        seen.add(number);
        at = field(bytes, from, Number(key & 7n), rule, body);
    }
    for (const number in rules)
        if (rules[number]!.need && !seen.has(Number(number)))
            refuse(`lacks its field ${rules[number]!.name}`);
    return body;
}

/** Reads one field and returns where it ends. */
function field(bytes: Uint8Array, at: number, wire: number, rule: FieldRule,
    body: Body): number {
    const long = ["string", "bytes", "packed"].includes(rule.type);
    if (wire !== (long ? 2 : 0))
        refuse(`has its field ${rule.name} in another type`);
    const [value, from] = varint(bytes, at);
    if (!long) {
        if (rule.type === "u32" && value >= 1n << 32n ||
            rule.type === "bool" && value > 1n)
            refuse(`has a number in ${rule.name} that is too large`);
        body.numbers[rule.name] = value;
        return from;
    }
    if (value > BigInt(bytes.length - from))
        refuse(`ends within its field ${rule.name}`);
    const end = from + Number(value);
    const part = bytes.subarray(from, end);
    if (rule.size !== undefined && part.length !== rule.size)
        refuse(`has ${part.length} bytes in ${rule.name}`);
    if (rule.type === "string" && !isText(part))
        refuse(`has in ${rule.name} what is no text`);
    if (rule.type === "packed") body.causes = packed(part, rule.name);
    body.bytes[rule.name] = part;
    return end;
}

/** A varint in as few bytes as will do, below 2^64. */
function varint(bytes: Uint8Array, at: number): [bigint, number] {
    let low = 0;
    let value = 0n;
    for (let i = 0; i < 10; i++) {
        const byte = bytes[at + i];
        if (byte === undefined) refuse("ends within a number");
        if (i < 4) low += (byte & 127) * 2 ** (7 * i);
        else value |= BigInt(byte & 127) << BigInt(7 * i);
        if (byte >= 128) continue;
        if (byte === 0 && i > 0) refuse("has a number with needless bytes");
        if (i === 9 && byte > 1) refuse("has a number above 64 bits");
        return [value | BigInt(low), at + i + 1];
    }
    return refuse("has a number without an end");
}

function packed(bytes: Uint8Array, name: string): bigint[] {
    const values: bigint[] = [];
    for (let at = 0; at < bytes.length;) {
        const [value, next] = varint(bytes, at);
        values.push(value);
        at = next;
    }
    if (values.length === 0) refuse(`has an empty list in ${name}`);
    if (values.length > CAUSES)
        refuse(`has more than ${CAUSES} values in ${name}`);
    return values;
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function isText(bytes: Uint8Array): boolean {
    if (bytes.includes(0)) return false;
    try {
        UTF8.decode(bytes);
        return true;
    } catch {
        return false;
    }
}
