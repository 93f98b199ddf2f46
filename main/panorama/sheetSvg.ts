import { FONT_FAMILY, type Measure } from '../export/fonts.ts';
import { birdsEye } from './birdsEye.ts';
import { MAP_MM } from './frame.ts';
import { mapSvg } from './mapSvg.ts';
import { pngUri } from './relief.ts';
import type { SheetModel, Table } from './sheetModel.ts';
import { legendSvg, timelineSvg } from './stripSvg.ts';
import { ellipsize, line, n, rect, textAt, wrap } from './svg.ts';
import type { SymbolSet } from './symbols.ts';
import {
  drawTable,
  type LaidRow,
  layRows,
  noteLines,
  type TableStyle,
  tableHeight,
} from './tableSvg.ts';
import type { CutOut } from './terrainPort.ts';

export interface SheetInput {
  readonly model: SheetModel;
  readonly main: CutOut | undefined;
  /** Wider surroundings of the map frame. */
  readonly locator: CutOut | undefined;
  /** The area of operations, for the view at a slant. */
  readonly area: CutOut | undefined;
  readonly symbols: SymbolSet;
  readonly measure: Measure;
}

/** A3 landscape, mm. */
export const PAGE = { w: 420, h: 297 } as const;
const EDGE = 6;
const SIDE_X = MAP_MM.x + MAP_MM.w + 3;
const SIDE_W = PAGE.w - EDGE - SIDE_X;
const BOTTOM_Y = MAP_MM.y + MAP_MM.h + 3;
const FOOT_Y = PAGE.h - 9;

/** The sheet as SVG pages in mm: page 1 is the sheet that is signed, the rest is what it rests on. */
export function sheetPages(input: SheetInput): string[] {
  const first = pageOne(input);
  const annex = annexPages(input);
  const pages = [first, ...annex];
  return pages.map((body, i) =>
    page(input, body, i === 0 ? '' : input.model.words.annex, i + 1, pages.length),
  );
}

function page({ model, measure }: SheetInput, body: string, part: string, no: number, of: number) {
  let svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${PAGE.w}mm" height="${PAGE.h}mm" viewBox="0 0 ${PAGE.w} ${PAGE.h}" font-family="${FONT_FAMILY}">`;
  svg += rect(0, 0, PAGE.w, PAGE.h, 'fill="#ffffff"');
  svg += header(model, part, measure);
  svg += body;
  svg += line(EDGE, FOOT_Y, PAGE.w - EDGE, FOOT_Y, 'stroke="#111111" stroke-width="0.3"');
  const pageWords = model.words.page.replace('{page}', String(no)).replace('{pages}', String(of));
  const right = `${model.footerRight} · ${pageWords}`;
  const rightW = measure(right, 2.4);
  svg += textAt(
    EDGE,
    FOOT_Y + 4,
    ellipsize(model.footerLeft, PAGE.w - 2 * EDGE - rightW - 6, 2.4, measure),
    { size: 2.4 },
  );
  svg += textAt(PAGE.w - EDGE, FOOT_Y + 4, right, { size: 2.4, anchor: 'end' });
  return `${svg}</svg>`;
}

function header(model: SheetModel, part: string, measure: Measure): string {
  const exercise = model.mode !== 'actual';
  const ink = exercise ? '#c00000' : '#111111';
  const markW = measure(model.mark, 5, true) + 7;
  let svg = rect(EDGE, 7.5, markW, 10, `fill="none" stroke="${ink}" stroke-width="0.7"`);
  svg += textAt(EDGE + markW / 2, 14.4, model.mark, {
    size: 5,
    bold: true,
    fill: ink,
    anchor: 'middle',
  });
  const titleX = EDGE + markW + 5;
  const facts = `${model.versionLabel} · ${model.tPlusLabel} · ${model.levelLabel}`;
  const issued = `${model.issuer} · ${model.signLine}`;
  const factsW = Math.max(measure(facts, 3.2, true), measure(model.asOfLabel, 3.2));
  const issuedW = Math.max(measure(issued, 3.2, true), measure(model.mapNote, 2.8));
  // The title takes what the words beside it leave: smaller first, cut only when it could not be read otherwise.
  const titleRoom = PAGE.w - EDGE - titleX - factsW - issuedW - 12;
  const whole = part ? `${model.title} · ${part}` : model.title;
  const size = Math.max(4.6, Math.min(8, (8 * titleRoom) / measure(whole, 8, true)));
  const title = ellipsize(whole, titleRoom, size, measure, true);
  svg += textAt(titleX, 15.3, title, { size, bold: true });
  const factsX = titleX + measure(title, size, true) + 6;
  svg += textAt(factsX, 10.8, facts, { size: 3.2, bold: true });
  svg += textAt(factsX, 16.2, model.asOfLabel, { size: 3.2 });
  svg += textAt(PAGE.w - EDGE, 10.8, issued, {
    size: 3.2,
    bold: true,
    anchor: 'end',
  });
  svg += textAt(PAGE.w - EDGE, 16.2, model.mapNote, { size: 2.8, anchor: 'end' });
  return svg + line(EDGE, 20.6, PAGE.w - EDGE, 20.6, 'stroke="#111111" stroke-width="0.8"');
}

