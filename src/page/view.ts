/* A view of the page: a section of its own that follows the moment. */

import { SecondData } from "./lesson_data";
import { Moment } from "./moment";
import { Run } from "./run";

/** What every view is made with. */
export interface Context {
    run: Run;
    moment: Moment;
    /** The text of an embedded piece, inflated; "" where there is none. */
    piece(id: string): Promise<string>;
    /** Its bytes. */
    bytes(id: string): Promise<Uint8Array>;
    gone: AbortSignal; // once other views stand in their place
    last: number; // record that may be seen
    second: SecondData | null; // the second run of a lesson, once it is shown
}

export interface View {
    name: string; // in the bar: "Timeline"
    id: string; // of its section: "timeline"
    section: HTMLElement;
}

/** Makes a view, which draws itself whenever the moment tells it to. */
export type MakeView = (context: Context) => View;

/** A section with its label and its finding; the heading is rewritten by the
 * view as the moment moves. */
export interface Frame {
    section: HTMLElement;
    heading: HTMLElement;
    lead: HTMLElement; // a line under the heading; may stay empty
    body: HTMLElement;
}
