import type { Measure } from '../export/fonts.ts';
import type { Cell, Table, Tone } from './sheetModel.ts';
import { ellipsize, line, n, rect, textAt, wrap } from './svg.ts';

export interface TableStyle {
  readonly size: number;
  readonly maxLines: number;
}

const PAD = 1;
const ink: Readonly<Record<Tone, string>> = {
  plain: '#111111',
  bold: '#000000',
  muted: '#6b6b6b',
  warn: '#a40000',
  ok: '#0b6b2f',
};
const isBold = (tone: Tone | undefined) => tone === 'bold' || tone === 'warn';

const leading = (size: number) => size * 1.3;
export const barHeight = 5.4;
const headHeight = (size: number) => leading(size) + 1;

interface LaidCell {
  readonly x: number;
  readonly w: number;
  readonly lines: readonly string[];
  readonly cell: Cell;
  readonly label: boolean;
}
export interface LaidRow {
  readonly cells: readonly LaidCell[];
  readonly height: number;
}

/** Lays the rows of a table out to a width; the last cell of a short row spans the rest. */
export function layRows(
  table: Table,
  width: number,
  style: TableStyle,
  measure: Measure,
): LaidRow[] {
  const total = table.widths.reduce((a, b) => a + b, 0);
  return table.rows.map((row) => {
    const cells: LaidCell[] = [];
    let x = 0;
    row.forEach((cell, i) => {
      const share = (table.widths[i] ?? 0) / total;
      const last = i === row.length - 1;
      const w = last ? width - x : share * width;
      cells.push({
        x,
        w,
        cell,
        label: table.labels?.includes(i) ?? false,
        lines: wrap(cell.t, w - 2 * PAD, style.size, measure, style.maxLines, isBold(cell.tone)),
      });
      x += w;
    });
    const most = Math.max(1, ...cells.map((c) => c.lines.length));
    return { cells, height: most * leading(style.size) + 1.1 };
  });
}

export function noteLines(
  table: Table,
  width: number,
  style: TableStyle,
  measure: Measure,
): string[] {
  return table.note ? wrap(table.note, width - 2 * PAD, style.size * 0.86, measure, 2) : [];
}

/** Height of a table with its first `rows` rows. */
export function tableHeight(
  table: Table,
  laid: readonly LaidRow[],
  rows: number,
  width: number,
  style: TableStyle,
  measure: Measure,
): number {
  const shown = laid.slice(0, rows).reduce((sum, r) => sum + r.height, 0);
  const rest = laid.length > rows ? leading(style.size) + 1 : 0;
  const empty = laid.length === 0 ? leading(style.size) + 1.1 : 0;
  const notes = noteLines(table, width, style, measure).length * leading(style.size * 0.86);
  return barHeight + (table.head ? headHeight(style.size) : 0) + shown + rest + empty + notes;
}

/** Black bar with the title of a block: the strongest mark on the sheet, also without colour. */
export function bar(x: number, y: number, w: number, title: string, measure: Measure): string {
  return (
    rect(x, y, w, barHeight - 0.6, 'fill="#161a1f"') +
    textAt(x + 1.6, y + 3.5, ellipsize(title, w - 3, 3, measure, true), {
      size: 3,
      bold: true,
      fill: '#ffffff',
    })
  );
}

export interface DrawTable {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly style: TableStyle;
  readonly measure: Measure;
  /** Words for rows left out, with {n}. */
  readonly more: string;
  readonly from?: number;
  readonly to?: number;
  readonly title?: string;
  /** Rows left out are on another part of the sheet: no word about them. */
  readonly quiet?: boolean;
}

/** Draws rows from … to of a table. Returns the SVG and the y below it. */
export function drawTable(
  table: Table,
  laid: readonly LaidRow[],
  o: DrawTable,
): { svg: string; bottom: number } {
  const { x, width, style, measure } = o;
  const from = o.from ?? 0;
  const to = o.to ?? laid.length;
  const size = style.size;
  const step = leading(size);
  const hair = 'stroke="#9a9a9a" stroke-width="0.15"';
  let svg = bar(x, o.y, width, o.title ?? table.title, measure);
  let y = o.y + barHeight - 0.6;
  const top = y;
  if (table.head && laid.length > 0) {
    const h = headHeight(size);
    svg += rect(x, y, width, h, 'fill="#e9e9e6"');
    const total = table.widths.reduce((a, b) => a + b, 0);
    let at = x;
    table.head.forEach((title, i) => {
      const w = ((table.widths[i] ?? 0) / total) * width;
      svg += textAt(
        at + PAD,
        y + size * 1.05 + 0.3,
        ellipsize(title, w - 2 * PAD, size, measure, true),
        {
          size,
          bold: true,
        },
      );
      at += w;
    });
    y += h;
  }
  for (const row of laid.slice(from, to)) {
    for (const c of row.cells) {
      if (c.label) svg += rect(x + c.x, y, c.w, row.height, 'fill="#f0f0ed"');
      c.lines.forEach((text, i) => {
        svg += textAt(x + c.x + PAD, y + size * 1.05 + 0.35 + i * step, text, {
          size,
          bold: isBold(c.cell.tone),
          fill: ink[c.cell.tone ?? 'plain'],
        });
      });
      if (c.x > 0) svg += line(x + c.x, y, x + c.x, y + row.height, hair);
    }
    y += row.height;
    svg += line(x, y, x + width, y, hair);
  }
  if (laid.length === 0) {
    svg += textAt(x + PAD, y + size * 1.05 + 0.35, table.empty, { size, fill: ink.muted });
    y += step + 1.1;
  } else if (to < laid.length && !o.quiet) {
    svg += textAt(x + PAD, y + size * 1.05 + 0.3, o.more.replace('{n}', String(laid.length - to)), {
      size,
      bold: true,
      fill: '#444444',
    });
    y += step + 1;
  }
  if (to >= laid.length)
    for (const text of noteLines(table, width, style, measure)) {
      svg += textAt(x + PAD, y + size * 0.95, text, { size: size * 0.86, fill: '#444444' });
      y += leading(size * 0.86);
    }
  svg += `<rect x="${n(x)}" y="${n(top)}" width="${n(width)}" height="${n(y - top)}" fill="none" stroke="#555555" stroke-width="0.2"/>`;
  return { svg, bottom: y };
}
