import type { TimelineEntry } from '../../shared/contract/types.ts';
import { type Fact, isKind } from '../../shared/events/fact.ts';

type Entry = Omit<TimelineEntry, 'seq' | 'at' | 'rx' | 'kind' | 'source'>;

/** What the time axis shows of a fact; most kinds (observations above all) have no place on it. */
function entryOf(fact: Fact): Entry | undefined {
  if (isKind(fact, 'alert.received')) {
    const b = fact.body;
    return { track: 'warning', label: b.headline || b.event, level: b.level, endAt: b.expiresAt };
  }
  if (isKind(fact, 'incident.reported')) return { track: 'report', label: fact.body.title };
  if (isKind(fact, 'incident.level'))
    return { track: 'warning', label: fact.body.basis, level: fact.body.level };
  if (isKind(fact, 'report.received')) return { track: 'report', label: fact.body.text };
  if (isKind(fact, 'claim.made')) {
    const b = fact.body;
    return {
      track: 'report',
      label: `${b.claimant}: ${b.field} ${b.value}${b.valueMax === undefined ? '' : `–${b.valueMax}`} ${b.unit}`,
    };
  }
  if (isKind(fact, 'order.issued'))
    return {
      track: 'order',
      label: `#${fact.body.no} ${fact.body.to}: ${fact.body.text}`,
      endAt: fact.body.ackDueAt,
    };
  if (isKind(fact, 'order.acked'))
    return { track: 'order', label: `${fact.body.by}: ${fact.body.progress ?? fact.body.state}` };
  if (isKind(fact, 'force.status'))
    return {
      track: 'force',
      label: `${fact.body.forceId}: ${fact.body.note ?? fact.body.status}`,
      endAt: fact.body.etaAt,
    };
  if (isKind(fact, 'task.set'))
    return { track: 'plan', label: fact.body.title, endAt: fact.body.endAt };
  if (isKind(fact, 'plan.item'))
    return { track: 'plan', label: fact.body.label ?? fact.body.shape };
  if (isKind(fact, 'forecast.made'))
    return { track: 'forecast', label: fact.body.method, endAt: fact.body.validTo };
  if (isKind(fact, 'panorama.stage') && fact.body.doneAt !== undefined)
    return { track: 'panorama', label: `T+${fact.body.deadlineMin} ${fact.body.state}` };
  if (isKind(fact, 'panorama.signed'))
    return { track: 'panorama', label: `v${fact.body.version} ${fact.body.signer}` };
  if (isKind(fact, 'mark.set') && !fact.body.deleted)
    return { track: 'report', label: fact.body.text };
  return undefined;
}

export function timelineEntry(fact: Fact): TimelineEntry | undefined {
  const entry = entryOf(fact);
  return (
    entry && {
      seq: fact.seq,
      at: fact.at,
      rx: fact.rx,
      kind: fact.kind,
      source: fact.source,
      ...entry,
    }
  );
}

/** Kinds that can appear on the time axis: what a line reads from its journal to fill it. */
export const timelineKinds = [
  'alert.received',
  'incident.reported',
  'incident.level',
  'report.received',
  'claim.made',
  'order.issued',
  'order.acked',
  'force.status',
  'task.set',
  'plan.item',
  'forecast.made',
  'panorama.stage',
  'panorama.signed',
  'mark.set',
] as const;
