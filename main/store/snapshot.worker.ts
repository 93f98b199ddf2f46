import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from './rpc.ts';
import type { Segment } from './segments.ts';
import { DEFAULT_EVERY, SnapshotMaker } from './snapshotMaker.ts';

/** Of the time of one core, at most a third: the writer and the feeds come first. */
const REST = 2;

let maker: SnapshotMaker | undefined;
let running: Promise<void> | undefined;
let again = false;
let hurry = 0;
let closing = false;

async function run(): Promise<void> {
  do {
    again = false;
    for (;;) {
      if (closing || !maker) return;
      const begun = performance.now();
      if (!maker.step()) break;
      await sleep(hurry > 0 ? 0 : (performance.now() - begun) * REST);
    }
  } while (again);
}

function wake(): Promise<void> {
  again = true;
  running ??= run().finally(() => {
    running = undefined;
  });
  return running;
}

serve({
  open(options: { segments: readonly Segment[]; every?: number }) {
    maker = new SnapshotMaker(options.segments, options.every ?? DEFAULT_EVERY);
  },
  /** There is something new. */
  wake() {
    // A failure stays in the cache's own room: the next start makes it again.
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
    maker?.close();
    maker = undefined;
  },
});
