import { describe, expect, it } from 'vitest';
import type { HeightDatum } from '../model/common.ts';
import { formatWater, knownLevels, parseWater, waterOf } from './waterQuery.ts';

const H = 3_600_000;
const reading = (
  thing: string,
  value: number,
  at: number,
  more: { quantity?: string; datum?: HeightDatum } = {},
) => ({
  body: { thing, quantity: 'stage', unit: 'm', value, datum: 'wusong' as HeightDatum, ...more },
  last: [at, at, 1] as const,
  source: 'feed:stage',
});
const places: Record<string, [number, number]> = {
  a: [109.8742, 31.0715],
  twin: [109.8743, 31.0716],
  b: [106.6, 29.617],
};
const levels = (rows: ReturnType<typeof reading>[], now: number) =>
  knownLevels(rows, (id) => places[id], now);

describe('water levels in a tile address', () => {
  it('comes back from its words', () => {
    const water = waterOf(
      levels(
        [
          reading('a', 145.62, 0),
          reading('b', 181.3, 0, { datum: 'huanghai85' }),
          reading('dam', 174.96, 0, { quantity: 'poolStage' }),
        ],
        0,
      ),
    );
    const words = formatWater(water);
    expect(words).toBe('p_1750w.1066000_296170_1813h.1098742_310715_1456w');
    expect(formatWater(parseWater(words))).toBe(words);
    expect(parseWater(words)?.pool).toEqual({ levelM: 175, datum: 'wusong' });
  });

  it('does not change with the order of readings nor within a tenth of a metre', () => {
    const one = [reading('a', 145.62, 0), reading('b', 181.3, 0)];
    const two = [reading('b', 181.32, 5), reading('a', 145.58, 7)];
    expect(formatWater(waterOf(levels(one, 0)))).toBe(formatWater(waterOf(levels(two, 9))));
    expect(formatWater(waterOf(levels([reading('a', 145.7, 0)], 0)))).not.toBe(
      formatWater(waterOf(levels([reading('a', 145.6, 0)], 0))),
    );
  });

  it('takes no level of unknown datum, without a position or older than a day', () => {
    expect(levels([reading('a', 145, 0, { datum: 'unknown' })], 0)).toEqual([]);
    expect(levels([reading('nowhere', 145, 0)], 0)).toEqual([]);
    expect(levels([reading('a', 145, 0)], 24 * H)).toHaveLength(1);
    expect(levels([reading('a', 145, 0)], 24 * H + 1)).toEqual([]);
    expect(formatWater(waterOf([]))).toBe('');
  });

  it('lets the newer of two gauges at one place speak', () => {
    const found = levels([reading('a', 145, 0), reading('twin', 146, H)], H);
    expect(found.map((l) => l.levelM)).toEqual([146]);
  });

  it('refuses words that it did not write', () => {
    for (const bad of [
      'x',
      '1_2_3',
      '1098742_310715_1456z',
      '9999999_310715_1456w',
      '1098742_310715_999999w',
      'p_1w.p_2w',
      Array.from({ length: 25 }, (_, i) => `${1050000 + i}_300000_1500w`).join('.'),
    ])
      expect(parseWater(bad), bad).toBeUndefined();
  });
});
