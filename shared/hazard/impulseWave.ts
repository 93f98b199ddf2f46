import { z } from 'zod';
import { destination, inverse } from '../geo/geodesy.ts';
import { type LonLat, lonLat } from '../model/common.ts';
import { band, createNormal, factor, offset } from './ensemble.ts';
import type {
  ForecastPlace,
  ForecastResult,
  ForecastShape,
  Predictor,
  PredictorContext,
  Warning,
} from './predictor.ts';
import {
  channelWave,
  impactAmplitudes,
  limits2d,
  limits3d,
  openWave,
  runUp,
  type Slide,
  slideNumbers,
  slideVelocity,
  type Wave,
} from './vaw.ts';
import { distanceTo, reachRing, waterDistance } from './waterTravel.ts';

const spread = (value: number) => z.number().min(1).max(10).default(value);

/**
 * What the wave depends on. Spreads named …Factor mean a 5–95 % range of value ÷ factor … value × factor, …Spread of
 * value ± spread. The defaults are those of a mid-sized slide into a gorge of the reservoir, for a first answer while
 * nothing is measured; a person replaces them.
 */
export const impulseWaveParams = z.object({
  source: lonLat,
  sourceName: z.string().max(80).default(''),
  /** How far off the reported place may be, m: 5–95 % range of each distance ±. */
  sourceErrorM: z.number().min(0).max(50_000).default(0),
  /** Direction the slide moves, degrees from north; absent: unknown, all directions alike. */
  azimuthDeg: z.number().min(0).max(360).optional(),
  volumeM3: z.number().min(100).max(1e9).default(200_000),
  volumeFactor: spread(1.5),
  /** Impact velocity; absent: from drop, slope and friction. */
  velocityMs: z.number().min(0.1).max(150).optional(),
  dropM: z.number().min(0).max(3000).default(40),
  frictionDeg: z.number().min(0).max(60).default(30),
  velocityFactor: spread(1.5),
  thicknessM: z.number().min(0.5).max(500).default(12),
  widthM: z.number().min(1).max(5000).default(120),
  sizeFactor: spread(1.3),
  densityKgM3: z.number().min(1000).max(3000).default(1900),
  densitySpread: z.number().min(0).max(1000).default(150),
  slopeDeg: z.number().min(5).max(90).default(35),
  slopeSpread: z.number().min(0).max(30).default(5),
  depthM: z.number().min(1).max(1000).default(60),
  depthFactor: spread(1.25),
  /** Slope of the shore that the wave climbs, degrees. */
  shoreDeg: z.number().min(5).max(90).default(40),
  /** open: free spreading (3-D); channel: the slide fills the width of a narrow channel (2-D). */
  geometry: z.enum(['open', 'channel']).default('open'),
  members: z.number().int().min(64).max(5000).default(256),
  places: z
    .array(
      z.object({
        name: z.string().min(1).max(80),
        position: lonLat,
        /** What the figure says: run-up on the shore, or the crest of the wave on the water. */
        quantity: z.enum(['runup', 'crest']).default('runup'),
        shoreDeg: z.number().min(5).max(90).optional(),
      }),
    )
    .max(100)
    .default([]),
  isochronesS: z.array(z.number().min(1).max(7200)).max(12).default([30, 60, 120, 180, 300]),
});
export type ImpulseWaveParams = z.output<typeof impulseWaveParams>;

/** How far from a shore place or a slide the water may lie, m. */
const REACH_M = 1500;

interface Target {
  readonly place: ImpulseWaveParams['places'][number];
  readonly distanceM: number;
  /** Angle off the slide's axis; undefined: direction unknown. */
  readonly gammaDeg: number | undefined;
  readonly overWater: boolean;
}

function slideOf(p: ImpulseWaveParams): Slide {
  return {
    velocityMs: p.velocityMs ?? Math.max(0.5, slideVelocity(p.dropM, p.slopeDeg, p.frictionDeg)),
    volumeM3: p.volumeM3,
    thicknessM: p.thicknessM,
    widthM: p.widthM,
    densityKgM3: p.densityKgM3,
    slopeDeg: p.slopeDeg,
    depthM: p.depthM,
  };
}

function waveAt(p: ImpulseWaveParams, slide: Slide, distanceM: number, gammaDeg: number): Wave {
  return p.geometry === 'channel'
    ? channelWave(slide, distanceM)
    : openWave(slide, distanceM, gammaDeg);
}

