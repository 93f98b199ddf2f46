import { createHash, randomUUID } from 'node:crypto';
import type { Situation } from '../../shared/events/situation.ts';
import { bboxAround, distanceM } from '../../shared/geo/geodesy.ts';
import type { Grid } from '../../shared/geo/grid.ts';
import { nearestWater, type Predictor } from '../../shared/hazard/index.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import type { LonLat } from '../../shared/model/common.ts';
import type { Text } from '../../shared/text/index.ts';
import type { PredictJob } from '../jobs/index.ts';
import type { HostTerrain } from '../terrain/thread.ts';
import type { Places } from './places.ts';
import { waterLevels } from './waterLevels.ts';

/** Water around the source that the wave is followed over, m; posts across. */
const WATER_RADIUS_M = 12_000;
const WATER_POSTS = 400;
/** Named places that a wave is told for when nobody named any: within this distance, and this near to water, m. */
const PLACES_WITHIN_M = 8000;
const SHORE_WITHIN_M = 1500;
const PLACES_AT_MOST = 8;
/** A slide further from water than this (and than its place is uncertain) makes no wave, m. */
const SLIDE_WITHIN_M = 500;
/** A volume that differs by more than this share from the one computed with is a new case. */
const NEW_VOLUME_SHARE = 0.2;

export interface Ground {
  readonly terrain: HostTerrain;
  readonly places: Places;
  readonly text: Text;
}

/** Water at the known levels, or of the natural rivers; undefined where levels and ground have no common datum. */
async function waterAround(
  { terrain }: Ground,
  situation: Situation,
  center: LonLat,
  now: number,
): Promise<Grid | undefined> {
  try {
    const bbox = bboxAround(center, WATER_RADIUS_M);
    return await terrain.water(bbox, WATER_POSTS, WATER_POSTS, waterLevels(situation, now) ?? {});
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

function shorePlaces({ places, text }: Ground, water: Grid | undefined, from: LonLat) {
  return places.all
    .filter((p) => p.kind === 'seat' || p.kind === 'town' || p.kind === 'site')
    .map((p) => ({ ...p, away: distanceM(from, p.position) }))
    .filter((p) => p.away <= PLACES_WITHIN_M && p.away > (p.errorM ?? 0))
    .filter((p) => water && nearestWater(water, p.position, SHORE_WITHIN_M))
    .sort((a, b) => a.away - b.away)
    .slice(0, PLACES_AT_MOST)
    .map((p) => ({
      name: text('panorama.forecast.shoreOf', { place: p.name }),
      position: [...p.position] as LonLat,
    }));
}

const newestVolume = (situation: Situation, incidentId: string) =>
  situation
    .list('claims', (c) => c.incidentId === incidentId && c.field === 'volumeM3')
    .sort((a, b) => b.last[0] - a.last[0])[0];

/** A person's request as a job: what is known of the incident stands in where nothing was given. */
export async function predictJob(
  situation: Situation,
  input: { incidentId: string; predictor: string; params: Record<string, unknown> },
  ground: Ground,
  now: number,
): Promise<PredictJob> {
  const incident = situation.get('incidents', input.incidentId);
  if (!incident?.position)
    throw new ProblemError('panorama.problem.noIncident', { id: input.incidentId });
  const volumeM3 = newestVolume(situation, input.incidentId)?.body.value;
  const water = await waterAround(ground, situation, incident.position, now);
  const params = {
    source: incident.position,
    sourceName: ground.text('panorama.forecast.sourceLabel'),
    ...(incident.positionErrorM === undefined ? {} : { sourceErrorM: incident.positionErrorM }),
    ...(volumeM3 === undefined ? {} : { volumeM3 }),
    places: shorePlaces(ground, water, incident.position),
    ...input.params,
  };
  return {
    predictor: input.predictor,
    params,
    seed: 1,
    water,
    forecastId: randomUUID(),
    incidentId: input.incidentId,
    eventAt: incident.occurredAt ?? incident.reportedAt ?? 0,
  };
}

/**
 * What the host computes without being asked: a wave, when a slide's volume is said and water lies within its reach,
 * and again when a later figure differs by more than a fifth. Undefined: nothing to compute. The same facts give the
 * same job, identifier included.
 */
export async function foreseenJob(
  situation: Situation,
  incidentId: string,
  predictor: Pick<Predictor, 'id' | 'version' | 'hazards'>,
  ground: Ground,
  now: number,
): Promise<PredictJob | undefined> {
  const incident = situation.get('incidents', incidentId);
  if (!incident?.position || !incident.hazard || !incident.formed || incident.closed)
    return undefined;
  if (!predictor.hazards.includes(incident.hazard)) return undefined;
  const volume = newestVolume(situation, incidentId);
  const said = volume?.body.value;
  if (!volume || said === undefined) return undefined;
  const known = situation
    .list('forecasts', (f) => f.incidentId === incidentId && f.predictor === predictor.id)
    .sort((a, b) => b.last[2] - a.last[2])[0];
  const before = known?.body.inputs?.volumeM3;
  if (typeof before === 'number' && Math.abs(said / before - 1) <= NEW_VOLUME_SHARE)
    return undefined;
  const job = await predictJob(
    situation,
    { incidentId, predictor: predictor.id, params: {} },
    ground,
    now,
  );
  const reachM = Math.max(SLIDE_WITHIN_M, incident.positionErrorM ?? 0);
  if (!job.water || !nearestWater(job.water, incident.position, reachM)) return undefined;
  const forecastId = createHash('sha256')
    .update(`${incidentId}/${predictor.id}/${predictor.version}/${volume.last[2]}`)
    .digest('hex')
    .slice(0, 24);
  return { ...job, forecastId };
}
