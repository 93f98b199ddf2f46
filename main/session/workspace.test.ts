import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NewFact } from '../../shared/events/fact.ts';
import { fold } from '../../shared/events/reduce.ts';
import { situationText } from '../../shared/events/snapshot.ts';
import { problemOf } from '../../shared/kit/result.ts';
import { ManualClock, RateClock } from '../../shared/time/clock.ts';
import { fingerprint, journalIn, series, tempDir } from '../../tests/faults/journalKit.ts';
import { verify } from '../store/verify.ts';
import { openWorkspace } from './workspace.ts';

const T0 = 1_600_000_000_000;
const codeOf = async (work: Promise<unknown> | (() => unknown)): Promise<string> => {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    return problemOf(error).code;
  }
  return 'nothing was thrown';
};
const seen = (i: number): NewFact => series(1, i)[0] as NewFact;

async function opened(dir = tempDir(), clock = new ManualClock(T0)) {
  const logged: string[] = [];
  const workspace = await openWorkspace(dir, {
    hostClock: clock,
    log: (l) => logged.push(l),
    snapshotEvery: 50,
  });
  return { dir, clock, workspace, logged };
}

describe('a workspace', () => {
  it('has a main line from the start and finds everything again', async () => {
    const first = await opened();
    expect(first.workspace.lines().map((l) => [l.id, l.kind, l.mode])).toEqual([
      ['main', 'main', 'actual'],
    ]);
    const made = first.workspace.createLine({
      kind: 'scenario',
      mode: 'review',
      name: '巫山',
      scenarioId: 'wushan-2015',
    });
    first.workspace.activeLine = made.id;
    const line = await first.workspace.openLine('main');
    expect(await first.workspace.openLine('main')).toBe(line);
    await line.append([seen(1), seen(2)]);
    const text = situationText(line.head);
    await first.workspace.close();
    expect(existsSync(join(first.dir, 'host.json'))).toBe(false);

    const second = await opened(first.dir);
    expect(second.workspace.activeLine).toBe(made.id);
    expect(second.workspace.lines().find((l) => l.id === 'main')).toMatchObject({
      facts: 2,
      firstAt: T0 + 1000,
      lastAt: T0 + 2000,
    });
    const again = await second.workspace.openLine('main');
    expect(situationText(again.head)).toBe(text);
    expect((await again.append([seen(3)])).seqs).toEqual([3, 3]);
    expect(again.stats()).toMatchObject({ facts: 3, lastAt: T0 + 3000 });
    expect(again.stats().bytes).toBeGreaterThan(4096);
    await second.workspace.close();
    expect(second.logged).toEqual([]);
  });

  it('belongs to one host at a time, and says to which', async () => {
    const { dir, workspace } = await opened();
    workspace.announce(4711);
    const error = await openWorkspace(dir, { hostClock: new ManualClock(0) }).catch(
      (e: unknown) => e,
    );
    expect(problemOf(error)).toMatchObject({
      code: 'store.locked',
      params: { pid: process.pid, port: 4711 },
    });
    await workspace.close();
    await (await opened(dir)).workspace.close();
  });

  it('is free again when its host died without a word', async () => {
    const { dir, workspace } = await opened();
    await workspace.close();
    // The card of a host that is gone; its process number may long belong to another program.
    writeFileSync(join(dir, 'host.json'), JSON.stringify({ pid: 1, port: 1 }));
    const next = await opened(dir);
    expect(JSON.parse(readFileSync(join(dir, 'host.json'), 'utf8'))).toEqual({ pid: process.pid });
    await next.workspace.close();
  });

  it('can be read while a host works on it, and is not changed by that', async () => {
    const { dir, workspace } = await opened();
    const line = await workspace.openLine('main');
    await line.append(Array.from({ length: 120 }, (_, i) => seen(i)));
    const guest = await openWorkspace(dir, { hostClock: new ManualClock(T0), readOnly: true });
    const view = await guest.openLine('main');
    expect(situationText(view.head)).toBe(situationText(line.head));
    expect(await codeOf(view.append([seen(1)]))).toBe('store.readOnly');
    expect(
      await codeOf(() => guest.createLine({ kind: 'scenario', mode: 'review', name: 'x' })),
    ).toBe('store.readOnly');
    await guest.close();
    expect((await line.append([seen(200)])).seqs).toEqual([121, 121]);
    await workspace.close();
    const nowhere = openWorkspace(join(dir, 'nowhere'), {
      hostClock: new ManualClock(0),
      readOnly: true,
    });
    expect(await codeOf(nowhere)).toBe('store.missing');
  });

  it('opens although a card is broken: it is made again from the journal', async () => {
    const { dir, workspace } = await opened();
    await (await workspace.openLine('main')).append([seen(1)]);
    await workspace.close();
    writeFileSync(join(dir, 'lines', 'main', 'line.json'), '{"id": "mai');
    writeFileSync(join(dir, 'workspace.json'), 'nonsense');
    const again = await opened(dir);
    expect(again.logged.join('\n')).toContain('store.cardRebuilt');
    expect((await again.workspace.openLine('main')).head.count).toBe(1);
    await again.workspace.close();
  });

  it('keeps its other lines when one cannot be read', async () => {
    const { dir, workspace } = await opened();
    const other = workspace.createLine({ kind: 'scenario', mode: 'review', name: 'x' });
    await (await workspace.openLine(other.id)).append([seen(1)]);
    await workspace.close();
    writeFileSync(
      join(dir, 'lines', other.id, 'journal.sqlite'),
      'not a database at all'.repeat(400),
    );
    mkdirSync(join(dir, 'lines', 'future'));
    writeFileSync(join(dir, 'lines', 'future', 'line.json'), JSON.stringify({ formatVersion: 99 }));
    const again = await opened(dir);
    expect(await codeOf(again.workspace.openLine(other.id))).toBe('store.corrupt');
    expect(await codeOf(again.workspace.openLine('future'))).toBe('store.newerVersion');
    expect(await codeOf(again.workspace.openLine('nothing'))).toBe('session.noLine');
    const main = await again.workspace.openLine('main');
    expect((await main.append([seen(1)])).seqs).toEqual([1, 1]);
    await again.workspace.close();
  });

  it('does not start over when the journal of a line has vanished', async () => {
    const { dir, workspace } = await opened();
    await (await workspace.openLine('main')).append([seen(1)]);
    await workspace.close();
    rmSync(join(dir, 'lines', 'main', 'journal.sqlite'));
    const again = await opened(dir);
    expect(await codeOf(again.workspace.openLine('main'))).toBe('store.missing');
    expect(existsSync(join(dir, 'lines', 'main', 'journal.sqlite'))).toBe(false);
    await again.workspace.close();
  });

  it('refuses to be opened by an older program', async () => {
    const { dir, workspace } = await opened();
    await workspace.close();
    writeFileSync(
      join(dir, 'workspace.json'),
      JSON.stringify({ formatVersion: 2, activeLine: 'main' }),
    );
    expect(await codeOf(opened(dir))).toBe('store.newerVersion');
    // The lock is not left behind.
    writeFileSync(
      join(dir, 'workspace.json'),
      JSON.stringify({ formatVersion: 1, activeLine: 'gone' }),
    );
    const again = await opened(dir);
    expect(again.workspace.activeLine).toBe('main');
    await again.workspace.close();
  });

  it.each(['../evil', 'a/b', '', '.hidden', 'x'.repeat(200), 'a\\b'])(
    'takes no line with the id %j',
    async (id) => {
      const { workspace } = await opened();
      const make = () => workspace.createLine({ id, kind: 'scenario', mode: 'review', name: 'x' });
      expect(await codeOf(make)).toBe('store.badLineId');
      await workspace.close();
    },
  );

  it('in a folder that cannot be written says so', async () => {
    const dir = tempDir();
    const script = `
      const { openWorkspace } = await import(${JSON.stringify(new URL('./workspace.ts', import.meta.url).href)});
      try {
        await openWorkspace(${JSON.stringify(dir)}, { hostClock: { now: () => 0 } });
        console.log('opened');
      } catch (error) { console.log(error.problem?.code ?? error.stack); }`;
    // The superuser may write anywhere, so the attempt is made as nobody.
    const uid = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    chmodSync(dir, 0o555);
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      ...uid,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    await new Promise((resolve) => child.on('close', resolve));
    chmodSync(dir, 0o755);
    expect(out.trim()).toBe('store.readOnly');
  });
});

