import type { TimelineEntry } from '../../shared/contract/types.ts';
import { type Fact, isKind } from '../../shared/events/fact.ts';

type Entry = Omit<TimelineEntry, 'seq' | 'at' | 'rx' | 'kind' | 'source'>;

/** What the time axis shows of a fact; most kinds (observations above all) have no place on it. */
function entryOf(fact: Fact): Entry | undefined {
  if (isKind(fact, 'alert.received')) {
    const b = fact.body;
    return {
      track: 'warning',
      label: b.headline || b.event,
      level: b.level,
      endAt: b.expiresAt,
      subject: { collection: 'alerts', id: b.identifier },
    };
  }
  if (isKind(fact, 'incident.reported'))
    return {
      track: 'report',
      label: fact.body.title,
      subject: { collection: 'incidents', id: fact.body.incidentId },
    };
  if (isKind(fact, 'incident.level'))
    return {
      track: 'warning',
      label: fact.body.basis,
      level: fact.body.level,
      state: fact.body.state,
      subject: { collection: 'incidents', id: fact.body.incidentId },
    };
  if (isKind(fact, 'report.received'))
    return {
      track: 'report',
      label: `${fact.body.from}: ${fact.body.text}`,
      subject: { collection: 'reports', id: fact.body.reportId },
    };
  if (isKind(fact, 'claim.made')) {
    const b = fact.body;
    return {
      track: 'report',
      label: `${b.claimant} ${b.value}${b.valueMax === undefined ? '' : `–${b.valueMax}`} ${b.unit}`,
      state: b.field,
    };
  }
  if (isKind(fact, 'order.issued')) {
    if (fact.body.deleted) return undefined;
    return {
      track: 'order',
      label: `#${fact.body.no} ${fact.body.to}: ${fact.body.text}`,
      endAt: fact.body.ackDueAt,
      subject: { collection: 'orders', id: fact.body.orderId },
    };
  }
  if (isKind(fact, 'order.acked'))
    return {
      track: 'order',
      label: [fact.body.by, fact.body.progress].filter(Boolean).join(' · '),
      state: fact.body.state,
      subject: { collection: 'orders', id: fact.body.orderId },
    };
  if (isKind(fact, 'force.status'))
    return {
      track: 'force',
      label: fact.body.note ?? '',
      state: fact.body.status,
      endAt: fact.body.etaAt,
      subject: { collection: 'forces', id: fact.body.forceId },
    };
  if (isKind(fact, 'task.set')) {
    if (fact.body.deleted) return undefined;
    return {
      track: 'plan',
      label: fact.body.title,
      state: fact.body.state,
      endAt: fact.body.endAt,
      subject: { collection: 'tasks', id: fact.body.taskId },
    };
  }
  if (isKind(fact, 'plan.item')) {
    if (fact.body.deleted) return undefined;
    return {
      track: 'plan',
      label: fact.body.label ?? '',
      state: fact.body.shape,
      subject: { collection: 'plan', id: fact.body.itemId },
    };
  }
  if (isKind(fact, 'forecast.made'))
    return {
      track: 'forecast',
      label: fact.body.method,
      state: fact.body.predictor,
      endAt: fact.body.validTo,
      subject: { collection: 'forecasts', id: fact.body.forecastId },
    };
  if (isKind(fact, 'panorama.stage') && fact.body.doneAt !== undefined)
    return {
      track: 'panorama',
      label: `T+${fact.body.deadlineMin}`,
      state: fact.body.state,
      subject: {
        collection: 'stages',
        id: `${fact.body.incidentId}|${fact.body.version}|${fact.body.stageId}`,
      },
    };
  if (isKind(fact, 'panorama.signed'))
    return {
      track: 'panorama',
      label: `v${fact.body.version} ${fact.body.signer}`,
      subject: { collection: 'signatures', id: `${fact.body.incidentId}|${fact.body.version}` },
    };
  if (isKind(fact, 'mark.set') && !fact.body.deleted)
    return {
      track: 'report',
      label: fact.body.text,
      subject: { collection: 'marks', id: fact.body.markId },
    };
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
