import type { Grid } from '../../shared/geo/grid.ts';
import type { Projection } from './projection.ts';

/** The ground as the table draws it: heights in the plane's metres, on the same triangles as the mesh. */
export interface Surface {
  readonly grid: Grid;
  readonly projection: Projection;
  readonly lowM: number;
  readonly highM: number;
  readonly stepX: number;
  readonly stepZ: number;
  /** NaN outside and over unknown ground. */
  heightAt(x: number, z: number): number;
}

export function createSurface(
  grid: Grid,
  projection: Projection,
  range: { readonly lowM: number; readonly highM: number },
): Surface {
  const { cols, rows, data } = grid;
  const { widthM, depthM } = projection;
  const stepX = widthM / (cols - 1);
  const stepZ = depthM / (rows - 1);
  return {
    grid,
    projection,
    ...range,
    stepX,
    stepZ,
    heightAt(x, z) {
      const c = (x + widthM / 2) / stepX;
      const r = (z + depthM / 2) / stepZ;
      if (!(c >= -1e-6 && r >= -1e-6 && c <= cols - 1 + 1e-6 && r <= rows - 1 + 1e-6))
        return Number.NaN;
      const c0 = Math.min(cols - 2, Math.max(0, Math.floor(c)));
      const r0 = Math.min(rows - 2, Math.max(0, Math.floor(r)));
      const u = c - c0;
      const v = r - r0;
      const i = r0 * cols + c0;
      const nw = data[i] as number;
      const ne = data[i + 1] as number;
      const sw = data[i + cols] as number;
      const se = data[i + cols + 1] as number;
      // A cell with an unknown corner is a hole in the mesh: nothing stands on it.
      if (Number.isNaN(nw + ne + sw + se)) return Number.NaN;
      // The mesh's diagonal runs from the north-east to the south-west corner.
      return u + v <= 1
        ? nw + (ne - nw) * u + (sw - nw) * v
        : se + (sw - se) * (1 - u) + (ne - se) * (1 - v);
    },
  };
}

/** Rise per metre eastward and southward at each post, interleaved; one-sided beside unknown ground. */
export function slopes({ grid, stepX, stepZ }: Surface): Float32Array {
  const { cols, rows, data } = grid;
  const out = new Float32Array(cols * rows * 2);
  const rise = (i: number, back: number, forth: number, step: number) => {
    const here = data[i] as number;
    const a = back < 0 ? Number.NaN : (data[back] as number);
    const b = forth < 0 ? Number.NaN : (data[forth] as number);
    if (!Number.isNaN(a) && !Number.isNaN(b)) return (b - a) / (2 * step);
    if (!Number.isNaN(a)) return (here - a) / step;
    return Number.isNaN(b) ? 0 : (b - here) / step;
  };
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < cols; c++) {
      const i = r * cols + c;
      if (Number.isNaN(data[i] as number)) continue;
      out[i * 2] = rise(i, c > 0 ? i - 1 : -1, c < cols - 1 ? i + 1 : -1, stepX);
      out[i * 2 + 1] = rise(i, r > 0 ? i - cols : -1, r < rows - 1 ? i + cols : -1, stepZ);
    }
  return out;
}

const around = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
] as const;
const reaches = [1, 2, 4, 7, 12] as const;

/**
 * Share of the sky that each post sees, by the horizon in eight directions (sky-view factor of Zakšek, Oštir & Kokalj,
 * Remote Sensing 3, 2011, eq. 3: mean of 1 − sin of the horizon's angle). It keeps gorges deep under any light.
 */
export function skyView({ grid, stepX, stepZ }: Surface): Float32Array {
  const { cols, rows, data } = grid;
  const out = new Float32Array(cols * rows).fill(1);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < cols; c++) {
      const i = r * cols + c;
      const here = data[i] as number;
      if (Number.isNaN(here)) continue;
      let open = 0;
      for (const [dc, dr] of around) {
        const unit = Math.hypot(dc * stepX, dr * stepZ);
        let steepest = 0;
        for (const n of reaches) {
          const cc = c + dc * n;
          const rr = r + dr * n;
          if (cc < 0 || rr < 0 || cc >= cols || rr >= rows) break;
          const t = ((data[rr * cols + cc] as number) - here) / (unit * n);
          if (t > steepest) steepest = t;
        }
        open += 1 - steepest / Math.sqrt(1 + steepest * steepest);
      }
      out[i] = open / around.length;
    }
  return out;
}

export type Vec3 = readonly [x: number, y: number, z: number];

/**
 * Where a ray meets the ground: plane coordinates of the hit. The ray is in the scene's metres, in which a height h
 * stands at (h − low) · exaggeration.
 */
export function rayHit(
  surface: Surface,
  from: Vec3,
  along: Vec3,
  exaggeration: number,
): { readonly x: number; readonly z: number; readonly heightM: number } | undefined {
  const { projection, lowM, highM } = surface;
  const top = (highM - lowM) * exaggeration + 1;
  const half = [projection.widthM / 2, 0, projection.depthM / 2] as const;
  let near = 0;
  let far = Number.POSITIVE_INFINITY;
  for (let axis = 0; axis < 3; axis++) {
    const lo = axis === 1 ? -1 : -(half[axis] as number);
    const hi = axis === 1 ? top : (half[axis] as number);
    const o = from[axis] as number;
    const d = along[axis] as number;
    if (Math.abs(d) < 1e-12) {
      if (o < lo || o > hi) return undefined;
      continue;
    }
    const a = (lo - o) / d;
    const b = (hi - o) / d;
    near = Math.max(near, Math.min(a, b));
    far = Math.min(far, Math.max(a, b));
  }
  if (!(near <= far)) return undefined;
  const above = (t: number) => {
    const h = surface.heightAt(from[0] + along[0] * t, from[2] + along[2] * t);
    return from[1] + along[1] * t - (h - lowM) * exaggeration;
  };
  const flat = Math.hypot(along[0], along[2]);
  const step = Math.min(surface.stepX, surface.stepZ) / Math.max(flat, 0.25);
  let before = above(near);
  for (let t = near; t <= far + step; t += step) {
    const here = above(Math.min(t, far));
    if (here <= 0 && before > 0) {
      let lo = t - step;
      let hi = Math.min(t, far);
      for (let i = 0; i < 24; i++) {
        const mid = (lo + hi) / 2;
        if (above(mid) > 0) lo = mid;
        else hi = mid;
      }
      const x = from[0] + along[0] * hi;
      const z = from[2] + along[2] * hi;
      const heightM = surface.heightAt(x, z);
      return Number.isNaN(heightM) ? undefined : { x, z, heightM };
    }
    before = here;
    if (t >= far) break;
  }
  return undefined;
}

/** Whether the ground hides a spot from the eye; both in the scene's metres. */
export function isHidden(surface: Surface, eye: Vec3, spot: Vec3, exaggeration: number): boolean {
  const STEPS = 96;
  for (let i = 1; i < STEPS; i++) {
    // Denser towards the spot, where the ridge that hides it mostly stands.
    const t = 1 - (i / STEPS) ** 2;
    if (t > 0.995) continue;
    const x = eye[0] + (spot[0] - eye[0]) * t;
    const y = eye[1] + (spot[1] - eye[1]) * t;
    const z = eye[2] + (spot[2] - eye[2]) * t;
    const ground = (surface.heightAt(x, z) - surface.lowM) * exaggeration;
    if (ground > y) return true;
  }
  return false;
}
