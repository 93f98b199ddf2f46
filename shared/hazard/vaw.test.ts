import { describe, expect, it } from 'vitest';
import {
  channelWave,
  impactAmplitudes,
  impactRadius,
  openWave,
  runUp,
  runUpHallWatts,
  type Slide,
  slideNumbers,
  slideVelocity,
} from './vaw.ts';

const within = (got: number, want: number, share: number) =>
  expect(Math.abs(got / want - 1), `${got} against ${want}`).toBeLessThan(share);

/** First worked example of the manual: reservoir slide over two slopes. */
const first = slideVelocity(100, 70, 20);
const example: Slide = {
  velocityMs: slideVelocity(150, 40, 20, first),
  volumeM3: 220_000,
  thicknessM: 12,
  widthM: 100,
  densityKgM3: 1700,
  slopeDeg: 40,
  depthM: 80,
};

describe('VAW 254', () => {
  it('reaches the impact velocities of the worked example', () => {
    within(first, 41.256, 0.001);
    within(example.velocityMs, 58.039, 0.001);
  });

  it('gives the impulse product parameter and the amplitudes of the worked example', () => {
    within(slideNumbers(example).P, 0.63726, 0.01);
    const a = impactAmplitudes(example);
    within(a.c1, 14.3959, 0.01);
    within(a.t1, 22.7157, 0.01);
    within(a.c2, 10.0879, 0.01);
  });

  it('would fail with the misprinted parameter (F in place of P)', () => {
    const { F, P } = slideNumbers(example);
    expect(F / P).toBeGreaterThan(1.5);
  });

  it('climbs 524 m at Lituya Bay by Hall & Watts', () => {
    within(runUpHallWatts(162, 122), 524, 0.01);
  });

  it('decays with distance and off the axis, and never grows', () => {
    let last = Number.POSITIVE_INFINITY;
    for (const r of [100, 200, 400, 800, 1600, 3200]) {
      const { heightM } = openWave(example, r, 0);
      expect(heightM).toBeLessThanOrEqual(last);
      expect(heightM).toBeGreaterThan(0);
      last = heightM;
    }
    expect(openWave(example, 600, 60).heightM).toBeLessThan(openWave(example, 600, 0).heightM);
    expect(openWave(example, 600, -60).heightM).toBe(openWave(example, 600, 60).heightM);
  });

  it('in a channel falls as x^(−4/15) behind its maximum', () => {
    const ratio = channelWave(example, 4000).heightM / channelWave(example, 1000).heightM;
    within(ratio, 4 ** (-4 / 15), 1e-9);
    within(channelWave(example, 0).heightM, (5 / 9) * slideNumbers(example).P ** 0.8 * 80, 1e-9);
  });

  it('impact zone is the ellipse of its half axes', () => {
    const { P, B } = slideNumbers(example);
    const cos = Math.cos((6 / 7) * 40 * (Math.PI / 180));
    within(impactRadius(example, 0), 2.5 * (P * B * cos) ** 0.25 * 80, 1e-9);
    within(impactRadius(example, 90), 50 + 1.5 * (P * cos) ** 0.25 * 80, 1e-9);
  });

  it('runs higher up a flatter shore and not at all without a wave', () => {
    const wave = openWave(example, 800, 0);
    expect(runUp(wave, 80, 20)).toBeGreaterThan(runUp(wave, 80, 60));
    expect(runUp({ ...wave, heightM: 0 }, 80, 20)).toBe(0);
  });
});
