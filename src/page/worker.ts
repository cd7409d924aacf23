/* Journals are verified in a worker, so that the page stays at hand. The
 * worker is made of the page's own program: started where there is no
 * document, it waits for bytes and answers with what it found. */

import { Finding, Progress, verifyJournal } from "./verify";

interface Answer {
    done?: number;
    finding?: Finding;
    error?: string;
}

// The worker's own scope; its types would clash with a window's.
interface Scope {
    onmessage: ((e: MessageEvent<Uint8Array>) => void) | null;
    postMessage(answer: Answer): void;
}

/** True where the program was started as the worker. */
export function isWorker(): boolean {
    return typeof document === "undefined";
}

/** Waits for a journal's bytes. */
export function serve(): void {
    const scope = globalThis as unknown as Scope;
    scope.onmessage = (e): void => {
        let told = 0;
        verifyJournal(e.data, (done) => {
            if (done - told < e.data.length / 200) return;
            told = done;
            scope.postMessage({ done });
        }).then((finding) => scope.postMessage({ finding }),
            (error) => scope.postMessage({ error: String(error) }));
    };
}

/** Verifies in a worker; in the page itself where it may have none. */
export async function verifyAside(bytes: Uint8Array,
    progress: Progress): Promise<Finding> {
    const text = document.getElementById("program")?.textContent ?? "";
    const url = URL.createObjectURL(
        new Blob([text], { type: "text/javascript" }));
    try {
        const worker = new Worker(url);
        try {
            return await asked(worker, bytes, progress);
        } finally {
            worker.terminate();
        }
    } catch (e) {
        if (e instanceof Refused) throw e;
        return verifyJournal(bytes, progress);
    } finally {
        URL.revokeObjectURL(url);
    }
}

/** The verification itself failed, and would fail again. */
class Refused extends Error {}

function asked(worker: Worker, bytes: Uint8Array,
    progress: Progress): Promise<Finding> {
    return new Promise((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<Answer>): void => {
            if (data.done !== undefined) progress(data.done);
            if (data.finding) resolve(data.finding);
            if (data.error) reject(new Refused(data.error));
        };
        worker.onerror = (): void => reject(new Error("no worker"));
        worker.postMessage(bytes);
    });
}
