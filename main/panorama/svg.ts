import { FONT_FAMILY, type Measure } from '../export/fonts.ts';

export interface TextStyle {
  readonly size: number;
  readonly bold?: boolean;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly rotate?: number;
  readonly opacity?: number;
}

/** XML text: the special characters, without control characters that XML 1.0 forbids and without half surrogates. */
export function escapeXml(text: string): string {
  let clean = '';
  for (const char of text.toWellFormed()) {
    const code = char.codePointAt(0) as number;
    if ((code >= 32 && code !== 0xfffe && code !== 0xffff) || code === 9 || code === 10)
      clean += char;
  }
  return clean
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Two decimals of a millimetre are finer than any printer. */
export function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export function textAt(x: number, y: number, text: string, style: TextStyle): string {
  if (text === '') return '';
  const turn = style.rotate ? ` transform="rotate(${n(style.rotate)} ${n(x)} ${n(y)})"` : '';
  const anchor = style.anchor && style.anchor !== 'start' ? ` text-anchor="${style.anchor}"` : '';
  const weight = style.bold ? ' font-weight="700"' : '';
  const opacity = style.opacity === undefined ? '' : ` opacity="${style.opacity}"`;
  return `<text x="${n(x)}" y="${n(y)}" font-family="${FONT_FAMILY}" font-size="${n(style.size)}"${weight} fill="${style.fill ?? '#111111'}"${anchor}${opacity}${turn}>${escapeXml(text)}</text>`;
}

export function rect(x: number, y: number, w: number, h: number, attributes: string): string {
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" ${attributes}/>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: string): string {
  return `<path d="M${n(x1)} ${n(y1)}L${n(x2)} ${n(y2)}" fill="none" ${attributes}/>`;
}

export function pathOf(points: readonly (readonly [number, number])[], closed = false): string {
  let d = '';
  points.forEach(([x, y], i) => {
    d += `${i === 0 ? 'M' : 'L'}${n(x)} ${n(y)}`;
  });
  return closed ? `${d}Z` : d;
}

/** May a line break before this character? Closing marks never start a line (JIS X 4051, GB/T 15834). */
const CLOSING = /^[,。;:!?、)》」』】〉”’,.;:!?)\]}%]$/;
const wide = (char: string) => /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]/.test(char);

/** Breaks a text into lines of at most `width`, at most `maxLines`; what does not fit ends in an ellipsis. */
export function wrap(
  text: string,
  width: number,
  size: number,
  measure: Measure,
  maxLines: number,
  bold = false,
): string[] {
  const pieces: string[] = [];
  let word = '';
  for (const char of text.replace(/\s+/g, ' ').trim()) {
    if (wide(char)) {
      if (word) pieces.push(word);
      word = '';
      if (CLOSING.test(char) && pieces.length > 0) pieces[pieces.length - 1] += char;
      else pieces.push(char);
    } else {
      word += char;
      if (char === ' ' || char === '/' || char === '·') {
        pieces.push(word);
        word = '';
      }
    }
  }
  if (word) pieces.push(word);

  const lines: string[] = [];
  let current = '';
  const fits = (t: string) => measure(t.trimEnd(), size, bold) <= width;
  for (const piece of pieces) {
    if (fits(current + piece)) {
      current += piece;
      continue;
    }
    if (current.trim() !== '') lines.push(current.trimEnd());
    current = '';
    // A word longer than the line is cut where it must be.
    for (const char of piece) {
      if (current !== '' && !fits(current + char)) {
        lines.push(current.trimEnd());
        current = '';
      }
      current += char;
    }
  }
  if (current.trim() !== '') lines.push(current.trimEnd());
  if (lines.length <= maxLines) return lines;
  const kept = lines.slice(0, maxLines);
  kept[maxLines - 1] = ellipsize(
    `${kept[maxLines - 1]}${lines[maxLines]}`,
    width,
    size,
    measure,
    bold,
  );
  return kept;
}

/** The text, or as much of it as fits before an ellipsis. */
export function ellipsize(
  text: string,
  width: number,
  size: number,
  measure: Measure,
  bold = false,
): string {
  if (measure(text, size, bold) <= width) return text;
  const chars = [...text];
  while (chars.length > 0 && measure(`${chars.join('')}…`, size, bold) > width) chars.pop();
  return chars.length === 0 ? '' : `${chars.join('').trimEnd()}…`;
}
