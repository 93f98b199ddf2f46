import type { PlaceInfo } from '../../shared/contract/types.ts';
import type { HeightDatum } from '../../shared/model/common.ts';
import { formatNumber } from '../../shared/text/index.ts';
import type { LiveTables } from '../live/tables.ts';
import {
  clockOf,
  forcePosition,
  isBound,
  isOld,
  quantityRank,
  READING_STALE_MS,
  silentSince,
} from '../live/things.ts';
import type { GlobePick } from '../state/globePort.ts';
import { ink, levelInk } from './palette.ts';
import type { Projection } from './projection.ts';
import type { Shape } from './shapes.ts';

export type Words = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** Something that stands on the table at one spot, with what is written beside it. */
export interface Mark {
  readonly pick: GlobePick;
  readonly x: number;
  readonly z: number;
  /** On a pin; without one the spot itself is marked. */
  readonly symbol:
    | { readonly character: string; readonly round: boolean; readonly size: number }
    | undefined;
  readonly dot: 'none' | 'small' | 'square' | 'gauge';
  readonly color: string;
  readonly dashed: boolean;
  readonly label: string;
  readonly labelPx: number;
  readonly bold: boolean;
  /** Faded: old, or not at work here. */
  readonly faint: boolean;
  readonly priority: number;
}

export const forceKinds = [
  'fire',
  'rescue',
  'maritime',
  'police',
  'medical',
  'geology',
  'aviation',
  'engineering',
  'water',
  'volunteer',
  'comms',
] as const;
const knownKind = (kind: string | undefined) =>
  (forceKinds as readonly (string | undefined)[]).includes(kind) ? kind : 'other';

type Status = 'arrived' | 'enroute' | 'asked';
/** Solid green stands on the scene, dashed blue is on its way, dashed grey is asked for or stands by. */
const looks: Readonly<Record<Status, { color: string; dashed: boolean; faint: boolean }>> = {
  arrived: { color: ink.confirmed, dashed: false, faint: false },
  enroute: { color: ink.accent, dashed: true, faint: false },
  asked: { color: ink.unknown, dashed: true, faint: true },
};

export interface MarkInput {
  readonly tables: LiveTables;
  readonly projection: Projection;
  readonly incidentId: string | undefined;
  readonly places: readonly PlaceInfo[];
  readonly text: Words;
  readonly english: boolean;
  readonly now: number | undefined;
}

/** Forces where they are, as far as it is known; one whose place is out of date is faint and says since when. */
export function forceMarks({ tables, projection, incidentId, text, now }: MarkInput): Mark[] {
  const out: Mark[] = [];
  for (const deployment of tables.table('deployments').values()) {
    const { id, body } = deployment;
    if (incidentId !== undefined && body.incidentId !== incidentId) continue;
    const forceId = body.forceId ?? id.slice(id.indexOf('|') + 1);
    const force = tables.table('forces').get(forceId)?.body;
    const status = body.status ?? 'standby';
    if (status === 'withdrawn') continue;
    const group: Status =
      status === 'arrived' || status === 'working'
        ? 'arrived'
        : status === 'enroute'
          ? 'enroute'
          : 'asked';
    const position = forcePosition(tables, forceId, deployment);
    if (!position || position.left || !projection.inside(...position.at)) continue;
    const [x, z] = projection.toPlane(...position.at);
    const silent = silentSince(position, status, now);
    const eta =
      group === 'enroute' && body.etaAt !== undefined
        ? ` ${text('sandtableView.eta', { at: clockOf(body.etaAt, now) })}`
        : '';
    out.push({
      pick: { collection: 'forces', id: forceId },
      x,
      z,
      symbol: {
        character: text(`sandtableView.force.${knownKind(force?.kind)}`),
        round: false,
        size: 24,
      },
      dot: 'small',
      ...looks[group],
      ...(silent === undefined ? {} : { faint: true }),
      label: `${force?.name ?? forceId}${eta}${silent === undefined ? '' : ` ${text('globe.stale', { at: clockOf(silent, now) })}`}`,
      labelPx: 12,
      bold: group === 'arrived',
      priority: group === 'arrived' ? 82 : group === 'enroute' ? 80 : 60,
    });
  }
  return out;
}