describe('a line', () => {
  it('of a scenario goes on from where its clock was', async () => {
    const { dir, clock, workspace } = await opened();
    const { id } = workspace.createLine({
      kind: 'scenario',
      mode: 'review',
      name: 'x',
      clock: { at: 5_000_000, rate: 60, playing: true },
    });
    const line = await workspace.openLine(id);
    expect(line.clock.now()).toBe(5_000_000);
    clock.advance(1000);
    expect((await line.append([seen(1)])).rx).toBe(5_060_000);
    await workspace.close();
    clock.advance(3_600_000);
    const again = await opened(dir, clock);
    const resumed = await again.workspace.openLine(id);
    expect(resumed.clock.now()).toBe(5_060_000);
    expect((resumed.clock as RateClock).state.rate).toBe(60);
    await again.workspace.close();
  });

  it('never starts its clock before its last fact', async () => {
    const { dir, workspace, clock } = await opened();
    const { id } = workspace.createLine({
      kind: 'scenario',
      mode: 'review',
      name: 'x',
      clock: { at: 1000, rate: 1, playing: true },
    });
    await workspace.close();
    // As a kill leaves it: facts in the journal, the card of long ago.
    const card = JSON.parse(readFileSync(join(dir, 'lines', id, 'line.json'), 'utf8'));
    journalIn(join(dir, 'lines', id), series(5), { lineId: id, base: 0, genesis: '0'.repeat(64) });
    expect(card.clock.at).toBe(1000);
    const again = await opened(dir, clock);
    const line = await again.workspace.openLine(id);
    expect(line.clock).toBeInstanceOf(RateClock);
    expect(line.clock.now()).toBe(T0 + 4500);
    await again.workspace.close();
  });

  it('answers for facts by kind, key, time and order', async () => {
    const { workspace, clock } = await opened();
    const line = await workspace.openLine('main');
    for (let i = 0; i < 10; i++) {
      clock.set(T0 + i * 1000);
      await line.append([
        seen(i),
        {
          at: T0 + i,
          kind: 'mark.set',
          source: 's',
          body: { markId: `m${i}`, incidentId: 'i1', text: 'x' },
        },
      ]);
    }
    const seqs = async (q: Parameters<typeof line.facts>[0]) =>
      (await line.facts(q)).map((f) => f.seq);
    expect(await seqs({})).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(await seqs({ fromSeq: 3, toSeq: 5 })).toEqual([3, 4, 5]);
    expect(await seqs({ kinds: ['mark.set'], limit: 3 })).toEqual([2, 4, 6]);
    expect(await seqs({ kinds: ['mark.set'], limit: 2, reverse: true })).toEqual([20, 18]);
    expect(await seqs({ kinds: ['mark.set', 'observation'], limit: 3 })).toEqual([1, 2, 3]);
    expect(await seqs({ kinds: [] })).toEqual([]);
    expect(await seqs({ key: 't3' })).toEqual([7, 17]);
    expect(await seqs({ key: 'i1', fromSeq: 15 })).toEqual([16, 18, 20]);
    expect(await seqs({ fromAt: T0 + 2000, toAt: T0 + 4000 })).toEqual([5, 7, 9]);
    expect(await seqs({ fromAt: T0 + 8000 })).toEqual([17, 19]);
    expect(await seqs({ key: "'; DROP TABLE facts; --" })).toEqual([]);
    await workspace.close();
  });

  it('gives a series by view, the later word on an instant last', async () => {
    const { workspace, clock } = await opened();
    const line = await workspace.openLine('main');
    const level = (at: number, value: number): NewFact => ({
      at,
      kind: 'observation',
      source: 's',
      body: { thing: 'cuntan', r: { level: [value, 'm', 'wusong'] } },
    });
    await line.append([level(T0, 180), level(T0 + 1000, 181)]);
    clock.advance(60_000);
    await line.append([
      level(T0 + 500, 180.5),
      level(T0 + 1000, 181.5),
      { ...level(T0 + 700, 1), body: { thing: 'cuntan', p: [106, 29] } },
    ]);
    const at = (points: { at: number; value: number }[]) => points.map((p) => [p.at - T0, p.value]);
    expect(at(await line.series('cuntan', 'level', T0, T0 + 9000, 'actual'))).toEqual([
      [0, 180],
      [500, 180.5],
      [1000, 181.5],
    ]);
    expect(at(await line.series('cuntan', 'level', T0, T0 + 9000, 'known', T0))).toEqual([
      [0, 180],
      [1000, 181],
    ]);
    expect(at(await line.series('cuntan', 'level', T0 + 600, T0 + 9000, 'actual'))).toEqual([
      [1000, 181.5],
    ]);
    expect(await line.series('cuntan', 'flow', T0, T0 + 9000, 'actual')).toEqual([]);
    await workspace.close();
  });

  it('shows a late report only in the actual view of its time', async () => {
    const { workspace, clock } = await opened();
    const line = await workspace.openLine('main');
    await line.append([seen(0)]);
    clock.set(T0 + 900_000);
    const report: NewFact = {
      at: T0,
      kind: 'report.received',
      source: 's',
      body: { reportId: 'r', channel: 'phone', from: '村民', text: '已滑坡' },
    };
    await line.append([report]);
    expect((await line.stateAt(T0, 'known')).tables.reports.size).toBe(0);
    expect((await line.stateAt(T0, 'actual')).tables.reports.size).toBe(1);
    expect((await line.stateAt(T0 + 900_000, 'known')).tables.reports.size).toBe(1);
    expect((await line.stateAt(T0 - 1, 'actual')).count).toBe(0);
    await workspace.close();
  });
});

