/* What a page is given: the facts of one run, as docs/schema/page.json lists
 * them. Tables are columns of equal length, so that a hundred thousand records
 * stay small and are read without an object for each. An index that names
 * nothing is -1. Times are seconds since the run's start with nanoseconds
 * beside them, because together they pass what a number holds exactly. */

import { LessonData } from "./lesson_data";

export interface Data {
    format: number; // of this data; 1
    program: string; // "demarche 0.1.0"
    run: RunData;
    verdict: VerdictData; // of the journal, by the program
    parts: Parts;
    levels: string[]; // "unaware", "aware" ... "provable"
    kinds: KindData[]; // of records
    actors: ActorData[]; // parties in the scenario's order, then adversaries
    channels: ChannelData[];
    documents: DocumentData[];
    records: RecordColumns;
    gains: GainColumns;
    arrows: ArrowColumns;
    frames: FrameColumns;
    expectations: ExpectationData[];
    obstacles: ObstacleData[]; // why-not, of cells below the highest level
    exposure: ExposureData | null; // null: not worked out
    tables: TableData[]; // what --with asked for
    lesson: LessonData | null; // null: nothing is asked
}

export interface RunData {
    name: string; // "written-responses"
    title: string;
    story: string; // paragraphs are parted by an empty line
    seed: string;
    run: string;
    semantics: number;
    scenario: string; // SHA-256 of its text, in hex
    start: number; // seconds since 1970
    clock: number; // seconds from start to the end of the scenario's clock
    complete: boolean; // false: cut short, or a journal that is damaged
    viewer: number; // actor whose view this is (--as), or -1
    root: string; // of the journal's records, in hex; "" where not closed
}

export interface VerdictData {
    state: string; // "OK", "INCOMPLETE", "TORN", "FAIL"
    sentence: string;
    key: string; // public key of the seals, in hex; "" for none
    publicSeed: boolean; // all keys, this one too, follow from the seed
    records: number; // up to which the journal holds
}

/* Pieces that lie in the page beside this one and are inflated when they are
 * needed: element ids and what is in them. */
export interface Parts {
    journal: string; // id of the journal's own bytes; "": not in the page
    exchanges: { id: string; from: number; to: number }[]; // by number
    loose: { id: string; from: number; to: number }[]; // frames of no
    // exchange, by record
    left: string; // "" or why some are left out
}

export interface KindData {
    name: string; // "RECEIVED"
    word: string; // "received"
    level: number; // that it gives
    shown: boolean; // the timeline of the terminal shows it
}

export interface ActorData {
    name: string;
    title: string;
    kind: string; // "state" ... ; "adversary"
    readers: number; // people; 0 where it is unknown
    adversary: boolean;
    channels: number[]; // an adversary's
}

export interface ChannelData {
    name: string;
    medium: string; // "hand", "courier", "network", "press"
    between: number[];
    handshake: string; // "XX" or ""
}

export interface DocumentData {
    name: string;
    title: string;
    form: string; // "non-paper"
    author: number;
    classification: string; // "" for none
    releasableTo: number[] | null; // null: no such marking
    portions: string[];
}

/* Row i is record number[i]; numbers rise, and only events are records. */
export interface RecordColumns {
    number: number[];
    second: number[];
    nano: number[];
    kind: number[];
    actor: number[]; // whose record it is
    peer: number[];
    document: number[];
    channel: number[];
    exchange: number[]; // 0 for none
    sentence: string[]; // "russia drafts security-demands"
    words: { [row: number]: string }; // what somebody wrote, where they did
    reason: { [row: number]: string }; // why it was refused, and the like
    violation: number[]; // rows of acts that break a marking
}

/* Each rise of an actor to a level, in the order of records. */
export interface GainColumns {
    row: number[]; // of records
    actor: number[];
    document: number[];
    portion: number[]; // -1: all of them
    level: number[];
    why: number[][]; // rows of the chain behind it, the latest first; its
    // first is the row itself
    way: number[][]; // from the one before to this: 0 begin, 1 because,
    // 2 having it
    end: string[]; // "So it goes back to its author, russia."
}

