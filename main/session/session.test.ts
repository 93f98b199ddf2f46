import { describe, expect, it, vi } from 'vitest';
import { fold } from '../../shared/events/reduce.ts';
import { situationText } from '../../shared/events/snapshot.ts';
import { problemOf } from '../../shared/kit/result.ts';
import { ManualClock } from '../../shared/time/clock.ts';
import { series, tempDir } from '../../tests/faults/journalKit.ts';
import type { Line } from './line.ts';
import { createSession, type Session } from './session.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const T0 = 1_600_000_000_000;
const COUNT = 600;

/** A line of facts one second apart, each known half a second later; every tenth a minute late. */
async function filled(
  work: (line: Line, host: ManualClock, workspace: Workspace) => Promise<void>,
) {
  const host = new ManualClock(T0);
  const workspace = await openWorkspace(tempDir(), { hostClock: host, snapshotEvery: 40 });
  const line = await workspace.openLine('main');
  const done: Promise<unknown>[] = [];
  for (const [i, { rx, ...fact }] of series(COUNT).entries()) {
    host.set(rx);
    done.push(line.append([i % 10 === 9 ? { ...fact, at: fact.at - 60_000 } : fact]));
  }
  await Promise.all(done);
  await line.settled();
  host.set(T0 + COUNT * 1000);
  try {
    await work(line, host, workspace);
  } finally {
    await workspace.close();
  }
}

const fresh = async (line: Line, session: Session) => {
  const t = session.now();
  const facts = await line.facts();
  return situationText(fold(facts.filter((f) => (session.view === 'known' ? f.rx : f.at) <= t)));
};