describe('a branch', () => {
  it('goes its own way and leaves its parent as it was', async () => {
    const { dir, workspace, clock } = await opened();
    const main = await workspace.openLine('main');
    for (let i = 0; i < 300; i++) {
      clock.set(T0 + i * 1000);
      await main.append([seen(i)], { urgent: true });
    }
    await main.settled();
    await main.close();
    const parentDir = join(dir, 'lines', 'main');
    const before = fingerprint(parentDir);
    const line = await workspace.openLine('main');
    const branch = await line.branch({ at: T0 + 199_500, name: '若提前两小时撤离' });
    expect(branch.meta).toMatchObject({
      kind: 'branch',
      mode: 'exercise',
      parent: 'main',
      forkSeq: 200,
      name: '若提前两小时撤离',
    });
    expect(situationText(branch.head)).toBe(
      situationText(await line.stateAt(T0 + 199_500, 'known')),
    );
    const own = Array.from(
      { length: 1000 },
      (_, i): NewFact => ({
        at: T0 + 200_000 + i,
        kind: 'observation',
        source: 'seat:x',
        body: { thing: `t${i % 7}`, r: { level: [i, 'm'] } },
      }),
    );
    for (let i = 0; i < 1000; i += 100) await branch.append(own.slice(i, i + 100));
    await branch.settled();
    const facts = await branch.facts();
    expect(facts.map((f) => f.seq)).toEqual(Array.from({ length: 1201 }, (_, i) => i + 1));
    expect(facts[200]).toMatchObject({
      kind: 'line.branched',
      body: { parent: 'main', forkSeq: 200 },
    });
    expect(facts.every((f, i) => i === 0 || f.rx >= (facts[i - 1]?.rx ?? 0))).toBe(true);
    expect(situationText(branch.head)).toBe(situationText(fold(facts)));
    for (const t of [T0 + 50_000, T0 + 199_500, T0 + 200_400, T0 + 299_000])
      for (const view of ['known', 'actual'] as const)
        expect(situationText(await branch.stateAt(t, view))).toBe(
          situationText(fold(facts.filter((f) => (view === 'known' ? f.rx : f.at) <= t))),
        );
    expect(branch.stats()).toMatchObject({ facts: 1201, firstAt: T0, firstRx: T0 });
    const nested = await branch.branch({ at: T0 + 100_500, name: '再早些' });
    expect(nested.head.count).toBe(102);
    expect((await nested.facts()).map((f) => f.seq).at(-1)).toBe(102);
    await workspace.close();

    const after = fingerprint(parentDir);
    expect(after['journal.sqlite']).toBe(before['journal.sqlite']);
    expect(await verify(dir)).toMatchObject({ ok: true, facts: 300 + 1001 + 1 });

    const again = await opened(dir, clock);
    const resumed = await again.workspace.openLine(branch.meta.id);
    expect(resumed.head.count).toBe(1201);
    expect(situationText(resumed.head)).toBe(situationText(fold(facts)));
    expect(resumed.clock.now()).toBeGreaterThanOrEqual(facts.at(-1)?.rx ?? 0);
    await again.workspace.close();
  });

  it('before the first fact is an empty line', async () => {
    const { workspace } = await opened();
    const main = await workspace.openLine('main');
    await main.append([seen(1)]);
    const branch = await main.branch({ at: T0 - 1000, name: 'x' });
    expect((await branch.facts()).map((f) => [f.seq, f.kind])).toEqual([[1, 'line.branched']]);
    await branch.append([seen(2)]);
    expect(branch.head.tables.readings.size).toBe(1);
    await workspace.close();
  });

  it('makes tampering with what it took over visible', async () => {
    const { dir, workspace } = await opened();
    const main = await workspace.openLine('main');
    await main.append([seen(1)]);
    await main.branch({ at: T0 + 5000, name: 'x' });
    await workspace.close();
    expect((await verify(dir)).ok).toBe(true);
    rmSync(join(dir, 'lines', 'main', 'journal.sqlite'));
    journalIn(join(dir, 'lines', 'main'), series(1, 9));
    const report = await verify(join(dir, 'lines', 'branch-1'));
    expect(report).toMatchObject({ ok: false, lines: [{ problem: { code: 'store.tampered' } }] });
  });
});
