import { contours } from 'd3-contour';
import { encode } from 'fast-png';
import type { Grid } from '../../shared/geo/grid.ts';
import { shadeRelief } from '../../shared/geo/relief.ts';
import type { CutOut } from './terrainPort.ts';

export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Shaded, tinted relief of a cut-out in the style of the printed sheet; the outer posts are only its margin. */
export function reliefRaster(cut: CutOut, exaggeration = 1.4): Raster {
  const { heights, water } = cut;
  const width = heights.cols - 2;
  const height = heights.rows - 2;
  let mask: Float32Array | undefined;
  if (water) {
    mask = new Float32Array(width * height);
    for (let r = 0; r < height; r++)
      for (let c = 0; c < width; c++) {
        const wet = water.data[(r + 1) * water.cols + c + 1] as number;
        mask[r * width + c] = Number.isNaN(wet) ? 0 : Math.max(0, Math.min(1, wet));
      }
  }
  const rgba = shadeRelief(heights, {
    style: 'print',
    exaggeration,
    ...(mask ? { water: mask } : {}),
  });
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0, o = 0; i < rgba.length; i += 4) {
    rgb[o++] = rgba[i] as number;
    rgb[o++] = rgba[i + 1] as number;
    rgb[o++] = rgba[i + 2] as number;
  }
  return { width, height, rgb };
}

export function pngUri({ width, height, rgb }: Raster): string {
  const png = encode({ width, height, data: rgb, channels: 3 });
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

export type Line = [number, number][];

/**
 * Lines of equal value as fractions of the box (0 … 1, y down). The grid is thinned to about `posts` across: finer
 * than that prints as noise. Lines along the border belong to the box, not to the land, and are cut off there.
 */
export function isoLines(
  grid: Grid,
  values: readonly number[],
  posts: number,
): Map<number, Line[]> {
  const every = Math.max(1, Math.round(grid.cols / posts));
  const cols = Math.floor((grid.cols - 1) / every) + 1;
  const rows = Math.floor((grid.rows - 1) / every) + 1;
  const data = new Array<number>(cols * rows);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < cols; c++) {
      const v = grid.data[r * every * grid.cols + c * every] as number;
      data[r * cols + c] = Number.isNaN(v) ? -1e6 : v;
    }
  const out = new Map<number, Line[]>();
  const make = contours().size([cols, rows]);
  for (const value of values) {
    const lines: Line[] = [];
    for (const polygon of make.contour(data, value).coordinates)
      for (const ring of polygon) {
        let run: Line = [];
        for (const [x, y] of ring as [number, number][]) {
          const edge = x < 0.51 || y < 0.51 || x > cols - 0.51 || y > rows - 0.51;
          if (edge) {
            if (run.length > 1) lines.push(run);
            run = [];
          } else
            run.push([
              ((x - 0.5) * every) / (grid.cols - 1),
              ((y - 0.5) * every) / (grid.rows - 1),
            ]);
        }
        if (run.length > 1) lines.push(run);
      }
    out.set(value, lines);
  }
  return out;
}

/** Heights between the lowest and highest post that are multiples of the interval. */
export function levelsOf(grid: Grid, interval: number): number[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of grid.data) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  const out: number[] = [];
  if (!Number.isFinite(low) || !(interval > 0)) return out;
  for (let h = Math.ceil(low / interval) * interval; h <= high && out.length < 80; h += interval)
    out.push(h);
  return out;
}

/** Points that change the line by less than the tolerance are left out (Douglas & Peucker 1973). */
export function simplify(points: Line, tolerance: number): Line {
  if (points.length < 3) return points;
  const keep = new Uint8Array(points.length);
  keep[0] = 1;
  keep[points.length - 1] = 1;
  const stack: [number, number][] = [[0, points.length - 1]];
  for (let span = stack.pop(); span; span = stack.pop()) {
    const [a, b] = span;
    const [ax, ay] = points[a] as [number, number];
    const [bx, by] = points[b] as [number, number];
    const length = Math.hypot(bx - ax, by - ay);
    let worst = 0;
    let at = -1;
    for (let i = a + 1; i < b; i++) {
      const [px, py] = points[i] as [number, number];
      const d =
        length === 0
          ? Math.hypot(px - ax, py - ay)
          : Math.abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length;
      if (d > worst) {
        worst = d;
        at = i;
      }
    }
    if (at < 0 || worst <= tolerance) continue;
    keep[at] = 1;
    stack.push([a, at], [at, b]);
  }
  return points.filter((_, i) => keep[i] === 1);
}
