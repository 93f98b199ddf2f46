import type { Line } from '../../main/session/line.ts';
import { openWorkspace } from '../../main/session/workspace.ts';
import type { NewFact } from '../../shared/events/fact.ts';
import { createRng } from '../../shared/kit/rng.ts';
import { ManualClock } from '../../shared/time/clock.ts';
import {
  type BenchOptions,
  type BenchResult,
  LOAD_START,
  load,
  quantile,
  round,
  take,
  withFolder,
} from './load.ts';

const THINGS = 1000;
const SEEKS = 150;

async function fill(line: Line, clock: ManualClock, count: number): Promise<void> {
  const facts = load(THINGS);
  const waiting = new Set<Promise<unknown>>();
  for (let done = 0; done < count; done += 1000) {
    const part: NewFact[] = take(facts, 1000);
    clock.set(LOAD_START + (done + 1000) * 20);
    const append: Promise<unknown> = line.append(part).then(() => waiting.delete(append));
    waiting.add(append);
    if (waiting.size >= 8) await Promise.race(waiting);
  }
  await Promise.all(waiting);
}

interface Measured {
  readonly facts: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly known95: number;
  readonly actual95: number;
}

async function measure(line: Line, count: number): Promise<Measured> {
  const rng = createRng(7);
  const times = { known: [] as number[], actual: [] as number[] };
  for (let i = 0; i < SEEKS + 10; i++) {
    const view = i % 2 === 0 ? 'known' : 'actual';
    const t = LOAD_START + Math.floor(rng() * count * 20);
    const begun = performance.now();
    const situation = await line.stateAt(t, view);
    const ms = performance.now() - begun;
    if (situation.count === 0 && t > LOAD_START + 60_000) throw new Error('seek gave nothing');
    // The first ones warm the reading thread up.
    if (i >= 10) times[view].push(ms);
  }
  const all = [...times.known, ...times.actual];
  return {
    facts: count,
    p50: round(quantile(all, 0.5)),
    p95: round(quantile(all, 0.95)),
    max: round(Math.max(...all)),
    known95: round(quantile(times.known, 0.95)),
    actual95: round(quantile(times.actual, 0.95)),
  };
}

async function at(count: number): Promise<Measured & { readonly fillS: number; settleS: number }> {
  return withFolder(async (dir) => {
    const clock = new ManualClock(LOAD_START);
    const workspace = await openWorkspace(dir, { hostClock: clock });
    try {
      const line = await workspace.openLine('main');
      const begun = performance.now();
      await fill(line, clock, count);
      const filled = performance.now();
      await line.settled();
      const settled = performance.now();
      return {
        ...(await measure(line, count)),
        fillS: round((filled - begun) / 1000),
        settleS: round((settled - filled) / 1000),
      };
    } finally {
      await workspace.close();
    }
  });
}

/** The situation at random times of a long journal, and whether ten times the journal makes it slower. */
export async function run(options: BenchOptions = {}): Promise<BenchResult> {
  const size = options.full ? 10_000_000 : 1_000_000;
  const small = await at(size / 10);
  const large = await at(size);
  return {
    name: 'seek',
    ours: large.p95,
    peer: small.p95,
    ratio: round(large.p95 / small.p95, 2),
    unit: 'ms (p95)',
    details: {
      how: `Line.stateAt at ${SEEKS} seeded random times, half known and half actual, from call to Situation in the host; ${THINGS} things, each fact up to 5 s late, one in a thousand up to an hour; ours: ${size} facts, peer: ${size / 10} facts, same run`,
      target: 'p95 ≤ 100 ms at 1 000 000 facts; ratio ≤ 1.5 from 1 000 000 to 10 000 000 (--full)',
      large,
      small,
    },
  };
}
