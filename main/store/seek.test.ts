import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact, NewFact } from '../../shared/events/fact.ts';
import { fold } from '../../shared/events/reduce.ts';
import { situationText } from '../../shared/events/snapshot.ts';
import { instant, journalled, T0 } from '../../tests/faults/arbitraryFacts.ts';
import {
  fingerprint,
  journalIn,
  rootIdent,
  segmentIn,
  series,
  tempDir,
  writeFacts,
} from '../../tests/faults/journalKit.ts';
import { mergeInto } from './fold.ts';
import { JournalFile } from './journalFile.ts';
import { factOfRow } from './row.ts';
import { Seeker, type Sought, situationOf } from './seek.ts';
import { LineReader, type Segment } from './segments.ts';
import { SnapshotFile } from './snapshotFile.ts';
import { SnapshotMaker } from './snapshotMaker.ts';
import { forkGenesis } from './verify.ts';

type Given = NewFact & { readonly rx: number };

function snap(segments: readonly Segment[], every: number): void {
  const maker = new SnapshotMaker(segments, every);
  while (maker.step());
  maker.close();
}

const whole = ({ base, part }: Sought) => situationOf(base, part);

interface Looked {
  known(t: number): string;
  actual(t: number): string;
  readonly facts: Fact[];
  counts(t: number): { known: number; actual: number };
}

function look(segments: readonly Segment[], work: (at: Looked) => void): void {
  const reader = new LineReader(segments);
  const caches = segments.map((s) => new SnapshotFile(s.snapshots, false));
  const seeker = new Seeker(reader, caches);
  const facts: Fact[] = reader
    .query({}, 1e6)
    .map((row) => factOfRow(row))
    .filter((f) => f !== undefined);
  try {
    work({
      facts,
      known: (t) => situationText(whole(seeker.knownAt(t))),
      actual: (t) => situationText(whole(seeker.actualAt(t))),
      counts: (t) => ({
        known: whole(seeker.knownAt(t)).count,
        actual: whole(seeker.actualAt(t)).count,
      }),
    });
  } finally {
    for (const cache of caches) cache.close();
    reader.close();
  }
}

function agrees(at: Looked, times: readonly number[]): void {
  for (const t of times) {
    const known = at.facts.filter((f) => f.rx <= t);
    const actual = at.facts.filter((f) => f.at <= t);
    expect(at.known(t)).toBe(situationText(fold(known)));
    expect(at.actual(t)).toBe(situationText(fold(actual)));
    expect(at.counts(t)).toEqual({ known: known.length, actual: actual.length });
  }
}

const stored = (segment: Segment, view: string): number => {
  const db = new Database(segment.snapshots, { readonly: true });
  const n = db.prepare('SELECT count(*) FROM snaps WHERE view = ?').pluck().get(view) as number;
  db.close();
  return n;
};

