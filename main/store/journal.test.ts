import { copyFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact, NewFact } from '../../shared/events/fact.ts';
import { ProblemError, problemOf } from '../../shared/kit/result.ts';
import { ManualClock } from '../../shared/time/clock.ts';
import { newFacts } from '../../tests/faults/arbitraryFacts.ts';
import {
  journalIn,
  rootIdent,
  segmentIn,
  series,
  tempDir,
  writeFacts,
} from '../../tests/faults/journalKit.ts';
import { Journal } from './journal.ts';
import { JournalFile } from './journalFile.ts';
import { Reader } from './reader.ts';
import { pack } from './row.ts';
import { JOURNAL_VERSION, openReadOnly } from './schema.ts';
import { verify } from './verify.ts';

const seen = (at: number, thing = 'a'): NewFact => ({
  at,
  kind: 'observation',
  source: 'feed:x',
  body: { thing, r: { level: [at, 'm'] } },
});

async function opened(clock = new ManualClock(1000), more: { maxPages?: number } = {}) {
  const dir = tempDir();
  const path = join(dir, 'journal.sqlite');
  const journal = await Journal.open({ path, create: rootIdent, clock, ...more });
  return { dir, path, journal, clock };
}

const codeOf = async (work: Promise<unknown> | (() => unknown)): Promise<string> => {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    return problemOf(error).code;
  }
  return 'nothing was thrown';
};

describe('Journal', () => {
  it('numbers without gaps, acknowledges what another connection can already see', async () => {
    const { path, journal } = await opened();
    const other = openReadOnly(path);
    const count = other.prepare('SELECT count(*) FROM facts').pluck();
    const heard: Fact[] = [];
    journal.onCommitted.on((facts) => heard.push(...facts));
    const first = await journal.append([seen(1), seen(2)]);
    expect(first).toEqual({ seqs: [1, 2], rx: 1000 });
    expect(count.get()).toBe(2);
    expect(heard.map((f) => f.seq)).toEqual([1, 2]);
    const [second, third] = await Promise.all([
      journal.append([seen(3)], { urgent: true }),
      journal.append([seen(4), seen(5), seen(6)]),
    ]);
    expect([second.seqs, third.seqs]).toEqual([
      [3, 3],
      [4, 6],
    ]);
    expect(journal.state).toMatchObject({ head: 6, firstAt: 1, lastAt: 6, firstRx: 1000 });
    other.close();
    await journal.close();
    expect(await verify(path)).toMatchObject({ ok: true, facts: 6 });
  });

  it('commits what one turn brings together', async () => {
    const { path, journal } = await opened();
    await Promise.all(Array.from({ length: 300 }, (_, i) => journal.append([seen(i)])));
    await journal.close();
    const db = openReadOnly(path);
    const batches = db.prepare('SELECT count(*) FROM batches').pluck().get() as number;
    db.close();
    expect(batches).toBeGreaterThanOrEqual(1);
    expect(batches).toBeLessThan(10);
  });

  it('commits what waits before it closes, and takes nothing afterwards', async () => {
    const { path, journal } = await opened();
    const pending = Array.from({ length: 50 }, (_, i) => journal.append([seen(i)]));
    await journal.close();
    expect((await Promise.all(pending)).at(-1)?.seqs[1]).toBe(50);
    expect(await codeOf(journal.append([seen(1)]))).toBe('store.closed');
    expect((await verify(path)).facts).toBe(50);
  });

  it('holds rx and says so once when the clock steps back', async () => {
    const { journal, clock } = await opened();
    const facts: Fact[] = [];
    journal.onCommitted.on((f) => facts.push(...f));
    await journal.append([seen(1)]);
    clock.set(400);
    const back = await journal.append([seen(2)]);
    clock.set(600);
    await journal.append([seen(3)]);
    clock.set(2000);
    await journal.append([seen(4)]);
    clock.set(1500);
    await journal.append([seen(5)]);
    await journal.close();
    expect(facts.map((f) => [f.kind, f.rx])).toEqual([
      ['observation', 1000],
      ['clock.anomaly', 1000],
      ['observation', 1000],
      ['observation', 1000],
      ['observation', 2000],
      ['clock.anomaly', 2000],
      ['observation', 2000],
    ]);
    expect(facts[1]?.body).toEqual({ stepMs: -600 });
    // The caller's own fact, not the one about the clock.
    expect(back.seqs).toEqual([3, 3]);
  });

  it('trims of the clock are no anomaly, but rx still never decreases', async () => {
    const { journal, clock } = await opened();
    const facts: Fact[] = [];
    journal.onCommitted.on((f) => facts.push(...f));
    await journal.append([seen(1)]);
    clock.set(990);
    await journal.append([seen(2)]);
    await journal.close();
    expect(facts.map((f) => [f.kind, f.rx])).toEqual([
      ['observation', 1000],
      ['observation', 1000],
    ]);
  });

  it.each([
    ['a time that is no whole number', { ...seen(1), at: 1.5 }],
    ['no time', { ...seen(1), at: Number.NaN }],
    ['an unknown kind', { ...seen(1), kind: 'constructor' }],
    ['no source', { ...seen(1), source: undefined }],
    ['a cause that is no seq', { ...seen(1), cause: 0 }],
    ['no body', { ...seen(1), body: null }],
  ])('refuses a fact with %s and goes on', async (_, bad) => {
    const { journal } = await opened();
    const good = journal.append([seen(1)]);
    expect(await codeOf(journal.append([seen(2), bad as NewFact]))).toMatch(/^fact\./);
    expect((await good).seqs).toEqual([1, 1]);
    expect((await journal.append([seen(3)])).seqs).toEqual([2, 2]);
    await journal.close();
  });

  it('gives back every fact as it was given, in any language and with any sign', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(newFacts, { minLength: 1, maxLength: 30 }),
        fc.string({ unit: 'binary', maxLength: 12 }),
        async (facts, odd) => {
          const { dir, journal } = await opened();
          const given: NewFact[] = [
            ...facts,
            {
              at: -5,
              kind: 'mark.set',
              source: `"${odd}\n`,
              actor: odd,
              cause: 1,
              body: { markId: 'm', text: `${odd}\n\u0000💧` },
            },
          ];
          const committed: Fact[] = [];
          journal.onCommitted.on((f) => committed.push(...f));
          await journal.append(given);
          const reader = await Reader.open([segmentIn(dir)]);
          const read = await reader.facts({});
          await reader.close();
          await journal.close();
          expect(read).toEqual(committed);
          expect(read.map((f) => f.body)).toEqual(
            given.map((f) => JSON.parse(JSON.stringify(f.body))),
          );
          expect(await verify(dir)).toMatchObject({ ok: true, facts: given.length });
        },
      ),
      { numRuns: 6 },
    );
  });
});

