import type { Cartesian3 } from 'cesium';
import type { GlobePick } from '../state/globePort.ts';
import { ink, type Mark, priority, samePick } from './marks.ts';
import { labelSize, type Pen } from './pen.ts';
import {
  clusterMarks,
  inside,
  type Label,
  type Point,
  placeLabels,
  type Rect,
  stepAside,
} from './placement.ts';
import type { Standing } from './stage.ts';

/** Where a sign or a box stands relative to the place it means, kept while the camera moves. */
export interface Seat {
  readonly of: Standing;
  readonly off: Point;
}
export interface Box {
  readonly key: string;
  readonly members: readonly Standing[];
  /** From the middle of the members to the box. */
  readonly off: Point;
}
export interface Words {
  readonly id: string;
  readonly of: Standing | Box;
  readonly off: Point;
  readonly w: number;
  readonly h: number;
  readonly side: number;
}

const CELL: Point = { x: 30, y: 30 };
export const BOX: Point = { x: 46, y: 26 };
/** Signs of this size are never covered: the incident's. */
const LARGE = 28;

export const isBox = (of: Standing | Box): of is Box => 'members' in of;

/** What one box says for its members. */
export function sumOf(box: Box): Mark {
  const first = (box.members[0] as Standing).mark;
  const of = (state: string) => box.members.filter((m) => m.mark.crowd?.state === state).length;
  const [there, coming, other] = [of('there'), of('coming'), of('other')];
  const parts = [
    there > 0 ? `✓ ${there}` : '',
    coming > 0 ? `→ ${coming}` : '',
    other > 0 ? `○ ${other}` : '',
  ].filter(Boolean);
  return {
    ...first,
    pick: undefined,
    label: [{ text: parts.join('  '), color: ink.text, size: 12 }],
    box: undefined,
  };
}

export interface Arranged {
  readonly seats: Seat[];
  readonly boxes: Box[];
  readonly words: Words[];
}

/** Finds a place on the screen for every sign and for as many words as have room. */
export function arrange(
  shown: readonly Standing[],
  o: {
    readonly project: (world: Cartesian3) => Point | undefined;
    readonly pen: Pen;
    readonly w: number;
    readonly h: number;
    readonly mpp: number;
    readonly selected: GlobePick | undefined;
    /** Sides that words stood on before, by key. */
    readonly sides: ReadonlyMap<string, number>;
  },
): Arranged {
  const { project, pen, w, h, mpp, selected, sides } = o;
  const frame: Rect = { x: 0, y: 0, w, h };
  const live: { id: string; anchor: Point; s: Standing }[] = [];
  for (const s of shown) {
    if (s.mark.maxMpp !== undefined && mpp > s.mark.maxMpp) continue;
    const anchor = project(s.world);
    if (!anchor || !inside(frame, anchor, 20)) continue;
    live.push({ id: s.mark.key, anchor, s });
  }
  const seats: Seat[] = [];
  const boxes: Box[] = [];
  const symbols: Rect[] = [];
  const labels: Label[] = [];
  const owner = new Map<string, { of: Standing | Box; anchor: Point }>();
  const want = (of: Standing | Box, anchor: Point, symbol: Rect, mark: Mark): void => {
    const key = isBox(of) ? of.key : mark.key;
    const chosen = samePick(mark.pick, selected);
    if (mark.label.length === 0) return;
    if (!chosen && mark.labelMpp !== undefined && mpp > mark.labelMpp) return;
    labels.push({
      id: key,
      symbol,
      ...labelSize(pen, mark),
      priority: chosen ? Math.max(mark.priority, priority.selected) : mark.priority,
      last: sides.get(key),
      must: chosen || mark.priority >= priority.plan,
    });
    owner.set(key, { of, anchor });
  };
  const around = (p: Point, size: number): Rect => ({
    x: p.x - size / 2,
    y: p.y - size / 2,
    w: size,
    h: size,
  });
  for (const { anchor, s } of live) {
    if (s.mark.crowd) continue;
    seats.push({ of: s, off: { x: 0, y: 0 } });
    const rect = around(anchor, s.mark.glyph.size);
    if (s.mark.glyph.size > 0) symbols.push(rect);
    want(s, anchor, rect, s.mark);
  }
  const clusters = clusterMarks(
    live.filter((l) => l.s.mark.crowd),
    CELL,
    BOX,
  );
  const large = symbols.filter((s) => s.w >= LARGE);
  for (const [k, c] of clusters.entries()) {
    const others = clusters.filter((_, j) => j !== k).map((o) => o.rect);
    const off = stepAside(c.rect, large, others);
    const rect = { ...c.rect, x: c.rect.x + off.x, y: c.rect.y + off.y };
    symbols.push(rect);
    const n = c.members.length;
    if (c.spread)
      for (const [i, m] of c.members.entries()) {
        const at = {
          x: c.center.x + off.x + (i - (n - 1) / 2) * CELL.x,
          y: c.center.y + off.y,
        };
        seats.push({ of: m.s, off: { x: at.x - m.anchor.x, y: at.y - m.anchor.y } });
        want(m.s, m.anchor, around(at, m.s.mark.glyph.size), m.s.mark);
      }
    else {
      const members = c.members.map((m) => m.s);
      const box: Box = { key: members.map((m) => m.mark.key).join('|'), members, off };
      boxes.push(box);
      want(box, { x: c.center.x + off.x, y: c.center.y + off.y }, rect, sumOf(box));
    }
  }
  // The window's own buttons and chips stand here; words under them could not be read.
  const blocked: Rect[] = [
    { x: 0, y: 0, w: 52, h: 400 },
    { x: w - 560, y: 0, w: 560, h: 44 },
    { x: w - 620, y: h - 44, w: 620, h: 44 },
  ];
  const placed = placeLabels(labels, symbols, frame, blocked);

  const words = placed.map(({ id, rect, side }): Words => {
    const { of, anchor } = owner.get(id) as { of: Standing | Box; anchor: Point };
    return {
      id,
      of,
      off: { x: rect.x - anchor.x, y: rect.y - anchor.y },
      w: rect.w,
      h: rect.h,
      side,
    };
  });
  return { seats, boxes, words };
}
