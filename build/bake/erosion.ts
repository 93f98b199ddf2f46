import { COARSEST, clamp, type Lattice } from './control.ts';
import { catchments, type Drainage, flood, steepest } from './drainage.ts';
import { lattice } from './noise.ts';

/** Concavity of stream profiles; 0.4 … 0.6 is common (Whipple & Tucker, J. Geophys. Res. 104, 1999). */
const CONCAVITY = 0.4;
/** Base posts along a block in which the relief is brought to its level. */
const BLOCK = 6 * COARSEST;

export interface Ground {
  /** Level of the summits, m. */
  readonly summit: Float32Array;
  /** Steepest slope, m/m. */
  readonly steep: Float32Array;
  /** Strength of the rock against the streams, about 1. */
  readonly hard: Float32Array;
  /** Posts whose height is given: rivers and the border. */
  readonly outlet: Uint8Array;
}

/** Steepness of the streams by blocks, carried from lattice to lattice. */
export interface Blocks {
  readonly row0: number;
  readonly col0: number;
  readonly rows: number;
  readonly cols: number;
  readonly log: Float32Array;
}

export function blocksOver(l: Lattice): Blocks {
  const per = BLOCK / l.factor;
  const row0 = Math.floor(l.row0 / per);
  const col0 = Math.floor(l.col0 / per);
  const rows = Math.floor((l.row0 + l.rows - 1) / per) - row0 + 1;
  const cols = Math.floor((l.col0 + l.cols - 1) / per) - col0 + 1;
  return { row0, col0, rows, cols, log: new Float32Array(rows * cols).fill(Math.log(0.4)) };
}

function spread(b: Blocks, l: Lattice): Float32Array {
  const per = BLOCK / l.factor;
  const out = new Float32Array(l.rows * l.cols);
  for (let r = 0; r < l.rows; r++) {
    const y = clamp((l.row0 + r + 0.5) / per - b.row0 - 0.5, 0, b.rows - 1);
    const r0 = Math.min(Math.max(0, b.rows - 2), Math.floor(y));
    const r1 = Math.min(b.rows - 1, r0 + 1);
    for (let c = 0; c < l.cols; c++) {
      const x = clamp((l.col0 + c + 0.5) / per - b.col0 - 0.5, 0, b.cols - 1);
      const c0 = Math.min(Math.max(0, b.cols - 2), Math.floor(x));
      const c1 = Math.min(b.cols - 1, c0 + 1);
      const u = x - c0;
      const v = y - r0;
      const at = (i: number, j: number) => b.log[i * b.cols + j] as number;
      out[r * l.cols + c] = Math.exp(
        (at(r0, c0) * (1 - u) + at(r0, c1) * u) * (1 - v) +
          (at(r1, c0) * (1 - u) + at(r1, c1) * u) * v,
      );
    }
  }
  return out;
}

/**
 * Valleys cut by streams into the ground: the steady form in which every stream is as steep as its catchment needs,
 * slope = k · (summit − outlet) · area^−0.4 and never over the given steepness (stream power; Whipple & Tucker 1999,
 * solved from the outlets up as by Braun & Willett, Geomorphology 180, 2013). After each round the streams take their
 * steepest way on the new surface, and k is changed in blocks of about 6 km so that the highest ground there reaches
 * the summit level. Writes the surface into `z`, which holds the first guess and the heights of the outlets.
 */
export function carve(
  z: Float32Array,
  g: Ground,
  l: Lattice,
  blocks: Blocks,
  rounds: number,
): void {
  const n = z.length;
  const per = BLOCK / l.factor;
  const base = new Float32Array(n);
  let ways: Drainage = flood(z, g.outlet, l);
  const grain = new Float32Array(n);
  for (let r = 0; r < l.rows; r++)
    for (let c = 0; c < l.cols; c++) {
      const i = r * l.cols + c;
      const chance = lattice(
        (l.row0 + r) * l.factor + 7001,
        (l.col0 + c) * l.factor + 3 * l.factor,
      );
      grain[i] = (g.hard[i] as number) * (0.65 + 0.7 * chance);
    }
  for (let round = 0; round < rounds; round++) {
    const area = catchments(ways, l);
    const k = spread(blocks, l);
    for (let i = 0; i < n; i++) {
      const at = ways.order[i] as number;
      const to = ways.receiver[at] as number;
      if (to === at) {
        base[at] = z[at] as number;
        continue;
      }
      base[at] = base[to] as number;
      const apart = at - to;
      const dx =
        apart === 1 || apart === -1 ? l.kx : apart % l.cols === 0 ? l.ky : Math.hypot(l.kx, l.ky);
      const relief = Math.max(30, (g.summit[at] as number) - (base[at] as number)) / 1000;
      const slope = Math.min(
        g.steep[at] as number,
        (k[at] as number) * (grain[at] as number) * relief * (area[at] as number) ** -CONCAVITY,
      );
      z[at] = (z[to] as number) + Math.max(0.0008, slope) * dx * 1000;
    }
    const most = new Float32Array(blocks.log.length);
    for (let r = 0; r < l.rows; r++)
      for (let c = 0; c < l.cols; c++) {
        const i = r * l.cols + c;
        const b =
          (Math.floor((l.row0 + r) / per) - blocks.row0) * blocks.cols +
          Math.floor((l.col0 + c) / per) -
          blocks.col0;
        const reach =
          ((z[i] as number) - (base[i] as number)) /
          Math.max(30, (g.summit[i] as number) - (base[i] as number));
        if (reach > (most[b] as number)) most[b] = reach;
      }
    for (let b = 0; b < most.length; b++) {
      const change = clamp(1 / Math.max(0.05, most[b] as number), 0.6, 1.6);
      blocks.log[b] = clamp((blocks.log[b] as number) + 0.6 * Math.log(change), -4, 2);
    }
    ways = steepest(z, g.outlet, l);
  }
}
