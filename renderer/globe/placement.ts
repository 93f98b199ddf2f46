/** Screen placement: pure geometry in CSS pixels, so that it can be tested without a screen. */

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const overlaps = (a: Rect, b: Rect, gap = 0): boolean =>
  a.x < b.x + b.w + gap && b.x < a.x + a.w + gap && a.y < b.y + b.h + gap && b.y < a.y + a.h + gap;

export const inside = (r: Rect, p: Point, slack = 0): boolean =>
  p.x >= r.x - slack && p.x <= r.x + r.w + slack && p.y >= r.y - slack && p.y <= r.y + r.h + slack;

export interface Crowded {
  readonly id: string;
  readonly anchor: Point;
}

/**
 * Marks whose symbols would cover each other, in groups: the first in order takes all within `reach` of it, so the
 * same marks in the same order always group alike. Groups keep the order of their first members.
 */
export function groupNear<T extends Crowded>(marks: readonly T[], reach: Point): T[][] {
  const groups: T[][] = [];
  for (const mark of marks) {
    const near = groups.find((g) => {
      const first = g[0] as T;
      return (
        Math.abs(first.anchor.x - mark.anchor.x) < reach.x &&
        Math.abs(first.anchor.y - mark.anchor.y) < reach.y
      );
    });
    if (near) near.push(mark);
    else groups.push([mark]);
  }
  return groups;
}

export interface Cluster<T> {
  readonly members: readonly T[];
  /** Middle of the members on the screen. */
  readonly center: Point;
  readonly rect: Rect;
  /** Members stand side by side; else one box with their number stands for them. */
  readonly spread: boolean;
}

/** Up to this many marks are set side by side; more become one box with a number. */
const SPREAD_UP_TO = 3;

/** Groups of marks that stand clear of each other: neighbours that would still touch are put together. */
export function clusterMarks<T extends Crowded>(
  marks: readonly T[],
  cell: Point,
  box: Point,
): Cluster<T>[] {
  const made = (members: readonly T[]): Cluster<T> => {
    const n = members.length;
    const center = {
      x: members.reduce((s, m) => s + m.anchor.x, 0) / n,
      y: members.reduce((s, m) => s + m.anchor.y, 0) / n,
    };
    const spread = n <= SPREAD_UP_TO;
    const w = spread ? n * cell.x : box.x;
    const h = spread ? cell.y : box.y;
    return { members, center, spread, rect: { x: center.x - w / 2, y: center.y - h / 2, w, h } };
  };
  const groups = groupNear(marks, cell).map(made);
  for (let again = true; again; ) {
    again = false;
    for (let i = 0; i < groups.length && !again; i++)
      for (let j = i + 1; j < groups.length; j++) {
        const a = groups[i] as Cluster<T>;
        const b = groups[j] as Cluster<T>;
        if (!overlaps(a.rect, b.rect)) continue;
        groups[i] = made([...a.members, ...b.members]);
        groups.splice(j, 1);
        again = true;
        break;
      }
  }
  return groups;
}

/** How far a group moves so that it does not cover a sign that must stay seen; nothing where it cannot be helped. */
export function stepAside(rect: Rect, fixed: readonly Rect[], others: readonly Rect[]): Point {
  const blocking = fixed.find((f) => overlaps(f, rect, 2));
  if (!blocking) return { x: 0, y: 0 };
  const gap = 4;
  const moves: readonly Point[] = [
    { x: 0, y: blocking.y + blocking.h + gap - rect.y },
    { x: blocking.x + blocking.w + gap - rect.x, y: 0 },
    { x: blocking.x - gap - rect.x - rect.w, y: 0 },
    { x: 0, y: blocking.y - gap - rect.y - rect.h },
  ];
  const free = moves.find((m) => {
    const moved = { ...rect, x: rect.x + m.x, y: rect.y + m.y };
    return ![...fixed, ...others].some((o) => overlaps(o, moved, 1));
  });
  return free ?? { x: 0, y: 0 };
}

export interface Label {
  readonly id: string;
  /** The symbol that the label belongs to; it may touch no other one. */
  readonly symbol: Rect;
  readonly w: number;
  readonly h: number;
  readonly priority: number;
  /** Position kept from the last pass, tried first so that labels do not jump. */
  readonly last?: number | undefined;
  /** Said where nothing else fits, over whatever is there of lower priority. */
  readonly must?: boolean | undefined;
}

export interface Placed {
  readonly id: string;
  readonly rect: Rect;
  readonly side: number;
}

const GAP = 4;
/** Right, left, above, below, then the corners; beyond them one step further out. */
function candidate(label: Label, side: number): Rect {
  const { symbol: s, w, h } = label;
  const ring = Math.floor(side / 8);
  const out = GAP + ring * (h + 6);
  const cx = s.x + s.w / 2 - w / 2;
  const cy = s.y + s.h / 2 - h / 2;
  const right = s.x + s.w + out;
  const left = s.x - w - out;
  const above = s.y - h - out;
  const below = s.y + s.h + out;
  switch (side % 8) {
    case 0:
      return { x: right, y: cy, w, h };
    case 1:
      return { x: left, y: cy, w, h };
    case 2:
      return { x: cx, y: above, w, h };
    case 3:
      return { x: cx, y: below, w, h };
    case 4:
      return { x: right, y: above, w, h };
    case 5:
      return { x: right, y: below, w, h };
    case 6:
      return { x: left, y: above, w, h };
    default:
      return { x: left, y: below, w, h };
  }
}
const SIDES = 24;

/**
 * Sets labels so that none covers another label or any symbol: greedy by priority (higher first, then by id), each
 * tried on the sides of its symbol. What finds no room is left out; its symbol stays.
 */
export function placeLabels(
  labels: readonly Label[],
  symbols: readonly Rect[],
  frame: Rect,
  blocked: readonly Rect[] = [],
): Placed[] {
  const taken: Rect[] = [...blocked];
  const out: Placed[] = [];
  const order = [...labels].sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
  for (const label of order) {
    if (!overlaps(label.symbol, frame)) continue;
    const free = (rect: Rect) =>
      rect.x >= frame.x &&
      rect.y >= frame.y &&
      rect.x + rect.w <= frame.x + frame.w &&
      rect.y + rect.h <= frame.y + frame.h &&
      !taken.some((t) => overlaps(t, rect, 2)) &&
      !symbols.some((s) => overlaps(s, rect, 1));
    const sides = [
      ...(label.last === undefined ? [] : [label.last]),
      ...Array.from({ length: label.must ? SIDES : 8 }, (_, i) => i),
    ];
    const side = sides.find((k) => free(candidate(label, k)));
    if (side === undefined) continue;
    const rect = candidate(label, side);
    taken.push(rect);
    out.push({ id: label.id, rect, side });
  }
  return out;
}
