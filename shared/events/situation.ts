import { canonicalJson } from '../kit/canonical.ts';
import type { Confidence, HeightDatum, LonLat } from '../model/common.ts';
import type { FactKind, Payload } from './vocabulary.ts';

/** When a value was true, when it was learnt, and which fact said so. */
export type Stamp = readonly [at: number, rx: number, seq: number];

export interface TrackBody {
  p: LonLat | [number, number, number];
  heightDatum?: HeightDatum;
  headingDeg?: number;
  speedMs?: number;
  quality?: Confidence;
}
export interface ReadingBody {
  thing: string;
  quantity: string;
  value: number;
  unit: string;
  datum?: HeightDatum;
  quality?: Confidence;
}

type Loose<T> = { [P in keyof T]?: T[P] | undefined };
type Body<K extends FactKind> = Loose<Payload<K>>;

/** What the situation holds: collection → body of its records. Field by field last writer wins. */
export interface Collections {
  incidents: Body<'incident.reported'> & {
    level?: 1 | 2 | 3 | 4;
    levelState?: 'proposed' | 'confirmed';
    levelBasis?: string;
    reportedAt?: number;
    closed?: boolean;
    closeReason?: string;
    formed?: Omit<Payload<'incident.formed'>, 'incidentId'>;
  };
  claims: Body<'claim.made'>;
  reports: Body<'report.received'>;
  aspects: Body<'aspect.stated'>;
  checklist: Body<'checklist.set'>;
  things: { kind?: string; name?: string; removed?: boolean; reason?: string };
  tracks: TrackBody;
  readings: ReadingBody;
  alerts: Body<'alert.received'> & { replacedBy?: string; cancelledBy?: string };
  feeds: Body<'feed.state'>;
  forces: Body<'force.listed'>;
  /** id = incidentId|forceId */
  deployments: Body<'force.status'>;
  plan: Body<'plan.item'>;
  tasks: Body<'task.set'>;
  orders: Body<'order.issued'>;
  /** id = orderId|by */
  acks: Body<'order.acked'>;
  /** id = incidentId|version|stageId */
  stages: Body<'panorama.stage'>;
  products: Body<'panorama.product'>;
  /** id = incidentId|version */
  signatures: Body<'panorama.signed'>;
  forecasts: Body<'forecast.made'>;
  marks: Body<'mark.set'>;
}
export type CollectionName = keyof Collections;

export const collectionNames = [
  'incidents',
  'claims',
  'reports',
  'aspects',
  'checklist',
  'things',
  'tracks',
  'readings',
  'alerts',
  'feeds',
  'forces',
  'deployments',
  'plan',
  'tasks',
  'orders',
  'acks',
  'stages',
  'products',
  'signatures',
  'forecasts',
  'marks',
] as const satisfies readonly CollectionName[];

export interface Rec<B> {
  readonly id: string;
  /** Merged fields. */
  body: B;
  /** Stamp of the newest part. */
  last: Stamp;
  /** Source of the newest part. */
  source: string;
  /** Per-field stamps; undefined where the record is always written whole (tracks, readings). */
  stamps: Record<string, Stamp> | undefined;
}

/** One write that a fact makes. `whole` replaces the record, else the fields are merged. */
export interface Patch<C extends CollectionName = CollectionName> {
  readonly collection: C;
  readonly id: string;
  readonly set: Loose<Collections[C]>;
  readonly whole?: boolean;
}

/**
 * Newer wins: by `at`, then `rx`. A tie is settled by content, never by the order of arrival, so that any
 * order of the same facts gives the same situation.
 */
export function beats(a: Stamp, aValue: unknown, b: Stamp, bValue: unknown): boolean {
  if (a[0] !== b[0]) return a[0] > b[0];
  if (a[1] !== b[1]) return a[1] > b[1];
  if (a[2] === b[2]) return true;
  const x = canonicalJson(aValue);
  const y = canonicalJson(bValue);
  return x === y ? a[2] > b[2] : x > y;
}

/** As beats, for a record that is written whole: of two equal bodies at the same time the same source must stay. */
export function beatsWhole(
  stamp: Stamp,
  body: unknown,
  source: string,
  rec: Rec<unknown>,
): boolean {
  const tie = stamp[0] === rec.last[0] && stamp[1] === rec.last[1] && stamp[2] !== rec.last[2];
  return tie
    ? beats(stamp, [body, source], rec.last, [rec.body, rec.source])
    : beats(stamp, body, rec.last, rec.body);
}

/**
 * The situation: a fold of facts into records. Mutable for speed; only the fold writes to it.
 * `onChange` hears every record that took a new value.
 */
export class Situation {
  readonly tables: { readonly [C in CollectionName]: Map<string, Rec<Collections[C]>> };
  /** Facts folded in, and the newest seq, at and rx among them. */
  count = 0;
  seq = 0;
  at = Number.NEGATIVE_INFINITY;
  rx = Number.NEGATIVE_INFINITY;
  onChange: ((collection: CollectionName, id: string) => void) | undefined;

  constructor() {
    this.tables = Object.fromEntries(
      collectionNames.map((n) => [n, new Map()]),
    ) as unknown as Situation['tables'];
  }

  get<C extends CollectionName>(collection: C, id: string): Collections[C] | undefined {
    return this.tables[collection].get(id)?.body;
  }

  /** Bodies of a collection that satisfy the test, in the order of their ids. */
  list<C extends CollectionName>(
    collection: C,
    test?: (body: Collections[C], id: string) => boolean,
  ): Rec<Collections[C]>[] {
    const out: Rec<Collections[C]>[] = [];
    for (const rec of this.tables[collection].values())
      if (!test || test(rec.body, rec.id)) out.push(rec);
    return out.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  }

  apply(patch: Patch, stamp: Stamp, source: string): void {
    const table = this.tables[patch.collection] as Map<string, Rec<Record<string, unknown>>>;
    const set = patch.set as Record<string, unknown>;
    let rec = table.get(patch.id);
    if (rec === undefined) {
      if (patch.whole) rec = { id: patch.id, body: set, last: stamp, source, stamps: undefined };
      else {
        const body: Record<string, unknown> = {};
        const stamps: Record<string, Stamp> = {};
        for (const key of Object.keys(set)) {
          if (set[key] === undefined) continue;
          body[key] = set[key];
          stamps[key] = stamp;
        }
        rec = { id: patch.id, body, last: stamp, source, stamps };
      }
      table.set(patch.id, rec);
      this.onChange?.(patch.collection, patch.id);
      return;
    }
    let changed = false;
    if (rec.stamps === undefined) {
      if (beatsWhole(stamp, set, source, rec)) {
        rec.body = set;
        rec.last = stamp;
        rec.source = source;
        changed = true;
      }
    } else {
      for (const key of Object.keys(set)) {
        const value = set[key];
        if (value === undefined) continue;
        const old = rec.stamps[key];
        if (old !== undefined && !beats(stamp, value, old, rec.body[key])) continue;
        rec.body[key] = value;
        rec.stamps[key] = stamp;
        changed = true;
      }
      // Also where nothing changed: which fact came first must not show.
      if (beats(stamp, source, rec.last, rec.source)) {
        rec.last = stamp;
        rec.source = source;
      }
    }
    if (changed) this.onChange?.(patch.collection, patch.id);
  }
}