function pageOne(input: SheetInput): string {
  const { model, measure } = input;
  let svg = mapSvg(input);
  svg += sideColumn(model, measure);
  const h = FOOT_Y - 3 - BOTTOM_Y;
  const gap = 3;
  const widths = [0.29, 0.27, 0.22, 0.22];
  const room = PAGE.w - 2 * EDGE - gap * (widths.length - 1);
  let x = EDGE;
  const next = (share: number | undefined) => {
    const area = { x, y: BOTTOM_Y, w: room * (share ?? 0), h };
    x += area.w + gap;
    return area;
  };
  svg += timelineSvg(model, next(widths[0]), measure);
  svg += fitted(model.aspects, next(widths[1]), model, measure);
  svg += legendSvg(model, next(widths[2]), measure);
  svg += fitted(model.sources, next(widths[3]), model, measure);
  return svg;
}

/** A table in a box of given height: as many rows as fit, and how many are left out. */
function fitted(
  table: Table,
  area: { x: number; y: number; w: number; h: number },
  model: SheetModel,
  measure: Measure,
): string {
  let style: TableStyle = { size: 2.6, maxLines: 2 };
  let laid = layRows(table, area.w, style, measure);
  if (tableHeight(table, laid, laid.length, area.w, style, measure) > area.h) {
    style = { size: 2.5, maxLines: 1 };
    laid = layRows(table, area.w, style, measure);
  }
  let rows = laid.length;
  while (rows > 1 && tableHeight(table, laid, rows, area.w, style, measure) > area.h) rows--;
  return drawTable(table, laid, {
    x: area.x,
    y: area.y,
    width: area.w,
    style,
    measure,
    more: model.words.more,
    to: rows,
  }).svg;
}

const SIDE_GAP = 2.6;
/** Rows that a table of the side column keeps before another one gives up rows. */
const LEAST_ROWS: Readonly<Record<string, number>> = {
  basics: 99,
  forces: 4,
  threats: 4,
  orders: 3,
  gaps: 5,
};

/** All tables of the column fit its height: the longest beyond its least gives up rows first. */
function sideColumn(model: SheetModel, measure: Measure): string {
  const room = MAP_MM.h;
  const styles: readonly TableStyle[] = [
    { size: 2.75, maxLines: 2 },
    { size: 2.6, maxLines: 2 },
    { size: 2.5, maxLines: 1 },
  ];
  let style = styles[0] as TableStyle;
  let laid: LaidRow[][] = [];
  let rows: number[] = [];
  const total = () =>
    model.side.reduce(
      (sum, t, i) =>
        sum +
        tableHeight(t, laid[i] as LaidRow[], rows[i] as number, SIDE_W, style, measure) +
        SIDE_GAP,
      -SIDE_GAP,
    );
  for (const candidate of styles) {
    style = candidate;
    laid = model.side.map((t) => layRows(t, SIDE_W, style, measure));
    rows = laid.map((l) => l.length);
    if (total() <= room) break;
  }
  while (total() > room) {
    let worst = -1;
    let most = 0;
    model.side.forEach((t, i) => {
      const spare = (rows[i] as number) - (LEAST_ROWS[t.id] ?? 2);
      if (spare > most) {
        most = spare;
        worst = i;
      }
    });
    if (worst < 0) break;
    rows[worst] = (rows[worst] as number) - 1;
  }
  let svg = '';
  let y: number = MAP_MM.y;
  model.side.forEach((table, i) => {
    const drawn = drawTable(table, laid[i] as LaidRow[], {
      x: SIDE_X,
      y,
      width: SIDE_W,
      style,
      measure,
      more: model.words.more,
      to: rows[i] as number,
    });
    svg += drawn.svg;
    y = drawn.bottom + SIDE_GAP;
  });
  return svg;
}

// ── pages two onward ────────────────────────────────────────────────────────
const TOP = 24;
const COLUMN_GAP = 6;
const COLUMN_W = (PAGE.w - 2 * EDGE - COLUMN_GAP) / 2;
const annexStyle: TableStyle = { size: 2.7, maxLines: 4 };

