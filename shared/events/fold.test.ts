import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant, journalled } from '../../tests/faults/arbitraryFacts.ts';
import { FACT_VERSION, type Fact } from './fact.ts';
import { fold, foldInto, patchesOf } from './reduce.ts';
import { Situation } from './situation.ts';
import { readSnapshot, situationText, writeSnapshot } from './snapshot.ts';

const textOf = (facts: Iterable<Fact>) => situationText(fold(facts));
const restored = (situation: Situation): Situation => {
  const read = readSnapshot(writeSnapshot(situation));
  if (!read.ok) throw new Error(read.problem.code);
  return read.value;
};

describe('the fold', () => {
  it('gives the same situation for every order of arrival', () => {
    fc.assert(
      fc.property(
        journalled.chain((facts) =>
          fc.tuple(
            fc.constant(facts),
            fc.shuffledSubarray(facts, { minLength: facts.length, maxLength: facts.length }),
          ),
        ),
        ([facts, shuffled]) => {
          const renumbered = shuffled.map((fact, i) => ({ ...fact, seq: i + 1 }));
          expect(textOf(renumbered)).toBe(textOf(facts));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('goes on from a snapshot as if it had never stopped', () => {
    fc.assert(
      fc.property(journalled, fc.nat(), (facts, n) => {
        const cut = facts.length === 0 ? 0 : n % (facts.length + 1);
        const half = restored(fold(facts.slice(0, cut)));
        const whole = fold(facts.slice(cut), half);
        const fresh = fold(facts);
        expect(situationText(whole)).toBe(situationText(fresh));
        expect([whole.count, whole.seq, whole.at, whole.rx]).toEqual([
          fresh.count,
          fresh.seq,
          fresh.at,
          fresh.rx,
        ]);
      }),
    );
  });

  it('replays to the same text twice, and another history to another', () => {
    fc.assert(
      fc.property(journalled, (facts) => {
        expect(textOf(facts)).toBe(textOf(facts));
      }),
    );
    const seen = (value: number): Fact => ({
      seq: 1,
      at: 1,
      rx: 1,
      v: FACT_VERSION,
      kind: 'observation',
      source: 'feed:x',
      body: { thing: 'cuntan', r: { level: [value, 'm', 'wusong'] } },
    });
    expect(textOf([seen(183.1)])).not.toBe(textOf([seen(183.2)]));
  });

  it('takes a record whole or field by field, newest first, never by order of arrival alone', () => {
    const base = { rx: 10, v: FACT_VERSION, source: 's' } as const;
    const item = { itemId: 'p', incidentId: 'i', shape: 'point', phase: 'planned' } as const;
    const facts: Fact[] = [
      {
        ...base,
        seq: 1,
        at: 5,
        kind: 'plan.item',
        body: { ...item, coordinates: [[1, 1]], label: 'old' },
      },
      { ...base, seq: 2, at: 9, kind: 'plan.item', body: { ...item, coordinates: [[2, 2]] } },
      {
        ...base,
        seq: 3,
        at: 7,
        kind: 'plan.item',
        body: { ...item, coordinates: [[3, 3]], label: 'mid' },
      },
    ];
    expect(fold(facts).get('plan', 'p')).toMatchObject({ coordinates: [[2, 2]], label: 'mid' });
  });

  it('settles a tie of equal values by their source', () => {
    const one = (seq: number, source: string): Fact => ({
      seq,
      at: 1,
      rx: 1,
      v: FACT_VERSION,
      kind: 'observation',
      source,
      body: { thing: 'x', kind: 'boat', r: { level: [1, 'm'] } },
    });
    const a = textOf([one(1, 'feed:a'), one(2, 'feed:b')]);
    expect(textOf([one(1, 'feed:b'), one(2, 'feed:a')])).toBe(a);
    expect(a).toContain('feed:b');
    expect(a).not.toContain('feed:a');
  });

  it('known at T ignores what was learnt later; actual at T takes a late report in', () => {
    fc.assert(
      fc.property(journalled, instant, (facts, t) => {
        const known = fold(facts.filter((f) => f.rx <= t));
        expect(known.rx).toBeLessThanOrEqual(t);
        const actual = fold(facts.filter((f) => f.at <= t));
        expect(actual.at).toBeLessThanOrEqual(t);
        for (const table of Object.values(known.tables))
          for (const rec of table.values()) expect(rec.last[1]).toBeLessThanOrEqual(t);
      }),
    );
    const late: Fact = {
      seq: 2,
      at: 100,
      rx: 900,
      v: FACT_VERSION,
      kind: 'report.received',
      source: 's',
      body: { reportId: 'r', channel: 'phone', from: '村民', text: '已滑坡' },
    };
    expect(fold([late].filter((f) => f.rx <= 500)).tables.reports.size).toBe(0);
    expect(fold([late].filter((f) => f.at <= 500)).tables.reports.size).toBe(1);
  });

  it('tells of every record that took a new value, and of no other', () => {
    fc.assert(
      fc.property(journalled, (facts) => {
        const situation = new Situation();
        const heard = new Set<string>();
        situation.onChange = (collection, id) => heard.add(`${collection}/${id}`);
        for (const fact of facts) foldInto(situation, fact);
        const written = new Set(
          facts.flatMap((f) => patchesOf(f).map((p) => `${p.collection}/${p.id}`)),
        );
        expect(heard).toEqual(written);
      }),
    );
  });

  it('is unmoved by a kind that it does not know', () => {
    const odd = { seq: 1, at: 1, rx: 1, v: 1, kind: 'future.kind', source: 's', body: {} };
    expect(textOf([odd as unknown as Fact])).toBe(textOf([]));
  });
});

describe('snapshots', () => {
  it('are refused when broken or of another reducer', () => {
    const text = writeSnapshot(fold([]));
    expect(readSnapshot(text).ok).toBe(true);
    expect(readSnapshot(text.slice(0, -2))).toEqual({
      ok: false,
      problem: { code: 'snapshot.broken' },
    });
    const other = text.replace(/"reducer":\d+/, '"reducer":0');
    expect(readSnapshot(other)).toEqual({ ok: false, problem: { code: 'snapshot.version' } });
    for (const hostile of ['null', '[]', '7', '""']) expect(readSnapshot(hostile).ok).toBe(false);
  });

  it('keep every record, stamp and counter', () => {
    fc.assert(
      fc.property(journalled, (facts) => {
        const situation = fold(facts);
        const back = restored(situation);
        expect(situationText(back)).toBe(situationText(situation));
        expect(writeSnapshot(back)).toBe(writeSnapshot(situation));
      }),
    );
  });
});
