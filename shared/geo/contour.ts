import { contours } from 'd3-contour';
import type { Grid } from './grid.ts';

export interface Contour {
  readonly levelM: number;
  /** [lon, lat] in degrees; a closed line ends where it began. */
  readonly lines: readonly (readonly (readonly [number, number])[])[];
}

const NO_GROUND = -1e6;
const MAX_LEVELS = 400;

/** Multiples of the interval between the lowest and the highest post; RangeError where there would be over 400. */
export function contourLevels(grid: Grid, intervalM: number): number[] {
  if (!(intervalM > 0)) throw new RangeError('contour interval');
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of grid.data) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  if (!Number.isFinite(low)) return [];
  const first = Math.ceil(low / intervalM);
  const last = Math.floor(high / intervalM);
  if (last - first >= MAX_LEVELS) throw new RangeError('contour interval');
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * intervalM);
}

/**
 * Lines of equal height of a lattice (marching squares of d3-contour, linear between posts). Lines end at the border
 * and beside posts without data: neither is a contour.
 */
export function contourLines(grid: Grid, levels: readonly number[]): Contour[] {
  const { cols, rows, data } = grid;
  const values = Array.from(data, (v) => (Number.isNaN(v) ? NO_GROUND : v));
  const known = (r: number, c: number) =>
    r >= 0 && c >= 0 && r < rows && c < cols && values[r * cols + c] !== NO_GROUND;
  const make = contours().size([cols, rows]);
  return levels.map((levelM) => {
    const lines: [number, number][][] = [];
    for (const polygon of make.contour(values, levelM).coordinates)
      for (const ring of polygon) {
        const runs: [number, number][][] = [];
        let run: [number, number][] = [];
        for (const [x, y] of ring as [number, number][]) {
          const col = x - 0.5;
          const row = y - 0.5;
          if (known(Math.floor(row), Math.floor(col)) && known(Math.ceil(row), Math.ceil(col)))
            run.push([grid.west + col * grid.stepLon, grid.north - row * grid.stepLat]);
          else {
            runs.push(run);
            run = [];
          }
        }
        // A ring cut open somewhere: its beginning continues its end.
        const first = runs[0];
        if (first && first.length > 0 && run.length > 0) {
          const [a, b] = [run.at(-1), first[0]];
          const same = a?.[0] === b?.[0] && a?.[1] === b?.[1];
          runs[0] = [...run, ...(same ? first.slice(1) : first)];
        } else runs.push(run);
        lines.push(...runs.filter((r) => r.length > 1));
      }
    return { levelM, lines };
  });
}
