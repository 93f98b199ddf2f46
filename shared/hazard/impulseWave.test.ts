import { describe, expect, it } from 'vitest';
import { vocabulary } from '../events/vocabulary.ts';
import { bboxAround, distanceM } from '../geo/geodesy.ts';
import { createGrid } from '../geo/grid.ts';
import { band, quantile } from './ensemble.ts';
import { impulseWave, impulseWaveParams } from './impulseWave.ts';
import { defaultsWarning, forecastBody, type WaterMask } from './predictor.ts';
import { distanceTo, reachRing, waterDistance } from './waterTravel.ts';

const source: [number, number] = [109.89, 31.09];
const wushan = impulseWaveParams.parse({
  source,
  sourceName: '红岩子',
  azimuthDeg: 270,
  volumeM3: 230_000,
  velocityMs: 9,
  depthM: 60,
  places: [
    { name: '对岸', position: [109.884, 31.09], quantity: 'runup' },
    { name: '码头', position: [109.874, 31.077], quantity: 'crest' },
  ],
});

/** A river 400 m wide running west, then south: an L. */
function river(): WaterMask {
  const grid = createGrid(bboxAround(source, 5000), 201, 201);
  for (let r = 0; r < 201; r++)
    for (let c = 0; c < 201; c++) {
      const west = Math.abs(r - 100) <= 4 && c <= 100;
      const south = Math.abs(c - 20) <= 4 && r >= 100;
      grid.data[r * 201 + c] = west || south ? 1 : 0;
    }
  return grid;
}

/** No edge of the ring crosses another. */
function simple(ring: readonly (readonly [number, number])[]): boolean {
  const side = (a: readonly number[], b: readonly number[], c: readonly number[]) =>
    Math.sign(
      ((b[0] as number) - (a[0] as number)) * ((c[1] as number) - (a[1] as number)) -
        ((b[1] as number) - (a[1] as number)) * ((c[0] as number) - (a[0] as number)),
    );
  for (let i = 0; i + 1 < ring.length; i++)
    for (let j = i + 2; j + 1 < ring.length; j++) {
      if (i === 0 && j === ring.length - 2) continue;
      const [a, b, c, d] = [ring[i], ring[i + 1], ring[j], ring[j + 1]] as [number, number][];
      if (!a || !b || !c || !d) continue;
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return false;
    }
  return true;
}