/** Travel time of the first crest, s: celerity summed along the way, since it falls with the amplitude. */
function arrivalS(p: ImpulseWaveParams, slide: Slide, distanceM: number, gammaDeg: number): number {
  const steps = 24;
  let t = 0;
  for (let i = 0; i < steps; i++) {
    const r = (distanceM * (i + 0.5)) / steps;
    t += distanceM / steps / waveAt(p, slide, r, gammaDeg).celerityMs;
  }
  return t;
}

/** Distance that the first crest has gone after a time, m. */
function reachedM(p: ImpulseWaveParams, slide: Slide, seconds: number): number {
  const dt = seconds / 60;
  let r = 0;
  for (let i = 0; i < 60; i++) r += waveAt(p, slide, r, 0).celerityMs * dt;
  return r;
}

/** Angle off the axis; where the direction is unknown, the mean effect of 45° stands for it. */
const angle = (target: Target) => target.gammaDeg ?? 45;

function rangeWarnings(p: ImpulseWaveParams, slide: Slide): { warnings: Warning[]; out: boolean } {
  const numbers = slideNumbers(slide);
  const limits = p.geometry === 'channel' ? limits2d : limits3d;
  const warnings: Warning[] = [];
  for (const name of ['F', 'S', 'M', 'B', 'P'] as const) {
    const value = numbers[name];
    const [min, max] = limits[name];
    if (value >= min && value <= max) continue;
    warnings.push({
      key: 'panorama.warn.range',
      params: { name, value: Number(value.toPrecision(3)), min, max },
    });
  }
  if (numbers.F < 0.4)
    warnings.unshift({
      key: 'panorama.warn.slow',
      params: { value: Number(numbers.F.toPrecision(2)) },
    });
  return { warnings, out: warnings.length > 0 };
}

function run(p: ImpulseWaveParams, ctx: PredictorContext): ForecastResult {
  const middle = slideOf(p);
  const { warnings, out } = rangeWarnings(p, middle);
  const water = ctx.water ? waterDistance(ctx.water, p.source, REACH_M) : undefined;
  if (!water) warnings.push({ key: 'panorama.warn.straight' });
  if (p.azimuthDeg === undefined && p.geometry === 'open')
    warnings.push({ key: 'panorama.warn.noAzimuth' });
  if (p.sourceErrorM > 0)
    warnings.push({
      key: 'panorama.warn.position',
      params: { error: Math.round(p.sourceErrorM) },
    });
  ctx.onProgress?.(0.2);

  const targets: Target[] = p.places.map((place) => {
    const line = inverse(p.source, place.position);
    const over = water && distanceTo(water, place.position, REACH_M);
    const turn =
      p.azimuthDeg === undefined
        ? undefined
        : Math.abs(((line.bearingDeg - p.azimuthDeg + 540) % 360) - 180);
    return {
      place,
      distanceM: Math.max(1, over ?? line.distanceM),
      gammaDeg: turn,
      overWater: over !== undefined,
    };
  });
  for (const target of targets) {
    const ratio = target.distanceM / p.depthM;
    const [, far] = p.geometry === 'channel' ? limits2d.X : limits3d.R;
    if (ratio > far)
      warnings.push({
        key: 'panorama.warn.far',
        params: { place: target.place.name, ratio: Math.round(ratio), limit: far },
      });
  }

  const normal = createNormal(ctx.seed);
  const source: number[] = [];
  const near: number[] = [];
  const values: number[][] = targets.map(() => []);
  const arrivals: number[][] = targets.map(() => []);
  for (let k = 0; k < p.members; k++) {
    const slopeDeg = Math.max(5, Math.min(88, p.slopeDeg + offset(normal, p.slopeSpread)));
    const slide: Slide = {
      volumeM3: p.volumeM3 * factor(normal, p.volumeFactor),
      velocityMs: middle.velocityMs * factor(normal, p.velocityFactor),
      thicknessM: p.thicknessM * factor(normal, p.sizeFactor),
      widthM: p.widthM * factor(normal, p.sizeFactor),
      densityKgM3: Math.max(1000, p.densityKgM3 + offset(normal, p.densitySpread)),
      slopeDeg,
      depthM: p.depthM * factor(normal, p.depthFactor),
    };
    // The formulas themselves scatter by ±30 % in their range; outside it comparisons differ by a factor of two.
    const model = factor(normal, out ? 2 : 1.3);
    const first = impactAmplitudes(slide);
    source.push((p.geometry === 'channel' ? channelWave(slide, 0).crestM : first.c1) * model);
    near.push(
      (p.geometry === 'channel' ? channelWave(slide, 0).heightM : first.c1 + first.t1) * model,
    );
    // One draw for all places; none where the place is certain, so that the other spreads stay as they were.
    const astray = p.sourceErrorM > 0 ? offset(normal, p.sourceErrorM) : 0;
    targets.forEach((target, i) => {
      const away = Math.max(1, target.distanceM + astray);
      const wave = waveAt(p, slide, away, angle(target));
      const value =
        target.place.quantity === 'crest'
          ? wave.crestM
          : runUp(wave, slide.depthM, target.place.shoreDeg ?? p.shoreDeg);
      values[i]?.push(value * model);
      arrivals[i]?.push(arrivalS(p, slide, away, angle(target)));
    });
    if (k % 32 === 0) ctx.onProgress?.(0.2 + (0.7 * k) / p.members);
  }

  const places: ForecastPlace[] = targets.map((target, i) => ({
    name: target.place.name,
    position: target.place.position,
    arrivalS: Math.round(band(arrivals[i] ?? []).value),
    ...rounded(band(values[i] ?? [])),
    // An arrow marks run-up: a height on the shore, not of the wave.
    unit: target.place.quantity === 'crest' ? 'm' : 'm↑',
  }));

  const shapes: ForecastShape[] = [
    { kind: 'source', label: p.sourceName, ring: footprint(p) },
    ...isochrones(p, middle, water),
  ];
  warnings.push({ key: 'panorama.warn.screening' });
  const latest = Math.max(600, ...places.map((q) => 4 * (q.arrivalS ?? 0)), ...p.isochronesS);
  return {
    method: `VAW 254 (Evers et al. 2019) ${p.geometry === 'channel' ? '2-D' : '3-D'}; Müller 1995; n=${p.members}`,
    warnings,
    validForS: latest,
    result: {
      headline: [
        { key: 'panorama.forecast.sourceCrest', ...rounded(band(source)), unit: 'm' },
        { key: 'panorama.forecast.sourceHeight', ...rounded(band(near)), unit: 'm' },
        {
          key: 'panorama.forecast.froude',
          value: Number(slideNumbers(middle).F.toPrecision(2)),
          unit: '1',
        },
        {
          key: 'panorama.forecast.velocity',
          value: Number(middle.velocityMs.toPrecision(2)),
          unit: 'm/s',
        },
      ],
      places,
      shapes,
    },
  };
}

