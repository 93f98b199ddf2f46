import { describe, expect, it } from 'vitest';
import {
  bboxAround,
  destination,
  distanceM,
  greatCircleM,
  inverse,
  lengthM,
  metresPerDegree,
} from './geodesy.ts';

describe('geodesy', () => {
  it('gives the published distance of Flinders Peak to Buninyong', () => {
    // Geoscience Australia test line on GRS 80: 54 972.271 m, azimuth 306°52′05.37″
    const dms = (d: number, m: number, s: number) =>
      Math.sign(d) * (Math.abs(d) + m / 60 + s / 3600);
    const flinders: [number, number] = [dms(144, 25, 29.5244), dms(-37, 57, 3.7203)];
    const buninyong: [number, number] = [dms(143, 55, 35.3839), dms(-37, 39, 10.1561)];
    const got = inverse(flinders, buninyong);
    expect(got.distanceM).toBeCloseTo(54_972.271, 2);
    expect(got.bearingDeg).toBeCloseTo(dms(306, 52, 5.37), 4);
  });

  it('is zero for a point and itself, and finite for antipodes', () => {
    expect(distanceM([106, 29], [106, 29])).toBe(0);
    expect(distanceM([0, 0], [180, 0])).toBeGreaterThan(1.99e7);
    expect(distanceM([0, 0], [180, 0])).toBeLessThan(2.01e7);
  });

  it('goes there and comes back', () => {
    const there = destination([109.89, 31.09], 60, 10_000);
    const back = inverse([109.89, 31.09], there);
    expect(Math.abs(back.distanceM - 10_000)).toBeLessThan(10);
    expect(Math.abs(back.bearingDeg - 60)).toBeLessThan(0.2);
  });

  it('boxes a circle and measures a line', () => {
    const [w, s, e, n] = bboxAround([107, 30], 5000);
    expect(Math.abs(distanceM([w, 30], [e, 30]) - 10_000)).toBeLessThan(10);
    expect(Math.abs(distanceM([107, s], [107, n]) - 10_000)).toBeLessThan(10);
    expect(
      lengthM([
        [107, 30],
        [107.1, 30],
        [107.1, 30.1],
      ]),
    ).toBeCloseTo(distanceM([107, 30], [107.1, 30]) + distanceM([107.1, 30], [107.1, 30.1]), 6);
    expect(lengthM([[107, 30]])).toBe(0);
  });

  it('keeps the quick formula within its stated error', () => {
    const exact = distanceM([105.3, 28.2], [110.1, 32.1]);
    expect(Math.abs(greatCircleM([105.3, 28.2], [110.1, 32.1]) / exact - 1)).toBeLessThan(0.006);
    expect(metresPerDegree(30).lon).toBeGreaterThan(96_000);
    expect(metresPerDegree(30).lon).toBeLessThan(97_000);
  });
});
