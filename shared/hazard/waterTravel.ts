import { contours } from 'd3-contour';
import { metresPerDegree } from '../geo/geodesy.ts';
import type { LonLat } from '../model/common.ts';
import type { WaterMask } from './predictor.ts';

/** Distance over water from a source, m, on the lattice of the mask; Infinity where water does not lead. */
export interface WaterDistance {
  readonly mask: WaterMask;
  readonly distance: Float64Array;
}

/** Neighbours up to the knight's move: path lengths at most 2.8 % too long in open water. */
const moves = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
  [1, 1],
  [-1, 1],
  [-1, -1],
  [1, -1],
  [2, 1],
  [1, 2],
  [-1, 2],
  [-2, 1],
  [-2, -1],
  [-1, -2],
  [1, -2],
  [2, -1],
] as const;

const wet = (mask: WaterMask, c: number, r: number) =>
  c >= 0 &&
  r >= 0 &&
  c < mask.cols &&
  r < mask.rows &&
  (mask.data[r * mask.cols + c] as number) >= 0.5;

/** The water post nearest to a position within a reach; undefined where there is none. */
export function nearestWater(
  mask: WaterMask,
  position: LonLat,
  reachM: number,
): { col: number; row: number; offM: number } | undefined {
  const m = metresPerDegree(position[1]);
  const x = (position[0] - mask.west) / mask.stepLon;
  const y = (mask.north - position[1]) / mask.stepLat;
  const dc = Math.ceil(reachM / (mask.stepLon * m.lon));
  const dr = Math.ceil(reachM / (mask.stepLat * m.lat));
  let best: { col: number; row: number; offM: number } | undefined;
  for (let row = Math.floor(y) - dr; row <= Math.ceil(y) + dr; row++)
    for (let col = Math.floor(x) - dc; col <= Math.ceil(x) + dc; col++) {
      if (!wet(mask, col, row)) continue;
      const offM = Math.hypot((col - x) * mask.stepLon * m.lon, (row - y) * mask.stepLat * m.lat);
      if (offM <= reachM && (!best || offM < best.offM)) best = { col, row, offM };
    }
  return best;
}

/** Shortest way over water from the post nearest to the source (Dijkstra). undefined: no water within the reach. */
export function waterDistance(
  mask: WaterMask,
  source: LonLat,
  reachM: number,
): WaterDistance | undefined {
  const start = nearestWater(mask, source, reachM);
  if (!start) return undefined;
  const m = metresPerDegree(source[1]);
  const dx = mask.stepLon * m.lon;
  const dy = mask.stepLat * m.lat;
  const steps = moves.map(([c, r]) => ({ c, r, length: Math.hypot(c * dx, r * dy) }));
  const distance = new Float64Array(mask.cols * mask.rows).fill(Number.POSITIVE_INFINITY);
  const heap = new Heap();
  const first = start.row * mask.cols + start.col;
  distance[first] = start.offM;
  heap.push(start.offM, first);
  for (let top = heap.pop(); top; top = heap.pop()) {
    const [d, k] = top;
    if (d > (distance[k] as number)) continue;
    const col = k % mask.cols;
    const row = (k - col) / mask.cols;
    for (const step of steps) {
      const c = col + step.c;
      const r = row + step.r;
      if (!wet(mask, c, r)) continue;
      // A long move must not jump over a spit of land.
      if (
        Math.abs(step.c) + Math.abs(step.r) === 3 &&
        !wet(mask, col + Math.sign(step.c), row + Math.sign(step.r))
      )
        continue;
      const next = d + step.length;
      const to = r * mask.cols + c;
      if (next >= (distance[to] as number)) continue;
      distance[to] = next;
      heap.push(next, to);
    }
  }
  return { mask, distance };
}

/** Way over water to the shore at a position, m; undefined where no connected water is within the reach. */
export function distanceTo(
  from: WaterDistance,
  position: LonLat,
  reachM: number,
): number | undefined {
  const { mask, distance } = from;
  const near = nearestWater(mask, position, reachM);
  if (!near) return undefined;
  const d = distance[near.row * mask.cols + near.col] as number;
  return Number.isFinite(d) ? d + near.offM : undefined;
}

/** Outline of the water reached within a distance: one simple ring, [lon, lat], closed; undefined while it is too small. */
export function reachRing(
  from: WaterDistance,
  reachM: number,
  maxPoints = 240,
): LonLat[] | undefined {
  const { mask, distance } = from;
  const m = metresPerDegree(mask.north);
  const cell = mask.stepLat * m.lat;
  // Land stands just beyond the threshold, so that the outline follows the bank half a post off the water.
  const values = Array.from(distance, (d) => -Math.min(d, reachM + cell));
  const [shape] = contours().size([mask.cols, mask.rows]).thresholds([-reachM])(values);
  let best: number[][] | undefined;
  for (const polygon of shape?.coordinates ?? []) {
    const outer = polygon[0];
    if (outer && (!best || outer.length > best.length)) best = outer;
  }
  if (!best || best.length < 4) return undefined;
  const every = Math.max(1, Math.ceil((best.length - 1) / maxPoints));
  const ring: LonLat[] = [];
  for (let i = 0; i < best.length - 1; i += every) {
    const [x, y] = best[i] as [number, number];
    ring.push([
      round6(mask.west + (x - 0.5) * mask.stepLon),
      round6(mask.north - (y - 0.5) * mask.stepLat),
    ]);
  }
  ring.push(ring[0] as LonLat);
  return ring.length >= 4 ? ring : undefined;
}

const round6 = (v: number) => Math.round(v * 1e6) / 1e6;

/** Binary min-heap of (key, value). */
class Heap {
  private readonly keys: number[] = [];
  private readonly values: number[] = [];

  push(key: number, value: number): void {
    let i = this.keys.length;
    this.keys.push(key);
    this.values.push(value);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if ((this.keys[parent] as number) <= key) break;
      this.move(parent, i);
      i = parent;
    }
    this.keys[i] = key;
    this.values[i] = value;
  }

  pop(): readonly [number, number] | undefined {
    const { keys, values } = this;
    if (keys.length === 0) return undefined;
    const top = [keys[0] as number, values[0] as number] as const;
    const key = keys.pop() as number;
    const value = values.pop() as number;
    const n = keys.length;
    if (n > 0) {
      let i = 0;
      for (;;) {
        let child = 2 * i + 1;
        if (child >= n) break;
        if (child + 1 < n && (keys[child + 1] as number) < (keys[child] as number)) child++;
        if ((keys[child] as number) >= key) break;
        this.move(child, i);
        i = child;
      }
      keys[i] = key;
      values[i] = value;
    }
    return top;
  }

  private move(from: number, to: number): void {
    this.keys[to] = this.keys[from] as number;
    this.values[to] = this.values[from] as number;
  }
}
