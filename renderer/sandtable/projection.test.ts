import { describe, expect, it } from 'vitest';
import { distanceM } from '../../shared/geo/geodesy.ts';
import { createProjection, isBbox } from './projection.ts';

const bbox = [109.78, 31, 110, 31.18] as const;

describe('the plane of the table', () => {
  const p = createProjection(bbox);

  it('is true to length: edges and diagonal agree with the ellipsoid within 0.2 %', () => {
    const along = (a: readonly [number, number], b: readonly [number, number]) => {
      const [xa, za] = p.toPlane(...a);
      const [xb, zb] = p.toPlane(...b);
      return Math.hypot(xb - xa, zb - za);
    };
    for (const [a, b] of [
      [
        [109.78, 31],
        [110, 31],
      ],
      [
        [109.78, 31.18],
        [110, 31.18],
      ],
      [
        [109.78, 31],
        [109.78, 31.18],
      ],
      [
        [109.78, 31],
        [110, 31.18],
      ],
    ] as const)
      expect(Math.abs(along(a, b) / distanceM(a, b) - 1)).toBeLessThan(0.002);
  });

  it('has east to the right, north away, and the centre in the middle', () => {
    const [x, z] = p.toPlane(109.89, 31.09);
    expect(Math.hypot(x, z)).toBeLessThan(1e-6);
    const [east, north] = p.toPlane(110, 31.18);
    expect(east).toBeCloseTo(p.widthM / 2, 6);
    expect(north).toBeCloseTo(-p.depthM / 2, 6);
  });

  it('goes back to where it came from', () => {
    const [lon, lat] = p.toLonLat(...p.toPlane(109.8123, 31.1711));
    expect(lon).toBeCloseTo(109.8123, 12);
    expect(lat).toBeCloseTo(31.1711, 12);
  });

  it('knows its edges', () => {
    expect(p.inside(109.78, 31.18)).toBe(true);
    expect(p.inside(109.7799, 31.1)).toBe(false);
  });

  it('takes only boxes', () => {
    expect(isBbox(bbox)).toBe(true);
    expect(isBbox([110, 31, 109, 32])).toBe(false);
    expect(isBbox([109, 31, Number.NaN, 32])).toBe(false);
    expect(isBbox(undefined)).toBe(false);
  });
});
