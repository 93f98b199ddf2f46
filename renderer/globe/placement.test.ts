import { describe, expect, it } from 'vitest';
import { createRng } from '../../shared/kit/rng.ts';
import { groupNear, type Label, overlaps, placeLabels, type Rect } from './placement.ts';

const frame: Rect = { x: 0, y: 0, w: 1000, h: 700 };
const symbolAt = (x: number, y: number): Rect => ({ x: x - 10, y: y - 10, w: 20, h: 20 });
const label = (id: string, x: number, y: number, more: Partial<Label> = {}): Label => ({
  id,
  symbol: symbolAt(x, y),
  w: 100,
  h: 18,
  priority: 1,
  ...more,
});

describe('placement of labels', () => {
  it('never lets labels cover each other or a symbol, whatever the crowd', () => {
    const random = createRng(7);
    const labels = Array.from({ length: 150 }, (_, i) =>
      label(`l${i}`, 300 + random() * 300, 200 + random() * 200, { priority: i % 5 }),
    );
    const symbols = labels.map((l) => l.symbol);
    const placed = placeLabels(labels, symbols, frame);
    expect(placed.length).toBeGreaterThan(5);
    expect(placed.length).toBeLessThan(labels.length);
    for (const [i, a] of placed.entries()) {
      for (const b of placed.slice(i + 1)) expect(overlaps(a.rect, b.rect)).toBe(false);
      for (const s of symbols) expect(overlaps(a.rect, s)).toBe(false);
    }
  });

  it('gives the room to the higher priority', () => {
    const pair = [label('low', 500, 300), label('high', 500, 300, { priority: 9 })];
    const tight: Rect = { x: 480, y: 280, w: 140, h: 40 };
    const placed = placeLabels(
      pair,
      pair.map((l) => l.symbol),
      tight,
    );
    expect(placed.map((p) => p.id)).toEqual(['high']);
  });

  it('keeps the side of the last pass while it is free', () => {
    const one = label('a', 500, 300, { last: 3 });
    expect(placeLabels([one], [one.symbol], frame)[0]?.side).toBe(3);
    const wall: Rect = { x: 400, y: 312, w: 200, h: 60 };
    expect(placeLabels([one], [one.symbol, wall], frame)[0]?.side).toBe(0);
  });

  it('groups marks on one spot and leaves far ones alone', () => {
    const marks = [
      { id: 'a', anchor: { x: 10, y: 10 } },
      { id: 'b', anchor: { x: 20, y: 12 } },
      { id: 'c', anchor: { x: 200, y: 12 } },
    ];
    expect(groupNear(marks, { x: 30, y: 30 }).map((g) => g.map((m) => m.id))).toEqual([
      ['a', 'b'],
      ['c'],
    ]);
  });
});
