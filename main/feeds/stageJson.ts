import { z } from 'zod';
import { type NewFact, newFact } from '../../shared/events/fact.ts';
import { fail, ok, type Result } from '../../shared/kit/result.ts';
import { confidence, fields, heightDatum } from '../../shared/model/common.ts';
import { parseTime } from '../../shared/time/time.ts';
import { FUTURE_LIMIT_MS } from './observation.ts';
import { type Refused, why } from './why.ts';

export const MAX_JSON_DEPTH = 16;
export const MAX_STATIONS = 10_000;
export const MAX_READINGS = 50_000;

const metres = z.number().min(-500).max(9000);
const station = z.object({
  id: fields.id,
  name: z.string().min(1).max(200),
  lon: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  datum: heightDatum,
  warningM: metres.nullish(),
  guaranteeM: metres.nullish(),
});
const reading = z.object({
  station: fields.id,
  at: z.union([fields.instant, z.string().max(40)]),
  stageM: metres.nullish(),
  dischargeM3s: z.number().min(-1e6).max(1e6).nullish(),
  quality: confidence.nullish(),
});

export interface StageRecord {
  /** Same station, time and values: the same record. */
  readonly key: string;
  readonly fact: NewFact<'observation'>;
}

export interface StageDocument {
  readonly records: readonly StageRecord[];
  readonly refused: readonly Refused[];
  /** Some were refused only because their time has not come. */
  readonly early: boolean;
}

/** Deepest nesting of brackets outside strings. */
function depthOf(text: string, limit: number): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length && deepest <= limit; i++) {
    const c = text[i];
    if (c === '"') {
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === '\\') i++;
    } else if (c === '{' || c === '[') deepest = Math.max(deepest, ++depth);
    else if (c === '}' || c === ']') depth--;
  }
  return deepest;
}

/**
 * The answer of a stage service (its form: stage.ts). Bad entries are refused one by one, also readings of stations that
 * the answer does not describe: a level without its datum says nothing. Fails as a whole with feeds.notJson,
 * feeds.json.depth, feeds.stage.form or feeds.stage.tooMany. `only`: ids of the stations to take, all without it.
 */
export function parseStage(
  text: string,
  now: number,
  source: string,
  only?: readonly string[],
): Result<StageDocument> {
  if (depthOf(text, MAX_JSON_DEPTH) > MAX_JSON_DEPTH)
    return fail('feeds.json.depth', { max: MAX_JSON_DEPTH });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail('feeds.notJson');
  }
  const { stations, readings } = (json ?? {}) as { stations?: unknown; readings?: unknown };
  if (!Array.isArray(stations) || !Array.isArray(readings)) return fail('feeds.stage.form');
  if (stations.length > MAX_STATIONS || readings.length > MAX_READINGS)
    return fail('feeds.stage.tooMany', { stations: MAX_STATIONS, readings: MAX_READINGS });

  const refused: Refused[] = [];
  let early = false;
  const refuse = (code: string, record: unknown, params?: Record<string, string>) =>
    refused.push({ why: why(code, params), raw: (JSON.stringify(record) ?? '').slice(0, 500) });
  const badField = (error: z.ZodError) => ({ field: error.issues[0]?.path.join('.') ?? '' });
  const wanted = only === undefined ? undefined : new Set(only);

  const known = new Map<string, z.infer<typeof station>>();
  for (const entry of stations) {
    const parsed = station.safeParse(entry);
    if (!parsed.success) refuse('feeds.stage.badStation', entry, badField(parsed.error));
    else if (known.has(parsed.data.id)) refuse('feeds.stage.twice', entry);
    else known.set(parsed.data.id, parsed.data);
  }
  const records: StageRecord[] = [];
  for (const entry of readings) {
    const parsed = reading.safeParse(entry);
    if (!parsed.success) {
      refuse('feeds.stage.badReading', entry, badField(parsed.error));
      continue;
    }
    const r = parsed.data;
    if (wanted && !wanted.has(r.station)) continue;
    const s = known.get(r.station);
    const at = typeof r.at === 'number' ? r.at : parseTime(r.at);
    if (s === undefined) refuse('feeds.stage.unknownStation', entry, { station: r.station });
    else if (at === undefined) refuse('feeds.stage.badReading', entry, { field: 'at' });
    else if (at > now + FUTURE_LIMIT_MS) {
      early = true;
      refuse('feeds.stage.future', entry);
    } else if (typeof r.stageM !== 'number' && typeof r.dischargeM3s !== 'number')
      refuse('feeds.stage.badReading', entry, { field: 'stageM' });
    else
      records.push({
        key: JSON.stringify([r.station, at, r.stageM, r.dischargeM3s]),
        fact: newFact({ at, kind: 'observation', source, body: bodyOf(s, r) }),
      });
  }
  return ok({ records, refused, early });
}

type Body = NewFact<'observation'>['body'];

function bodyOf(s: z.infer<typeof station>, r: z.infer<typeof reading>): Body {
  const values: NonNullable<Body['r']> = {};
  const level = (name: string, value: number | null | undefined) => {
    if (typeof value === 'number') values[name] = [value, 'm', s.datum];
  };
  level('stage', r.stageM);
  if (typeof r.dischargeM3s === 'number') values.discharge = [r.dischargeM3s, 'm3/s'];
  level('warningStage', s.warningM);
  level('guaranteeStage', s.guaranteeM);
  return {
    thing: s.id,
    kind: 'station',
    name: s.name,
    p: [s.lon, s.lat],
    r: values,
    ...(r.quality ? { quality: r.quality } : {}),
  };
}
