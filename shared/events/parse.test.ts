import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newFacts } from '../../tests/faults/arbitraryFacts.ts';
import { FACT_VERSION, type Fact, type NewFact } from './fact.ts';
import { checkNewFact } from './parse.ts';
import { upcast } from './upcast.ts';
import { commandKinds, isFactKind, vocabulary } from './vocabulary.ts';

const observation = (body: unknown): NewFact =>
  ({ at: 1, kind: 'observation', source: 'feed:x', body }) as NewFact;

describe('checkNewFact', () => {
  it('lets good facts pass unchanged', () => {
    fc.assert(
      fc.property(newFacts, (fact) => {
        const checked = checkNewFact(fact);
        expect(checked).toEqual({ ok: true, value: fact });
      }),
    );
  });

  it('refuses unknown kinds, also names from Object.prototype', () => {
    for (const kind of ['nothing', 'constructor', '__proto__', 'toString', ''])
      expect(checkNewFact({ ...observation({}), kind } as unknown as NewFact)).toMatchObject({
        ok: false,
        problem: { code: 'fact.unknownKind' },
      });
  });

  it.each([
    ['no body', undefined],
    ['null', null],
    ['no thing', { p: [106, 29] }],
    ['empty thing', { thing: '' }],
    ['huge thing', { thing: 'x'.repeat(100_000) }],
    ['latitude out of range', { thing: 'a', p: [106, 91] }],
    ['NaN', { thing: 'a', p: [Number.NaN, 29] }],
    ['infinite reading', { thing: 'a', r: { level: [Number.POSITIVE_INFINITY, 'm'] } }],
    ['reading without unit', { thing: 'a', r: { level: [1] } }],
    ['reading of text', { thing: 'a', r: { level: ['1', 'm'] } }],
    ['unknown datum', { thing: 'a', r: { level: [1, 'm', 'mars'] } }],
  ])('refuses an observation with %s and says where', (_, body) => {
    const checked = checkNewFact(observation(body));
    expect(checked).toMatchObject({ ok: false, problem: { code: 'fact.invalid' } });
  });

  it('drops members that the vocabulary does not have', () => {
    const checked = checkNewFact(observation({ thing: 'a', evil: true }));
    expect(checked.ok && checked.value.body).toEqual({ thing: 'a' });
  });
});

describe('upcast', () => {
  const fact = { ...observation({ thing: 'a' }), seq: 1, rx: 1, v: FACT_VERSION } as Fact;

  it('keeps facts of this version and sets those of a newer one aside', () => {
    expect(upcast(fact)).toBe(fact);
    expect(upcast({ ...fact, v: FACT_VERSION + 1 })).toBeUndefined();
    expect(upcast({ ...fact, kind: 'future.kind' } as unknown as Fact)).toBeUndefined();
  });
});

describe('the vocabulary', () => {
  it('knows all kinds that a person may issue', () => {
    for (const kind of commandKinds) expect(isFactKind(kind)).toBe(true);
    expect(commandKinds).not.toContain('observation');
    expect(Object.keys(vocabulary).length).toBeGreaterThan(commandKinds.length);
  });
});
