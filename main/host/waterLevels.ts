import type { Situation } from '../../shared/events/situation.ts';
import type { HeightDatum, LonLat } from '../../shared/model/common.ts';
import type { WaterLevels } from '../terrain/terrain.ts';

/** Datums that a level can be carried to the ground from. */
const usable: readonly (HeightDatum | undefined)[] = ['wusong', 'huanghai85', 'egm96'];
/** A level older than this no longer says where the water stands, ms. */
const TOO_OLD_MS = 24 * 3_600_000;

/**
 * Water levels that a situation knows at `now` (ms), each in its own datum: quantity `stage` of a station with a
 * position, `poolStage` for the reservoir at the dam. Undefined where none is known: water is then not shown.
 */
export function waterLevels(situation: Situation, now: number): WaterLevels | undefined {
  const stages: { at: LonLat; levelM: number; datum: HeightDatum }[] = [];
  let pool: { levelM: number; datum: HeightDatum } | undefined;
  let poolAt = Number.NEGATIVE_INFINITY;
  const read = situation.list(
    'readings',
    (r) =>
      (r.quantity === 'stage' || r.quantity === 'poolStage') &&
      r.unit === 'm' &&
      usable.includes(r.datum),
  );
  for (const { body, last } of read) {
    if (now - last[0] > TOO_OLD_MS) continue;
    const level = { levelM: body.value, datum: body.datum as HeightDatum };
    if (body.quantity === 'poolStage') {
      if (last[0] > poolAt) [pool, poolAt] = [level, last[0]];
      continue;
    }
    const p = situation.get('tracks', body.thing)?.p;
    if (p) stages.push({ at: [p[0], p[1]], ...level });
  }
  if (!pool && stages.length === 0) return undefined;
  return { ...(pool ? { pool } : {}), stages };
}
