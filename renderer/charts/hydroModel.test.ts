import { describe, expect, it } from 'vitest';
import { levelRange, observedColumns } from './hydroModel.ts';

const H = 3_600_000;

describe('observed line', () => {
  it('breaks where nothing came for long, and only there', () => {
    const [xs, ys] = observedColumns([0, 1, 2, 7, 8].map((h) => ({ at: h * H, value: 100 + h })));
    expect(ys).toEqual([100, 101, 102, null, 107, 108]);
    expect(xs[3]).toBe((4.5 * H) / 1000);
  });
  it('puts late readings where they belong and lets a correction stand', () => {
    const [xs, ys] = observedColumns([
      { at: 2 * H, value: 3 },
      { at: H, value: 1 },
      { at: H, value: 2 },
    ]);
    expect(xs).toEqual([H / 1000, (2 * H) / 1000]);
    expect(ys).toEqual([2, 3]);
  });
  it('has nothing to draw without readings', () => {
    expect(observedColumns([])).toEqual([[], []]);
  });
});

describe('range of levels', () => {
  const bound = (value: number) => ({ label: '', value, tone: 'warning' as const });
  it('takes in a bound that is near', () => {
    const range = levelRange([180, 182], [bound(183.5)]);
    expect(range?.[1]).toBeGreaterThan(183.5);
  });
  it('leaves a far bound out, or the curve would be flat', () => {
    const range = levelRange([145.1, 145.6], [bound(180)]);
    expect(range?.[1]).toBeLessThan(147);
  });
  it('never has no height', () => {
    const range = levelRange([5, 5], []);
    expect((range?.[1] ?? 0) - (range?.[0] ?? 0)).toBeGreaterThan(0);
    expect(levelRange([], [bound(1)])).toBeUndefined();
  });
});
