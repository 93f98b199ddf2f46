import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '../../../shared/contract/types.ts';
import { actualsOf } from './actual.ts';

let seq = 0;
const set = (id: string, state: string, at: number): TimelineEntry => ({
  seq: ++seq,
  at,
  rx: at,
  kind: 'task.set',
  source: 's',
  track: 'plan',
  label: '',
  state,
  subject: { collection: 'tasks', id },
});

describe('tasks as they really went', () => {
  it('begin with the first word of execution and end when done', () => {
    const found = actualsOf([
      set('a', 'done', 90),
      set('a', 'executing', 20),
      set('a', 'executing', 50),
    ]);
    expect(found.get('a')).toEqual({ startAt: 20, endAt: 90 });
  });
  it('have no actual time while only planned', () => {
    expect(actualsOf([set('a', 'draft', 1), set('a', 'assigned', 2)]).size).toBe(0);
  });
  it('are open again when taken up again', () => {
    const found = actualsOf([
      set('a', 'executing', 1),
      set('a', 'done', 2),
      set('a', 'executing', 3),
    ]);
    expect(found.get('a')).toEqual({ startAt: 1, endAt: undefined });
  });
});
