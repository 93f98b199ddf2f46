import { describe, expect, it } from 'vitest';
import type { PanoramaBrief } from '../../shared/contract/types.ts';
import { briefKey, briefOf } from './useBrief.ts';

describe('the brief', () => {
  const answer = { gaps: [] } as unknown as PanoramaBrief;
  const heard = { key: briefKey('live:x', 'i', 'zh'), answer };
  it('is that of the incident and session in view, never of the one before', () => {
    expect(briefOf(heard, briefKey('live:x', 'i', 'zh'))).toBe(answer);
    expect(briefOf(heard, briefKey('live:x', 'j', 'zh'))).toBeUndefined();
    expect(briefOf(heard, briefKey('replay:x', 'i', 'zh'))).toBeUndefined();
    expect(briefOf(undefined, briefKey('live:x', 'i', 'zh'))).toBeUndefined();
  });
});