describe('a replay', () => {
  it('shows at every moment what a fresh fold gives: forwards, backwards, at any rate, in both views', async () => {
    await filled(async (line, host) => {
      const session = await createSession(line, {
        mode: 'replay',
        at: T0 + 100_000,
        hostClock: host,
        tickMs: 3_600_000,
      });
      expect(session.clock).toMatchObject({ mode: 'replay', playing: false, rate: 1 });
      expect(session.now()).toBe(T0 + 100_000);
      const check = async () =>
        expect(situationText(session.situation)).toBe(await fresh(line, session));
      await check();
      for (const view of ['known', 'actual'] as const) {
        await session.control({ view });
        await check();
        for (const [rate, seconds] of [
          [1, 7],
          [10, 3],
          [60, 2],
          [-30, 4],
          [0.1, 50],
          [-600, 0.1],
        ] as const) {
          await session.control({ playing: true, rate });
          const before = session.now();
          host.advance(seconds * 1000);
          await session.tick();
          expect(session.now()).toBe(before + rate * seconds * 1000);
          await check();
        }
        await session.control({ playing: false });
        const still = session.now();
        host.advance(5000);
        await session.tick();
        expect(session.now()).toBe(still);
        await check();
      }
      session.dispose();
    });
  });

  it('folds on while it plays forwards, and seeks when it jumps', async () => {
    await filled(async (line, host) => {
      const session = await createSession(line, {
        mode: 'replay',
        at: T0 + 50_000,
        hostClock: host,
        tickMs: 3_600_000,
      });
      const changes: boolean[] = [];
      session.onSituation.on((c) => {
        expect(c.situation).toBe(session.situation);
        changes.push(c.replaced);
      });
      const seek = vi.spyOn(line, 'seek');
      await session.control({ playing: true, rate: 10 });
      for (let i = 0; i < 5; i++) {
        host.advance(1000);
        await session.tick();
      }
      expect(seek).not.toHaveBeenCalled();
      expect(changes).toEqual([false, false, false, false, false]);
      await session.control({ seekTo: T0 + 20_000 });
      expect(changes.at(-1)).toBe(true);
      expect(seek).toHaveBeenCalledTimes(1);
      session.dispose();
    });
  });

  it('plays by itself', async () => {
    await filled(async (line, host) => {
      const session = await createSession(line, {
        mode: 'replay',
        at: T0 + 50_000,
        hostClock: host,
        tickMs: 5,
      });
      const before = situationText(session.situation);
      await session.control({ playing: true });
      host.advance(30_000);
      await vi.waitFor(() => expect(situationText(session.situation)).not.toBe(before));
      expect(situationText(session.situation)).toBe(await fresh(line, session));
      session.dispose();
      const count = session.situation.count;
      host.advance(30_000);
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(session.situation.count).toBe(count);
    });
  });

  it('pauses at both ends and tells of it', async () => {
    await filled(async (line, host) => {
      const session = await createSession(line, {
        mode: 'replay',
        at: T0 + 590_000,
        hostClock: host,
        tickMs: 3_600_000,
      });
      const states: boolean[] = [];
      session.onState.on((s) => states.push(s.clock.playing));
      await session.control({ playing: true, rate: 600 });
      host.advance(10_000);
      await session.tick();
      expect(session.clock.playing).toBe(false);
      expect(session.now()).toBe(session.state.range.end);
      expect(situationText(session.situation)).toBe(situationText(line.head));
      await session.control({ playing: true, rate: -600 });
      host.advance(10_000);
      await session.tick();
      expect(session.clock.playing).toBe(false);
      expect(session.now()).toBe(session.state.range.start);
      expect(session.situation.count).toBe(1);
      expect(states).toEqual([true, false, true, false]);
      await session.control({ seekTo: 0 });
      expect(session.now()).toBe(T0 + 500);
      await session.control({ seekTo: 9e15 });
      expect(session.now()).toBe(session.state.range.end);
      session.dispose();
    });
  });

  it('answers many seeks with few: the newest wins', async () => {
    await filled(async (line, host) => {
      const session = await createSession(line, {
        mode: 'replay',
        at: T0,
        hostClock: host,
        tickMs: 3_600_000,
      });
      const seek = vi.spyOn(line, 'seek');
      const seeks = Array.from({ length: 40 }, (_, i) =>
        session.control({ seekTo: T0 + (599 - i * 10) * 1000 }),
      );
      await Promise.all(seeks);
      expect(seek.mock.calls.length).toBeLessThan(5);
      expect(session.now()).toBe(T0 + 209_000);
      expect(situationText(session.situation)).toBe(await fresh(line, session));
      session.dispose();
    });
  });

  it('takes in what comes late while it plays, in the actual view only, and never writes', async () => {
    await filled(async (line, host) => {
      const known = await createSession(line, {
        mode: 'replay',
        at: T0 + 300_000,
        hostClock: host,
        tickMs: 3_600_000,
      });
      const actual = await createSession(line, {
        mode: 'replay',
        at: T0 + 300_000,
        view: 'actual',
        hostClock: host,
        tickMs: 3_600_000,
      });
      const facts = line.stats().facts;
      await line.append([
        {
          at: T0 + 250_000,
          kind: 'report.received',
          source: 's',
          body: { reportId: 'r', channel: 'field', from: 'x', text: 'y' },
        },
      ]);
      for (const session of [known, actual]) {
        await session.control({ playing: true });
        host.advance(1000);
        await session.tick();
        expect(situationText(session.situation)).toBe(await fresh(line, session));
      }
      expect(known.situation.tables.reports.size).toBe(0);
      expect(actual.situation.tables.reports.size).toBe(1);
      expect(line.stats().facts).toBe(facts + 1);
      known.dispose();
      actual.dispose();
    });
  });

  it.each([{ rate: 0 }, { rate: 601 }, { rate: Number.NaN }, { seekTo: Number.NaN }])(
    'refuses %j',
    async (input) => {
      await filled(async (line, host) => {
        const session = await createSession(line, { mode: 'replay', at: T0, hostClock: host });
        const error = await session.control(input).catch((e: unknown) => e);
        expect(problemOf(error).code).toBe('store.badControl');
        expect(session.clock.rate).toBe(1);
        session.dispose();
      });
    },
  );

  it('works on a branch as on any line', async () => {
    await filled(async (line, host) => {
      const branch = await line.branch({ at: T0 + 300_000, name: 'x' });
      await branch.append([
        { at: T0 + 300_000, kind: 'mark.set', source: 's', body: { markId: 'm', text: 'x' } },
      ]);
      const session = await createSession(branch, {
        mode: 'replay',
        at: T0 + 299_000,
        hostClock: host,
        tickMs: 3_600_000,
      });
      expect(session.situation.tables.marks.size).toBe(0);
      host.advance(60_000);
      await session.control({ playing: true, rate: 10 });
      host.advance(1000);
      await session.tick();
      expect(session.situation.tables.marks.size).toBe(1);
      expect(situationText(session.situation)).toBe(await fresh(branch, session));
      session.dispose();
    });
  });
});

describe('a live session', () => {
  it('is the head of the line, and cannot be steered', async () => {
    await filled(async (line, host) => {
      const session = await createSession(line, { mode: 'live', hostClock: host });
      let changes = 0;
      session.onSituation.on(() => {
        changes += 1;
      });
      await line.append([
        { at: T0, kind: 'mark.set', source: 's', body: { markId: 'm', text: 'x' } },
      ]);
      expect(session.situation).toBe(line.head);
      expect(session.situation.tables.marks.size).toBe(1);
      expect(changes).toBe(1);
      expect(session.now()).toBe(line.clock.now());
      const error = await session.control({ rate: 2 }).catch((e: unknown) => e);
      expect(problemOf(error).code).toBe('session.live');
      session.dispose();
      await line.append([
        { at: T0, kind: 'mark.set', source: 's', body: { markId: 'n', text: 'x' } },
      ]);
      expect(changes).toBe(1);
    });
  });
});
