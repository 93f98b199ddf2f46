import { describe, expect, it } from 'vitest';
import { createText } from '../../shared/text/index.ts';
import { type ClaimLike, claimGroups, figures, peopleClaim, unitWord } from './claimGroups.ts';

let n = 0;
const claim = (
  field: 'missing' | 'dead' | 'waveHeightM',
  value: number,
  claimant: string,
  over: { at?: number; valueMax?: number; incidentId?: string } = {},
): ClaimLike => ({
  id: `c${++n}`,
  body: {
    incidentId: over.incidentId ?? 'i',
    field,
    value,
    valueMax: over.valueMax,
    unit: '人',
    claimant,
  },
  last: [over.at ?? n, n, n],
  source: 's',
});

describe('claims side by side', () => {
  it('tells sources that contradict each other from sources that agree', () => {
    const groups = claimGroups(
      [
        claim('dead', 1, '甲'),
        claim('dead', 1, '乙'),
        claim('missing', 13, '甲'),
        claim('missing', 10, '乙'),
      ],
      'i',
    );
    expect(groups.map((g) => [g.field, g.conflict])).toEqual([
      ['missing', true],
      ['dead', false],
    ]);
    expect(figures(groups[0] as NonNullable<(typeof groups)[0]>)).toBe('10 / 13');
  });
  it('takes ranges that meet for agreement', () => {
    const [group] = claimGroups(
      [claim('waveHeightM', 5, '甲', { valueMax: 6 }), claim('waveHeightM', 6, '乙')],
      'i',
    );
    expect(group?.conflict).toBe(false);
  });
  it('keeps zero, which was reported, and leaves out other incidents', () => {
    const groups = claimGroups(
      [claim('dead', 0, '甲'), claim('dead', 4, '乙', { incidentId: 'j' })],
      'i',
    );
    expect(groups).toHaveLength(1);
    expect(figures(groups[0] as NonNullable<(typeof groups)[0]>)).toBe('0');
  });
  it('puts the newest word first', () => {
    const [group] = claimGroups(
      [claim('dead', 1, '早', { at: 1 }), claim('dead', 2, '晚', { at: 9 })],
      'i',
    );
    expect(group?.claims[0]?.body.claimant).toBe('晚');
  });
});

describe('a figure of people', () => {
  it('has the same unit in the journal in every language, and is shown in the seat’s own', () => {
    const { unit } = peopleClaim('i', 'missing', 3, 'a');
    expect(unit).toBe('人');
    expect(unitWord(createText('zh'), unit)).toBe('人');
    expect(unitWord(createText('en'), unit)).toBe('people');
    expect(unitWord(createText('en'), 'm³')).toBe('m³');
  });
});
