export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Something that wants room on the screen. */
export interface Wish {
  readonly id: string;
  readonly w: number;
  readonly h: number;
  /** Larger goes first. */
  readonly priority: number;
  /** Places that would do, best first: upper left corner. */
  readonly places: readonly (readonly [x: number, y: number])[];
}

export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/**
 * Gives room to as many as have any, in order of priority, then of id so that a still picture stays still. No two given
 * boxes overlap, none lies over a taken one or beyond the bounds.
 */
export function declutter(
  wishes: readonly Wish[],
  taken: readonly Box[],
  bounds: Box,
): Map<string, Box> {
  const full = [...taken];
  const out = new Map<string, Box>();
  const order = [...wishes].sort(
    (a, b) => b.priority - a.priority || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  for (const { id, w, h, places } of order)
    for (const [x, y] of places) {
      const box = { x, y, w, h };
      const within =
        x >= bounds.x &&
        y >= bounds.y &&
        x + w <= bounds.x + bounds.w &&
        y + h <= bounds.y + bounds.h;
      if (!within || full.some((f) => overlaps(f, box))) continue;
      full.push(box);
      out.set(id, box);
      break;
    }
  return out;
}

/** Places for a label beside a symbol: right, left, below, above. */
export function beside(symbol: Box, w: number, h: number): [number, number][] {
  const GAP = 4;
  const cx = symbol.x + symbol.w / 2;
  const cy = symbol.y + symbol.h / 2;
  return [
    [symbol.x + symbol.w + GAP, cy - h / 2],
    [symbol.x - GAP - w, cy - h / 2],
    [cx - w / 2, symbol.y + symbol.h + 2],
    [cx - w / 2, symbol.y - 2 - h],
    [symbol.x + symbol.w + GAP, symbol.y - h * 0.4],
    [symbol.x + symbol.w + GAP, symbol.y + symbol.h - h * 0.6],
    [symbol.x - GAP - w, symbol.y - h * 0.4],
    [symbol.x - GAP - w, symbol.y + symbol.h - h * 0.6],
    [symbol.x + symbol.w * 0.5, symbol.y + symbol.h + 2],
    [symbol.x + symbol.w * 0.5 - w, symbol.y + symbol.h + 2],
  ];
}

/** Places for a symbol on a pin over its spot: upright first, then fanned out ever higher. */
export function onPin(x: number, y: number, size: number): [number, number][] {
  const out: [number, number][] = [];
  for (const up of [26, 52, 78, 104])
    for (const aside of [0, 1, -1, 2, -2, 3, -3])
      out.push([x + aside * (size + 3) - size / 2, y - up - size / 2]);
  return out;
}
