import type { Surface } from './surface.ts';

export type Point = readonly [x: number, z: number];

/** Part of a segment inside a centred box (Liang & Barsky 1984); undefined where none is. */
export function clipSegment(
  a: Point,
  b: Point,
  halfX: number,
  halfZ: number,
): readonly [Point, Point] | undefined {
  const dx = b[0] - a[0];
  const dz = b[1] - a[1];
  let t0 = 0;
  let t1 = 1;
  for (const [p, q] of [
    [-dx, a[0] + halfX],
    [dx, halfX - a[0]],
    [-dz, a[1] + halfZ],
    [dz, halfZ - a[1]],
  ] as const) {
    if (p === 0) {
      if (q < 0) return undefined;
    } else if (p < 0) t0 = Math.max(t0, q / p);
    else t1 = Math.min(t1, q / p);
  }
  if (t0 > t1) return undefined;
  return [
    [a[0] + dx * t0, a[1] + dz * t0],
    [a[0] + dx * t1, a[1] + dz * t1],
  ];
}

/** [on, off] lengths along a line in metres; undefined: solid. */
export type Dash = readonly [on: number, off: number] | undefined;

/**
 * A line laid on the ground: pairs of points (x, height, z), clipped to the block, open over unknown ground, dashed by
 * its length in the plane so that dashes stay where they are while the table turns.
 */
export function drapeLine(surface: Surface, line: readonly Point[], dash: Dash): number[] {
  const { projection } = surface;
  const half = [projection.widthM / 2, projection.depthM / 2] as const;
  const step = Math.min(surface.stepX, surface.stepZ);
  const out: number[] = [];
  let run = 0;
  const period = dash ? dash[0] + dash[1] : Number.POSITIVE_INFINITY;
  for (let i = 1; i < line.length; i++) {
    const from = line[i - 1] as Point;
    const to = line[i] as Point;
    const whole = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const part = clipSegment(from, to, ...half);
    if (!part || whole === 0) {
      run += whole;
      continue;
    }
    const [a, b] = part;
    const start = run + Math.hypot(a[0] - from[0], a[1] - from[1]);
    run += whole;
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const at = (d: number) => {
      const t = length === 0 ? 0 : d / length;
      const x = a[0] + (b[0] - a[0]) * t;
      const z = a[1] + (b[1] - a[1]) * t;
      return [x, surface.heightAt(x, z), z] as const;
    };
    let d = 0;
    while (d < length) {
      const phase = dash ? (start + d) % period : 0;
      const drawn = !dash || phase < dash[0];
      const left = dash ? (drawn ? dash[0] : period) - phase : Number.POSITIVE_INFINITY;
      const next = Math.min(length, d + Math.min(step, Math.max(left, step * 1e-3)));
      if (drawn) {
        const p = at(d);
        const q = at(next);
        if (!Number.isNaN(p[1] + q[1])) out.push(...p, ...q);
      }
      d = next;
    }
  }
  return out;
}

/** The two barbs of an arrow's head, in the plane; empty where the line has no direction. */
export function arrowHead(line: readonly Point[], size: number): readonly Point[] {
  const tip = line.at(-1);
  if (!tip) return [];
  const tail = [...line].reverse().find((p) => Math.hypot(p[0] - tip[0], p[1] - tip[1]) > size / 4);
  if (!tail) return [];
  const length = Math.hypot(tip[0] - tail[0], tip[1] - tail[1]);
  const s = Math.min(size, length * 0.6);
  const ux = (tip[0] - tail[0]) / length;
  const uz = (tip[1] - tail[1]) / length;
  const back = [tip[0] - ux * s, tip[1] - uz * s] as const;
  const wide = s * 0.5;
  return [
    [back[0] - uz * wide, back[1] + ux * wide],
    tip,
    [back[0] + uz * wide, back[1] - ux * wide],
  ];
}

/** Whether a ring of the plane holds a point (even–odd rule). */
export function ringHolds(ring: readonly Point[], x: number, z: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, zi] = ring[i] as Point;
    const [xj, zj] = ring[j] as Point;
    if (zi > z !== zj > z && x < ((xj - xi) * (z - zi)) / (zj - zi) + xi) inside = !inside;
  }
  return inside;
}
