import { join } from 'node:path';
import { openWorkspace } from '../../main/session/workspace.ts';
import { ManualClock } from '../../shared/time/clock.ts';
import { startHost } from '../e2e/host.ts';
import { headlessSeat } from './headlessSeat.ts';
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

async function fill(dir: string, count: number): Promise<void> {
  const clock = new ManualClock(LOAD_START);
  const workspace = await openWorkspace(dir, { hostClock: clock });
  const line = await workspace.openLine('main');
  const facts = load(1000);
  for (let done = 0; done < count; done += 4000) {
    clock.set(LOAD_START + (done + 4000) * 20);
    await line.append(take(facts, 4000));
  }
  await line.settled();
  await workspace.close();
}

/** From the call of the program to the first whole picture at a seat, ms. */
async function startOnce(dir: string): Promise<{ serving: number; picture: number }> {
  const begun = performance.now();
  const host = await startHost(dir);
  const serving = performance.now() - begun;
  let shown = () => {};
  const picture = new Promise<void>((resolve) => {
    shown = resolve;
  });
  const seat = await headlessSeat(host.url, (frame) => {
    if (frame.t === 'delta' || frame.t === 'reset') shown();
  });
  await picture;
  const all = performance.now() - begun;
  await seat.close();
  await host.stop();
  return { serving, picture: all };
}

/** A host over a long journal against one over an empty one: what the past costs at the start. */
export async function run(options: BenchOptions = {}): Promise<BenchResult> {
  const count = 1_000_000;
  const rounds = options.full ? 5 : 3;
  return withFolder(async (dir) => {
    const long = join(dir, 'long');
    const empty = join(dir, 'empty');
    await fill(long, count);
    await startOnce(long);
    await startOnce(empty);
    const mine: { serving: number; picture: number }[] = [];
    const peers: typeof mine = [];
    for (let i = 0; i < rounds; i++) {
      mine.push(await startOnce(long));
      peers.push(await startOnce(empty));
    }
    const of = (list: typeof mine, key: 'serving' | 'picture') =>
      quantile(
        list.map((x) => x[key]),
        0.5,
      );
    return {
      name: 'start',
      ours: round(of(mine, 'serving')),
      peer: round(of(peers, 'serving')),
      ratio: round(of(mine, 'serving') / of(peers, 'serving'), 2),
      unit: 'ms',
      details: {
        how: `second and later starts of the program as a process; ours: a journal of ${count} facts, peer: an empty one; to its first word on stdout`,
        facts: count,
        toPictureMs: { ours: round(of(mine, 'picture')), peer: round(of(peers, 'picture')) },
        worstMs: round(Math.max(...mine.map((x) => x.serving))),
      },
    };
  });
}
