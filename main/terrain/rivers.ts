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

export async function loadRivers(assetsDir: string): Promise<readonly River[]> {
  return (
    JSON.parse(await readFile(join(assetsDir, 'terrain', 'control.json'), 'utf8')) as {
      rivers: River[];
    }
  ).rivers;
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
    // Pixels for about 250 m of water per weight, never thinner than a hairline.
    const half = Math.max(0.45 + river.width * 0.2, (0.00125 * river.width + 0.0006) * ky);
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
