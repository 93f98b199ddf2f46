import { afterAll, describe, expect, it } from 'vitest';
import { impulseWave, impulseWaveParams } from '../../shared/hazard/impulseWave.ts';
import { createJobPool, type PredictJob } from './pool.ts';

const pool = createJobPool({ size: 1 });
afterAll(() => pool.close());

const job = (part: Partial<PredictJob> = {}): PredictJob => ({
  predictor: 'impulseWave',
  params: {
    source: [109.89, 31.09],
    places: [{ name: '码头', position: [109.874, 31.077], quantity: 'crest' }],
  },
  seed: 3,
  forecastId: 'f',
  incidentId: 'i',
  eventAt: 0,
  ...part,
});
const code = (error: unknown) => (error as { problem: { code: string } }).problem.code;

describe('job pool', () => {
  it('gives in a worker what the predictor gives here, and tells its progress', async () => {
    const progress: number[] = [];
    const body = await pool.predict(job(), { onProgress: (f) => progress.push(f) });
    const here = impulseWave.run(impulseWaveParams.parse(job().params), { seed: 3 });
    expect(body.result).toEqual(here.result);
    expect(body.resultHash).toMatch(/^[0-9a-f]{64}$/);
    expect(progress.length).toBeGreaterThan(1);
    expect([...progress].sort((a, b) => a - b)).toEqual(progress);
  });

  it('refuses bad parameters and unknown predictors, and goes on', async () => {
    await expect(pool.predict(job({ params: { source: 'x' } }))).rejects.toSatisfy(
      (e) => code(e) === 'panorama.problem.badParams',
    );
    await expect(pool.predict(job({ predictor: 'oracle' }))).rejects.toSatisfy(
      (e) => code(e) === 'panorama.problem.noPredictor',
    );
    expect((await pool.predict(job())).forecastId).toBe('f');
  });

  it('cancels a running and a waiting job; the next one runs on a fresh worker', async () => {
    const heavy = { ...(job().params as object), members: 5000 };
    const first = new AbortController();
    const second = new AbortController();
    const a = pool.predict(job({ params: heavy }), { signal: first.signal });
    const b = pool.predict(job(), { signal: second.signal });
    const c = pool.predict(job({ forecastId: 'c' }));
    second.abort();
    first.abort();
    for (const cancelled of [a, b])
      await expect(cancelled).rejects.toSatisfy((e) => code(e) === 'panorama.problem.cancelled');
    expect((await c).forecastId).toBe('c');
  });

  it('takes nothing more once closed', async () => {
    const own = createJobPool();
    await own.close();
    await expect(own.predict(job())).rejects.toSatisfy(
      (e) => code(e) === 'panorama.problem.cancelled',
    );
  });
});
