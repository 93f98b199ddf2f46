import { describe, expect, it } from 'vitest';
import { matches } from './search.ts';

const fact = {
  seq: 12,
  kind: 'report.received',
  source: 'seat:a',
  actor: '王',
  body: { text: '坡顶裂缝 Crack' },
} as Parameters<typeof matches>[0];

describe('search in the journal', () => {
  it('wants every word, in kind, source, actor or content, in any case', () => {
    expect(matches(fact, '裂缝 crack seat')).toBe(true);
    expect(matches(fact, '裂缝 洪水')).toBe(false);
    expect(matches(fact, '  ')).toBe(true);
  });
  it('takes #12 for that number only', () => {
    expect(matches(fact, '#12')).toBe(true);
    expect(matches(fact, '#1')).toBe(false);
  });
});
