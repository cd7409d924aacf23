// Parses a diagram with Mermaid itself. DEMARCHE_MERMAID names a folder in
// which `npm install mermaid jsdom` was done.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const need = createRequire(process.env.DEMARCHE_MERMAID + '/');
const { JSDOM } = need('jsdom');
const { window } = new JSDOM('');
globalThis.window = window;
globalThis.document = window.document;
const mermaid = (await import(pathToFileURL(need.resolve('mermaid')))).default;
const found = await mermaid.parse(readFileSync(process.argv[2], 'utf8'));
console.log(found.diagramType);
