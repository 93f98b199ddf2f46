import { metresPerDegree } from '../../shared/geo/geodesy.ts';
import type { Grid } from '../../shared/geo/grid.ts';

export interface Agreement {
  readonly cells: number;
  readonly medianAbsM: number;
  readonly meanM: number;
  readonly p90AbsM: number;
  /** Pearson's r of the heights. */
  readonly correlation: number;
}

/**
 * How far two surfaces on the same lattice agree, in cells about `cellM` a side: the mean of each cell is compared, a
 * cell with less than half its posts in both is left out. undefined without two cells.
 */
export function agreement(a: Grid, b: Grid, cellM = 1000): Agreement | undefined {
  if (a.cols !== b.cols || a.rows !== b.rows) throw new RangeError('lattices differ');
  const m = metresPerDegree(a.north - ((a.rows - 1) / 2) * a.stepLat);
  const high = Math.max(1, Math.round(cellM / (a.stepLat * m.lat)));
  const wide = Math.max(1, Math.round(cellM / (a.stepLon * m.lon)));
  const pairs: [number, number][] = [];
  for (let r = 0; r + high <= a.rows; r += high)
    for (let c = 0; c + wide <= a.cols; c += wide) {
      let [sa, sb, n] = [0, 0, 0];
      for (let i = r; i < r + high; i++)
        for (let j = c; j < c + wide; j++) {
          const va = a.data[i * a.cols + j] as number;
          const vb = b.data[i * a.cols + j] as number;
          if (Number.isNaN(va) || Number.isNaN(vb)) continue;
          sa += va;
          sb += vb;
          n += 1;
        }
      if (n * 2 >= high * wide) pairs.push([sa / n, sb / n]);
    }
  const n = pairs.length;
  if (n < 2) return undefined;
  const ma = pairs.reduce((s, p) => s + p[0], 0) / n;
  const mb = pairs.reduce((s, p) => s + p[1], 0) / n;
  let [aa, bb, ab] = [0, 0, 0];
  for (const [x, y] of pairs) {
    aa += (x - ma) ** 2;
    bb += (y - mb) ** 2;
    ab += (x - ma) * (y - mb);
  }
  const off = pairs.map(([x, y]) => Math.abs(x - y)).sort((x, y) => x - y);
  const middle = n % 2 === 1 ? (off[(n - 1) / 2] as number) : ((off[n / 2 - 1] as number) + (off[n / 2] as number)) / 2;
  return {
    cells: n,
    medianAbsM: middle,
    meanM: ma - mb,
    p90AbsM: off[Math.min(n - 1, Math.floor(n * 0.9))] as number,
    correlation: ab / Math.sqrt(aa * bb),
  };
}
