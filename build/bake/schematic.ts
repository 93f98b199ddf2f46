import { metresPerDegree } from '../../shared/geo/geodesy.ts';
import { createGrid, type Grid } from '../../shared/geo/grid.ts';

type P3 = readonly [number, number, number];
export interface Control {
  readonly bbox: readonly [number, number, number, number];
  readonly stepDeg: number;
  readonly peaks: readonly {
    readonly name: string;
    readonly at: readonly [number, number];
    readonly z: number;
    readonly r: number;
  }[];
  readonly base: readonly P3[];
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

/** Hash noise on the integer lattice, the same on every machine (32-bit integer arithmetic only). */
function lattice(x: number, y: number): number {
  let h = Math.imul(x, 374761393) ^ Math.imul(y, 668265263);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}
function noise(x: number, y: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = x - x0;
  const fy = y - y0;
  const u = fx * fx * (3 - 2 * fx);
  const v = fy * fy * (3 - 2 * fy);
  const a = lattice(x0, y0);
  const b = lattice(x0 + 1, y0);
  const c = lattice(x0, y0 + 1);
  const d = lattice(x0 + 1, y0 + 1);
  return a + (b - a) * u + (c - a) * v + (a - b - c + d) * u * v;
}
/** Ridges with valleys between them: 0 in the valley, 1 on the crest. */
function ridged(x: number, y: number): number {
  let sum = 0;
  let weight = 0.5;
  let f = 1;
  for (let octave = 0; octave < 4; octave++) {
    const n = 1 - Math.abs(2 * noise(x * f + octave * 17, y * f + octave * 31) - 1);
    sum += weight * n * n;
    weight *= 0.5;
    f *= 2.07;
  }
  return sum;
}

/** Strikes of the folds, degrees from north, and where each rules: the parallel ridge belt, the bend, the E–W arcs. */
const strikes = [22, 48, 80] as const;
function strikeWeights(lon: number, lat: number): readonly [number, number, number] {
  const east = smooth(Math.max(0, Math.min(1, (lon - 106.9) / 2.2)));
  const north = smooth(Math.max(0, Math.min(1, (lat - 30.2) / 1.3)));
  return [1 - east, east * (1 - north), east * north];
}

/** Fine structure along the strike, about −0.4 … 0.6. Each strike has its own noise, so that nothing is wrung. */
function structure(lon: number, lat: number): number {
  const x = (lon - 107.8) * 96.5;
  const y = (lat - 30.2) * 110.9;
  const weights = strikeWeights(lon, lat);
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    const w = weights[i] as number;
    if (w < 0.01) continue;
    const a = ((strikes[i] as number) * Math.PI) / 180;
    const along = x * Math.sin(a) + y * Math.cos(a);
    const across = x * Math.cos(a) - y * Math.sin(a);
    const bend = 2.2 * (noise(along / 14 + 40 * i, across / 14) - 0.5);
    sum +=
      w *
      (0.75 * ridged(across / 9 + bend + 300 * i, along / 26) +
        0.4 * ridged(across / 6 + 90, along / 7 + bend + 50 * i));
  }
  return sum - 0.5;
}