describe('a full disk', () => {
  it('fails the append whole, keeps what was acknowledged, and goes on when there is room', async () => {
    const dir = tempDir();
    const path = join(dir, 'journal.sqlite');
    const file = new JournalFile({ path, create: rootIdent, maxPages: 40 });
    let written = 0;
    let problem: unknown;
    for (let i = 0; i < 1000 && problem === undefined; i++)
      try {
        writeFacts(file, series(20, written), 20);
        written += 20;
      } catch (error) {
        problem = error;
      }
    expect(problemOf(problem)).toMatchObject({ code: 'store.full', params: { path } });
    expect(written).toBeGreaterThan(0);
    expect(() => writeFacts(file, series(20, written), 20)).toThrow(ProblemError);
    (file as unknown as { db: Database.Database }).db.pragma('max_page_count = 10000');
    writeFacts(file, series(20, written), 20);
    file.close();
    expect(await verify(path)).toMatchObject({ ok: true, facts: written + 20 });
  });

  it('is told to every caller of the batch, and the head does not move', async () => {
    const { journal, path } = await opened(new ManualClock(1000), { maxPages: 30 });
    const many = Array.from({ length: 5000 }, (_, i) => seen(i));
    const codes = await Promise.all([codeOf(journal.append(many)), codeOf(journal.append(many))]);
    expect(codes).toEqual(['store.full', 'store.full']);
    expect(journal.state.head).toBe(0);
    expect((await journal.append([seen(1)])).seqs).toEqual([1, 1]);
    await journal.close();
    expect(await verify(path)).toMatchObject({ ok: true, facts: 1 });
  });
});

describe('files that cannot be used', () => {
  const open = (path: string) => () => new JournalFile({ path }).close();

  it('a newer one is refused and left as it is', async () => {
    const path = journalIn(tempDir(), series(3));
    const db = new Database(path);
    db.pragma(`user_version = ${JOURNAL_VERSION + 1}`);
    db.close();
    expect(await codeOf(open(path))).toBe('store.newerVersion');
    expect(await codeOf(() => openReadOnly(path))).toBe('store.newerVersion');
    expect((await verify(path)).lines[0]?.problem).toMatchObject({
      code: 'store.newerVersion',
      params: { found: JOURNAL_VERSION + 1, supported: JOURNAL_VERSION },
    });
  });

  it('garbage, another database and half a file are corrupt', async () => {
    const dir = tempDir();
    const garbage = join(dir, 'garbage.sqlite');
    writeFileSync(garbage, 'no database at all '.repeat(1000));
    expect(await codeOf(open(garbage))).toBe('store.corrupt');
    const foreign = join(dir, 'foreign.sqlite');
    const db = new Database(foreign);
    db.exec('CREATE TABLE facts(x)');
    db.close();
    expect(await codeOf(open(foreign))).toBe('store.corrupt');
    const whole = journalIn(dir, series(2000));
    const half = join(dir, 'half.sqlite');
    copyFileSync(whole, half);
    truncateSync(half, 40_000);
    expect((await verify(half)).ok).toBe(false);
    expect(await codeOf(open(join(dir, 'nothing.sqlite')))).toBe('store.missing');
  });

  it('one whose end was cut off is not written to', async () => {
    const path = journalIn(tempDir(), series(21));
    const db = new Database(path);
    db.exec('DELETE FROM facts WHERE seq > 18');
    db.close();
    expect(await codeOf(open(path))).toBe('store.cut');
  });

  it('an empty file, as a kill in the first moment leaves it, becomes a journal', async () => {
    const path = join(tempDir(), 'journal.sqlite');
    writeFileSync(path, '');
    const file = new JournalFile({ path, create: rootIdent });
    file.append(pack([{ fact: seen(1), rx: 1, json: JSON.stringify(seen(1).body) }]));
    file.close();
    expect(await verify(path)).toMatchObject({ ok: true, facts: 1 });
  });
});
