import type { Collections } from '../../../shared/events/situation.ts';
import type { LonLat } from '../../../shared/model/common.ts';

type Status = NonNullable<Collections['deployments']['status']>;

export interface ForceRow {
  readonly forceId: string;
  readonly name: string;
  readonly kind: string;
  readonly status: Status;
  /** When it came to this status. */
  readonly since: number;
  readonly etaAt: number | undefined;
  readonly etaBasis: string | undefined;
  readonly people: number | undefined;
  readonly vehicles: number | undefined;
  readonly boats: number | undefined;
  readonly position: LonLat | undefined;
  readonly source: string;
}

interface Rec<B> {
  readonly id: string;
  readonly body: B;
  readonly last: readonly [at: number, rx: number, seq: number];
  readonly source: string;
}

/** Arrived first, then those on their way by arrival, then asked for, then standing by. */
const rank: Readonly<Record<Status, number>> = {
  working: 0,
  arrived: 0,
  enroute: 1,
  preparing: 2,
  requested: 2,
  standby: 3,
  withdrawn: 4,
};

export function forceRows(
  incidentId: string,
  forces: readonly Rec<Collections['forces']>[],
  deployments: readonly Rec<Collections['deployments']>[],
  trackOf: (thing: string) => LonLat | undefined,
): ForceRow[] {
  const known = new Map(forces.map((f) => [f.id, f]));
  return deployments
    .filter((d) => d.body.incidentId === incidentId)
    .map((d): ForceRow => {
      const forceId = d.body.forceId ?? d.id.slice(incidentId.length + 1);
      const f = known.get(forceId)?.body;
      const status = d.body.status ?? 'standby';
      return {
        forceId,
        name: f?.name ?? forceId,
        kind: f?.kind ?? '',
        status,
        since: d.last[0],
        etaAt: d.body.etaAt,
        etaBasis: d.body.etaBasis,
        people: f?.people,
        vehicles: f?.vehicles,
        boats: f?.boats,
        position: trackOf(forceId) ?? d.body.position ?? f?.position,
        source: d.source,
      };
    })
    .sort(
      (a, b) =>
        rank[a.status] - rank[b.status] ||
        (a.etaAt ?? Number.POSITIVE_INFINITY) - (b.etaAt ?? Number.POSITIVE_INFINITY) ||
        a.name.localeCompare(b.name, 'zh-CN'),
    );
}

/** What may follow a status. */
export const nextStatus: Readonly<Record<Status, readonly Status[]>> = {
  standby: ['requested', 'enroute'],
  requested: ['preparing', 'enroute', 'standby'],
  preparing: ['enroute', 'standby'],
  enroute: ['arrived', 'standby'],
  arrived: ['working', 'withdrawn'],
  working: ['arrived', 'withdrawn'],
  withdrawn: ['standby'],
};
