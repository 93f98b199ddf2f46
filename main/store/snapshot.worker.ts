import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '../thread/rpc.ts';
import type { Segment } from './segments.ts';
import { DEFAULT_EVERY, SnapshotMaker } from './snapshotMaker.ts';

/** Of the time of one core, at most a third: the writer and the feeds come first. */
const REST = 2;

interface Options {
  readonly segments: readonly Segment[];
  readonly every?: number;
}

let options: Options | undefined;
let maker: SnapshotMaker | undefined;
let running: Promise<void> | undefined;
let again = false;
let hurry = 0;
let closing = false;

async function run(): Promise<void> {
  do {
    again = false;
    for (;;) {
      if (closing || !options) return;
      const begun = performance.now();
      maker ??= new SnapshotMaker(options.segments, options.every ?? DEFAULT_EVERY);
      if (!maker.step()) break;
      await sleep(hurry > 0 ? 0 : (performance.now() - begun) * REST);
    }
  } while (again);
}

/** What a failed step has in memory may be ahead of what is stored: the next attempt starts from what is stored. */
function forget(): void {
  try {
    maker?.close();
  } catch {}
  maker = undefined;
}

function wake(): Promise<void> {
  again = true;
  running ??= run()
    .catch((error: unknown) => {
      forget();
      throw error;
    })
    .finally(() => {
      running = undefined;
    });
  return running;
}

serve({
  open(given: Options) {
    options = given;
  },
  /** There is something new. */
  wake() {
    // Seeks do without snapshots, only slower: a failure (a full disk) waits for the next call.
    wake().catch(() => {});
  },
  /** Answers when everything there is has been folded, without rests. */
  async drain() {
    hurry += 1;
    try {
      await wake();
    } finally {
      hurry -= 1;
    }
  },
  async close() {
    closing = true;
    await running?.catch(() => {});
    forget();
  },
});