/* Each act of one actor towards another: from sending to taking up. */
export interface ArrowColumns {
    act: number[]; // row of the record that it begins with
    arrived: number[]; // row of its arrival, or -1
    taken: number[]; // row of its effect, or -1
    from: number[];
    to: number[];
    document: number[];
    channel: number[]; // -1: open press or none
    exchange: number[];
    what: string[]; // "copy", "brief", "announcement", "review", "receipt"...
    fate: string[]; // "taken", "refused", "lost", "waiting", "under way",
    // "forged", "replayed", "given up"
    sealed: number[]; // 1, 0, or -1 where the bytes do not say
    session: number[];
    signed: number[];
    violation: number[]; // 1: breaks a marking
}

/* Each frame on a channel. */
export interface FrameColumns {
    sent: number[]; // row
    arrived: number[]; // row of the first arrival, or -1
    lost: number[]; // row of the loss, or -1
    size: number[]; // bytes
    sealed: number[]; // as above
    session: number[];
    signed: number[];
    repeat: number[]; // 1: the same bytes were sent before
}

export interface ExpectationData {
    sentence: string;
    verdict: string; // "holds", "broken", "undetermined"
    why: string; // "at 2022-01-26T16:40:00Z, record 128"
    row: number; // that settled it, or -1
    deadline: [number, number] | null; // second and nanosecond
    spare: number | null; // seconds to spare, negative when it is missed
}

export interface ObstacleData {
    actor: number;
    document: number;
    level: number; // the lowest one that it never reached
    lines: string[];
}

export interface ExposureData {
    copies: {
        document: number;
        from: number;
        to: number;
        channel: number;
        protection: string;
        exchange: number;
        sent: [number, number];
        open: boolean; // readable without a key
    }[];
    thefts: {
        actor: number;
        reach: string; // "identity", "state"
        windows: {
            copy: number;
            from: [number, number];
            until: [number, number];
            recorded: boolean; // what was recorded before the theft is enough
            late: boolean; // what is sent from then on is enough
            level: number;
        }[];
    }[];
}

/* A table in words, as a command prints it. */
export interface TableData {
    name: string; // "attack", "compare", "exposure", "risk"
    command: string; // that prints the same
    title: string;
    columns: string[];
    rows: { cells: string[]; mark: string; records: number[] }[];
    // mark: "harmless", "detected", "succeeded" or ""
    note: string;
}

/* One frame, layer by layer: the output of `demarche show --exchange --json`
 * (docs/schema/layers.json). */
export interface FrameLayers {
    frame: number;
    record: number;
    time: string;
    from: string;
    to: string;
    channel: string | null;
    exchange: number | null;
    repeats: number | null;
    sealed: boolean | null;
    session: boolean | null;
    signed: boolean | null;
    opened_by?: string | null; // party whose key opened the envelope
    secrets: { name: string; fingerprint: string }[];
    layers: Layer[];
}

export interface Layer {
    name: string; // "frame", "noise", "message", "envelope", "copy" ...
    form: string;
    words: string;
    size: number;
    within: number | null; // layer whose bytes hold this one, from `at` on
    at: number;
    of: number | null; // layer whose plaintext this is
    hex: string;
    fields: Field[];
    malformed?: boolean; // its bytes are not what should stand there
    // Of a statement:
    purpose?: string; // "origin", "receipt", "document", "envelope"
    signer?: string;
    document?: string;
    signature?: Range | null; // null: it is not signed
    covers?: Range;
    key?: string | null; // of the signer, in hex
    holds?: boolean; // the signature does, by the program
    // Of a statement, as stated; of a copy, as worked out of its leaves:
    root?: string;
    // Of a portion:
    hidden?: boolean;
    leaf?: string; // hash, in hex
    portion?: string;
    text?: string;
    salt?: string;
}

/** Bytes of a layer. */
export interface Range {
    layer: number;
    at: number;
    size: number;
}

export interface Field {
    at: number;
    size: number;
    depth: number;
    name: string;
    value: string;
}
