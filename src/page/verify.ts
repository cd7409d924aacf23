/* The verdict on a journal, worked out anew from its bytes, frame by frame:
 * form, order, chain, seals, root and key, as docs/journal.md says. It shares
 * no line with the program that wrote the journal. */

import { Body, readBody } from "./journal_body";
import {
    CLOSE, EVENT, FAULT, frameAt, HEADER, isTorn, JournalFrame, SEAL,
} from "./journal_form";
import {
    hex, joined, journalId, littleEndian, same, seededKey, verifySignature,
} from "./journal_key";
import { leafHash, sha256, Tree } from "./journal_tree";

export interface Finding {
    state: "OK" | "INCOMPLETE" | "TORN" | "FAIL";
    frames: number; // that hold, from the first on
    bytes: number; // in them
    fault: string; // why the next frame does not hold; ""
    part: "" | "frames" | "seals" | "root" | "key"; // which check it failed
    seals: number; // that are there and hold in all but the signature
    signatures: number; // that were checked; fewer where the browser cannot
    unsealed: number; // frames after the last seal
    root: string; // over all frames that hold; "" where none does
    firstKey: string;
    id: string;
    unkeyed: boolean; // its keys follow from the seed, which is public
    derived: boolean | null; // then: the first key does; null: unknown
}

/** Called with the bytes that are done, now and then. */
export type Progress = (done: number) => void;

/** A frame fails: in which of the four checks, and why. */
class Failure extends Error {
    constructor(readonly part: Finding["part"], why: string) {
        super(why);
    }
}

const EPOCH = 4097; // frames of an epoch with its seal
const BATCH = 512;
const SIGNED = new TextEncoder().encode("demarche journal seal\n");
const VERSION = 2n;
const FEATURES = 1n; // known: parties under a stand-in; seals are as ever

export async function verifyJournal(bytes: Uint8Array,
    progress: Progress): Promise<Finding> {
    const walk = new Walk(bytes);
    while (await walk.batch()) progress(walk.at);
    progress(bytes.length);
    return walk.finding;
}

class Walk {
    at = 0;
    readonly finding: Finding = {
        state: "INCOMPLETE", frames: 0, bytes: 0, fault: "", part: "",
        seals: 0, signatures: 0, unsealed: 0, root: "", firstKey: "", id: "",
        unkeyed: false, derived: null,
    };
    private readonly tree = new Tree();
    private magic = 0;
    private time = 0n;
    private last = 0; // kind of the frame before
    private key: Uint8Array = new Uint8Array();
    private id: Uint8Array = new Uint8Array();

    constructor(private readonly bytes: Uint8Array) {}

    /** Walks some frames on; false at the end or at what does not hold. */
    async batch(): Promise<boolean> {
        const { bytes, finding } = this;
        const frames: JournalFrame[] = [];
        let at = this.at;
        let wrong = "";
        while (at < bytes.length && frames.length < BATCH && !wrong) {
            const frame = frameAt(bytes, at);
            if (typeof frame === "string") wrong = frame;
            else {
                frames.push(frame);
                at = frame.end;
            }
        }
        const leaves = await Promise.all(frames.map((f) =>
            leafHash(bytes.subarray(f.at, f.end))));
        try {
            for (let i = 0; i < frames.length; i++)
                await this.frame(frames[i]!, leaves[i]!);
            if (wrong) throw new Failure("frames", wrong);
        } catch (e) {
            if (!(e instanceof Failure)) throw e;
            finding.fault = e.message;
            finding.part = e.part;
            finding.state = e.message === wrong && this.last !== CLOSE &&
                isTorn(bytes, this.at) ? "TORN" : "FAIL";
            return this.end();
        }
        if (at < bytes.length) return true;
        if (bytes.length === 0) {
            finding.state = "TORN";
            finding.fault = "the file is empty";
            finding.part = "frames";
        } else if (this.last === CLOSE) finding.state = "OK";
        return this.end();
    }

    private async end(): Promise<false> {
        if (this.tree.size)
            this.finding.root = hex(await this.tree.root());
        return false;
    }

    /** Checks a frame of right form, and takes it in. */
    private async frame(f: JournalFrame, leaf: Uint8Array): Promise<void> {
        const number = this.tree.size;
        const body = this.head(f, number);
        if (f.kind === HEADER) await this.header(f, body);
        if (f.kind === SEAL || f.kind === CLOSE) await this.seal(f, body);
        this.tree.add(leaf);
        this.last = f.kind;
        this.time = f.time;
        this.at = f.end;
        const { finding } = this;
        finding.frames = number + 1;
        finding.bytes = f.end;
        finding.unsealed = f.kind === SEAL || f.kind === CLOSE ? 0
            : finding.unsealed + 1;
    }

