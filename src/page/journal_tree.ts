/* The tree of a journal's frames as in RFC 9162, grown leaf by leaf, with its
 * hashes made by the browser, many at a time. */

/** SHA-256 by the browser. */
export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** The hash of a leaf: of 00 and the frame with its length. */
export function leafHash(frame: Uint8Array): Promise<Uint8Array> {
    const input = new Uint8Array(1 + frame.length);
    input.set(frame, 1);
    return sha256(input);
}

function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
    const input = new Uint8Array(65);
    input[0] = 1;
    input.set(left, 1);
    input.set(right, 33);
    return sha256(input);
}

export class Tree {
    // Hashes of whole subtrees of 1, 2, 4 ... leaves, in order.
    private readonly levels: Uint8Array[][] = [[]];

    get size(): number {
        return this.levels[0]!.length;
    }

    /** The leaf of that number. */
    leaf(number: number): Uint8Array | undefined {
        return this.levels[0]![number];
    }

    add(leaf: Uint8Array): void {
        this.levels[0]!.push(leaf);
    }

    /** Makes the hashes of all subtrees that have become whole. */
    private async grow(): Promise<void> {
        for (let i = 0; this.levels[i]!.length > 1; i++) {
            const below = this.levels[i]!;
            const level = this.levels[i + 1] ??= [];
            const made: Promise<Uint8Array>[] = [];
            for (let j = level.length; 2 * j + 1 < below.length; j++)
                made.push(nodeHash(below[2 * j]!, below[2 * j + 1]!));
            level.push(...await Promise.all(made));
        }
    }

    /** The root over all leaves so far; at least one. */
    async root(): Promise<Uint8Array> {
        await this.grow();
        let root: Uint8Array | null = null;
        for (let i = 0; i < this.levels.length; i++) {
            if (!(this.size >> i & 1)) continue;
            const whole = this.levels[i]![(this.size >> i) - 1]!;
            root = root ? await nodeHash(whole, root) : whole;
        }
        return root ?? sha256(new Uint8Array());
    }
}
