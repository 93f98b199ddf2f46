import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface SymbolArt {
  /** Inner SVG of the pictogram in a 32 × 32 box, in currentColor. */
  readonly pictogram: string;
  readonly color: string;
  /** Corner radius of the frame: 5 for events (class A), 0 for the others (GB/T 35649). */
  readonly radius: number;
}
export type SymbolSet = Readonly<Record<string, SymbolArt>>;

/** assets/symbols, seen from the sources (main/panorama) and from what is emitted (dist/main/panorama). */
export function symbolsDir(): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  for (let i = 0; i < 6; i++) {
    const candidate = join(dir, 'assets', 'symbols');
    if (existsSync(candidate)) return candidate;
    dir = dirname(dir);
  }
  throw new Error('assets/symbols not found beside the program');
}

/** Our own pictograms by code; a file without a pictogram is left out. */
export function loadSymbols(dir = symbolsDir()): SymbolSet {
  const set: Record<string, SymbolArt> = {};
  for (const file of readdirSync(dir).sort()) {
    if (!file.endsWith('.svg')) continue;
    const svg = readFileSync(join(dir, file), 'utf8');
    const pictogram = /<g id="pictogram"[\s\S]*<\/g>/.exec(svg)?.[0];
    const color = /<svg[^>]* color="(#[0-9a-f]{6})"/i.exec(svg)?.[1];
    if (!pictogram || !color) continue;
    const id = file.slice(0, -4);
    set[id] = { pictogram, color, radius: id.startsWith('A') ? 5 : 0 };
  }
  return set;
}
