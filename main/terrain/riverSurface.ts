import { distanceM, metresPerDegree } from '../../shared/geo/geodesy.ts';
import type { LonLat } from '../../shared/model/common.ts';
import type { River } from './rivers.ts';

/** A place on a river's line, with its natural water surface and the surface at hand, m in the ground's datum. */
export interface RiverStation {
  /** Stations of one river follow each other, upstream first. */
  readonly river: string;
  /** About the width of the natural river, m. */
  readonly widthM: number;
  readonly lon: number;
  readonly lat: number;
  readonly naturalM: number;
  readonly surfaceM: number;
  /** Stands higher than the natural river: reservoir or flood. */
  readonly risen: boolean;
}

export interface KnownLevel {
  readonly at: LonLat;
  readonly levelM: number;
}

export const DAM: LonLat = [111.003, 30.823];
const MAIN = '长江';
/** The control data weigh rivers 0.8 … 3; the Yangtze, 3, is here some 400 m wide. */
const WIDTH_M = 130;
const SPACING_M = 400;
/** Gauges stand in no exact relation to the schematic line. */
const GAUGE_WITHIN_M = 6000;
const MOUTH_WITHIN_M = 3000;
/** Below the last known level a flood's rise is taken to fade; an assumption that shows no sudden wall of water. */
const FADE_M = 30_000;
const RISEN_M = 0.5;

interface Place {
  readonly lon: number;
  readonly lat: number;
  readonly naturalM: number;
  readonly alongM: number;
}

const kept = new WeakMap<River, Place[]>();

/** Places along a river about SPACING_M apart; a river's line does not change, so that they are made once. */
function placesOn(river: River): Place[] {
  const there = kept.get(river);
  if (there) return there;
  const out: Place[] = [];
  kept.set(river, out);
  let along = 0;
  for (let i = 1; i < river.line.length; i++) {
    const a = river.line[i - 1] as River['line'][number];
    const b = river.line[i] as River['line'][number];
    const length = distanceM(a, b);
    const n = Math.max(1, Math.ceil(length / SPACING_M));
    for (let k = i === 1 ? 0 : 1; k <= n; k++) {
      const t = k / n;
      out.push({
        lon: a[0] + (b[0] - a[0]) * t,
        lat: a[1] + (b[1] - a[1]) * t,
        naturalM: a[2] + (b[2] - a[2]) * t,
        alongM: along + length * t,
      });
    }
    along += length;
  }
  return out;
}

function nearest(places: readonly Place[], at: LonLat): { index: number; distanceM: number } {
  // On the plane: within the few kilometres that count it is true to a thousandth.
  const metres = metresPerDegree(at[1]);
  let index = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < places.length; i++) {
    const p = places[i] as Place;
    const d = ((p.lon - at[0]) * metres.lon) ** 2 + ((p.lat - at[1]) * metres.lat) ** 2;
    if (d >= least) continue;
    least = d;
    index = i;
  }
  return { index, distanceM: Math.sqrt(least) };
}

/**
 * Water surface along one line. Between two known levels the rise above the natural profile runs evenly with the
 * distance; above the uppermost the water stands level until the natural river reaches it; below the lowest the rise
 * fades, unless a dam holds it. Water never stands higher downstream.
 */
function surfaceAlong(
  places: readonly Place[],
  known: readonly { index: number; levelM: number }[],
  dam: number | undefined,
): number[] {
  const out = places.map((p) => p.naturalM);
  const points = [...known].sort((a, b) => a.index - b.index);
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return out;
  const place = (i: number) => places[i] as Place;
  const rise = (k: { index: number; levelM: number }) =>
    Math.max(0, k.levelM - place(k.index).naturalM);
  for (const [i, p] of places.entries()) {
    if (i <= first.index) out[i] = Math.max(p.naturalM, first.levelM);
    else if (i > last.index) {
      const faded = 1 - (p.alongM - place(last.index).alongM) / FADE_M;
      if (dam === undefined || i <= dam) out[i] = p.naturalM + rise(last) * Math.max(0, faded);
    } else {
      const next = points.findIndex((k) => k.index >= i);
      const [a, b] = [points[next - 1] as typeof first, points[next] as typeof first];
      const [from, to] = [place(a.index).alongM, place(b.index).alongM];
      const t = to > from ? (p.alongM - from) / (to - from) : 1;
      out[i] = p.naturalM + rise(a) * (1 - t) + rise(b) * t;
    }
  }
  for (let i = Math.min(last.index, places.length - 1) - 1; i >= 0; i--)
    out[i] = Math.max(out[i] as number, out[i + 1] as number);
  return out;
}

/**
 * The surface of every river, from the pool level at the dam and levels at gauges, all in the ground's datum. Gauges
 * away from any line are left out and counted.
 */
export function riverSurface(
  rivers: readonly River[],
  poolM: number | undefined,
  gauges: readonly KnownLevel[],
): { stations: RiverStation[]; unusedGauges: number } {
  const lines = rivers.map((river) => ({ river, places: placesOn(river) }));
  const known = new Map<River, { index: number; levelM: number }[]>();
  let unusedGauges = 0;
  for (const gauge of gauges) {
    const hits = lines.map(({ river, places }) => ({ river, ...nearest(places, gauge.at) }));
    const best = hits.reduce(
      (a, b) => (b.distanceM < a.distanceM ? b : a),
      hits[0] as (typeof hits)[0],
    );
    if (!best || best.distanceM > GAUGE_WITHIN_M) {
      unusedGauges += 1;
      continue;
    }
    const list = known.get(best.river) ?? [];
    list.push({ index: best.index, levelM: gauge.levelM });
    known.set(best.river, list);
  }

  const done = new Map<River, { places: readonly Place[]; surface: readonly number[] }>();
  const main = lines.find((l) => l.river.name === MAIN);
  if (main) {
    const dam = nearest(main.places, DAM).index;
    const list = known.get(main.river) ?? [];
    const above = list.filter((k) => k.index <= dam);
    if (poolM !== undefined) above.push({ index: dam, levelM: poolM });
    done.set(main.river, {
      places: main.places,
      surface: surfaceAlong(main.places, above, dam),
    });
  }
  // A tributary takes the level at its mouth as far up as it reaches; those of tributaries follow.
  for (let round = 0; round < lines.length; round++)
    for (const { river, places } of lines) {
      if (done.has(river)) continue;
      const end = places.at(-1);
      if (!end) continue;
      for (const into of done.values()) {
        const mouth = nearest(into.places, [end.lon, end.lat]);
        if (mouth.distanceM > MOUTH_WITHIN_M) continue;
        const levelM = into.surface[mouth.index] as number;
        const risen = levelM > (into.places[mouth.index] as Place).naturalM + RISEN_M;
        const list = [...(known.get(river) ?? [])];
        if (risen) list.push({ index: places.length - 1, levelM });
        done.set(river, { places, surface: surfaceAlong(places, list, undefined) });
        break;
      }
    }
  for (const { river, places } of lines)
    if (!done.has(river))
      done.set(river, { places, surface: surfaceAlong(places, known.get(river) ?? [], undefined) });

  const stations: RiverStation[] = [];
  for (const [{ name: river, width }, { places, surface }] of done)
    for (const [i, p] of places.entries()) {
      const surfaceM = surface[i] as number;
      const { lon, lat, naturalM } = p;
      stations.push({
        river,
        widthM: width * WIDTH_M,
        lon,
        lat,
        naturalM,
        surfaceM,
        risen: surfaceM > naturalM + RISEN_M,
      });
    }
  return { stations, unusedGauges };
}
