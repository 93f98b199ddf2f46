import type { Fact } from './fact.ts';
import {
  type CollectionName,
  type Collections,
  type Patch,
  Situation,
  type Stamp,
} from './situation.ts';
import type { FactKind, Payload } from './vocabulary.ts';

/** Raise when the meaning of any reducer changes: snapshots of another version are ignored. */
export const REDUCER_VERSION = 1;

type Reducer<K extends FactKind> = (body: Payload<K>, fact: Fact<K>) => readonly Patch[];

function put<C extends CollectionName>(
  collection: C,
  id: string,
  set: { [P in keyof Collections[C]]?: Collections[C][P] | undefined },
  whole = false,
): Patch {
  return (whole ? { collection, id, set, whole } : { collection, id, set }) as Patch;
}
const without = <T extends object, K extends keyof T>(body: T, key: K): Omit<T, K> => {
  const { [key]: _, ...rest } = body;
  return rest;
};

/**
 * Fact → the records it writes. Every reducer looks at its own fact only, never at the situation: that is
 * what makes the fold independent of the order of arrival.
 */
const reducers: { readonly [K in FactKind]: Reducer<K> } = {
  'incident.reported': (b, f) => [put('incidents', b.incidentId, { ...b, reportedAt: f.at })],
  'incident.updated': (b) => [put('incidents', b.incidentId, b)],
  'incident.level': (b) => [
    put('incidents', b.incidentId, { level: b.level, levelState: b.state, levelBasis: b.basis }),
  ],
  'incident.formed': (b) => [put('incidents', b.incidentId, { formed: without(b, 'incidentId') })],
  'incident.closed': (b) => [
    put('incidents', b.incidentId, { closed: true, closeReason: b.reason }),
  ],
  'claim.made': (b) => [put('claims', `${b.incidentId}|${b.field}|${b.claimant}`, b, true)],
  'report.received': (b) => [put('reports', b.reportId, b)],
  'aspect.stated': (b) => [put('aspects', `${b.incidentId}|${b.aspect}`, b, true)],
  'checklist.set': (b) => [put('checklist', `${b.incidentId}|${b.itemId}`, b)],
  observation: (b) => {
    const out: Patch[] = [];
    if (b.kind !== undefined || b.name !== undefined) {
      const set: Collections['things'] = { removed: false };
      if (b.kind !== undefined) set.kind = b.kind;
      if (b.name !== undefined) set.name = b.name;
      out.push(put('things', b.thing, set));
    }
    if (b.p !== undefined) {
      const track: Collections['tracks'] = { p: b.p };
      if (b.heightDatum !== undefined) track.heightDatum = b.heightDatum;
      if (b.headingDeg !== undefined) track.headingDeg = b.headingDeg;
      if (b.speedMs !== undefined) track.speedMs = b.speedMs;
      if (b.quality !== undefined) track.quality = b.quality;
      out.push(put('tracks', b.thing, track, true));
    }
    if (b.r !== undefined)
      for (const quantity of Object.keys(b.r)) {
        const given = b.r[quantity];
        if (given === undefined) continue;
        const reading: Collections['readings'] = {
          thing: b.thing,
          quantity,
          value: given[0],
          unit: given[1],
        };
        if (given[2] !== undefined) reading.datum = given[2];
        if (b.quality !== undefined) reading.quality = b.quality;
        out.push(put('readings', `${b.thing}|${quantity}`, reading, true));
      }
    return out;
  },
  'thing.removed': (b) => [
    put(
      'things',
      b.thing,
      b.reason === undefined ? { removed: true } : { removed: true, reason: b.reason },
    ),
  ],
  'alert.received': (b) => {
    const out = [put('alerts', b.identifier, b)];
    for (const ref of b.references ?? [])
      out.push(
        put(
          'alerts',
          ref,
          b.msgType === 'Cancel' ? { cancelledBy: b.identifier } : { replacedBy: b.identifier },
        ),
      );
    return out;
  },
  'feed.state': (b) => [put('feeds', b.feedId, b)],
  'force.listed': (b) => [put('forces', b.forceId, b)],
  'force.status': (b) => [put('deployments', `${b.incidentId}|${b.forceId}`, b)],
  'plan.item': (b) => [put('plan', b.itemId, b)],
  'task.set': (b) => [put('tasks', b.taskId, b)],
  'order.issued': (b) => [put('orders', b.orderId, b)],
  'order.acked': (b) => [put('acks', `${b.orderId}|${b.by}`, b)],
  'panorama.stage': (b) => [put('stages', `${b.incidentId}|${b.version}|${b.stageId}`, b, true)],
  'panorama.product': (b) => [put('products', b.productId, b)],
  'panorama.signed': (b) => [put('signatures', `${b.incidentId}|${b.version}`, b)],
  'forecast.made': (b) => [put('forecasts', b.forecastId, b)],
  'mark.set': (b) => [put('marks', b.markId, b)],
  'line.branched': () => [],
  'clock.anomaly': () => [],
  'command.undone': () => [],
};

/** Whether this program knows what a fact of this kind means. Needs no schema, so that a thread can do without them. */
export function isReducible(kind: string): boolean {
  return Object.hasOwn(reducers, kind);
}

/** The writes of one fact. Facts of kinds that this program does not know change nothing. */
export function patchesOf(fact: Fact): readonly Patch[] {
  const reducer = reducers[fact.kind] as Reducer<FactKind> | undefined;
  return reducer ? reducer(fact.body, fact) : [];
}

/** Folds one fact in. Facts may come in any order; the same set gives the same situation. */
export function foldInto(situation: Situation, fact: Fact): void {
  const stamp: Stamp = [fact.at, fact.rx, fact.seq];
  for (const patch of patchesOf(fact)) situation.apply(patch, stamp, fact.source);
  situation.count += 1;
  if (fact.seq > situation.seq) situation.seq = fact.seq;
  if (fact.at > situation.at) situation.at = fact.at;
  if (fact.rx > situation.rx) situation.rx = fact.rx;
}

export function fold(facts: Iterable<Fact>, onto: Situation = new Situation()): Situation {
  for (const fact of facts) foldInto(onto, fact);
  return onto;
}
