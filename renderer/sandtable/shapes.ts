import type { LonLat } from '../../shared/model/common.ts';
import type { LiveTables } from '../live/tables.ts';
import { clockOf, shownForecasts } from '../live/things.ts';
import type { GlobePick } from '../state/globePort.ts';
import { arrowHead, type Point } from './drape.ts';
import { ink, planInk } from './palette.ts';
import type { Projection } from './projection.ts';

/** Something that lies on the ground: its lines and, where it has one, the area inside. */
export interface Shape {
  readonly pick: GlobePick;
  readonly color: string;
  readonly dashed: boolean;
  /** Pale: its time is past. */
  readonly faint: boolean;
  readonly lines: readonly (readonly Point[])[];
  /** Filled on the ground, with its strength 0 … 1. */
  readonly fill: { readonly ring: readonly Point[]; readonly alpha: number } | undefined;
  /** Where it is named, and how. */
  readonly label: { readonly text: string; readonly at: Point } | undefined;
  readonly spot: Point | undefined;
}

const closed = (ring: readonly Point[]): readonly Point[] => (ring[0] ? [...ring, ring[0]] : ring);
const middle = (line: readonly Point[]) => line[Math.floor(line.length / 2)] as Point;

/** What people plotted for an incident: solid = actual, dashed = planned (XF/T 3013). */
export function planShapes(
  tables: LiveTables,
  projection: Projection,
  incidentId: string | undefined,
): Shape[] {
  const out: Shape[] = [];
  const plane = ([lon, lat]: LonLat): Point => projection.toPlane(lon, lat);
  for (const { id, body } of tables.table('plan').values()) {
    if (body.deleted || !body.shape || !body.coordinates?.[0]) continue;
    if (incidentId !== undefined && body.incidentId !== incidentId) continue;
    const points = body.coordinates.map(plane);
    const base = {
      pick: { collection: 'plan', id } as const,
      color: planInk[body.color ?? 'blue'],
      dashed: body.phase === 'planned',
      faint: false,
    };
    const name = (at: Point) => (body.label ? { text: body.label, at } : undefined);
    const first = points[0] as Point;
    if (body.shape === 'point')
      out.push({ ...base, lines: [], fill: undefined, label: name(first), spot: first });
    else if (body.shape === 'area')
      out.push({
        ...base,
        lines: [closed(points)],
        fill: points.length > 2 ? { ring: points, alpha: 0.24 } : undefined,
        label: name(first),
        spot: undefined,
      });
    else {
      const size = Math.max(projection.widthM, projection.depthM) / 28;
      const head = body.shape === 'arrow' ? arrowHead(points, size) : [];
      out.push({
        ...base,
        lines: head.length > 0 ? [points, head] : [points],
        fill: head.length > 0 ? { ring: head, alpha: 0.85 } : undefined,
        label: name(middle(points)),
        spot: undefined,
      });
    }
  }
  return out;
}

/**
 * The newest forecast of each predictor for an open incident: purple, dashed. Past its validity a pale trace stays that
 * says so.
 */
export function forecastShapes(
  tables: LiveTables,
  projection: Projection,
  incidentId: string | undefined,
  text: (key: string, params?: Readonly<Record<string, string | number>>) => string,
  now: number | undefined,
): Shape[] {
  const out: Shape[] = [];
  for (const { rec, over } of shownForecasts(tables, now, incidentId)) {
    const { result, validTo } = rec.body;
    // Said once: rings of one forecast end together.
    let ended =
      over && validTo !== undefined
        ? text('globe.forecastOver', { at: clockOf(validTo, now) })
        : '';
    for (const shape of result?.shapes ?? []) {
      const ring = shape.ring.map(([lon, lat]): Point => projection.toPlane(lon, lat));
      if (ring.length < 3) continue;
      // The ring is named at its outermost point, where rings of other times are farthest away.
      const far = ring.reduce((a, b) => (b[1] > a[1] ? b : a));
      // The source is the incident's own spot, which is named already.
      const name = shape.kind === 'source' ? '' : (shape.label ?? '');
      const words = [name, ended].filter(Boolean).join(' · ');
      ended = '';
      out.push({
        pick: { collection: 'forecasts', id: rec.id },
        color: over ? ink.forecastOver : ink.forecast,
        dashed: true,
        faint: over,
        lines: [closed(ring)],
        fill:
          shape.kind === 'isochrone'
            ? undefined
            : { ring, alpha: (shape.kind === 'source' ? 0.45 : 0.16) * (over ? 0.35 : 1) },
        label: words === '' ? undefined : { text: words, at: far },
        spot: undefined,
      });
    }
  }
  return out;
}
