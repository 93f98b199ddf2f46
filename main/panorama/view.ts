import type { Collections, Rec, Situation } from '../../shared/events/situation.ts';
import { distanceM } from '../../shared/geo/geodesy.ts';
import type { LonLat } from '../../shared/model/common.ts';
import { areaOfInterest } from '../../shared/plan/aoi.ts';
import type { Bbox } from './terrainPort.ts';

export type Incident = Rec<Collections['incidents']>;

export interface IncidentView {
  readonly situation: Situation;
  readonly incidentId: string;
  readonly incident: Incident;
  readonly now: number;
  readonly reportedAt: number;
  readonly aoi: Bbox;
  readonly radiusM: number;
  inside(position: readonly number[]): boolean;
}

/** One incident in a situation, with its area. undefined where the incident is not there. */
export function viewOf(
  situation: Situation,
  incidentId: string,
  now: number,
): IncidentView | undefined {
  const incident = situation.tables.incidents.get(incidentId);
  if (!incident) return undefined;
  const { body } = incident;
  const center: LonLat = body.position ?? [107.8, 30.1];
  const plain = areaOfInterest(body.hazard ?? 'other', center, body.level);
  const aoi = body.formed?.aoi ?? plain.bbox;
  return {
    situation,
    incidentId,
    incident,
    now,
    reportedAt: body.reportedAt ?? body.occurredAt ?? now,
    aoi,
    radiusM: body.formed?.radiusM ?? plain.radiusM,
    inside: (p) =>
      (p[0] as number) >= aoi[0] &&
      (p[0] as number) <= aoi[2] &&
      (p[1] as number) >= aoi[1] &&
      (p[1] as number) <= aoi[3],
  };
}

export type ClaimRec = Rec<Collections['claims']>;
export type ClaimField = NonNullable<Collections['claims']['field']>;

export function claimsOf(view: IncidentView, field?: ClaimField): ClaimRec[] {
  return view.situation.list(
    'claims',
    (c) => c.incidentId === view.incidentId && (field === undefined || c.field === field),
  );
}

/** What the sources say of one figure: its span, and whether they contradict each other. */
export interface Figure {
  readonly field: ClaimField;
  readonly low: number;
  readonly high: number;
  readonly unit: string;
  readonly claims: readonly ClaimRec[];
  /** At least two sources whose ranges do not meet. */
  readonly conflict: boolean;
}

export function figureOf(view: IncidentView, field: ClaimField): Figure | undefined {
  const claims = claimsOf(view, field).filter((c) => c.body.value !== undefined);
  if (claims.length === 0) return undefined;
  const lows = claims.map((c) => c.body.value as number);
  const highs = claims.map((c) => c.body.valueMax ?? (c.body.value as number));
  return {
    field,
    low: Math.min(...lows),
    high: Math.max(...highs),
    unit: claims[0]?.body.unit ?? '',
    claims,
    conflict: Math.max(...lows) > Math.min(...highs),
  };
}

export interface Deployed {
  readonly forceId: string;
  readonly force: Rec<Collections['forces']> | undefined;
  readonly deployment: Rec<Collections['deployments']>;
  readonly name: string;
  readonly status: NonNullable<Collections['deployments']['status']>;
  /** Live track first, then what was reported, then the listed base while it has not left. */
  readonly position: LonLat | undefined;
}

const statusOrder = [
  'arrived',
  'working',
  'enroute',
  'preparing',
  'requested',
  'standby',
  'withdrawn',
];

/** Forces of the incident: arrived first, then on the way by arrival time, then requested, then standing by. */
export function forcesOf(view: IncidentView): Deployed[] {
  const { situation, incidentId } = view;
  const out: Deployed[] = [];
  for (const deployment of situation.list('deployments', (d) => d.incidentId === incidentId)) {
    const forceId = deployment.body.forceId ?? deployment.id.slice(incidentId.length + 1);
    const force = situation.tables.forces.get(forceId);
    const track = situation.get('tracks', forceId)?.p;
    const status = deployment.body.status ?? 'standby';
    const atScene = status === 'arrived' || status === 'working';
    const position: LonLat | undefined = track
      ? [track[0], track[1]]
      : (deployment.body.position ??
        (atScene ? undefined : status === 'enroute' ? undefined : force?.body.position));
    out.push({
      forceId,
      force,
      deployment,
      name: force?.body.name ?? forceId,
      status,
      position: position ?? (atScene ? force?.body.position : undefined),
    });
  }
  return out.sort(
    (a, b) =>
      statusOrder.indexOf(a.status) - statusOrder.indexOf(b.status) ||
      (a.deployment.body.etaAt ?? Infinity) - (b.deployment.body.etaAt ?? Infinity) ||
      (a.name < b.name ? -1 : 1),
  );
}

/** When a force came to its present status, by the stamp of that field. */
export function statusSince(d: Deployed): number {
  return d.deployment.stamps?.status?.[0] ?? d.deployment.last[0];
}

