import { randomUUID } from 'node:crypto';
import type { JobInfo } from '../../shared/contract/types.ts';
import { Emitter } from '../../shared/kit/emitter.ts';
import { problemOf } from '../../shared/kit/result.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Long work that people may watch and cancel. Ended jobs stay listed until 20 newer ones ended. */
export class JobBoard {
  readonly onChange = new Emitter<void>();
  private readonly jobs = new Map<
    string,
    { info: Mutable<JobInfo>; abort: AbortController; startedMs: number }
  >();
  private readonly monotonic: () => number;

  constructor(monotonic: () => number) {
    this.monotonic = monotonic;
  }

  list(): readonly JobInfo[] {
    return [...this.jobs.values()].map((j) => ({ ...j.info }));
  }

  cancel(id: string): void {
    this.jobs.get(id)?.abort.abort();
  }

  /** Starts work and returns its id at once; `done` settles when the work has ended, well or not. */
  run(
    kind: JobInfo['kind'],
    title: string,
    work: (signal: AbortSignal, progress: (fraction: number) => void) => Promise<void>,
  ): { id: string; done: Promise<void> } {
    const id = randomUUID();
    const job = {
      info: { id, kind, title, progress: 0, state: 'running' } as Mutable<JobInfo>,
      abort: new AbortController(),
      startedMs: this.monotonic(),
    };
    this.jobs.set(id, job);
    this.onChange.emit();
    const progress = (fraction: number) => {
      job.info.progress = Math.max(0, Math.min(1, fraction));
      const spent = this.monotonic() - job.startedMs;
      if (fraction > 0.02) job.info.etaMs = (spent / fraction) * (1 - fraction);
      this.onChange.emit();
    };
    const done = work(job.abort.signal, progress)
      .then(() => {
        job.info.progress = 1;
        job.info.state = 'done';
      })
      .catch((error: unknown) => {
        job.info.state = job.abort.signal.aborted ? 'cancelled' : 'failed';
        if (!job.abort.signal.aborted) job.info.problem = problemOf(error);
      })
      .finally(() => {
        job.info.etaMs = undefined;
        const ended = [...this.jobs.values()].filter((j) => j.info.state !== 'running');
        for (const old of ended.slice(0, Math.max(0, ended.length - 20)))
          this.jobs.delete(old.info.id);
        this.onChange.emit();
      });
    return { id, done };
  }

  stop(): void {
    for (const job of this.jobs.values()) job.abort.abort();
  }
}
