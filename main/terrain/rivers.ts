import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface River {
  readonly name: string;
  readonly en: string;
  /** Drawing weight, 1 = a tributary. */
  readonly width: number;
  /** lon, lat, natural water surface m */
  readonly line: readonly (readonly [number, number, number])[];
}

type RiverPoint = readonly [number, number, number];

/**
 * A river's course through its control points: centripetal Catmull–Rom (Yuksel, Schaefer & Keyser, Computer-Aided
 * Design 43, 2011), which neither loops nor strays far from them, with a point about every `spacingDeg`. The surface
 * falls evenly with the distance between two control points, so that it rises nowhere.
 */
export function riverCourse(line: readonly RiverPoint[], spacingDeg = 0.004): RiverPoint[] {
  const first = line[0];
  if (!first) return [];
  const out: RiverPoint[] = [first];
  const mirror = (a: RiverPoint, b: RiverPoint): RiverPoint => [
    2 * a[0] - b[0],
    2 * a[1] - b[1],
    0,
  ];
  const knot = (a: RiverPoint, b: RiverPoint) =>
    Math.sqrt(Math.max(1e-6, Math.hypot(b[0] - a[0], b[1] - a[1])));
  for (let i = 1; i < line.length; i++) {
    const b = line[i - 1] as RiverPoint;
    const c = line[i] as RiverPoint;
    const a = line[i - 2] ?? mirror(b, c);
    const d = line[i + 1] ?? mirror(c, b);
    const [ab, bc, cd] = [knot(a, b), knot(b, c), knot(c, d)];
    const along = (j: 0 | 1, t: number) => {
      const a1 = b[j] + ((b[j] - a[j]) / ab) * t;
      const a2 = b[j] + ((c[j] - b[j]) / bc) * t;
      const a3 = c[j] + ((d[j] - c[j]) / cd) * (t - bc);
      const b1 = a1 + ((a2 - a1) * (t + ab)) / (ab + bc);
      const b2 = a2 + ((a3 - a2) * t) / (bc + cd);
      return b1 + ((b2 - b1) * t) / bc;
    };
    const n = Math.max(1, Math.ceil(Math.hypot(c[0] - b[0], c[1] - b[1]) / spacingDeg));
    const piece: [number, number, number][] = [];
    let [x, y, length] = [b[0], b[1], 0];
    for (let k = 1; k <= n; k++) {
      const t = (bc * k) / n;
      const [px, py] = k === n ? [c[0], c[1]] : [along(0, t), along(1, t)];
      length += Math.hypot(px - x, py - y);
      [x, y] = [px, py];
      piece.push([px, py, length]);
    }
    for (const [k, [px, py, at]] of piece.entries())
      out.push([px, py, k === n - 1 ? c[2] : b[2] + ((c[2] - b[2]) * at) / length]);
  }
  return out;
}

/** Rivers of the control data, each along its smooth course. */
export async function loadRivers(assetsDir: string): Promise<readonly River[]> {
  const control = JSON.parse(
    await readFile(join(assetsDir, 'terrain', 'control.json'), 'utf8'),
  ) as { rivers: River[] };
  return control.rivers.map((river) => ({ ...river, line: riverCourse(river.line) }));
}

/**
 * How much of each pixel is river, 0–1, cols×rows, row 0 north. Width grows with the scale of the tile. `allow` is asked
 * whether a pixel may be river.
 */
export function drawRivers(
  rivers: readonly River[],
  bbox: readonly [number, number, number, number],
  cols: number,
  rows: number = cols,
  allow?: (pixel: number) => boolean,
): Float32Array {
  const out = new Float32Array(cols * rows);
  const kx = cols / (bbox[2] - bbox[0]);
  const ky = rows / (bbox[3] - bbox[1]);
  for (const river of rivers) {
    // The natural river, the Yangtze some 400 m wide, never thinner than a hairline; a reservoir is shown by its fill.
    const half = Math.max(0.45 + river.width * 0.2, (0.0005 * river.width + 0.0003) * ky);
    for (let i = 1; i < river.line.length; i++) {
      const a = river.line[i - 1] as readonly number[];
      const b = river.line[i] as readonly number[];
      const ax = ((a[0] as number) - bbox[0]) * kx;
      const ay = (bbox[3] - (a[1] as number)) * ky;
      const bx = ((b[0] as number) - bbox[0]) * kx;
      const by = (bbox[3] - (b[1] as number)) * ky;
      const reach = half + 1;
      const x0 = Math.max(0, Math.floor(Math.min(ax, bx) - reach));
      const x1 = Math.min(cols - 1, Math.ceil(Math.max(ax, bx) + reach));
      const y0 = Math.max(0, Math.floor(Math.min(ay, by) - reach));
      const y1 = Math.min(rows - 1, Math.ceil(Math.max(ay, by) + reach));
      const length2 = (bx - ax) ** 2 + (by - ay) ** 2;
      for (let y = y0; y <= y1; y++)
        for (let x = x0; x <= x1; x++) {
          const px = x + 0.5;
          const py = y + 0.5;
          const t =
            length2 === 0
              ? 0
              : Math.max(0, Math.min(1, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length2));
          const d = Math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay));
          const cover = Math.max(0, Math.min(1, half + 0.5 - d));
          const k = y * cols + x;
          if (cover <= (out[k] as number)) continue;
          if (allow === undefined || allow(k)) out[k] = cover;
        }
    }
  }
  return out;
}
