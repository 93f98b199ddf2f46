import { describe, expect, it } from 'vitest';
import { distanceM } from '../geo/geodesy.ts';
import { hazardType } from '../model/common.ts';
import { plan as en } from '../text/en/plan.ts';
import { plan as zh } from '../text/zh/plan.ts';
import { aoiRadiusM, areaOfInterest } from './aoi.ts';
import { defaultChecklist } from './checklist.ts';
import { straightLineEta } from './eta.ts';
import { defaultLevels, proposeLevel } from './levels.ts';

describe('proposed level', () => {
  it('is undefined while nothing is known: unknown is not the lowest level', () => {
    expect(proposeLevel('landslide', {})).toBeUndefined();
    expect(proposeLevel('landslide', { dead: 0, missing: 0 })).toBeUndefined();
    expect(proposeLevel('landslide', { vesselsSunk: 13 })).toBeUndefined();
  });

  it.each([
    [{ dead: 1 }, 4],
    [{ dead: 2, missing: 1 }, 3],
    [{ missing: 10 }, 2],
    [{ dead: 29 }, 2],
    [{ dead: 30 }, 1],
    [{ injured: 50 }, 2],
  ] as const)('takes the bound at its edge: %o', (figures, level) => {
    expect(proposeLevel('other', figures)?.level).toBe(level);
  });

  it('takes the gravest of several figures and says which', () => {
    const got = proposeLevel('landslide', { dead: 1, toEvacuate: 196 });
    expect(got).toMatchObject({ level: 3, basisParams: { value: 196, bound: 100 } });
    expect(got?.basisKey).toBe('plan.levelBasis.toEvacuate');
    expect(proposeLevel('hazmat', { toEvacuate: 196 })).toBeUndefined();
  });

  it('follows a table of the bureau', () => {
    const table = [{ field: 'lost', atLeast: [5, 4, 3, 2] }] as const;
    expect(proposeLevel('other', { dead: 5 }, table)?.level).toBe(1);
    expect(proposeLevel('other', { dead: 1 }, table)).toBeUndefined();
  });

  it('has words for every row', () => {
    for (const { field } of defaultLevels)
      for (const words of [zh, en]) expect(Object.keys(words.levelBasis)).toContain(field);
  });
});

describe('area of interest', () => {
  it('is a box of twice the radius, wider for a graver event', () => {
    for (const hazard of hazardType.options) {
      const { radiusM, bbox } = areaOfInterest(hazard, [109.89, 31.09]);
      expect(radiusM).toBe(aoiRadiusM[hazard]);
      const width = distanceM([bbox[0], 31.09], [bbox[2], 31.09]);
      expect(Math.abs(width / (2 * radiusM) - 1)).toBeLessThan(0.01);
      expect(areaOfInterest(hazard, [109.89, 31.09], 1).radiusM).toBeGreaterThan(radiusM);
      expect(areaOfInterest(hazard, [109.89, 31.09], 4).radiusM).toBe(radiusM);
    }
  });
});

describe('checklist', () => {
  it('is in order, ends with the signed map, and has words for every item', () => {
    for (const hazard of hazardType.options) {
      const items = defaultChecklist(hazard);
      const due = items.map((i) => i.dueMin);
      expect(due).toEqual([...due].sort((a, b) => a - b));
      expect(new Set(items.map((i) => i.id)).size).toBe(items.length);
      expect(items.at(-1)?.id).toBe('panorama');
      for (const { id } of items)
        for (const words of [zh, en]) expect(Object.keys(words.check)).toContain(id);
    }
    expect(defaultChecklist('landslide').length).toBeGreaterThan(defaultChecklist('other').length);
  });
});

describe('straight-line arrival', () => {
  const from: [number, number] = [109.87, 31.07];
  const to: [number, number] = [109.97, 31.07];
  it('is distance × detour ÷ speed', () => {
    const eta = straightLineEta({ from, to, kind: 'rescue', speedMs: 10 });
    expect(eta.seconds).toBeCloseTo((distanceM(from, to) * eta.detour) / 10, 6);
    expect(eta.detour).toBeGreaterThan(1);
  });
  it('flies faster than it drives, and needs no time to stay', () => {
    const drive = straightLineEta({ from, to, kind: 'fire' });
    expect(straightLineEta({ from, to, kind: 'aviation' }).seconds).toBeLessThan(drive.seconds / 3);
    expect(straightLineEta({ from, to: from, kind: 'fire' }).seconds).toBe(0);
  });
});