    /** What holds for every frame; returns its body. */
    private head(f: JournalFrame, number: number): Body {
        const fail = (why: string): never => {
            throw new Failure("frames", why);
        };
        if (number > 0 && f.magic !== this.magic)
            fail("it belongs to another journal");
        if (f.kind < HEADER || f.kind > FAULT) fail("its kind is none");
        if (f.time >= 1n << 63n) fail("its time is none");
        if (f.sequence !== number)
            fail(`it says it is frame ${f.sequence}`);
        const before = number ? this.tree.leaf(number - 1)!
            : new Uint8Array(32);
        if (!same(f.prev, before))
            fail("it does not follow from the frame before: " +
                "the chain is broken");
        if (f.time < this.time) fail("its time lies before the last one's");
        const wrong = this.misplaced(f.kind, number);
        if (wrong) fail(wrong);
        const body = readBody(this.bytes.subarray(f.body, f.end), f.kind);
        if (typeof body === "string") return fail(body);
        if (f.kind === EVENT &&
            body.causes.some((cause) => cause >= BigInt(number)))
            fail("it has a cause that does not lie before it");
        return body;
    }

    /** Why no frame of that kind may stand here; "" where it may. */
    private misplaced(kind: number, number: number): string {
        if ((kind === HEADER) !== (number === 0))
            return number ? "it is a second header" : "it is no header";
        if (this.last === CLOSE) return "it stands after the end";
        if (this.last === FAULT && kind !== CLOSE)
            return "it stands after a fault";
        const due = number % EPOCH === EPOCH - 1;
        if (due && kind !== SEAL && kind !== CLOSE)
            return "a seal is due in its place";
        if (!due && kind === SEAL) return "it is a seal that is not due";
        return "";
    }

    private async header(f: JournalFrame, body: Body): Promise<void> {
        const { numbers: n, bytes: b } = body;
        const fail = (part: Finding["part"], why: string): never => {
            throw new Failure(part, why);
        };
        if (n["version"] !== VERSION)
            fail("frames", `it is of version ${n["version"]}, ` +
                `which this page does not know`);
        if (n["features"]! & ~FEATURES)
            fail("frames", "it needs features that this page does not know");
        const id = b["journal_id"]!;
        this.id = id.slice();
        const view = new DataView(this.id.buffer);
        this.magic = view.getUint32(0, false);
        if (f.magic !== this.magic)
            fail("frames", "its mark is not that of the journal's id");
        const hash = b["scenario_hash"]!;
        if (!same(await sha256(b["scenario"]!), hash))
            fail("frames", "its scenario is not the one that it names");
        const seed = n["seed"]!;
        const run = n["run"]!;
        if (!same(await journalId(hash, seed, run), id))
            fail("frames", "its id does not follow from its scenario, seed " +
                "and run");
        this.key = b["first_key"]!.slice();
        const { finding } = this;
        finding.firstKey = hex(this.key);
        finding.id = hex(id);
        finding.unkeyed = n["unkeyed"] === 1n;
        const seeded = await seededKey(seed, run);
        if (!seeded) return;
        finding.derived = same(seeded, this.key);
        if (finding.derived !== finding.unkeyed)
            fail("key", finding.unkeyed
                ? "its key does not follow from the seed, as it says"
                : "its key follows from the seed, and it says otherwise");
    }

    private async seal(f: JournalFrame, body: Body): Promise<void> {
        const { finding, tree } = this;
        const { numbers: n, bytes: b } = body;
        const fail = (part: Finding["part"], why: string): never => {
            throw new Failure(part, why);
        };
        if (n["epoch"] !== BigInt(finding.seals))
            fail("seals", "it is not the seal that is due");
        if (n["tree_size"] !== BigInt(tree.size))
            fail("root", "it seals another number of frames");
        const root = await tree.root();
        if (!same(root, b["root"]!))
            fail("root", "its root is not that of the frames before it");
        const kind = new Uint8Array([f.kind, 0, 0, 0]);
        const holds = await verifySignature(this.key, joined(SIGNED, kind,
            littleEndian(f.time), this.id, littleEndian(n["epoch"]!),
            littleEndian(n["tree_size"]!), root, b["next_key"]!),
            b["signature"]!);
        if (holds === false) fail("seals", "its signature does not hold");
        if (holds) finding.signatures++;
        finding.seals++;
        this.key = b["next_key"]!.slice();
    }
}
