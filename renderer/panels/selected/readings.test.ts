import { describe, expect, it } from 'vitest';
import { boundsOf } from './bounds.ts';
import { createSeries } from './series.ts';

describe('bounds of a gauge', () => {
  const bound = (datum?: 'wusong' | 'unknown') => ({
    body: {
      thing: 'g',
      quantity: 'warningStage',
      value: 172,
      unit: 'm',
      ...(datum === undefined ? {} : { datum }),
    },
  });
  const of = (datum: string | undefined, ...all: ReturnType<typeof bound>[]) =>
    boundsOf(all, datum, (q) => q).map((b) => b.value);
  it('are drawn over a level of the same known datum only', () => {
    expect(of('wusong', bound('wusong'))).toEqual([172]);
    expect(of('wusong', bound())).toEqual([]);
    expect(of(undefined, bound())).toEqual([]);
    expect(of('unknown', bound('unknown'))).toEqual([]);
  });
});

describe('a series', () => {
  type Point = { at: number; value: number };
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  it('is cleared by a jump, and an answer to the question before it is not shown', async () => {
    const open: ((found: Point[]) => void)[] = [];
    const shown: (readonly Point[])[] = [];
    const series = createSeries<Point>(
      () => new Promise((yes) => open.push(yes)),
      (points) => shown.push(points),
    );
    series.ask();
    series.reset();
    open[0]?.([{ at: 1, value: 1 }]);
    await settled();
    expect(shown).toEqual([[]]);
    open[1]?.([{ at: 2, value: 2 }]);
    await settled();
    expect(shown.at(-1)).toEqual([{ at: 2, value: 2 }]);
    series.ask();
    series.stop();
    open[2]?.([{ at: 3, value: 3 }]);
    await settled();
    expect(shown).toHaveLength(2);
  });
});
