import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openWorkspace } from '../../main/session/workspace.ts';
import { verify } from '../../main/store/verify.ts';
import type { Fact } from '../../shared/events/fact.ts';
import { fold } from '../../shared/events/reduce.ts';
import { situationText } from '../../shared/events/snapshot.ts';
import { createRng } from '../../shared/kit/rng.ts';
import { tempDir } from './journalKit.ts';

const KILLS = 22;
const loader = fileURLToPath(new URL('./loader.ts', import.meta.url));

interface Ack {
  readonly first: number;
  readonly last: number;
  readonly digest: string;
}

/** Lets a host write, kills it some milliseconds after its first word, gives what it had acknowledged by then. */
async function runAndKill(dir: string, seed: number, afterMs: number): Promise<Ack[]> {
  const child = spawn(process.execPath, [loader, dir, String(seed)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let errors = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  child.stdout.on('data', (chunk) => {
    out += chunk;
    if (out.startsWith('ready')) timer ??= setTimeout(() => child.kill('SIGKILL'), afterMs);
  });
  const giveUp = setTimeout(() => child.kill('SIGKILL'), 20_000);
  const signal = await new Promise((resolve) => child.on('close', (_, s) => resolve(s)));
  clearTimeout(timer);
  clearTimeout(giveUp);
  expect(errors).toBe('');
  expect(signal).toBe('SIGKILL');
  expect(out.startsWith('ready\n')).toBe(true);
  // What stands behind the last newline was cut off by the kill.
  return out
    .slice(6, out.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((l) => l !== '')
    .map((l) => {
      const [first, last, digest] = l.split(' ') as [string, string, string];
      return { first: Number(first), last: Number(last), digest };
    });
}

const digestOf = (facts: readonly Fact[]) => {
  const hash = createHash('sha256');
  for (const fact of facts) hash.update(JSON.stringify(fact));
  return hash.digest('hex');
};

it(`keeps every acknowledged fact through ${KILLS} kills under load`, {
  timeout: 300_000,
}, async () => {
  const dir = tempDir();
  const rng = createRng(20_150_624);
  const acks: Ack[] = [];
  let facts: Fact[] = [];
  let busy = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const fresh = await runAndKill(dir, kill + 1, Math.floor(rng() * 350));
    acks.push(...fresh);
    if (fresh.length > 0) busy += 1;

    expect(await verify(dir)).toMatchObject({ ok: true });
    const workspace = await openWorkspace(dir, {
      hostClock: { now: () => Date.now() },
      snapshotEvery: 500,
    });
    try {
      const line = await workspace.openLine('main');
      const before = facts.length;
      const digest = digestOf(facts);
      facts = await line.facts();
      // Only added to, without gaps.
      expect(digestOf(facts.slice(0, before))).toBe(digest);
      facts.forEach((fact, i) => {
        if (fact.seq !== i + 1) throw new Error(`seq ${fact.seq} at place ${i + 1}`);
      });
      for (const { first, last, digest } of fresh)
        expect(digestOf(facts.slice(first - 1, last)), `facts ${first}–${last}`).toBe(digest);
      expect(situationText(line.head)).toBe(situationText(fold(facts)));
      // The line still takes facts.
      const { seqs } = await line.append([
        {
          at: Date.now(),
          kind: 'mark.set',
          source: 'test',
          body: { markId: `k${kill}`, text: 'x' },
        },
      ]);
      expect(seqs).toEqual([facts.length + 1, facts.length + 1]);
      facts.push(...(await line.facts({ fromSeq: facts.length + 1 })));
    } finally {
      await workspace.close();
    }
  }
  const last = Math.max(...acks.map((a) => a.last));
  console.info(`${KILLS} kills, ${acks.length} acknowledged appends, ${facts.length} facts`);
  // A test that kills idle hosts would prove nothing.
  expect(busy).toBeGreaterThan(KILLS / 2);
  expect(acks.length).toBeGreaterThan(200);
  expect(facts.length).toBeGreaterThanOrEqual(last);
});