/** Two figures carry what the method knows; more would promise what it cannot keep. */
function rounded(b: { value: number; low: number; high: number }) {
  const r = (v: number) => Number(v.toPrecision(2));
  return { value: r(b.value), low: r(b.low), high: r(b.high) };
}

/** The slide as a rectangle: its width across, its length behind the source. */
function footprint(p: ImpulseWaveParams): LonLat[] {
  const azimuth = p.azimuthDeg ?? 0;
  const length = Math.max(p.widthM, p.volumeM3 / (p.widthM * p.thicknessM));
  const half = p.widthM / 2;
  const front: LonLat[] = [
    destination(p.source, azimuth + 90, half),
    destination(p.source, azimuth - 90, half),
  ];
  const back = front.map((q) => destination(q, azimuth + 180, length)).reverse();
  const ring = [...front, ...back];
  return [...ring, ring[0] as LonLat];
}

function isochrones(
  p: ImpulseWaveParams,
  slide: Slide,
  water: ReturnType<typeof waterDistance>,
): ForecastShape[] {
  const shapes: ForecastShape[] = [];
  for (const timeS of [...p.isochronesS].sort((a, b) => a - b)) {
    const reach = reachedM(p, slide, timeS);
    const ring = water ? reachRing(water, reach) : circle(p.source, reach);
    if (ring) shapes.push({ kind: 'isochrone', label: `+${timeS} s`, timeS, ring });
  }
  return shapes;
}

function circle(center: LonLat, radiusM: number): LonLat[] {
  const ring: LonLat[] = [];
  for (let i = 0; i < 72; i++) ring.push(destination(center, i * 5, radiusM));
  return [...ring, ring[0] as LonLat];
}

/** Slide into a lake or river: waves near the slide, on the way and on the shore, with their arrival. */
export const impulseWave: Predictor<typeof impulseWaveParams> = {
  id: 'impulseWave',
  version: '1',
  titleKey: 'panorama.predictor.impulseWave',
  hazards: ['landslide'],
  paramsSchema: impulseWaveParams,
  validity: (['F', 'S', 'M', 'B', 'P', 'R'] as const).map((name) => ({
    name,
    min: limits3d[name][0],
    max: limits3d[name][1],
  })),
  measured: ['volumeM3', 'velocityMs', 'thicknessM', 'widthM', 'slopeDeg', 'depthM', 'azimuthDeg'],
  run,
};
