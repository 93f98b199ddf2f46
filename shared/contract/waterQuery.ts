import { z } from 'zod';
import type { ReadingBody, Stamp } from '../events/situation.ts';
import { type HeightDatum, heightDatum, type LonLat, lonLat } from '../model/common.ts';

/** A level older than this no longer says where the water stands, ms. */
const TOO_OLD_MS = 24 * 3_600_000;
/** Further ahead than this a reading is not of now, ms. */
const AHEAD_MS = 10 * 60_000;
/** More gauges than this are not needed to draw the rivers of one city; the newest are kept. */
const MAX_STAGES = 24;
/** Levels are compared and asked for in steps of this many per metre: finer does not show on the ground. */
const STEPS_PER_M = 10;
/** Two gauges nearer than this, degrees, are one place of the river: the newer speaks. */
const SAME_PLACE_DEG = 0.003;
/** Datums that a level can be carried to the ground from, with their letter in the query. */
const letters = { wusong: 'w', huanghai85: 'h', egm96: 'e' } as const;
type Usable = keyof typeof letters;
const usable = (datum: HeightDatum | undefined): datum is Usable =>
  datum !== undefined && Object.hasOwn(letters, datum);

const levelM = z.number().min(-200).max(6000);
const shape = z.object({
  pool: z.object({ levelM, datum: heightDatum }).optional(),
  stages: z.array(z.object({ at: lonLat, levelM, datum: heightDatum })).max(MAX_STAGES),
});
export type WaterQuery = z.infer<typeof shape>;

/** A reading that says where water stands, and who said it. */
export interface KnownLevel {
  readonly thing: string;
  readonly pool: boolean;
  readonly at: LonLat | undefined;
  readonly levelM: number;
  readonly datum: HeightDatum;
  readonly measuredAt: number;
  readonly source: string;
}

interface Reading {
  readonly body: ReadingBody;
  readonly last: Stamp;
  readonly source: string;
}

/**
 * Water levels that a situation knows at `now` (ms), newest first: quantity `stage` of a station with a position,
 * `poolStage` for the reservoir at the dam. The rule is the same for the sheet, the sandtable and the globe.
 */
export function knownLevels(
  readings: Iterable<Reading>,
  positionOf: (thing: string) => LonLat | undefined,
  now: number,
): KnownLevel[] {
  const found: KnownLevel[] = [];
  for (const { body, last, source } of readings) {
    const pool = body.quantity === 'poolStage';
    if (!pool && body.quantity !== 'stage') continue;
    if (body.unit !== 'm' || !usable(body.datum) || now - last[0] > TOO_OLD_MS) continue;
    // A gauge whose clock runs ahead must not outvote the others for ever.
    if (last[0] > now + AHEAD_MS) continue;
    const at = positionOf(body.thing);
    if (!pool && !at) continue;
    found.push({
      thing: body.thing,
      pool,
      at,
      levelM: body.value,
      datum: body.datum,
      measuredAt: last[0],
      source,
    });
  }
  found.sort((a, b) => b.measuredAt - a.measuredAt || (a.thing < b.thing ? -1 : 1));
  const out: KnownLevel[] = [];
  for (const level of found) {
    const taken = out.some((o) =>
      level.pool
        ? o.pool
        : !o.pool &&
          Math.abs((o.at?.[0] ?? 0) - (level.at?.[0] ?? 0)) < SAME_PLACE_DEG &&
          Math.abs((o.at?.[1] ?? 0) - (level.at?.[1] ?? 0)) < SAME_PLACE_DEG,
    );
    if (!taken && (level.pool || out.filter((o) => !o.pool).length < MAX_STAGES)) out.push(level);
  }
  return out;
}

/** Levels without their provenance; undefined where none is known: water is then not filled. */
export function waterOf(levels: readonly KnownLevel[]): WaterQuery | undefined {
  if (levels.length === 0) return undefined;
  const pool = levels.find((l) => l.pool);
  return {
    ...(pool ? { pool: { levelM: pool.levelM, datum: pool.datum } } : {}),
    stages: levels.flatMap((l) =>
      l.pool || !l.at ? [] : [{ at: l.at, levelM: l.levelM, datum: l.datum }],
    ),
  };
}

/**
 * Canonical words of the levels for a tile's address: the same levels within 0.1 m give the same words, so that a
 * tile is a pure function of its address and may be kept for ever. "" where none is known.
 */
export function formatWater(levels: WaterQuery | undefined): string {
  if (!levels) return '';
  const level = (l: { levelM: number; datum: HeightDatum }) =>
    `${Math.round(l.levelM * STEPS_PER_M)}${letters[l.datum as Usable] ?? ''}`;
  const stages = levels.stages
    .map((s) => `${Math.round(s.at[0] * 1e4)}_${Math.round(s.at[1] * 1e4)}_${level(s)}`)
    .sort();
  return [...(levels.pool ? [`p_${level(levels.pool)}`] : []), ...stages].join('.');
}

/** Reads what formatWater wrote; undefined where the words are not of that form or out of bounds. */
export function parseWater(words: string): WaterQuery | undefined {
  if (words.length > 40 * (MAX_STAGES + 1)) return undefined;
  const datumOf = (letter: string | undefined) =>
    (Object.keys(letters) as Usable[]).find((d) => letters[d] === letter);
  const raw: { pool?: unknown; stages: unknown[] } = { stages: [] };
  for (const word of words.split('.')) {
    const m = /^(?:p|(-?\d{1,7})_(-?\d{1,7}))_(-?\d{1,6})([a-z])$/.exec(word);
    if (!m) return undefined;
    const level = { levelM: Number(m[3]) / STEPS_PER_M, datum: datumOf(m[4]) };
    if (m[1] === undefined) {
      if (raw.pool) return undefined;
      raw.pool = level;
    } else raw.stages.push({ at: [Number(m[1]) / 1e4, Number(m[2]) / 1e4], ...level });
  }
  const parsed = shape.safeParse(raw);
  return parsed.success ? parsed.data : undefined;
}
