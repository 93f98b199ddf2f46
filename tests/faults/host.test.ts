import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openWorkspace } from '../../main/session/workspace.ts';
import { verify } from '../../main/store/verify.ts';
import { fold } from '../../shared/events/reduce.ts';
import { situationText } from '../../shared/events/snapshot.ts';
import { headlessSeat } from '../bench/headlessSeat.ts';
import { startHost } from '../e2e/host.ts';
import { program } from '../integration/program.ts';
import { fingerprint } from './journalKit.ts';

// Each test starts programs; a machine with much else to do takes its time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

const isRoot = process.getuid?.() === 0;
let dir: string;
let full: string | undefined;

/** A small disk of its own, where the test may make one. */
function smallDisk(path: string): boolean {
  mkdirSync(path);
  if (process.platform !== 'linux' || !isRoot) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'sandtable-host-'));
  const path = join(dir, 'disk');
  if (smallDisk(path)) full = path;
  else
    console.info(
      'tests of a full disk: skipped, a small disk can only be mounted by root on Linux',
    );
});
afterAll(() => {
  if (full) execFileSync('umount', ['-l', full]);
  rmSync(dir, { recursive: true, force: true });
});

const serve = (...words: string[]) => program(['serve', '--no-open', '--json', ...words]);
const told = (ended: Awaited<ReturnType<typeof serve>>) =>
  ended.json<{ problem: { code: string; message: string } }>().problem;

const mark = (n: number) => ({
  kind: 'mark.set' as const,
  body: { markId: `m${n}`, text: '记'.repeat(4000) },
});

async function seatOf(url: string) {
  const seat = await headlessSeat(url, () => {});
  await seat.api.hello.mutate({ name: 'test', role: 'plotter', protocol: 1 });
  return seat;
}

/** Every fact of the journal, and that the situation is the fold of them. */
async function factsOf(path: string) {
  const workspace = await openWorkspace(path, {
    hostClock: { now: () => Date.now() },
    readOnly: true,
  });
  try {
    const line = await workspace.openLine('main');
    const facts = await line.facts();
    expect(situationText(line.head)).toBe(situationText(fold(facts)));
    return facts;
  } finally {
    await workspace.close();
  }
}

describe('a host that cannot start', () => {
  it('names the port that is taken, and lets go of the folder', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    const ended = await serve('--port', String(port), '--data', join(dir, 'a'));
    server.close();
    expect(ended.code).toBe(1);
    expect(told(ended).code).toBe('wire.portTaken');
    expect(told(ended).message).toContain(String(port));
    expect(readdirSync(join(dir, 'a'))).not.toContain('host.json');
  });

  it('names the folder that it cannot use', async () => {
    const file = join(dir, 'file');
    writeFileSync(file, '');
    const words = ['--port', '0', '--data'];
    const asFile = await serve(...words, file);
    expect(asFile.code).toBe(1);
    expect(told(asFile).code).toBe('dataDir.readOnly');
    const closed = join(dir, 'closed');
    mkdirSync(closed);
    if (isRoot) {
      if (!full) return;
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=1m', 'tmpfs', closed]);
    } else chmodSync(closed, 0o555);
    try {
      const ended = await serve(...words, closed);
      expect(ended.code).toBe(1);
      expect(told(ended).code).toBe('dataDir.readOnly');
      expect(ended.err).toContain(closed);
    } finally {
      if (isRoot) execFileSync('umount', ['-l', closed]);
      else chmodSync(closed, 0o755);
    }
  });

  it('says who has the folder', async () => {
    const data = join(dir, 'held');
    const host = await startHost(data);
    try {
      const ended = await serve('--port', '0', '--data', data);
      expect(ended.code).toBe(1);
      expect(told(ended)).toMatchObject({ code: 'store.locked' });
      expect(told(ended).message).toContain(String(host.child.pid));
      expect(told(ended).message).toContain(new URL(host.url).port);
    } finally {
      await host.stop();
    }
  });

  it('leaves a damaged or newer main journal as it is, and says so', async () => {
    for (const [name, change] of [
      ['header', (b: Buffer) => b.write('not a database', 0)],
      ['newer', (b: Buffer) => b.writeInt32BE(99, 60)],
      ['half', (b: Buffer) => b.fill(0x55, 4096)],
    ] as const) {
      const data = join(dir, `broken-${name}`);
      await (await startHost(data)).stop();
      const journal = join(data, 'lines', 'main', 'journal.sqlite');
      const bytes = readFileSync(journal);
      change(bytes);
      writeFileSync(journal, bytes);
      const before = fingerprint(join(data, 'lines'))['main/journal.sqlite'];
      const ended = await serve('--port', '0', '--data', data);
      expect(ended.code, name).toBe(1);
      expect(told(ended).code, name).toMatch(/^store\.(corrupt|newerVersion)$/);
      expect(told(ended).message).toContain('journal.sqlite');
      expect(fingerprint(join(data, 'lines'))['main/journal.sqlite'], name).toBe(before);
      const checked = await program(['verify', data, '--json']);
      expect(checked.code, name).toBe(1);
    }
  });
});

