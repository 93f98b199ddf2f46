import { metresPerDegree } from '../../shared/geo/geodesy.ts';
import { type Control, densify, type Lattice, type P3 } from './control.ts';

/** Beds lie this far below the natural water surface, m. */
const DEPTH_M = 3;
/** Half the width of the natural water, km per drawing weight; the Yangtze, 3, is 300 m wide here. */
const HALF_KM = 0.05;

/** Places along all rivers, one river after the other, upstream first. */
export interface Reaches {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Natural water surface, m. */
  readonly z: Float32Array;
  readonly half: Float32Array;
  /** Slope of the gorge walls, m/m; 0 outside gorges. */
  readonly gorge: Float32Array;
  /** Post of the lattice it lies on; −1 outside. */
  readonly post: Int32Array;
  /** 1 where a river begins. */
  readonly head: Uint8Array;
}

/** 1 on the segment, falling to 0 at 3 km from it. */
function nearness(p: P3, a: readonly [number, number], b: readonly [number, number]): number {
  const m = metresPerDegree(p[1]);
  const to = (q: readonly [number, number, ...number[]]) =>
    [(q[0] * m.lon) / 1000, (q[1] * m.lat) / 1000] as const;
  const [px, py] = to(p);
  const [ax, ay] = to(a);
  const [bx, by] = to(b);
  const along = ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
  const t = Math.max(0, Math.min(1, along));
  return Math.max(0, 1 - Math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay)) / 3);
}

export function reachesOf(
  courses: readonly { readonly width: number; readonly line: readonly P3[] }[],
  gorges: Control['gorges'],
  l: Lattice,
): Reaches {
  const found = courses.map((river) => ({ river, points: densify(river.line, 0.35 * l.kx) }));
  const n = found.reduce((sum, f) => sum + f.points.length, 0);
  const out: Reaches = {
    x: new Float64Array(n),
    y: new Float64Array(n),
    z: new Float32Array(n),
    half: new Float32Array(n),
    gorge: new Float32Array(n),
    post: new Int32Array(n).fill(-1),
    head: new Uint8Array(n),
  };
  let i = 0;
  for (const { river, points } of found) {
    out.head[i] = 1;
    for (const p of points) {
      const col = (p[0] - l.west) / l.step;
      const row = (l.north - p[1]) / l.step;
      let slope = 0;
      for (const g of gorges) slope = Math.max(slope, g.slope * nearness(p, g.from, g.to));
      out.x[i] = col;
      out.y[i] = row;
      out.z[i] = p[2];
      out.gorge[i] = slope;
      out.half[i] = HALF_KM * river.width * (1 - 0.3 * Math.min(1, slope));
      const r = Math.round(row);
      const c = Math.round(col);
      if (r >= 0 && c >= 0 && r < l.rows && c < l.cols) out.post[i] = r * l.cols + c;
      i++;
    }
  }
  return out;
}

/** For each post the reach nearest to it and how far it is, km (two-pass propagation, Danielsson 1980). */
export function nearestReach(
  reaches: Reaches,
  l: Lattice,
): { near: Int32Array; away: Float32Array } {
  const { rows, cols } = l;
  const near = new Int32Array(rows * cols).fill(-1);
  const away = new Float32Array(rows * cols).fill(Number.POSITIVE_INFINITY);
  const offer = (k: number, r: number, c: number, s: number) => {
    if (s < 0) return;
    const d = Math.hypot(
      ((reaches.x[s] as number) - c) * l.kx,
      ((reaches.y[s] as number) - r) * l.ky,
    );
    if (d < (away[k] as number)) {
      away[k] = d;
      near[k] = s;
    }
  };
  for (let s = 0; s < reaches.z.length; s++) {
    // Rivers outside the lattice count too, from its border.
    const r = Math.max(0, Math.min(rows - 1, Math.round(reaches.y[s] as number)));
    const c = Math.max(0, Math.min(cols - 1, Math.round(reaches.x[s] as number)));
    offer(r * cols + c, r, c, s);
  }
  const from = (k: number, r: number, c: number, other: number) =>
    offer(k, r, c, near[other] as number);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      const k = r * cols + c;
      if (c > 0) from(k, r, c, k - 1);
      if (r > 0) {
        from(k, r, c, k - cols);
        if (c > 0) from(k, r, c, k - cols - 1);
        if (c < cols - 1) from(k, r, c, k - cols + 1);
      }
    }
    for (let c = cols - 2; c >= 0; c--) from(r * cols + c, r, c, r * cols + c + 1);
  }
  for (let r = rows - 1; r >= 0; r--) {
    for (let c = cols - 1; c >= 0; c--) {
      const k = r * cols + c;
      if (c < cols - 1) from(k, r, c, k + 1);
      if (r < rows - 1) {
        from(k, r, c, k + cols);
        if (c < cols - 1) from(k, r, c, k + cols + 1);
        if (c > 0) from(k, r, c, k + cols - 1);
      }
    }
    for (let c = 1; c < cols; c++) from(r * cols + c, r, c, r * cols + c - 1);
  }
  return { near, away };
}

/**
 * Sets the beds, in whole metres, and takes out every rise along a river: a bed is never above what lies upstream of
 * it. Where two reaches share a post the lower one counts, so that it is repeated until nothing changes.
 */
export function runDownhill(z: Float32Array, reaches: Reaches, l: Lattice): void {
  const n = reaches.z.length;
  const isBed = new Uint8Array(z.length);
  const set = (k: number, bed: number) => {
    z[k] = isBed[k] === 1 ? Math.min(z[k] as number, bed) : bed;
    isBed[k] = 1;
  };
  for (let i = 0; i < n; i++) {
    const bed = Math.round(reaches.z[i] as number) - DEPTH_M;
    if ((reaches.post[i] as number) >= 0) set(reaches.post[i] as number, bed);
    const half = reaches.half[i] as number;
    const x = reaches.x[i] as number;
    const y = reaches.y[i] as number;
    for (let r = Math.ceil(y - half / l.ky); r <= y + half / l.ky; r++)
      for (let c = Math.ceil(x - half / l.kx); c <= x + half / l.kx; c++)
        if (r >= 0 && c >= 0 && r < l.rows && c < l.cols)
          if (Math.hypot((c - x) * l.kx, (r - y) * l.ky) <= half) set(r * l.cols + c, bed);
  }
  for (let changed = true; changed; ) {
    changed = false;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < n; i++) {
      if (reaches.head[i] === 1) least = Number.POSITIVE_INFINITY;
      const k = reaches.post[i] as number;
      if (k < 0) continue;
      if ((z[k] as number) > least) {
        z[k] = least;
        changed = true;
      }
      least = z[k] as number;
    }
  }
}
