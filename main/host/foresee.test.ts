import { describe, expect, it } from 'vitest';
import type { Fact, NewFact } from '../../shared/events/fact.ts';
import { foldInto } from '../../shared/events/reduce.ts';
import { Situation } from '../../shared/events/situation.ts';
import { createGrid } from '../../shared/geo/grid.ts';
import { impulseWave } from '../../shared/hazard/index.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import { createText } from '../../shared/text/index.ts';
import type { HostTerrain } from '../terrain/thread.ts';
import type { Places } from './places.ts';
import { foreseenJob, type Ground, predictJob } from './predictJob.ts';

const T0 = Date.parse('2026-07-01T08:00:00+08:00');
const source: [number, number] = [109.89, 31.09];

/** Ground whose water is a strip along a meridian; `eastDeg` east of the source. */
function ground(eastDeg = 0.002, datumKnown = true): Ground & { levels: unknown[] } {
  const levels: unknown[] = [];
  const terrain = {
    water: async (
      bbox: readonly [number, number, number, number],
      cols: number,
      rows: number,
      l: unknown,
    ) => {
      levels.push(l);
      if (!datumKnown) throw new ProblemError('terrain.levelDatum');
      const grid = createGrid(bbox, cols, rows);
      for (let i = 0; i < grid.data.length; i++) {
        const lon = grid.west + (i % cols) * grid.stepLon;
        grid.data[i] = Math.abs(lon - source[0] - eastDeg) < 0.003 ? 1 : 0;
      }
      return grid;
    },
  } as unknown as HostTerrain;
  const place = (name: string, lon: number, lat: number, kind = 'seat', errorM?: number) => ({
    id: name,
    name,
    kind,
    position: [lon, lat] as [number, number],
    ...(errorM === undefined ? {} : { errorM }),
  });
  const places: Places = {
    all: [
      place('下游镇', 109.893, 31.07, 'town'),
      place('山上村', 109.85, 31.1),
      place('远县城', 109.892, 31.3),
      place('源头', 109.89, 31.091, 'site', 1500),
      place('长江', 109.892, 31.08, 'river'),
    ],
    search: () => [],
  };
  return { terrain, places, text: createText('zh'), levels };
}

type Given = Pick<NewFact, 'kind' | 'body'>;
function situation(...facts: Given[]): Situation {
  const made = new Situation();
  facts.forEach((f, i) => {
    foldInto(made, {
      source: 'seat:值班',
      ...f,
      at: T0 + i,
      rx: T0 + i,
      seq: i + 1,
      v: 1,
    } as Fact);
  });
  return made;
}
const reported = (hazard = 'landslide', positionErrorM?: number): Given =>
  ({
    kind: 'incident.reported',
    body: {
      incidentId: 'i',
      hazard,
      title: '滑坡',
      place: '巫山',
      position: source,
      occurredAt: T0,
      reportedBy: '海事',
      mode: 'actual',
      ...(positionErrorM === undefined ? {} : { positionErrorM }),
    },
  }) as Given;
const formed: Given = {
  kind: 'incident.formed',
  body: {
    incidentId: 'i',
    aoi: [109.8, 31, 110, 31.2],
    radiusM: 10_000,
    layers: [],
    stations: [],
    forces: [],
    terrain: 'schematic',
  },
};
const volume = (value: number): Given => ({
  kind: 'claim.made',
  body: { incidentId: 'i', field: 'volumeM3', value, unit: 'm³', claimant: '地质队' },
});
const forecast = (volumeM3: number): Given =>
  ({
    kind: 'forecast.made',
    body: { forecastId: 'f', incidentId: 'i', predictor: 'impulseWave', inputs: { volumeM3 } },
  }) as Given;
const job = (s: Situation, g = ground()) => foreseenJob(s, 'i', impulseWave, g, T0 + 60_000);

describe('what is computed without being asked', () => {
  it('is a wave once a volume is said, with the shores that it may reach', async () => {
    const made = await job(situation(reported(), formed, volume(230_000)));
    expect(made?.predictor).toBe('impulseWave');
    expect(made?.water).toBeDefined();
    expect(impulseWave.paramsSchema.safeParse(made?.params).success).toBe(true);
    expect(made?.params).toMatchObject({
      source,
      volumeM3: 230_000,
      places: [{ name: '下游镇近岸', position: [109.893, 31.07] }],
    });
  });

  it('is nothing without a volume, before the sandbox formed, for other hazards, away from water or once closed', async () => {
    expect(await job(situation(reported(), formed))).toBeUndefined();
    expect(await job(situation(reported(), volume(2e5)))).toBeUndefined();
    expect(await job(situation(reported('flood'), formed, volume(2e5)))).toBeUndefined();
    expect(await job(situation(reported(), formed, volume(2e5)), ground(0.05))).toBeUndefined();
    expect(
      await job(situation(reported(), formed, volume(2e5)), ground(0.002, false)),
    ).toBeUndefined();
    const closed: Given = { kind: 'incident.closed', body: { incidentId: 'i', reason: '结束' } };
    expect(await job(situation(reported(), formed, volume(2e5), closed))).toBeUndefined();
  });

  it('looks for water as far as the place is uncertain, and hands the uncertainty on', async () => {
    const far = ground(0.015);
    expect(await job(situation(reported(), formed, volume(2e5)), far)).toBeUndefined();
    const made = await job(situation(reported('landslide', 1500), formed, volume(2e5)), far);
    expect(made?.params).toMatchObject({ sourceErrorM: 1500 });
  });

  it('is computed again for another volume, not for about the same one', async () => {
    const known = [reported(), formed, volume(200_000), forecast(200_000)];
    expect(await job(situation(...known))).toBeUndefined();
    expect(await job(situation(...known, volume(230_000)))).toBeUndefined();
    expect((await job(situation(...known, volume(250_000))))?.params).toMatchObject({
      volumeM3: 250_000,
    });
  });

  it('has the same identifier for the same facts', async () => {
    const facts = [reported(), formed, volume(200_000)];
    const [a, b] = [await job(situation(...facts)), await job(situation(...facts))];
    expect(a?.forecastId).toBe(b?.forecastId);
    const other = await job(situation(reported(), formed, volume(1), volume(200_000)));
    expect(other?.forecastId).not.toBe(a?.forecastId);
  });
});

describe("a person's request", () => {
  it('keeps what the person said over what is known', async () => {
    const made = await predictJob(
      situation(reported(), formed, volume(200_000)),
      { incidentId: 'i', predictor: 'impulseWave', params: { volumeM3: 1000, places: [] } },
      ground(),
      T0,
    );
    expect(made.params).toMatchObject({ volumeM3: 1000, places: [] });
  });

  it('is refused for an incident that has no place', async () => {
    await expect(
      predictJob(
        situation(),
        { incidentId: 'none', predictor: 'impulseWave', params: {} },
        ground(),
        T0,
      ),
    ).rejects.toMatchObject({ problem: { code: 'panorama.problem.noIncident' } });
  });
});
