import { planLattice } from '../../main/terrain/demLattice.ts';
import { openGeoTiff } from '../../main/terrain/geotiff.ts';
import { metresPerDegree } from '../../shared/geo/geodesy.ts';
import { type Grid, gridBbox, sampleGrid } from '../../shared/geo/grid.ts';

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
  const middle =
    n % 2 === 1
      ? (off[(n - 1) / 2] as number)
      : ((off[n / 2 - 1] as number) + (off[n / 2] as number)) / 2;
  return {
    cells: n,
    medianAbsM: middle,
    meanM: ma - mb,
    p90AbsM: off[Math.min(n - 1, Math.floor(n * 0.9))] as number,
    correlation: ab / Math.sqrt(aa * bb),
  };
}

type Box = readonly [west: number, south: number, east: number, north: number];
export interface Measured {
  readonly box: Box;
  readonly agreement: Agreement;
}

/**
 * The schematic against an elevation file: first the whole of what they have in common, then its windows of about
 * `windowDeg` a side. The schematic is sampled at the file's posts; a file in a projection is brought to
 * longitude/latitude as an import would.
 */
export async function againstDem(
  schematic: Grid,
  file: string,
  o: { within?: Box | undefined; windowDeg?: number | undefined } = {},
): Promise<Measured[]> {
  const raster = await openGeoTiff(file);
  try {
    const [w, s, e, n] = gridBbox(schematic);
    const [w2, s2, e2, n2] = o.within ?? [w, s, e, n];
    const area: Box = [Math.max(w, w2), Math.max(s, s2), Math.min(e, e2), Math.min(n, n2)];
    const { lattice: l, read } = planLattice(raster, area, file);
    // A whole file at 1″ is read in one piece only as far as memory allows.
    if (l.cols * l.rows > 40_000_000) throw new RangeError('too many posts; name a smaller box');
    const measured: Grid = { ...l, data: await read(0, 0, l.rows, l.cols) };
    const ours: Grid = { ...l, data: new Float32Array(l.cols * l.rows) };
    for (let r = 0; r < l.rows; r++)
      for (let c = 0; c < l.cols; c++)
        ours.data[r * l.cols + c] = sampleGrid(
          schematic,
          l.west + c * l.stepLon,
          l.north - r * l.stepLat,
        );
    const out: Measured[] = [];
    const add = (r0: number, c0: number, rows: number, cols: number) => {
      const cut = (g: Grid): Grid => {
        const data = new Float32Array(rows * cols);
        for (let r = 0; r < rows; r++)
          data.set(
            g.data.subarray((r0 + r) * g.cols + c0, (r0 + r) * g.cols + c0 + cols),
            r * cols,
          );
        const west = g.west + c0 * g.stepLon;
        return { ...g, west, north: g.north - r0 * g.stepLat, rows, cols, data };
      };
      const a = cut(ours);
      const found = agreement(a, cut(measured));
      if (found) out.push({ box: gridBbox(a), agreement: found });
    };
    add(0, 0, l.rows, l.cols);
    const side = o.windowDeg ?? 0.4;
    const high = Math.round(side / l.stepLat);
    const wide = Math.round(side / l.stepLon);
    for (let r = 0; r + high <= l.rows; r += high)
      for (let c = 0; c + wide <= l.cols; c += wide) add(r, c, high, wide);
    return out;
  } finally {
    await raster.close();
  }
}
