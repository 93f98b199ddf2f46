import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { predictorById } from '../../shared/hazard/index.ts';
import { defaultsWarning, forecastBody } from '../../shared/hazard/predictor.ts';
import { ProblemError, problemOf } from '../../shared/kit/result.ts';
import type { PredictJob, WorkerReply } from './pool.ts';

parentPort?.on('message', ({ id, job }: { id: number; job: PredictJob }) => {
  const reply = (message: WorkerReply) => parentPort?.postMessage(message);
  try {
    const predictor = predictorById(job.predictor);
    if (!predictor) throw new ProblemError('panorama.problem.noPredictor', { id: job.predictor });
    const parsed = predictor.paramsSchema.safeParse(job.params);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new ProblemError('panorama.problem.badParams', {
        path: issue?.path.join('.') ?? '',
        why: issue?.message ?? '',
      });
    }
    const started = performance.now();
    let told = -1;
    const outcome = predictor.run(parsed.data, {
      seed: job.seed,
      water: job.water,
      onProgress: (fraction) => {
        if (fraction - told < 0.05) return;
        told = fraction;
        reply({ id, progress: fraction });
      },
    });
    const untold = defaultsWarning(predictor, job.params);
    if (untold) outcome.warnings.push(untold);
    const body = forecastBody(predictor, parsed.data, job.seed, outcome, {
      forecastId: job.forecastId,
      incidentId: job.incidentId,
      eventAt: job.eventAt,
      computeMs: Math.round((performance.now() - started) * 10) / 10,
      hash: (text) => createHash('sha256').update(text).digest('hex'),
    });
    reply({ id, body });
  } catch (error) {
    reply({ id, problem: problemOf(error) });
  }
});
