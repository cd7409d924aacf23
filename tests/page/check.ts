/* Checks of the page's modules that need no browser, run by node. */

interface Files {
    readFileSync(path: string): Uint8Array;
    writeFileSync(path: string, data: Uint8Array): void;
    mkdtempSync(prefix: string): string;
    rmSync(path: string, options: { recursive: boolean }): void;
}

interface Commands {
    spawnSync(command: string, args: string[]): {
        status: number | null;
        stdout: Uint8Array;
        stderr: Uint8Array;
    };
}

declare const require: (name: string) => unknown;
declare const process: {
    argv: string[];
    exitCode: number;
    stdout: { write(text: string): void };
};

export const files = require("fs") as Files;
const commands = require("child_process") as Commands;

/** The program under test and the sources' folder. */
export const [, , demarche = "", sources = ""] = process.argv;

/** What a command of the program prints. */
export function run(...args: string[]): string {
    const { stdout } = commands.spawnSync(demarche, args);
    return new TextDecoder().decode(stdout);
}

let failures = 0;
let checks = 0;

/** Counts and tells of what is not as it should be. */
export function equal(what: string, is: unknown, should: unknown): void {
    checks++;
    const [a, b] = [JSON.stringify(is), JSON.stringify(should)];
    if (a === b) return;
    failures++;
    process.stdout.write(`${what}: is ${a}, should be ${b}\n`);
}

export function report(): void {
    process.stdout.write(`${checks} checks, ${failures} failed\n`);
    if (failures || checks === 0) process.exitCode = 1;
}