function annexPages(input: SheetInput): string[] {
  const { model, measure } = input;
  const bottom = FOOT_Y - 3;
  const pages: string[] = [''];
  let column = 0;
  let y: number = TOP;
  const x = () => EDGE + column * (COLUMN_W + COLUMN_GAP);
  const advance = () => {
    column += 1;
    y = TOP;
    if (column > 1) {
      column = 0;
      pages.push('');
    }
  };
  const put = (svg: string) => {
    pages[pages.length - 1] += svg;
  };

  if (input.area) {
    const drawn = oblique(input, x(), y);
    put(drawn.svg);
    y = drawn.bottom + 4;
  }
  for (const table of model.annex) {
    const laid = layRows(table, COLUMN_W, annexStyle, measure);
    let from = 0;
    do {
      // Bar, head and one row at least; else the next column begins.
      const head = tableHeight({ ...table, rows: [] }, [], 0, COLUMN_W, annexStyle, measure);
      if (y > TOP && y + head + (laid[from]?.height ?? 0) > bottom) advance();
      let used = head + noteLines(table, COLUMN_W, annexStyle, measure).length * 3;
      let to = from;
      while (to < laid.length && (to === from || y + used + (laid[to]?.height ?? 0) <= bottom)) {
        used += laid[to]?.height ?? 0;
        to++;
      }
      const drawn = drawTable(table, laid, {
        x: x(),
        y,
        width: COLUMN_W,
        style: annexStyle,
        measure,
        more: model.words.more,
        from,
        to,
        quiet: true,
        title: from === 0 ? table.title : `${table.title} …`,
      });
      put(drawn.svg);
      y = drawn.bottom + 4;
      from = to;
      if (from < laid.length) advance();
    } while (from < laid.length);
  }
  return pages.filter((p) => p !== '');
}

/** The area of operations at a slant, with the incident and the named places on it. */
function oblique({ model, area, measure }: SheetInput, x: number, y: number) {
  if (!area) return { svg: '', bottom: y };
  const view = birdsEye(area);
  const h = (COLUMN_W * view.raster.height) / view.raster.width;
  const title = model.words.relief
    .replace('{towards}', model.words.north)
    .replace('{factor}', String(view.factor));
  let svg = textAt(x, y + 3.6, title, { size: 3, bold: true });
  const top = y + 5.4;
  svg += `<image x="${n(x)}" y="${n(top)}" width="${n(COLUMN_W)}" height="${n(h)}" preserveAspectRatio="none" href="${pngUri(view.raster)}"/>`;
  const [w, s, e, no] = area.bbox;
  const mark = (p: readonly number[], words: string, main: boolean) => {
    const fx = ((p[0] as number) - w) / (e - w);
    const fy = (no - (p[1] as number)) / (no - s);
    if (!(fx > 0.02 && fx < 0.98 && fy > 0.02 && fy < 0.98)) return;
    const [px, py] = view.place(fx, fy);
    const mx = x + px * COLUMN_W;
    const my = top + py * h;
    const up = main ? 12 : 6;
    const ink = main ? '#a40000' : '#111111';
    const label = ellipsize(words, 60, main ? 3 : 2.4, measure, main);
    const lw = measure(label, main ? 3 : 2.4, main) + 1.6;
    svg += line(mx, my, mx, my - up, `stroke="${ink}" stroke-width="0.3"`);
    svg += `<circle cx="${n(mx)}" cy="${n(my)}" r="0.8" fill="${ink}"/>`;
    const lx = Math.max(x, Math.min(x + COLUMN_W - lw, mx - lw / 2));
    svg += rect(
      lx,
      my - up - (main ? 4 : 3.2),
      lw,
      main ? 4.2 : 3.4,
      'fill="#ffffff" fill-opacity="0.85"',
    );
    svg += textAt(lx + lw / 2, my - up - 0.9, label, {
      size: main ? 3 : 2.4,
      bold: main,
      fill: ink,
      anchor: 'middle',
    });
  };
  for (const name of model.map.names)
    if (name.kind === 'seat') mark(name.position, name.name, false);
  for (const item of model.map.items)
    if (item.kind === 'symbol' && item.main) mark(item.position, item.label ?? '', true);
  svg += rect(x, top, COLUMN_W, h, 'fill="none" stroke="#111111" stroke-width="0.3"');
  let bottom = top + h;
  if (model.schematicNote) {
    for (const words of wrap(model.schematicNote, COLUMN_W, 2.6, measure, 1)) {
      svg += textAt(x, bottom + 3.4, words, { size: 2.6, bold: true });
      bottom += 4;
    }
  }
  return { svg, bottom };
}
