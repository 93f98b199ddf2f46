import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The family that every sheet is set in; SIL OFL, whole Chinese repertoire. */
export const FONT_FAMILY = 'Noto Sans SC';

export interface FontFiles {
  readonly regular: string;
  readonly bold: string;
}

export function fontFiles(): FontFiles {
  // Native code reads the files by path and cannot look into an archive: the package keeps them beside it.
  const dir = dirname(
    createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json'),
  ).replace(/\bapp\.asar(?=[\\/])/, 'app.asar.unpacked');
  return {
    regular: join(dir, '400Regular', 'NotoSansSC_400Regular.ttf'),
    bold: join(dir, '700Bold', 'NotoSansSC_700Bold.ttf'),
  };
}

/** Width of a text in the unit of its size. Kerning is left out: at most a hair too wide. */
export type Measure = (text: string, size: number, bold?: boolean) => number;

let loaded: { regular: Buffer; bold: Buffer; measure: Measure } | undefined;

/** Both faces and a measure made from their advance widths; read once per thread. */
export function loadFonts(): { regular: Buffer; bold: Buffer; measure: Measure } {
  if (loaded) return loaded;
  const files = fontFiles();
  const regular = readFileSync(files.regular);
  const bold = readFileSync(files.bold);
  const advances = [advanceReader(regular), advanceReader(bold)] as const;
  const measure: Measure = (text, size, isBold = false) => {
    const advance = advances[isBold ? 1 : 0];
    let sum = 0;
    for (const char of text) sum += advance(char.codePointAt(0) as number);
    return sum * size;
  };
  loaded = { regular, bold, measure };
  return loaded;
}

/**
 * Advance width of a code point in em, from the tables head, hhea, hmtx and cmap (formats 4 and 12) of a TrueType
 * font (ISO/IEC 14496-22). Unknown characters measure as the font's replacement glyph.
 */
export function advanceReader(font: Buffer): (codePoint: number) => number {
  const tables = new Map<string, number>();
  const count = font.readUInt16BE(4);
  for (let i = 0; i < count; i++)
    tables.set(font.toString('latin1', 12 + i * 16, 16 + i * 16), font.readUInt32BE(20 + i * 16));
  const table = (name: string): number => {
    const at = tables.get(name);
    if (at === undefined) throw new Error(`font without table ${name}`);
    return at;
  };
  const unitsPerEm = font.readUInt16BE(table('head') + 18);
  const metrics = font.readUInt16BE(table('hhea') + 34);
  const hmtx = table('hmtx');
  const glyphOf = cmapReader(font, table('cmap'));
  const cache = new Map<number, number>();
  return (codePoint) => {
    let width = cache.get(codePoint);
    if (width === undefined) {
      const glyph = Math.min(glyphOf(codePoint), metrics - 1);
      width = font.readUInt16BE(hmtx + glyph * 4) / unitsPerEm;
      cache.set(codePoint, width);
    }
    return width;
  };
}

function cmapReader(font: Buffer, cmap: number): (codePoint: number) => number {
  const subtables = font.readUInt16BE(cmap + 2);
  let format4: number | undefined;
  let format12: number | undefined;
  for (let i = 0; i < subtables; i++) {
    const at = cmap + font.readUInt32BE(cmap + 4 + i * 8 + 4);
    const format = font.readUInt16BE(at);
    if (format === 4) format4 ??= at;
    if (format === 12) format12 ??= at;
  }
  if (format12 !== undefined) return (codePoint) => glyph12(font, format12, codePoint);
  if (format4 !== undefined) return (codePoint) => glyph4(font, format4, codePoint);
  return () => 0;
}

function glyph12(font: Buffer, at: number, codePoint: number): number {
  let low = 0;
  let high = font.readUInt32BE(at + 12) - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const group = at + 16 + middle * 12;
    if (codePoint < font.readUInt32BE(group)) high = middle - 1;
    else if (codePoint > font.readUInt32BE(group + 4)) low = middle + 1;
    else return font.readUInt32BE(group + 8) + codePoint - font.readUInt32BE(group);
  }
  return 0;
}

function glyph4(font: Buffer, at: number, codePoint: number): number {
  if (codePoint > 0xffff) return 0;
  const segments = font.readUInt16BE(at + 6) / 2;
  for (let i = 0; i < segments; i++) {
    const end = font.readUInt16BE(at + 14 + i * 2);
    if (codePoint > end) continue;
    const start = font.readUInt16BE(at + 16 + segments * 2 + i * 2);
    if (codePoint < start) return 0;
    const delta = font.readUInt16BE(at + 16 + segments * 4 + i * 2);
    const rangeAt = at + 16 + segments * 6 + i * 2;
    const range = font.readUInt16BE(rangeAt);
    if (range === 0) return (codePoint + delta) & 0xffff;
    const glyph = font.readUInt16BE(rangeAt + range + (codePoint - start) * 2);
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  }
  return 0;
}
