import type { GlobePick } from '../state/globePort.ts';
import { ringHolds } from './drape.ts';
import type { Spot } from './overlay.ts';
import type { Shape } from './shapes.ts';

export interface Under {
  readonly spots: readonly Spot[];
  readonly shapes: readonly Shape[];
  /** On the ground, plane metres; undefined beside the block. */
  readonly ground: { readonly x: number; readonly z: number } | undefined;
  /** Metres on the ground that a line may be missed by. */
  readonly reachM: number;
  /** Moving things, CSS pixels. */
  tracks(visit: (id: string, x: number, y: number) => void): void;
}

/** What stands or lies under the pointer: symbols and words first, then what moves, then lines, then areas. */
export function pickAt(x: number, y: number, under: Under): GlobePick | undefined {
  for (const { pick, box } of under.spots)
    if (x >= box.x && y >= box.y && x <= box.x + box.w && y <= box.y + box.h) return pick;
  let nearest: string | undefined;
  let best = 9;
  under.tracks((id, tx, ty) => {
    const d = Math.hypot(tx - x, ty - y);
    if (d < best) [best, nearest] = [d, id];
  });
  if (nearest !== undefined) return { collection: 'tracks', id: nearest };
  const { ground, reachM } = under;
  if (!ground) return undefined;
  for (const shape of under.shapes)
    for (const line of shape.lines)
      for (let i = 1; i < line.length; i++) {
        const a = line[i - 1] as readonly [number, number];
        const b = line[i] as readonly [number, number];
        const length2 = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2;
        const t =
          length2 === 0
            ? 0
            : ((ground.x - a[0]) * (b[0] - a[0]) + (ground.z - a[1]) * (b[1] - a[1])) / length2;
        const k = Math.max(0, Math.min(1, t));
        const dx = a[0] + (b[0] - a[0]) * k - ground.x;
        const dz = a[1] + (b[1] - a[1]) * k - ground.z;
        if (Math.hypot(dx, dz) <= reachM) return shape.pick;
      }
  return under.shapes.find((s) => s.fill && ringHolds(s.fill.ring, ground.x, ground.z))?.pick;
}
