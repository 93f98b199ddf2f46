import { metresPerDegree } from '../../shared/geo/geodesy.ts';

export type P3 = readonly [number, number, number];
type Bbox = readonly [west: number, south: number, east: number, north: number];

/** The hand-made facts of assets/terrain/control.json; heights m, distances km, positions degrees. */
export interface Control {
  readonly bbox: Bbox;
  readonly stepDeg: number;
  readonly peaks: readonly {
    readonly name: string;
    readonly at: readonly [number, number];
    readonly z: number;
    readonly r: number;
  }[];
  /** Level of ordinary summits and interfluves. */
  readonly uplands: readonly P3[];
  /** Flat floors and benches. */
  readonly basins: readonly {
    readonly name: string;
    readonly at: readonly [number, number];
    readonly z: number;
    readonly r: number;
  }[];
  readonly ridges: readonly {
    readonly name: string;
    readonly km: number;
    readonly line: readonly P3[];
  }[];
  readonly rivers: readonly {
    readonly name: string;
    readonly width: number;
    readonly line: readonly P3[];
  }[];
  readonly gorges: readonly {
    readonly from: readonly [number, number];
    readonly to: readonly [number, number];
    readonly slope: number;
  }[];
}

/**
 * A part of the lattice of posts `factor` base posts apart. Posts are counted from the north-west corner of the whole
 * area, so that a part of it sees the same positions, and the same noise, as the whole.
 */
export interface Lattice {
  readonly factor: number;
  readonly row0: number;
  readonly col0: number;
  readonly rows: number;
  readonly cols: number;
  readonly west: number;
  readonly north: number;
  readonly step: number;
  /** Post spacing, km; that along a parallel is taken at the middle of the area. */
  readonly kx: number;
  readonly ky: number;
}

export const COARSEST = 4;

/** Lattice around a box, widened to whole coarsest posts and cut to the area. */
export function latticeAround(control: Control, box: Bbox, marginDeg: number, factor: number) {
  const [west, south, east, north] = control.bbox;
  const unit = control.stepDeg * COARSEST;
  const across = Math.round((east - west) / unit);
  const down = Math.round((north - south) / unit);
  const within = (v: number, most: number) => Math.max(0, Math.min(most, v));
  const c0 = within(Math.floor((box[0] - marginDeg - west) / unit + 1e-6), across);
  const c1 = within(Math.ceil((box[2] + marginDeg - west) / unit - 1e-6), across);
  const r0 = within(Math.floor((north - box[3] - marginDeg) / unit + 1e-6), down);
  const r1 = within(Math.ceil((north - box[1] + marginDeg) / unit - 1e-6), down);
  const per = COARSEST / factor;
  const step = control.stepDeg * factor;
  const m = metresPerDegree((south + north) / 2);
  const lattice: Lattice = {
    factor,
    row0: r0 * per,
    col0: c0 * per,
    rows: (r1 - r0) * per + 1,
    cols: (c1 - c0) * per + 1,
    west: west + c0 * unit,
    north: north - r0 * unit,
    step,
    kx: (step * m.lon) / 1000,
    ky: (step * m.lat) / 1000,
  };
  return lattice;
}

/** Values of a coarser lattice, bilinear, on one twice or four times as fine over the same box. */
export function finer(from: Float32Array, a: Lattice, b: Lattice): Float32Array {
  const ratio = a.factor / b.factor;
  const out = new Float32Array(b.rows * b.cols);
  for (let r = 0; r < b.rows; r++) {
    const ra = Math.min(a.rows - 2, Math.floor(r / ratio));
    const v = r / ratio - ra;
    for (let c = 0; c < b.cols; c++) {
      const ca = Math.min(a.cols - 2, Math.floor(c / ratio));
      const u = c / ratio - ca;
      const i = ra * a.cols + ca;
      const top = (from[i] as number) * (1 - u) + (from[i + 1] as number) * u;
      const low = (from[i + a.cols] as number) * (1 - u) + (from[i + a.cols + 1] as number) * u;
      out[r * b.cols + c] = top * (1 - v) + low * v;
    }
  }
  return out;
}

/** Points every `km` along a polyline with interpolated third coordinate. */
export function densify(line: readonly P3[], km: number): P3[] {
  const out: P3[] = [];
  for (let i = 1; i < line.length; i++) {
    const a = line[i - 1] as P3;
    const b = line[i] as P3;
    const m = metresPerDegree((a[1] + b[1]) / 2);
    const length = Math.hypot((b[0] - a[0]) * m.lon, (b[1] - a[1]) * m.lat);
    const n = Math.max(1, Math.ceil(length / (km * 1000)));
    for (let k = 0; k < n; k++)
      out.push([
        a[0] + ((b[0] - a[0]) * k) / n,
        a[1] + ((b[1] - a[1]) * k) / n,
        a[2] + ((b[2] - a[2]) * k) / n,
      ]);
  }
  out.push(line[line.length - 1] as P3);
  return out;
}

/** Calls back for each post within `km` of a point, with its distance in km. */
export function around(
  l: Lattice,
  p: readonly [number, number, ...number[]],
  km: number,
  visit: (index: number, d: number) => void,
): void {
  const col = (p[0] - l.west) / l.step;
  const row = (l.north - p[1]) / l.step;
  const r1 = Math.min(l.rows - 1, row + km / l.ky);
  const c1 = Math.min(l.cols - 1, col + km / l.kx);
  for (let r = Math.max(0, Math.ceil(row - km / l.ky)); r <= r1; r++)
    for (let c = Math.max(0, Math.ceil(col - km / l.kx)); c <= c1; c++) {
      const d = Math.hypot((c - col) * l.kx, (r - row) * l.ky);
      if (d <= km) visit(r * l.cols + c, d);
    }
}

export const smooth = (t: number) => t * t * (3 - 2 * t);
export const clamp = (v: number, low: number, high: number) => Math.max(low, Math.min(high, v));
