import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '../../shared/contract/types.ts';
import { axisOf, xOf } from './layout.ts';

const entry = (at: number): TimelineEntry => ({
  seq: 1,
  at,
  rx: at,
  kind: 'k',
  source: 's',
  track: 'report',
  label: '',
});

describe('time axis', () => {
  it('starts at the earliest thing, also when that was learnt late', () => {
    const axis = axisOf([entry(5_000_000), entry(1_000_000)], 4_000_000, 9_000_000);
    expect(axis.start).toBe(1_000_000);
    expect(axis.end).toBeGreaterThan(9_000_000);
  });
  it('is at least ten minutes long', () => {
    const axis = axisOf([], undefined, 1000);
    expect(axis.end - axis.start).toBe(600_000);
  });
  it('places times, and holds those beyond at the ends', () => {
    const axis = { start: 0, end: 100 };
    expect(xOf(axis, 25)).toBe(0.25);
    expect(xOf(axis, -5)).toBe(0);
    expect(xOf(axis, 500)).toBe(1);
  });
});
