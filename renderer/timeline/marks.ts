import type { TimelineEntry } from '../../shared/contract/types.ts';

export const tracks = [
  'warning',
  'order',
  'force',
  'forecast',
  'report',
  'panorama',
  'plan',
] as const satisfies readonly TimelineEntry['track'][];

/** What stands on a track: a point, or a bar whose part after `sureTo` is only expected. */
export interface Mark {
  readonly entry: TimelineEntry;
  readonly from: number;
  readonly to: number | undefined;
  readonly sureTo: number | undefined;
  readonly open: boolean;
  /** Since when an end that was expected is overdue; undefined: it is not. */
  readonly lateFrom: number | undefined;
}

const subjectOf = (e: TimelineEntry) =>
  e.subject ? `${e.subject.collection}|${e.subject.id}` : undefined;

/**
 * Entries as marks. A force on its way lasts until it arrives, an order until its first answer: the later fact
 * ends the bar of the earlier one. What has not ended is drawn to its expected end, dashed after `now`; past that
 * end it goes on to `now`, marked late, for a bar that stopped there would read as answered.
 */
export function marksOf(entries: readonly TimelineEntry[], now: number): readonly Mark[] {
  const later = new Map<string, TimelineEntry[]>();
  for (const e of entries) {
    const key = subjectOf(e);
    if (key === undefined) continue;
    const list = later.get(`${e.kind}|${key}`) ?? [];
    list.push(e);
    later.set(`${e.kind}|${key}`, list);
  }
  const next = (kind: string, e: TimelineEntry) =>
    later
      .get(`${kind}|${subjectOf(e)}`)
      ?.filter((o) => o.at > e.at || (o.at === e.at && o.seq > e.seq))
      .sort((a, b) => a.at - b.at)[0];
  const bar = (e: TimelineEntry, end: TimelineEntry | undefined): Mark => {
    if (end)
      return { entry: e, from: e.at, to: end.at, sureTo: end.at, open: false, lateFrom: undefined };
    const to = Math.max(e.endAt ?? e.at, now);
    const late = e.endAt !== undefined && now > e.endAt;
    return {
      entry: e,
      from: e.at,
      to,
      sureTo: Math.min(now, to),
      open: true,
      lateFrom: late ? Math.max(e.at, e.endAt) : undefined,
    };
  };
  const out: Mark[] = [];
  for (const e of entries) {
    if (e.kind === 'force.status' && (e.state === 'enroute' || e.state === 'preparing'))
      out.push(bar(e, next('force.status', e)));
    else if (e.kind === 'order.issued') out.push(bar(e, next('order.acked', e)));
    else if (e.endAt !== undefined && e.endAt > e.at && e.kind !== 'force.status')
      out.push({
        entry: e,
        from: e.at,
        to: e.endAt,
        sureTo: Math.min(Math.max(now, e.at), e.endAt),
        open: e.endAt > now,
        lateFrom: undefined,
      });
    else
      out.push({
        entry: e,
        from: e.at,
        to: undefined,
        sureTo: undefined,
        open: false,
        lateFrom: undefined,
      });
  }
  // Long bars first: a short one drawn later stays within reach of the pointer.
  return out.sort((a, b) => (b.to ?? b.from) - b.from - ((a.to ?? a.from) - a.from));
}