/** Stations with their latest reading: value, unit, datum and time; faded when it is old. */
export function stationMarks({ tables, projection, text, now }: MarkInput): Mark[] {
  interface Reading {
    quantity: string;
    value: number;
    unit: string;
    datum?: HeightDatum;
    at: number;
  }
  const readings = new Map<string, Reading>();
  for (const { body, last } of tables.table('readings').values()) {
    const { thing, quantity, value, unit, datum } = body;
    if (isBound(quantity)) continue;
    const known = readings.get(thing);
    const rank = quantityRank(quantity) - quantityRank(known?.quantity ?? '');
    const better = !known || rank < 0 || (rank === 0 && last[0] > known.at);
    if (better)
      readings.set(thing, { quantity, value, unit, at: last[0], ...(datum ? { datum } : {}) });
  }
  const out: Mark[] = [];
  for (const [thing, r] of readings) {
    const track = tables.tracks.get(thing);
    if (!track || !projection.inside(track.lon, track.lat)) continue;
    const about = tables.table('things').get(thing)?.body;
    if (about?.removed) continue;
    const [x, z] = projection.toPlane(track.lon, track.lat);
    const digits = r.unit === 'm' ? 2 : Number.isInteger(r.value) ? 0 : 1;
    const datum = r.datum ? ` ${text(`sandtableView.datum.${r.datum}`)}` : '';
    out.push({
      pick: { collection: 'tracks', id: thing },
      x,
      z,
      symbol: undefined,
      dot: 'gauge',
      color: ink.water,
      dashed: false,
      label: `${about?.name ?? thing} ${formatNumber(r.value, digits)} ${r.unit}${datum} ${clockOf(r.at, now)}`,
      labelPx: 12,
      bold: false,
      faint: isOld(r.at, now, READING_STALE_MS),
      priority: 58,
    });
  }
  return out;
}

export function incidentMarks({ tables, projection, text }: MarkInput): Mark[] {
  const out: Mark[] = [];
  for (const { id, body } of tables.table('incidents').values()) {
    if (!body.position || body.closed || !projection.inside(...body.position)) continue;
    const [x, z] = projection.toPlane(...body.position);
    out.push({
      pick: { collection: 'incidents', id },
      x,
      z,
      symbol: { character: text('sandtableView.incidentMark'), round: true, size: 32 },
      dot: 'small',
      color: levelInk[body.level ?? 0],
      dashed: false,
      label: body.title ?? '',
      labelPx: 15,
      bold: true,
      faint: false,
      priority: 100,
    });
  }
  return out;
}

export function placeMarks({ places, projection, english }: MarkInput): Mark[] {
  return places
    .filter((p) => projection.inside(...p.position))
    .map((p): Mark => {
      const [x, z] = projection.toPlane(...p.position);
      const seat = p.kind === 'seat';
      return {
        pick: { collection: 'places', id: p.id },
        x,
        z,
        symbol: undefined,
        dot: seat ? 'square' : 'small',
        color: seat ? ink.text : ink.place,
        dashed: false,
        label: english ? (p.nameEn ?? p.name) : p.name,
        labelPx: seat ? 14 : 12,
        bold: seat,
        faint: false,
        priority: seat ? 57 : 20,
      };
    });
}

/** `stale`: since when nothing was heard of it, in words; '' while it reports. */
export function movingMark(
  pick: GlobePick,
  name: string,
  at: readonly [number, number],
  stale: string,
): Mark {
  return {
    pick,
    x: at[0],
    z: at[1],
    symbol: undefined,
    dot: 'small',
    color: stale === '' ? ink.accent : ink.unknown,
    dashed: false,
    label: stale === '' ? name : `${name} ${stale}`,
    labelPx: 12,
    bold: true,
    faint: stale !== '',
    priority: 90,
  };
}

/** Names of what was plotted and forecast. */
export function shapeMarks(shapes: readonly Shape[]): Mark[] {
  return shapes.flatMap((s): Mark[] => {
    const at = s.spot ?? s.label?.at;
    if (!at) return [];
    return [
      {
        pick: s.pick,
        x: at[0],
        z: at[1],
        symbol: undefined,
        dot: s.spot ? 'square' : 'none',
        color: s.color,
        dashed: s.dashed,
        label: s.label?.text ?? '',
        labelPx: 12,
        bold: false,
        faint: s.faint,
        priority: s.pick.collection === 'forecasts' ? 45 : 55,
      },
    ];
  });
}

/** All marks of the layers that are shown; layer ids are the globe's. */
export function allMarks(
  input: MarkInput,
  shapes: readonly Shape[],
  shown: (layer: string) => boolean,
): Mark[] {
  return [
    ...(shown('incident') ? incidentMarks(input) : []),
    ...(shown('forces') ? forceMarks(input) : []),
    ...(shown('tracks') ? stationMarks(input) : []),
    ...(shown('places') ? placeMarks(input) : []),
    ...shapeMarks(shapes),
  ];
}
