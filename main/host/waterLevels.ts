import { knownLevels, waterOf } from '../../shared/contract/waterQuery.ts';
import type { Situation } from '../../shared/events/situation.ts';
import type { WaterLevels } from '../terrain/terrain.ts';

/**
 * Water levels that a situation knows at `now` (ms), each in its own datum. Undefined where none is known: water is
 * then not shown.
 */
export function waterLevels(situation: Situation, now: number): WaterLevels | undefined {
  return waterOf(
    knownLevels(
      situation.list('readings'),
      (thing) => {
        const p = situation.get('tracks', thing)?.p;
        return p && [p[0], p[1]];
      },
      now,
    ),
  );
}
