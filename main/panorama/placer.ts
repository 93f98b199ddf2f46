export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** Keeps what is taken on the map, and finds free places near an anchor: first come, first served. */
export class Placer {
  private readonly taken: Box[] = [];
  private readonly frame: Box;

  constructor(frame: Box) {
    this.frame = frame;
  }

  take(box: Box): void {
    this.taken.push(box);
  }

  free(box: Box): boolean {
    const f = this.frame;
    if (box.x < f.x || box.y < f.y || box.x + box.w > f.x + f.w || box.y + box.h > f.y + f.h)
      return false;
    return !this.taken.some((t) => overlaps(t, box));
  }

  /** A label of w × h beside a mark of radius r: eight sides, then farther out. Takes the place that it gives. */
  label(x: number, y: number, w: number, h: number, r: number, rings = 3): Box | undefined {
    for (let ring = 0; ring < rings; ring++) {
      const d = r + 0.6 + ring * (h + 0.8);
      const diagonal = d * 0.72;
      const spots: readonly (readonly [number, number])[] = [
        [x + d, y - h / 2],
        [x - d - w, y - h / 2],
        [x - w / 2, y - d - h],
        [x - w / 2, y + d],
        [x + diagonal, y - diagonal - h],
        [x + diagonal, y + diagonal],
        [x - diagonal - w, y - diagonal - h],
        [x - diagonal - w, y + diagonal],
      ];
      for (const [sx, sy] of spots) {
        const box = { x: sx, y: sy, w, h };
        if (!this.free(box)) continue;
        this.take(box);
        return box;
      }
    }
    return undefined;
  }

  /** Centre for a mark of size s: on the spot, else on a spiral around it, at most `reach` away. Takes it. */
  mark(x: number, y: number, s: number, reach: number): { x: number; y: number } | undefined {
    for (let k = 0; k < 120; k++) {
      const radius = k === 0 ? 0 : s * 0.5 + k * s * 0.06;
      if (radius > reach) break;
      const turn = k * 2.399963; // golden angle
      const cx = x + radius * Math.cos(turn);
      const cy = y + radius * Math.sin(turn);
      const box = { x: cx - s / 2, y: cy - s / 2, w: s, h: s };
      if (!this.free(box)) continue;
      this.take(box);
      return { x: cx, y: cy };
    }
    return undefined;
  }
}
