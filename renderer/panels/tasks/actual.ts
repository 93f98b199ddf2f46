import type { TimelineEntry } from '../../../shared/contract/types.ts';

/** When a task really began and ended, by the facts that said so; undefined: not yet. */
export interface Actual {
  readonly startAt: number | undefined;
  readonly endAt: number | undefined;
}

/** From the history of each task: first word of execution, last word of its end; a task taken up again has no end. */
export function actualsOf(entries: readonly TimelineEntry[]): ReadonlyMap<string, Actual> {
  const out = new Map<string, Actual>();
  const tasks = entries.filter((e) => e.kind === 'task.set' && e.subject?.collection === 'tasks');
  for (const e of [...tasks].sort((a, b) => a.at - b.at || a.seq - b.seq)) {
    const id = e.subject?.id as string;
    const old = out.get(id);
    if (e.state === 'executing') out.set(id, { startAt: old?.startAt ?? e.at, endAt: undefined });
    else if (e.state === 'done')
      out.set(id, { startAt: old?.startAt ?? e.at, endAt: old?.endAt ?? e.at });
    else if (e.state === 'cancelled' && old) out.set(id, { ...old, endAt: old.endAt ?? e.at });
  }
  return out;
}
