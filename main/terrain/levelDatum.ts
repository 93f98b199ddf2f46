import { distanceM } from '../../shared/geo/geodesy.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import type { HeightDatum, LonLat } from '../../shared/model/common.ts';

/** Wusong minus the 1985 datum at stations whose bulletins give both, m. */
const namedOffsets: readonly { readonly at: LonLat; readonly offsetM: number }[] = [
  { at: [106.6, 29.617], offsetM: 1.49 },
  { at: [106.45, 29.58], offsetM: 1.64 },
  { at: [106.42, 29.85], offsetM: 1.59 },
  { at: [107.75, 29.32], offsetM: 1.64 },
];
const NAMED_WITHIN_M = 5000;
/** Elsewhere along the reservoir: general knowledge (1.7–1.8 m at Chongqing), not a survey. */
const GENERAL = { offsetM: 1.7, errorM: 0.3 };
/** The 1985 datum and EGM96 are both near mean sea level; their difference here is not surveyed. */
const LEVEL_SURFACES_ERROR_M = 0.5;
/** Ground of unknown datum is taken for one near mean sea level. */
const UNKNOWN_GROUND_ERROR_M = 2;

/**
 * A water level in the datum of the ground, with the uncertainty of the conversion alone (not of the ground). Throws
 * terrain.levelDatum where no offset is known.
 */
export function levelOnGround(
  level: { readonly levelM: number; readonly datum: HeightDatum; readonly at: LonLat },
  ground: string,
): { levelM: number; errorM: number } {
  if (level.datum === ground && ground !== 'unknown') return { levelM: level.levelM, errorM: 0 };
  let { levelM } = level;
  let errorM = 0;
  if (level.datum === 'wusong') {
    const named = namedOffsets.find((o) => distanceM(o.at, level.at) < NAMED_WITHIN_M);
    levelM -= named?.offsetM ?? GENERAL.offsetM;
    errorM += named ? 0.1 : GENERAL.errorM;
  } else if (level.datum !== 'huanghai85' && level.datum !== 'egm96')
    throw new ProblemError('terrain.levelDatum', { level: level.datum, ground });
  if (ground === 'unknown') errorM += UNKNOWN_GROUND_ERROR_M;
  else if (ground === 'egm96' || (ground === 'huanghai85' && level.datum === 'egm96'))
    errorM += LEVEL_SURFACES_ERROR_M;
  else if (ground !== 'huanghai85')
    throw new ProblemError('terrain.levelDatum', { level: level.datum, ground });
  return { levelM, errorM };
}
