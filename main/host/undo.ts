import type { CollectionName, Rec, Situation } from '../../shared/events/situation.ts';
import type { CommandKind } from '../../shared/events/vocabulary.ts';

interface Step {
  readonly seq: number;
  readonly kind: CommandKind;
  readonly forward: Record<string, unknown>;
  readonly backward: Record<string, unknown>;
}

/** Kinds that can be taken back, the record that they write, and the fields that name it. */
const undoable: Partial<
  Record<
    CommandKind,
    {
      collection: CollectionName;
      id(body: Record<string, unknown>): string;
      keys: readonly string[];
      created?: Record<string, unknown>;
    }
  >
> = {
  'plan.item': {
    collection: 'plan',
    id: (b) => String(b.itemId),
    keys: ['itemId', 'incidentId', 'shape', 'coordinates', 'phase'],
    created: { deleted: true },
  },
  'task.set': {
    collection: 'tasks',
    id: (b) => String(b.taskId),
    keys: ['taskId', 'incidentId', 'title', 'state'],
    created: { deleted: true },
  },
  'order.issued': {
    collection: 'orders',
    id: (b) => String(b.orderId),
    keys: ['orderId', 'incidentId', 'no', 'toLevel', 'to', 'text'],
    created: { deleted: true },
  },
  'mark.set': {
    collection: 'marks',
    id: (b) => String(b.markId),
    keys: ['markId', 'text'],
    created: { deleted: true },
  },
  'checklist.set': {
    collection: 'checklist',
    id: (b) => `${b.incidentId}|${b.itemId}`,
    keys: ['incidentId', 'itemId'],
  },
  'incident.updated': {
    collection: 'incidents',
    id: (b) => String(b.incidentId),
    keys: ['incidentId'],
  },
  'force.status': {
    collection: 'deployments',
    id: (b) => `${b.incidentId}|${b.forceId}`,
    keys: ['incidentId', 'forceId', 'status'],
  },
};

/**
 * The body that takes a command back, made before the command is applied: what the record held until now, or
 * its deletion where the command creates it. undefined: this command cannot be undone.
 */
export function inverseOf(
  situation: Situation,
  kind: CommandKind,
  body: Record<string, unknown>,
): Record<string, unknown> | undefined {
  const rule = undoable[kind];
  if (!rule) return undefined;
  const rec = situation.tables[rule.collection].get(rule.id(body)) as
    | Rec<Record<string, unknown>>
    | undefined;
  if (!rec) return rule.created ? { ...body, ...rule.created } : undefined;
  const back: Record<string, unknown> = {};
  for (const key of [...rule.keys, ...Object.keys(body)])
    if (rec.body[key] !== undefined) back[key] = rec.body[key];
  if (rule.created && body.deleted === true) back.deleted = rec.body.deleted ?? false;
  if (kind === 'checklist.set' && body.done !== undefined) back.done = rec.body.done ?? false;
  return back;
}

/** One seat's way back and forth. Each step is one command; a new command clears the way forth. */
export class UndoStack {
  private readonly back: Step[] = [];
  private readonly forth: Step[] = [];

  push(step: Step): void {
    this.back.push(step);
    if (this.back.length > 500) this.back.shift();
    this.forth.length = 0;
  }

  peekUndo(): Step | undefined {
    return this.back.at(-1);
  }

  peekRedo(): Step | undefined {
    return this.forth.at(-1);
  }

  undone(): void {
    const step = this.back.pop();
    if (step) this.forth.push(step);
  }

  redone(): void {
    const step = this.forth.pop();
    if (step) this.back.push(step);
  }

  clear(): void {
    this.back.length = 0;
    this.forth.length = 0;
  }
}

export type { Step };