describe('a host that goes on', () => {
  it('without small files that are damaged, and keeps a copy of the feeds', async () => {
    const data = join(dir, 'small');
    await (await startHost(data)).stop();
    const main = join(data, 'lines', 'main');
    for (const path of [join(data, 'workspace.json'), join(main, 'line.json')])
      writeFileSync(path, '{"form');
    writeFileSync(join(main, 'feeds.json'), '[{"connector":"mqtt"');
    writeFileSync(join(main, 'snapshots.sqlite'), 'rubbish');
    mkdirSync(join(data, 'scenarios'), { recursive: true });
    writeFileSync(join(data, 'scenarios', 'broken.json'), '{');
    const host = await startHost(data);
    const seat = await seatOf(host.url);
    expect((await seat.api.scenario.list.query()).length).toBeGreaterThan(0);
    const feed = { connector: 'mqtt', name: 'x', config: { url: 'mqtt://127.0.0.1:9' } };
    await seat.api.feed.add.mutate(feed);
    await seat.close();
    expect(await host.stop()).toBe(0);
    expect(readFileSync(join(main, 'feeds.json.damaged'), 'utf8')).toContain('[{"connector"');
    expect(JSON.parse(readFileSync(join(main, 'feeds.json'), 'utf8'))).toHaveLength(1);
  });

  it('with the feeds that are right when one of them is not', async () => {
    const data = join(dir, 'feeds');
    await (await startHost(data)).stop();
    const path = join(data, 'lines', 'main', 'feeds.json');
    const good = { connector: 'mqtt', name: 'good', config: { url: 'mqtt://127.0.0.1:9' } };
    const text = JSON.stringify([{ connector: 'pigeon', name: 'bad', config: {} }, good]);
    writeFileSync(path, text);
    const host = await startHost(data);
    const seat = await seatOf(host.url);
    const feeds = (await seat.api.feed.list.query()) as { name: string }[];
    expect(feeds.map((f) => f.name)).toEqual(['good']);
    await seat.close();
    expect(await host.stop()).toBe(0);
  });

  it('from where a damaged write-ahead log ends, keeps the log, and says so', async () => {
    const data = join(dir, 'wal');
    const host = await startHost(data);
    const seat = await seatOf(host.url);
    for (let n = 0; n < 60; n++) await seat.api.command.mutate(mark(n));
    // The card is written every three seconds.
    await new Promise((done) => setTimeout(done, 3500));
    const killed = new Promise((done) => host.child.once('close', done));
    host.child.kill('SIGKILL');
    await killed;
    await seat.close().catch(() => {});
    const wal = join(data, 'lines', 'main', 'journal.sqlite-wal');
    const bytes = readFileSync(wal);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] as number) ^ 0x10;
    writeFileSync(wal, bytes);
    const lines: string[] = [];
    const workspace = await openWorkspace(data, {
      hostClock: { now: () => Date.now() },
      log: (line) => lines.push(line),
    });
    const line = await workspace.openLine('main');
    const { facts } = line.stats();
    expect(facts).toBeLessThan(60);
    expect(lines.filter((l) => l.startsWith('store.lostTail'))).toHaveLength(1);
    expect(statSync(`${wal}.damaged`).size).toBe(bytes.length);
    await line.append([{ at: 1, source: 'test', ...mark(999) }]);
    await workspace.close();
    expect((await verify(data)).ok).toBe(true);
    expect(await factsOf(data)).toHaveLength(facts + 1);
  });

  it('through a full disk: refuses by name, keeps what it acknowledged, takes more when there is room', async () => {
    if (!full) return;
    const data = join(full, 'data');
    const host = await startHost(data);
    const seat = await seatOf(host.url);
    let acknowledged = 0;
    let refusal = '';
    for (let n = 0; n < 3000 && refusal === ''; n++)
      try {
        await seat.api.command.mutate(mark(n));
        acknowledged += 1;
      } catch (error) {
        refusal = JSON.stringify(error) + String(error);
      }
    expect(acknowledged).toBeGreaterThan(50);
    expect(refusal).toContain('store.full');
    // It still answers, and it does not end.
    expect((await seat.api.lines.query()).length).toBeGreaterThan(0);
    expect(host.child.exitCode).toBeNull();
    execFileSync('mount', ['-o', 'remount,size=16m', full]);
    await seat.api.command.mutate(mark(5000));
    acknowledged += 1;
    await seat.close();
    expect(await host.stop()).toBe(0);
    const facts = await factsOf(data);
    expect(facts.filter((f) => f.kind === 'mark.set')).toHaveLength(acknowledged);
    expect((await verify(data)).ok).toBe(true);

    // Full from the start: it says so and ends, and nothing is lost.
    execFileSync('sh', ['-c', `cat /dev/zero > ${join(full, 'ballast')} || true`], {
      stdio: 'ignore',
    });
    const ended = await serve('--port', '0', '--data', data);
    expect(ended.code).toBe(1);
    expect(told(ended).code).toBe('store.full');
    rmSync(join(full, 'ballast'));
    expect(await factsOf(data)).toHaveLength(facts.length);
  });

  it('when its own clock is set back: order is kept and the step is noted', async () => {
    const data = join(dir, 'clock');
    let now = 1_700_000_000_000;
    const workspace = await openWorkspace(data, { hostClock: { now: () => now } });
    const line = await workspace.openLine('main');
    await line.append([{ at: now, source: 'test', ...mark(1) }]);
    now -= 3_600_000;
    await line.append([{ at: now, source: 'test', ...mark(2) }]);
    await line.append([{ at: now, source: 'test', ...mark(3) }]);
    await workspace.close();
    const facts = await factsOf(data);
    expect(facts.map((f) => f.kind)).toEqual(['mark.set', 'clock.anomaly', 'mark.set', 'mark.set']);
    facts.forEach((f, i) => {
      expect(f.rx).toBeGreaterThanOrEqual(facts[i - 1]?.rx ?? 0);
    });
  });
});