/** Points every `km` along a polyline with interpolated third coordinate. */
function densify(line: readonly P3[], km: number): P3[] {
  const out: P3[] = [];
  for (let i = 1; i < line.length; i++) {
    const a = line[i - 1] as P3;
    const b = line[i] as P3;
    const m = metresPerDegree((a[1] + b[1]) / 2);
    const n = Math.max(
      1,
      Math.ceil(Math.hypot((b[0] - a[0]) * m.lon, (b[1] - a[1]) * m.lat) / (km * 1000)),
    );
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
function around(
  grid: Grid,
  p: readonly [number, number, ...number[]],
  km: number,
  visit: (index: number, d: number) => void,
): void {
  const m = metresPerDegree(p[1]);
  const kx = (grid.stepLon * m.lon) / 1000;
  const ky = (grid.stepLat * m.lat) / 1000;
  const col = (p[0] - grid.west) / grid.stepLon;
  const row = (grid.north - p[1]) / grid.stepLat;
  for (
    let r = Math.max(0, Math.ceil(row - km / ky));
    r <= Math.min(grid.rows - 1, row + km / ky);
    r++
  )
    for (
      let c = Math.max(0, Math.ceil(col - km / kx));
      c <= Math.min(grid.cols - 1, col + km / kx);
      c++
    ) {
      const d = Math.hypot((c - col) * kx, (r - row) * ky);
      if (d <= km) visit(r * grid.cols + c, d);
    }
}

const smooth = (t: number) => t * t * (3 - 2 * t);

/**
 * Schematic relief from control facts: a base surface by inverse distance from known heights, peaks and fold ridges
 * set on it, fine structure along the strike, then rivers cut in from their long profiles. A river's bed never rises
 * downstream, because the profile points do not and nothing is put on top of the bed afterwards.
 */
export function schematicGrid(
  control: Control,
  window: readonly [number, number, number, number] = control.bbox,
): Grid {
  const cols = Math.round((window[2] - window[0]) / control.stepDeg) + 1;
  const rows = Math.round((window[3] - window[1]) / control.stepDeg) + 1;
  const grid = createGrid(window, cols, rows);
  const { data } = grid;

  for (let r = 0; r < rows; r++) {
    const lat = grid.north - r * grid.stepLat;
    for (let c = 0; c < cols; c++) {
      const lon = grid.west + c * grid.stepLon;
      let sum = 0;
      let weight = 0;
      for (const [x, y, z] of control.base) {
        const d2 = ((lon - x) * 0.87) ** 2 + (lat - y) ** 2 + 0.004;
        const w = 1 / (d2 * d2);
        sum += w * z;
        weight += w;
      }
      const base = sum / weight;
      const rough = Math.max(70, Math.min(1000, (base - 200) * 0.85));
      data[r * cols + c] = base + rough * structure(lon, lat);
    }
  }

  const lift = new Float32Array(data.length);
  const crest = new Float32Array(data.length);
  const raise = (p: P3, km: number) =>
    around(grid, p, km * 2.2, (i, d) => {
      const w = Math.exp(-((d / km) ** 2) * 1.1);
      if (w > (lift[i] as number)) {
        lift[i] = w;
        crest[i] = p[2];
      }
    });
  for (const ridge of control.ridges) for (const p of densify(ridge.line, 0.5)) raise(p, ridge.km);
  for (const peak of control.peaks) raise([peak.at[0], peak.at[1], peak.z], peak.r / 3);
  for (let i = 0; i < data.length; i++) {
    const w = lift[i] as number;
    if (w > 0.02) {
      const low = data[i] as number;
      const top = Math.max(crest[i] as number, low);
      data[i] = low + (top - low) * w + (w > 0.3 ? (top - low) * 0.06 * (lattice(i, 7) - 0.5) : 0);
    }
  }

  // Valley walls: steepness by gorge, otherwise gentle and widening. The lowest wall wins.
  const floor = new Float32Array(data.length).fill(Number.POSITIVE_INFINITY);
  const bed = new Float32Array(data.length).fill(Number.POSITIVE_INFINITY);
  for (const river of control.rivers) {
    const half = 0.12 + river.width * 0.1;
    for (const p of densify(river.line, 0.25)) {
      let slope = 0;
      for (const g of control.gorges) {
        const near = nearness(p, g.from, g.to);
        if (near > 0) slope = Math.max(slope, g.slope * near);
      }
      const reach = slope > 0.3 ? 3 : 7;
      around(grid, p, reach, (i, d) => {
        const out = Math.max(0, d - half);
        const gentle = 1000 * (0.05 * out + 0.016 * out * out);
        const steep = 1000 * slope * out;
        const wall = p[2] + Math.max(gentle, steep);
        if (wall < (floor[i] as number)) floor[i] = wall;
        if (d <= Math.max(half, 0.34) && p[2] - 3 < (bed[i] as number)) bed[i] = p[2] - 3;
      });
    }
  }
  for (let i = 0; i < data.length; i++) {
    const wall = floor[i] as number;
    const here = data[i] as number;
    if (Number.isFinite(wall)) {
      // Soft minimum (width 60 m), so that the valley does not meet the upland in a knife edge.
      const h = Math.max(0, Math.min(1, 0.5 + (here - wall) / 120));
      data[i] = here + (wall - here) * smooth(h);
      if ((data[i] as number) < wall - 25)
        data[i] = Math.max(data[i] as number, Math.min(here, wall - 25));
    }
    if (Number.isFinite(bed[i] as number)) data[i] = bed[i] as number;
  }
  return grid;
}

/** 1 on the segment, falling to 0 at 4 km from it. */
function nearness(p: P3, a: readonly [number, number], b: readonly [number, number]): number {
  const m = metresPerDegree(p[1]);
  const to = (q: readonly [number, number, ...number[]]) =>
    [(q[0] * m.lon) / 1000, (q[1] * m.lat) / 1000] as const;
  const [px, py] = to(p);
  const [ax, ay] = to(a);
  const [bx, by] = to(b);
  const t = Math.max(
    0,
    Math.min(
      1,
      ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2),
    ),
  );
  return Math.max(0, 1 - Math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay)) / 4);
}
