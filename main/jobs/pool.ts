import { Worker } from 'node:worker_threads';
import type { ForecastBody, WaterMask } from '../../shared/hazard/predictor.ts';
import { type Problem, ProblemError } from '../../shared/kit/result.ts';

export interface PredictJob {
  readonly predictor: string;
  /** As a person gave them: checked by the predictor's schema in the worker. */
  readonly params: unknown;
  readonly seed: number;
  readonly water?: WaterMask | undefined;
  readonly forecastId: string;
  readonly incidentId: string;
  /** When the predicted event happens, UTC ms. */
  readonly eventAt: number;
}

export type WorkerReply =
  | { readonly id: number; readonly progress: number }
  | { readonly id: number; readonly body: ForecastBody }
  | { readonly id: number; readonly problem: Problem };

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

export interface JobPool {
  /** The payload of forecast.made. Rejects with ProblemError (badParams, noPredictor, cancelled, workerLost). */
  predict(job: PredictJob, options?: RunOptions): Promise<ForecastBody>;
  close(): Promise<void>;
}

interface Pending {
  readonly id: number;
  readonly job: PredictJob;
  readonly options: RunOptions;
  readonly resolve: (body: ForecastBody) => void;
  readonly reject: (error: ProblemError) => void;
  stopListening: () => void;
}

interface Slot {
  worker: Worker | undefined;
  current: Pending | undefined;
}

const workerUrl = () =>
  new URL(
    import.meta.url.endsWith('.ts') ? './predict.worker.ts' : './predict.worker.js',
    import.meta.url,
  );

/**
 * A few worker threads that run predictors. Workers start at first use and do not keep the process alive while idle;
 * cancelling a running job ends its worker, so that even a predictor that never yields stops at once.
 */
export function createJobPool(options: { size?: number } = {}): JobPool {
  const slots: Slot[] = Array.from({ length: Math.max(1, options.size ?? 1) }, () => ({
    worker: undefined,
    current: undefined,
  }));
  const queue: Pending[] = [];
  let nextId = 1;
  let closed = false;

  const settle = (slot: Slot, finish: (pending: Pending) => void) => {
    const pending = slot.current;
    slot.current = undefined;
    slot.worker?.unref();
    if (pending) {
      pending.stopListening();
      finish(pending);
    }
    pump();
  };

  const lost = (slot: Slot, worker: Worker, message: string) => {
    if (slot.worker !== worker) return;
    slot.worker = undefined;
    settle(slot, (p) => p.reject(new ProblemError('panorama.problem.workerLost', { message })));
  };

  const start = (slot: Slot): Worker => {
    const worker = new Worker(workerUrl());
    worker.on('message', (reply: WorkerReply) => {
      if (slot.worker !== worker || slot.current?.id !== reply.id) return;
      if ('progress' in reply) slot.current.options.onProgress?.(reply.progress);
      else if ('body' in reply) settle(slot, (p) => p.resolve(reply.body));
      else
        settle(slot, (p) => p.reject(new ProblemError(reply.problem.code, reply.problem.params)));
    });
    worker.on('error', (error) => lost(slot, worker, String(error)));
    worker.on('exit', (code) => lost(slot, worker, `exit ${code}`));
    slot.worker = worker;
    return worker;
  };

  function pump(): void {
    if (closed) return;
    for (const slot of slots) {
      if (slot.current) continue;
      const pending = queue.shift();
      if (!pending) return;
      slot.current = pending;
      const worker = slot.worker ?? start(slot);
      worker.ref();
      worker.postMessage({ id: pending.id, job: pending.job });
    }
  }

  function cancel(pending: Pending): void {
    const waiting = queue.indexOf(pending);
    if (waiting >= 0) {
      queue.splice(waiting, 1);
      pending.stopListening();
      pending.reject(new ProblemError('panorama.problem.cancelled'));
      return;
    }
    const slot = slots.find((s) => s.current === pending);
    if (!slot) return;
    const { worker } = slot;
    slot.worker = undefined;
    void worker?.terminate();
    settle(slot, (p) => p.reject(new ProblemError('panorama.problem.cancelled')));
  }

  return {
    predict(job, runOptions = {}) {
      return new Promise((resolve, reject) => {
        const { signal } = runOptions;
        if (closed || signal?.aborted) {
          reject(new ProblemError('panorama.problem.cancelled'));
          return;
        }
        const onAbort = () => cancel(pending);
        const pending: Pending = {
          id: nextId++,
          job,
          options: runOptions,
          resolve,
          reject,
          stopListening: () => signal?.removeEventListener('abort', onAbort),
        };
        signal?.addEventListener('abort', onAbort);
        queue.push(pending);
        pump();
      });
    },
    async close() {
      closed = true;
      for (const pending of [...queue, ...slots.map((s) => s.current)])
        if (pending) cancel(pending);
      await Promise.all(slots.map((slot) => slot.worker?.terminate()));
      for (const slot of slots) slot.worker = undefined;
    },
  };
}
