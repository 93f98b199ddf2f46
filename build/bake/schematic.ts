import { riverCourse } from '../../main/terrain/rivers.ts';
import { createGrid, type Grid } from '../../shared/geo/grid.ts';
import {
  around,
  COARSEST,
  type Control,
  clamp,
  densify,
  finer,
  type Lattice,
  latticeAround,
  smooth,
} from './control.ts';
import { blocksOver, carve } from './erosion.ts';
import { noise, structure } from './noise.ts';
import { nearestReach, type Reaches, reachesOf, runDownhill } from './reaches.ts';

/**
 * Near a river the summits are lower: this share of their height above it at the water, all of it at 5 km. With SWELL
 * and the concavity the only numbers that were chosen by comparing the whole with measured ground.
 */
const FLANK = 0.6;
const FLANK_KM = 5;
const SWELL = 1.08;
/** A window is baked with this much around it, so that most streams that reach into it rise within. */
const MARGIN_DEG = 0.4;
/** Post spacing in base posts, and rounds of stream cutting there. */
const passes = [
  { factor: COARSEST, rounds: 24 },
  { factor: 2, rounds: 12 },
  { factor: 1, rounds: 8 },
] as const;

/** Level of the summits between the control points, by inverse distance to the fourth power. */
function summitLevel(control: Control, l: Lattice): Float32Array {
  const out = new Float32Array(l.rows * l.cols);
  for (let r = 0; r < l.rows; r++) {
    const lat = l.north - r * l.step;
    for (let c = 0; c < l.cols; c++) {
      const lon = l.west + c * l.step;
      let sum = 0;
      let weight = 0;
      for (const [x, y, z] of control.uplands) {
        const d2 = ((lon - x) * 0.865) ** 2 + (lat - y) ** 2 + 0.003;
        const w = 1 / (d2 * d2);
        sum += w * z;
        weight += w;
      }
      out[r * l.cols + c] = sum / weight;
    }
  }
  return out;
}

/** Fold ridges and peaks set on the summit level. */
function raise(control: Control, summit: Float32Array, l: Lattice): void {
  const lift = new Float32Array(summit.length);
  const crest = new Float32Array(summit.length);
  const one = (p: readonly [number, number, number], km: number) =>
    around(l, p, km * 2.2, (i, d) => {
      const w = Math.exp(-((d / km) ** 2) * 1.1);
      if (w > (lift[i] as number)) {
        lift[i] = w;
        crest[i] = p[2];
      }
    });
  for (const ridge of control.ridges) for (const p of densify(ridge.line, 0.4)) one(p, ridge.km);
  for (const peak of control.peaks) one([peak.at[0], peak.at[1], peak.z], peak.r / 2);
  for (let i = 0; i < summit.length; i++) {
    const low = summit[i] as number;
    const top = Math.max(low, crest[i] as number);
    summit[i] = low + (top - low) * (lift[i] as number);
  }
}

/** Where relief is high the slopes are long and steep; in gorges steeper still. */
function steepness(summit: Float32Array, reaches: Reaches, near: Int32Array, away: Float32Array) {
  const out = new Float32Array(summit.length);
  for (let i = 0; i < out.length; i++) {
    const s = near[i] as number;
    const relief = (summit[i] as number) - (reaches.z[s] as number);
    const gorge = (reaches.gorge[s] as number) * clamp(1 - ((away[i] as number) - 1) / 2.5, 0, 1);
    out[i] = Math.max(0.22 + 0.48 * smooth(clamp(relief / 1100, 0, 1)), gorge);
  }
  return out;
}

/** The first surface: from the rivers up to the summits, with the grain of the folds. */
function guess(
  summit: Float32Array,
  grain: Float32Array,
  reaches: Reaches,
  near: Int32Array,
  away: Float32Array,
): Float32Array {
  return summit.map((top, i) => {
    const low = reaches.z[near[i] as number] as number;
    const rise = 1 - Math.exp(-(away[i] as number) / 3.5);
    return low + Math.max(30, top - low) * rise * (0.75 + 0.6 * (grain[i] as number));
  });
}

function soften(z: Float32Array, l: Lattice, fixed: Uint8Array, times: number): void {
  const { rows, cols } = l;
  for (let n = 0; n < times; n++) {
    const from = Float32Array.from(z);
    for (let r = 1; r < rows - 1; r++)
      for (let c = 1; c < cols - 1; c++) {
        const i = r * cols + c;
        if (fixed[i] === 1) continue;
        const at = (k: number) => from[k] as number;
        z[i] =
          (4 * at(i) +
            2 * (at(i - 1) + at(i + 1) + at(i - cols) + at(i + cols)) +
            at(i - cols - 1) +
            at(i - cols + 1) +
            at(i + cols - 1) +
            at(i + cols + 1)) /
          16;
      }
  }
}

function flatten(control: Control, z: Float32Array, l: Lattice): void {
  for (const basin of control.basins)
    around(l, basin.at, basin.r * 1.6, (i, d) => {
      const w = smooth(clamp(1.6 - d / basin.r, 0, 1));
      const here = z[i] as number;
      z[i] = here + (basin.z + 0.12 * (here - basin.z) - here) * w;
    });
}