describe('impulse wave', () => {
  it('gives the same bits for the same seed and others for another', () => {
    const a = impulseWave.run(wushan, { seed: 7 });
    expect(impulseWave.run(wushan, { seed: 7 })).toEqual(a);
    expect(impulseWave.run(wushan, { seed: 8 }).result.headline).not.toEqual(a.result.headline);
  });

  it('puts a median inside its band, wider than the formula alone, and near the wave that was seen', () => {
    const { result } = impulseWave.run(wushan, { seed: 1 });
    const crest = result.headline[0];
    expect(crest?.low).toBeLessThan(crest?.value as number);
    expect(crest?.high).toBeGreaterThan(crest?.value as number);
    expect((crest?.high as number) / (crest?.low as number)).toBeGreaterThan(1.7);
    // People on the spot reported 5–6 m on 2015-06-24: the band must hold that, and not everything.
    expect(crest?.low).toBeLessThan(6);
    expect(crest?.high).toBeGreaterThan(5);
    expect(crest?.high).toBeLessThan(40);
    for (const place of result.places) {
      expect(place.low).toBeLessThanOrEqual(place.value);
      expect(place.high).toBeGreaterThanOrEqual(place.value);
    }
  });

  it('answers more to more rock, and says when a slide is too slow for the method', () => {
    const more = impulseWave.run({ ...wushan, volumeM3: 2_300_000 }, { seed: 1 });
    const less = impulseWave.run(wushan, { seed: 1 });
    expect(more.result.headline[0]?.value).toBeGreaterThan(
      less.result.headline[0]?.value as number,
    );
    const keys = (v: number) =>
      impulseWave.run({ ...wushan, velocityMs: v }, { seed: 1 }).warnings.map((w) => w.key);
    expect(keys(5)).toContain('panorama.warn.slow');
    expect(keys(20)).not.toContain('panorama.warn.slow');
    expect(keys(20)).toContain('panorama.warn.screening');
  });

  it('goes around the bend where it knows the water', () => {
    const mask = river();
    const far: [number, number] = [109.8495, 31.06];
    const params = {
      ...wushan,
      places: [{ name: '弯道下', position: far, quantity: 'crest' as const }],
    };
    const straight = impulseWave.run(params, { seed: 1 });
    const around = impulseWave.run(params, { seed: 1, water: mask });
    expect(around.result.places[0]?.arrivalS).toBeGreaterThan(
      (straight.result.places[0]?.arrivalS as number) * 1.15,
    );
    expect(straight.warnings.map((w) => w.key)).toContain('panorama.warn.straight');
    expect(around.warnings.map((w) => w.key)).not.toContain('panorama.warn.straight');
    // Celerity of a wave in 60 m of water: 23–27 m/s.
    const way = distanceTo(
      waterDistance(mask, source, 1500) as NonNullable<ReturnType<typeof waterDistance>>,
      far,
      1500,
    ) as number;
    const speed = way / (around.result.places[0]?.arrivalS as number);
    expect(speed).toBeGreaterThan(21);
    expect(speed).toBeLessThan(28);
  });

  it('widens its bands by how uncertain the place is, and says so', () => {
    const certain = impulseWave.run(wushan, { seed: 1 });
    const vague = impulseWave.run({ ...wushan, sourceErrorM: 1500 }, { seed: 1 });
    const width = (r: typeof certain) =>
      (r.result.places[0]?.high as number) / (r.result.places[0]?.low as number);
    expect(width(vague)).toBeGreaterThan(1.2 * width(certain));
    expect(vague.warnings).toContainEqual({
      key: 'panorama.warn.position',
      params: { error: 1500 },
    });
    expect(certain.warnings.map((w) => w.key)).not.toContain('panorama.warn.position');
  });

  it('counts what nobody measured', () => {
    expect(defaultsWarning(impulseWave, { source, volumeM3: 2e5 })).toEqual({
      key: 'panorama.warn.defaults',
      params: { count: 6 },
    });
    const all = Object.fromEntries(impulseWave.measured.map((name) => [name, 1]));
    expect(defaultsWarning(impulseWave, all)).toBeUndefined();
    for (const name of impulseWave.measured)
      expect(Object.keys(impulseWaveParams.shape)).toContain(name);
  });

  it('draws simple closed rings that grow with time and stay on the water', () => {
    const { result } = impulseWave.run(wushan, { seed: 1, water: river() });
    const rings = result.shapes.filter((s) => s.kind === 'isochrone');
    expect(rings.length).toBeGreaterThan(2);
    let reach = 0;
    for (const { ring } of rings) {
      expect(ring[0]).toEqual(ring.at(-1));
      expect(simple(ring)).toBe(true);
      const now = Math.max(...ring.map((p) => distanceM(source, p)));
      expect(now).toBeGreaterThan(reach);
      reach = now;
      for (const p of ring) expect(p[0]).toBeLessThan(109.895);
    }
  });

  it('is a fact that the vocabulary accepts', () => {
    const outcome = impulseWave.run(wushan, { seed: 1, water: river() });
    const body = forecastBody(impulseWave, wushan, 1, outcome, {
      forecastId: 'f1',
      incidentId: 'i1',
      eventAt: 1_435_142_400_000,
      computeMs: 12,
      hash: (t) => String(t.length),
    });
    expect(vocabulary['forecast.made'].safeParse(body).success).toBe(true);
    expect(body.validTo).toBeGreaterThan(body.validFrom);
  });

  it('refuses parameters that no slide has', () => {
    const bad = [
      { volumeM3: -1 },
      { depthM: 0 },
      { members: 10 },
      { slopeDeg: Number.NaN },
      { source: [200, 0] },
    ];
    for (const part of bad)
      expect(impulseWaveParams.safeParse({ source, ...part }).success).toBe(false);
    expect(impulseWaveParams.safeParse({ source }).success).toBe(true);
  });
});

describe('way over water', () => {
  it('is undefined far from water and for water that is not connected', () => {
    const mask = river();
    expect(waterDistance(mask, [109.93, 31.12], 500)).toBeUndefined();
    const from = waterDistance(mask, source, 1500);
    mask.data[190 * 201 + 190] = 1;
    expect(
      distanceTo(
        from as NonNullable<typeof from>,
        [mask.west + 190 * mask.stepLon, mask.north - 190 * mask.stepLat],
        50,
      ),
    ).toBeUndefined();
    expect(reachRing(from as NonNullable<typeof from>, 1000)?.length).toBeGreaterThan(4);
  });

  it('measures a straight reach to within 3 %', () => {
    const from = waterDistance(river(), source, 1500) as NonNullable<
      ReturnType<typeof waterDistance>
    >;
    const end: [number, number] = [109.855, 31.09];
    const way = distanceTo(from, end, 500) as number;
    expect(Math.abs(way / distanceM(source, end) - 1)).toBeLessThan(0.03);
  });
});

describe('quantiles', () => {
  it('interpolate, and leave not-a-number out', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([Number.NaN, 5], 0.95)).toBe(5);
    expect(quantile([], 0.5)).toBeNaN();
    expect(band([1, 2, 3])).toEqual({ value: 2, low: 1.1, high: 2.9 });
  });
});
