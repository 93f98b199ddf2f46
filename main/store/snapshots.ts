import { WorkerClient } from '../thread/rpc.ts';
import type { Segment } from './segments.ts';
import { DEFAULT_EVERY } from './snapshotMaker.ts';

/** The host's side of the snapshot thread. Started only when there is enough to do. */
export class Snapshots {
  private readonly segments: readonly Segment[];
  private readonly every: number;
  private worker: Promise<WorkerClient> | undefined;
  private told: number;
  private closed = false;

  /** `seq`: facts up to here are folded already, or so few that nothing is due. */
  constructor(segments: readonly Segment[], seq: number, every = DEFAULT_EVERY) {
    this.segments = segments;
    this.every = every;
    this.told = seq;
  }

  /** The journal has grown to seq. */
  grown(seq: number): void {
    if (this.closed || seq - this.told < this.every) return;
    this.told = seq;
    this.started().then(
      (worker) => worker.call('wake', undefined).catch(() => {}),
      () => {},
    );
  }

  /** Resolves when everything there is has been folded and stored. */
  async drain(): Promise<void> {
    if (this.closed) return;
    await (await this.started()).call('drain', undefined);
  }

  private started(): Promise<WorkerClient> {
    this.worker ??= (async () => {
      const worker = new WorkerClient(
        new URL(
          import.meta.url.endsWith('.ts') ? './snapshot.worker.ts' : './snapshot.worker.js',
          import.meta.url,
        ),
        'snapshots',
        undefined,
      );
      await worker.call('open', { segments: this.segments, every: this.every });
      return worker;
    })();
    return this.worker;
  }

  async close(): Promise<void> {
    this.closed = true;
    const worker = await this.worker?.catch(() => undefined);
    await worker?.close();
  }
}
