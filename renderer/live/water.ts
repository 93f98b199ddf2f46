import {
  formatWater,
  type KnownLevel,
  knownLevels,
  waterOf,
} from '../../shared/contract/waterQuery.ts';
import type { LiveTables } from './tables.ts';

/** Water levels that the shown session knows at the time it shows, newest first. */
export function waterLevels(tables: LiveTables): KnownLevel[] {
  const now = tables.lostSim ?? tables.simNow();
  if (now === undefined) return [];
  return knownLevels(
    tables.table('readings').values(),
    (thing) => {
      const track = tables.tracks.get(thing);
      return track && [track.lon, track.lat];
    },
    now,
  );
}

/** The same as a part of an address: other words mean other water. "" where no level is known. */
export const waterWords = (tables: LiveTables): string => formatWater(waterOf(waterLevels(tables)));
