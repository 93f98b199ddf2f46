import type { Cartesian3 } from 'cesium';
import { distanceM } from '../../shared/geo/geodesy.ts';
import type { LonLat } from '../../shared/model/common.ts';
import type { Ground } from './ground.ts';
import { type Drawing, type DrawnLayer, emptyDrawing, type Mark, type Outline } from './marks.ts';
import type { Point } from './placement.ts';

export interface Standing {
  readonly mark: Mark;
  world: Cartesian3;
  height: number;
}
export interface Lying {
  readonly outline: Outline;
  readonly points: readonly LonLat[];
  worlds: Cartesian3[];
  heights: number[];
  path: (Point | undefined)[];
}

/** Lines follow the ground in steps of this, m, and at most so many. */
const STEP_M = 150;
const STEPS_MAX = 160;

/** A line with points between, so that it lies on the ground instead of cutting through it. */
function follow(line: readonly LonLat[], closed: boolean): LonLat[] {
  const ring = closed && line.length > 2 ? [...line, line[0] as LonLat] : line;
  const total = ring.slice(1).reduce((sum, p, i) => sum + distanceM(ring[i] as LonLat, p), 0);
  const step = Math.max(STEP_M, total / STEPS_MAX);
  const out: LonLat[] = ring.length > 0 ? [ring[0] as LonLat] : [];
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1] as LonLat, ring[i] as LonLat];
    const n = Math.max(1, Math.ceil(distanceM(a, b) / step));
    for (let k = 1; k <= n; k++)
      out.push([a[0] + ((b[0] - a[0]) * k) / n, a[1] + ((b[1] - a[1]) * k) / n]);
  }
  return out;
}

/** What each layer wants shown, stood on the ground as it is drawn. */
export class Stage {
  readonly marks = new Map<DrawnLayer, Standing[]>();
  readonly lines = new Map<DrawnLayer, Lying[]>();
  private readonly ground: Ground;

  constructor(ground: Ground) {
    this.ground = ground;
  }

  set(layer: DrawnLayer, drawing: Drawing): void {
    const old = new Map((this.marks.get(layer) ?? []).map((s) => [s.mark.key, s]));
    this.marks.set(
      layer,
      drawing.marks.map((mark) => {
        const was = old.get(mark.key);
        const same = was && was.mark.at[0] === mark.at[0] && was.mark.at[1] === mark.at[1];
        return same
          ? { mark, world: was.world, height: was.height }
          : { mark, ...this.ground.stand(mark.at, was?.height) };
      }),
    );
    const lay = (outline: Outline): Lying => {
      const points = follow(outline.line, outline.closed);
      const stood = points.map((p) => this.ground.stand(p));
      return {
        outline,
        points,
        worlds: stood.map((s) => s.world),
        heights: stood.map((s) => s.height),
        path: [],
      };
    };
    const before = new Map((this.lines.get(layer) ?? []).map((l) => [l.outline.key, l]));
    this.lines.set(
      layer,
      drawing.outlines.map((outline) => {
        const was = before.get(outline.key);
        return was &&
          (was.outline.line === outline.line ||
            JSON.stringify(was.outline.line) === JSON.stringify(outline.line))
          ? { ...was, outline }
          : lay(outline);
      }),
    );
  }

  clear(layer: DrawnLayer): void {
    this.set(layer, emptyDrawing);
  }

  count(layer: DrawnLayer): number {
    return (this.marks.get(layer)?.length ?? 0) + (this.lines.get(layer)?.length ?? 0);
  }

  /** The drawn ground changed: everything stands on it anew. */
  settle(): void {
    for (const list of this.marks.values())
      for (const s of list) Object.assign(s, this.ground.stand(s.mark.at, s.height));
    for (const list of this.lines.values())
      for (const l of list)
        for (const [i, p] of l.points.entries()) {
          const s = this.ground.stand(p, l.heights[i]);
          l.worlds[i] = s.world;
          l.heights[i] = s.height;
        }
  }
}
