import { ProblemError } from '../../shared/kit/result.ts';
import type { LonLat } from '../../shared/model/common.ts';
import type { Bbox, PanoramaTerrain, TerrainName } from '../panorama/index.ts';
import type { WaterLevels } from '../terrain/terrain.ts';
import type { HostTerrain } from '../terrain/thread.ts';
import type { Places } from './places.ts';

/** Nine points of a box: its corners, the middles of its sides, its centre. */
function spread([w, s, e, n]: Bbox): LonLat[] {
  const lons = [w, (w + e) / 2, e];
  const lats = [s, (s + n) / 2, n];
  return lats.flatMap((lat) => lons.map((lon): LonLat => [lon, lat]));
}

const kinds: Readonly<Record<string, TerrainName['kind']>> = {
  seat: 'seat',
  town: 'town',
  river: 'river',
  peak: 'peak',
  gorge: 'gorge',
};

/** The terrain as the panorama asks for it; `levels` are the water levels known at the moment of asking. */
export function panoramaTerrain(
  terrain: HostTerrain,
  places: Places,
  levels: () => WaterLevels | undefined = () => undefined,
): PanoramaTerrain {
  const kind = (bbox: Bbox) => {
    const found = new Set(spread(bbox).map((p) => terrain.kind(p)));
    if (found.size > 1) return 'mixed';
    return found.has('imported') ? 'imported' : 'schematic';
  };
  return {
    heights: (bbox, cols, rows) => terrain.heights(bbox, cols, rows),
    kind,
    datum: (bbox) => {
      const found = new Set(spread(bbox).map((p) => terrain.datum(p)));
      return found.size > 1 ? 'mixed' : (found.values().next().value ?? 'unknown');
    },
    water: async (bbox, cols, rows) => {
      const known = levels();
      if (!known) return undefined;
      try {
        const wet = await terrain.water(bbox, cols, rows, known);
        const gauges = known.stages?.length ?? 0;
        return known.pool || wet.unusedStages < gauges ? wet : undefined;
      } catch (error) {
        // No offset between the level's datum and the ground's: rather no water than water in the wrong place.
        if (error instanceof ProblemError) return undefined;
        throw error;
      }
    },
    names: (bbox) =>
      places.all
        .filter(
          ({ position: [lon, lat] }) =>
            lon > bbox[0] && lon < bbox[2] && lat > bbox[1] && lat < bbox[3],
        )
        .map((p) => ({ name: p.name, position: p.position, kind: kinds[p.kind] ?? 'place' })),
  };
}
