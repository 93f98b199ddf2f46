import { describe, expect, it } from 'vitest';
import { createText } from '../../../shared/text/index.ts';
import { parseTime } from '../../../shared/time/time.ts';
import { fieldName, valueText } from './words.ts';

const zh = createText('zh').t;

describe('fields of the selected thing', () => {
  it('are named, and left as they are where no word is known', () => {
    expect(fieldName(zh, 'etaAt')).toBe('预计到达');
    expect(fieldName(zh, 'oddField')).toBe('oddField');
  });
  it('show states and instants in words', () => {
    expect(valueText(zh, 'deployments', 'status', 'enroute', 'decimal')).toBe('途中');
    const at = parseTime('2015-06-24 18:49:00') as number;
    expect(valueText(zh, 'deployments', 'etaAt', at, 'decimal')).toBe('2015-06-24 18:49:00');
    expect(valueText(zh, 'incidents', 'level', 2, 'decimal')).toBe('Ⅱ');
  });
  it('write a position as the seat wants it, and keep zero apart from unknown', () => {
    expect(valueText(zh, 'forces', 'position', [109.89, 31.09], 'mgrs')).toMatch(/^49R/);
    expect(valueText(zh, 'forces', 'people', 0, 'decimal')).toBe('0');
    expect(valueText(zh, 'forces', 'people', undefined, 'decimal')).toBe('—');
  });
});
