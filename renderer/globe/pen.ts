import { FONT, type Glyph, ink, type Line, type Mark } from './marks.ts';
import type { Point, Rect } from './placement.ts';

export type Pen = CanvasRenderingContext2D;

const fontOf = (line: Line) => `${line.bold ? '700 ' : '500 '}${line.size}px ${FONT}`;
const widths = new Map<string, number>();

function widthOf(pen: Pen, line: Line): number {
  const font = fontOf(line);
  const key = `${font}|${line.text}`;
  let width = widths.get(key);
  if (width === undefined) {
    pen.font = font;
    width = pen.measureText(line.text).width;
    if (widths.size > 5000) widths.clear();
    widths.set(key, width);
  }
  return width;
}

const lineHeight = (line: Line) => Math.round(line.size * 1.35);
const PAD = { x: 6, y: 3 };

export function labelSize(pen: Pen, mark: Pick<Mark, 'label' | 'box'>): { w: number; h: number } {
  const pad = mark.box ? PAD : { x: 2, y: 0 };
  return {
    w: Math.ceil(Math.max(0, ...mark.label.map((l) => widthOf(pen, l)))) + 2 * pad.x,
    h: mark.label.reduce((sum, l) => sum + lineHeight(l), 0) + 2 * pad.y,
  };
}

export function drawBox(pen: Pen, r: Rect, edge: string): void {
  pen.beginPath();
  pen.roundRect(Math.round(r.x) + 0.5, Math.round(r.y) + 0.5, r.w, r.h, 4);
  pen.fillStyle = ink.box;
  pen.fill();
  pen.lineWidth = 1;
  pen.setLineDash([]);
  pen.strokeStyle = edge;
  pen.stroke();
}

export function drawLines(pen: Pen, lines: readonly Line[], r: Rect, boxed: boolean): void {
  let y = r.y + (boxed ? PAD.y : 0);
  const x = r.x + (boxed ? PAD.x : 2);
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  pen.lineJoin = 'round';
  for (const line of lines) {
    const h = lineHeight(line);
    pen.font = fontOf(line);
    if (!boxed) {
      pen.lineWidth = 3.5;
      pen.strokeStyle = ink.halo;
      pen.strokeText(line.text, x, y + h / 2 + 0.5);
    }
    pen.fillStyle = line.color;
    pen.fillText(line.text, x, y + h / 2 + 0.5);
    y += h;
  }
}

const dashes = { solid: [], dashed: [4, 3], dotted: [1.5, 2.5] } as const;

export function drawGlyph(pen: Pen, glyph: Glyph, p: Point): void {
  const s = glyph.size;
  const x = Math.round(p.x) - s / 2;
  const y = Math.round(p.y) - s / 2;
  pen.beginPath();
  if (glyph.shape === 'none') return;
  if (glyph.shape === 'cross') {
    pen.moveTo(x, p.y);
    pen.lineTo(x + s, p.y);
    pen.moveTo(p.x, y);
    pen.lineTo(p.x, y + s);
    pen.setLineDash([]);
    pen.lineWidth = 1;
    pen.strokeStyle = glyph.color;
    pen.stroke();
    return;
  }
  if (glyph.shape === 'dot') pen.arc(p.x, p.y, s / 2, 0, 2 * Math.PI);
  else if (glyph.shape === 'drop') {
    // The water-level sign of maps: a triangle standing on its point.
    pen.moveTo(x, y + s * 0.1);
    pen.lineTo(x + s, y + s * 0.1);
    pen.lineTo(x + s / 2, y + s);
    pen.closePath();
  } else pen.roundRect(x, y, s, s, glyph.shape === 'round' ? 6 : 1.5);
  if (glyph.shape === 'dot') {
    pen.fillStyle = glyph.color;
    pen.fill();
    pen.lineWidth = 1.5;
    pen.setLineDash([]);
    pen.strokeStyle = ink.halo;
    pen.stroke();
    return;
  }
  pen.fillStyle = ink.box;
  pen.fill();
  pen.lineWidth = 2;
  pen.setLineDash(dashes[glyph.stroke]);
  pen.strokeStyle = glyph.color;
  pen.stroke();
  pen.setLineDash([]);
  if (!glyph.text) return;
  pen.font = `700 ${Math.round(s * (glyph.text.length > 1 ? 0.46 : 0.6))}px ${FONT}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillStyle = glyph.color;
  pen.fillText(glyph.text, Math.round(p.x), Math.round(p.y) + 1);
}

/** Head of an arrow whose line ends at `to`, coming from `from`. */
export function drawArrowHead(pen: Pen, from: Point, to: Point, color: string): void {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const wing = (turn: number) => [
    to.x - 18 * Math.cos(angle + turn),
    to.y - 18 * Math.sin(angle + turn),
  ];
  pen.beginPath();
  pen.moveTo(to.x + 4 * Math.cos(angle), to.y + 4 * Math.sin(angle));
  for (const turn of [0.42, -0.42]) pen.lineTo(...(wing(turn) as [number, number]));
  pen.closePath();
  pen.fillStyle = color;
  pen.setLineDash([]);
  pen.fill();
}
