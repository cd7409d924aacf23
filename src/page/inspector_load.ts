/* Frames of exchanges, out of the pieces that lie in the page. */

import { FrameLayers } from "./data";
import { Context } from "./view";

type Piece = FrameLayers | { frames: FrameLayers[] };

export class Loader {
    private readonly pieces = new Map<string, Promise<FrameLayers[]>>();

    constructor(private readonly context: Context) {}

    /** The frames of an exchange in the order of their records. */
    async exchange(number: number): Promise<FrameLayers[]> {
        const { parts } = this.context.run.data;
        const found = parts.exchanges.filter((p) =>
            p.from <= number && number <= p.to);
        const all = await Promise.all(found.map((p) => this.piece(p.id)));
        return all.flat().filter((f) => f.exchange === number &&
            f.record <= this.context.last);
    }

    /** The frame of a record, where it is of no exchange. */
    async record(number: number): Promise<FrameLayers[]> {
        const { parts } = this.context.run.data;
        const found = parts.loose.filter((p) =>
            p.from <= number && number <= p.to);
        const all = await Promise.all(found.map((p) => this.piece(p.id)));
        return all.flat().filter((f) => f.record === number);
    }

    private piece(id: string): Promise<FrameLayers[]> {
        let piece = this.pieces.get(id);
        if (!piece) {
            piece = this.context.piece(id).then(read);
            this.pieces.set(id, piece);
        }
        return piece;
    }
}

function read(text: string): FrameLayers[] {
    if (!text) return [];
    return (JSON.parse(text) as Piece[]).flatMap((p) =>
        "frames" in p ? p.frames : [p]);
}