/** Named peaks reach their height: the highest ground near each is lifted, and its surroundings with it. */
function crown(control: Control, z: Float32Array, l: Lattice): void {
  for (const peak of control.peaks) {
    let top = 0;
    around(l, peak.at, 1.2, (i) => {
      top = Math.max(top, z[i] as number);
    });
    if (top === 0) continue;
    const km = Math.max(2, peak.r / 2);
    around(l, peak.at, km * 2.2, (i, d) => {
      z[i] = (z[i] as number) + (peak.z - top) * Math.exp(-((d / km) ** 2));
    });
  }
}

/** Banks beside the rivers no steeper than their valley: what decides how wide the reservoir is. */
function banks(z: Float32Array, reaches: Reaches, near: Int32Array, away: Float32Array) {
  for (let i = 0; i < z.length; i++) {
    const s = near[i] as number;
    const out = (away[i] as number) - (reaches.half[s] as number);
    if (out > 3) continue;
    const d = Math.max(0, out);
    const main = clamp((reaches.half[s] as number) / 0.15, 0, 1);
    const gentle = (0.3 - 0.1 * main) * d + 0.22 * d * d;
    const wall =
      (reaches.z[s] as number) + 1000 * Math.max(gentle, (reaches.gorge[s] as number) * d);
    const here = z[i] as number;
    // Soft minimum, 40 m wide, so that banks and slopes do not meet in an edge.
    const h = clamp(0.5 + (here - wall) / 80, 0, 1);
    z[i] = here + (wall - here) * h - 40 * h * (1 - h);
    z[i] = Math.max(z[i] as number, (reaches.z[s] as number) + 1);
  }
}

/**
 * Schematic relief from control facts. Summit levels, fold ridges and peaks say how high the ground may be, the rivers
 * how low; between them streams cut their valleys on ever finer lattices. Then flat floors, banks and beds are set. No
 * bed rises downstream. The same facts and window give the same bytes. A window gives ground of the same kind as the
 * whole but not the same posts: which way a stream takes hangs on its neighbours, and theirs on those beyond the margin.
 */
export function schematicGrid(
  control: Control,
  window: readonly [number, number, number, number] = control.bbox,
): Grid {
  const courses = control.rivers.map((river) => ({ ...river, line: riverCourse(river.line) }));
  const coarse = latticeAround(control, window, MARGIN_DEG, COARSEST);
  const level = summitLevel(control, coarse);
  const blocks = blocksOver(coarse);
  let z: Float32Array | undefined;
  let last = coarse;
  let at = coarse;
  let reaches: Reaches | undefined;
  let near: Int32Array = new Int32Array(0);
  let away: Float32Array = new Float32Array(0);
  for (const { factor, rounds } of passes) {
    at = latticeAround(control, window, MARGIN_DEG, factor);
    reaches = reachesOf(courses, control.gorges, at);
    ({ near, away } = nearestReach(reaches, at));
    const grain = new Float32Array(at.rows * at.cols);
    const summit = finer(level, coarse, at);
    for (let r = 0; r < at.rows; r++)
      for (let c = 0; c < at.cols; c++) {
        const i = r * at.cols + c;
        const lon = at.west + c * at.step;
        const lat = at.north - r * at.step;
        grain[i] = structure(lon, lat);
        const low = reaches.z[near[i] as number] as number;
        const flank = FLANK + (1 - FLANK) * smooth(clamp((away[i] as number) / FLANK_KM, 0, 1));
        summit[i] = low + ((summit[i] as number) - low) * flank;
        const swell =
          SWELL * (0.88 + 0.25 * (grain[i] as number) + 0.2 * noise(lon * 38 + 11, lat * 42 + 5));
        summit[i] = low + ((summit[i] as number) - low) * swell;
      }
    raise(control, summit, at);
    z = z ? finer(z, last, at) : guess(summit, grain, reaches, near, away);
    const outlet = new Uint8Array(z.length);
    for (let i = 0; i < reaches.post.length; i++) {
      const k = reaches.post[i] as number;
      if (k < 0) continue;
      z[k] =
        outlet[k] === 1
          ? Math.min(z[k] as number, reaches.z[i] as number)
          : (reaches.z[i] as number);
      outlet[k] = 1;
    }
    for (let i = 0; i < z.length; i++) {
      const c = i % at.cols;
      if (c === 0 || c === at.cols - 1 || i < at.cols || i >= z.length - at.cols) outlet[i] = 1;
    }
    const hard = grain.map((v) => Math.exp(0.9 * v));
    const steep = steepness(summit, reaches, near, away);
    carve(z, { summit, steep, hard, outlet }, at, blocks, rounds);
    soften(z, at, outlet, factor === 1 ? 3 : 1);
    last = at;
  }
  if (!z || !reaches) throw new RangeError('no passes');
  crown(control, z, at);
  flatten(control, z, at);
  banks(z, reaches, near, away);
  runDownhill(z, reaches, at);

  const step = control.stepDeg;
  const cols = Math.round((window[2] - window[0]) / step) + 1;
  const rows = Math.round((window[3] - window[1]) / step) + 1;
  const grid = createGrid(window, cols, rows);
  const c0 = Math.round((window[0] - at.west) / step);
  const r0 = Math.round((at.north - window[3]) / step);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < cols; c++)
      grid.data[r * cols + c] = Math.round(z[(r0 + r) * at.cols + c0 + c] as number);
  return grid;
}
