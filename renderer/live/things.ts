import type { Collections } from '../../shared/events/situation.ts';
import type { LonLat } from '../../shared/model/common.ts';
import { formatBeijing } from '../../shared/time/time.ts';
import type { LiveRec, LiveTables } from './tables.ts';

/** What map and sandtable must say alike: what a thing is, where it is, and from when on it is old. */

/** Things that stand still and measure. */
export function isStation(kind: string | undefined): boolean {
  return kind !== undefined && /station|sensor|gauge|camera|站/i.test(kind);
}

/** Without a report for this long a moving thing may be elsewhere, ms. */
export const POSITION_STALE_MS = 10 * 60_000;
/** A gauge reports by the hour; later than two rounds it is old, ms. */
export const READING_STALE_MS = 2 * 3_600_000;

/** Older than `limit`; never where the time shown is not known. */
export const isOld = (at: number, now: number | undefined, limit: number): boolean =>
  now !== undefined && now - at > limit;

/** Clock time, with its date where a clock alone could be taken for today's. */
export function clockOf(at: number, now: number | undefined): string {
  const near = now === undefined || Math.abs(now - at) < 12 * 3_600_000;
  return near ? formatBeijing(at, 'clock').slice(0, 5) : formatBeijing(at, 'minute');
}

const telling = ['stage', 'poolStage', 'discharge', 'rain', 'rain1h'];
/** Which of a station's quantities is shown first: the lower, the sooner. */
export const quantityRank = (quantity: string): number =>
  telling.indexOf(quantity) + 1 || telling.length + 1;
/** Bounds of a gauge come as readings of their own; beside a station they would read as measurements. */
export const isBound = (quantity: string): boolean => /^(?:guarantee|warning)/.test(quantity);

export type Deployment = LiveRec<Collections['deployments']>;

export interface ForcePosition {
  readonly at: LonLat;
  /** When a device or a person said so; undefined: its base, which does not age. */
  readonly since: number | undefined;
  /** Said by its own device, which falls silent; what a person reported stands until the next report. */
  readonly live: boolean;
  /** Its base, which it has left: the map shows where it comes from, pale; on the ground itself it is not there. */
  readonly left: boolean;
}

/** Where a force is: the newer of its track and what was reported, else its base. */
export function forcePosition(
  tables: LiveTables,
  forceId: string,
  deployment: Deployment | undefined,
): ForcePosition | undefined {
  const status = deployment?.body.status;
  const track = tables.tracks.get(forceId);
  const reported = deployment?.body.position;
  if (track && !(reported && deployment.last[0] > track.at))
    return { at: [track.lon, track.lat], since: track.at, live: true, left: false };
  if (reported) return { at: reported, since: deployment.last[0], live: false, left: false };
  const base = tables.table('forces').get(forceId)?.body.position;
  return base && { at: base, since: undefined, live: false, left: status === 'enroute' };
}

/** Since when a force's place is out of date; undefined: it is not. A report of one on its way ages like a track. */
export function silentSince(
  position: ForcePosition,
  status: string | undefined,
  now: number | undefined,
): number | undefined {
  const { since, live } = position;
  if (since === undefined || !(live || status === 'enroute')) return undefined;
  return isOld(since, now, POSITION_STALE_MS) ? since : undefined;
}

export interface ShownForecast {
  readonly rec: LiveRec<Collections['forecasts']>;
  /** Its time is past: it is history, and must not read as what is still to come. */
  readonly over: boolean;
}

/** The newest forecast of each predictor for each open incident. */
export function shownForecasts(
  tables: LiveTables,
  now: number | undefined,
  incidentId?: string,
): readonly ShownForecast[] {
  const newest = new Map<string, LiveRec<Collections['forecasts']>>();
  for (const rec of tables.table('forecasts').values()) {
    const { body, id, last } = rec;
    if (incidentId !== undefined && body.incidentId !== incidentId) continue;
    if (tables.table('incidents').get(body.incidentId ?? '')?.body.closed) continue;
    const key = `${body.incidentId}|${body.predictor ?? id}`;
    const was = newest.get(key);
    if (!was || last[0] > was.last[0] || (last[0] === was.last[0] && id > was.id))
      newest.set(key, rec);
  }
  return [...newest.values()].map((rec) => ({
    rec,
    over: rec.body.validTo !== undefined && now !== undefined && now > rec.body.validTo,
  }));
}
