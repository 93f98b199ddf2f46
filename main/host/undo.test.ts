import { describe, expect, it } from 'vitest';
import type { Fact } from '../../shared/events/fact.ts';
import { foldInto } from '../../shared/events/reduce.ts';
import { Situation } from '../../shared/events/situation.ts';
import type { CommandKind } from '../../shared/events/vocabulary.ts';
import { inverseOf, UndoStack } from './undo.ts';

let seq = 0;
function apply(situation: Situation, kind: CommandKind, body: Record<string, unknown>): void {
  seq += 1;
  foldInto(situation, {
    seq,
    at: seq * 1000,
    rx: seq * 1000,
    kind,
    v: 1,
    source: 'seat:a',
    body,
  } as unknown as Fact);
}
const item = {
  itemId: 'p1',
  incidentId: 'i1',
  shape: 'line',
  coordinates: [
    [109, 31],
    [110, 31],
  ],
  phase: 'planned',
  label: '封航线',
};

describe('inverseOf', () => {
  it('deletes what the command creates', () => {
    const situation = new Situation();
    expect(inverseOf(situation, 'plan.item', item)).toMatchObject({ itemId: 'p1', deleted: true });
  });

  it('gives back what stood before a change, field by field', () => {
    const situation = new Situation();
    apply(situation, 'plan.item', item);
    const change = { ...item, label: '禁航线', phase: 'actual' };
    const back = inverseOf(situation, 'plan.item', change) as Record<string, unknown>;
    apply(situation, 'plan.item', change);
    expect(situation.get('plan', 'p1')?.label).toBe('禁航线');
    apply(situation, 'plan.item', back);
    expect(situation.get('plan', 'p1')).toMatchObject({ label: '封航线', phase: 'planned' });
  });

  it('brings back what was deleted', () => {
    const situation = new Situation();
    apply(situation, 'plan.item', item);
    const remove = { ...item, deleted: true };
    const back = inverseOf(situation, 'plan.item', remove) as Record<string, unknown>;
    apply(situation, 'plan.item', remove);
    apply(situation, 'plan.item', back);
    expect(situation.get('plan', 'p1')?.deleted).toBe(false);
  });

  it('unchecks a checked item and knows what cannot be undone', () => {
    const situation = new Situation();
    apply(situation, 'checklist.set', {
      incidentId: 'i1',
      itemId: 'c1',
      text: '叫应',
      done: false,
    });
    expect(
      inverseOf(situation, 'checklist.set', { incidentId: 'i1', itemId: 'c1', done: true }),
    ).toMatchObject({ done: false });
    expect(
      inverseOf(situation, 'claim.made', { incidentId: 'i1', field: 'missing', value: 3 }),
    ).toBeUndefined();
  });
});

describe('UndoStack', () => {
  const step = (n: number) => ({ seq: n, kind: 'plan.item' as const, forward: {}, backward: {} });
  it('walks back and forth; a new command clears the way forth', () => {
    const stack = new UndoStack();
    stack.push(step(1));
    stack.push(step(2));
    expect(stack.peekUndo()?.seq).toBe(2);
    stack.undone();
    expect(stack.peekUndo()?.seq).toBe(1);
    expect(stack.peekRedo()?.seq).toBe(2);
    stack.redone();
    expect(stack.peekUndo()?.seq).toBe(2);
    stack.undone();
    stack.push(step(3));
    expect(stack.peekRedo()).toBeUndefined();
  });
});
