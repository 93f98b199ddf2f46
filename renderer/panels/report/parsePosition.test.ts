import { describe, expect, it } from 'vitest';
import { parsePosition } from './parsePosition.ts';

describe('parsePosition', () => {
  it.each([
    ['109.89, 31.08', 109.89, 31.08],
    ['109.89 31.08', 109.89, 31.08],
    ['109.89,31.08', 109.89, 31.08],
    ['109°54′12″E 31°04′47″N', 109.90333, 31.07972],
    ['31°04\'47"N 109°54\'12"E', 109.90333, 31.07972],
  ])('%s', (text, lon, lat) => {
    const got = parsePosition(text);
    expect(got?.[0]).toBeCloseTo(lon, 4);
    expect(got?.[1]).toBeCloseTo(lat, 4);
  });

  it.each(['', '巫山', '109.89', '200, 31', '109°54′12″E', '109°74′12″E 31°04′47″N', '1,2,3'])(
    'refuses %s',
    (text) => {
      expect(parsePosition(text)).toBeUndefined();
    },
  );
});
