/* The form of an explanation: a row of the tables beside this file. */

/** What a field is for, by which its bytes are coloured. */
export type Purpose = "structure" | "name" | "key" | "cipher" | "auth" | "text";

/** Title, purpose, explanation, and source; "" where it is the message's own
 * definition in proto/. */
export type Entry = [string, Purpose, string, string];

export type Entries = { [key: string]: Entry };