export interface OrderView {
  readonly order: Rec<Collections['orders']>;
  readonly ack: Rec<Collections['acks']> | undefined;
  readonly overdue: boolean;
}

export function ordersOf(view: IncidentView): OrderView[] {
  const { situation, incidentId, now } = view;
  return situation
    .list('orders', (o) => o.incidentId === incidentId && !o.deleted && o.text !== undefined)
    .map((order) => {
      let ack: Rec<Collections['acks']> | undefined;
      for (const rec of situation.tables.acks.values())
        if (rec.body.orderId === order.id && (!ack || rec.last[0] > ack.last[0])) ack = rec;
      return {
        order,
        ack,
        overdue: !ack && order.body.ackDueAt !== undefined && order.body.ackDueAt < now,
      };
    })
    .sort((a, b) => (a.order.body.no ?? 0) - (b.order.body.no ?? 0));
}

/** Issue time of an order: the stamp of its text. */
export function issuedAt(o: OrderView): number {
  return o.order.stamps?.text?.[0] ?? o.order.last[0];
}

/** Newest forecast of each predictor for the incident. */
export function forecastsOf(view: IncidentView): Rec<Collections['forecasts']>[] {
  const newest = new Map<string, Rec<Collections['forecasts']>>();
  for (const rec of view.situation.list(
    'forecasts',
    (f) => f.incidentId === view.incidentId && f.result !== undefined,
  )) {
    const key = rec.body.predictor ?? rec.id;
    const there = newest.get(key);
    if (
      !there ||
      rec.last[1] > there.last[1] ||
      (rec.last[1] === there.last[1] && rec.last[2] > there.last[2])
    )
      newest.set(key, rec);
  }
  return [...newest.values()];
}

export type ReadingRec = Rec<Collections['readings']>;
// Whole names only: warningStage and guaranteeStage are bounds, not what the gauge reads.
const STAGE = /^(stage|water_?level|level|水位|z|h)$/i;
const RAIN = /^(rain|rainfall|precipitation|雨量|降雨|rain_?\d+h|p\d*h?)$/i;

const FLOW = /^(flow|discharge|流量|q)$/i;

export type ReadingKind = 'stage' | 'rain' | 'flow';
const patterns: Readonly<Record<ReadingKind, RegExp>> = { stage: STAGE, rain: RAIN, flow: FLOW };

/** Newest readings of one kind within the area, nearest station first. */
export function readingsOf(view: IncidentView, kind: ReadingKind): ReadingRec[] {
  const center = view.incident.body.position;
  const listed = new Set(view.incident.body.formed?.stations ?? []);
  const pattern = patterns[kind];
  const away = (thing: string): number => {
    const p = view.situation.get('tracks', thing)?.p;
    return p && center ? distanceM(center, [p[0], p[1]]) : Number.POSITIVE_INFINITY;
  };
  return view.situation
    .list('readings', (r) => {
      if (!pattern.test(r.quantity)) return false;
      const p = view.situation.get('tracks', r.thing)?.p;
      return listed.has(r.thing) || (p !== undefined && view.inside(p));
    })
    .sort((a, b) => away(a.body.thing) - away(b.body.thing));
}

/** Warnings in force at the view's time: not cancelled, not replaced, not expired. */
export function alertsOf(view: IncidentView): Rec<Collections['alerts']>[] {
  return view.situation
    .list(
      'alerts',
      (a) =>
        a.headline !== undefined &&
        a.cancelledBy === undefined &&
        a.replacedBy === undefined &&
        a.msgType !== 'Cancel' &&
        a.msgType !== 'Ack' &&
        (a.expiresAt === undefined || a.expiresAt > view.now),
    )
    .sort((a, b) => (a.body.level ?? 9) - (b.body.level ?? 9) || b.last[0] - a.last[0]);
}

export function reportsOf(view: IncidentView): Rec<Collections['reports']>[] {
  return view.situation
    .list('reports', (r) => r.incidentId === undefined || r.incidentId === view.incidentId)
    .sort((a, b) => b.last[0] - a.last[0]);
}

const CAMERA = /camera|video|uav|drone|摄像|视频|无人机/i;

/** Cameras and aircraft with a picture that were heard of in the last five minutes. */
export function liveViews(view: IncidentView): number {
  let n = 0;
  for (const rec of view.situation.tables.feeds.values())
    if (CAMERA.test(rec.body.connector ?? '') && rec.body.state === 'up') n++;
  for (const rec of view.situation.tables.things.values()) {
    if (rec.body.removed || !CAMERA.test(rec.body.kind ?? '')) continue;
    const track = view.situation.tables.tracks.get(rec.id);
    if (track && view.now - track.last[0] <= 300_000 && view.inside(track.body.p)) n++;
  }
  return n;
}

/** Things of the incident's forces with a position not older than ten minutes. */
export function liveTracks(view: IncidentView): number {
  let n = 0;
  for (const d of forcesOf(view)) {
    const track = view.situation.tables.tracks.get(d.forceId);
    if (track && view.now - track.last[0] <= 600_000) n++;
  }
  return n;
}
