import type { GlobePick } from '../state/globePort.ts';
import { type Box, beside, declutter, onPin, type Wish } from './labels.ts';
import type { Mark } from './marks.ts';
import { FONT, ink } from './palette.ts';

/** A mark as the camera sees it. */
export interface Seen {
  readonly mark: Mark;
  /** Of its spot on the ground, CSS pixels. */
  readonly x: number;
  readonly y: number;
  /** Behind a ridge. */
  readonly hidden: boolean;
}

/** Where a mark can be taken hold of. */
export interface Spot {
  readonly pick: GlobePick;
  readonly label: string;
  readonly box: Box;
}

export interface Overlay {
  readonly canvas: HTMLCanvasElement;
  resize(width: number, height: number, ratio: number): void;
  draw(seen: readonly Seen[], selected: GlobePick | undefined): readonly Spot[];
}

const keyOf = (m: Mark) => `${m.pick.collection}/${m.pick.id}/${m.label}`;
const isPick = (m: Mark, p: GlobePick | undefined) =>
  p !== undefined && m.pick.collection === p.collection && m.pick.id === p.id;

/**
 * Symbols on pins and their words, drawn over the land at the screen's own resolution. Laid out afresh with each
 * picture: what matters more finds its place first, and a symbol without room stays as a dot of its colour.
 */
