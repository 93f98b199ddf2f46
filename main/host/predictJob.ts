import { randomUUID } from 'node:crypto';
import type { Situation } from '../../shared/events/situation.ts';
import { bboxAround } from '../../shared/geo/geodesy.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import type { PredictJob } from '../jobs/index.ts';
import type { PanoramaTerrain } from '../panorama/index.ts';

/** Water around the source that the wave is followed over, m; posts across. */
const WATER_RADIUS_M = 12_000;
const WATER_POSTS = 400;

/** A person's request as a job: the place, the volume and the time of the incident stand in where nothing was given. */
export async function predictJob(
  situation: Situation,
  input: { incidentId: string; predictor: string; params: Record<string, unknown> },
  terrain: PanoramaTerrain,
): Promise<PredictJob> {
  const incident = situation.get('incidents', input.incidentId);
  if (!incident?.position)
    throw new ProblemError('panorama.problem.noIncident', { id: input.incidentId });
  const volumes = situation
    .list('claims', (c) => c.incidentId === input.incidentId && c.field === 'volumeM3')
    .sort((a, b) => b.last[0] - a.last[0]);
  const volumeM3 = volumes[0]?.body.value;
  const params = {
    source: incident.position,
    sourceName: incident.place ?? incident.title ?? '',
    ...(volumeM3 === undefined ? {} : { volumeM3 }),
    ...input.params,
  };
  const water = await terrain.water?.(
    bboxAround(incident.position, WATER_RADIUS_M),
    WATER_POSTS,
    WATER_POSTS,
  );
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
