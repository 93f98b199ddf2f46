import type { LonLat } from '../../shared/model/common.ts';
import { type Drawing, emptyDrawing, type Mark, type Outline, priority } from './marks.ts';

/** Intervals of the graticule, degrees: 5°, 2°, 1°, 30′ … 10″. */
const intervals = [5, 2, 1, 1 / 2, 1 / 6, 1 / 12, 1 / 30, 1 / 60, 1 / 120, 1 / 360];
/** About so many lines across the view. */
const WANTED = 5;

export function graticuleInterval(spanDeg: number): number {
  return intervals.find((i) => spanDeg / i >= WANTED) ?? (intervals.at(-1) as number);
}

function degrees(value: number, positive: string, negative: string): string {
  const seconds = Math.round(Math.abs(value) * 3600);
  const d = Math.floor(seconds / 3600);
  const m = Math.floor(seconds / 60) % 60;
  const s = seconds % 60;
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${d}°${m || s ? `${pad(m)}′` : ''}${s ? `${pad(s)}″` : ''}${value < 0 ? negative : positive}`;
}

/** Meridians and parallels of a view (west, south, east, north), named where they leave it. */
export function graticule(view: readonly [number, number, number, number] | undefined): Drawing {
  if (!view) return emptyDrawing;
  const [w, s, e, n] = view;
  const step = graticuleInterval(Math.min(e - w, (n - s) * 1.6));
  const outlines: Outline[] = [];
  const marks: Mark[] = [];
  const look = { closed: false, color: '#e8eef540', width: 1 } as const;
  const say = (key: string, at: LonLat, text: string) =>
    marks.push({
      key,
      at,
      priority: priority.ticks,
      glyph: { shape: 'cross', size: 9, color: '#e8eef5a0', stroke: 'solid' },
      label: [{ text, color: '#c8d2dc', size: 11 }],
    });
  const first = (from: number) => Math.ceil(from / step - 1e-9);
  // Words stand a little inside the view, so that they are not cut by its edge.
  const row = s + (n - s) * 0.12;
  const column = e - (e - w) * 0.1;
  for (let k = first(w); k * step <= e; k++) {
    const lon = k * step;
    outlines.push({
      ...look,
      key: `m${k}:${step}`,
      line: [
        [lon, s],
        [lon, n],
      ],
    });
    say(`m${k}`, [lon, row], degrees(lon, 'E', 'W'));
  }
  for (let k = first(s); k * step <= n; k++) {
    const lat = k * step;
    outlines.push({
      ...look,
      key: `p${k}:${step}`,
      line: [
        [w, lat],
        [e, lat],
      ],
    });
    say(`p${k}`, [column, lat], degrees(lat, 'N', 'S'));
  }
  return { marks, outlines };
}