export function createOverlay(): Overlay {
  const canvas = document.createElement('canvas');
  canvas.className = 'sandtable-overlay';
  const ctx = canvas.getContext('2d') as CanvasRenderingContext2D;
  let width = 0;
  let height = 0;
  let ratio = 1;
  const widths = new Map<string, number>();

  const fontOf = (m: Mark) => `${m.bold ? '600 ' : ''}${m.labelPx}px ${FONT}`;
  function measure(m: Mark): number {
    const key = `${fontOf(m)}|${m.label}`;
    let w = widths.get(key);
    if (w === undefined) {
      ctx.font = fontOf(m);
      w = ctx.measureText(m.label).width;
      if (widths.size > 2000) widths.clear();
      widths.set(key, w);
    }
    return w;
  }

  function drawDot({ mark, x, y }: Seen, chosen: boolean): void {
    if (chosen) {
      ctx.beginPath();
      ctx.arc(x, y, 10, 0, Math.PI * 2);
      ctx.strokeStyle = ink.text;
      ctx.lineWidth = 2;
      ctx.stroke();
    }
    ctx.fillStyle = mark.color;
    ctx.strokeStyle = ink.halo;
    ctx.lineWidth = 2;
    ctx.beginPath();
    if (mark.dot === 'square') ctx.rect(x - 4, y - 4, 8, 8);
    else if (mark.dot === 'gauge') {
      // A level on its staff: triangle with the point down, as gauges are drawn.
      ctx.moveTo(x - 6, y - 6);
      ctx.lineTo(x + 6, y - 6);
      ctx.lineTo(x, y + 3);
      ctx.closePath();
    } else ctx.arc(x, y, 2.6, 0, Math.PI * 2);
    ctx.stroke();
    ctx.fill();
    if (mark.dot === 'gauge') {
      ctx.fillRect(x - 6, y + 5, 12, 1.6);
    }
  }

  function drawSymbol({ mark, x, y }: Seen, box: Box, chosen: boolean): void {
    if (!mark.symbol) return;
    const cx = box.x + box.w / 2;
    const foot = box.y + box.h;
    ctx.strokeStyle = ink.halo;
    ctx.lineWidth = 3.4;
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(cx, foot);
    ctx.stroke();
    ctx.strokeStyle = mark.color;
    ctx.lineWidth = 1.5;
    ctx.stroke();
    if (chosen) {
      ctx.strokeStyle = ink.text;
      ctx.lineWidth = 2;
      ctx.strokeRect(box.x - 3.5, box.y - 3.5, box.w + 7, box.h + 7);
    }
    ctx.beginPath();
    ctx.roundRect(box.x + 1, box.y + 1, box.w - 2, box.h - 2, mark.symbol.round ? 7 : 2);
    ctx.fillStyle = '#10161df2';
    ctx.fill();
    ctx.strokeStyle = mark.color;
    ctx.lineWidth = mark.symbol.round ? 2.6 : 2;
    ctx.setLineDash(mark.dashed ? [4, 2.6] : []);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillStyle = mark.color;
    ctx.font = `600 ${Math.round(box.h * 0.54)}px ${FONT}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillText(mark.symbol.character, cx, box.y + box.h / 2 + 1);
  }

  function drawLabel(m: Mark, box: Box, chosen: boolean): void {
    ctx.font = fontOf(m);
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    const y = box.y + box.h / 2 + 0.5;
    ctx.lineJoin = 'round';
    ctx.strokeStyle = '#0b0e13d9';
    ctx.lineWidth = 3.6;
    ctx.strokeText(m.label, box.x + 2, y);
    // Words are for reading: only the incident's carries its level's colour.
    const quiet = m.faint ? ink.muted : ink.text;
    ctx.fillStyle =
      m.pick.collection === 'incidents' || m.pick.collection === 'forecasts'
        ? m.color
        : m.pick.collection === 'places'
          ? m.color
          : quiet;
    ctx.fillText(m.label, box.x + 2, y);
    if (!chosen) return;
    ctx.fillRect(box.x + 2, box.y + box.h - 1, box.w - 4, 1.5);
  }

  return {
    canvas,
    resize(w, h, r) {
      [width, height, ratio] = [w, h, r];
      canvas.width = Math.max(1, Math.round(w * r));
      canvas.height = Math.max(1, Math.round(h * r));
    },
    draw(seen, selected) {
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.clearRect(0, 0, width, height);
      const bounds = { x: 2, y: 2, w: width - 4, h: height - 4 };
      const rank = (s: Seen) =>
        s.mark.priority - (s.hidden ? 15 : 0) + (isPick(s.mark, selected) ? 200 : 0);
      const byKey = new Map(seen.map((s) => [keyOf(s.mark), s]));

      const symbols: Wish[] = [];
      const dots: Box[] = [];
      for (const [id, s] of byKey) {
        const size = s.mark.symbol?.size;
        if (size !== undefined)
          symbols.push({ id, w: size, h: size, priority: rank(s), places: onPin(s.x, s.y, size) });
        if (s.mark.dot !== 'none') dots.push({ x: s.x - 4, y: s.y - 4, w: 8, h: 8 });
      }
      const placed = declutter(symbols, [], bounds);

      const labels: Wish[] = [];
      for (const [id, s] of byKey) {
        if (s.mark.label === '') continue;
        const box = placed.get(id);
        // A force without room for its symbol has none for its name.
        if (s.mark.symbol && !box) continue;
        const w = measure(s.mark) + 4;
        const h = Math.round(s.mark.labelPx * 1.35);
        const around = box ?? { x: s.x - 6, y: s.y - 6, w: 12, h: 12 };
        labels.push({ id, w, h, priority: rank(s), places: beside(around, w, h) });
      }
      const named = declutter(labels, [...placed.values(), ...dots], bounds);

      const spots: Spot[] = [];
      for (const [id, s] of [...byKey].sort((a, b) => rank(a[1]) - rank(b[1]))) {
        const chosen = isPick(s.mark, selected);
        ctx.globalAlpha = s.hidden ? 0.42 : s.mark.faint ? 0.78 : 1;
        const symbol = placed.get(id);
        const label = named.get(id);
        if (s.mark.dot !== 'none') drawDot(s, chosen && !symbol);
        if (symbol) drawSymbol(s, symbol, chosen);
        if (label) drawLabel(s.mark, label, chosen);
        if (s.mark.dot === 'none' && !label) continue;
        const box = symbol ?? { x: s.x - 7, y: s.y - 7, w: 14, h: 14 };
        spots.unshift({ pick: s.mark.pick, label: s.mark.label, box });
        if (label) spots.push({ pick: s.mark.pick, label: '', box: label });
      }
      ctx.globalAlpha = 1;
      return spots;
    },
  };
}