describe('mergeInto', () => {
  it('of two folds is the fold of both, whoever comes first', () => {
    fc.assert(
      fc.property(journalled, fc.nat(), (facts, n) => {
        const some = facts.filter((f) => (f.seq * 7919 + n) % 3 === 0);
        const others = facts.filter((f) => (f.seq * 7919 + n) % 3 !== 0);
        const all = fold(facts);
        for (const [a, b] of [
          [some, others],
          [others, some],
        ] as const) {
          const merged = mergeInto(fold(a), fold(b));
          expect(situationText(merged)).toBe(situationText(all));
          expect([merged.count, merged.seq, merged.at, merged.rx]).toEqual([
            all.count,
            all.seq,
            all.at,
            all.rx,
          ]);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a seek', () => {
  it('gives what a fresh fold gives, in both views, whatever came late', () => {
    fc.assert(
      fc.property(
        journalled,
        journalled,
        fc.array(instant, { minLength: 3, maxLength: 6 }),
        fc.constantFrom(1, 2, 5),
        (first, second, times, every) => {
          const dir = tempDir();
          const segment = segmentIn(dir);
          const lastRx = first.at(-1)?.rx ?? T0;
          const later = second.map((f): Given => ({ ...f, rx: f.rx - T0 + lastRx }));
          const file = new JournalFile({ path: segment.path, create: rootIdent });
          writeFacts(file, first, 3);
          snap([segment], every);
          // The snapshots are behind now: what they have not seen has to be added too.
          writeFacts(file, later.slice(0, 9), 3);
          look([segment], (at) => agrees(at, times));
          writeFacts(file, later.slice(9), 3);
          snap([segment], every);
          file.close();
          look([segment], (at) => agrees(at, times));
          rmSync(dir, { recursive: true });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is short: snapshots of both views stand all along the line', () => {
    const segment = segmentIn(tempDir());
    journalIn(join(segment.path, '..'), series(400));
    snap([segment], 10);
    expect(stored(segment, 'known')).toBeGreaterThan(20);
    expect(stored(segment, 'actual')).toBeGreaterThan(15);
  });

  it('uses a snapshot only with what came too late for it', () => {
    const segment = segmentIn(tempDir());
    const facts: Given[] = series(400);
    const end = (facts.at(-1) as Given).rx;
    const late: Given[] = series(5, 100).map((f) => ({
      ...f,
      rx: end + 1000,
      body: { thing: 'late', r: { level: [999, 'm'] } },
    }));
    const file = new JournalFile({ path: segment.path, create: rootIdent });
    writeFacts(file, facts);
    snap([segment], 10);
    const made = stored(segment, 'actual');
    writeFacts(file, late);
    file.close();
    snap([segment], 10);
    // Five late facts are noted beside the old snapshots; those are not made again.
    expect(stored(segment, 'actual')).toBeGreaterThanOrEqual(made);
    look([segment], (at) => {
      const t = (facts[200] as Given).at;
      expect(at.actual(t)).toContain('late|level');
      expect(at.known(t)).not.toContain('late|level');
      agrees(at, [t, (facts[101] as Given).at, (facts[50] as Given).at, end + 1000]);
    });
  });

  it('stays right when a maker dies between any two of its steps', () => {
    const segment = segmentIn(tempDir());
    const file = new JournalFile({ path: segment.path, create: rootIdent });
    const facts: Given[] = series(240).map((f, i) =>
      i % 13 === 0 ? { ...f, at: f.at - 90_000 } : f,
    );
    for (let i = 0; i < facts.length; i += 40) {
      writeFacts(file, facts.slice(i, i + 40));
      const maker = new SnapshotMaker([segment], 10);
      for (let steps = 0; steps < 1 + (i % 7); steps++) maker.step();
      maker.close();
      look([segment], (at) =>
        agrees(
          at,
          [10, 60, 150, 230].map((k) => (facts[k] as Given).rx),
        ),
      );
    }
    file.close();
  });

  it('makes snapshots again when too much came late', () => {
    const segment = segmentIn(tempDir());
    const file = new JournalFile({ path: segment.path, create: rootIdent });
    const facts: Given[] = series(300);
    writeFacts(file, facts);
    snap([segment], 10);
    const rx = (facts.at(-1) as Given).rx + 1;
    const bulk: Given[] = series(200, 20).map((f, i) => ({ ...f, rx, at: f.at + (i % 3) }));
    writeFacts(file, bulk);
    file.close();
    snap([segment], 10);
    look([segment], (at) =>
      agrees(
        at,
        [0, 20, 60, 150, 219, 299].map((i) => (facts[i] as Given).at),
      ),
    );
  });

  it('needs no snapshots, and believes none that is broken, foreign or of another reducer', () => {
    const dir = tempDir();
    const segment = segmentIn(dir);
    journalIn(dir, series(200));
    const times = [3, 77, 150, 199].map((i) => (series(1, i)[0] as Given).rx);
    const check = () => look([segment], (at) => agrees(at, times));
    check();
    const spoil = (sql: string) => {
      rmSync(segment.snapshots, { force: true });
      snap([segment], 10);
      const db = new Database(segment.snapshots);
      const { changes } = db.prepare(sql).run();
      db.close();
      expect(changes).toBeGreaterThan(0);
      check();
      // The next one to fold along puts the cache right again.
      snap([segment], 10);
      check();
    };
    spoil('UPDATE snaps SET data = zeroblob(length(data)) WHERE upto > 30');
    spoil('UPDATE snaps SET crc = crc + 1');
    spoil("UPDATE snaps SET chain = x'00'");
    spoil('UPDATE snaps SET reducer = reducer + 1');
    spoil("UPDATE seen SET chain = x'00'");
    rmSync(segment.snapshots);
    check();
  });

  it('does not take another journal for the one that it knew', () => {
    const dir = tempDir();
    const segment = segmentIn(dir);
    journalIn(dir, series(200));
    snap([segment], 10);
    rmSync(segment.path);
    journalIn(dir, series(200, 7));
    const times = [30, 120, 190].map((i) => (series(1, i)[0] as Given).rx);
    look([segment], (at) => agrees(at, times));
    snap([segment], 10);
    look([segment], (at) => agrees(at, times));
  });

  it('leaves out a row that does not carry its checksum, and says which', () => {
    const dir = tempDir();
    const path = journalIn(dir, series(20));
    const db = new Database(path);
    db.exec(`UPDATE facts SET body = '{"thing":"t1","r":{"level":[9999,"m"]}}' WHERE seq = 17`);
    db.close();
    const reader = new LineReader([segmentIn(dir)]);
    const sought = new Seeker(reader, [new SnapshotFile(segmentIn(dir).snapshots, false)]).known(
      20,
    );
    reader.close();
    expect(sought.damaged).toEqual([17]);
    expect(whole(sought).count).toBe(19);
    expect(situationText(whole(sought))).not.toContain('9999');
  });
});

describe('a branch', () => {
  it('reads its ancestors up to the fork, from any snapshot of theirs, and never writes to them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 170 }),
        fc.integer({ min: 1, max: 60 }),
        (fork, anywhere, own) => {
          const nested = Math.min(anywhere, fork + 80);
          const dir = tempDir();
          const [a, b, c] = ['a', 'b', 'c'].map((n) => join(dir, n)) as [string, string, string];
          for (const d of [a, b, c]) mkdirSync(d);
          const parent = journalIn(a, series(100));
          snap([segmentIn(a)], 5);
          const rx = (series(1, 99)[0] as Given).rx;
          const child = (n: number, from: number) =>
            series(n, from).map((f): Given => ({ ...f, rx: Math.max(f.rx, rx), source: 'seat:x' }));
          journalIn(b, child(80, fork), {
            ...rootIdent,
            lineId: 'b',
            base: fork,
            genesis: forkGenesis(parent, fork),
          });
          snap([segmentIn(a, fork), segmentIn(b)], 5);
          const before = fingerprint(a);
          const cut = Math.min(fork, nested);
          const ancestors = [segmentIn(a, cut), ...(nested > fork ? [segmentIn(b, nested)] : [])];
          journalIn(c, child(own, nested), {
            ...rootIdent,
            lineId: 'c',
            base: nested,
            genesis: forkGenesis(join(b, 'journal.sqlite'), nested),
          });
          const segments = [...ancestors, segmentIn(c)];
          const times = [0, 10, fork, nested, nested + own].map(
            (i) => (series(1, i)[0] as Given).at,
          );
          look(segments, (at) => {
            expect(at.facts.map((f) => f.seq)).toEqual(
              Array.from({ length: at.facts.length }, (_, i) => i + 1),
            );
            agrees(at, [...times, rx]);
          });
          snap(segments, 5);
          look(segments, (at) => agrees(at, [...times, rx]));
          const after = fingerprint(a);
          expect(after['journal.sqlite']).toBe(before['journal.sqlite']);
          expect(after['snapshots.sqlite']).toBe(before['snapshots.sqlite']);
          rmSync(dir, { recursive: true });
        },
      ),
      { numRuns: 15 },
    );
  });
});
